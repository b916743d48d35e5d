"""`doctor`: what is wrong, the most important first, and what to do; then what is in use and why."""

from __future__ import annotations

import argparse
import dataclasses
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import listing, output
from ragassist.cli.assistants import assistant
from ragassist.errors import RagassistError, StoreError, say

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.models.embed import Embedder
    from ragassist.store.consistency import Problem

_LEAST_FREE_BYTES = 200_000_000
"""An ingest of some hundred documents needs about so much beside them."""
_HEADINGS = {"broken": "Broken", "worse": "Worse", "small": "Small"}


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    doctor = commands.add_parser("doctor", parents=[common], help="what is wrong and what to do; which model tier is active and why")
    doctor.add_argument("--json", action="store_true", help="print the findings as one JSON document")
    doctor.add_argument("--endpoint", action="store_true", help="ask the hosted model's endpoint eleven things: what it takes and gives")
    doctor.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace) -> int:
    from ragassist.ingest.load.fonts import has_chinese_fonts
    from ragassist.ingest.ocr import networks
    from ragassist.store.consistency import by_weight
    from ragassist.store.place import Place
    from ragassist.store.read_only import only_to_be_read

    if args.endpoint:
        from ragassist.cli import endpoint

        return endpoint.run(args)
    with assistant(args) as ours:
        choice, home = ours.choice, ours.settings.home.expanduser()
        found, documents, passages, made = _of_store(ours)
        fonts = has_chinese_fonts()
        queue, waiting = _of_queue(ours)
        found = by_weight([*found, *_of_machine(home, fonts), *queue])
        told = {
            "tier": choice.tier,
            "model": choice.model.name if choice.model else "extractive",
            "reason": choice.reason,
            "trial": _trial(ours),
            "missing": list(choice.missing),
            "embedder": ours.embedder.name,
            "embedder_reason": ours.embed_choice.reason,
            "embedder_missing": list(ours.embed_choice.missing),
            **_calibration(ours.embedder),
            "home": str(ours.settings.home),
            "index": Place.of(ours.settings).shown,
            "read_only": home.is_dir() and only_to_be_read(home),
            "cache": str(ours.settings.cache),
            "documents": documents,
            "passages": passages,
            "queue": waiting,
            "chinese_fonts": fonts,
            "reads_pictures": networks.available(),
            "problems": [problem.said for problem in found],
            "weights": [problem.weight for problem in found],
            "settings": ours.settings.model_dump(mode="json"),
        }
    if args.json:
        output.document(told)
    else:
        _say(told, found, better_tier=choice.missing, better_search=ours.embed_choice.missing)
    return StoreError.exit_code if any(problem.weight != "small" for problem in found) and made else 0


def _of_store(ours: Assistant) -> tuple[list[Problem], int, int, bool]:
    """Return what is wrong with the index, how many documents and passages it has, and whether anything was ever indexed."""
    from ragassist.store.consistency import Problem

    documents = passages = 0
    try:
        records = ours.store.documents()
        documents, passages = len(records), sum(record.passages for record in records)
        older = listing.older_line(records)
        return [*ours.store.problems(), *([Problem("small", older)] if older else [])], documents, passages, bool(documents)
    except RagassistError as error:
        return [Problem("broken", str(error))], documents, passages, error.code != "store.nothing_here"


def _of_queue(ours: Assistant) -> tuple[list[Problem], dict[str, int]]:
    """Return what is wrong with the queue of workers, and how many jobs are waiting, in hand and set aside."""
    from ragassist.store.consistency import Problem
    from ragassist.store.place import Place
    from ragassist.store.work_queue import queued

    found = []
    try:
        jobs = queued(Place.of(ours.settings))
    except RagassistError:  # told of the index itself
        jobs = []
    counts = {state: sum(job.state == state for job in jobs) for state in ("waiting", "working", "aside")}
    if counts["aside"]:
        first = next(f"{job.shown}: {say(job.reason)}" for job in jobs if job.state == "aside" and job.reason is not None)
        more = "`ragassist worker --status` says why of each, `ragassist worker --retry` takes them up again."
        found.append(Problem("worse", f"{counts['aside']} jobs of the queue failed three times and were set aside, such as {first} {more}"))
    if counts["waiting"] and not counts["working"]:
        found.append(Problem("small", f"{counts['waiting']} jobs wait in the queue and nobody works: run `ragassist worker`."))
    return found, counts


