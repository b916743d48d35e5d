"""Documents and their checks as lines for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.types import DocumentRecord, Loss, Relation

if TYPE_CHECKING:
    from ragassist.ingest.check import CheckReport, DocumentCheck
    from ragassist.ingest.titles import TitlesReport

_WORTH_SAYING = 0.005
_FOLDERS_NAMED = 3


def record_object(record: DocumentRecord, records: Iterable[DocumentRecord]) -> dict[str, Any]:
    """Return a document as `docs --json` lists it; each relation names its document and says in words what it is."""
    found = output.record_object(record)
    found["gone"] = _is_gone(record)
    found["older_reading"] = bool(_older([record]))
    by_id = {other.doc_id: other for other in records}
    found["related"] = [
        {
            "doc_id": relation.doc_id,
            "path": by_id[relation.doc_id].path if relation.doc_id in by_id else "",
            "kind": relation.kind,
            "similarity": relation.similarity,
            "words": relation_words(relation, by_id.get(relation.doc_id)),
        }
        for relation in record.related
    ]
    return found


def record_lines(record: DocumentRecord, records: Iterable[DocumentRecord]) -> list[str]:
    """Return a document for people: its title, then what it is and where, then what it is related to."""
    meta = record.meta
    by_id = {other.doc_id: other for other in records}
    title = meta.title or "(no title)"
    english = f" / {meta.title_en}" if meta.title_en and meta.title_en != meta.title else ""
    passages = f"{record.passages} passage{'s' * (record.passages != 1)}"
    facts = [part for part in (meta.date, meta.kind, meta.status, record.lang, passages) if part]
    return [
        title + english,
        f"    {record.doc_id}  {', '.join(facts)}  {record.path}",
        *(["    its file is gone"] if _is_gone(record) else []),
        *(["    read by an earlier version of this program: `ragassist ingest` reads it again"] if _older([record]) else []),
        *([f"    {_lost(record.lost)}"] if record.lost else []),
        *(f"    {relation_words(relation, by_id.get(relation.doc_id))}" for relation in record.related),
    ]


def _is_gone(record: DocumentRecord) -> bool:
    """Whether the file that the document came from is not there any more."""
    return not Path(record.location).exists()


def _older(records: Iterable[DocumentRecord]) -> list[DocumentRecord]:
    """Those of an earlier version of the reading; that package is heavy, and `--help` needs none of it."""
    from ragassist.ingest.reading import older

    return older(records)


def older_line(records: Iterable[DocumentRecord]) -> str:
    """Return how many documents an earlier version read and what to do about them; empty where there are none."""
    found = _older(records)
    if not found:
        return ""
    folders = sorted({str(Path(record.location).parent) for record in found})
    where = " ".join(folders[:_FOLDERS_NAMED]) + (" ..." if len(folders) > _FOLDERS_NAMED else "")
    what = f"{len(found)} documents were" if len(found) > 1 else "1 document was"
    return (
        f"{what} read by an earlier version of this program, and their dates, status and statements are as that found them; "
        f"run `ragassist ingest {where}` to read them again."
    )


def relation_words(relation: Relation, other: DocumentRecord | None) -> str:
    """Return what a related document is, in one line."""
    name = f"{other.meta.title or '(no title)'} ({other.path})" if other is not None else relation.doc_id
    what = "another version of" if relation.kind == "version" else "the same text as"
    return f"{what} {name}: {_percent(relation.similarity)} in common"


def check_lines(report: CheckReport) -> list[str]:
    """Return the outcome of `docs --check`, what is wrong last."""
    lines = [line for one in report.documents for line in _document_lines(one)]
    states = [one.state for one in report.documents]
    lines.append(", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(("unchanged", *sorted(states)))) + ".")
    lines += [f"The index: {problem}" for problem in report.problems]
    misplaced = sum(bool(one.problems) for one in report.documents)
    if misplaced:
        lines.append(f"The index and the text of {misplaced} documents disagree; run `ragassist ingest --rebuild`.")
    if not report.problems and not misplaced:
        lines.append("The index is sound: every passage has its vector, every sentence stands where the index says.")
    if any(state == "changed" for state in states):
        lines.append("Run `ragassist ingest PATH` to take in what changed.")
    if any(state == "gone" for state in states):
        lines.append("Run `ragassist ingest --prune PATH` to drop what is gone.")
    return lines


def _document_lines(one: DocumentCheck) -> list[str]:
    shares = (("left out", one.left_out), ("of the sentences unfinished", one.unfinished), ("of the characters unknown", one.unknown))
    notes = ", ".join(f"{_percent(share)} {what}" for what, share in shares if share >= _WORTH_SAYING)
    lines = [f"{one.state:<10}  {one.path}" + (f"  ({notes})" if notes else "")]
    return lines + [f"{'':<12}{text}" for text in (one.reason, _lost(one.lost), *one.problems) if text]


def titles_lines(report: TitlesReport, *, model: str) -> list[str]:
    """Return the outcome of `docs --translate-titles`; `model` is empty when none is at hand."""
    lines = [f"{len(report.known)} titles named by the glossary, {len(report.translated)} translated" + (f" by {model}." if model else ".")]
    if report.unconfirmed and model:
        lines.append(f"{len(report.unconfirmed)} translations could not be confirmed; these titles stay as they are.")
    if report.unconfirmed and not model:
        lines.append(f"{len(report.unconfirmed)} titles need a model, and none is at hand; `ragassist doctor` says why.")
    lines += [f"Stopped at {failure.path}: {failure.reason}" for failure in report.failed]
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _lost(losses: Sequence[Loss]) -> str:
    """What a document lost, in one line; the loaders that know the words are heavy, and `--help` needs none."""
    from ragassist.ingest.lost import words

    return words(losses)
