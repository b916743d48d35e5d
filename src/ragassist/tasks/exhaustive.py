"""A question that asks for everything of a kind, answered by reading everything: the count first, then each statement with its citation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import replace
from typing import Final

from ragassist.answer.versions import lead
from ragassist.tasks.answer_disagreements import noted
from ragassist.tasks.ask import narrowed
from ragassist.tasks.labels import many, read_of, word
from ragassist.tasks.list import Listing, Row, list_all
from ragassist.tasks.list_report import Render
from ragassist.tasks.question import asked_for_all, besides
from ragassist.tasks.report import Citations, claim_of
from ragassist.text.glossary import Glossary
from ragassist.types import Answer, Claim, DocumentRecord, Done, Event, Lang, ModelName, Passage, Piece, Stage, Timings
from ragassist.verify.machine_read import at_most_rough
from ragassist.verify.verifier import copied, recounted

MOST: Final = 20
"""So many statements stand in the answer; of more it says how many there are, and that the list has them all."""


def everything(
    question: str,
    asked_lang: Lang,
    lang: Lang,
    records: Sequence[DocumentRecord],
    passages: Callable[[str], Sequence[Passage]],
    raw: Callable[[str], str],
    *,
    model: ModelName,
    render: Render | None = None,
    terms: Glossary | None = None,
    within_s: float = 60.0,
) -> Iterator[Event] | None:
    """Return what happens while such a question is answered, or None for any other question, and where nothing of the kind is found.

    Args:
        question: in English or Chinese.
        asked_lang: the language of the question.
        lang: of the answer.
        records: the documents in scope.
        passages: a document's passages by id.
        raw: a document's raw text by id.
        model: named in the answer.
        render: puts a statement into the reader's language; without it each stands as it is written.
        terms: the glossary by which an English word is looked for in Chinese statements.
        within_s: seconds after which statements are no longer rendered, only quoted.
    """
    asked = asked_for_all(question)
    if asked is None or not records:
        return None
    began = time.monotonic()
    named, rest = besides(asked, records)
    listing = list_all(asked.kind, named or records, passages, raw, terms=terms)
    listing = narrowed(listing, rest, terms)
    if not listing.rows:
        return None
    return _told(question, asked_lang, lang, listing, raw, model, render, (began, within_s))


def _told(
    question: str,
    asked_lang: Lang,
    lang: Lang,
    listing: Listing,
    raw: Callable[[str], str],
    model: ModelName,
    render: Render | None,
    clock: tuple[float, float],
) -> Iterator[Event]:
    began, within_s = clock
    yield Stage("reading", listing.statements)
    shown = _once(listing.rows)[:MOST]
    cited = Citations()
    numbers = [cited.cite(row.document, raw(row.document.doc_id), row.statement) for row in shown]
    citations = cited.all()
    count = _count(listing, len(shown), lang)
    counted = recounted(count, _things(listing, shown))
    claims = [claim_of(count, tuple(numbers), counted)]
    text = f"{count} {''.join(f'[{n}]' for n in numbers)}"
    first_ms = round(1000 * (time.monotonic() - began))
    yield Piece(text, tuple(claims), citations)
    for row, n in zip(shown, numbers, strict=True):
        if render is not None and row.statement.lang != lang:
            yield Stage("translating")
        claim = _claim(row, n, lang, render if time.monotonic() - began < within_s else None)
        said = claim.text
        state = lead(said, [row.document], (), lang)  # a draft or a repealed rule is never quoted as if it were in force
        claims.append(replace(claim, text=state + said))
        citations = tuple(
            replace(each, translation=said if said != row.statement.read else "", status=claim.status) if each.n == n else each
            for each in citations
        )
        piece = f"\n\n{state}{said} [{n}]"
        text += piece
        yield Piece(piece, tuple(claims), citations)
    timings = Timings(first_ms, first_ms, round(1000 * (time.monotonic() - began)))
    original = sum(row.statement.lang != lang and row.statement.text in claim.text for row, claim in zip(shown, claims[1:], strict=True))
    notice = word("exhaustive.original", lang, n=original) if original else ""
    answer = Answer(question, asked_lang, text, lang, False, None, tuple(claims), citations, model, timings, notice=notice)
    places = {(row.document.doc_id, row.statement.start) for row in shown}
    answer, more = noted(answer, (each for each in listing.disagreements if places & {each.first.place, each.second.place}), raw)
    if more:
        yield Piece(more, answer.claims, answer.citations)
    yield Done(answer)


def _claim(row: Row, n: int, lang: Lang, render: Render | None) -> Claim:
    """A statement in the reader's language as far as that is confirmed or rough, else as it stands, behind what opens its list.

    Rough at most where a machine read it and was not sure.
    """
    statement = row.statement
    rendered = render(statement.read) if render is not None and statement.lang != lang else None
    if rendered is not None and rendered[1] != "unsupported":
        return Claim(rendered[0], (n,), "rough" if statement.doubts else rendered[1], 1.0)
    return claim_of(statement.read, (n,), at_most_rough(copied(statement.read, statement.read), statement.doubts))


def _once(rows: Sequence[Row]) -> list[Row]:
    """Each statement once: one that sets two deadlines makes two rows of a table and one sentence of an answer."""
    return list({(row.document.doc_id, row.statement.start): row for row in rows}.values())


def _things(listing: Listing, shown: Sequence[Row]) -> list[Sized]:
    """What the line on them counts: the rows found, the documents read of all, the statements, what is not sure, what is shown."""
    found = {(row.document.doc_id, row.statement.start) for row in listing.rows}
    read = {record.doc_id for record in listing.documents}
    every = read | {record.doc_id for record, _ in listing.unread}
    documents = [every] if len(every) == len(read) == 1 else [read, every]
    return [found, *documents, range(listing.statements), listing.unsure, *([shown] if len(found) > len(shown) else [])]


def _count(listing: Listing, shown: int, lang: Lang) -> str:
    total = len(_once(listing.rows))
    values = {
        "found": total, "name": word(f"list.{listing.kind}", lang), "read": len(listing.documents), "statements": listing.statements,
        "total": len(listing.documents) + len(listing.unread), "unsure": len(listing.unsure), "shown": shown,
    }  # fmt: skip
    read = read_of(len(listing.documents), len(listing.documents) + len(listing.unread), lang)
    said = word("exhaustive.count", lang, **(values | {"read": read, "statements": many(listing.statements, "statement", lang)}))
    return said + (word("exhaustive.more", lang, **values) if total > shown else "")
