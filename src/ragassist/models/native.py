"""Networks are loaded and run so that the end of the program cannot fall into the middle of one.

onnxruntime gives up the interpreter's lock while it loads a network and while it computes. A thread that nobody waits for and that comes
back from there when the interpreter is being taken down is ended on the spot, inside of C++ that does not allow it, and the whole process
aborts (exit code 134) after all its work was done. Threads that only sit in Python or in C are ended without harm. So a network is entered
through a gate: at exit it closes, waits for those inside, and whoever comes later waits before it until the process is gone.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime

_LONGEST_S: Final = 20.0
"""For those inside at exit: a long batch on a busy machine takes some seconds; one that hangs must not hold the program for ever."""


class Gate:
    """Lets threads in until it is closed; the main thread, which nothing ends, always."""

    def __init__(self) -> None:
        """Open, with nobody inside."""
        self._changed = threading.Condition()
        self._inside = 0
        self._closed = False

    def __enter__(self) -> None:
        """Go in; once the gate is closed, wait for ever."""
        with self._changed:
            while self._closed and threading.current_thread() is not threading.main_thread():
                self._changed.wait()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        """Go out."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def close(self, longest_s: float = _LONGEST_S) -> bool:
        """Let nobody in any more and wait for those inside; return whether all have left within `longest_s` seconds."""
        with self._changed:
            self._closed = True
            return self._changed.wait_for(lambda: not self._inside, longest_s)


NETWORKS: Final = Gate()
"""What every network is loaded and run behind."""

atexit.register(NETWORKS.close)


def run_network(session: onnxruntime.InferenceSession, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the first output of a network for `inputs`."""
    with NETWORKS:
        answer: np.ndarray = session.run(None, dict(inputs))[0]
    return answer
