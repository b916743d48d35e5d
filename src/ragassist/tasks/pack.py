"""One file to hand over: a zip that opens anywhere and can be checked again, by itself or against the documents.

index.html        the result as a page, with the pages of cited PDFs as pictures
report.json       the result as data, every citation with its exact quotation, offsets and context
references/*      the documents in five citation styles
manifest.json     SHA-256 of every other file, and the versions of everything
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from ragassist.errors import UsageError
from ragassist.tasks.cite import bibliography
from ragassist.tasks.export_html import html
from ragassist.tasks.export_report import as_object
from ragassist.tasks.report import Report

FORMAT: Final = 1
_CONTEXT_CHARS: Final = 200
_MOST_BYTES: Final = 200_000_000
"""A pack that unfolds to more is not read."""
_WHEN: Final = (2020, 1, 1, 0, 0, 0)
"""The same report makes the same bytes."""
State = Literal["same", "moved", "gone", "not here"]


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What checking a pack found."""

    sound: bool
    """Whether every file is as the manifest says and every quotation that could be held against its document is there."""
    problems: tuple[str, ...]
    """One sentence each."""
    quotations: int
    same: int
    """Quotations that stand in the document here at the same place."""
    moved: int
    """Quotations that stand in the document here at another place."""
    gone: int
    """Quotations that the document here does not have."""
    not_here: int
    """Quotations of documents that are not indexed here; they were checked by the pack itself only."""


def pack(report: Report, raw: Callable[[str], str], pictures: Mapping[int, bytes] = MappingProxyType({})) -> bytes:
    """Return the pack of a report.

    Args:
        report: the result.
        raw: a document's raw text by id.
        pictures: for a citation's number the page of its document as a PNG.

    Raises:
        UsageError: a quotation does not stand where the report says it does; nothing that is not in a document is handed over.
    """
    contexts = []
    for citation in report.citations:
        text = raw(citation.doc_id)
        if text[citation.start : citation.end] != citation.quote:
            raise UsageError("pack.moved", n=citation.n, path=citation.path, start=citation.start, end=citation.end)
        before, after = text[max(0, citation.start - _CONTEXT_CHARS) : citation.start], text[citation.end : citation.end + _CONTEXT_CHARS]
        contexts.append({"n": citation.n, "before": before, "after": after, "quote_sha256": _digest(citation.quote.encode())})
    files = {
        "index.html": html(report, pictures),
        "report.json": json.dumps({**as_object(report), "contexts": contexts}, ensure_ascii=False, indent=1).encode(),
        **{f"references/{name}": text.encode() for name, text in bibliography(report.documents, report.lang).items()},
    }
    manifest = {
        "format": FORMAT, "made": report.made, "program": f"ragassist {report.version}", "model": report.model.name,
        "tier": report.model.tier,
        "files": {name: _digest(content) for name, content in files.items()},
    }  # fmt: skip
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def check(path: Path, raw: Callable[[str, str], str | None] | None = None) -> PackCheck:
    """Return whether a pack is as it was made, and whether its quotations still stand in the documents here.

    Args:
        path: the pack.
        raw: a document's raw text by (id, SHA-256 of its file), None where it is not here; without it the pack is checked by itself.

    Raises:
        UsageError: the file is no pack.
    """
    manifest, files = _read(path)
    problems = [f"{name} is missing." for name in manifest["files"] if name not in files]
    problems += [
        f"{name} has been changed." for name, digest in manifest["files"].items() if name in files and _digest(files[name]) != digest
    ]
    problems += [f"{name} was added." for name in files if name not in manifest["files"]]
    counts: dict[State, int] = {"same": 0, "moved": 0, "gone": 0, "not here": 0}
    citations: list[dict[str, Any]] = []
    try:
        report = json.loads(files.get("report.json", b"{}"))
        citations = report.get("citations", [])
        sums = {each["doc_id"]: each["sha256"] for each in report.get("documents", [])}
        digests = {each["n"]: each["quote_sha256"] for each in report.get("contexts", [])}
        for each in citations:
            if digests.get(each["n"]) != _digest(each["quote"].encode()):
                problems.append(f"Citation {each['n']} is not the one that was packed.")
            text = raw(each["doc_id"], sums.get(each["doc_id"], "")) if raw is not None else None
            state = _state(each, text)
            counts[state] += 1
            if state == "gone":
                problems.append(f"Citation {each['n']} does not stand in {each['path']}.")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(f"report.json cannot be read: {type(error).__name__}.")
    return PackCheck(not problems, tuple(problems), len(citations), counts["same"], counts["moved"], counts["gone"], counts["not here"])


def _state(citation: dict[str, Any], text: str | None) -> State:
    if text is None:
        return "not here"
    if text[citation["start"] : citation["end"]] == citation["quote"]:
        return "same"
    return "moved" if citation["quote"] in text else "gone"


def _read(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as made:
            if sum(info.file_size for info in made.infolist()) > _MOST_BYTES:
                raise UsageError("pack.large", name=path.name, most_mb=_MOST_BYTES // 1000000)
            files = {info.filename: made.read(info) for info in made.infolist()}
        manifest = json.loads(files.pop("manifest.json"))
        if manifest["format"] != FORMAT or not isinstance(manifest["files"], dict):
            raise KeyError("format")
    except UsageError:
        raise
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UsageError("pack.not_ours", path=path) from error
    return manifest, files


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
