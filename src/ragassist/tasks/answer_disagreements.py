"""What an answer must add where another document says otherwise than the sentences it cites: both sides cited, ranked by kind and date.

Held against the statements of the passages that the question found, for a rule on the same thing answers the same question. By rules
alone: no model is asked, and an answer that nothing speaks against is left as it is. A draft, or what was repealed, does not speak
against the text that followed it: that is a change, and `compare` tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from ragassist.answer.events import EngineEvent, Listener, PassagesFound
from ragassist.answer.states import restated
from ragassist.answer.versions import are_versions
from ragassist.errors import StoreError
from ragassist.tasks.audit_values import Source
from ragassist.tasks.disagreements import Disagreement, disagreements
from ragassist.tasks.disagreements_report import differs_from, document, order
from ragassist.tasks.labels import word
from ragassist.tasks.report import Citations, claim_of
from ragassist.tasks.statements import statements
from ragassist.text.glossary import Glossary
from ragassist.text.pages import page_at
from ragassist.types import Answer, Citation, DocumentRecord, Done, Event, Hit, Lang, Passage, Piece, Verdict
from ragassist.verify.machine_read import at_most_rough
from ragassist.verify.verifier import beside_one_another

_MOST: Final = 3
"""So many disagreements stand in an answer; the lists have all."""
_GONE: Final = frozenset({"draft", "repealed"})


class PassagesHeard:
    """Keeps the passages that a question found, and tells everything on."""

    def __init__(self, then: Listener | None = None) -> None:
        """`then` hears the same."""
        self.hits: tuple[Hit, ...] = ()
        self._then = then

    def __call__(self, event: EngineEvent) -> None:
        """Hear one step."""
        if isinstance(event, PassagesFound):
            self.hits = event.hits
        if self._then is not None:
            self._then(event)


def adding_disagreements(
    events: Iterable[Event],
    heard: PassagesHeard,
    passages: Callable[[str], Sequence[Passage]],
    raw: Callable[[str], str],
    terms: Glossary | None = None,
) -> Iterator[Event]:
    """Yield the events of an answer, and before its end what it grows by; the rest as in `with_disagreements`."""
    for event in events:
        if isinstance(event, Done):
            answer, more = with_disagreements(event.answer, heard.hits, passages, raw, terms)
            if more:
                yield Piece(more, answer.claims, answer.citations)
            yield Done(answer)
        else:
            yield event


def with_disagreements(
    answer: Answer,
    hits: Sequence[Hit],
    passages: Callable[[str], Sequence[Passage]],
    raw: Callable[[str], str],
    terms: Glossary | None = None,
) -> tuple[Answer, str]:
    """Return the answer with what documents do not agree on, and the text by which it grew; the same answer and "" where nothing differs.

    Args:
        answer: what was answered; a refusal has nothing to disagree with.
        hits: the passages that its question found.
        passages: a document's passages by id.
        raw: a document's raw text by id.
        terms: the user's glossary, if there is one.
    """
    if answer.refused or not answer.citations:
        return answer, ""
    records = {hit.document.doc_id: hit.document for hit in hits}
    try:
        cited = list(_cited(answer.citations, records, passages))
        return noted(answer, disagreements(cited, [*cited, *_found(hits, records)], terms), raw)
    except StoreError:  # a document was removed while the answer was written
        return answer, ""


def noted(answer: Answer, found: Iterable[Disagreement], raw: Callable[[str], str]) -> tuple[Answer, str]:
    """Return the answer with a sentence on each of the first disagreements that matter to its reader, and the text by which it grew."""
    claims, citations, text = list(answer.claims), list(answer.citations), ""
    cited = {(citation.doc_id, citation.start) for citation in citations}
    for each in [each for each in found if _matters(each, cited)][:_MOST]:
        numbers = tuple(_number(source, citations, raw) for source in (each.first, each.second))
        said = _said(each, answer.answer_lang)
        claims.append(claim_of(said, numbers, _checked(each)))
        text += f"\n\n{said}{' ' if answer.answer_lang == 'en' else ''}{''.join(f'[{n}]' for n in numbers)}"
    if not text:
        return answer, ""
    return restated(answer, answer.answer + text, claims, citations), text


def _checked(each: Disagreement) -> Verdict:
    """The verdict on what is said of the two: whether each says it."""
    sides = (each.conflict.mine, each.first.statement), (each.conflict.theirs, each.second.statement)
    verdict = beside_one_another([(said, statement.read) for said, statement in sides])
    return at_most_rough(verdict, [doubt for _, statement in sides for doubt in statement.doubts])


def _cited(
    citations: Iterable[Citation], records: dict[str, DocumentRecord], passages: Callable[[str], Sequence[Passage]]
) -> Iterator[Source]:
    """The statements that an answer cites, as far as their documents are among those found."""
    spans = {(citation.doc_id, citation.start) for citation in citations}
    for doc_id in dict.fromkeys(citation.doc_id for citation in citations):
        if (record := records.get(doc_id)) is not None:
            yield from (Source(record, each) for each in statements(record, passages(doc_id)) if (doc_id, each.start) in spans)


def _found(hits: Sequence[Hit], records: dict[str, DocumentRecord]) -> Iterator[Source]:
    for doc_id, record in records.items():
        own = sorted((hit.passage for hit in hits if hit.document.doc_id == doc_id), key=lambda passage: passage.start)
        yield from (Source(record, each) for each in statements(record, own) if not each.heads)


def _matters(each: Disagreement, cited: Collection[tuple[str, int]]) -> bool:
    """Whether a reader must know: not of what a cited text was before, its draft or the text that it replaced."""
    for now, once in ((each.first, each.second), (each.second, each.first)):
        versions = are_versions(now.record, once.record) or are_versions(once.record, now.record)
        if once.record.meta.status in _GONE and versions and now.place in cited:
            return False
    return True


def _said(each: Disagreement, lang: Lang) -> str:
    first, second = differs_from(each, lang)
    return word(
        "disagree.answer", lang, mine=first, theirs=second, first=document(each.first, lang), second=document(each.second, lang),
        order=order(each, lang),
    )  # fmt: skip


def _number(source: Source, citations: list[Citation], raw: Callable[[str], str]) -> int:
    """The number of a statement as a citation, which is made if the answer has none of it."""
    record, statement = source.record, source.statement
    known = next((each.n for each in citations if (each.doc_id, each.start) == (record.doc_id, statement.start)), None)
    if known is not None:
        return known
    text, made = raw(record.doc_id), Citations()
    made.cite(record, text, statement)
    citations.append(replace(made.all()[0], n=len(citations) + 1, page=page_at(record.path, text, statement.start)))
    return len(citations)
