"""The sentences around a cited sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.types import Passage, Sentence


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A cited stretch as cleaned text, with the sentences before and after it and the headings it stands under."""

    before: tuple[str, ...]
    inside: str
    after: tuple[str, ...]
    heading: tuple[str, ...] = ()


def surroundings(passages: Sequence[Passage], start: int, end: int, reach: int = 1) -> Surroundings | None:
    """Return what stands around the raw span `[start, end)`: up to `reach` sentences on either side, in document order.

    Args:
        passages: all passages of one document, in order; they may overlap.
        start: first code point of the span in the raw text.
        end: one past the last.
        reach: how many sentences on either side.

    Returns:
        None when no sentence of the document touches the span (it was changed since).
    """
    sentences: dict[tuple[int, int], tuple[Sentence, Passage]] = {}
    for passage in passages:
        for sentence in passage.sentences:
            sentences.setdefault((sentence.start, sentence.end), (sentence, passage))
    ordered = [sentences[key] for key in sorted(sentences)]
    inside = [i for i, (sentence, _) in enumerate(ordered) if sentence.start < end and start < sentence.end]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    return Surroundings(
        before=tuple(sentence.text for sentence, _ in ordered[max(0, first - reach) : first]),
        inside="".join(sentence.text for sentence, _ in ordered[first : last + 1]),
        after=tuple(sentence.text for sentence, _ in ordered[last + 1 : last + 1 + reach]),
        heading=ordered[first][1].heading,
    )
