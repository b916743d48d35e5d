"""The articles that a claim names: whether they are there, and whether a statement stands in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ragassist.tasks.claims_in_text import Claimed, Reference, document_named, references
from ragassist.text.quantities.numerals import han_value

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source
    from ragassist.types import DocumentRecord


@dataclass(frozen=True, slots=True)
class NotThere:
    """A reference to what does not exist."""

    reference: Reference
    named: DocumentRecord | None = None
    """The document whose article does not exist; None when the document itself is not there."""
    last_article: str = ""


def not_there(claim: Claimed, sources: Sequence[Source]) -> NotThere | None:
    """Return the first document or article that a claim names and that is not there; None where all are."""
    records = list({source.record.doc_id: source.record for source in sources}.values())
    for reference in claim.references:
        meant = document_named(reference.title, records) if reference.title else records if len(records) == 1 else []
        if reference.title and not meant:
            return NotThere(reference)
        if not reference.article or not meant:
            continue
        articles = {number_of(source.statement.article): source.statement.article for source in sources if source.record in meant}
        articles.pop(0, None)
        if articles and reference.article not in articles:
            return NotThere(reference, meant[0], articles[max(articles)])
    return None


def names(source: Source, article: int) -> bool:
    """Return whether a statement stands in the article, or speaks of it itself."""
    own = number_of(source.statement.article) == article
    return own or any(each.article == article for each in references(source.statement.read, source.statement.lang))


def number_of(article: str) -> int:
    """Return the number in the name of an article; 0 where there is none.

    >>> number_of("第十七条"), number_of("Article 17"), number_of("")
    (17, 17, 0)
    """
    digits = re.sub(r"第|条.*|Article\s*", "", article)
    value = han_value(digits) if digits else None
    return int(value) if value is not None else int(digits) if digits.isdigit() else 0
