"""`chat`, `models pull` and `doctor`: what runs on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragassist.cli import output
from ragassist.cli.assistants import assistant, settings
from ragassist.errors import RagassistError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ragassist.models.progress import ProgressPrinter


def add(commands: Any, common: argparse.ArgumentParser) -> None:  # noqa: ANN401  # argparse keeps its type private
    """Add this group's commands."""
    chat = commands.add_parser("chat", parents=[common], help="the chat page, in the browser")
    chat.add_argument("--host", metavar="H", help="address to serve on (default 127.0.0.1)")
    chat.add_argument("--port", type=int, metavar="P", help="port to serve on (default 7860)")
    chat.add_argument("--root-path", metavar="PATH", help="a proxy shows the page under this path, such as /assistant, and takes it off")
    chat.add_argument("--auth", type=Path, metavar="FILE", help="people sign in: users with hashed passwords, as --add-user writes them")
    chat.add_argument("--auth-header", metavar="NAME", help="a trusted proxy names the user in this header, such as X-Forwarded-User")
    chat.add_argument("--add-user", metavar="NAME", help="ask for a password, put the user into --auth FILE (default users.txt) and end")
    chat.set_defaults(run=_chat)

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

    doctor = commands.add_parser("doctor", parents=[common], help="which model tier is active and why; whether the store is sound")
    doctor.add_argument("--json", action="store_true", help="print the findings as one JSON document")
    doctor.add_argument("--endpoint", action="store_true", help="ask the hosted model's endpoint ten things: what it takes and gives")
    doctor.set_defaults(run=_doctor)


def _chat(args: argparse.Namespace) -> int:
    if args.add_user is not None:
        return _add_user(args)
    from ragassist.serving.logs import set_up
    from ragassist.ui.page import launch

    given = {f"ui__{name}": getattr(args, name) for name in ("host", "port", "auth", "auth_header", "root_path")}
    with assistant(args, **given) as ours:
        set_up(ours.settings)
        launch(ours, host=ours.settings.ui.host, port=ours.settings.ui.port)
    return 0


def _add_user(args: argparse.Namespace) -> int:
    import getpass

    from ragassist.ui.access import add_user

    path = settings(args, ui__auth=args.auth).ui.auth or Path("users.txt")
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password for {args.add_user}: ")
        if getpass.getpass("The same once more: ") != password:
            raise UsageError("password.differs")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    changed = add_user(path, args.add_user, password)
    output.say(
        f"{'Changed the password of' if changed else 'Added'} {args.add_user!r} in {path}. Start with `ragassist chat --auth {path}`."
    )
    return 0


def _pull(args: argparse.Namespace) -> int:
    from ragassist.models import gemma_files, gguf, weights

    ours, source = settings(args), args.source
    if (args.url is None) != (args.sha256 is None) or (args.url is not None and source is not None):
        raise UsageError("pull.address_and_hash")
    if args.url is not None:
        path = _shown(lambda show: gguf.pull(ours, args.url, args.sha256, show))
        output.say(f"The model is ready at {path}. Set RAGASSIST_LOCAL__WEIGHTS={path} to use it.")
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
        about = ", ".join(part for part, holds in (("comes with this version", item.pinned), ("in use", item.in_use)) if holds)
        output.say(f"{item.name}  {item.size_bytes / 1e9:.1f} GB  {item.path}" + (f"  ({about})" if about else ""))
    if not found:
        output.note("No model files are here. Run `ragassist models pull`.")
    return 0


def _doctor(args: argparse.Namespace) -> int:
    from ragassist.ingest.load.fonts import has_chinese_fonts
    from ragassist.ingest.ocr import weights
    from ragassist.store.reading import only_to_be_read

    if args.endpoint:
        from ragassist.cli import endpoint

        return endpoint.run(args)

    with assistant(args) as ours:
        choice = ours.choice
        problems: list[str] = []
        documents = passages = 0
        try:
            records = ours.store.documents()
            documents, passages = len(records), sum(record.passages for record in records)
            problems = ours.store.check()
        except StoreError as error:
            problems = [str(error)]
        except RagassistError as error:
            problems = [str(error)]
        found = {
            "tier": choice.tier,
            "model": choice.model.name if choice.model else "extractive",
            "reason": choice.reason,
            "missing": list(choice.missing),
            "embedder": ours.embedder.name,
            "embedder_reason": ours.embed_choice.reason,
            "embedder_missing": list(ours.embed_choice.missing),
            "home": str(ours.settings.home),
            "read_only": ours.settings.home.expanduser().is_dir() and only_to_be_read(ours.settings.home.expanduser()),
            "cache": str(ours.settings.cache),
            "documents": documents,
            "passages": passages,
            "chinese_fonts": has_chinese_fonts(),
            "reads_pictures": weights.available(),
            "problems": problems,
            "settings": ours.settings.model_dump(mode="json"),
        }
    if args.json:
        output.document(found)
    else:
        _say_found(found, better_tier=choice.missing, better_search=ours.embed_choice.missing)
    return StoreError.exit_code if problems and documents else 0


def _say_found(found: dict[str, Any], *, better_tier: Sequence[str], better_search: Sequence[str]) -> None:
    """Print what `doctor` found, for people."""
    from ragassist.ingest.load.fonts import PACKAGE
    from ragassist.ingest.ocr import weights
    from ragassist.verify.calibration import calibration_of

    for problem in found["problems"]:  # what is wrong comes first
        output.say(f"Problem      {problem}")
    output.say(f"Model tier   {found['tier']}: {found['model']}\n             {found['reason']}")
    for item in better_tier:
        output.say(f"             for a better tier: {item}")
    output.say(f"Embedder     {found['embedder']}\n             {found['embedder_reason']}")
    for item in better_search:
        output.say(f"             for better search: {item}")
    if calibration_of(str(found["embedder"])) is None:
        output.say("             no calibration: claims are not compared by likeness, only by what the other checks find")
    output.say(
        f"Home         {found['home']}: {found['documents']} documents, {found['passages']} passages"
        + (" (may only be read)" if found["read_only"] else "")
    )
    output.say(f"Cache        {found['cache']}")
    output.say("Store        " + (f"not sound: {len(found['problems'])} to be seen to, above" if found["problems"] else "sound"))
    if not found["chinese_fonts"]:
        output.say(f"Fonts        none for Chinese: PDFs that bring no fonts lose figures; install {PACKAGE}")
    output.say("Scans        " + ("read by machine" if found["reads_pictures"] else f"not read: {weights.INSTALL} reads them"))
    output.say("Settings     " + ", ".join(_setting_names()))


def _setting_names() -> list[str]:
    from ragassist.settings import names

    return list(names())
