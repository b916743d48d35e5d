"""What an audit is made of: the statements that claims are held against, and what was found of each claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ragassist.tasks.claims_in_text import Claimed, Reference
from ragassist.tasks.contradiction import Conflict
from ragassist.tasks.statements import Statement
from ragassist.types import DocumentRecord, Lang

Finding = Literal["supported", "rough", "contradicted", "partly", "not_found", "no_reference"]


@dataclass(frozen=True, slots=True)
class Source:
    """A statement and the document that it stands in."""

    record: DocumentRecord
    statement: Statement
    part: str = field(default="", compare=False)
    """The clause of it that is read, where that is not the whole."""

    @property
    def read(self) -> str:
        """What is read of it."""
        return self.part or self.statement.read

    @property
    def place(self) -> tuple[str, int]:
        """Which statement it is: its document and where it begins."""
        return self.record.doc_id, self.statement.start

    @property
    def context(self) -> str:
        """What a reader knows who comes to it: title, headings, date."""
        meta = self.record.meta
        parts = [meta.title, meta.title_en, meta.issuer, meta.date, meta.effective, *self.statement.heading, self.statement.article]
        return "\n".join(part for part in parts if part)


Likeness = Callable[[str, Lang], Sequence[float]]
"""The likeness of a claim in that language to each source in order, on the scale of `topic`, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim and what was found."""

    claim: Claimed
    finding: Finding
    sources: tuple[Source, ...] = ()
    """For supported and partly, what supports; for contradicted, what says otherwise."""
    conflict: Conflict | None = None
    missing: tuple[tuple[int, int], ...] = ()
    """Of a partly supported claim: the spans that nothing supports, in the claim's text."""
    reference: Reference | None = None
    """A reference that does not exist."""
    named: DocumentRecord | None = None
    """The document whose article does not exist; None when the document itself is not there."""
    last_article: str = ""
    elsewhere: str = ""
    """Of a claim that stands in another article than the one it names: in which."""
