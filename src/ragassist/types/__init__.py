"""The values that pass between stages, in the order in which they come to be.

Every offset is a code-point offset, end exclusive, into a document's *raw decoded text*. Nothing here is ever changed after it is built.
"""

from ragassist.lang.detector import Lang
from ragassist.types.answers import Answer, Done, Event, Fallback, ModelName, Part, Piece, Stage, Step, Tier, Timings, Usage
from ragassist.types.claims import WORST_FIRST, Citation, Claim, ClaimStatus, Finding, NoBoxes, Polarity, Verdict
from ragassist.types.documents import (
    Cell,
    Document,
    DocumentMeta,
    DocumentRecord,
    Loss,
    LossKind,
    Passage,
    ReadLine,
    ReadPage,
    Relation,
    Sentence,
    StatementKind,
)
from ragassist.types.found import Evidence, Filter, Hit
from ragassist.types.reports import Failure, IngestReport, LostIn

__all__ = [
    "WORST_FIRST",
    "Answer",
    "Cell",
    "Citation",
    "Claim",
    "ClaimStatus",
    "Document",
    "DocumentMeta",
    "DocumentRecord",
    "Done",
    "Event",
    "Evidence",
    "Failure",
    "Fallback",
    "Filter",
    "Finding",
    "Hit",
    "IngestReport",
    "Lang",
    "Loss",
    "LossKind",
    "LostIn",
    "ModelName",
    "NoBoxes",
    "Part",
    "Passage",
    "Piece",
    "Polarity",
    "ReadLine",
    "ReadPage",
    "Relation",
    "Sentence",
    "Stage",
    "StatementKind",
    "Step",
    "Tier",
    "Timings",
    "Usage",
    "Verdict",
]
