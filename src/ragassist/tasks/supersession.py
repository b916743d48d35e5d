"""Which documents have been followed by a later version among those that are known, told by links found at ingest, status and dates."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.types import DocumentRecord, Lang


def later_versions(records: Sequence[DocumentRecord], known: Sequence[DocumentRecord], lang: Lang) -> dict[str, str]:
    """Return by id, for those of `records` that a version in `known` came after, the title and date of the latest of them.

    A draft is followed by the text that came of it and by later drafts; any other text only by a later one that is neither a
    draft nor repealed. Where the dates do not tell, only the text that came of a draft follows it.
    """
    by_id = {record.doc_id: record for record in known}
    told = {}
    for record in records:
        versions = [by_id[relation.doc_id] for relation in record.related if relation.kind == "version" and relation.doc_id in by_id]
        after = [other for other in versions if _follows(other, record)]
        if after:
            told[record.doc_id] = _named(max(after, key=lambda other: (other.meta.status != "draft", _day(other), other.doc_id)), lang)
    return told


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
