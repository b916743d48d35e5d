"""Why a file did not go in, in the reader's language. The ingest says it in English; a reason not known here is shown as it is."""

from __future__ import annotations

import re

from ragassist.ui.words import Words

_KNOWN: tuple[tuple[str, str], ...] = (
    (r"no such file|There is no file", "reason_missing"),
    (r"beyond title and page furniture", "reason_furniture"),
    (r"probably a scan", "reason_scan"),
    (r"holds no text|is empty\b", "reason_empty"),
    (r"not a format that can be read", "reason_format"),
    (r" MB; the limit is| the limit is \d| the limits are ", "reason_large"),
    (r"damaged|cut off|broken at byte", "reason_damaged"),
    (r"password", "reason_locked"),
    (r"whatever its name says|binary file", "reason_disguised"),
    (r"not text in any known encoding", "reason_encoding"),
    (r"cannot be read: ", "reason_permission"),
)
_COMPILED = [(re.compile(pattern), name) for pattern, name in _KNOWN]


def told(reason: str, words: Words) -> str:
    """`reason` in the reader's words, with what to do about it.

    >>> from ragassist.ui.words import EN
    >>> told("'plan.pdf' holds no text: it is probably a scan. Run OCR on it first, then ingest the result.", EN)
    'Its pages are pictures. Run OCR on it first.'
    """
    for pattern, name in _COMPILED:
        if pattern.search(reason):
            return str(getattr(words, name))
    return reason or words.reason_index
