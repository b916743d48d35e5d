"""Signs of denial, prohibition, permission and exception in a text of either language. Nothing here understands a sentence."""

from __future__ import annotations

import re

# Words that hold a negative character without denying anything, or that are bounds which the quantities settle.
ZH_HARMLESS = re.compile(
    r"禁止性|不及|不(?:仅|但|断|足|同|少(?!于)|错|久|过(?!分)|禁|得不|可避免|可分割|可或缺|可磨灭|可逆|论|管|等|到|满|超过|超出|高于|低于"
    r"|少于|多于|大于|小于|晚于|早于|迟于|限于?|良|法|正当|平等|平衡|对称|稳定|"
    r"确定|明确|当|明|动产|锈钢|幸|一(?:而足|样|致)?|妨|由得?|约而同|失|乏|禁止|意味着?只|啻|惜|愧|已|外乎|容忽视|言而喻|透明"
    r"|合格|利|公|安|便|实|合理|完整|准确|可预[测见]|特定|定期|健全|完善)"
    r"|不例外|不得(?:不|超过|低于|少于|高于|多于|晚于|迟于|早于)|无(?:人(?:机|驾驶|车|艇|系统|值守|化|问津)?|线|论|疑|数|限|形|锡|障碍"
    r"|偿|非|缝|界|机|烟|私|价|穷|比|关(?:紧|痛)|所不|不|产阶级|氧|菌|创)|毫无疑问|"
    r"未(?:来|成年|遂|免|雨|婚|竟|央)|差不多|了不起|对不起|忍不住|要不|并不断|永不(?:停|止)|前所未有|史无前例|没收|淹没|埋没"
    r"|沉没|非(?:常|洲|凡|遗|公有|营利|政府|同质|法|线性|结构化|个人|易失|盈利|专利|金融)|"
    r"除非|莫(?:斯科|大|过于|名|尔|迪|桑)|是非|绝非偶然|无不|未必不|不无|不可不|不能不|莫不|供不应求|与众不同|层出不穷|源源不断"
    r"|不谋而合|不相上下|必不可少|不懈|不怕|不遗余力|从不间断|不够|不易"
)
EN_HARMLESS = re.compile(
    r"\bnot\s(?:only|just|merely|simply|least|long\safter|surprisingly|to\smention)\b|\bwhether\sor\snot\b|\b(?:no"
    r"|not)\s(?:more|less|fewer|greater|higher|lower|later|earlier|longer|shorter)\sthan\b"
    r"|\b(?:(?:must|shall|may|should|can|does|do|did)\s)?(?:not|never)\s(?:to\s)?exceed(?:ing|s)?\b|\bno\s(?:doubt|matter"
    r"|sooner)\b|\bNo\.\s?\d|\bno\sfewer\b|\bwithout\s(?:a\s)?doubt\b|\bif\snot\b|\bnon-?profit\b|\bnot-for-profit\b|\bnot\slimited\sto\b",
    re.IGNORECASE,
)
_ZH_STRONG = re.compile(
    r"不|未|没有?|无|并非|绝非|决非|而非|勿|莫|严禁|禁止|别(?=[再去让])|(?<=[^是])非(?=[必])|免于|从未|毫无|难以|拒绝|否认|缺乏|失败"
)
_ZH_WIDE = re.compile(
    r"反对|避免|防止|拒|否|禁|除外|除|例外|缺|失|难|少|免|取消|停|止|终|废|排除|限制|非|无|未|不|没|勿|仅|只|唯|尚|反|违|莫|离"
    r"|阻|弃|零|匮|鲜|罕|低|弱|消|退|脱|仍|去|另|其他|独|差"
)
_EN_STRONG = re.compile(
    r"\b(?:not|never|no|none|neither|nor|cannot|nobody|nothing|without|prohibit(?:s|ed|ing)?|forbid(?:s|den)?|ban(?:s|ned"
    r"|ning)?)\b|n['’]t\b|\b(?:fail(?:s|ed|ing)?|refus(?:es|ed|ing)|unable)\sto\b|\black(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_EN_WIDE = re.compile(
    r"\b(?:un\w{3,}|in(?:capable|sufficient|adequate|dependent|complete|accurate|formal|direct|evitabl\w*|valid|visible"
    r"|effective|efficient|significant|stead)|im(?:possible|proper|mature|mobile|mune)|il(?:legal|licit)|ir(?:regular|relevant"
    r"|responsible)|dis\w{3,}|non-?\w+"
    r"|mis\w{4,}|except\w*|exclu\w+|exempt\w*|unless|other\sthan|rather\sthan|instead|reject\w*|den(?:y|ies|ied)|oppos\w+"
    r"|avoid\w*|prevent\w*|stop\w*|refus\w+|fail\w*|lack\w*|absen\w+|hardly|rarely|seldom|scarce\w*|little|few|only|free|less"
    r"|but|difficult\w*|hard|abolish\w*"
    r"|remov\w+|eliminat\w+|ceas\w+|end(?:ed|s)?|lost|los(?:e|es|ing)|away|too|yet|still|beyond|against|illegal\w*|restrict\w*"
    r"|limit\w*|short|zero|despite|although|though|however|contrary|different|other|outside|apart|block\w*|deter\w*|bar(?:s"
    r"|red)?|low|weak\w*|impossible|alone|\w+less)\b",
    re.IGNORECASE,
)
_PROHIBITS = re.compile(
    r"(?<![不未有])(?:不得(?!不|超过|低于|少于|高于|多于|晚于|迟于|早于)|禁止(?!性)|严禁|不准|不许|不允许|不应当?|不可以|不能)|\b(?:must"
    r"|shall|may|should|can)\s?(?:not|never)\b|\bprohibit(?!ions?\b)\w*|\bforb[ia]\w+|\bban(?:s|ned)?\b|\bnot\s(?:be\s)?(?:allowed|permitted)\b"
    r"|\b(?:is|are)\sbarred\b|\bno\s\w+(?:\s\w+)?\s(?:may|shall|must|can)\b|\bneither\b|\bcan['’]t\b|\bmustn['’]t\b",
    re.IGNORECASE,
)
OBLIGES = re.compile(
    r"(?<!不)(?<!不得)(?:应当|必须|须|应(?=[向对在按依及当予由将建制采加])|可以(?!不)|有权|允许|准许)|\b(?:must|shall|may"
    r"|should|can)\b(?!\s?(?:not|never)|['’]t)|\b(?:is|are)\s(?:required|obliged|allowed|permitted|entitled)\b",
    re.IGNORECASE,
)
RESTRICTS = re.compile(
    r"仅|只|除非|除.{1,30}外|方可|才|之前|以前|\b(?:only|unless|except\w*|without|until|solely|before|refus\w+"
    r"|un\w{4,}|il\w{4,}|in(?:valid|eligible)"
    r"|exempt\w*|avoid\w*|prevent\w*)\b",
    re.IGNORECASE,
)
EXCEPTION = re.compile(
    r"除外|除[^，。]{1,30}(?:以外|之外|外)|除非|但[^，。]{0,12}(?:除外|不适用)|另有规定的?除?|例外|不适用|\bexcept\w*"
    r"|\bunless\b|\bother\sthan\b|\bexclud\w+|\bexempt\w*|\bapart\sfrom\b|\baside\sfrom\b|\bdoes\snot\sapply|\bdo\snot\sapply"
    r"|\bsave\s(?:where|as|for)\b|\bnot\sapplicable",
    re.IGNORECASE,
)


