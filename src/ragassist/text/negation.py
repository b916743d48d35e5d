"""Negation, prohibition, exception and direction, compared across Chinese and English.

Nothing here understands a sentence: it reads which signs each side carries, so it must be given the part of the source that says what
the claim says, not a whole page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words that hold a negative character without denying anything, or that are bounds which the quantities settle.
_ZH_HARMLESS = re.compile(
    r"不(?:仅|但|断|足|同|少(?!于)|错|久|过(?!分)|禁|得不|可避免|可分割|可或缺|可磨灭|可逆|论|管|等|到|满|超过|超出|高于|低于|少于|多于|大于|小于|晚于|早于|迟于|限于?|良|法|正当|平等|平衡|对称|稳定|"
    r"确定|明确|当|明|动产|锈钢|幸|一(?:而足|样|致)?|妨|由得?|约而同|失|乏|禁止|意味着?只|啻|惜|愧|已|外乎|容忽视|言而喻|透明|合格|利|公|安|便|实|合理|完整|准确|可预[测见]|特定|定期|健全|完善)"
    r"|不得(?:不|超过|低于|少于|高于|多于|晚于|迟于|早于)|无(?:人(?:机|驾驶|车|艇|系统|值守|化|问津)?|线|论|疑|数|限|形|锡|障碍|偿|非|缝|界|机|烟|私|价|穷|比|关(?:紧|痛)|所不|不|产阶级|氧|菌|创)|毫无疑问|"
    r"未(?:来|成年|遂|免|雨|婚|竟|央)|差不多|了不起|对不起|忍不住|要不|并不断|永不(?:停|止)|前所未有|史无前例|没收|淹没|埋没|沉没|非(?:常|洲|凡|遗|公有|营利|政府|同质|法|线性|结构化|个人|易失|盈利|专利|金融)|"
    r"除非|莫(?:斯科|大|过于|名|尔|迪|桑)|是非|绝非偶然|无不|未必不|不无|不可不|不能不|莫不|供不应求|与众不同|层出不穷|源源不断|不谋而合|不相上下|必不可少|不懈|不怕|不遗余力|从不间断|不够|不易"
)
_EN_HARMLESS = re.compile(
    r"\bnot\s(?:only|just|merely|simply|least|long\safter|surprisingly|to\smention)\b|\bwhether\sor\snot\b|\b(?:no|not)\s(?:more|less|fewer|greater|higher|lower|later|earlier|longer|shorter)\sthan\b"
    r"|\b(?:(?:must|shall|may|should|can|does|do|did)\s)?(?:not|never)\s(?:to\s)?exceed(?:ing|s)?\b|\bno\s(?:doubt|matter|sooner)\b|\bNo\.\s?\d|\bno\sfewer\b|\bwithout\s(?:a\s)?doubt\b|\bif\snot\b|\bnon-?profit\b|\bnot-for-profit\b|\bnot\slimited\sto\b",
    re.IGNORECASE,
)
_ZH_STRONG = re.compile(
    r"不|未|没有?|无|并非|绝非|决非|而非|勿|莫|严禁|禁止|别(?=[再去让])|(?<=[^是])非(?=[必])|免于|从未|毫无|难以|拒绝|否认|缺乏|失败"
)
_ZH_WIDE = re.compile(
    r"反对|避免|防止|拒|否|禁|除外|除|例外|缺|失|难|少|免|取消|停|止|终|废|排除|限制|非|无|未|不|没|勿|仅|只|唯|尚|反|违|莫|离|阻|弃|零|匮|鲜|罕|低|弱|消|退|脱|仍|去|另|其他|独|差"
)
_EN_STRONG = re.compile(
    r"\b(?:not|never|no|none|neither|nor|cannot|nobody|nothing|without|prohibit(?:s|ed|ing)?|forbid(?:s|den)?|ban(?:s|ned|ning)?)\b|n['’]t\b|\b(?:fail(?:s|ed|ing)?|refus(?:es|ed|ing)|unable)\sto\b|\black(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_EN_WIDE = re.compile(
    r"\b(?:un\w{3,}|in(?:capable|sufficient|adequate|dependent|complete|accurate|formal|direct|evitabl\w*|valid|visible|effective|efficient|significant|stead)|im(?:possible|proper|mature|mobile|mune)|il(?:legal|licit)|ir(?:regular|relevant|responsible)|dis\w{3,}|non-?\w+"
    r"|mis\w{4,}|except\w*|exclu\w+|exempt\w*|unless|other\sthan|rather\sthan|instead|reject\w*|den(?:y|ies|ied)|oppos\w+|avoid\w*|prevent\w*|stop\w*|refus\w+|fail\w*|lack\w*|absen\w+|hardly|rarely|seldom|scarce\w*|little|few|only|free|less|but|difficult\w*|hard|abolish\w*"
    r"|remov\w+|eliminat\w+|ceas\w+|end(?:ed|s)?|lost|los(?:e|es|ing)|away|too|yet|still|beyond|against|illegal\w*|restrict\w*|limit\w*|short|zero|despite|although|though|however|contrary|different|other|outside|apart|block\w*|deter\w*|bar(?:s|red)?|low|weak\w*|impossible|alone|\w+less)\b",
    re.IGNORECASE,
)
_PROHIBITS = re.compile(
    r"(?<!不)(?:不得(?!不|超过|低于|少于|高于|多于|晚于|迟于|早于)|禁止|严禁|不准|不许|不允许|不应当?|不可以|不能)|\b(?:must|shall|may|should|can)\s?(?:not|never)\b|\bprohibit\w*|\bforb[ia]\w+|\bban(?:s|ned)?\b|\bnot\s(?:be\s)?(?:allowed|permitted)\b"
    r"|\b(?:is|are)\sbarred\b|\bno\s\w+(?:\s\w+)?\s(?:may|shall|must|can)\b|\bneither\b|\bcan['’]t\b|\bmustn['’]t\b",
    re.IGNORECASE,
)
_OBLIGES = re.compile(
    r"(?<!不)(?<!不得)(?:应当|必须|须|应(?=[向对在按依及当予由将建制采加])|可以(?!不)|有权|允许|准许)|\b(?:must|shall|may|should|can)\b(?!\s?(?:not|never)|['’]t)|\b(?:is|are)\s(?:required|obliged|allowed|permitted|entitled)\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"除外|除[^，。]{1,30}(?:以外|之外|外)|除非|但[^，。]{0,12}(?:除外|不适用)|另有规定的?除?|例外|不适用|\bexcept\w*|\bunless\b|\bother\sthan\b|\bexclud\w+|\bexempt\w*|\bapart\sfrom\b|\baside\sfrom\b|\bdoes\snot\sapply|\bdo\snot\sapply|\bsave\s(?:where|as|for)\b|\bnot\sapplicable",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Axis:
    """Two opposite things that may be said of the same; the pattern of each side in both languages."""

    one: str
    other: str
    first: re.Pattern[str]
    second: re.Pattern[str]


def _axis(one: str, first: str, other: str, second: str) -> _Axis:
    return _Axis(one, other, re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE))


_AXES = (
    _axis(
        "increase",
        r"增(?:加|长|至|多|强|幅|速|产|量|大)|上升|上涨|上调|提高|提升|攀升|扩大|扩张|升至|涨|翻番|\bincreas\w*|\brose\b|\bris(?:e|es|en|ing)\b|\bgrow\w*|\bgrew\b|\brais(?:e|es|ed|ing)\b|\bexpand\w*|\bclimb\w*|\bboost\w*|\bimprov\w*|\bup\b|\bhigher\b|\bgain\w*|\bsurg\w+|\bsoar\w*",
        "decrease",
        r"减(?:少|小|弱|至|产|幅|缓|速|排|量|低)|下降|下跌|下调|下滑|降(?:低|至|幅|到)|缩(?:小|减|至)|萎缩|放缓|跌|收窄|\bdecreas\w*|\bfell\b|\bfall(?:s|en|ing)?\b|\breduc\w+|\bdeclin\w+|\bdrop\w*|\blower\w*|\bshr[iua]nk\w*|\bcut(?:s|ting)?\b|\bdown\b|\bdiminish\w*|\bless\b|\bslow\w*|\bnarrow\w*|\bweaken\w*|\bloss\w*|\bdeclin\w*|\bminimi[sz]\w*",
    ),
    _axis("ahead", r"领先|超前|高于|超越|优于|\bahead\sof\b|\bleads?\b|\bleading\b|\bahead\b|\bsurpass\w*|\bhigher\sthan\b|\boutperform\w*", "behind",
          r"落后|低于|不及|滞后|逊于|\bbehind\b|\blag\w*|\btrail(?:s|ed|ing)\b|\blower\sthan\b|\binferior\b"),
    _axis("before", r"之前|以前|(?<![\u4e00-\u9fff])前(?=[，,])|早于|事前|此前|\bbefore\b|\bprior\sto\b|\bearlier\sthan\b|\bin\sadvance\b", "after",
          r"之后|以后|(?<=[日月年内])后|晚于|事后|此后|后(?=[，,])|\bafter\b|\bfollowing\b|\blater\sthan\b|\bsubsequent\w*"),
    _axis("voluntary", r"自愿|任意|鼓励|\bvoluntar\w+|\boptional\w*|\bencourag\w+", "mandatory", r"强制|必须|应当|义务|\bmandat\w+|\bcompulsor\w+|\bobligat\w+|\bmust\b|\bshall\b|\brequire[sd]?\b"),
    _axis("support", r"支持|赞成|拥护|同意|\bsupport\w*|\bfavou?r\w*|\bback(?:s|ed|ing)\b|\bendors\w+|\bapprov\w+|\bagree\w*", "oppose", r"反对|抵制|否决|\boppos\w+|\breject\w*|\bvot\w+\sagainst\b|\bobject(?:s|ed)\b"),
    _axis("import", r"进口|\bimport(?:s|ed|ing)?\b", "export", r"出口|\bexport\w*"),
    _axis("domestic", r"国内|境内|本土|国产|\bdomestic\w*|\bwithin\sthe\scountry\b", "foreign", r"国外|境外|海外|外国|\bforeign\w*|\boverseas\b|\babroad\b|\boffshore\b|\bcross-border\b"),
    _axis("public", r"公开|公共|公有|\bpublic\w*", "private", r"不公开|私有|私人|民营|非公|\bprivate\w*|\bconfidential\w*|\bsecret\w*"),
    _axis("strengthen", r"收紧|加强|强化|从严|\btighten\w*|\bstrengthen\w*|\breinforc\w+|\bstricter\b", "loosen", r"放松|放宽|削弱|弱化|松绑|\bloosen\w*|\brelax\w*|\beas(?:e|es|ed|ing)\b|\bweaken\w*|\bderegulat\w+"),
    _axis("majority", r"多数|大部分|绝大|主要|\bmajority\b|\bmost\b|\bmainly\b|\bprimarily\b|\blargely\b", "minority", r"少数|小部分|极少|\bminorit\w+|\bfew\b|\ba\ssmall\spart\b"),
    _axis("open", r"开源|开放|\bopen\b|\bopen-(?:source|weight)\w*|\bopenness\b|\bopened\b", "closed", r"闭源|封闭|关闭|\bclosed\w*|\bproprietary\b"),
    _axis("short-term", r"短期|\bshort[-\s]term\b", "long-term", r"长期|长远|\blong[-\s](?:term|run)\b|\bpermanent\w*|\blong\b"),
    _axis("civil", r"民用|\bcivil(?:ian)?\b", "military", r"军用|军事|军方|\bmilitary\b|\bdefen[cs]e\b"),
    _axis("high", r"高风险|高性能|高端|\bhigh[-\s](?:risk|end|performance)\b|\badvanced\b", "low", r"低风险|低性能|低端|\blow[-\s](?:risk|end|performance)\b"),
    _axis("cause", r"加速|加快|促进|推动|\baccelerat\w+|\bpromot\w+|\bspeed\w*|\bspur\w*|\bdriv\w+|\badvanc\w+|\bfoster\w*", "hinder", r"阻碍|减缓|延缓|抑制|遏制|阻止|妨碍|\bhinder\w*|\bslow\w*|\bdelay\w*|\bcurb\w*|\bcontain\w*|\bimped\w+|\bprevent\w*|\brestrain\w*|\bobstruct\w*|\bstall\w*"),
    _axis("supply side", r"供给|供应方|卖方|提供者|\bsuppl\w+|\bprovider\w*|\bseller\w*|\bdeveloper\w*", "demand side", r"需求|买方|使用者|用户|\bdemand\w*|\buser\w*|\bbuyer\w*|\bconsumer\w*"),
    _axis("repeal", r"废止|撤销|取消|终止|废除|\brepeal\w*|\brevok\w*|\brescind\w*|\babolish\w*|\bterminat\w+|\bcancel\w*", "adopt", r"施行|实施|颁布|通过|设立|生效|发布|\badopt\w*|\benact\w*|\bimplement\w*|\btak\w+\seffect\b|\bissu\w+|\bestablish\w*|\bin(?:to)?\s(?:force|effect)\b|\bapprov\w+|\bpublish\w*|\bpass(?:ed|es)\b"),
)  # fmt: skip


def negations(text: str) -> int:
    """How many strong signs of denial the text carries; idioms such as 不断, 不仅, 无人机 and "not only" are none.

    >>> negations("企业不得拒绝"), negations("不断发展无人驾驶"), negations("They must not refuse, not only here.")
    (2, 0, 1)
    """
    return len(_ZH_STRONG.findall(_ZH_HARMLESS.sub("", text))) + len(_EN_STRONG.findall(_EN_HARMLESS.sub("", text)))


def denies(text: str) -> bool:
    """Whether the text carries any sign of denial, exception or restriction, weak ones ("only", un-, 少) included."""
    return negations(text) > 0 or bool(_ZH_WIDE.search(_ZH_HARMLESS.sub("", text)) or _EN_WIDE.search(_EN_HARMLESS.sub("", text)))


def contradictions(claim: str, source: str) -> list[str]:
    """Where claim and source say opposite things, in English, one sentence each; empty if nothing speaks against the claim.

    `source` is the sentence or clause that says what the claim is about.

    >>> contradictions("Providers may sell personal data.", "提供者不得出售个人数据。")
    ['The source prohibits what the claim allows or requires.']
    """
    found = []
    mine, theirs = _prohibits(claim), _prohibits(source)
    if theirs and not mine and not denies(claim):
        found.append("The source prohibits what the claim allows or requires.")
    elif mine and not theirs and not denies(source):
        found.append("The claim prohibits what the source does not.")
    elif negations(claim) and not denies(source):
        found.append("The claim denies something; the source does not.")
    elif negations(source) and not denies(claim):
        found.append("The source denies something that the claim asserts.")
    if _EXCEPTION.search(source) and not _EXCEPTION.search(claim) and not denies(claim):
        found.append("The source makes an exception that the claim leaves out.")
    elif _EXCEPTION.search(claim) and not _EXCEPTION.search(source) and not denies(source):
        found.append("The claim makes an exception that the source does not.")
    return found + opposites(claim, source)


def _prohibits(text: str) -> bool:
    return bool(_PROHIBITS.search(_EN_HARMLESS.sub("", text)))


def opposites(claim: str, source: str) -> list[str]:
    """Directions that the claim turns round: increase for decrease, before for after, voluntary for mandatory.

    >>> opposites("Exports fell.", "出口增长。")
    ['The claim says decrease; the source says increase.']
    """
    found = []
    for axis in _AXES:
        claim_sides = bool(axis.first.search(claim)), bool(axis.second.search(claim))
        source_sides = bool(axis.first.search(source)), bool(axis.second.search(source))
        if claim_sides == (True, False) and source_sides == (False, True):
            found.append(f"The claim says {axis.one}; the source says {axis.other}.")
        elif claim_sides == (False, True) and source_sides == (True, False):
            found.append(f"The claim says {axis.other}; the source says {axis.one}.")
    return found
