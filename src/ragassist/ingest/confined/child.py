"""The process that reads: does what it is asked, one request after another, until the one who asks is gone.

Started as `python -m ragassist.ingest.confined.child MEMORY_MB`.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

from ragassist.errors import RagassistError
from ragassist.ingest.confined import pipe_messages, pulse

_NO_ROOM_LEFT: Final = ("memory", "")
_STATUS: Final = Path("/proc/self/status")


def main() -> None:
    """Serve standard input and output. Whatever a parser prints goes nowhere."""
    asking, answering = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    known = functions()
    memory = _Memory(int(sys.argv[1]))
    pulse.listen(lambda: pipe_messages.send(answering, ("page", None)))
    pipe_messages.send(answering, ("ready", None))
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asking, requests), daemon=True).start()
    while True:
        name, arguments = pipe_messages.request_of(requests.get())
        pipe_messages.send(answering, _done(known[name], arguments, memory))


def functions() -> dict[str, Callable[..., Any]]:
    """Return what can be asked for, by name."""
    from ragassist.ingest.confined.drawing import draw
    from ragassist.ingest.load import load

    return {"load": load, "draw": draw}


def _listen(asking: BinaryIO, requests: queue.SimpleQueue[bytes]) -> None:
    """Pass requests on; end the process, whatever it is at, when nobody is left who asks."""
    while (content := pipe_messages.receive(asking)) is not None:
        requests.put(content)
    os._exit(0)


def _done(function: Callable[..., Any], arguments: dict[str, Any], memory: _Memory) -> tuple[str, Any]:
    try:
        return "result", function(**{name: Path(value) if name == "path" else value for name, value in arguments.items()})
    except MemoryError:
        return _NO_ROOM_LEFT
    except Exception as error:  # noqa: BLE001  # whatever a file does to its parser is told, and the next one is read
        if memory.was_scarce():
            return _NO_ROOM_LEFT
        if isinstance(error, RagassistError):
            return "error", (type(error).__name__, error.phrase.as_json())
        return "broke", (type(error).__name__, str(error)[:500])


class _Memory:
    """The limit to this process's memory, where the system keeps one."""

    def __init__(self, most_mb: int) -> None:
        """Allow so many million bytes more than the process has now; 0 for no limit. And no memory dumps."""
        self._scarce_bytes = 0
        try:
            import resource
        except ImportError:  # Windows
            return
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if most_mb and _STATUS.exists():
            now, most = _peak_bytes(), most_mb * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (now + most, now + most))
            self._scarce_bytes = now + most // 2

    def was_scarce(self) -> bool:
        """Return whether more than half has been used: parsers report what they are not given as a damaged file."""
        return bool(self._scarce_bytes) and _peak_bytes() > self._scarce_bytes


def _peak_bytes() -> int:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmPeak:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
