"""Which files are meant by the paths that somebody gave: files, directories taken whole, globs.

Hidden files and directories are passed over, as is the index itself. Nothing is opened or read here.
"""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ragassist.types import Failure


@dataclass(frozen=True, slots=True)
class Found:
    """What the given paths come to."""

    files: tuple[Path, ...]
    """Absolute, symbolic links resolved, each once, in the order of the paths and then by name."""
    skipped: int
    """Files met in directories whose suffix is not readable."""
    directories: tuple[Path, ...]
    patterns: tuple[str, ...]
    """The globs, and the names of single files, as absolute glob patterns."""
    absent: tuple[tuple[str, Failure], ...]
    """Those of `patterns` that no file fits, and how to say so."""

    def covers(self, location: str) -> bool:
        """Whether a file at `location`, were it there, would be one of these."""
        path = Path(location)
        return any(path.is_relative_to(directory) for directory in self.directories) or any(fits(location, p) for p in self.patterns)


def fits(location: str, pattern: str) -> bool:
    """Whether the absolute path is one that the absolute glob means; `*` may cross directories."""
    return fnmatch.fnmatchcase(location, pattern)


def find(paths: Sequence[Path], *, suffixes: Collection[str], home: Path | None = None) -> Found:
    """Expand `paths`.

    A file that is named is taken whatever its suffix, one met in a directory only with one of `suffixes`; nothing under `home` is met.
    """
    files: dict[Path, None] = {}
    directories: list[Path] = []
    patterns: list[str] = []
    absent: list[tuple[str, Failure]] = []
    skipped = 0
    for path in (path.expanduser() for path in paths):
        if path.exists() or not glob.has_magic(str(path)):
            pattern, reason = glob.escape(str(path.resolve())), "There is no such file or directory."
        else:
            pattern, reason = str(path.absolute()), "No file fits this pattern."
        met = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207  # Path.glob takes no absolute pattern
        patterns.append(pattern)
        if not met:
            absent.append((pattern, Failure(shown(path), reason)))
        for one in met:
            if one.is_dir():
                directories.append(one.resolve())
            inside = list(_walk(one, home)) if one.is_dir() else [one]
            readable = [file for file in inside if file.suffix.lower() in suffixes or file == path.resolve()]
            files.update((file.resolve(), None) for file in readable)
            skipped += len(inside) - len(readable)
    return Found(tuple(files), skipped, tuple(directories), tuple(patterns), tuple(absent))


def shown(path: Path) -> str:
    """The path as people see it: relative to the working directory where it is inside, else absolute."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def _walk(directory: Path, home: Path | None) -> Iterator[Path]:
    for parent, names, files in os.walk(directory):
        names[:] = sorted(name for name in names if not name.startswith(".") and (Path(parent) / name).absolute() != home)
        yield from (Path(parent) / name for name in sorted(files) if not name.startswith("."))
