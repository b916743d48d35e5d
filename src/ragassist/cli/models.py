"""`models`: weights fetched and checked, listed, chosen and tried."""

from __future__ import annotations

import argparse
import dataclasses
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import settings
from ragassist.errors import RagassistError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ragassist.models.progress import ProgressPrinter
    from ragassist.settings import Settings

_VARIABLE = "RAGASSIST_LOCAL__WEIGHTS"


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    models = commands.add_parser("models", parents=[common], help="the weights of the local model and of the encoder")
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)
    pull = actions.add_parser("pull", parents=[common], help="fetch the weights and check them")
    pull.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="PATH",
        help="take them from a GGUF file, or from EmbeddingGemma's folder",
    )
    pull.add_argument("url", nargs="?", metavar="URL", help="another model's .gguf file; needs --sha256")
    pull.add_argument("--sha256", metavar="H", help="the hash that the file at URL must have")
    pull.set_defaults(run=_pull)
    listed = actions.add_parser("list", parents=[common], help="the GGUF files that are here, and which one is in use")
    listed.add_argument("--json", action="store_true", help="print them as one JSON document")
    listed.set_defaults(run=_list)
    use = actions.add_parser("use", parents=[common], help="let another GGUF model answer on this machine: writes local.weights")
    use.add_argument("model", metavar="NAME|PATH", help="a name that `models list` shows, or the path of a .gguf file")
    use.set_defaults(run=_use)
    tried = actions.add_parser("try", parents=[common], help="ask a local model some thirty short questions: how is it best used?")
    tried.add_argument("--model", metavar="NAME|PATH", help="another than the one in use")
    tried.add_argument("--json", action="store_true", help="print the outcome as one JSON document")
    tried.set_defaults(run=_try)


def _pull(args: argparse.Namespace) -> int:
    from ragassist.models import gemma_files, gguf, weights

    ours, source = settings(args), args.source
    if (args.url is None) != (args.sha256 is None) or (args.url is not None and source is not None):
        raise UsageError("pull.address_and_hash")
    if args.url is not None:
        path = _shown(lambda show: gguf.pull(ours, args.url, args.sha256, show))
        encoder = "encoder" in gguf.kind_of(path)
        use = f"Set RAGASSIST_EMBED__MODEL={path} to search with it" if encoder else f"Run `ragassist models use {path.stem}`"
        output.say(f"The model is ready at {path}. {use}.")
        return 0
    if source is not None and (source.is_dir() or source.suffix == ".zip"):
        output.say(f"The encoder is ready at {_shown(lambda show: gemma_files.adopt(ours, source, show))}.")
        return 0
    if source is not None:
        output.say(f"Weights are ready at {_shown(lambda show: weights.adopt(ours, source, show))}.")
        return 0
    if ours.embed.model in ("auto", "gemma") and not gemma_files.ready(ours):
        output.note(
            "Fetching EmbeddingGemma (1.1 GB, 0.3 GB of it kept), which finds far more; it is Google's, under the Gemma Terms of Use: "
            f"{gemma_files.TERMS}. To decline, stop here and set RAGASSIST_EMBED__MODEL=bundled."
        )
    # Each by itself: without one of them the program still answers, less well.
    failed = _tried(lambda show: weights.pull(ours, show), "Weights are")
    if ours.embed.model in ("auto", "gemma"):
        failed = _tried(lambda show: gemma_files.pull(ours, show), "The encoder is") or failed
    else:
        output.note("EmbeddingGemma is not fetched: embed.model names another embedder.")
    return failed


def _tried(work: Callable[[ProgressPrinter], Path], what: str) -> int:
    """The exit code of fetching one thing; 0 when it is there."""
    try:
        output.say(f"{what} ready at {_shown(work)}.")
    except RagassistError as error:
        output.note(str(error))
        return error.exit_code
    return 0


def _shown(work: Callable[[ProgressPrinter], Path]) -> Path:
    """What `work` returns, its progress shown meanwhile."""
    from ragassist.models.progress import ProgressPrinter

    show = ProgressPrinter()
    try:
        return work(show)
    finally:
        show.close()


def _list(args: argparse.Namespace) -> int:
    from ragassist.models import gguf

    found = gguf.files(settings(args))
    if args.json:
        output.document(found)
        return 0
    for item in found:
        about = ", ".join(
            part for part, holds in (("comes with this version", item.pinned), ("in use", item.in_use), ("tried", item.tried)) if holds
        )
        kind = "" if not item.kind else f"  {item.kind}"
        output.say(f"{item.name}  {item.size_bytes / 1e9:.1f} GB{kind}  {item.path}" + (f"  ({about})" if about else ""))
    if not found:
        output.note("No model files are here. Run `ragassist models pull`.")
    return 0


def _use(args: argparse.Namespace) -> int:
    from ragassist.cli.settings_file import put
    from ragassist.models import gguf, weights
    from ragassist.models.trials import Trials
    from ragassist.settings import FILE_NAME

    ours = settings(args)
    path = gguf.writer(ours, args.model)
    pinned = weights.pinned()
    comes_with = path.resolve() == pinned.path(ours).resolve()
    file = Path(FILE_NAME).absolute()
    before = put(file, "local", "weights", None if comes_with else str(path.resolve()))
    was = before or pinned.name
    now = "not set" if comes_with else str(path.resolve())
    output.say(f"local.weights in {FILE_NAME} is now {now}: {path.stem} is the model on this machine.")
    output.say(f"It was {before or f'not set, which means {was}'}. To go back: ragassist models use {shlex.quote(was)}")
    if os.environ.get(_VARIABLE):
        output.note(f"{_VARIABLE} is set and goes before {FILE_NAME}; unset it.")
    _say_who_answers(settings(args))
    if Trials(ours.home).of(path) is None:
        output.note("Nobody has tried it in this home; `ragassist models try` finds out how it is best asked.")
    return 0


def _say_who_answers(ours: Settings) -> None:
    from ragassist.models.select import choose

    choice = choose(ours)
    if choice.tier != "local":
        output.note(f"The model on this machine does not answer now: {choice.reason}")


def _try(args: argparse.Namespace) -> int:
    from ragassist.answer.trial import try_model
    from ragassist.models import gguf, weights
    from ragassist.models.local import LocalChat
    from ragassist.models.trials import Trials, told

    ours = settings(args)
    if args.model:
        path = gguf.writer(ours, args.model)
        own = None if path.resolve() == weights.pinned().path(ours).resolve() else path
        ours = ours.model_copy(update={"local": ours.local.model_copy(update={"weights": own})})
    path = weights.verified(ours)
    # The engine itself is asked: what an earlier trial found must not change what this one finds.
    trial = try_model(LocalChat(ours).start(), ours.local.context_tokens, tell=lambda what: output.note(f"asking {what} ..."))
    try:
        Trials(ours.home).keep(path, trial)
    except OSError as error:
        raise UsageError("trial.unwritable", home=ours.home, why=error.strerror or error) from error
    if args.json:
        output.document(dataclasses.asdict(trial) | {"model": path.stem, "way": trial.way})
        return 0
    output.say(f"{path.stem}, in {trial.seconds:.0f} s:")
    for line in told(trial):
        output.say(f"  {line}")
    output.say(f"Kept in {ours.home}; `ragassist doctor` shows it. Settings go before it: RAGASSIST_CHAT__SIZE, RAGASSIST_ANSWER__COMPOSE.")
    return 0
