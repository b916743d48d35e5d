"""What a statement is there for in a brief, and how much that weighs: the kinds of fact that a reader of a regulation must be told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ragassist.lang.zh import NUMERAL
from ragassist.tasks.list import is_amount, norms_of
from ragassist.tasks.statements import Statement, begins_item, own_number
from ragassist.text.own_name import OWN_NAME
from ragassist.text.quantities import find_quantities
from ragassist.text.script import without_space
from ragassist.text.structure import definitions, find_times

Part = Literal[
    "scope", "force", "goal", "definition", "authority", "principle", "entry", "term", "duty", "prohibition", "incident", "record",
    "liability", "figure", "penalty", "other",
]  # fmt: skip
PARTS: Final[tuple[Part, ...]] = (
    "scope", "goal", "definition", "authority", "principle", "entry", "term", "duty", "prohibition", "record", "incident", "figure",
    "liability", "penalty", "force", "other",
)  # fmt: skip
_LENGTH: Final = r"(?:[〇零一二三四五六七八九十百两半]+|\d+)\s?个?(?:年|月|日|天|学期)"
_FORCE: Final = re.compile(rf"起施行|起实施|起生效|同时废止|{OWN_NAME}[^。]{{0,12}}有效期|takes? effect|enters? into force|is repealed")
_SCOPE: Final = re.compile(
    rf"适用(?:本|于)|{OWN_NAME}适用|"
    r"不适用本|不受本[^。]{1,10}限制|应当遵守本|为[^。]{4,}制定(?:本|以下|如下)"
    r"|结合本[^。]{2,}制定(?:本|以下|如下)|\bappl(?:y|ies) to\b|purpose of this"
)
_GOAL: Final = re.compile(r"^[^。，]{0,6}到(?:20\d\d|[二〇零一二三四五六七八九]{4})年|\bby (?:the end of )?20\d\d\b")
_AUTHORITY: Final = re.compile(
    r"(?:负责|主管(?!部门|机关|人员)|统筹|领导|牵头)[^。]{0,30}(?:工作|管理|协调|监督|实施)|监督管理工作|(?:建立|设立)[^。]{0,60}(?:联席|协调)"
    r"|\bis responsible for\b"
)
_PRINCIPLE: Final = re.compile(r"(?:遵循|坚持|贯彻|遵守)[^。]{2,60}(?:原则|方针)|应当具有[^。]{0,20}(?:目的|必要性)|\bprinciples? of\b")
_PERMIT: Final = r"(?:许可|备案|登记|(?<!本人)授权|审批|批准|合格证|资质|安全评估|认证|审查|牌照)"
_ENTRY: Final = re.compile(
    rf"未(?:经|取得)[^。]{{0,30}}(?:不得|禁止)|(?:取得|完成|办理|通过|进行)[^，。；]{{0,14}}{_PERMIT}|向[^，。；]{{2,20}}{_PERMIT}|须取得[^。，]{{2,20}}证"
    rf"|经[^。，]{{2,14}}(?:批准|同意|审核)后|重新{_PERMIT}|(?:招标|竞争)[^。]{{0,12}}方式|属于[^。]{{0,20}}的，应当[^。]{{0,20}}{_PERMIT}"
    r"|without (?:a |an |prior )?(?:permit|licen[cs]e|approval|filing|registration)"
    r"|(?:must|shall) (?:obtain|register|file|pass)\b"
)
_TERM: Final = re.compile(
    rf"^[^，。]{{0,22}}(?<!保存)(?<!留存)(?:有效期|期限)(?:限)?(?:最长|为|是|不超过|不得超过)*\s?{_LENGTH}|\bvalid for\b"
)
_RECORD: Final = re.compile(
    rf"(?:保存|留存|存储|保留)(?:期限?|时间)?[^。]{{0,16}}?{_LENGTH}|满{_LENGTH}[^。]{{0,6}}删除|\b(?:kept|retained) for\b"
)
_INCIDENT: Final = re.compile(
    r"(?:发生|发现|出现|造成|因)[^。]{0,30}(?:事故|事件|泄露|泄漏|丢失|伤亡|损害|故障|违法|风险)[^。]{0,40}(?:立即|即刻|小时|报告|报警)"
    r"|\b(?:incident|breach|accident)\b.{0,120}\b(?:immediately|within|report)"
)
_LIABILITY: Final = re.compile(r"由[^。，]{2,20}承担[^。，]{0,10}责任|\bis liable for\b")
"""Who bears a loss by name; that somebody is liable under the law is no news."""
_PEOPLE: Final = re.compile(
    r"同意|向[^。，]{0,20}(?:告知|说明)|告知|知情|撤回|未成年人|老年人|显著|个人信息|隐私|敏感|生物识别|人脸|境外|出境|境内存储"
    r"|\b(?:consent|inform|minors?|personal|abroad|overseas|cross-border)\b"
)
"""What touches people's rights, or data leaving the country."""
_SAFEGUARD: Final = re.compile(r"保险|投保|资本|人工|接管|唯一|替代|无偿|免费|\binsur|\bfree of charge\b")
"""What keeps harm from people: insurance, own capital, a person who can step in, another way than the machine's, no charge."""
_TRANSITION: Final = re.compile(r"施行前|施行之前|此前已经|已经开展|before .{0,30}(?:took|takes) effect")
_COUNTED_IN: Final = re.compile("以[上下内][^。]{0,30}(?:包[括含]|含)本(?:数|级|日)")
"""Says how figures are to be read, as most rules do."""
_KEY_TERM: Final = re.compile(rf"{OWN_NAME}(?:所|中)?称")
_EVERYONE: Final = re.compile(r"任何(?:组织|单位|个人|企业|机构)|\b(?:no|any) (?:person|organi[sz]ation)|一律")
_OFFICIALS: Final = re.compile(r"工作人员[^。]{0,40}(?:处分|刑事责任)|(?:依法|给予)[^。]{0,6}处分")
_HARSH: Final = re.compile(r"吊销|撤销|终止|暂停|没收|追回|不予受理|不再受理|列入|信用|罚款|关闭|取消|\bfine[sd]?\b|\brevoke")
_REVOKED: Final = re.compile(r"吊销|撤销|\brevoke")
_SOFT: Final = re.compile(r"鼓励|推动|探索|优先|加强|\bencourag")
_OFFICE: Final = re.compile(r"^[^，。]{0,16}(?:部门|机关|委员会|管理局|人民政府|厅|局|工作机制)(?:可以|应当|受理|每年|在|自)")
_BOUND: Final = re.compile(
    r"不(?:得|应)?(?:低于|少于|高于|超过|多于)|低于|达到|超过|最高|以上|以下|至少|at (?:least|most)|no (?:more|less|fewer) than|up to"
)
_BREACH: Final = re.compile(rf"违反[^。]{{0,60}}?第 ?{NUMERAL} ?条|未(?:按照?|依照)[^。]{{0,20}}第 ?{NUMERAL} ?条|\b(?:violat|breach)")
_REFERENCE: Final = re.compile(rf"(?<!》)第 ?{NUMERAL} ?条|Article +\d+")
_RANGE: Final = re.compile(rf"(?<!》)(第 ?{NUMERAL} ?条)[至到—-](第 ?{NUMERAL} ?条)")


