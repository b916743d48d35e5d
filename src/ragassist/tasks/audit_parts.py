"""A claim that no whole statement tells of, held against the clauses of the nearest: in a long sentence what it says is one of many."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.contradiction import topic
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit import Source

_SHORTEST: Final = 5
"""Characters of a clause that is held against a claim by itself."""


def parts_of(
    text: str,
    lang: Lang,
    chosen: Sequence[tuple[float, Source]],
    likeness: Any,  # noqa: ANN401
    least: float,
) -> list[tuple[float, Source]]:
    """Return those statements of several clauses, each read as its likeliest clause, that are likelier so and at least `least` (0 to 1).

    Best first. `likeness` compares with pieces of statements where it has `to_parts`; without it nothing comes back.
    """
    to_parts: Callable[[str, Lang, Sequence[str], Lang], list[float]] | None = getattr(likeness, "to_parts", None)
    if to_parts is None:
        return []
    found = []
    for score, source in chosen:
        own = source.statement
        pieces = [piece for piece in re.split("[，；,;]", own.text) if len(piece.strip()) >= _SHORTEST]
        if len(pieces) < 2:
            continue
        near = to_parts(text, lang, pieces, own.lang)
        told = [topic(text, piece, (lang, own.lang), value) for piece, value in zip(pieces, near, strict=True)]
        best = max(range(len(pieces)), key=told.__getitem__)
        if told[best] >= max(least, score):
            found.append((told[best], replace(source, part=pieces[best])))
    return sorted(found, key=lambda each: -each[0])
