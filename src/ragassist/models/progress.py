"""How far a long fetch of weights has come, as a value and as a line for a person."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True, slots=True)
class PullProgress:
    """A moment of a fetch. `bytes_per_s` is 0 and `left_s` is None until there is something to measure."""

    step: str
    """What is being done, as a participle: "fetching part 3 of 22", "checking"."""
    done_bytes: int
    total_bytes: int
    bytes_per_s: float = 0.0
    left_s: float | None = None

    def line(self) -> str:
        """Return one line, at most some 70 characters.

        >>> PullProgress("fetching part 3 of 22", 100_000_000, 1_000_000_000, 10e6, 90).line()
        'fetching part 3 of 22: 100 of 1,000 MB (10%), 10.0 MB/s, 1:30 left'
        """
        share = 100 * self.done_bytes // self.total_bytes if self.total_bytes else 100
        text = f"{self.step}: {self.done_bytes / 1e6:,.0f} of {self.total_bytes / 1e6:,.0f} MB ({share}%)"
        if self.bytes_per_s:
            text += f", {self.bytes_per_s / 1e6:.1f} MB/s"
        if self.left_s is not None:
            text += f", {int(self.left_s) // 60}:{int(self.left_s) % 60:02d} left"
        return text


class Pace:
    """Turns byte counts into `PullProgress`, with the rate since it was made and the time that leaves."""

    def __init__(self, total_bytes: int, start_bytes: int = 0) -> None:
        self._total = total_bytes
        self._start = start_bytes
        self._since_s = time.monotonic()

    def at(self, step: str, done_bytes: int) -> PullProgress:
        """Return the progress now that `done_bytes` of the whole are there."""
        elapsed_s = time.monotonic() - self._since_s
        moved = done_bytes - self._start
        if elapsed_s < 0.5 or moved <= 0:
            return PullProgress(step, done_bytes, self._total)
        rate = moved / elapsed_s
        return PullProgress(step, done_bytes, self._total, rate, (self._total - done_bytes) / rate)


class ProgressPrinter:
    """Writes progress to a stream: one line rewritten on a terminal, else a new line for each step and tenth."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._last: tuple[str, int] | None = None
        self._width = 0

    def __call__(self, progress: PullProgress) -> None:
        """Show it, unless nothing that is worth a line changed."""
        line = progress.line()
        if self._terminal:
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            tenth = 10 * progress.done_bytes // max(progress.total_bytes, 1)
            mark = (progress.step.split(" part ")[0], tenth)
            if mark == self._last:
                return
            self._last = mark
            self._stream.write(line + "\n")
        self._stream.flush()

    def close(self) -> None:
        """End the rewritten line."""
        if self._terminal and self._width:
            self._stream.write("\n")
            self._stream.flush()
