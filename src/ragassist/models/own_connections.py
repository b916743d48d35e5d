"""The connections of this process to a server inside it, hung up before that server goes.

A server that is told to stop waits for the requests it is working on, and one whose asker was interrupted may wait for ever: the asker
neither reads on nor closes the line while the interpreter is being taken down.
"""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

_OPEN_FILES = "/dev/fd"
"""Where the systems that have it list what a process holds open; elsewhere nothing is hung up."""


def hang_up(port: int) -> int:
    """Shut down both ends of every TCP connection of this process to or from `port` on this machine; return how many ends there were.

    What listens goes on listening, and every other connection stays.
    """
    ended = 0
    try:
        numbers = [int(entry.name) for entry in Path(_OPEN_FILES).iterdir()]
    except (OSError, ValueError):
        return 0
    for number in numbers:
        with contextlib.suppress(OSError):
            end = _connection(number)
            if end is None:
                continue
            with end:
                if port in (end.getsockname()[1], end.getpeername()[1]):
                    end.shutdown(socket.SHUT_RDWR)
                    ended += 1
    return ended


def _connection(number: int) -> socket.socket | None:
    """The TCP socket behind an open file, under a number of its own; None for anything else."""
    copy = os.dup(number)
    try:
        found = socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        return None
    if found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM:
        return found
    found.close()
    return None
