"""What a document was read without: what this machine could not do then and can do now is a reason to read an unchanged file again.

What was lost on the way in says which ability would have helped. Where that ability was there and did not help, the document's
`Origin.chunking` says so, so that no file is read again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ragassist.types import Loss, LossKind


def _reads_pictures() -> bool:
    from ragassist.ingest.ocr import networks

    return networks.available()


def _has_chinese_fonts() -> bool:
    from ragassist.ingest.load import fonts  # late: it brings every reader along

    return fonts.has_chinese_fonts()


_HELPS: Final[dict[LossKind, tuple[str, Callable[[], bool]]]] = {
    "pages_without_text": ("ocr", _reads_pictures),
    "fonts_missing": ("fonts", _has_chinese_fonts),
}
"""Of each loss that another machine might not have had: the name of what helps against it, and whether that is here."""
_MARK: Final = ", read with "


def marked(chunking: str, lost: Iterable[Loss]) -> str:
    """Return `chunking` with the abilities behind it that were there and left something lost all the same.

    >>> marked("400 tokens", ())
    '400 tokens'
    """
    tried = [name for name, here in _helping(lost) if here()]
    return chunking + _MARK + ", ".join(tried) if tried else chunking


def unmarked(chunking: str) -> str:
    """Return the chunking that `marked` was given.

    >>> unmarked("400 tokens, read with ocr")
    '400 tokens'
    """
    return chunking.partition(_MARK)[0]


def moved(before: str, chunking: str) -> str:
    """Return `chunking` with what was marked behind `before`: for a document that is cut anew without being read anew."""
    _, mark, tried = before.partition(_MARK)
    return chunking + mark + tried


def more_can_be_read(chunking: str, lost: Iterable[Loss]) -> bool:
    """Return whether what a document lost may be found today, by an ability that was not there when `chunking` was written."""
    tried = chunking.partition(_MARK)[2].split(", ")
    return any(name not in tried and here() for name, here in _helping(lost))


def _helping(lost: Iterable[Loss]) -> list[tuple[str, Callable[[], bool]]]:
    return [_HELPS[loss.kind] for loss in lost if loss.kind in _HELPS]
