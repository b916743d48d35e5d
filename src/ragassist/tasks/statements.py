"""Every statement of a document in its place: under its headings and its article, a list item with the sentence that opens its list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ragassist.ingest.headings import heading_level
from ragassist.lang.detector import detect
from ragassist.lang.zh import NUMERAL
from ragassist.text.quantities.numerals import han_value
from ragassist.text.script import without_space
from ragassist.types import DocumentRecord, Lang, Passage, Sentence

_ARTICLE: Final = re.compile(
    rf"\s*(?P<zh>第 ?{NUMERAL} ?条(?:之[一二三四五六七八九十])?)(?=[ 　【（]|$)|\s*(?P<en>Article +\d+)(?=[ .:：]|$)"
)
_RUN_ON: Final = re.compile(
    rf"\s*(?P<zh>第 ?(?P<n>{NUMERAL}) ?条)(?![款项目和及与或至到、，：:的所中里还则也之]|[ 　【（第]"
    r"|规定|明确|提出|指出|要求|划定|专门)(?=\S)"
)
"""An article whose text follows its number without a space; in a text about a rule the same words name an article of that rule."""
_ITEM: Final = re.compile(r"\s*(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-z])[）)]|[①-⑳]|\d{1,2}[.．、)）](?!\d)|[-•·]\s)")
_STEM_END: Final = re.compile(r"[：:]\s*$")
_ENDS: Final = re.compile(r"[。！？；.!?;：:”’）)]\s*$")
_PAUSE: Final = re.compile(r"[，,；;]")
_SHORT: Final = 30
_CHAPTER: Final = re.compile(rf"\s*第 ?{NUMERAL} ?[编章节篇]|\s*(?:Chapter|CHAPTER|Part|PART)\s+[\dIVX]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a document. `raw[start:end]` is what is quoted; parts of `read` are pinned by `tasks.pin`."""

    doc_id: str
    start: int
    end: int
    text: str
    """Cleaned."""
    context: str = ""
    """What is read before it: the sentence that opens its list."""
    context_span: tuple[int, int] | None = None
    """Where that stands in the raw text."""
    article: str = ""
    """第十三条 or "Article 13"; empty before the first and where the document has none."""
    heading: tuple[str, ...] = ()
    """The headings above it, outermost first, the document's title not among them."""
    machine_read: bool = False
    """Whether it was recognised from a picture."""
    doubts: tuple[str, ...] = ()
    """Of a machine-read one, what two readings do not agree on."""
    heads: bool = False
    """Whether it is itself a heading and states nothing."""
    loose: bool = False
    """Whether it stands alone and has no end: a caption, a headline or a counter of the page, and no sentence."""
    known_lang: Lang | None = field(default=None, compare=False, repr=False)
    """What `lang` says, where it is known already."""

    @property
    def lang(self) -> Lang:
        """The language of `read`: the indexed sentence's, where it comes from one."""
        return self.known_lang or detect(self.read)

    @property
    def read(self) -> str:
        """The full reading: what opens the list, then the statement."""
        return self.context + self.text


def statements(record: DocumentRecord, passages: Sequence[Passage]) -> list[Statement]:
    """Return every sentence of the document's passages in order, headings marked as such; overlapping repeats once."""
    found: list[Statement] = []
    article = ""
    stem: Sentence | None = None
    chapters: tuple[str, ...] = ()
    seen = -1
    numbers = _Numbers()
    for passage in passages:
        above = tuple(name for name in passage.heading if name != record.meta.title and not _below_article(name, article))
        for sentence in passage.sentences:
            if sentence.start < seen:
                continue
            seen = sentence.end
            text = sentence.text.strip()
            names_columns = sentence.kind == "head"  # of a table that stands within an article or section, which goes on below it
            heads = names_columns or _is_heading(text, record.meta.title) or text in above
            if name := numbers.opened(text):
                article = name
            elif heads and not names_columns:
                article = ""
                chapters = (*(name for name in above if name != text), text) if text != record.meta.title else ()
            context, span = _context(sentence, stem)
            found.append(
                Statement(
                    *(record.doc_id, sentence.start, sentence.end, sentence.text, context, span, article, above or chapters),
                    *(sentence.machine_read, sentence.doubts, heads, not heads and not context and _is_loose(sentence), sentence.lang),
                )
            )
            stem = _stem_after(sentence, stem)
    return found


class _Numbers:
    """Tells which statements open an article: those with a space after the number, and those that go on counting."""

    def __init__(self) -> None:
        self._last = 0

    def opened(self, text: str) -> str:
        """Return the article that a statement opens; "" for none."""
        match = _ARTICLE.match(text)
        if match is not None and match["en"]:
            return match["en"]
        match = match or _RUN_ON.match(text)
        if match is None:
            return ""
        name = without_space(match["zh"])
        value = int(han_value(re.sub("^第|条.*$", "", name)) or 0)
        if match.re is _RUN_ON and value not in (1, self._last + 1):
            return ""
        self._last = value
        return name


def own_number(statement: Statement) -> tuple[str, str]:
    """Return the article number that a statement begins with, empty where it has none, and the rest of it."""
    match = _ARTICLE.match(statement.text) or _RUN_ON.match(statement.text)
    label = (without_space(match["zh"]) if match["zh"] else match["en"]) if match else ""
    if match is None or label != statement.article:
        return "", statement.text.strip()
    return label, statement.text[match.end("zh") if match["zh"] else match.end() :].lstrip(" 　.:：")


def begins_item(text: str) -> bool:
    """Return whether a statement begins with the mark of a list item."""
    return _ITEM.match(text) is not None


def item_mark(text: str) -> int:
    """Return how many characters the mark of a list item at the beginning of a statement takes; 0 where it has none."""
    match = _ITEM.match(text)
    return match.end() if match else 0


def _is_loose(sentence: Sentence) -> bool:
    text = sentence.text.strip()
    return sentence.kind == "sentence" and not (_ITEM.match(text) or _ENDS.search(text) or _PAUSE.search(text))


def _below_article(name: str, article: str) -> bool:
    """Whether a heading is none: an article's own number, or an item of a list that an article holds."""
    return _ARTICLE.match(name) is not None or (bool(article) and _ITEM.match(name) is not None)


def _is_heading(text: str, title: str) -> bool:
    if text == title or _CHAPTER.match(text):
        return len(text) <= 2 * _SHORT
    if _ARTICLE.match(text) or _ITEM.match(text) or _ENDS.search(text):
        return False
    return len(text) <= _SHORT and bool(heading_level(text))


def _context(sentence: Sentence, stem: Sentence | None) -> tuple[str, tuple[int, int] | None]:
    """What a sentence is read under: as ingest found it, else the stem that is open when a list item comes."""
    given = getattr(sentence, "context", None)
    if given or (given is not None and not (stem is not None and _ITEM.match(sentence.text))):
        return (str(given), (stem.start, stem.end) if stem is not None and given else None)
    if stem is not None and (_ITEM.match(sentence.text) or sentence.text.rstrip().endswith(("；", ";"))):
        return stem.text, (stem.start, stem.end)
    return "", None


def _stem_after(sentence: Sentence, stem: Sentence | None) -> Sentence | None:
    """The sentence that a list stands under after `sentence`: a new stem, the same one, or none once the list has ended."""
    text = sentence.text.rstrip()
    if _STEM_END.search(text) and not (stem is not None and _ITEM.match(text)):
        return sentence
    if stem is not None and (text.endswith(("；", ";", "；和", "；或者")) or (_ITEM.match(text) and not text.endswith(("。", ".")))):
        return stem
    return None
