"""What the commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from ragassist.errors import UsageError
from ragassist.text.shown import visible
from ragassist.types import DocumentRecord, Failure, Hit, IngestReport


def say(text: str = "", *, end: str = "\n") -> None:
    """Print part of the result; on a terminal without what would steer it."""
    sys.stdout.write(_for(sys.stdout, text) + end)
    sys.stdout.flush()


def note(text: str) -> None:
    """Print progress, a warning or an error."""
    sys.stderr.write(_for(sys.stderr, text) + "\n")
    sys.stderr.flush()


def document(value: object, *, indent: int | None = 2) -> None:
    """Print one JSON document; dataclasses become objects."""
    say(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain))


def line(value: object) -> None:
    """Print one line of JSON."""
    document(value, indent=None)


def read_lines(path: Path, *fields: str) -> Iterator[dict[str, str]]:
    """Yield the objects of a JSONL file, each with all of `fields` as text; blank lines are skipped.

    Raises:
        UsageError: the file cannot be read, or a line is not such an object; with its number.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("lines.unreadable", path=path, error=error) from error
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            item = json.loads(text)
        except json.JSONDecodeError as error:
            raise UsageError("lines.not_json", path=path, number=number, msg=error.msg) from error
        missing = [field for field in fields if not isinstance(item, dict) or field not in item]
        if missing:
            raise UsageError("lines.field_missing", path=path, number=number, missing=missing[0], fields=", ".join(map(repr, fields)))
        yield item


def hit_object(hit: Hit, page: int | None) -> dict[str, Any]:
    """Return a search result as the interface promises it; `page` is where its passage begins, where the document has pages."""
    passage, about = hit.passage, hit.document
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "doc_id": about.doc_id,
        "path": about.path,
        "title": about.meta.title,
        "lang": passage.lang,
        "page": page,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "sentences": [{"start": s.start, "end": s.end, "text": s.text} for s in passage.sentences],
        "heading": list(passage.heading),
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
    }


def record_object(record: DocumentRecord) -> dict[str, Any]:
    """Return a document as `docs --json` lists it: its record with the metadata beside the rest."""
    fields = dataclasses.asdict(record)
    return {**{key: value for key, value in fields.items() if key not in ("meta", "location", "chunking")}, **fields["meta"]}


def report_object(report: IngestReport) -> dict[str, Any]:
    """Return what `ingest --json` prints."""
    return {**dataclasses.asdict(report), "failed": failures(report.failed)}


def failures(failed: Sequence[Failure]) -> list[dict[str, Any]]:
    """Return what went wrong as JSON objects, each with the sentence in English, its code and the values in it."""
    return [{"path": one.path, "reason": one.reason, **one.why.as_json()} for one in failed]


def _for(stream: TextIO, text: str) -> str:
    """What is printed: a name or a title must not move the cursor, write into the window's title, or turn a line round."""
    return visible(text) if stream.isatty() else text


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
