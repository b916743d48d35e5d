"""The program: reads the command line, calls one command, turns errors into two sentences and an exit code."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from ragassist import __version__
from ragassist.cli import digesting, doctor, doors, evaluation, indexing, machine, models, questions, saved_states, tasks, watching, working
from ragassist.cli.output import note
from ragassist.errors import RagassistError

_GROUPS = (indexing, working, watching, digesting, questions, tasks, machine, models, doctor, doors, saved_states, evaluation)
_INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """Writes usage errors in the house form: what is wrong, then what to do."""

    def error(self, message: str) -> None:  # type: ignore[override]
        note(f"{message[:1].upper()}{message[1:]}. Run `{self.prog} --help` for what it takes.")
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """Return the whole command line with its help."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", type=Path, metavar="DIR", help="where the index lives (default: .ragassist, or $RAGASSIST_HOME)")
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    about = "Answers about Chinese AI-policy documents, every sentence checked against its source."
    root = _Parser(prog="ragassist", description=about, parents=[common])
    root.add_argument("--version", action="version", version=f"ragassist {__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.add(commands, common)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 gate failed, 2 usage, 3 store, 4 model, 130 interrupted, 143 told to end)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf8", errors="replace")
    args = parser().parse_args(argv)
    debug = getattr(args, "debug", False)
    try:
        with _ending_in_order():
            return int(args.run(args))
    except RagassistError as error:
        if debug:
            traceback.print_exc()
        note(str(error))
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        from ragassist.store.read_only import of_disk

        told = of_disk(error, getattr(args, "home", ".ragassist"))
        if told is None:
            return _unexpected(error, debug)
        note(str(told))
        return told.exit_code
    except KeyboardInterrupt as error:
        note("Interrupted. What was finished is kept.")
        return 128 + signal.SIGTERM if isinstance(error, _ToldToEnd) else _INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last line of defence: a bug is reported in one sentence too
        return _unexpected(error, debug)


class _ToldToEnd(KeyboardInterrupt):  # no error
    """What SIGTERM raises: a program that is told to end closes what is open, as one that is interrupted does."""


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Have SIGTERM end the body in order, the first time; a second one ends the process at once.

    The usual way would leave undone what ends with a server, and does nothing in a container's first process.
    """
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        raise _ToldToEnd

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _unexpected(error: Exception, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    note(f"Something unexpected went wrong: {type(error).__name__}: {error}. Run it again with --debug and report the traceback.")
    return 1
