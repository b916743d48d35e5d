"""Named states of a home: a copy of the manifest, which is the truth, under `HOME/snapshots/NAME`, with its checksum.

A copy is one consistent read of the database, so people may ask and a writer may write meanwhile. Vectors are not copied: the embedding
cache keeps those that a snapshot names (`kept_keys`), so that restoring embeds nothing. Nothing here changes the index.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ragassist import __version__
from ragassist.errors import StoreError, UsageError
from ragassist.phrases import Phrase
from ragassist.store.manifest import FILE_NAME, Manifest
from ragassist.store.place import Place

DIRECTORY = "snapshots"
FORMAT = 1
_ABOUT = "snapshot.json"
_NAME = re.compile(r"\w[\w.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of a named state."""

    name: str
    at: str
    """When it was taken, ISO 8601 in UTC."""
    version: int
    """The index's version then."""
    documents: int
    passages: int
    embedder: str
    home: str
    """Where the index was then, links resolved, to tell uploads there from files elsewhere."""
    sha256: str
    """Of the copied manifest."""
    program: str
    format: int = FORMAT


def check_name(name: str) -> str:
    """Return `name`.

    Raises:
        UsageError: it cannot be the name of a snapshot.
    """
    if not _NAME.fullmatch(name):
        raise UsageError("snapshot.name", name=name)
    return name


def take(place: Place, name: str) -> Snapshot:
    """Keep the state of the index under `name` in its home, whole or not at all.

    Raises:
        UsageError: the name will not do, or is taken.
        StoreError: nothing is indexed here, or the copy cannot be written.
    """
    target = place.home / DIRECTORY / check_name(name)
    if target.exists():
        raise UsageError("snapshot.taken", name=name)
    if not place.there():
        raise StoreError("store.nothing", home=place.shown)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".taking-", ignore_cleanup_errors=True) as scratch:
            made = Path(scratch) / name
            made.mkdir()
            about = copy_state(place, made, name)
            made.rename(target)
            return about
    except (OSError, sqlite3.Error) as error:
        raise StoreError("snapshot.unwritable", name=name, why=getattr(error, "strerror", None) or error) from error


def copy_state(place: Place, into: Path, name: str) -> Snapshot:
    """Copy the manifest and what is known of it into the directory `into`: a file, whatever the index is in."""
    with closing(place.manifest()) as manifest:
        manifest.copy_into(into)
    with closing(Manifest(into)) as manifest:
        state, records = manifest.state(), manifest.records()
    about = Snapshot(
        *(name, datetime.now(UTC).isoformat(timespec="seconds"), state.version, len(records), sum(r.passages for r in records)),
        *(state.embedder, str(place.home.resolve()), digest(into / FILE_NAME), __version__),
    )
    (into / _ABOUT).write_text(json.dumps(asdict(about), ensure_ascii=False, indent=1), encoding="utf8")
    return about


def snapshots(home: Path) -> list[Snapshot]:
    """Return the snapshots of `home`, oldest first; a directory that is none is passed over."""
    found = []
    for path in sorted((home / DIRECTORY).glob(f"*/{_ABOUT}")):
        if not path.parent.name.startswith("."):
            try:
                found.append(_read(path))
            except (OSError, ValueError, TypeError):
                continue
    return sorted(found, key=lambda each: (each.at, each.name))


def opened(home: Path, name: str) -> tuple[Snapshot, Path]:
    """Return the snapshot `name` and its directory, its checksum verified.

    Raises:
        UsageError: there is none.
        StoreError: it is damaged, or of a newer program.
    """
    directory = home / DIRECTORY / check_name(name)
    if not (directory / _ABOUT).is_file():
        known = ", ".join(each.name for each in snapshots(home)) or Phrase.of("snapshot.none_yet")
        raise UsageError("snapshot.absent", name=name, known=known)
    return verified(directory), directory


def verified(directory: Path) -> Snapshot:
    """Return what is known of the state in `directory`.

    Raises:
        StoreError: its checksum does not hold, or it is of a newer program.
    """
    try:
        about = _read(directory / _ABOUT)
        whole = digest(directory / FILE_NAME) == about.sha256
    except (OSError, ValueError, TypeError) as error:
        raise StoreError("snapshot.unreadable", directory=directory, error=error) from error
    if about.format > FORMAT:
        raise StoreError("snapshot.newer", name=about.name, found=about.format, ours=FORMAT, program=about.program)
    if not whole:
        raise StoreError("snapshot.damaged", name=about.name)
    return about


def remove(home: Path, name: str) -> None:
    """Delete the snapshot `name`.

    Raises:
        UsageError: there is none.
    """
    directory = home / DIRECTORY / check_name(name)
    if not directory.is_dir():
        raise UsageError("snapshot.absent_list", name=name)
    shutil.rmtree(directory)


def kept_keys(home: Path, among: Collection[bytes] | None = None) -> Iterator[bytes]:
    """Yield the keys of the vectors that snapshots stand on, which the cache must not forget; only of `among`, where that is given."""
    for path in (home / DIRECTORY).glob(f"*/{FILE_NAME}"):
        try:
            with closing(Manifest(path.parent)) as manifest:
                yield from [key for _, _, key in manifest.vector_keys()] if among is None else manifest.held(among)
        except StoreError:
            continue


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> Snapshot:
    found = json.loads(path.read_text(encoding="utf8"))
    known = {field: found[field] for field in Snapshot.__slots__ if field in found}
    return Snapshot(**known)
