"""What a large model reads: whole passages with numbered sentences, in the order of the documents, their neighbours around them.

A model that can read thousands of tokens needs the sentence before and after, the heading and the date to understand one sentence; it
is still only by a sentence's number that it can cite. Sentences without a number (headings, fragments) are there to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ragassist.answer.evidence import is_statement, number
from ragassist.models.tokens import count_tokens
from ragassist.text.quantities import annotate
from ragassist.types import Evidence, Hit, Lang, Passage, Sentence

Neighbours = Callable[[Passage], Sequence[Passage]]
"""The passages right before and after one in its document, in any order."""

_MARK_TOKENS = 6
"""A number in brackets and a line end."""
_HEAD_TOKENS = 40
"""A document's line: title, date, status, and the headings."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The evidence that a model is given, and the text it is given in."""

    evidence: tuple[Evidence, ...]
    """Numbered from 1 without gaps. What was ranked keeps its number; what only stands beside it follows."""
    text: str
    tokens: int
    """Of the text, by estimate."""
    passages: int


def whole_passages(evidence: Sequence[Evidence], neighbours: Neighbours, lang: Lang, budget_tokens: int) -> Sources:
    """Return as many whole passages as fit `budget_tokens`, chosen by their best sentence, shown in the order of their documents.

    The passages themselves come first; what room is left goes to their neighbours, best passage first. The first passage is always
    there. Documents stand in the order of their best sentence, so that what answers best comes first.

    Args:
        evidence: ranked and numbered, as `rank_sentences` gives it.
        neighbours: for a passage, those beside it.
        lang: the language that quantities are spelled out in.
        budget_tokens: of the whole text.
    """
    first = list({item.hit.passage.passage_id: item.hit for item in evidence}.values())
    chosen: dict[str, Hit] = {}
    used = _take(first, chosen, budget_tokens, 0, documents=set())
    beside = [replace(hit, passage=passage) for hit in list(chosen.values()) for passage in neighbours(hit.passage)]
    documents = {hit.passage.doc_id for hit in chosen.values()}
    used = _take(beside, chosen, budget_tokens, used, documents=documents)
    numbered = _numbered(evidence, chosen)
    return Sources(numbered, _shown(numbered, chosen, lang), used, len(chosen))


def _take(hits: Sequence[Hit], chosen: dict[str, Hit], budget_tokens: int, used: int, documents: set[str]) -> int:
    """Put hits into `chosen` while they fit; returns the tokens used. A passage too large is passed over, smaller ones may follow."""
    for hit in hits:
        passage = hit.passage
        if passage.passage_id in chosen:
            continue
        cost = count_tokens(passage.text) + _MARK_TOKENS * len(passage.sentences)
        cost += _HEAD_TOKENS if passage.doc_id not in documents else 0
        if chosen and used + cost > budget_tokens:
            continue
        chosen[passage.passage_id] = hit
        documents.add(passage.doc_id)
        used += cost
    return used


def _numbered(evidence: Sequence[Evidence], chosen: dict[str, Hit]) -> tuple[Evidence, ...]:
    """The ranked evidence as it is, and behind it every other statement of the chosen passages."""
    known = {(item.hit.passage.doc_id, item.sentence.start, item.sentence.end) for item in evidence}
    least = min((item.score for item in evidence), default=0.0)
    # What is not ranked answers no part of the question better than the worst that is.
    parts = tuple(min(values) for values in zip(*(item.parts for item in evidence), strict=True)) if evidence else ()
    added: list[Evidence] = []
    for hit in chosen.values():
        for sentence in hit.passage.sentences:
            key = (hit.passage.doc_id, sentence.start, sentence.end)
            if key not in known and is_statement(sentence, hit):
                known.add(key)
                added.append(Evidence(0, sentence, hit, least, parts=parts))
    return tuple(number([*evidence, *added]))


def _shown(evidence: Sequence[Evidence], chosen: dict[str, Hit], lang: Lang) -> str:
    numbers = {(item.hit.passage.doc_id, item.sentence.start, item.sentence.end): item.n for item in evidence}
    lines: list[str] = []
    for doc_id in dict.fromkeys(hit.passage.doc_id for hit in chosen.values()):
        hits = sorted((hit for hit in chosen.values() if hit.passage.doc_id == doc_id), key=lambda hit: hit.passage.start)
        meta = hits[0].document.meta
        about = ", ".join(part for part in (meta.issuer, meta.date, meta.status) if part)
        lines.append(_plain(f"《{meta.title or hits[0].document.path}》" + (f" ({about})" if about else "")))
        heading: tuple[str, ...] = ()
        last = -1
        for hit in hits:
            if hit.passage.heading != heading and hit.passage.heading:
                lines.append(_plain("# " + " > ".join(hit.passage.heading)))
            elif 0 <= last < hit.passage.ordinal - 1:
                lines.append("…")
            heading, last = hit.passage.heading, hit.passage.ordinal
            lines += _sentences(hit, numbers, lang)
    return "\n".join(lines)


def _sentences(hit: Hit, numbers: dict[tuple[str, int, int], int], lang: Lang) -> Iterator[str]:
    for sentence in _fresh(hit.passage):
        n = numbers.get((hit.passage.doc_id, sentence.start, sentence.end))
        text = _plain(annotate(sentence.text, lang))
        if n is not None:
            yield f"[{n}] {text}"
        elif text and text not in hit.passage.heading:
            yield text


def _fresh(passage: Passage) -> Sequence[Sentence]:
    return sorted(passage.sentences, key=lambda sentence: sentence.start)


def _plain(text: str) -> str:
    """One line without the fence's own signs, so that a document cannot end the quotation it stands in."""
    return " ".join(text.split()).replace("<<<", "").replace(">>>", "")


def format_sources(evidence: Sequence[Evidence], lang: Lang, budget_tokens: int) -> str:
    """Return the evidence as a model reads it: grouped by document with title, date and status, quantities read out in `lang`.

    Groups stand in the order of their best sentence; within the token budget, best sentences first, at least one.
    """
    kept: list[Evidence] = []
    used = 0
    for item in evidence:
        cost = count_tokens(item.sentence.read) + 8
        if kept and used + cost > budget_tokens:
            break
        kept.append(item)
        used += cost
    lines: list[str] = []
    for doc_id in dict.fromkeys(item.hit.document.doc_id for item in kept):
        group = sorted((item for item in kept if item.hit.document.doc_id == doc_id), key=lambda item: item.sentence.start)
        meta = group[0].hit.document.meta
        about = ", ".join(part for part in (meta.date, meta.status) if part)
        lines.append(f"《{meta.title or group[0].hit.document.path}》" + (f" ({about})" if about else ""))
        lines += [f"[{item.n}] {_flat(annotate(item.sentence.read, lang), item)}" for item in group]
    return "\n".join(lines)


def _flat(text: str, item: Evidence) -> str:
    heading = " > ".join(item.hit.passage.heading)
    return " ".join((f"({heading}) " if heading else "").split() + text.split()).replace("<<<", "").replace(">>>", "")