EXCLUSIVE = re.compile(r"只有|仅限?|只|\b(?:only|solely|exclusively)\b", re.IGNORECASE)
"""What both sides say alike is no sign of denial on either."""
LIFTED = re.compile(
    r"(?:并?不|没有|未)(?:再|加以|完全)?禁止|\b(?:not|never)\s(?:\w+\s)?(?:prohibit|forbid|forbidden|ban|bar)\w*|n['’]t\s(?:prohibit|forbid|ban|bar)\w*"
    r"|\bnor\s(?:\w+\s){1,3}(?:prohibit|forbid|ban|bar)\w*",
    re.IGNORECASE,
)
PERMITS = re.compile(
    r"(?<!不)可以(?!不)|有权|允许|准许|\b(?:may|can|could)\s(?!not|never|only)[a-z]+|\b(?:is|are|be)\s(?:allowed|permitted|free|encouraged)\sto\b",
    re.IGNORECASE,
)
WITHOUT = re.compile(r"\bwithout\b|未经|无需|不经", re.IGNORECASE)
DENIED_WORD = re.compile(
    r"(?:没有|并未|未|并非|并不|不)(?:再|会|能|得|应当?|须|必|要|曾)?(?P<han>(?![超低高少多大小晚早]|得不)[\u4e00-\u9fff]{2})"
    r"|\b(?:not|never|cannot)\s(?:yet\s|be\s|been\s|to\s)*(?P<latin>[a-z]{4,})"
    r"|n['’]t\s(?:be\s)?(?P<short>[a-z]{4,})",
    re.IGNORECASE,
)


