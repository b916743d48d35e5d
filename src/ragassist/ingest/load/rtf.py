"""Rich Text (.rtf): rewritten as a page of HTML in memory, and read as one.

Source: Rich Text Format Specification 1.9.1, Microsoft 2008.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, replace
from typing import Final

from ragassist.errors import LoadError
from ragassist.ingest.load import eq_fields, head, html_blocks, html_prepare, properties, rtf_look
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import END, SUB, SUP
from ragassist.ingest.load.rtf_flow import Flow, RowWords
from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".rtf"})
MAX_CHARS: Final = 20_000_000
MAX_GROUPS: Final = 500
_TOKEN: Final = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+")
_SKIPPED: Final = frozenset(
    b"stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl"
    b" header headerl headerr headerf footer footerl footerr footerf annotation atnid atnauthor atrfstart atrfend pntext filetbl revtbl"
    b" nonesttables bkmkstart bkmkend objdata objclass shpinst sp listtext_ nonshppict operator company category keywords comment doccomm"
    b" creatim revtim printim buptim ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn pgdsctbl docvar wgrffmtfilter fontemb mmathPr".split()
)
_CHARSETS: Final = {0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 204: "cp1251", 238: "cp1250", 1: ""}
_CODEPAGES: Final = {
    936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
    1252: "cp1252",
    10000: "mac_roman",
    10008: "gb18030",
}
_SIGNS: Final = {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"tab": " ", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip


_KNOWN_STARRED: Final = frozenset((b"footnote", b"fldinst", b"shptxt"))
_TABLE_WORDS: Final = frozenset((b"pard", b"intbl", b"itap", b"trowd", b"trhdr"))
_CELL_WORDS: Final = frozenset((b"clmrg", b"clvmrg", b"clcbpat", b"cellx"))
_SCRIPTS: Final = frozenset((b"dbch", b"loch", b"hich", b"ltrch", b"rtlch"))
_LOOKS: Final = frozenset((b"cf", b"fs", b"afs", b"cb", b"chcbpat", b"highlight", b"cbpat"))
_SHIFTED: Final = re.compile(f"([{SUP}{SUB}])([^{SUP}{SUB}{END}]*){END}")
_HIDDEN: Final = 'span style="display:none"'


@dataclass(slots=True)
class _State:
    """What holds inside of one group."""

    skip: bool = False
    dest: str = "body"
    font: int = -1
    uc: int = 1
    marks: tuple[str, ...] = ()
    depth: int = 0
    """How many tables the paragraph stands in."""
    colour: int = 0
    ground: int = 0
    """By their number in the table of colours; 0 for none stated."""
    half_points: int = 24
    double_byte: bool = False
    """What is said next is said of Chinese characters."""


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the text as Markdown, and what the file says about itself.

    Raises:
        LoadError: not Rich Text, nested too deeply, too large, or without text.
    """
    from lxml import html

    if not content.lstrip()[:5] == rb"{\rtf":
        raise LoadError("file.not_rtf", name=name)
    tally = Tally()
    reader = _Reader(tally)
    reader.read(content, name)
    page = html.document_fromstring(f"<html><body>{reader.page()}</body></html>")
    prepared = html_prepare.prepare(page)
    body = page.find("body")
    raw = html_blocks.markdown(body).rstrip() + "\n"
    if not re.search(r"\w", raw):
        raise LoadError("file.no_text", name=name)
    prepared.count(body, tally)
    return raw, replace(head.complete(properties.stated(reader.said("title"), reader.said("author"), raw), raw), lost=tally.losses(raw))


