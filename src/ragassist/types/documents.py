"""What is known of a document and of the passages it is cut into. Frozen values; offsets as in `ragassist.types`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ragassist.lang.detector import Lang, detect

LossKind = Literal[
    "pages_without_text",
    "pages_unreadable",
    "pages_by_machine",
    "fonts_missing",
    "pictures",
    "equations",
    "hidden",
    "deleted",
    "notes",
    "tables_unknown",
    "strange_characters",
    "parts_left_out",
    "formulas",
    "other_languages",
]


@dataclass(frozen=True, slots=True)
class Loss:
    """What a file holds and its text does not, or holds in another shape."""

    kind: LossKind
    count: int
    places: str = ""
    """Where, for people: "2-4, 7" for pages; empty when it cannot be said."""


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What a document is cited by. An unknown field is an empty string, never a guess."""

    title: str = ""
    title_en: str = ""
    title_en_by: str = ""
    """Who put the title into English: `glossary`, the name of a model, or empty where the document itself gives it."""
    author: str = ""
    issuer: str = ""
    date: str = ""
    """ISO 8601, as precise as the source: "2024-07-31", "2024-07" or "2024"."""
    source: str = ""
    url: str = ""
    kind: str = ""
    """law, regulation, interpretation (by the supreme court or procuratorate), measure, opinion, draft, paper or article."""
    status: str = ""
    """draft, in force, repealed, or empty when unknown."""
    number: str = ""
    """Under which it was issued: "国发〔2017〕35号", "国务院令第764号"."""
    effective: str = ""
    """From when it holds, in the form of `date`."""
    disclaimer: str = ""
    """What the publisher says of its liability or rights; not part of the text that is indexed."""
    lost: tuple[Loss, ...] = ()
    """What the file holds and the text does not."""
    fetched: str = ""
    """Of a page of the web, the day on which `url` held it, in the form of `date`."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a document, or a piece of one, that was read by machine from a picture: `raw[start:end]`."""

    start: int
    end: int
    top: int
    bottom: int
    """In pixels of the upright page, y downwards."""
    edges: tuple[int, ...]
    """Of its characters, in pixels of the upright page from the left: one more than there are characters."""
    confidence: float
    """The mean probability of its characters, 0 to 1."""
    doubts: tuple[tuple[int, int], ...] = ()
    """Raw spans on which the two readings do not agree."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read by machine."""

    number: int
    """Counted from 1."""
    way: tuple[float, float, float, float, float, float]
    """(a, b, c, d, e, f): the pixel (x, y) of the upright page is (a x + b y + c, d x + e y + f) on the page, in the unit of boxes."""
    lines: tuple[ReadLine, ...]
    """In the order of the raw text."""


@dataclass(frozen=True, slots=True)
class Document:
    """A source as loaded: `raw` is the decoded text that every offset points into."""

    doc_id: str
    """16 hexadecimal digits of SHA-256 over location and content: another content is another document."""
    path: str
    """As shown to people: relative to the working directory at ingest where possible."""
    location: str
    """The absolute path, which recognises the same file at the next ingest."""
    content_sha256: str
    raw: str
    lang: Lang
    meta: DocumentMeta = DocumentMeta()
    read: tuple[ReadPage, ...] = ()
    """The pages that were read by machine, in order; empty for most documents."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row, read with its column."""

    heading: str
    """Its column's headings, outermost first, divided by a space; empty where the table names no columns."""
    text: str
    """What it says, with the unit that its column, its row or the caption gives it; empty for an empty cell."""
    start: int
    end: int
    """The raw span of what it says, end exclusive; empty (`start == end`) where it is written in another row or not at all."""


