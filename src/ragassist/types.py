"""The values that pass between stages, in the order in which they come to be.

Every offset is a code-point offset, end exclusive, into a document's *raw decoded text*. Nothing here imports
anything of the project, and nothing here is ever changed after it is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["en", "zh"]
Tier = Literal["hosted", "local", "extractive"]
ClaimStatus = Literal["verified", "rough", "unsupported"]
"""`verified`: entailed by its quotation in every detail. `rough`: the quotation is exact and its figures, dates, names and negation
agree with the sentence, whose wording could not be confirmed. `unsupported`: not shown as said by the source."""
WORST_FIRST: tuple[ClaimStatus, ...] = ("unsupported", "rough", "verified")
"""The three in the order of what they promise, for taking the better or the worse of two."""
Polarity = Literal["against", "shade", "for"]


NoBoxes = Literal["", "gone", "changed", "not_found"]
"""`gone`: the file is not where it was indexed. `changed`: it is another one now. `not_found`: not all letters were found on the page."""
LossKind = Literal[
    "pages_without_text",
    "pages_unreadable",
    "fonts_missing",
    "pictures",
    "equations",
    "hidden",
    "deleted",
    "notes",
    "tables_unknown",
    "strange_characters",
    "parts_left_out",
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
    """law, regulation, measure, opinion, draft, paper or article."""
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

    @property
    def read(self) -> str:
        """The full reading: the stem or caption, then the statement.

        >>> Sentence(9, 20, "（二）推送付费内容；", "item", "提供者不得有下列行为：").read
        '提供者不得有下列行为：（二）推送付费内容；'
        """
        return self.context + self.text


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

    @property
    def lost(self) -> tuple[Loss, ...]:
        """What the file holds and the indexed text does not; empty where nothing was lost."""
        return self.meta.lost


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents count. An empty field limits nothing; a document must pass every field that is not empty."""

    doc_ids: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    langs: frozenset[Lang] = frozenset()
    date_from: str = ""
    """ISO 8601, year, month or day; inclusive. A document without a date passes no date limit."""
    date_to: str = ""
    """ISO 8601, year, month or day; inclusive: "2024" takes in all of that year."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a question retrieved, with where it came in each list (1 is best, None is absent)."""

    rank: int
    score: float
    passage: Passage
    document: DocumentRecord
    dense_rank: int | None = None
    lexical_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered source sentence offered to the model, with the passage it stands in."""

    n: int
    sentence: Sentence
    hit: Hit
    score: float
    """Relevance to the question; higher is better, comparable within one question only."""
    similarity: float = 0.0
    """Cosine with the question across languages, -1 to 1; comparable between questions."""
    cell: int | None = None
    """Of a table row, the cell that the question asks for, counted from 0; None where it names none."""
    parts: tuple[float, ...] = ()
    """Relevance to each part of the question, in their order; empty where the encoder cannot tell sentences apart well enough."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a document that a claim points at. `quote` is `raw[start:end]`, always."""

    n: int
    doc_id: str
    path: str
    title: str
    title_en: str
    date: str
    source: str
    url: str
    page: int | None
    start: int
    end: int
    quote: str
    quote_clean: str
    translation: str
    status: ClaimStatus
    """The best of the claims that cite it: `verified` if a verified one does, else `rough` if a rough one does, else `unsupported`."""
    issuer: str = ""
    kind: str = ""
    doc_status: str = ""
    """The document's: draft, in force, repealed, or empty when unknown; `status` is the citation's own."""
    heading: str = ""
    """The headings above the sentence, outermost first, divided by " / "; an article's number is one of them."""
    stem: str = ""
    """What has to be read before the quotation: the sentence that opens an item's list, the caption of a row's table. Not quoted."""
    row: tuple[Cell, ...] = ()
    """The cells of a table row, left to right; empty for anything else."""
    cell: int | None = None
    """Which cell of `row` the question asks for, counted from 0; None where it names none."""
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    """Where the sentence stands on its page, one box for each line (for each cell of a table's row): (left, bottom, right, top) in PDF
    points of 1/72 inch. The origin is the lower left corner of the page before it is turned, y counts upwards. Only PDF files have
    boxes; `no_boxes` says why one has none."""
    box_pages: tuple[int, ...] = ()
    """The page of each box, counted from 1: a sentence may go on overleaf."""
    no_boxes: NoBoxes = ""
    """Why a citation of a PDF has no boxes; empty where it has, and for documents without pages."""
    machine_read: bool = False
    """Whether the text was recognised from a picture, and may differ from what is printed."""

    @property
    def read(self) -> str:
        """The quotation as it has to be read: its stem, then its cleaned text."""
        return self.stem + (self.quote_clean or self.quote)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found about a claim and its evidence: data, never prose. `verify.say` puts it into words."""

    code: str
    """Which check and which outcome, such as `quantity.differs`; stable, lower case, part before the dot names the kind of check."""
    polarity: Polarity
    """`against` refuses the claim, `shade` lowers its score, `for` speaks for it."""
    claim_span: tuple[int, int] | None = None
    """Where in the claim, code points, end exclusive; None when the finding is about all of it."""
    source_span: tuple[int, int] | None = None
    """Where in the evidence, its texts joined by newlines; None when nothing there corresponds."""
    values: tuple[tuple[str, str], ...] = ()
    """What the sentence about it names, by name: ("claim", "US$360 billion"), ("source", "360亿美元")."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verifier found about one claim and its evidence."""

    status: ClaimStatus
    score: float
    """0 (contradicted) to 1 (supported)."""
    reasons: tuple[str, ...] = ()
    """Why, one check a line, in English; what failed comes first."""
    partly: bool = False
    """Whether an unsupported claim would be supported but for what the reasons name."""
    findings: tuple[Finding, ...] = ()
    """The same as data, what speaks against the claim first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement of an answer, the citations it stands on, and whether they support it."""

    text: str
    citations: tuple[int, ...]
    status: ClaimStatus
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    partly: bool = False
    """Whether an unsupported claim is supported in part; the reasons say what is missing."""
    findings: tuple[Finding, ...] = ()
    """What the checks found, as data."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question asks for, and whether the answer has it."""

    question: str
    found: bool
    claims: tuple[int, ...] = ()
    """The claims that answer it, by their place in `Answer.claims`, from 0; empty when it was not found."""


