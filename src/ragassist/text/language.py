"""Which of the two languages a text is in."""

from __future__ import annotations

import re
from typing import Final

from ragassist.text.characters import HAN
from ragassist.types import Lang

_HAN: Final = re.compile(f"[{HAN}]")
_LATIN: Final = re.compile(r"[A-Za-z\uff21-\uff3a\uff41-\uff5aÀ-ɏ]")
_ENGLISH: Final = re.compile(
    r"\b(?:the|an?|of|in|on|for|to|and|or|is|are|was|were|be|do|does|did|has|have|can|will|what|which|who|whom|whose|why|how|when|where|many|much|"
    r"explain|describe|summari[sz]e|translate|compare|list|define|tell|about|meaning|mean|by|with|from|that|this|it)\b",
    re.IGNORECASE,
)
_CHINESE: Final = re.compile(r"[的是了吗呢么什哪谁为何多少几有在和与对从被将把及等]|如何|怎|请")
_CLEAR = 0.6


def han_ratio(text: str) -> float:
    """Share of Chinese characters among Chinese characters and Latin letters, 0 to 1; 0 for a text with neither."""
    han = len(_HAN.findall(text))
    return han / (han + len(_LATIN.findall(text))) if han else 0.0


def detect(text: str) -> Lang:
    """`zh` or `en`; `en` for a text with neither script.

    A clear majority decides (a Chinese character weighs as much as two letters). In between, as in "What is 东数西算?", the small
    words of each language decide, since names and terms travel and small words do not.

    >>> detect("What is 东数西算?"), detect("OpenAI和DeepSeek有什么区别"), detect("2024")
    ('en', 'zh', 'en')
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text)) / 2
    if not han:
        return "en"
    share = han / (han + latin)
    if share >= 0.85 or (share >= _CLEAR and latin < 8):
        return "zh"
    if share <= 0.1:
        return "en"
    english, chinese = len(_ENGLISH.findall(text)), len(_CHINESE.findall(text))
    if english != chinese:
        return "en" if english > chinese else "zh"
    return "zh" if share >= 0.35 else "en"
