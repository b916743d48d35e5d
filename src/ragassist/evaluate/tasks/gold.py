"""Labelled documents, as in `eval/datasets/tasks/`: their text without labels, and what the labels say. See the README there."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from ragassist.tasks.list import Kind
from ragassist.types import Document, DocumentRecord, Passage

LABEL: Final = re.compile("\u2039([A-Z]+)\u203a")
LISTED: Final[dict[str, Kind]] = {
    "L": "deadlines",
    "D": "duties",
    "X": "prohibitions",
    "S": "penalties",
    "A": "amounts",
    "F": "definitions",
}
"""Which list a letter puts a statement into. Who is named stands in the head of the file; B is what a brief must hold."""
_ARTICLE = re.compile(r"第([一二三四五六七八九十百]+)条　")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled document, ready to be read."""

    path: Path
    head: dict[str, str]
    body: str
    """Without labels."""
    labels: dict[int, str]
    """Offset of the last character of a labelled statement in `body` -> its letters."""

    @property
    def name(self) -> str:
        """What the document is called: its file without the suffix."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Change:
    """One known change between the earlier version and the final; article numbers, None where a side has none."""

    kinds: frozenset[str]
    final: tuple[int, ...]
    draft: tuple[int, ...]


def chinese_number(n: int) -> str:
    """`n` below 100 as it stands in 第…条."""
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones or not tens else "")


def read_labelled(path: Path) -> Labelled:
    """Return the document of `path`, its labels apart."""
    top, text = path.read_text(encoding="utf8").split("\n\n", 1)
    head = dict(line.split(": ", 1) for line in top.splitlines())
    body, last = "", 0
    labels: dict[int, str] = {}
    for match in LABEL.finditer(text):
        body += text[last : match.start()]
        labels[len(body) - 1] = match[1]
        last = match.end()
    return Labelled(path, head, body + text[last:], labels)


def markdown(head: dict[str, str], body: str) -> str:
    """Return the document as a file: front matter, title, text."""
    fields = "\n".join(f"{key}: {value}" for key, value in head.items() if key != "actors")
    return f"---\n{fields}\n---\n\n# {head['title']}\n\n{body}"


def loaded(name: str, text: str, folder: Path | None = None) -> tuple[Document, DocumentRecord, list[Passage]]:
    """Return the document as ingest would see it, cut into passages of about 400 characters."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(folder or made) / f"{name}.md"
        path.write_text(text, encoding="utf8")
        document = load(path, shown_path=path.name, max_file_mb=10)
    document = replace(document, doc_id=name.ljust(16, "0")[:16])
    passages = split(document, clean(document), count_tokens=len, budget_tokens=400)
    return document, record_of(document, passages), passages


def record_of(document: Document, passages: Sequence[Passage]) -> DocumentRecord:
    """Return the document as an index lists it."""
    return DocumentRecord(
        document.doc_id,
        document.path,
        document.location,
        document.content_sha256,
        document.lang,
        document.meta,
        len(passages),
        len(document.raw),
    )


def gold_spans(labelled: Labelled, raw: str) -> list[tuple[int, str]]:
    """(raw offset of a labelled statement's last character, letters) for all of them."""
    shift = raw.index(labelled.body)
    return [(at + shift, letters) for at, letters in labelled.labels.items()]


def articles(body: str) -> list[tuple[str, str]]:
    """(chapter heading before it or "", text without its number) of each article in order."""
    found: list[tuple[str, str]] = []
    chapter = ""
    for line in body.splitlines():
        if re.match("第[一二三四五六七八九十]+章　", line):
            chapter = line
        elif match := _ARTICLE.match(line):
            found.append((chapter, line[match.end() :]))
            chapter = ""
        elif line.strip():
            before, text = found[-1]
            found[-1] = (before, f"{text}\n{line}")
    return found


def earlier(labelled: Labelled) -> tuple[dict[str, str], str, list[Change]]:
    """Head and body of the earlier version that the changes file describes, and the known changes."""
    lines = labelled.path.with_suffix(".changes.txt").read_text(encoding="utf8").splitlines()
    head = {
        **{k: v for k, v in labelled.head.items() if k not in ("actors", "effective")},
        **dict(x.split(": ", 1) for x in lines if re.match("[a-z]+: ", x)),
    }
    final = articles(labelled.body)
    texts = {n: [text] for n, (_, text) in enumerate(final, 1)}
    kinds: dict[int, set[str]] = {}
    after: dict[int, list[tuple[str, tuple[int, ...], str]]] = {}
    joined: dict[int, tuple[int, ...]] = {}
    for line in (line for line in lines if line and line[0] in "=+->|&"):
        sign, rest = line[0], line[2:]
        if sign == "=":
            where, edit = rest.split(" | ", 1)
            number, which = where.split(" ")
            n = int(number[1:])
            new, old = (part.strip() for part in (edit + " ").split("<=", 1))
            assert new in texts[n][0], (labelled.name, line)
            texts[n][0] = texts[n][0].replace(new, old, 1)
            kinds.setdefault(n, set()).update(which.split(","))
        elif sign == "+":
            texts[int(rest[1:])] = []
            kinds[int(rest[1:])] = {"added"}
        elif sign == "-":
            where, text = rest.split(" | ", 1)
            after.setdefault(int(where.split()[1]), []).append(("dropped", (), text))
        elif sign == ">":
            moved, _, place = rest.split()
            n = int(moved[1:])
            after.setdefault(int(place), []).append(("moved", (n,), texts[n][0]))
            texts[n] = []
        elif sign == "|":
            where, text = rest.split(" | ", 1)
            first, second = (int(part) for part in where[1:].split(","))
            texts[first], texts[second] = [text], []
            joined[first] = (first, second)
            kinds[first] = {"split"}
        else:
            where, text = rest.split(" | ", 1)
            texts[int(where[1:])] = text.split(" || ")
            kinds[int(where[1:])] = {"merged"}
    body, changes = _written(final, texts, kinds, after, joined)
    return head, body, changes


def _written(
    final: list[tuple[str, str]],
    texts: dict[int, list[str]],
    kinds: dict[int, set[str]],
    after: dict[int, list[tuple[str, tuple[int, ...], str]]],
    joined: dict[int, tuple[int, ...]],
) -> tuple[str, list[Change]]:
    """The earlier body and the known changes, from the five tables of `earlier`."""
    body: list[str] = []
    changes: list[Change] = []
    number = 0

    def put(text: str) -> int:
        nonlocal number
        number += 1
        body.append(f"第{chinese_number(number)}条　{text}")
        return number

    for n, (chapter, _) in enumerate(final, 1):
        if chapter:
            body.append(chapter)
        numbers = tuple(put(text) for text in texts[n])
        if kinds.get(n) and not (kinds[n] == {"added"} and numbers):
            changes.append(Change(frozenset(kinds[n]), joined.get(n, (n,)), numbers))
        for kind, sources, text in after.get(n, []):
            changes.append(Change(frozenset({kind}), sources, (put(text),)))
    return "\n".join(body) + "\n", changes
