"""Who appears in a document: each person, body or undertaking once, where it is first named, with what it is said to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from ragassist.lang.zh import NUMERAL
from ragassist.tasks.statements import Statement, own_number
from ragassist.text.structure import Part, parse
from ragassist.text.structure.actor_phrases import HEAD, is_agent
from ragassist.text.structure.english import parse as parse_english
from ragassist.text.word_tables import word_table

_WORDS: Final = word_table("ragassist.tasks")["ends_a_name"].pattern.pattern
_WHOLE: Final = (
    r"[一-鿿]级以上(?:地方)?(?:各级)?(?:人民)?政府|(?:被)?申请人|[委受]托人|未成年人|自然人|收件人|给付人|承包人|发包人|经[纪营]人"
)
"""Words for a person or body that hold a word at which a name would end elsewhere."""
_EDGE: Final = re.compile(
    rf"(?P<whole>{_WHOLE})|{_WORDS}|跨|报(?=[省市县区国])|(?<!国)有(?!关|限|权)|无(?!人|线|关)|[，。；：、（）“”《》\s的由向对在与或并被将把自于按其该令请为给因未后期至及]|不(?!满)|\d"
    rf"|每(?:{NUMERAL}个?)?[年月季周日天次](?:度|末)?"
    r"|[一二三四五六七八九十百千万两]+(?=名|家|[个台])"
)
_GENERIC: Final = frozenset(
    (
        "本省", "省", "各方", "单位", "组织", "个人", "法人", "部门", "机构", "机关", "人员", "企业", "公司", "主管部门", "国家",
        "人民政府", "政府", "管理部门", "本部门", "公民", "级人民政府", "有关部门", "相关部门", "政府有关部门", "政府部门",
        "主体", "平台", "负责人", "者",
    )
)  # fmt: skip
_KNOWN: Final = re.compile(rf"{_WHOLE}|安全员|专家组")
_QUALITY: Final = re.compile(
    r"^(?:新建|新设|远程|现有|原有|大型|中型|小型|独立|专职|兼职|主要|直接|具体|特定|本|该|同一|各|违法)(?=[一-鿿]{2})"
)
"""What a name may begin with that tells which of a kind is meant, and no other kind."""
_GROWS: Final = re.compile(r"(?<=部)门|(?<=专家)组(?![织成建])|(?<=[理作责务]人)员(?![工额会])")
"""The rest of a word that ends like a shorter one."""
_WITHOUT: Final = ("无关人员", "无关单位", "无关企业", "无关机构")
"""Who has nothing to do with it; as 执照人员 in 无执照人员, a word that tells whom somebody keeps away."""
_LEVEL: Final = re.compile("(?:国家|省|市|县|区|[省市县区]级|县级以上|设区的市)")
_OF_A_THING: Final = re.compile(r"区|楼|(?<=第三方)(?:结算|支付|评估|检测|测评|认证)|形式|宿舍|住宅|规模|数量|(?:的?合法)?权益")
"""After a word for persons: what is spoken of is a place, a figure or a right, and nobody acts."""
_FEW: Final = 2
Told = Literal["who", "what"]


def actors_of(found: Sequence[Statement]) -> Iterator[tuple[Statement, dict[Told, list[Part]]]]:
    """Yield each actor with the statement that names it first, and its cells; in order of appearance.

    Words that may be anybody (单位, 部门) count as an actor of their own only where the document says something of them often and
    names them outside 任何单位和个人.
    """
    first: dict[str, tuple[Statement, Part]] = {}
    counts: dict[str, int] = {}
    does: dict[str, tuple[Statement, Part]] = {}
    for statement in found:
        for part in _named(statement):
            first.setdefault(part.text, (statement, part))
            counts[part.text] = counts.get(part.text, 0) + 1
        for actor, action in _acting(statement):
            does.setdefault(actor, (statement, action))
    for name, (statement, part) in first.items():
        if _of_a_level(name, first) or (name in _GENERIC and (counts[name] <= _FEW or _fuller(name, first))):
            continue
        if name not in does and (_fuller(name, {other for other in first if counts[other] >= counts[name]}) or _commoner(name, counts)):
            continue
        if name in does and does[name][0] is not statement:
            statement, where = does[name][0], does[name][0].read.find(name)
            part = Part(where, where + len(name), name) if where >= 0 else first[name][1]
            statement = statement if where >= 0 else first[name][0]
        cells: dict[Told, list[Part]] = {"who": [part]}
        if name in does and does[name][0] is statement:
            cells["what"] = [does[name][1]]
        yield statement, cells


def _fuller(name: str, names: Iterable[str]) -> bool:
    """Whether one of the names ends in `name` and says more: 省级信息部门 beside 信息部门."""
    return any(other != name and other.endswith(name) for other in names)


def _of_a_level(name: str, names: Iterable[str]) -> bool:
    """Whether the same body is named with its level too, as 省级信息部门 beside 信息部门."""
    return any(other.endswith(name) and _LEVEL.fullmatch(other[: -len(name)]) for other in names)


def _commoner(name: str, counts: Mapping[str, int]) -> bool:
    """Whether `name` says more than a name that is used more often, and so tells which of those is meant."""
    return any(other != name and name.endswith(other) and n > counts[name] and other not in _GENERIC for other, n in counts.items())


def _acting(statement: Statement) -> Iterator[tuple[str, Part]]:
    read = statement.read
    for norm in parse_english(read) if statement.lang == "en" else parse(read):
        if norm.agent and norm.actor is not None and norm.action is not None and norm.actor.start >= len(statement.context):
            yield norm.actor.text, norm.action


def _named(statement: Statement) -> Iterator[Part]:
    """Every mention of an actor in the statement's own words, as long as it is written."""
    lead, text = len(statement.context), statement.text
    if statement.lang == "en":
        for norm in parse_english(statement.read):
            if norm.agent and norm.actor is not None and norm.actor.start >= lead:
                yield norm.actor
        return
    at = 0
    label, rest = own_number(statement)
    number = text.index(rest) if label else 0
    for start, end in _stretches(text):
        start = max(start, number)
        stop = _name_end(text, start, end)
        if stop <= at:
            continue
        if _OF_A_THING.match(text, stop):
            continue
        if quality := _QUALITY.match(text, start, stop):
            start = quality.end()
        name = text[start:stop]
        if name.endswith(_WITHOUT) or text[max(0, start - 1) : start] == "无":
            continue
        if 2 <= len(name) <= 16 and _is_name(name) and "任何" not in text[max(0, start - 5) : start]:
            yield Part(start + lead, stop + lead, name)
            at = stop


def _is_name(phrase: str) -> bool:
    known = [match.end() for match in _KNOWN.finditer(phrase)]
    return len(phrase) in known or is_agent(phrase) or (phrase.endswith(("部门", "人员")) and is_agent(phrase[:-1]))


def _name_end(text: str, start: int, end: int) -> int:
    """Where the last name that begins in `text[start:end]` ends; -1 without one."""
    heads = [match.end() for match in HEAD.finditer(text, start, end)]
    heads += [match.end() for match in _KNOWN.finditer(text, start, end)]
    if not heads:
        return -1
    rest = _GROWS.match(text, max(heads))
    return rest.end() if rest else max(heads)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _EDGE.finditer(text):
        if match.start() > at:
            yield at, match.start()
        if match["whole"]:
            yield match.span()
        at = match.end()
    if at < len(text):
        yield at, len(text)
