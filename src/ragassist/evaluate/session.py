"""One evaluation from settings to log: its own index, the model or its recordings, the run; also who judges it, and its self-test."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ragassist.errors import ModelError, StoreError, UsageError
from ragassist.evaluate.dataset import load as datasets
from ragassist.evaluate.gate import floors
from ragassist.evaluate.metrics import judge_agreement, judgements, judges
from ragassist.evaluate.metrics.judgements import Judged
from ragassist.evaluate.run import log, runner
from ragassist.evaluate.run.log import Entry, Mode
from ragassist.evaluate.selftest import trial
from ragassist.evaluate.selftest.trial import Selftest
from ragassist.evaluate.selftest.written_answers import reference_log

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.models.chat import ChatModel
    from ragassist.models.embed import Embedder
    from ragassist.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What to evaluate and how."""

    dataset: Path
    out: Path
    mode: Mode = "replay"
    recordings: Path | None = None
    """The directory of the recorded model replies; replay reads them."""
    record: bool = False
    """With `live`: keep the replies in `recordings`, and drop those that a whole run no longer asks for. Embeddings are remembered as in a
    replay, so its times are a little shorter than an asker's."""
    documents: Sequence[Path] = ()
    """Put into the home first, and everything else out of it; empty: the home is used as it is."""


def evaluate(settings: Settings, plan: Plan, progress: Callable[[int, int, Entry], None] | None = None) -> runner.Report:
    """Answer a data set and write the log.

    Args:
        settings: with the home to be used. Where the plan names documents, that home belongs to the evaluation.
        plan: what to do.
        progress: as for `runner.run`.

    Raises:
        UsageError: the data set is not usable, or the plan contradicts itself.
        StoreError: a document could not be indexed.
        ModelError: there are no recordings at all, or no model to record.
    """
    from ragassist.assistant import Assistant
    from ragassist.models.embed import embedder
    from ragassist.models.embed_recent import all_kept

    began = time.monotonic()
    samples = datasets.load(plan.dataset)
    spent = {"load": time.monotonic() - began}
    recordings = plan.recordings or Path("eval/recordings") / plan.dataset.stem
    model = _chat(settings, recordings, plan.mode, record=plan.record)
    ours = embedder(settings)
    if plan.record or plan.mode == "replay":
        ours = all_kept(ours)  # a recording must find what a replay will
    with Assistant(settings, model=model, embedder=ours) as assistant:
        began = time.monotonic()
        if plan.documents:
            _index(assistant, settings, plan.documents)
        spent["index"] = time.monotonic() - began
        subject = runner.Subject(
            model=model.name if model else "extractive",
            tier=model.tier if model else "extractive",
            embedder=assistant.embedder.name,
            dataset=str(plan.dataset),
            mode=plan.mode,
        )
        report = runner.run(assistant, samples, plan.out, subject=subject, progress=progress, spent=spent)
    _judged_by_the_verifier(plan.out, ours, settings.retrieve.glossary)
    if plan.record and report.answered == len(samples):
        prune = getattr(model, "prune", None)
        if prune is not None and not report.resumed:
            prune()
    close = getattr(model, "close", None)
    if close is not None:
        close()
    return report


@dataclass(frozen=True, slots=True)
class Judgment:
    """Which log to judge, and by whom."""

    log: Path
    judge: judges.Name = "verifier"
    repeats: int = 1
    labels: Path | None = None
    """Labelled claims on which the judge's agreement with people is measured."""


def judge(settings: Settings, plan: Judgment, progress: Callable[[int, int], None] | None = None) -> Judged:
    """Have the claims of a log judged, and keep that in the log. What `eval judge` calls.

    Raises:
        UsageError: there is no log, a label is not usable, or the judge model is not set.
        ModelError: the judge does not answer; the log keeps the judgements that it had.
    """
    from ragassist.models.embed import embedder
    from ragassist.models.embed_recent import all_kept

    logged = log.read(plan.log)
    labels = judge_agreement.load(plan.labels) if plan.labels is not None else ()
    asked = judges.chosen(plan.judge, settings, all_kept(embedder(settings)))
    found = judges.judge_log(logged, asked, repeats=plan.repeats, labels=labels, progress=progress)
    judgements.write(plan.log, found)
    return found


@dataclass(frozen=True, slots=True)
class Breakage:
    """Which good answers to break, by which gates, and who judges them."""

    log: Path
    gates: Path
    references: bool = False
    """Break the references that people wrote for the log's samples, instead of its good answers."""
    judge: judges.Name = "verifier"
    limit: int = 0
    """At most so many answers for each kind and language; 0 is all."""


def broken(settings: Settings, plan: Breakage, progress: Callable[[int, int], None] | None = None) -> Selftest:
    """Break good answers and count what the gate notices. What `eval selftest` calls.

    Raises:
        UsageError: there is no log, the gates cannot be read, a gold document is gone, or the judge model is not set.
        ModelError: the judge does not answer.
    """
    from ragassist.models.embed import embedder
    from ragassist.models.embed_recent import all_kept

    logged, gates = log.read(plan.log), floors.load(plan.gates)
    written = reference_log([entry.sample for entry in logged.entries], Path(logged.header.dataset))
    chosen = trial.with_passages(written, logged) if plan.references else trial.good(logged)
    asked = judges.chosen(plan.judge, settings, all_kept(embedder(settings)))
    return trial.selftest(chosen, asked, gates, references=written, limit=plan.limit, progress=progress)


def _judged_by_the_verifier(out: Path, embedder: Embedder, own: Path | None) -> None:
    began = time.monotonic()
    logged = log.read(out)
    judgements.write(out, judges.judge_log(logged, judges.VerifierJudge(embedder, own)))
    phases = (*logged.header.phases, ("judge", round(time.monotonic() - began, 1)))
    log.write_header(out, replace(logged.header, phases=phases))


def _chat(settings: Settings, recordings: Path, mode: Mode, *, record: bool) -> ChatModel | None:
    from ragassist.models.recordings import RecordingChat, ReplayChat
    from ragassist.models.select import choose

    if record and mode != "live":
        raise UsageError("eval.record_replay")
    if mode == "replay":
        return ReplayChat(recordings)
    model = choose(settings).model
    if not record:
        return model
    if model is None:
        raise ModelError("eval.no_model")
    return RecordingChat(model, recordings)


def _index(assistant: Assistant, settings: Settings, documents: Sequence[Path]) -> None:
    """Bring the evaluation's own index up to date, without anything that a model said in an earlier run."""
    for name in ("texts.sqlite3", "texts.sqlite3-journal", "texts.sqlite3-wal", "texts.sqlite3-shm"):
        (settings.home / name).unlink(missing_ok=True)
    report = assistant.ingest(list(documents), prune=True)
    if report.failed:
        first = report.failed[0]
        raise StoreError("eval.not_indexed", path=first.path, reason=first.why)
    if report.empty:
        raise StoreError("eval.no_text", path=report.empty[0])
