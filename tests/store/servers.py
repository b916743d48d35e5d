"""Real servers for tests and benchmarks: a private PostgreSQL and a Chroma server on loopback, which can be killed and started again."""

from __future__ import annotations

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_START_S = 300


def free_port() -> int:
    """A port below those that the system gives to clients: a server that is started again there must not find one of them on it."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def postgres_programs() -> Path | None:
    """The directory with `initdb` and `postgres`: Debian's, or that on the path."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0
    )
    found = debian[-1] if debian else Path(shutil.which("initdb") or "")
    return found.resolve().parent if found.name == "initdb" else None


class Postgres:
    """A cluster of its own in a temporary directory. Root starts it as the user `postgres`, since PostgreSQL refuses root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._base = Path(tempfile.mkdtemp(prefix="ragassist-postgres-", dir="/tmp"))
        self._as: dict[str, object] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._base, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._data, self._port = self._base / "data", free_port()
        self._process: subprocess.Popen[bytes] | None = None
        made = self._run("initdb", "-D", str(self._data), "-U", "tester", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        assert made.returncode == 0, made.stderr
        self.start()
        for name in ("one", "two"):
            made = self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "tester", name)
            assert made.returncode == 0, made.stderr

    def url(self, database: str = "one") -> str:
        return f"postgresql://tester:a-secret-word@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-h", "127.0.0.1", "-p", str(self._port), "-k", str(self._base)]
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:  # what is left of a killed one may still hold its memory
                self._process = subprocess.Popen(command, cwd=self._base, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._as)
            if self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self._port)).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError("PostgreSQL did not start")

    def kill(self) -> None:
        """As a power cut would: no shutdown, no checkpoint."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """An ordinary stop that breaks the connections."""
        self._end(signal.SIGINT)

    def close(self) -> None:
        self._end(signal.SIGQUIT)
        shutil.rmtree(self._base, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(timeout=_START_S)

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / program), *words]
        return subprocess.run(command, cwd=self._base, capture_output=True, text=True, check=False, timeout=_START_S, **self._as)


class ChromaServer:
    """A Chroma server over one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory, self._port = directory, free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        # What `chroma` itself calls, without the seconds that it takes to import the client: a server is started a hundred times.
        code = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(['chroma', *sys.argv[1:]])"
        place = ["--path", str(self._directory), "--host", "127.0.0.1", "--port", str(self._port)]
        command = [sys.executable, "-c", code, "run", *place]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            if self._process.poll() is not None:
                self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.1)
        raise AssertionError("Chroma did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
