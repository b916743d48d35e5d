"""A sentence that is to be supported, what supports it, and what the checks found. Frozen values; offsets as in `ragassist.types`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ragassist.types.documents import Cell

ClaimStatus = Literal["verified", "rough", "unsupported"]
"""`verified`: entailed by its quotation in every detail. `rough`: the quotation is exact and its figures, dates, names and negation
agree with the sentence, whose wording could not be confirmed. `unsupported`: not shown as said by the source."""


WORST_FIRST: tuple[ClaimStatus, ...] = ("unsupported", "rough", "verified")
"""The three in the order of what they promise, for taking the better or the worse of two."""
Polarity = Literal["against", "shade", "for"]
NoBoxes = Literal["", "gone", "changed", "not_found"]
"""`gone`: the file is not where it was indexed. `changed`: it is another one now. `not_found`: not all letters were found on the page."""


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
    doubts: tuple[str, ...] = ()
    """Of a machine-read quotation, the figures and words on which two readings do not agree: to be compared with the picture."""
    unread_pages: str = ""
    """Pages of the document that hold no text and were not read, such as "2-4, 7": what they say is not in the answer."""

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
