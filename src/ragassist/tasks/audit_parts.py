"""Clauses: a claim held against those of the nearest statements, where in a long sentence what it says is one of many, and its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from ragassist.tasks.contradiction import figures_agree, measures
from ragassist.tasks.stances import agreed
from ragassist.tasks.topics import figures_of, topic
from ragassist.text.glossary import Glossary
from ragassist.types import Lang, Verdict

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Likeness, Source

_WORDS_OF_A_PART: Final = 3
"""A clause of so few words is a part of the sentence before it, as in "stop it, and remove it"."""
_SHORT_CLAUSE: Final = 6
"""Words of an English clause that has no subject of its own, as in ", paid within a week"."""
_CLAUSE_SAYS_IT: Final = 0.8
"""Chance that a clause supports another from which it says it: true ones of memo 24 have .95 and more, a false one of memo 6 has .56."""
_SOME_WORDS: Final = 0.25
"""Share of a clause's words below which it says something else, however alike an encoder of the same language finds both."""
SAME_WORDS: Final = ("zh", "zh")
"""Where claim and statement share their words, the topic is told by these, and nothing more is needed."""
ABOUT: Final = 0.5
"""Topic from which a statement speaks of what the claim speaks of. Bounds of a topic are of that scale and of no encoder: what an encoder's
likeness comes to on it stands in its calibration (`TopicScale`). Read off memos 1 to 14 of `eval/datasets/tasks`, as those below."""
SAME: Final = 0.62
"""Topic from which a statement without any conflict says the same in other words."""
_SHORTEST: Final = 5
"""Characters of a clause that is held against a claim by itself."""


class Checks(Protocol):
    """The verifier, as far as it is needed here."""

    @property
    def terms(self) -> Glossary | None:
        """The user's glossary, if there is one."""
        ...

    def verify(self, claim: str, evidence: Sequence[str], *, context: str = "") -> Verdict:
        """Return whether the evidence supports the claim."""
        ...


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
        told = [topic(text, piece, (lang, own.lang), value, figures_of(likeness)) for piece, value in zip(pieces, near, strict=True)]
        best = max(range(len(pieces)), key=told.__getitem__)
        if told[best] >= max(least, score):
            found.append((told[best], replace(source, part=pieces[best])))
    return sorted(found, key=lambda each: -each[0])


def adds_a_figure(clause: str, lang: Lang, source: Source | None) -> bool:
    """Return whether an English clause without a subject gives a figure that the statement lacks, and has it of something else."""
    short = lang == "en" and len(clause.split()) <= _SHORT_CLAUSE and bool(measures(clause))
    return short and source is not None and not figures_agree(clause, source.statement.read)


def stands_in(clause: str, lang: Lang, source: Source | None, sources: Sequence[Source], likeness: Likeness) -> bool:
    """Return whether what a clause says stands in the statement that supports the whole."""
    if source is None:
        return False
    read, langs = source.statement.read, (lang, source.statement.lang)
    if langs == SAME_WORDS and ((shared := topic(clause, read, langs, 0.0)) >= ABOUT or shared < _SOME_WORDS):
        return shared >= ABOUT
    if measures(clause) and not figures_agree(clause, read):
        return False
    if agreed(clause, read, langs):
        return True
    near = likeness(clause, lang)[sources.index(source)]
    return topic(clause, read, langs, near, figures_of(likeness)) >= (ABOUT if len(clause.split()) <= _WORDS_OF_A_PART else SAME)


def said_by_a_clause(clause: str, source: Source | None, checks: Checks) -> bool:
    """Return whether the checks find a clause in one clause of the statement, which a comparison with the whole of it would miss."""
    if source is None:
        return False
    for own in re.split("[，；,;]", source.statement.read):
        verdict = checks.verify(clause, [own], context=source.context) if own.strip() else None
        if verdict is not None and verdict.status == "verified" and verdict.score >= _CLAUSE_SAYS_IT:
            return True
    return False


def found_in_a_part(clause: str, lang: Lang, chosen: Sequence[tuple[float, Source]], likeness: Likeness, checks: Checks) -> Source | None:
    """Return the likeliest of the statements `chosen` of which one clause says what a Chinese clause says; None where none does.

    A clause that is told in two or three words of everyday speech is near to nothing by itself; what the whole claim is near to says it.
    """
    for _, source in parts_of(clause, lang, [(0.0, source) for _, source in chosen], likeness, SAME):
        if (lang, source.statement.lang) == SAME_WORDS and checks.verify(
            clause, [source.part], context=source.context
        ).status == "verified":
            return replace(source, part="")
    return None
