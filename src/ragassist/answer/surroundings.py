"""What a reader of a cited sentence knows besides: where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.types import Evidence

_SENTENCES_BEFORE = 2


def context_of(cited: Sequence[Evidence]) -> str:
    """Return what a reader of the cited sentences knows besides: their documents' titles and dates, headings, and the sentences before."""
    parts: list[str] = []
    for item in cited:
        meta = item.hit.document.meta
        before = [sentence.text for sentence in item.hit.passage.sentences if sentence.end <= item.sentence.start]
        parts += [meta.title, meta.title_en, meta.date, *item.hit.passage.heading, *before[-_SENTENCES_BEFORE:]]
    return "\n".join(dict.fromkeys(part for part in parts if part))