@dataclass(frozen=True, slots=True)
class Around:
    """What of a whole document tells how much one of its statements weighs."""

    title: str = ""
    backed: frozenset[str] = frozenset()
    """The articles whose breach a sanction names, as `Statement.article` has them."""
    heaviest: float = 0.0
    """The largest sum that a sanction names; 0 where none names any."""


def around(title: str, found: Sequence[Statement]) -> Around:
    """Return what `fact` needs to know of the document with this title and these statements."""
    sums = [_sum(own_number(each)[1]) for each in found if any(norm.modality == "sanction" for norm in norms_of(each))]
    return Around(title, punished(found), max(sums, default=0.0))


def punished(found: Sequence[Statement]) -> frozenset[str]:
    """Return the articles whose breach a sanction of the same document names, as `Statement.article` has them."""
    named: set[str] = set()
    order = list(dict.fromkeys(statement.article for statement in found))
    for statement in found:
        text = own_number(statement)[1]
        if not (_BREACH.search(text) and any(norm.modality == "sanction" for norm in norms_of(statement))):
            continue
        named |= {_label(each) for each in _REFERENCE.findall(text)}
        for first, last in _RANGE.findall(text):
            ends = without_space(first), without_space(last)
            if all(end in order for end in ends):
                named |= set(order[order.index(ends[0]) : order.index(ends[1]) + 1])
    return frozenset(named)


