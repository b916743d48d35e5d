"""What the commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import codecs
import dataclasses
import json
import re
import sys
from collections.abc import Collection, Sequence
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


def read_lines(path: Path, *fields: str, lists: Collection[str] = ()) -> tuple[list[dict[str, Any]], int]:
    """Return the objects of a JSONL file, and the exit code that goes with them: of wrong usage where a line is no such object.

    Such a line is told on standard error with its number, and the rest is done all the same. Blank lines are skipped.

    Args:
        path: the file, UTF-8 with or without a byte order mark.
        fields: what each object has besides its `id`, as text.
        lists: those of them that may be lists of texts too.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise UsageError("lines.unreadable", path=path, error=error.strerror or error) from error
    items, code = [], 0
    # Not `splitlines`: a line separator of Unicode may stand in a text of JSON as it is.
    for number, text in enumerate(re.split(rb"\r\n|\n|\r", content), start=1):
        if not text.strip():
            continue
        try:
            items.append(_item(text, fields, lists, {"path": path, "number": number}))
        except UsageError as error:
            note(str(error))
            code = error.exit_code
    return items, code


def _item(text: bytes, fields: Sequence[str], lists: Collection[str], place: dict[str, Any]) -> dict[str, Any]:
    """The object that a line holds; `place` is said in an error."""
    try:
        item = json.loads(text.decode("utf8"))
    except UnicodeDecodeError as error:
        raise UsageError("lines.not_utf8", **place) from error
    except (ValueError, RecursionError) as error:  # a number of too many digits, or brackets in brackets
        raise UsageError("lines.not_json", **place, msg=getattr(error, "msg", None) or error) from error
    if not isinstance(item, dict):
        raise UsageError("lines.not_object", **place)
    for field in ("id", *fields):
        if field not in item:
            raise UsageError("lines.field_missing", **place, missing=field, fields=", ".join(map(repr, ("id", *fields))))
    for field in fields:
        texts = item[field] if field in lists and isinstance(item[field], list) else [item[field]]
        if not all(isinstance(each, str) for each in texts):
            raise UsageError("lines.field_not_text", **place, field=field)
    return item


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