class _Reader:
    """Goes through the tokens of one file once."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._flows: dict[str, Flow] = {"body": Flow()}
        self._bytes = bytearray()
        self._bytes_codec = ""
        self._state = _State()
        self._stack: list[_State] = []
        self._unicode_skip = 0
        self._surrogate = 0
        self._note = 0
        self._chars = 0
        self._starred = False
        self._colours: list[list[int]] = []
        self._row_words = RowWords()

    def read(self, content: bytes, name: str) -> None:
        """Take in the whole file."""
        for token in _TOKEN.finditer(content):
            word, number, octet, sign, brace, plain = token.groups()
            if brace:
                self._flush()
                self._group(brace, name)
            elif word:
                self._word(word, int(number) if number else None)
            elif octet:
                if self._unicode_skip:
                    self._unicode_skip -= 1
                elif not self._state.skip:
                    self._byte(int(octet, 16))
            elif sign:
                self._sign(sign)
            elif plain and self._state.dest == "colours":
                self._colours += [[] for _ in range(plain.count(b";"))]
            elif plain and not self._state.skip:
                kept = plain[self._unicode_skip :]
                self._unicode_skip = max(0, self._unicode_skip - len(plain))
                for byte in kept:
                    self._byte(byte)
            if self._chars > MAX_CHARS:
                raise LoadError("file.too_much_text", name=name, most_millions=MAX_CHARS / 1e6)
        self._flush()

    def page(self) -> str:
        """Return the body and its notes as HTML."""
        names = ["body", *(f"note{number}" for number in range(1, self._note + 1))]
        written = []
        for name in names:
            self._end(name, 0)
            text = "".join(self._flows[name].done)
            written.append(text if name == "body" else f'<aside id="{name}">{text}</aside>')
        return "".join(written)

    def said(self, name: str) -> str:
        """Return a field of the file's own description."""
        flow = self._flows.get(name, Flow())
        return " ".join(entities.unescape(re.sub("<[^>]*>", "", "".join([*flow.done, *flow.parts]))).split())

    def _group(self, brace: bytes, name: str) -> None:
        if brace == b"{":
            if len(self._stack) >= MAX_GROUPS:
                raise LoadError("file.nested_rtf", name=name, max_groups=MAX_GROUPS)
            self._stack.append(replace(self._state))
        elif self._stack:
            before = self._state
            self._state = self._stack.pop()
            self._change(before.marks, self._state.marks if before.dest == self._state.dest else ())
            if before.dest == self._state.dest:
                return
            if before.dest == "code":
                self._field()
        self._unicode_skip = 0

    def _word(self, word: bytes, number: int | None) -> None:
        state = self._state
        if word == b"u" and number is not None:
            self._flush()
            self._code(number % 65536)
            self._unicode_skip = state.uc
            return
        if word == b"uc":
            state.uc = number if number is not None and 0 <= number < 10 else 1
            return
        self._flush()
        self._unicode_skip = 0
        starred, self._starred = self._starred, False
        if word in _SKIPPED or (starred and word not in _KNOWN_STARRED):
            state.skip = True
        elif word == b"ansicpg" and number is not None:
            self._codec = _CODEPAGES.get(number, "cp1252")
        elif word == b"fonttbl":
            state.dest, state.skip = "fonts", True
        elif word == b"f" and number is not None:
            state.font = number
        elif word == b"fcharset" and number is not None and state.dest == "fonts":
            self._fonts[state.font] = _CHARSETS.get(number, "")
        elif word == b"fldinst" and not state.skip:
            state.dest, state.marks, self._flows["code"] = "code", (), Flow()
        elif word == b"colortbl":
            state.dest, self._colours = "colours", [[]]
        elif state.dest == "colours":
            if word in (b"red", b"green", b"blue") and number is not None:
                self._colours[-1].append(min(255, max(0, number)))
        elif word == b"pict":
            self._tally.add("pictures", not state.skip)
            state.skip = True
        elif word == b"object":
            self._tally.add("pictures", not state.skip)
        elif word == b"info":
            state.skip, state.dest = True, "info"
        elif word in (b"title", b"author") and state.dest == "info":
            state.dest, state.skip = word.decode(), False
        elif word == b"footnote" and not state.skip:
            self._note += 1
            self._put(f'<sup><a href="#note{self._note}">{self._note}</a></sup>')
            state.dest, state.marks = f"note{self._note}", ()
        elif word == b"nestrow":  # also where the properties of its row are passed over
            self._row(2)
        elif not state.skip:
            self._format(word, number)

    def _format(self, word: bytes, number: int | None) -> None:
        state, marks = self._state, self._state.marks
        if word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in (b"par", b"sect", b"page"):
            self._break()
        elif word == b"line":
            self._put("<br>")
        elif word in (b"cell", b"nestcell"):
            self._cell(2 if word == b"nestcell" else 1)
        elif word == b"row":
            self._row(1)
        elif word in _TABLE_WORDS or word in _CELL_WORDS:
            self._describe(word, number or 0)
        elif word in _SCRIPTS:
            state.double_byte = word == b"dbch"
        elif word in _LOOKS and (word != b"afs" or state.double_byte):
            self._look(word, 0 if number is None else number)
        elif word == b"plain":
            self._change(marks, ())
            state.marks, state.colour, state.half_points = (), 0, 24
        elif word in (b"nosupersub",):
            self._set("sup", on=False)
            self._set("sub", on=False)
        elif word in (b"super", b"sub"):
            self._set("sup" if word == b"super" else "sub", on=number != 0)
        elif word in (b"up", b"dn"):
            self._set("sup" if word == b"up" else "sub", on=(6 if number is None else number) >= 4)
        elif word in (b"strike", b"striked", b"deleted"):
            self._set("del", on=number != 0)
        elif word == b"v":
            self._set(_HIDDEN, on=number != 0)
        elif word == b"b":
            self._set("b", on=number != 0)

    def _describe(self, word: bytes, number: int) -> None:
        """What is said of a paragraph's place, of a row and of its cells."""
        state = self._state
        if word == b"pard":
            state.depth, state.ground = 0, 0
            self._look(b"cf", state.colour)
        elif word == b"itap":
            state.depth = min(max(0, number), 2)
        else:
            self._row_words.take(word, number)
            state.depth = max(1, state.depth) if word in (b"intbl", b"trowd") else state.depth

    def _look(self, word: bytes, number: int) -> None:
        """Colour, ground and size of letters, written only where they may hide what they are of."""
        state = self._state
        if word == b"cf":
            state.colour = number
        elif word in (b"fs", b"afs"):
            state.half_points = number or 24
        else:
            state.ground = number
        shaded = bool(state.depth) and self._row_words.shaded
        wanted = rtf_look.span(self._colours, state.colour, state.ground, state.half_points, shaded=shaded)
        kept = tuple(mark for mark in state.marks if not mark.startswith(rtf_look.SPAN) or mark == _HIDDEN)
        marks = (*kept, wanted) if wanted else kept
        self._change(state.marks, marks)
        state.marks = marks

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True  # what follows is passed over where it is unknown
        elif self._state.skip:
            return
        elif sign == b"~":
            self._flush()
            self._put(" ")
        elif sign == b"_":
            self._flush()
            self._put("-")
        elif sign in b"{}\\":
            self._byte(sign[0])
        elif sign in b"\r\n":
            self._break()

    def _byte(self, value: int) -> None:
        codec = self._fonts.get(self._state.font) or self._codec
        if codec != self._bytes_codec:
            self._flush()
            self._bytes_codec = codec
        self._bytes.append(value)

    def _flush(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._bytes_codec or "cp1252", errors="replace")
            self._bytes.clear()
            self._put(entities.escape(re.sub("[\0-\x08\x0b-\x1f\U000ff0f1-\U000ff0f3]", "", text), quote=False))

    def _code(self, code: int) -> None:
        if self._state.skip:
            return
        if 0xD800 <= code < 0xDC00:
            self._surrogate = code
            return
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self._surrogate - 0xD800) << 10) + (code - 0xDC00) if self._surrogate else 0xFFFD
        self._surrogate = 0
        if code >= 0x20:
            self._put(entities.escape(chr(code), quote=False))

    def _put(self, text: str) -> None:
        if self._state.skip:
            return
        self._chars += len(text)
        self._flows.setdefault(self._state.dest, Flow()).parts.append(text)

    def _set(self, mark: str, *, on: bool) -> None:
        state = self._state
        wanted = (*(one for one in state.marks if one != mark), *((mark,) if on else ()))
        self._change(state.marks, wanted)
        state.marks = wanted

    def _change(self, before: tuple[str, ...], after: tuple[str, ...]) -> None:
        if before != after:
            self._put("".join(f"</{mark.split()[0]}>" for mark in reversed(before)) + "".join(f"<{mark}>" for mark in after))

    def _break(self) -> None:
        marks = self._state.marks
        self._change(marks, ())
        self._end(self._state.dest, self._state.depth)
        self._change((), marks)

    def _end(self, dest: str, depth: int) -> None:
        """Close the paragraph that a flow is at."""
        self._flows.setdefault(dest, Flow()).end(depth)

    def _cell(self, depth: int) -> None:
        marks = self._state.marks
        self._change(marks, ())
        self._flows.setdefault(self._state.dest, Flow()).end_cell(depth)
        self._change((), marks)

    def _row(self, depth: int) -> None:
        self._flows.setdefault(self._state.dest, Flow()).end_row(depth, self._row_words)

    def _field(self) -> None:
        """What the code of a field shows, if it is an equation; of any other field the result stands behind it."""
        code = self.said("code")
        if not eq_fields.is_equation(code):
            return
        shown = entities.escape(eq_fields.shown(code), quote=False)
        written = _SHIFTED.sub(lambda match: f"<sup>{match[2]}</sup>" if match[1] == SUP else f"<sub>{match[2]}</sub>", shown)
        self._tally.add("equations", bool(re.search("[/√∫]", shown)) or written != shown)
        self._put(written)
