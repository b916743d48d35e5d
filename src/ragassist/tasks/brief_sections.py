"""The sections that a brief stands on, as a large model reads them: whole, each statement numbered, those that carry it marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.answer.evidence import number
from ragassist.models.tokens import count_tokens
from ragassist.tasks.brief import Brief, section_of
from ragassist.tasks.statements import Statement, statements
from ragassist.text.quantities import annotate
from ragassist.types import Evidence, Hit, Lang, Passage, Sentence

_MARK_TOKENS = 8
"""A number in brackets, a sign and a line end."""


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section as it is given to a model; `statements` and `evidence` go in pairs, in the order of the document."""

    name: str
    statements: tuple[Statement, ...]
    evidence: tuple[Evidence, ...]
    """Numbered from 1 without gaps."""
    text: str


def section_texts(each: Brief, passages: Sequence[Passage], lang: Lang, *, most: int, tokens: int) -> list[SectionText]:
    """Return the sections that the chosen statements stand in, in their order; of more than `most` those that weigh most.

    A section that takes more than `tokens` is given in part: the chosen statements first, then the others from its beginning.

    Args:
        each: the chosen statements of one document.
        passages: of that document.
        lang: the language that quantities are spelled out in.
        most: sections.
        tokens: of the text of one section, by estimate.
    """
    weights = dict.fromkeys(each.covered, 0.0)
    for chosen in each.chosen:
        weights[section_of(chosen.statement)] += chosen.weight
    heaviest = sorted(each.covered, key=lambda name: -weights[name])[:most]
    carrying = {chosen.statement.start for chosen in each.chosen}
    found = [statement for statement in statements(each.record, passages) if not statement.heads]
    places = {(sentence.start, sentence.end): (sentence, passage) for passage in reversed(passages) for sentence in passage.sentences}
    return [
        _text(name, _fitting([one for one in found if section_of(one) == name], carrying, tokens), each, places, carrying, lang)
        for name in each.covered
        if name in heaviest
    ]


def listed(evidence: Sequence[Evidence], carrying: set[int], lang: Lang) -> str:
    """Return numbered statements, one a line; those that begin at an offset in `carrying` after a star."""
    return "\n".join(
        f"{'* ' if item.sentence.start in carrying else ''}[{item.n}] {in_fence(annotate(item.sentence.read, lang))}" for item in evidence
    )


def in_fence(text: str) -> str:
    """Return `text` on one line without the fence's own signs, so that a document cannot end the quotation it stands in."""
    return " ".join(text.split()).replace("<<<", "").replace(">>>", "")


def _fitting(own: Sequence[Statement], carrying: set[int], tokens: int) -> list[Statement]:
    kept: list[Statement] = []
    used = 0
    for statement in sorted(own, key=lambda one: one.start not in carrying):
        used += count_tokens(statement.read) + _MARK_TOKENS
        if kept and used > tokens:
            break
        kept.append(statement)
    return sorted(kept, key=lambda one: one.start)


def _text(
    name: str,
    own: Sequence[Statement],
    each: Brief,
    places: dict[tuple[int, int], tuple[Sentence, Passage]],
    carrying: set[int],
    lang: Lang,
) -> SectionText:
    found = [places[statement.start, statement.end] for statement in own]
    evidence = number([Evidence(0, sentence, Hit(1, 0.0, passage, each.record), 0.0) for sentence, passage in found])
    return SectionText(name, tuple(own), tuple(evidence), listed(evidence, carrying, lang))