def _of_machine(home: Path, fonts: bool) -> list[Problem]:
    """Return what is wrong around the index: room, fonts. A home that may only be read needs no room."""
    from ragassist.ingest.load.fonts import PACKAGE
    from ragassist.store.consistency import Problem
    from ragassist.store.read_only import only_to_be_read

    found = []
    if home.is_dir() and not only_to_be_read(home) and (free := shutil.disk_usage(home).free) < _LEAST_FREE_BYTES:
        left = f"Only {free / 1e6:.0f} MB are free on the disk of {str(home)!r}; make room before the next ingest."
        found.append(Problem("worse", left))
    if not fonts:
        found.append(Problem("small", f"There is no font for Chinese: PDFs that bring no fonts lose figures; install {PACKAGE}."))
    return found


def _calibration(embedder: Embedder) -> dict[str, list[str]]:
    """Return what is not done by the likeness of this embedder, in sentences, and for which sections another one's weights are taken."""
    from ragassist.models.calibration import calibration_file
    from ragassist.models.calibration.form import missing
    from ragassist.models.embed import in_one_space
    from ragassist.verify.calibration import calibration_of

    held = dict(calibration_file(embedder.name))
    if calibration_of(embedder.name) is not None:  # also the user's own
        held.setdefault("claims", {})
    lacking = missing(held, in_one_space(embedder))
    return {
        "not_by_likeness": [section.off for section in lacking if section.off],
        "weights_of_another": [section.name for section in lacking if not section.off],
    }


def _trial(ours: Assistant) -> dict[str, Any] | None:
    """What `models try` found of the model on this machine; None where another answers, or nobody tried."""
    from ragassist.models import weights
    from ragassist.models.trials import Trials

    path = weights.locate(ours.settings) if ours.choice.tier == "local" else None
    trial = Trials(ours.settings.home).of(path) if path is not None else None
    return None if trial is None else dataclasses.asdict(trial)


def _say(told: dict[str, Any], found: Sequence[Problem], *, better_tier: Sequence[str], better_search: Sequence[str]) -> None:
    """Print what was found, for people."""
    from ragassist.ingest.ocr import networks
    from ragassist.models.trials import Trial
    from ragassist.models.trials import told as told_of
    from ragassist.settings import names

    for problem in found:
        output.say(f"{_HEADINGS[problem.weight]:<12} {problem.said}")
    output.say(f"Model tier   {told['tier']}: {told['model']}\n             {told['reason']}")
    if told["trial"] is not None:
        lines = told_of(Trial(**told["trial"]))
        output.say(f"             tried on {told['trial']['learned']}: {lines[-1]}")
        for line in lines[:-1]:
            output.say(f"               {line}")
    for item in better_tier:
        output.say(f"             for a better tier: {item}")
    output.say(f"Embedder     {told['embedder']}\n             {told['embedder_reason']}")
    for item in better_search:
        output.say(f"             for better search: {item}")
    for line in told["not_by_likeness"]:
        output.say(f"             {line}")
    if told["weights_of_another"]:
        output.say(f"             weights of another embedder are taken for: {', '.join(told['weights_of_another'])}")
    output.say(
        f"Home         {told['home']}: {told['documents']} documents, {told['passages']} passages"
        + (" (may only be read)" if told["read_only"] else "")
    )
    if told["index"] != str(Path(told["home"]).expanduser().absolute()):
        output.say(f"Index        {told['index']}")
    output.say(f"Cache        {told['cache']}")
    wrong = [problem for problem in found if problem.weight != "small"]
    output.say("Store        " + (f"not sound: {len(wrong)} to be seen to, above" if wrong else "sound"))
    reads = "read by machine" if told["reads_pictures"] else f"not read: {networks.INSTALL} reads them"
    output.say(f"Scans        {reads}")
    output.say("Settings     " + ", ".join(names()))
