"""Which of the two languages a text is in, told once where text comes in; the values that carry it say it from then on."""

from __future__ import annotations

import re
from typing import Final, Literal

from ragassist.lang import en, zh
from ragassist.lang.zh import HAN

Lang = Literal["en", "zh"]

_HAN: Final = re.compile(f"[{HAN}]")
_HAN_RUN: Final = re.compile(f"[{HAN}]+")
_LATIN_RUN: Final = re.compile(r"[A-Za-z\uff21-\uff3a\uff41-\uff5aÀ-ɏ]+")
_ENGLISH: Final = re.compile(en.SMALL_WORDS, re.IGNORECASE)
_CHINESE: Final = re.compile(zh.SMALL_WORDS)
_CLEAR = 0.6


_KANA: Final = re.compile("[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fd\u30fe\uff66-\uff6f\uff71-\uff9d]")
_SCRIPTS: Final[dict[str, re.Pattern[str]]] = {
    "korean": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "cyrillic": re.compile("[\u0400-\u052f]"),
    "arabic": re.compile("[\u0620-\u06ff]"),
    "thai": re.compile("[\u0e01-\u0e5b]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
}
"""Scripts of languages that are neither English nor Chinese; Japanese, which has Chinese characters too, is told by its kana."""
_ELSEWHERE: Final = re.compile(f"[{''.join(pattern.pattern[1:-1] for pattern in (_KANA, *_SCRIPTS.values()))}]")
_KANA_SHARE = 0.2
"""Of the kana and Chinese characters outside titles and quotations. Japanese prose has .4 and more, its headings .25; a Chinese text
with a Japanese brand in it stays far below."""
_QUOTED: Final = re.compile(r"《[^《》]*》|「[^「」]*」|“[^“”]*”|『[^『』]*』")
_LEAST_KANA = 2
_OTHER_SHARE = 0.5


def has_other_script(text: str) -> bool:
    """Return whether any letter of a script that is neither Latin nor Chinese is in `text`."""
    return _ELSEWHERE.search(text) is not None


def other_language(text: str) -> str:
    """Return "japanese", "korean", or the name of another script that most of the text is in; "" for English, Chinese and no letters.

    >>> other_language("人工知能の利用に関する指針"), other_language("인공지능 기본법"), other_language("喜歡の茶飲店開業")
    ('japanese', 'korean', '')
    """
    return _other(text, _count(_HAN_RUN, text), _count(_LATIN_RUN, text) / 2) if _ELSEWHERE.search(text) else ""


def _count(runs: re.Pattern[str], text: str) -> int:
    """Return how many characters are in all runs of a text: a run at a time is ten times faster than one by one."""
    return sum(map(len, runs.findall(text)))


def _other(text: str, han: int, latin: float) -> str:
    if not _ELSEWHERE.search(text):
        return ""
    if _is_japanese(text, han, latin):
        return "japanese"
    for name, pattern in _SCRIPTS.items():
        count = len(pattern.findall(text))
        if count > _OTHER_SHARE * (count + han + latin):
            return name
    return ""


def _is_japanese(text: str, han: int, latin: float) -> bool:
    kana = len(_KANA.findall(text))
    if kana >= _LEAST_KANA and (outside := _QUOTED.sub("", text)) != text and (left := len(_HAN.findall(outside))):
        han, kana = left, len(_KANA.findall(outside))
    return kana >= _LEAST_KANA and kana >= _KANA_SHARE * (kana + han) and kana + han > latin


def han_ratio(text: str) -> float:
    """Return the share of Chinese characters among Chinese characters and Latin letters, 0 to 1; 0 for a text with neither."""
    han = _count(_HAN_RUN, text)
    return han / (han + _count(_LATIN_RUN, text)) if han else 0.0


def detect(text: str) -> Lang:
    """Return `zh` or `en`; `en` for a text with neither script, and for one in neither language: Japanese is not Chinese.

    A clear majority decides (a Chinese character weighs as much as two letters). In between, as in "What is 东数西算?", the small
    words of each language decide, since names and terms travel and small words do not.

    >>> detect("What is 东数西算?"), detect("OpenAI和DeepSeek有什么区别"), detect("2024")
    ('en', 'zh', 'en')
    """
    han, latin = _count(_HAN_RUN, text), _count(_LATIN_RUN, text) / 2
    if not han or _other(text, han, latin):
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
