"""Which characters of one reading of a line another reading confirms. Pure."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

from ragassist.ingest.ocr.recognise import Reading

SURE: Final = 0.95
"""The least probability that both networks must give to a character that counts as confirmed."""
_NUMERALS: Final = "〇零一二三四五六七八九十百千万亿兆两壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億"
_LOOK_ALIKES: Final = "方力刀干于午子入人王正玉士土匕白自什伯抬忆乙雪雷贡口OoIl"
"""What numerals are misread as: 万 as 方, 千 as 干, 五 as 王, 十 as 士, 百 as 白, 亿 as 忆."""
_FIGURE: Final = re.compile(rf"[-+\u2212±]?[\d{_NUMERALS}](?:[\d{_NUMERALS}.,:：/%％‰+\-\u2212]|[{_LOOK_ALIKES}](?=[\d{_NUMERALS}]))*")
_INTRUDER: Final = re.compile(rf"[\d{_NUMERALS}][{_LOOK_ALIKES}][\d{_NUMERALS}]")
_STRAY: Final = frozenset("·•\\|`^_#@*")
"""Beside a figure, more likely a part of it that was misread than what stands there."""


def confirmed(first: Reading, second: Reading) -> tuple[bool, ...]:
    """Return for each character of the first reading whether the second says the same there and both are sure of it.

    Width does not count, nor do spaces. Where the second reads a letter or digit that the first has not, its neighbours are not confirmed.

    >>> sure = lambda text: Reading(text, (1.0,) * len(text))
    >>> confirmed(sure("投入12亿"), sure("投入120亿"))
    (True, True, True, False, False)
    """
    mine = [at for at, char in enumerate(first.text) if not char.isspace()]
    theirs = [at for at, char in enumerate(second.text) if not char.isspace()]
    one = [_folded(first.text[at]) for at in mine]
    other = [_folded(second.text[at]) for at in theirs]
    found = [first.text[at].isspace() for at in range(len(first.text))]
    last_one = last_other = 0
    broken: set[int] = set()
    for a, b, length in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        if any(char.isalnum() for char in "".join(other[last_other:b])):
            broken |= {last_one - 1, a}
        for step in range(length):
            found[mine[a + step]] = min(first.sure[mine[a + step]], second.sure[theirs[b + step]]) >= SURE
        last_one, last_other = a + length, b + length
    for at in broken & set(range(len(mine))):
        found[mine[at]] = False
    return _figures_whole(first.text, found)


def _figures_whole(text: str, found: list[bool]) -> tuple[bool, ...]:
    """No part of a figure is confirmed where another part is not, or where it holds or touches what is a misread part of it.

    Two networks make the same mistake where print is poor: 万 between capital numerals is read as 方, a minus as ·, a percent sign as a
    backslash, and both are sure of it.
    """
    for match in _FIGURE.finditer(text):
        begin, end = match.span()
        beside = text[max(0, begin - 1) : begin] + text[end : end + 1]
        if any(char in _STRAY for char in beside) or _INTRUDER.search(match[0]) or not all(found[begin:end]):
            found[begin:end] = [False] * (end - begin)
    return tuple(found)


def _folded(char: str) -> str:
    return unicodedata.normalize("NFKC", char)
