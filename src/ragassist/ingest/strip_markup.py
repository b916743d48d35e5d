"""Markdown and stray HTML taken off the words they dress, links and headings included; the words stay where they were."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ragassist.ingest.load import frontmatter, markdown_marks
from ragassist.ingest.table_rows import StatementRows
from ragassist.ingest.tables import Row, Table
from ragassist.lang.zh import HAN
from ragassist.text.normalize import CleanText
from ragassist.text.word_tables import word_table

_URL: Final = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_WRITTEN_AS_MARKDOWN: Final = (
    *(".md", ".markdown", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".eml", ".epub"),
    *(".docx", ".docm", ".doc", ".dot", ".wps", ".odt", ".ott", ".fodt", ".rtf"),
    *(".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv", ".pptx", ".ppt", ".pps", ".dps", ".odp"),
)
_EVIDENCE: Final = re.compile(
    r"!\[[^\]\n]{0,300}\]\(|(?m:^#{1,6} .*\n)[\s\S]*(?m:^#{1,6} )|\]\(https?://|(?m:^(?:[-*] |> ).+\n){3}|\*\*[^*\n]{2,200}\*\*"
)
_COMMENT: Final = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG: Final = word_table("ragassist.ingest")["tag"].pattern
_FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_IMAGE: Final = re.compile(rf"!\[(?:[^\[\]\n]|\[[^\]\n]{{0,200}}\]){{0,300}}\](?:{_URL}|\[[^\]\n]*\])")
_EMPTY_LINK: Final = re.compile(rf"(?<!!)\[\s*\]{_URL}")
_LINK: Final = re.compile(rf"(?<![\\!])(\[)(?:[^\[\]\n]|\\.|\[[^\[\]\n]*\])+?(?<!\\)(\]{_URL})")
_REFERENCE: Final = re.compile(r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
_AUTOLINK: Final = re.compile(r"(<)(?:https?://|mailto:)[^<>\s]+(>)")
_RULE: Final = re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$", re.MULTILINE)
_QUOTE: Final = re.compile(r"^[ ]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_HASHES: Final = re.compile(r"^[ ]{0,3}(#{1,6}[ \t]+)(?:.*?)([ \t]+#+)?[ \t]*$", re.MULTILINE)
_BULLET: Final = re.compile(r"^[ \t]*[-*+][ \t]+(?=\S)", re.MULTILINE)
_STRONG: Final = re.compile(r"(?<!\\)\*{2,3}")
_STRONG_LINE: Final = re.compile(r"(?<![A-Za-z0-9\\])(__)(?=\S)[^_\n]+?(?<=\S)(__)(?![A-Za-z0-9])")
_EMPHASIS: Final = re.compile(r"(?<![A-Za-z0-9\\*])(\*)(?=[^\s*])[^*\n]+?(?<=[^\s*])(\*)(?![A-Za-z0-9*])")
_EMPHASIS_LINE: Final = re.compile(r"(?<![\w\\])(_)(?=[^\s_])[^_\n]+?(?<=[^\s_])(_)(?!\w)")
_STRUCK: Final = re.compile(r"(~~)(?=\S)[^~\n]+?(~~)")
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)[^`\n]+?(?<!`)(\1)(?!`)")
_ESCAPE: Final = re.compile(r"(\\)(?=[\\`*_{}\[\]()#+\-.!|>~<&\"'])")
_HARD_BREAK: Final = re.compile(r"\\$", re.MULTILINE)
_ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_OUTER: Final = (
    ("", _FENCE, ()),
    ("![", _IMAGE, ()),
    ("](", _EMPTY_LINK, ()),
    ("]:", _REFERENCE, ()),
    ("](", _LINK, (1, 2)),
    ("<", _AUTOLINK, (1, 2)),
)
"""What goes before tables are read: what must be in a text that holds such a mark, the mark, and the groups of it that go."""
_INNER: Final = (
    ("", _RULE, ()),
    (">", _QUOTE, ()),
    ("#", _HASHES, (1, 2)),
    ("", _BULLET, ()),
    ("`", _CODE, (1, 2)),
    ("**", _STRONG, ()),
    ("__", _STRONG_LINE, (1, 2)),
    ("*", _EMPHASIS, (1, 2)),
    ("_", _EMPHASIS_LINE, (1, 2)),
    ("~~", _STRUCK, (1, 2)),
    ("\\", _ESCAPE, (1,)),
    ("\\", _HARD_BREAK, ()),
)
"""What goes after them."""


def is_markdown(raw: str, path: str) -> bool:
    """Whether marks in `raw` mean something: by the suffix, by front matter, or by images, links, bold words or several headings in it.

    All formats but plain text and PDF are loaded as Markdown.
    """
    if path.lower().endswith(_WRITTEN_AS_MARKDOWN) or frontmatter.BLOCK.match(raw):
        return True
    return bool(_EVIDENCE.search(raw[:100_000]))


def strip(text: CleanText, found: Sequence[Table]) -> CleanText:
    """Words without their markup. Front matter, images, comments, rules and fences go; link texts, code and headings stay as text.

    A table row becomes one line that reads with its column names: `列名：值；列名：值`.

    Args:
        text: the document's text with ordinary characters.
        found: `tables.find` of its raw text.
    """
    block = frontmatter.BLOCK.match(text.text)
    if block:
        text = text.delete([block.span()])
    text = markdown_marks.settled(text.drop(_COMMENT) if "<" in text.text else text)
    if "<" in text.text:
        text = _broken(text, StatementRows(found)).drop(_TAG)
    text = tables(_without(text, _OUTER), found)
    text = _without(text, _INNER)
    if "&" not in text.text:
        return text
    return text.sub(_ENTITY, lambda match: html.unescape(match.group()).replace("\u00a0", " ") or match.group())


def _broken(text: CleanText, rows: StatementRows) -> CleanText:
    """The text with its line breaks as such; within a row of a table a break is a space, for a row is one line."""
    spans = [match.span() for match in _BREAK.finditer(text.text)]
    return text.replace(spans, [" " if rows.at(int(text.starts[start])) else "\n" for start, _ in spans])


def _without(text: CleanText, marks: Sequence[tuple[str, re.Pattern[str], tuple[int, ...]]]) -> CleanText:
    for sign, pattern, groups in marks:
        if sign in text.text:  # looking for a sign is a hundred times faster than for a pattern
            text = text.drop(pattern, *groups)
    return text


def tables(text: CleanText, found: Sequence[Table]) -> CleanText:
    """Return each row of the tables a line that reads with its columns' names and units: `列名：值；列名：36亿元`."""
    edits = _Edits(text)
    for table in found:
        chinese = bool(re.search(f"[{HAN}]", "".join(slot.text + slot.heading for row in table.rows[:3] for slot in row.slots)))
        own = [(start, end, "") for start, end in (*table.marks, *table.rules)]
        for row in table.rows:
            own += _row_edits(row, chinese)
        for start, end, new in sorted(own, key=lambda edit: edit[:2]):
            edits.put(start, end, new)
    return edits.made()


