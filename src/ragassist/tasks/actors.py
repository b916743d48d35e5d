"""Who appears in a document: each person, body or undertaking once, where it is first named, with what it is said to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from ragassist.tasks.statements import Statement, own_number
from ragassist.text.structure import Part, parse
from ragassist.text.structure.actor_phrases import HEAD, is_agent
from ragassist.text.structure.english import parse as parse_english

_WORDS: Final = (
    r"依据|发生|维护|距(?!离)|为(?!期|限)|各(?=市|县|省)|或者|以及|及其(?!他)|会同|委托|组织(?=[一-鿿]{2}组)|支持|鼓励|告知|通知|报告|报送|协助|配合|要求|误导|欺诈|胁迫|强制|收到|取得|经(?!营|济)|统筹|保护|任何|各类"
    r"|有关(?!部门)|相关(?!部门)|其他|上述|所在地|本级|上级|同级|责令|应当|可以|可由|不得|用于|选择|确定|公布|提供(?!者|方)|属于|负责|防范|接受|作为|具有|注册"
    r"|从事|使用(?!者|方|人)|搭载|诱导|侵害|涉及|授权|成为|建立|包括|依照|按照|是指|所称|结合|列入|实行|完成|直接|分析|依法|保障|根据|各方|配备|处理(?!者)|查验"
    r"|指定|制定|利用|管理(?=[^者人机部局委])|成立|设立|组建|抽查|工作的|(?<!级)以(?!上)|(?<!级)以?上(?!海|市)|本(?=省|市|县|级)|和(?!信息化|改革[委部局]|社会保障|城乡建设|规划[局部和]|旅游[部局厅委]|草原局|计划生育委|健康委)"
    r"|半年|引导|提高|增强|健全|明确|指导|加强|推动|推进|引领|从(?!业)|内(?!部)|应(?![急用对答邀聘])"
    r"|采取|侵犯|能够|通过|损害"
    r"|监督(?=[受被])|严格|规范(?![性化])|(?<=规划)组织|(?<=要求)组织|(?<=计划)组织|(?<![高中初平同对])等(?![级价效候])|中华人民共和国|(?<=\d)日"
)
_WHOLE: Final = (
    r"[一-鿿]级以上(?:地方)?(?:各级)?(?:人民)?政府|(?:被)?申请人|[委受]托人|未成年人|自然人|收件人|给付人|承包人|发包人|经[纪营]人"
)
"""Words for a person or body that hold a word at which a name would end elsewhere."""
_EDGE: Final = re.compile(
    rf"(?P<whole>{_WHOLE})|{_WORDS}|跨|报(?=[省市县区国])|(?<!国)有(?!关|限|权)|无(?!人|线|关)|[，。；：、（）“”《》\s的由向对在与或并被将把自于按其该令请为给因未后期至及]|不(?!满)|\d"
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
        if 2 <= len(name) <= 16 and _is_name(name) and "任何" not in text[max(0, start - 5) : start]:
            yield Part(start + lead, stop + lead, name)
            at = stop


def _is_name(phrase: str) -> bool:
    known = [match.end() for match in _KNOWN.finditer(phrase)]
    return len(phrase) in known or is_agent(phrase) or (phrase.endswith("部门") and is_agent(phrase[:-1]))


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
