"""The reading processes of this one: started when there is something to read, kept for the next file, ended when a limit is passed."""

from __future__ import annotations

import atexit
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from ragassist.errors import LoadError, RagassistError, StoreError, UsageError
from ragassist.ingest.confined import wire
from ragassist.phrases import Phrase

START_SECONDS: Final = 120.0
"""To be up, on a machine that is busy with other things."""
WHOLE: Final = 30
"""So many times the time for one page is the longest for a whole file."""
_KEPT: Final = 1
AT_ONCE: Final = 4
"""So many processes read at the same time; who asks besides waits. Each may take all the memory that its limit allows."""
_SECRET: Final = ("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL")
_ERRORS: Final = {kind.__name__: kind for kind in (LoadError, StoreError, UsageError)}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take."""

    seconds: float = 300.0
    """Longest time in which no page is finished; `WHOLE` times that for the file as a whole."""
    memory_mb: int = 4096
    """In million bytes, of address space besides what the process has when it is up; 0 for no limit. Held on Linux alone."""


class Readers:
    """Reading processes: one that is kept, more while several files are read at the same time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """No process is started yet; `at_once` is how many may be at work."""
        self._idle: list[tuple[int, _Process]] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(at_once)

    def ask(self, function: str, limits: Limits, *, name: str, **arguments: object) -> Any:  # noqa: ANN401  # whatever `function` returns
        """Return what `function` of `child.functions` gives back, from a process of its own.

        Args:
            function: by its name.
            limits: for this request.
            name: what the file is called in an error.
            arguments: of the function; `path` as a string.

        Raises:
            LoadError: a limit was passed, or the parser broke.
            RagassistError: what the function raises.
        """
        with self._places:
            process = self._taken(limits.memory_mb)
            sound = False
            try:
                found = process.ask(function, arguments, limits, name)
                sound = True
                return found
            except RagassistError:
                sound = process.is_sound
                raise
            finally:
                self._give_back(limits.memory_mb, process, sound=sound)

    def close(self) -> None:
        """End the processes that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, process in idle:
            process.end()

    def _taken(self, memory_mb: int) -> _Process:
        with self._lock:
            for at, (limit, process) in enumerate(self._idle):
                if limit == memory_mb and process.is_alive:
                    del self._idle[at]
                    return process
        return _Process(memory_mb)

    def _give_back(self, memory_mb: int, process: _Process, *, sound: bool) -> None:
        with self._lock:
            if sound and len(self._idle) < _KEPT:
                self._idle.append((memory_mb, process))
                return
        process.end()


class _Process:
    """One reading process."""

    def __init__(self, memory_mb: int) -> None:
        # Its own group, so that what it starts (LibreOffice) ends with it. It ends by itself when this process does.
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", "ragassist.ingest.confined.child", str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a parser's complaints may hold the text of a document
            env=_environment(),
            start_new_session=os.name == "posix",
        )
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._is_up = False
        self.is_sound = True
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, function: str, arguments: dict[str, object], limits: Limits, name: str) -> Any:  # noqa: ANN401
        self.is_sound = False  # until a whole reply is here
        if not self._is_up:
            self._answer(START_SECONDS, name, limits)
            self._is_up = True
        try:
            wire.send(cast("BinaryIO", self._process.stdin), (function, arguments))
        except OSError as error:
            raise LoadError("file.parser_died", name=name) from error
        ends = time.monotonic() + WHOLE * limits.seconds
        while True:
            kind, value = self._answer(min(limits.seconds, ends - time.monotonic()), name, limits)
            if kind == "page":
                continue
            self.is_sound = kind != "memory"
            if kind == "result":
                return value
            raise _error(kind, value, name, limits)

    def end(self) -> None:
        if self.is_alive:
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was not sent yet has nowhere to go
                    continue

    def _listen(self) -> None:
        pipe = cast("BinaryIO", self._process.stdout)
        try:
            while (content := wire.receive(pipe)) is not None:
                self._answers.put(content)
        except (OSError, ValueError):  # it was ended
            pass
        self._answers.put(None)

    def _answer(self, seconds: float, name: str, limits: Limits) -> tuple[str, Any]:
        try:
            content = self._answers.get(timeout=max(0.0, seconds))
        except queue.Empty as error:
            raise LoadError("file.slow", name=name, seconds=limits.seconds) from error
        if content is None:
            raise LoadError("file.parser_died", name=name)
        try:
            kind, value = wire.reply_of(content)
        except (pickle.UnpicklingError, TypeError, ValueError) as error:
            raise LoadError("file.parser_died", name=name) from error
        return str(kind), value


def _error(kind: str, value: Any, name: str, limits: Limits) -> RagassistError:  # noqa: ANN401  # from the other process
    if kind == "memory":
        return LoadError("file.memory", name=name, most_mb=limits.memory_mb)
    if kind == "broke":
        return LoadError("file.broke_reader", error_type=str(value[0]), error=str(value[1]))
    phrase = Phrase.from_json(value[1]) if kind == "error" else None
    if phrase is None:
        return LoadError("file.parser_died", name=name)
    return _ERRORS.get(value[0], LoadError)(phrase.code, **dict(phrase.values))


def _environment() -> dict[str, str]:
    """The environment without what no reader needs to know."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RAGASSIST_", "OPENAI_")) and not any(part in name.upper() for part in _SECRET)
    }
    # The way to this very package, also where it is not installed; and few arenas, since what they reserve counts as memory.
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "2"}


READERS: Final = Readers()
"""Of this process."""
atexit.register(READERS.close)