class _Edits:
    """Text put between raw offsets, in their order; where nothing is left between two, it goes before the character that follows."""

    def __init__(self, text: CleanText) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] = []
        self._texts: list[str] = []
        self._waiting, self._at = "", 0

    def put(self, start: int, end: int, new: str) -> None:
        """Replace what stands from raw offset `start` up to `end`."""
        first, last = (int(at) for at in np.searchsorted(self._text.starts, (start, end)))
        done = self._spans[-1][1] if self._spans else 0
        first, last = max(first, done), max(last, done)
        if self._waiting and first > self._at:
            self._flush()
            first, last = max(first, self._spans[-1][1]), max(last, self._spans[-1][1])
        if first == last:
            self._waiting, self._at = self._waiting + new, first
            return
        self._spans.append((first, last))
        self._texts.append(self._waiting + new)
        self._waiting = ""

    def made(self) -> CleanText:
        """Return the text with all that was put."""
        self._flush()
        return self._text.replace(self._spans, self._texts)

    def _flush(self) -> None:
        if self._waiting and self._at < len(self._text):
            self._spans.append((self._at, self._at + 1))
            self._texts.append(self._waiting + self._text.text[self._at])
        elif self._waiting and self._spans and self._spans[-1][1] == len(self._text):
            self._texts[-1] += self._waiting
        self._waiting = ""


def _row_edits(row: Row, chinese: bool) -> Iterator[tuple[int, int, str]]:
    """(raw start, raw end, text instead) for all of a row but what its cells say."""
    colon, stop = ("：", "；") if chinese else (": ", "; ")
    slots = [slot for slot in row.slots if slot.text]
    if row.kind != "data":  # a cell that covers several columns says what it says once
        slots = [slot for slot in slots if slot.start < slot.end][: 1 if row.kind in ("section", "note") else None]
    at, after = row.start, ""
    for number, slot in enumerate(slots):
        label = f"{slot.heading}{colon}" if slot.heading and row.kind == "data" else ""
        before = f"{after}{stop if number else ''}{label}{slot.unit.before}"
        if slot.start == slot.end:  # written in another row, which reaches into this one
            after = f"{before}{slot.text}{slot.unit.after}"
            continue
        yield at, slot.start, before
        at, after = slot.end, slot.unit.after
    yield at, row.end, after + ("\n" if row.dressed else "")
