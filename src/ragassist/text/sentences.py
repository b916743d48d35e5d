"""Where sentences begin and end, in Chinese and English.

Works on clean text, where a newline already separates headings, list items and paragraphs. Rules, in the order of their weight:

1. A newline always ends a sentence.
2. `。！？` end one, and so do `. ! ?` where no abbreviation, decimal, initial, list number, address or lower-case word speaks against it.
   Closing quotes and brackets after the stop belong to the sentence.
3. Inside brackets and titles (（…）, 《…》) nothing ends, unless the whole sentence is in brackets; inside a short quotation neither,
   unless it is somebody's speech (after a colon) or the sentence goes no further.
4. `；` ends a sentence before the next item of an enumeration (（二）, 二是, 第二, 2.). Otherwise it does so only in a sentence longer than
   `LONG_CHARS` characters of which every piece between semicolons is a clause of its own (at least `CLAUSE_CHARS` characters).
5. A label such as 摘要： or Keywords: that opens a line stands alone.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from ragassist.lang import en
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.script import has_han

LONG_CHARS: Final = 160
CLAUSE_CHARS: Final = 20
QUOTE_CHARS: Final = 30
BRACKET_CHARS: Final = 200

_OPEN: Final = dict(zip("（(《【[“「『〔", "）)》】]”」』〕", strict=True))
_CLOSE: Final = frozenset(_OPEN.values())
_QUOTES: Final = "“「『"
_TOKEN: Final = re.compile(r"[（(《【\[“「『〔）)》】\]”」』〕]|[。！？!?．]+|\.+|[；;]")
_CLOSERS: Final = re.compile(rf"[”’」』）)》】\]〕]*(?:[\"'](?![A-Za-z0-9{IDEOGRAPHS}]))?[”’」』）)》】\]〕]*")
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.|[\w.+-]{1,64}@[\w-]{1,63}\.)[\w\-./?%&=#:~+@!;]*[\w/]|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|cn|org|net|gov|edu|io|ai)\b(?:[\w/.?=&%#-]*[\w/])?",
    re.ASCII,
)
_NEVER: Final = re.compile(en.ABBREVIATIONS)
_SOMETIMES: Final = re.compile(en.LAST_ABBREVIATIONS)
_STARTER: Final = re.compile(en.STARTERS)
_LAST_WORD: Final = re.compile(r"[A-Za-z][A-Za-z.]*$")
_NUMBERING: Final = re.compile(r"\s*[(（\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})$")
_ITEM: Final = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,2}[是、要]|第[一二三四五六七八九十]{1,2}[，,、]|其[一二三四五六七八九十][，,是]|\d{1,2}[.)）、]|[①-⑳])"
)
_ONWARD: Final = re.compile(r"[ ]*[，、；：,;:）)》】\]”」』的之地得等]|[ ]*(?:一[词语文书说类]|这[一种类个样]|那[种类个样])")
_LABEL: Final = re.compile(
    r"(?:内容)?(?:摘 ?要|提 ?要)[:：]|[【\[]?关键[词字][】\]]?[:：]|[【\[]?(?:摘 ?要|关键[词字])[】\]]? (?=\S)"
    r"|(?:Abstract|ABSTRACT|Key ?[Ww]ords|KEYWORDS|KEY WORDS) ?[:：]"
)
_ENGLISH: Final = re.compile(rf"{en.SENTENCE}$")
"""What makes a full stop the end of a sentence, though Chinese follows it without a space."""
_WORD: Final = re.compile(r"\w")
_VISIBLE: Final = re.compile(r"\S")
_AHEAD: Final = 40
"""As much of what follows a stop as decides whether it ends a sentence."""
_BEHIND: Final = 120
"""As much of what stands before it."""


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of clean `text`, trimmed, non-empty, ordered and disjoint; together they hold every non-space character.

    Headings and list items on lines of their own are sentences too.

    >>> [text[a:b] for text in ["GPT-4.5发布了。U.S. firms lead. 他问：“为什么？”没人回答。"] for a, b in split_sentences(text)]
    ['GPT-4.5发布了。', 'U.S. firms lead.', '他问：“为什么？”', '没人回答。']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if not text[start:end].isspace() and start < end:
            spans += _line(text[start:end], start)
        start = end + 1
    return spans


def _line(line: str, offset: int) -> list[tuple[int, int]]:
    cuts = _stops(line)
    label = _LABEL.match(line.lstrip())
    if label and (lead := len(line) - len(line.lstrip()) + label.end()) < len(line.rstrip()):
        cuts = [lead, *(cut for cut in cuts if cut > lead)]
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*cuts, len(line)]:
        if cut <= start:
            continue
        piece = line[start:cut]
        body = piece.strip()
        if not body:
            continue
        begin = start + len(piece) - len(piece.lstrip())
        if spans and not (_WORD.search(body) and _WORD.search(line[slice(*spans[-1])])):
            spans[-1] = (spans[-1][0], begin + len(body))
        else:
            spans.append((begin, begin + len(body)))
        start = cut
    return [(offset + begin, offset + end) for begin, end in spans]


def _stops(line: str) -> list[int]:
    """Positions right after each sentence of one line, the semicolons settled."""
    addresses = [match.span() for match in _ADDRESS.finditer(line)] if "." in line else []
    closing = _pairs(line)
    bracket = (0, 0)
    quote: tuple[int, int] | None = None
    cuts: list[int] = []
    semicolons: list[int] = []
    begin = passed = 0
    for match in _TOKEN.finditer(line):
        at, mark = match.start(), match.group()
        if mark in _OPEN:
            end = closing.get(at, -1)
            if mark in _QUOTES:
                quote = (at, end) if end > 0 and (quote is None or at > quote[1]) else quote
            elif 0 < end - at <= BRACKET_CHARS and end > bracket[1]:
                bracket = (at, end)
            continue
        if at < bracket[1] and not (match.end() == bracket[1] and not line[begin : bracket[0]].strip()):
            continue
        while passed < len(addresses) and addresses[passed][1] <= at:
            passed += 1
        if mark in _CLOSE or (passed < len(addresses) and addresses[passed][0] <= at):
            continue
        if mark in "；;":
            if mark == "；" or _ITEM.match(line, match.end()):
                semicolons.append(match.end())
            continue
        after = match.end()
        closer = _CLOSERS.match(line, after)
        end = closer.end() if closer else after
        if line[end : end + 1] == '"' and line.count('"', begin, end) % 2:
            end += 1
        if quote and quote[0] < at < quote[1] <= quote[0] + QUOTE_CHARS and not _spoken(line, quote, begin, at, end):
            continue
        if _ends(line, match, end, begin):
            cuts += [*_clauses(line, begin, end, semicolons), end]
            begin, semicolons = end, []
    return cuts + _clauses(line, begin, len(line), semicolons)


def _pairs(line: str) -> dict[int, int]:
    """Where each opening bracket or quote is closed; what is never closed is left out."""
    closing: dict[int, int] = {}
    stack: list[int] = []
    for match in _TOKEN.finditer(line):
        mark = match.group()
        if mark in _OPEN:
            stack.append(match.start())
        elif mark in _CLOSE:
            for depth in range(len(stack) - 1, max(-1, len(stack) - 4), -1):
                if _OPEN[line[stack[depth]]] == mark:
                    closing[stack[depth]] = match.start()
                    del stack[depth:]
                    break
    return closing


def _spoken(line: str, quote: tuple[int, int], begin: int, at: int, end: int) -> bool:
    """A stop within a short quotation ends the sentence when it ends the quotation and this is speech, or the whole sentence."""
    if end <= quote[1]:
        return False
    lead = line[begin : quote[0]].rstrip()
    return not lead or lead[-1] in "：:，," or not _VISIBLE.search(line, end)


def _ends(line: str, match: re.Match[str], end: int, begin: int) -> bool:
    """Whether the stop that `match` found, with its closers up to `end`, ends the sentence that began at `begin`."""
    mark, at = match.group(), match.start()
    visible = _VISIBLE.search(line, end)
    if visible is None:
        return True
    rest = line[end : visible.start() + _AHEAD]
    if mark[0] in "。！？":
        return not _ONWARD.match(rest) if end > match.end() or mark[-1] in "！？" else True
    following = rest.lstrip()
    spaced = len(rest) > len(following)
    first = following[0]
    chinese_after = has_han(first) or first in "“《（「【"
    before = line[at - 1] if at else " "
    if mark[0] == "．":
        return has_han(before) or before in "”）》"
    if mark[0] in "!?":
        return chinese_after or (spaced and not first.islower())
    if len(mark) > 1:
        return spaced and (first.isupper() or chinese_after)
    if has_han(before) or before in "”）》％%":
        return chinese_after or spaced
    if not spaced:
        return chinese_after and (end > match.end() or bool(_ENGLISH.search(line, max(begin, at - _BEHIND), at)))
    if (at - begin <= 16 and _NUMBERING.fullmatch(line[begin:at])) or first.islower() or first in ",;:，；：)）":
        return False
    if before.isdigit():
        return not first.isdigit()
    word = _LAST_WORD.search(line, max(begin, at - 20), at)
    if word:
        lowered = word.group().lower()
        if _NEVER.fullmatch(lowered):
            return lowered in ("no", "nos", "art", "p") and not first.isdigit() and first.isupper() and lowered != "art"
        if _SOMETIMES.fullmatch(lowered) or (len(lowered) == 1 and word.group().isupper()):
            return bool(_STARTER.match(following)) or (chinese_after and lowered == "etc")
    return True


def _clauses(line: str, begin: int, end: int, semicolons: list[int]) -> list[int]:
    """Which semicolons between `begin` and `end` separate sentences."""
    inner = [at for at in semicolons if begin < at < end and _VISIBLE.search(line, at, end)]
    if not inner:
        return []
    edges = [begin, *inner, end]
    pieces = [line[first:last].strip() for first, last in pairwise(edges)]
    if end - begin > LONG_CHARS and min(map(len, pieces)) >= CLAUSE_CHARS:
        return inner
    return [at for at in inner if _ITEM.match(line, at)]
