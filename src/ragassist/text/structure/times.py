"""When a Chinese clause says that something is due: deadlines, dates, intervals, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS, REPUBLIC_YEAR
from ragassist.text.quantities.numerals import han_value
from ragassist.text.republic import in_common_years
from ragassist.text.structure.norm import Part, Time, TimeKind, TimeUnit

_NUM: Final = r"\s?(?P<num>\d+(?:\.\d+)?|[〇零一二三四五六七八九十百两半]+)\s?"
"""A figure may stand apart from the words around it, as in the text of a PDF: 应当自出具之日起 10 日内."""
_UNIT: Final = (
    r"(?P<unit>个?工作日|个?自然日|日(?!常|志|期)|天|个?小时|分钟|周(?!岁|期|边|年)|个?星期|个?月(?!份)|个?季度|周?年(?!度|龄|代|级|轻|满))"
)
_UNITS: Final[tuple[tuple[str, TimeUnit], ...]] = (
    ("工作日", "working_day"), ("自然日", "day"), ("日", "day"), ("天", "day"), ("小时", "hour"), ("分钟", "minute"), ("星期", "week"),
    ("周年", "year"), ("周", "week"), ("季度", "quarter"), ("月", "month"), ("年", "year"),
)  # fmt: skip
_HAN: Final = "[〇零一二三四五六七八九十]"
_DATE: Final = (
    rf"\s?(?P<year>{REPUBLIC_YEAR}(?=\s?年)|\d{{4}}|{_HAN}{{4}})\s?年(?:\s?(?P<month>\d{{1,2}}|{_HAN}{{1,2}})\s?月"
    rf"(?:\s?(?P<day>\d{{1,2}}|{_HAN}{{1,3}})\s?[日号])?|(?P<end>底|末))?"
)
_EVENT: Final = r"[^，。；：（）]{1,40}?"
_INSIDE: Final = r"(?:以内|之内|内)"
_STARTED: Final = (
    r"(?:收到|接到|接获|发现|作出|完成|受理(?!机关|部门|机构)|上线|变更|发生|届满|知道|知悉|终止|停止|提交|签订|通过|取得|投入使用|事件|结束|送达|公布|施行|备案"
    r"|到期|开展|发出)"
)
_ENDING: Final = r"(?:届满|到期|期满|开始|实施|施行|生效|(?:停止|终止|暂停)(?:服务|运营|业务|营业)?|上线|举行|召开|变更|发布|投放)"
_TERM: Final = r"(?:期限|有效期|任期|保存期|保存期限|过渡期|公示期|公示|周期|时间|保存|留存|保留|延长)"
_LEAST: Final = r"(?:不得?少于|不得?低于|不得?短于|至少(?:保存|留存|保留)?|应当?超过)"
_EVERY: Final = (
    r"(?:至少)?每(?:隔)?\s?(?P<num>\d+|[一二两三四五六七八九十半]+)?\s?(?P<unit>个?工作日|日|天|个?小时|周|个?月|个?季度|年度|年)"
    r"(?:(?:至少|应当|不少于)?(?:开展|进行|组织|向社会)?\s?[一两二三四\d]+\s?次|(?:至少|不少于)(?:开展|进行|组织)?)?"
)
_MONTH: Final = rf"\s?(?:\d{{1,2}}|{_HAN}{{1,2}})\s?月(?:\s?(?:\d{{1,2}}|{_HAN}{{1,3}})\s?日|[底末初份])?"
_TILL: Final = r"(?:之?前|以前|之?内)?"
_LOOKS_BACK: Final = r"(?!在[^，。；]{0,12}中|曾|累计|再次|连续|[两二三四五多]次|受[到过]|被|未受|[无没]|发生)"
"""After 一年内: what was found or happened in that time, and nothing due."""
_PATTERNS: Final[tuple[tuple[TimeKind, re.Pattern[str]], ...]] = (
    ("every", re.compile(rf"[于在]?(?P<unit>每年)度?的?(?P<anchor>(?:{_MONTH}|第?[一二三四]季度[末底初]?|[上下]半年|年?[底末初]){_TILL})")),
    ("every", re.compile(rf"[于在]?(?P<unit>每月)(?P<anchor>(?:(?:\d{{1,2}}|{_HAN}{{1,3}})日|月?[底末初]){_TILL})")),
    (
        "within",
        re.compile(
            rf"(?:自(?![治愿主身动我]|行(?![政驶业为]))|[从在])(?P<anchor>{_EVENT}(?:之日|之时|当日|次日|之次日|时)?)起(?:的|满)?\s?{_NUM}{_UNIT}{_INSIDE}?"
        ),
    ),
    ("within", re.compile(rf"(?P<anchor>{_STARTED}[^，。；：]{{0,24}}?)(?:之?后|之日后|以后)的?{_NUM}{_UNIT}{_INSIDE}")),
    (
        "before",
        re.compile(rf"(?P<anchor>[^，。；：]{{0,24}}?{_ENDING}[^，。；：]{{0,6}}?)之?前(?:至少)?{_NUM}{_UNIT}{_INSIDE}?"),
    ),
    ("before", re.compile(rf"(?P<anchor>[^，。；：在于]{{0,16}}?{_ENDING})的?{_NUM}{_UNIT}(?:之|以)?前")),
    (
        "before",
        re.compile(
            rf"[在于](?P<anchor>[^，。；：在于]{{2,30}}?)(?:之前|以前|前)(?:至少)?{_NUM}{_UNIT}(?!{_INSIDE}?[未无没有曾受连累]){_INSIDE}?"
        ),
    ),
    ("before", re.compile(rf"(?:至少|应当)?提前{_NUM}{_UNIT}")),
    ("before", re.compile(rf"(?:在|于|至迟|不迟于|截至|截止)?{_DATE}(?:底|末)?(?:之前|以前|前)(?!后|述|款)")),
    ("before", re.compile(rf"(?:不迟于|最迟){_DATE}")),
    ("before", re.compile(rf"(?:截至|截止到?|至){_DATE}(?:止|为止)")),
    ("from", re.compile(rf"自?{_DATE}(?:零时)?起(?:正式)?(?:施行|实施|执行|生效|开始)?")),
    ("from", re.compile(r"自(?P<anchor>[^，。；：]{1,12}?之日)起(?:正式)?(?:施行|实施|执行|生效)")),
    ("at_least", re.compile(rf"{_TERM}(?:应当)?(?:至少|不得?少于)为?(?P<anchor>[^，。；：\d]{{2,24}}?)(?:之?后|起){_NUM}{_UNIT}(?!内)")),
    ("at_least", re.compile(rf"{_LEAST}{_NUM}{_UNIT}(?!内|以内|一次|[一两\d]次|的(?!期限|时间))")),
    ("at_most", re.compile(rf"(?:不得?超过|不得?多于|不得?长于|最长为?|最多){_NUM}{_UNIT}")),
    ("within", re.compile(rf"(?<!近)(?<!前)(?<!最近)(?<!过去){_NUM}{_UNIT}{_INSIDE}{_LOOKS_BACK}")),
    ("lasting", re.compile(rf"{_TERM}(?:应当)?(?:均)?(?:为|至)?{_NUM}{_UNIT}")),
    ("lasting", re.compile(rf"(?:保存|留存|保留)[^，。；：]{{0,12}}?{_NUM}{_UNIT}(?:以上)?(?!内|前|后)")),
    ("every", re.compile(_EVERY)),
    ("every", re.compile(r"按(?P<unit>年度|季度|月|年)(?!龄)(?=[^，。；]{1,20})")),
    ("at_most", re.compile(r"不得?超过[^，。；]{0,20}最短(?:时间|期限|时限)")),
    ("before", re.compile(r"事先|事前(?![^。]{0,40}事[中后])")),
    ("at_once", re.compile(r"立即|即刻|当场|当日内?(?!期)")),
)
_BEFORE_EVENT: Final = re.compile(
    rf"(?:在|于)(?P<anchor>[^，。；：]{{2,30}}?)(?:之前|以前|前)(?=$|[，,]|[{IDEOGRAPHS}]{{2}})(?![期述款置后景者端沿瞻列提例])"
)
_ONLY_EVENT: Final = re.compile(
    r"(?P<anchor>(?:上线|上市|投入使用|正式运营|提供服务|发布|投放|出厂|交付|开工|实施)[^，。；：]{0,4})前(?=[，,]|应|须|必|向|不)"
)
_NOT_DUE: Final = re.compile(r"周岁|有期徒刑|以上经[验历]|工作经[验历]")


def find_times(text: str, start: int = 0, end: int | None = None) -> list[Time]:
    """Return the times of `text[start:end]` in order, without overlaps; an earlier pattern of the table wins.

    >>> [(t.kind, t.count, t.unit, t.anchor.text) for t in find_times("自公布之日起六个月内完成备案")]
    [('within', 6.0, 'month', '公布之日')]
    """
    end = len(text) if end is None else end
    found: list[Time] = []
    for time in [*_matches(text, start, end), *_before_events(text, start, end)]:
        if all(time.part.end <= other.part.start or time.part.start >= other.part.end for other in found):
            found.append(time)
    return sorted(found, key=lambda time: time.part.start)


def _matches(text: str, start: int, end: int) -> Iterator[Time]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text, start, end):
            if not _NOT_DUE.search(text[max(start, match.start() - 2) : match.end() + 8]):
                yield _time(kind, match)


def _before_events(text: str, start: int, end: int) -> Iterator[Time]:
    for pattern in (_BEFORE_EVENT, _ONLY_EVENT):
        for match in pattern.finditer(text, start, end):
            yield _time("before", match)


def _time(kind: TimeKind, match: re.Match[str]) -> Time:
    groups = match.groupdict()
    anchor = Part(match.start("anchor"), match.end("anchor"), match["anchor"]) if groups.get("anchor") else None
    said = match[0].lstrip()
    return Time(
        Part(match.end() - len(said), match.end(), said),
        kind,
        _count(groups.get("num"), kind),
        _unit(groups.get("unit")),
        anchor,
        _iso(groups),
    )


def _count(written: str | None, kind: TimeKind) -> float:
    if not written:
        return 1.0 if kind == "every" else 0.0
    if written == "半":
        return 0.5
    value = han_value(written)
    return float(value) if value is not None else float(written) if written.replace(".", "").isdigit() else 0.0


def _unit(written: str | None) -> TimeUnit:
    return next((unit for ending, unit in _UNITS if written and written.removesuffix("度").endswith(ending.removesuffix("度"))), "")


def _iso(groups: dict[str, str | None]) -> str:
    if not (year := groups.get("year")):
        return ""
    common = in_common_years(f"{year}年").removesuffix("年")
    numbers = [han_value(part) for part in (common, groups.get("month"), groups.get("day")) if part]
    if groups.get("end"):
        return f"{numbers[0]}-12-31"
    return "-".join(f"{int(number):02d}" for number in numbers if number is not None)
