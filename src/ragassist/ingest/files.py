"""Which files are meant by the paths that somebody gave: files, directories taken whole, globs.

Hidden files and directories are passed over, as are the index itself and the folders of pictures and scripts that a browser
saves beside a page. Links to directories are not followed, so none can lead in a circle. Nothing is opened or read here.
"""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ragassist.phrases import Phrase
from ragassist.types import Failure

_PAGES: Final = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_SAVED_WITH_A_PAGE: Final = ("_files", ".files", "-Dateien", "_file", "_archivos", "_fichiers")
"""How browsers name the folder of a saved page; Chinese editions write it in English."""


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
    closed: tuple[Failure, ...] = ()
    """Directories that could not be listed."""

    def covers(self, location: str) -> bool:
        """Return whether a file at `location`, were it there, would be one of these."""
        path = Path(location)
        return any(path.is_relative_to(directory) for directory in self.directories) or any(fits(location, p) for p in self.patterns)


def fits(location: str, pattern: str) -> bool:
    """Return whether the absolute path is one that the absolute glob means; `*` may cross directories."""
    return fnmatch.fnmatchcase(location, pattern)


def find(paths: Sequence[Path], *, suffixes: Collection[str], home: Path | None = None) -> Found:
    """Expand `paths`.

    A file that is named is taken whatever its suffix, one met in a directory only with one of `suffixes`; nothing under `home` is met.
    """
    files: dict[Path, None] = {}
    directories: list[Path] = []
    patterns: list[str] = []
    absent: list[tuple[str, Failure]] = []
    closed: list[Failure] = []
    skipped = 0
    for path in (path.expanduser() for path in paths):
        if os.path.lexists(path) or not glob.has_magic(str(path)):
            pattern, why = glob.escape(_real(path)), "path.absent"
            if path.is_symlink():
                why = "file.dead_link"
        else:
            pattern, why = str(path.absolute()), "path.no_match"
        met = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207  # Path.glob takes no absolute pattern
        patterns.append(pattern)
        if not os.path.exists(path) and path.is_symlink():  # noqa: PTH110  # Path.exists raises where a parent may not be read
            met = []
        if not met:
            absent.append((pattern, Failure(shown(path), Phrase.of(why))))
        named = Path(_real(path))
        for one in met:
            inside = [one]
            if os.path.isdir(one):  # noqa: PTH112  # as above
                directories.append(Path(_real(one)))
                inside = list(_walk(one, home, closed))
            readable = [file for file in inside if file.suffix.lower() in suffixes or file == named]
            # A link that leads nowhere keeps its own name, by which its failure is reported.
            files.update((Path(_real(file)) if os.path.exists(file) else file.absolute(), None) for file in readable)  # noqa: PTH110
            skipped += len(inside) - len(readable)
    return Found(tuple(files), skipped, tuple(directories), tuple(patterns), tuple(absent), tuple(closed))


def shown(path: Path) -> str:
    """Return the path as people see it: relative to the working directory where it is inside, else absolute."""
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def _real(path: Path) -> str:
    """The absolute path with links resolved as far as they lead; a link to itself stays as it is."""
    return os.path.realpath(path)


def _walk(directory: Path, home: Path | None, closed: list[Failure]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        closed.append(Failure(shown(Path(error.filename)), Phrase.of("path.unlisted", why=error.strerror or error)))

    for parent, names, files in os.walk(directory, onerror=refused):
        pages = {Path(name).stem for name in files if Path(name).suffix.lower() in _PAGES}
        names[:] = sorted(
            name
            for name in names
            if not name.startswith(".") and (Path(parent) / name).absolute() != home and not _belongs_to_page(name, pages)
        )
        yield from (Path(parent) / name for name in sorted(files) if not name.startswith("."))


def _belongs_to_page(name: str, pages: Collection[str]) -> bool:
    """Whether a directory is what a browser saved along with a page of the same name beside it."""
    return any(name.endswith(ending) and name.removesuffix(ending) in pages for ending in _SAVED_WITH_A_PAGE)
