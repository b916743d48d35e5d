"""What a claim adds to the statement that supports it: pieces without which it is nearer to the statement, and that stand nowhere.

A long sentence that is right in most of what it says is near its source as a whole, and a piece of it alone is too short to be told
from other short pieces. Both together tell: leaving out what the source says too takes the claim farther from it, leaving out what it
does not say brings it nearer; and what it does not say, no statement says that is near the piece by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.claims_in_text import Claimed
from ragassist.tasks.contradiction import figures_agree
from ragassist.tasks.stances import agreed
from ragassist.text.quantities import find_quantities
from ragassist.text.script import word_count
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source

Span = tuple[int, int]
Spans = Sequence[Span]
_CUT: Final[dict[Lang, re.Pattern[str]]] = {
    "zh": re.compile("[，；](?=[^，；]{3,})"),
    "en": re.compile(r"[,;]\s(?:and\s|but\s|while\s|whereas\s)?|\s(?:and|but|while|whereas|which|who|where)\s(?!\d)"),
}
_LEAST_WORDS: Final = 3
"""A piece of fewer words, in Chinese characters, says nothing by itself."""
_BARE: Final = 4
"""Words, in Chinese characters, beside a figure that is told almost alone: its likeness is that of any figure."""
CASE: Final = re.compile(r"(?:的|时|后|前)[，,]?$|^(?:if|when|where|unless|after|before)\b", re.IGNORECASE)
"""A piece that says in which case the rest holds; it may be told in other words."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a claim adds to the statement that supports it, as spans of its text."""

    surely: tuple[Span, ...] = ()
    """What no statement says."""
    perhaps: tuple[Span, ...] = ()
    """What likeness leaves open: it may be added, or be said in other words."""

    def of_these(self, lost: Spans) -> tuple[Span, ...]:
        """Return those of the spans `lost`, which another look found nowhere, that are open here too."""
        return tuple(span for span in lost if any(span[0] < b and a < span[1] for a, b in self.perhaps))


def added_to(
    claim: Claimed,
    source: Source,
    likeness: Any,  # noqa: ANN401
) -> Added | None:
    """Return what a claim adds to the statement that supports it.

    None where nothing can be told: `likeness` has no `added`, or its encoder no bounds for it.
    """
    asked: Callable[[str, Lang, Spans, Source], list[float] | None] | None = getattr(likeness, "added", None)
    spans = pieces_of(claim.text, claim.lang)
    if asked is None:
        return None
    sure = asked(claim.text, claim.lang, spans, source) if len(spans) > 1 else []
    if sure is None:
        return None
    told = list(zip(spans, sure, strict=False))[1:]  # the first names what is spoken of: without it the rest is about nothing
    told = [(span, value) for span, value in told if value > 0 and _says_more(claim.text[slice(*span)], claim.lang, source)]
    return Added(tuple(span for span, value in told if value >= 1), tuple(span for span, value in told if value < 1))


def pieces_of(text: str, lang: Lang) -> list[tuple[int, int]]:
    """Return the spans of a claim between its marks and its "and", "but", "which"; pieces of a word or two with the one before.

    >>> text = "They met in May, and a judge presided."
    >>> [text[a:b] for a, b in pieces_of(text, "en")]
    ['They met in May', 'a judge presided.']
    """
    spans, at = [], 0
    for match in _CUT[lang].finditer(text):
        if word_count(text[at : match.start()]) >= _LEAST_WORDS and word_count(text[match.end() :]) >= _LEAST_WORDS:
            spans.append((at, match.start()))
            at = match.end()
    return [*spans, (at, len(text))]


def _says_more(piece: str, lang: Lang, source: Source) -> bool:
    """Whether a piece that likeness finds nowhere says something: no case, no bare figure and no value ("free") that the statement has."""
    if CASE.search(piece) or agreed(piece, source.statement.read, (lang, source.statement.lang)):
        return False
    figures = sorted(find_quantities(piece), key=lambda each: -each.start)
    beside = piece
    for each in figures:
        beside = beside[: each.start] + " " + beside[each.end :]
    return not figures or word_count(beside) > _BARE or not figures_agree(piece, source.statement.read)