def _label(reference: str) -> str:
    """A reference as `Statement.article` has it."""
    return without_space(reference) if reference.startswith("第") else " ".join(reference.split())


def fact(statement: Statement, document: Around) -> tuple[Part, float]:
    """Return what a statement does for a reader of a brief, and how much that weighs, about 0.1 to 2.5.

    Args:
        statement: is weighed by its own words, not by those of the list that it stands in.
        document: what defines a term of its title, opens an article whose breach is punished or names its heaviest sanction weighs more.
    """
    part, weight = _function(statement, document)
    if part in ("scope", "force"):
        return part, weight
    opens = bool(own_number(statement)[0]) or (begins_item(statement.text) and not statement.context)
    weight += 0.35 if opens else 0.0
    if statement.article in document.backed and part != "penalty":
        weight += 0.45 if opens else 0.15
    if statement.context and part != "definition":
        weight -= 0.1 if find_quantities(statement.text) else 0.3
    return part, weight


def _function(statement: Statement, document: Around) -> tuple[Part, float]:
    _, text = own_number(statement)
    if _FORCE.search(text):
        return "force", 2.2
    if _TRANSITION.search(text):
        return "force", 1.7
    if _SCOPE.search(text):
        return "scope", 2.0
    if terms := [each.term.text for each in definitions(text)] if statement.lang == "zh" else []:
        if _COUNTED_IN.search(text):
            return "definition", 0.1
        return "definition", 1.2 if _KEY_TERM.search(text) or any(term in document.title for term in terms) else 0.5
    modalities = {norm.modality for norm in norms_of(statement)}
    if "sanction" in modalities and not _LIABILITY.search(text):
        return "penalty", _penalty(text, document.heaviest)
    figures = [quantity for quantity in find_quantities(text) if is_amount(text, quantity)]
    extra = _extra(text, bool(figures))
    if _GOAL.search(text):
        return "goal", 1.3 + extra
    for part, pattern, weight in _KINDS:
        if pattern.search(text):
            return part, weight + extra
    soft = 0.35 if _SOFT.search(text) and not figures else 0.0
    if "must_not" in modalities:
        return "prohibition", 0.65 + extra + (0.2 if _EVERYONE.search(text) else 0.0)
    if "must" in modalities:
        return "duty", 0.5 + extra - soft
    return ("figure", 0.45 + extra) if figures else ("other", max(0.1, 0.2 + extra - soft))


_KINDS: Final[tuple[tuple[Part, re.Pattern[str], float], ...]] = (
    ("record", _RECORD, 0.9),
    ("incident", _INCIDENT, 0.9),
    ("liability", _LIABILITY, 1.2),
    ("term", _TERM, 1.0),
    ("authority", _AUTHORITY, 0.9),
    ("principle", _PRINCIPLE, 0.75),
    ("entry", _ENTRY, 0.7),
)
"""Kinds that a pattern tells, the narrowest first."""


def _penalty(text: str, heaviest: float) -> float:
    if _OFFICIALS.search(text):
        return 0.1
    most = _sum(text)
    reasons = (most > 0 or _REVOKED.search(text) is not None, _HARSH.search(text) is not None, most > 0 and most >= heaviest)
    return 0.5 + 0.25 * sum(reasons)


def _sum(text: str) -> float:
    """The largest sum of money that a text names; 0 where it names none."""
    return max((float(quantity.high) for quantity in find_quantities(text) if quantity.kind == "money"), default=0.0)


def _extra(text: str, has_figures: bool) -> float:
    """What figures, dates and what is at stake add; what an office does within its own procedure counts less."""
    extra = (0.25 if has_figures else 0.0) + (0.15 if has_figures and _BOUND.search(text) else 0.0)
    extra += 0.15 if find_times(text) else 0.0
    extra += 0.2 if _PEOPLE.search(text) else 0.0
    extra += 0.2 if _SAFEGUARD.search(text) else 0.0
    return extra - (0.3 if _OFFICE.search(text) else 0.0)
