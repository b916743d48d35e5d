"""A Chinese text cut at its signs, but not within brackets or quotation marks."""

from __future__ import annotations

from typing import Final

_PAIRS: Final = {"（": "）", "(": ")", "“": "”", "《": "》", "「": "」", "〔": "〕", "【": "】"}


def cuts(text: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Return the stretches between `marks` that stand in no bracket or quotation, white space trimmed, empty ones left out.

    >>> [("港口开放，“渔船，货船”均可停泊。")[a:b] for a, b in cuts("港口开放，“渔船，货船”均可停泊。", 0, 16, "，。")]
    ['港口开放', '“渔船，货船”均可停泊']
    """
    spans: list[tuple[int, int]] = []
    closing: list[str] = []
    at = start
    for i in range(start, end):
        char = text[i]
        if closing and char == closing[-1]:
            closing.pop()
        elif char in _PAIRS:
            closing.append(_PAIRS[char])
        elif char in marks and not closing:
            spans.append((at, i))
            at = i + 1
    spans.append((at, end))
    trimmed = [_trim(text, *span) for span in spans]
    return [span for span in trimmed if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
