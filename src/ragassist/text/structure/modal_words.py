"""The words of Chinese rules that oblige, forbid, allow and punish, each told from the same characters in other use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.structure.norm import Modality
from ragassist.text.word_tables import word_table

_BOUND: Final = r"不[得应](?:少于|低于|短于|超过|多于|高于|长于|大于|小于|迟于|晚于)"
"""A limit on a figure: it says how much must be, not that something is forbidden."""
_MUST_NOT: Final = (
    rf"(?!{_BOUND})(?:不得(?!不)|不应当?(?=[^有])|不准|不允许|不可以|切勿|严禁"
    r"|(?<!法律)(?<!法规)(?<!规定)(?<!明令)(?<!依法)(?<!国家)(?<!不)(?<!不等于)(?<!没有)(?<!未)(?<!取消)(?<!解除)禁止(?!性|的|令|进出口限制))"
)
_MUST: Final = (
    rf"{_BOUND}|(?<!不)(?<!不应)(?<!依法)(?<!所)(?:应当|必须|务必)|(?<![不相响适供反对回效感因顺呼])应(?![当用急变邀聘试答声运力允届有收付税对])"
    r"|(?<![必无毋])须(?!知)|需(?=[经向在按依提事])|(?<![未不拒])(?<!未依法)(?<!未按规定)(?<!未按照规定)(?:负有|有|承担|履行)[^，。；]{0,16}(?:义务|主体责任|管理责任|安全责任|生产者责任)"
    r"|(?<!不)(?<!相关)(?:具体)?负责(?!人|任|制|的|同志|解释)"
    r"|承担(?=[^，。；]{2,30}(?:工作|职责|任务|费用))|(?<=[人方构门者])承担(?=$|[，。；])"
)
_LIMIT: Final = re.compile(
    rf"以[^，。；]{{2,14}}为限|(?:最[长多高短低少])?(?:不(?:少于|低于|短于|超过|多于|高于|长于|大于))(?![\d一二三四五六七八九十百千万两]+[^，。；]{{0,6}}的[{IDEOGRAPHS}]{{2}})"
)
"""不少于三年: a limit that needs no word of duty; as an attribute (不少于五十小时的培训) it is none."""
_MAY: Final = r"(?<!不)可以(?!不)|(?<![不许认尚])可(?=[按依在向予由自根])|有权|允许|准许"
_NEED_NOT: Final = rf"无需|无须|不需要?(?=[{IDEOGRAPHS}])|不必(?!要)|可以不|可不(?=[{IDEOGRAPHS}])|免于|免予"
_ENCOURAGED: Final = r"(?:(?<=国家)|(?<=^)|(?<=，)|(?<=。)|(?<=、)|(?<=部门)|(?<=机关)|(?<=政府))(?:鼓励|支持|倡导|提倡)(?!的)"
_ORDER: Final[tuple[tuple[Modality, re.Pattern[str]], ...]] = (
    ("need_not", re.compile(_NEED_NOT)),
    ("must_not", re.compile(_MUST_NOT)),
    ("must", re.compile(_MUST)),
    ("may", re.compile(_MAY)),
    ("encouraged", re.compile(_ENCOURAGED)),
)
_LIABILITY: Final = r"(?:民事|刑事|法律|赔偿|侵权|违约|连带|行政|补充|相应)的?(?:赔偿)?责任"
SANCTION: Final = word_table("ragassist.text.structure")["sanction"].pattern
"""What follows a breach; asked of a clause that is no condition."""
ENDS_SERVICE: Final = re.compile(r"(?:暂停|停止|终止)[^，。；]{0,12}(?:服务|业务|注册)$")
"""A sanction where an authority does it, a duty where the provider must (应当终止服务)."""


@dataclass(frozen=True, slots=True)
class Modal:
    """A word of modality: code-point offsets, end exclusive."""

    start: int
    end: int
    modality: Modality


def modals(text: str, start: int, end: int) -> Iterator[Modal]:
    """Yield the words of modality of `text[start:end]` in order, without overlaps.

    >>> [(m.modality, m.start) for m in modals("企业应当备案，不得拒绝，保存不得少于六个月", 0, 21)]
    [('must', 2), ('must_not', 7), ('must', 14)]
    """
    found: list[Modal] = []
    for modality, pattern in _ORDER:
        for match in pattern.finditer(text, start, end):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(Modal(match.start(), match.end(), modality))
    if not found:
        found = [Modal(match.start(), match.end(), "must") for match in _LIMIT.finditer(text, start, end)]
    yield from sorted(found, key=lambda modal: modal.start)
