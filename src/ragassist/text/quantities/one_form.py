"""A text in the one form that quantities are read in: ASCII digits, simplified characters, capital numerals as ordinary ones.

Every character stands for exactly one, so that offsets stay.
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.text.script import has_han, simplified

_WIDE: Final = {
    code: code - 0xFEE0 for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05, 0xFF04, 0xFF0E]
}
_CAPITALS: Final = str.maketrans("壹贰叁参肆伍陆柒捌玖拾佰仟圆", "一二三三四五六七八九十百千元")
_CAPITAL_NUMBER: Final = re.compile(
    # Two or more in a row count, and one before a unit that only figures have; 大陆, 队伍 and 参加 are words.
    r"(?<![大内登着水队])(?:[壹贰叁参肆伍陆柒捌玖拾佰仟][壹贰叁参肆伍陆柒捌玖拾佰仟零万亿]*[壹贰叁参肆伍陆柒捌玖拾佰仟万亿]"
    r"|[壹贰叁肆伍陆柒捌玖拾](?=[元圆角分整]))"
)
_CIRCLES: Final = re.compile("(?<=[一二两三四五六七八九])[〇○◯]+(?=[一二三四五六七八九年])")
"""A zero drawn as a circle, as the days of official texts have it: 二○二四年."""
_ROUND: Final = re.compile(r"(?<=[0-9〇零一二两三四五六七八九十百千万亿])圆(?![形圈桌满柱锥周])")


def plain(text: str) -> str:
    """Return the same text, as long as it was, with full-width forms, traditional characters and capital numerals exchanged.

    >>> plain("新臺幣壹佰貳拾萬圓，民國１１３年")
    '新台币一百二十万元，民国113年'
    """
    if text.isascii():
        return text
    text = text.translate(_WIDE)
    if not has_han(text):
        return text
    text = simplified(text)
    text = _CIRCLES.sub(lambda match: "〇" * len(match.group()), text)
    text = _CAPITAL_NUMBER.sub(lambda match: match.group().translate(_CAPITALS), text)
    return _ROUND.sub("元", text)
