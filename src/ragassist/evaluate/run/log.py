"""The log of a run: everything that scoring, the gate and the report need, without a model and without the index.

header.json       what ran: data set, model, embedder, program, versions, date
samples.jsonl     one line a sample: the sample, the answer object or why there is none, the retrieved passages
documents.jsonl   the raw text of every document that was cited, so that quotations can be checked anywhere
judgements.jsonl  what a judge said of every claim, where one was asked (`judged`)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.load import Sample, parse
from ragassist.evaluate.metrics.judgements import Judged
from ragassist.evaluate.metrics.judgements import read as read_judged
from ragassist.evaluate.metrics.judgements import write as write_judged
from ragassist.evaluate.metrics.retrieval import Retrieved
from ragassist.evaluate.run.log_findings import findings_of
from ragassist.types import Answer, Cell, Citation, Claim, Fallback, ModelName, Part, Step, Tier, Timings, Usage

FORMAT = 1
HEADER, SAMPLES, DOCUMENTS = "header.json", "samples.jsonl", "documents.jsonl"

Mode = Literal["replay", "live"]
Outcome = Literal["answered", "crashed", "unavailable"]


@dataclass(frozen=True, slots=True)
class Header:
    """What ran. Two logs are comparable sample by sample where their samples agree."""

    dataset: str
    fingerprint: str
    """Of the data set."""
    samples: int
    mode: Mode
    model: str
    tier: Tier
    embedder: str
    program: str
    """16 hexadecimal digits over the program's own code and prompts."""
    versions: tuple[tuple[str, str], ...]
    """Package and version, in alphabetical order."""
    documents: int
    started: str
    """ISO 8601, UTC."""
    finished: bool = False
    seconds: float = 0.0
    phases: tuple[tuple[str, float], ...] = ()
    """What the run spent its time on, in seconds, in the order in which it was done."""
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one sample."""

    sample: Sample
    outcome: Outcome
    """`crashed` is a bug, `unavailable` a model that did not answer; neither says anything about quality."""
    reason: str = ""
    answer: Answer | None = None
    retrieved: tuple[Retrieved, ...] = ()
    seconds: float = 0.0
    searched: tuple[str, ...] = ()
    """The wordings that were searched for: the question (a follow-up made self-contained), then its translation if one was made."""


@dataclass(frozen=True, slots=True)
class Log:
    """A whole run, in the order of its samples."""

    header: Header
    entries: tuple[Entry, ...]
    raws: Mapping[str, str]
    """Raw text by document id, of every cited document."""
    judged: Judged | None = None
    """What a judge said of the claims; None where none was asked."""

    def raw_of(self, doc_id: str) -> str:
        """Return the raw text of a document. KeyError for one that the log does not hold."""
        return self.raws[doc_id]


def read(directory: Path) -> Log:
    """Return the log in a directory.

    Raises:
        UsageError: there is none, it is of another format, or a line is damaged.
    """
    header = _header(directory)
    entries = tuple(_entry(value) for value in _lines(directory / SAMPLES))
    raws = {str(value["doc_id"]): str(value["raw"]) for value in _lines(directory / DOCUMENTS)}
    return Log(header, entries, raws, read_judged(directory))


def write_header(directory: Path, header: Header) -> None:
    """Write or replace the header."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / HEADER).write_text(json.dumps(asdict(header), ensure_ascii=False, indent=1) + "\n", encoding="utf8")


def append(directory: Path, entry: Entry) -> None:
    """Add one line; it is on disk when this returns, so that a killed run goes on from there."""
    with (directory / SAMPLES).open("a", encoding="utf8") as file:
        file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")


def write_documents(directory: Path, raws: Mapping[str, str]) -> None:
    """Write or replace the raw texts, in the order of their ids."""
    lines = (json.dumps({"doc_id": doc_id, "raw": raws[doc_id]}, ensure_ascii=False) + "\n" for doc_id in sorted(raws))
    (directory / DOCUMENTS).write_text("".join(lines), encoding="utf8")


def write(directory: Path, log: Log) -> None:
    """Write a whole log, replacing one that is there."""
    write_header(directory, log.header)
    (directory / SAMPLES).write_text("", encoding="utf8")
    for entry in log.entries:
        append(directory, entry)
    write_documents(directory, log.raws)
    write_judged(directory, log.judged)


def cited(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of the documents that the answers cite."""
    return {citation.doc_id for entry in entries if entry.answer for citation in entry.answer.citations}


def answer_of(value: Mapping[str, Any]) -> Answer:
    """Return an Answer from its JSON object.

    Raises:
        KeyError, TypeError: a field is missing, unknown or of the wrong shape.
    """
    fields = dict(value)
    fields["claims"] = tuple(_claim(claim) for claim in fields["claims"])
    fields["citations"] = tuple(_citation(citation) for citation in fields["citations"])
    fields["parts"] = tuple(Part(**_tuples(part, "claims")) for part in fields.get("parts", ()))
    fields["steps"] = tuple(Step(**step) for step in fields.get("steps", ()))
    fields["model"] = ModelName(**fields["model"])
    fields["timings_ms"] = Timings(**fields["timings_ms"])
    fields["usage"] = Usage(**fields["usage"])
    if failed := fields.get("fallback"):
        fields["fallback"] = Fallback(**{**failed, "answered_by": ModelName(**failed["answered_by"])})
    return Answer(**fields)


def _claim(value: Mapping[str, Any]) -> Claim:
    return Claim(**_tuples(value, "citations", "reasons") | {"findings": findings_of(value.get("findings", ()))})


def _citation(value: Mapping[str, Any]) -> Citation:
    boxes, row = (tuple(box) for box in value.get("boxes", ())), (Cell(**cell) for cell in value.get("row", ()))
    return Citation(**_tuples(value, "doubts") | {"boxes": tuple(boxes), "box_pages": tuple(value.get("box_pages", ())), "row": tuple(row)})


def _tuples(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return dict(value) | {name: tuple(value[name]) for name in names if name in value}


def _header(directory: Path) -> Header:
    path = directory / HEADER
    try:
        value = json.loads(path.read_text(encoding="utf8"))
        versions = tuple((str(name), str(version)) for name, version in value.pop("versions"))
        phases = tuple((str(name), float(spent)) for name, spent in value.pop("phases", ()))
        header = replace(Header(**value, versions=versions, phases=phases))
    except FileNotFoundError:
        raise UsageError("log.absent", directory=directory) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError("log.damaged", path=path, error=error) from error
    if header.format != FORMAT:
        raise UsageError("log.format", path=path, found=header.format, ours=FORMAT)
    return header


def _lines(path: Path) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = []
    if not path.is_file():
        return values
    lines = path.read_text(encoding="utf8").split("\n")
    # A killed run may leave half a line at the end; it counts as not written.
    for number, line in enumerate(lines[:-1], start=1):
        try:
            values.append(dict(json.loads(line)))
        except (ValueError, TypeError):
            raise UsageError("log.line_damaged", path=path, number=number) from None
    return values


def _entry(value: dict[str, Any]) -> Entry:
    try:
        return Entry(
            sample=parse(json.dumps(value["sample"])),
            outcome=value["outcome"],
            reason=value["reason"],
            answer=answer_of(value["answer"]) if value["answer"] else None,
            retrieved=tuple(Retrieved(**hit) for hit in value["retrieved"]),
            seconds=value["seconds"],
            searched=tuple(value.get("searched", ())),
        )
    except (KeyError, TypeError, UsageError) as error:
        raise UsageError("log.sample_version", samples=SAMPLES, error=error) from error
