"""Which documents have been followed by a later version among those that are known, told by links found at ingest, status and dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ragassist.store.kinship import same_rule
from ragassist.types import DocumentRecord, Lang

_RULES: Final = frozenset({"law", "regulation", "interpretation", "measure", "opinion", "draft"})


def later_versions(records: Sequence[DocumentRecord], known: Sequence[DocumentRecord], lang: Lang) -> dict[str, str]:
    """Return by id, for those of `records` that a version in `known` came after, the title and date of the latest of them.

    A draft is followed by the text that came of it and by later drafts; any other text only by a later one that is neither a
    draft nor repealed. Where the dates do not tell, only the text that came of a draft follows it.
    """
    told = {}
    for record in records:
        after = [other for other in known if other.doc_id != record.doc_id and _is_version(other, record) and _follows(other, record)]
        if after:
            told[record.doc_id] = _named(max(after, key=lambda other: (other.meta.status != "draft", _day(other), other.doc_id)), lang)
    return told


def _is_version(other: DocumentRecord, record: DocumentRecord) -> bool:
    """Whether their texts were found to be versions at ingest, or both are rules of one name that no two authorities issued."""
    if any(relation.doc_id == other.doc_id and relation.kind == "version" for relation in record.related):
        return True
    one, two = record.meta, other.meta
    issued = not one.issuer or not two.issuer or one.issuer == two.issuer
    return issued and one.kind in _RULES and two.kind in _RULES and same_rule(one.title, two.title)


def _follows(other: DocumentRecord, record: DocumentRecord) -> bool:
    drafted, draft = record.meta.status == "draft", other.meta.status == "draft"
    if other.meta.status == "repealed" or (draft and not drafted):
        return False
    mine, theirs = _day(record), _day(other)
    if not mine or not theirs or mine.startswith(theirs) or theirs.startswith(mine):
        return drafted and not draft
    return theirs > mine


def _day(record: DocumentRecord) -> str:
    return record.meta.date or record.meta.effective


def _named(record: DocumentRecord, lang: Lang) -> str:
    meta = record.meta
    title = (meta.title_en if lang == "en" else "") or meta.title or record.path
    day = _day(record)
    return title if not day else f"{title} ({day})" if lang == "en" else f"{title}（{day}）"
