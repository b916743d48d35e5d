"""A conversation as it is written to a file: its turns with numbered notes that hold the original sentence and its source. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ragassist.types import Answer, Citation
from ragassist.ui.cards import status_word
from ragassist.ui.markup import lang_of, safe_url
from ragassist.ui.reply import model_label
from ragassist.ui.segments import MARKER
from ragassist.ui.wire import Translated, TurnRecord
from ragassist.ui.words import Words, lang_of_reader


@dataclass(frozen=True, slots=True)
class Note:
    """One footnote. One that repeats an earlier note names it, and says nothing else."""

    number: int
    same_as: int = 0
    """The number of the note that says the same; 0 when there is none."""
    original: str = ""
    translation: str = ""
    doubtful: bool = False
    """Whether the check did not confirm the translation."""
    unsupported: bool = False
    """Whether the check did not confirm the sentence that cites it."""
    source: str = ""
    """Title in both languages, issuer, date, status, page and headings, divided by full stops."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer: text and notes in the order in which they are read."""

    question: str
    paragraphs: tuple[tuple[str | Note, ...], ...]
    by: str
    """Which model answered."""


def turns(records: Sequence[TurnRecord], words: Words) -> tuple[Turn, ...]:
    """The turns that came to something, with their notes numbered from 1 through the whole conversation."""
    written: list[Turn] = []
    numbers: dict[tuple[str, int, int], int] = {}
    count = 0
    for record in records:
        answer = record.answer
        if answer is None or not answer.answer.strip():
            continue
        known = {citation.n: citation for citation in answer.citations}
        paragraphs = []
        for line in answer.answer.split("\n"):
            pieces: list[str | Note] = []
            at = 0
            for match in MARKER.finditer(line):
                citation = known.get(int(match[1]))
                if citation is None:
                    continue
                pieces.append(line[at : match.start()].rstrip())
                at = match.end()
                count += 1
                key = (citation.doc_id, citation.start, citation.end)
                first = numbers.setdefault(key, count)
                made = record.translations.get(citation.n)
                pieces.append(note(citation, answer, made, words, number=count) if first == count else Note(count, same_as=first))
            pieces.append(line[at:])
            if any(piece for piece in pieces):
                paragraphs.append(tuple(piece for piece in pieces if piece))
        if answer.refused and paragraphs:
            paragraphs[0] = (f"{words.copy_refused}: ", *paragraphs[0])
        written.append(Turn(record.question, tuple(paragraphs), f"{words.answered_by}: {model_label(answer.model, words)}"))
    return tuple(written)


def note(citation: Citation, answer: Answer, made: Translated | None, words: Words, *, number: int) -> Note:
    """What stands behind one marker. A translation that only repeats a sentence of the answer is left out: it would confirm itself."""
    said = {claim.text for claim in answer.claims}
    own = citation.translation if citation.translation not in said else ""
    status = status_word(citation.doc_status, words)
    title = citation.title or citation.path or words.untitled
    if citation.title_en and citation.title_en != citation.title:
        title = f"{title} ({citation.title_en})"
    page = words.page.format(n=citation.page) if citation.page is not None else ""
    facts = [title, citation.issuer, citation.date, status, page, citation.heading, citation.source]
    reader = lang_of_reader(words)
    usable = made is not None and made.text and made.lang == reader and lang_of(citation.quote_clean or citation.quote) != reader
    return Note(
        number,
        original=citation.read,
        translation=made.text if made is not None and usable else own,
        doubtful=bool(usable and made is not None and not made.confirmed),
        unsupported=citation.status != "verified",
        source=". ".join(fact for fact in dict.fromkeys(facts) if fact),
        url=safe_url(citation.url),
    )


def told(note: Note, words: Words) -> tuple[str, ...]:
    """A note as lines of plain text: the original sentence, its translation, its source and address."""
    if note.same_as:
        return (words.export_note_again.format(n=note.same_as),)
    doubt = f" ({words.export_note_doubt})"
    lines = [f"{words.export_note_original}: {note.original}{doubt if note.unsupported else ''}"]
    if note.translation:
        lines.append(f"{words.export_note_translation}: {note.translation}{doubt if note.doubtful else ''}")
    lines.append(note.source)
    if note.url:
        lines.append(note.url)
    return tuple(lines)


def cleaned(turn: Turn) -> Turn:
    """The turn without characters that no file format takes: control characters other than tab and line end."""
    return replace(
        turn,
        question=printable(turn.question),
        paragraphs=tuple(
            tuple(printable(piece) if isinstance(piece, str) else _clean(piece) for piece in line) for line in turn.paragraphs
        ),
    )


def _clean(note: Note) -> Note:
    return replace(note, original=printable(note.original), translation=printable(note.translation), source=printable(note.source))


def printable(text: str) -> str:
    """`text` without control characters other than tab and line end, which XML does not take."""
    return "".join(
        char for char in text if char in "\t\n" or (char >= " " and not 0x7F <= ord(char) <= 0x9F and char not in "\ufffe\uffff")
    )