def negations(text: str) -> int:
    """How many strong signs of denial the text carries; idioms such as 不断, 不仅, 无人机 and "not only" are none.

    >>> negations("企业不得拒绝"), negations("不断发展无人驾驶"), negations("They must not refuse, not only here.")
    (2, 0, 1)
    """
    return len(_ZH_STRONG.findall(ZH_HARMLESS.sub("", text))) + len(_EN_STRONG.findall(EN_HARMLESS.sub("", text)))


def denies(text: str) -> bool:
    """Whether the text carries any sign of denial, exception or restriction, weak ones ("only", un-, 少) included."""
    return negations(text) > 0 or bool(_ZH_WIDE.search(ZH_HARMLESS.sub("", text)) or _EN_WIDE.search(EN_HARMLESS.sub("", text)))


_PLAIN = re.compile(
    r"(?<!不)(?:避免|防止|拒绝|反对|否|禁|除外|例外|取消|停止|免|排除|撤销|废|缺|非|无|未|不|没|勿|莫)"
    r"|\b(?:except\w*|exclu\w+|exempt\w*|unless|rather\sthan|instead|reject\w*|den(?:y|ies|ied)|oppos\w+|avoid\w*|prevent\w*|refus\w+"
    r"|hard|difficult\w*|few|fail\w*|lack\w*|absen\w+|hardly|rarely|seldom|abolish\w*|remov\w+|away|against"
    r"|illegal\w*|outside|apart|only|free|drop\w*|delet\w+"
    r"|voluntar\w+|differ\w+|un[a-z]{4,}|in(?:valid|eligible|sufficient|complete)\w*|non-?\w+|dis\w{4,}|\w+less)\b",
    re.IGNORECASE,
)


def denies_plainly(text: str) -> bool:
    """Whether the text carries a sign of denial that can stand for a negation of the other language; weak ones (but, low, still) do not."""
    return negations(text) > 0 or bool(_PLAIN.search(ZH_HARMLESS.sub("", EN_HARMLESS.sub("", text))))


def permits(text: str) -> bool:
    """Whether some clause allows something, with no denial before the permission or right behind it."""
    for match in PERMITS.finditer(text):
        before = re.split(r"[，；。,;.:]", text[: match.start()])[-1]
        if not negations(before) and not negations(text[match.end() : match.end() + 12].split(",")[0]):
            return True
    return False


def prohibits(text: str) -> bool:
    """Return whether the text forbids something."""
    return bool(_PROHIBITS.search(EN_HARMLESS.sub("", text)))
