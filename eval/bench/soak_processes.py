"""The processes of a soak and who starts them again: what systemd does with `deploy/systemd`, `Restart=on-failure` and `RestartSec=5`.

A process is killed (signal 9, and started again five seconds later) or restarted (asked to end, and started at once), in turn, and it is
noted when it was away, so that a request which was cut off then can be told from one that failed.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

RESTART_S = 5.0
SAMPLED_S = 10.0
UP_WITHIN_S = 180.0


@dataclass
class Served:
    """One process by its name; `url` is "" where it serves nothing."""

    name: str
    command: Sequence[str]
    url: str = ""
    heard: Callable[[bytes], None] | None = None
    """Is given each line that the process writes."""
    process: subprocess.Popen[bytes] | None = None
    away: list[tuple[float, float]] = field(default_factory=list)
    """Seconds on the monotonic clock, from and to."""
    samples: list[tuple[float, float, int]] = field(default_factory=list)
    """(seconds on the monotonic clock, memory in MB, open handles)."""

    def start(self, environ: dict[str, str]) -> None:
        """Start the process; returns at once."""
        out = subprocess.PIPE if self.heard else subprocess.DEVNULL
        self.process = subprocess.Popen([*self.command], env=environ, stdout=out, stderr=subprocess.DEVNULL)
        if self.heard:
            threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def wait_up(self) -> None:
        """Wait until it says that it is well."""
        until = time.monotonic() + UP_WITHIN_S
        while self.url:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
            if time.monotonic() > until:
                raise SystemExit(f"{self.name} did not come up")

    def was_away(self, since: float) -> bool:
        """Whether it was away at some time from `since` to now."""
        return any(to >= since for _, to in self.away)

    def sample(self) -> None:
        """Note memory and open handles."""
        try:
            pid = self.process.pid if self.process else 0
            status = Path(f"/proc/{pid}/status").read_text()
            handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
            self.samples.append((time.monotonic(), int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000, handles))  # type: ignore[index]
        except (OSError, TypeError):  # it is away
            return

    def fifths(self, began: float, took_s: float) -> list[tuple[float, float]]:
        """The medians of memory in MB and open handles in each fifth of the time."""
        parts = [[s for s in self.samples if i <= 5 * (s[0] - began) / took_s < i + 1] for i in range(5)]
        return [(statistics.median(s[1] for s in part), statistics.median(s[2] for s in part)) for part in parts if part]

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            if self.heard:
                self.heard(line)


class Supervisor:
    """Starts processes and ends some of them, in turn."""

    def __init__(self, processes: Sequence[Served], environ: dict[str, str]) -> None:
        """Start all; returns when they are up."""
        self.processes, self.environ = processes, environ
        self.kills: list[str] = []
        for each in processes:
            each.start(environ)
        for each in processes:
            each.wait_up()

    def restart_in_turn(self, stop: threading.Event, turns: Sequence[tuple[Served, signal.Signals]], every_s: float) -> None:
        """End the next process of `turns` every so many seconds and start it again."""
        number = 0
        while not stop.wait(every_s):
            process, how = turns[number % len(turns)]
            number += 1
            self.restart(process, how)

    def restart(self, served: Served, how: signal.Signals) -> None:
        """End a process and start it again."""
        assert served.process is not None
        began = time.monotonic()
        served.away.append((began, float("inf")))
        served.process.send_signal(how)
        served.process.wait()
        if how == signal.SIGKILL:
            time.sleep(RESTART_S)
        served.start(self.environ)
        served.wait_up()
        served.away[-1] = (began, time.monotonic())
        self.kills.append(f"{served.name} {how.name} {time.monotonic() - began:.1f} s")

    def watch(self, stop: threading.Event) -> None:
        """Sample all processes until stopped; a process that ends by itself is an error."""
        while not stop.wait(SAMPLED_S):
            for each in self.processes:
                each.sample()

    def end(self) -> None:
        """Ask all to end, and wait."""
        for each in self.processes:
            if each.process:
                each.process.terminate()
        for each in self.processes:
            if each.process:
                each.process.wait(timeout=60)


def load() -> float:
    """The machine's load over the last minute."""
    return os.getloadavg()[0]