StatementKind = Literal["sentence", "item", "row", "head", "note"]
"""`item`: of a list, with or without an end mark. `row`: of a table. `head`: the row of a table that names its columns, which says
nothing by itself. `note`: a footnote or endnote."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One cleaned statement, the unit that is cited, and the raw span it came from.

    A statement that means something only together with what stands above it carries that as `context`: an item the sentence that
    opens its list, a row its table's caption. Search, ranking, rendering and checks use `read`; a quotation is always the raw span.
    """

    start: int
    end: int
    text: str
    """Cleaned. A row reads with its columns' names and units: `部门：科学技术部；投入：36亿元`."""
    kind: StatementKind = "sentence"
    context: str = ""
    """What has to be read before `text`, with the mark or space that joins them; empty for most."""
    cells: tuple[Cell, ...] = ()
    """Of a row, left to right."""
    machine_read: bool = False
    """Whether it was recognised from a picture."""
    doubts: tuple[str, ...] = ()
    """Of a machine-read one, the figures and words on which two readings do not agree, as they stand in the raw text."""
    known_lang: Lang | None = field(default=None, compare=False, repr=False)
    """What `lang` says, where it is known already: of every sentence in the index. None until somebody asks."""

    @property
    def lang(self) -> Lang:
        """The language of `read`, told once: when it is indexed, or at the first time of asking.

        >>> Sentence(0, 24, "The harbour is shut.").lang, Sentence(9, 20, "（二）GB 45438；", "item", "下列标准适用：").lang
        ('en', 'zh')
        """
        if self.known_lang is None:
            object.__setattr__(self, "known_lang", detect(self.read))
        assert self.known_lang is not None
        return self.known_lang

    @property
    def read(self) -> str:
        """The full reading: the stem or caption, then the statement.

        >>> Sentence(9, 20, "（二）推送付费内容；", "item", "提供者不得有下列行为：").read
        '提供者不得有下列行为：（二）推送付费内容；'
        """
        return self.context + self.text

    def stem_of(self, said: str) -> str:
        """Return the sentence that opens its list where `said` is an item read with it; empty otherwise.

        >>> item = Sentence(9, 20, "（二）推送付费内容；", "item", "提供者不得有下列行为：")
        >>> item.stem_of(item.read), item.stem_of(item.text)
        ('提供者不得有下列行为：', '')
        """
        return self.context if self.kind == "item" and said == self.read else ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences of one document: the unit that is embedded and retrieved."""

    passage_id: str
    """`{doc_id}:{ordinal:05d}`."""
    doc_id: str
    ordinal: int
    lang: Lang
    heading: tuple[str, ...]
    """The headings above it, outermost first."""
    start: int
    end: int
    text: str
    """The cleaned text: the sentences in order, a newline between paragraphs."""
    sentences: tuple[Sentence, ...]

    @property
    def read(self) -> str:
        """The text to search by: below the stem or caption that its first statement needs, where that stands in an earlier passage."""
        lead = self.sentences[0].context.strip() if self.sentences else ""
        return f"{lead}\n{self.text}" if lead and lead not in self.text else self.text


@dataclass(frozen=True, slots=True)
class Relation:
    """Another document that holds largely the same text."""

    doc_id: str
    kind: Literal["copy", "version"]
    """`copy`: the same text from another place; `version`: another state of the same rule, such as draft and final."""
    similarity: float
    """Share of text in common, 0 to 1."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as the store knows it, without its text."""

    doc_id: str
    path: str
    location: str
    content_sha256: str
    lang: Lang
    meta: DocumentMeta
    passages: int
    """How many passages are indexed."""
    chars: int
    """Code points of the raw text."""
    related: tuple[Relation, ...] = ()
    """Near-duplicates among the indexed documents, most alike first."""
    chunking: str = ""
    """How it was read and cut, as the index remembers it; empty where that is not known."""

    @property
    def lost(self) -> tuple[Loss, ...]:
        """What the file holds and the indexed text does not; empty where nothing was lost."""
        return self.meta.lost

    @property
    def unread_pages(self) -> str:
        """The pages that hold no text and were not read by machine, such as "2-4, 7"; empty where there are none."""
        return next((loss.places for loss in self.lost if loss.kind == "pages_without_text"), "")