@dataclass(frozen=True, slots=True)
class Step:
    """One search of several that led to an answer."""

    query: str
    """What was searched for."""
    found: int = 0
    """How many sentences it brought."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """Which model answered, and on which tier."""

    name: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question came in."""

    retrieve: int = 0
    first_token: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What all model calls of one answer used."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    """What the model wrote, its thinking included where the endpoint counts it."""
    reasoning_tokens: int = 0
    """What it thought; by estimate where the endpoint does not say."""
    calls: int = 0
    seconds: float = 0.0
    """Time spent waiting for the model."""
    cost: float | None = None
    """In the currency of the prices that are set; None when none is set, or the model runs on this machine."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """That an answer did not come about in the first way, why, and how it did."""

    reason: str
    """What went wrong: a code of `models.failures.Code`, such as `filtered`, `unreachable`, `cut_off` or `time`."""
    answered_by: ModelName
    """What gave the answer instead; the same model when only the rest of its answer is missing."""
    said: str
    """The same for people, in the language of the answer."""
    partial: bool = False
    """Whether more was meant to come: what is shown is checked, and is not the whole answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got: an answer whose every marker is a citation, or a refusal with none."""

    question: str
    question_lang: Lang
    answer: str
    answer_lang: Lang
    refused: bool
    refusal_reason: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    model: ModelName
    timings_ms: Timings = Timings()
    usage: Usage = Usage()
    notice: str = ""
    """What a reader must know before the first sentence, in the answer's language: that every sentence is `rough`. It stands beside
    `answer` and not in it, so that the text stays what was streamed and cited; empty when there is nothing to say."""
    parts: tuple[Part, ...] = ()
    """What the question asks for, one by one, in its order; empty when it was not taken apart."""
    steps: tuple[Step, ...] = ()
    """The searches that were made, in order, where it took several."""
    fallback: Fallback | None = None
    """Set when the model failed, was cut off or filtered, and something else stepped in or something is missing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the engine is doing now: `searching`, `reading`, `translating`, `writing` or `checking`, and of how much."""

    name: Literal["loading", "searching", "translating", "reading", "writing", "checking"]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """More text of the answer. Pieces only ever append; everything in them has been checked."""

    text: str
    claims: tuple[Claim, ...] = field(default=(), compare=False)
    """All claims so far, those left out included, so that a page can show the evidence while the answer grows."""
    citations: tuple[Citation, ...] = field(default=(), compare=False)
    """All citations so far, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer; its `answer` is exactly what the pieces spelled."""

    answer: Answer


Event = Stage | Piece | Done


@dataclass(frozen=True, slots=True)
class Failure:
    """One file that did not go in, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class LostIn:
    """One document of which not everything could be indexed."""

    path: str
    lost: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one `ingest` did, by path."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    empty: tuple[str, ...] = ()
    """Pages that hold a title and page furniture but no text; not indexed."""
    lost: tuple[LostIn, ...] = ()
    """Documents added or updated in this run of which not everything could be read; `ingest.lost` puts it into words."""
    passages: int = 0
    """Passages written in this run."""
    skipped: int = 0
    """Files met in directories that are of no readable format."""
    seconds: float = field(default=0.0, compare=False)
