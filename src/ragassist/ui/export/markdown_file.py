"""A conversation as Markdown with footnotes (`[^1]`). Pure: what comes from documents, models and people stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.ui.export.conversation_file import Note, Original, Piece, Struck, cleaned, legend_lines, told, turns
from ragassist.ui.messages import TurnRecord
from ragassist.ui.words.catalogue import Words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def markdown(title: str, records: Sequence[TurnRecord], words: Words, *, date: str) -> str:
    """Return the whole file.

    Args:
        title: the conversation's name.
        records: its turns, oldest first; those without an answer are left out.
        words: the language of the file's own words.
        date: the day of the export, ISO 8601.
    """
    lines = [f"# {escaped(title or words.conversation_untitled)}", "", words.exported_on.format(date=date), ""]
    for said in legend_lines(records, words):
        lines += [f"{escaped(said)}", ""]
    notes: list[Note] = []
    for turn in map(cleaned, turns(records, words)):
        lines += [f"## {escaped(turn.question)}", ""]
        lines += [f"**{escaped(turn.notice)}**", ""] if turn.notice else []
        for paragraph in turn.paragraphs:
            lines += ["".join(map(_piece, paragraph)), ""]
            notes += [piece for piece in paragraph if isinstance(piece, Note) and not piece.same_as]
        lines += [f"*{escaped(turn.by)}*", ""]
    for note in notes:
        first, *others = (line if line == note.url else escaped(line) for line in told(note, words))
        lines += [f"[^{note.number}]: {first}", *(f"    {line}" for line in ("", *_apart(others))), ""]
    return "\n".join(line.rstrip() for line in lines).strip() + "\n"


def escaped(text: str) -> str:
    r"""`text` on one line, with everything that Markdown or HTML would read as markup written as itself.

    >>> escaped("**bold** <b> [link](x)")
    '\\*\\*bold\\*\\* \\<b\\> \\[link\\](x)'
    """
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def _piece(piece: Piece) -> str:
    if isinstance(piece, str):
        return _spaced(piece)
    if isinstance(piece, Struck):
        return _spaced(piece.text, "~~")
    if isinstance(piece, Original):
        return f"> {escaped(piece.label)}: {escaped(piece.text)}"
    return f"[^{piece.same_as or piece.number}]"


def _spaced(text: str, around: str = "") -> str:
    """`text` escaped and between two signs, with the spaces at its ends kept outside them."""
    said = escaped(text)
    return " " * text.startswith(" ") + (f"{around}{said}{around}" if said else "") + " " * (text.endswith(" ") and bool(said))


def _apart(lines: Sequence[str]) -> list[str]:
    """The lines with an empty one between each two, so that each is a paragraph of the note."""
    return [part for line in lines for part in (line, "")][:-1]
