"""The pairs that a translator for the local tier was trained on: a Chinese sentence as the model will see it, and its English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ragassist.answer.fixed import fix
from ragassist.answer.render import kept_share

TRANSLATES = "You translate Chinese law, policy and news into exact English, sentence by sentence."
"""The system message that a model is trained under."""
DATA = Path(__file__).resolve().parent / "data"
LENGTHS = (8, 130)
"""Characters of a sentence that is learned from."""
_HAN = "\u3400-\u9fff》”）"
_SIGNS = (
    (f"(?<=[{_HAN}0-9%A-Za-z]),(?=[{_HAN}《“（0-9A-Za-z]*[\u3400-\u9fff])", "，"),
    (f"(?<=[{_HAN}]),", "，"),
    (f"(?<=[{_HAN}0-9%]);", "；"),
    (f"(?<=[{_HAN}]):", "："),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What the model is given, and what it should write."""

    given: str
    english: str


def pairs() -> list[Pair]:
    """Return the pairs in the order of the files; dates, amounts and terms are put into English where the translation has them so."""
    found = []
    for path in sorted(DATA.glob("pairs-*.txt")):
        for block in path.read_text(encoding="utf8").split("\nS:"):
            chinese, _, english = block.removeprefix("S:").partition("\nT:")
            chinese, english = wide(chinese.strip()), english.strip()
            if LENGTHS[0] <= len(chinese) <= LENGTHS[1] and english and not re.search("[\u4e00-\u9fff]", english):
                fixed = fix(chinese, "en")
                found.append(Pair(fixed if kept_share(fixed, english) >= 0.999 else chinese, english))
    return found


def wide(chinese: str) -> str:
    """`chinese` with the signs of Chinese print, as documents have them.

    >>> wide("申请人应当说明理由,并于2026年1月1日前提交;逾期的,不予受理。")
    '申请人应当说明理由，并于2026年1月1日前提交；逾期的，不予受理。'
    """
    for sign, other in _SIGNS:
        chinese = re.sub(sign, other, chinese)
    return chinese


def asked(given: str) -> str:
    """Return the whole of what the model reads before it writes: ChatML."""
    return f"<|im_start|>system\n{TRANSLATES}<|im_end|>\n<|im_start|>user\n{given}<|im_end|>\n<|im_start|>assistant\n"
