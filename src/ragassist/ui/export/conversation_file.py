"""A conversation as it is written to a file: its turns with numbered notes that hold the original sentence and its source. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ragassist.answer.states import notice_of
from ragassist.types import Answer, Citation
from ragassist.ui.messages import Translated, TurnRecord
from ragassist.ui.views import reading_view
from ragassist.ui.views.answer_sentences import standing_claims
from ragassist.ui.views.cards import status_word
from ragassist.ui.views.markup import lang_of, safe_url
from ragassist.ui.views.reply_view import model_label
from ragassist.ui.views.segments import Paragraph, Run, paragraphs
from ragassist.ui.views.support_status import MARKS
from ragassist.ui.words.catalogue import Words, lang_of_reader


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
class Struck:
    """A sentence that its source does not support."""

    text: str


@dataclass(frozen=True, slots=True)
class Original:
    """The sentence that the rough one before it renders; a paragraph of its own."""

    label: str
    text: str


Piece = str | Note | Struck | Original


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer: text and notes in the order in which they are read."""

    question: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    by: str
    """Which model answered."""
    notice: str = ""
    """What is to be read before the first paragraph: that every sentence is rough."""


@dataclass(slots=True)
class _Numbers:
    """The notes so far, through the whole conversation."""

    count: int = 0
    first: dict[tuple[str, int, int], int] = field(default_factory=dict)
    """For each cited place the number of the note that tells it."""


def turns(records: Sequence[TurnRecord], words: Words) -> tuple[Turn, ...]:
    """Return the turns that came to something, with their notes numbered from 1 through the whole conversation."""
    written: list[Turn] = []
    numbers = _Numbers()
    for record in records:
        answer = record.answer
        if answer is None or not answer.answer.strip():
            continue
        lines = [line for paragraph in paragraphs(answer.answer, answer.claims) for line in _lines(paragraph, record, numbers, words)]
        if answer.refused and lines:
            lines[0] = (f"{words.copy_refused}: ", *lines[0])
        by = f"{words.answered_by}: {model_label(answer.model, words)}"
        written.append(Turn(record.question, tuple(lines), by, notice_of(standing_claims(answer), answer.answer_lang)))
    return tuple(written)


def legend_lines(records: Sequence[TurnRecord], words: Words) -> tuple[str, ...]:
    """Return what the marks of these turns mean, a line each; none where every sentence is verified."""
    claims = [claim for record in records if record.answer is not None for claim in standing_claims(record.answer)]
    found = {claim.status for claim in claims}
    names = (
        ("rough", words.legend_rough_name, words.legend_rough),
        ("unsupported", words.legend_unsupported_name, words.legend_unsupported),
    )
    joint = "：" if lang_of_reader(words) == "zh" else ": "
    return tuple(f"{MARKS[status]} {name}{joint}{meaning}" for status, name, meaning in names if status in found)


def _lines(paragraph: Paragraph, record: TurnRecord, numbers: _Numbers, words: Words) -> Iterator[tuple[Piece, ...]]:
    """The lines of one paragraph: it goes on anew behind a rough sentence, whose original is a line of its own."""
    answer = record.answer
    assert answer is not None
    known = {citation.n: citation for citation in answer.citations}
    pieces: list[Piece] = []
    for part, follower in zip(paragraph, (*paragraph[1:], None), strict=True):
        claim = answer.claims[part.claim] if part.claim is not None else None
        if isinstance(part, Run):
            _add(pieces, Struck(part.text) if claim is not None and claim.status == "unsupported" else part.text)
        elif part.n in known:
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] = pieces[-1].rstrip()
            pieces.append(_numbered(known[part.n], record, numbers, words))
        else:
            _add(pieces, f"[{part.n}]")
        if claim is not None and claim.status == "rough" and (follower is None or follower.claim != part.claim):
            yield (*_filled(pieces), f" {MARKS['rough']}")
            pieces = []
            for n in (n for n in claim.citations if n in known):
                yield (Original(words.copy_original, known[n].read),)
    if kept := _filled(pieces):
        yield kept


def _add(pieces: list[Piece], piece: str | Struck) -> None:
    """Add text; what follows text becomes one piece with it, and a line begins with no space."""
    if isinstance(piece, str) and not pieces:
        piece = piece.lstrip()
    if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
        pieces[-1] += piece
    else:
        pieces.append(piece)


def _filled(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece)


def _numbered(citation: Citation, record: TurnRecord, numbers: _Numbers, words: Words) -> Note:
    """The next note; one about a place that has a note already only names it."""
    assert record.answer is not None
    numbers.count += 1
    first = numbers.first.setdefault((citation.doc_id, citation.start, citation.end), numbers.count)
    if first != numbers.count:
        return Note(numbers.count, same_as=first)
    return note(citation, record.answer, record.translations.get(citation.n), words, number=numbers.count)


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
    facts += [reading_view.told(citation, answer.claims, words).rstrip(".。")]
    facts += [words.unread_pages.format(pages=citation.unread_pages).rstrip(".。")] if citation.unread_pages else []
    reader = lang_of_reader(words)
    usable = made is not None and made.text and made.lang == reader and lang_of(citation.quote_clean or citation.quote) != reader
    return Note(
        number,
        original=citation.read,
        translation=made.text if made is not None and usable else own,
        doubtful=bool(usable and made is not None and not made.confirmed),
        unsupported=citation.status == "unsupported",
        source=". ".join(fact for fact in dict.fromkeys(facts) if fact),
        url=safe_url(citation.url),
    )


def told(note: Note, words: Words) -> tuple[str, ...]:
    """Return a note as lines of plain text: the original sentence, its translation, its source and address."""
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
    """Return the turn without characters that no file format takes: control characters other than tab and line end."""
    paragraphs = tuple(tuple(_clean(piece) for piece in line) for line in turn.paragraphs)
    return replace(turn, question=printable(turn.question), paragraphs=paragraphs)


def _clean(piece: Piece) -> Piece:
    if isinstance(piece, str):
        return printable(piece)
    if isinstance(piece, Note):
        return replace(piece, original=printable(piece.original), translation=printable(piece.translation), source=printable(piece.source))
    return replace(piece, text=printable(piece.text))


def printable(text: str) -> str:
    """`text` without control characters other than tab and line end, which XML does not take."""
    return "".join(
        char for char in text if char in "\t\n" or (char >= " " and not 0x7F <= ord(char) <= 0x9F and char not in "\ufffe\uffff")
    )
