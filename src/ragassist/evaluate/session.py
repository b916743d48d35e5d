"""One evaluation from settings to log: its own index, the model or its recordings, the run. What `eval run` and `eval selftest` call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragassist.errors import ModelError, StoreError, UsageError
from ragassist.evaluate import dataset as datasets
from ragassist.evaluate import log, runner, selftest
from ragassist.evaluate.log import Entry, Mode
from ragassist.evaluate.references import reference_log
from ragassist.evaluate.selftest import Selftest
from ragassist.evaluate.watch import WatchedChat
from ragassist.types import Verdict

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.models.chat import ChatModel
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
    """With `live`: keep the replies in `recordings`, and drop those that a whole run no longer asks for."""
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

    samples = datasets.load(plan.dataset)
    recordings = plan.recordings or Path("eval/recordings") / plan.dataset.stem
    model = _chat(settings, recordings, plan.mode, record=plan.record)
    watched = WatchedChat(model) if model is not None else None
    with Assistant(settings, model=watched) as assistant:
        if plan.documents:
            _index(assistant, settings, plan.documents)
        subject = runner.Subject(
            model=watched.name if watched else "extractive",
            tier=watched.tier if watched else "extractive",
            embedder=assistant.embedder.name,
            dataset=str(plan.dataset),
            mode=plan.mode,
        )
        report = runner.run(assistant, samples, plan.out, subject=subject, watch=watched, progress=progress)
    if plan.record and report.answered == len(samples):
        prune = getattr(model, "prune", None)
        if prune is not None and not report.resumed:
            prune()
    close = getattr(model, "close", None)
    if close is not None:
        close()
    return report


@dataclass(frozen=True, slots=True)
class Breakage:
    """Which good answers to break, and with which judge the verifier looks at them."""

    log: Path
    references: bool = False
    """Break the references that people wrote for the log's samples, instead of its good answers."""
    mode: Mode | None = None
    """None: no judge model, only what needs none."""
    recordings: Path = Path("eval/recordings/selftest")
    record: bool = False
    limit: int = 0
    """At most so many answers for each kind and language; 0 is all."""


def broken(settings: Settings, plan: Breakage, progress: Callable[[int, int], None] | None = None) -> Selftest:
    """Break good answers and count what is noticed. What `eval selftest` calls.

    Raises:
        UsageError: there is no log, or a gold document is gone.
        ModelError: the judge, or its recording, is missing.
    """
    from ragassist.answer.verify import Verifier
    from ragassist.models.embed import embedder

    logged = log.read(plan.log)
    if plan.references:
        chosen = reference_log([entry.sample for entry in logged.entries], Path(logged.header.dataset))
    else:
        chosen = selftest.good(logged)
    model = _chat(settings, plan.recordings, plan.mode, record=plan.record) if plan.mode else None
    watched = WatchedChat(model) if model is not None else None
    verifier = Verifier(embedder(settings), watched)

    def verify(claim: str, evidence: Sequence[str], context: str) -> Verdict:
        verdict = verifier.verify(claim, evidence, context=context)
        if watched is not None and watched.failures:
            raise watched.failures[0]
        return verdict

    return selftest.selftest(chosen, verify, limit=plan.limit, progress=progress)


def _chat(settings: Settings, recordings: Path, mode: Mode, *, record: bool) -> ChatModel | None:
    from ragassist.models.recordings import RecordingChat, ReplayChat
    from ragassist.models.select import choose

    if record and mode != "live":
        raise UsageError("Only a live model can be recorded, and this is a replay.", "Add --live.")
    if mode == "replay":
        return ReplayChat(recordings)
    model = choose(settings).model
    if not record:
        return model
    if model is None:
        raise ModelError("There is no model to record.", "Run `ragassist models pull`, or set OPENAI_API_KEY.")
    return RecordingChat(model, recordings)


def _index(assistant: Assistant, settings: Settings, documents: Sequence[Path]) -> None:
    """Bring the evaluation's own index up to date, without anything that a model said in an earlier run."""
    for name in ("texts.sqlite3", "texts.sqlite3-journal", "texts.sqlite3-wal", "texts.sqlite3-shm"):
        (settings.home / name).unlink(missing_ok=True)
    report = assistant.ingest(list(documents), prune=True)
    if report.failed:
        first = report.failed[0]
        raise StoreError(
            f"{first.path} could not be indexed for the evaluation: {first.reason}", "Mend the file, or take it out of the documents."
        )
    if report.empty:
        raise StoreError(f"{report.empty[0]} holds no text that could be indexed.", "Mend the file, or take it out of the documents.")
