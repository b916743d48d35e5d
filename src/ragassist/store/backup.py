"""One file with all that an index is: the manifest, the vectors that it names, and the uploaded files. A zip archive with checksums.

It holds no key, no password and no setting; the texts of all documents are in it, so keep it as safe as they are.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath

from ragassist.errors import StoreError
from ragassist.store.embedding_cache import FILE_NAME as VECTORS
from ragassist.store.manifest import FILE_NAME, Manifest
from ragassist.store.passage_vectors import statements_key
from ragassist.store.place import Place
from ragassist.store.snapshots import Snapshot, copy_state, digest, verified

_SUMS = "checksums.json"
_UPLOADS = "uploads"
_AT_ONCE = 500


def back_up(place: Place, file: Path, state: Path | None = None) -> Snapshot:
    """Write the index, or one of its snapshots, into `file`, whole or not at all.

    Args:
        place: where the index is.
        file: is replaced if it is there.
        state: the directory of a snapshot; None for the index as it is now.

    Raises:
        StoreError: nothing is indexed here, the snapshot is damaged, or the file cannot be written.
    """
    if state is None and not place.there():
        raise StoreError("store.nothing", home=place.shown)
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-", ignore_cleanup_errors=True) as scratch:
            directory = Path(scratch)
            if state is None:
                about = copy_state(place, directory, file.stem)
            else:
                about = verified(state)
                for name in (FILE_NAME, "snapshot.json"):
                    (directory / name).write_bytes((state / name).read_bytes())
            _copy_vectors(place, directory)
            made = directory / "backup.zip"
            _pack(directory, place.home / _UPLOADS, made)
            made.replace(file)
            return about
    except (OSError, sqlite3.Error) as error:
        raise StoreError("backup.unwritable", file=file, why=getattr(error, "strerror", None) or error) from error


@contextmanager
def unpacked(file: Path) -> Iterator[Path]:
    """Give a directory with what is in the backup `file`, every checksum verified; it is gone afterwards.

    Raises:
        StoreError: it is not a backup, or it is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="ragassist-backup-") as scratch:
        directory = Path(scratch)
        try:
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    _require_inside(name)
                archive.extractall(directory)
            sums = json.loads((directory / _SUMS).read_text(encoding="utf8"))
            damaged = [name for name, sum_ in sums.items() if digest(directory / name) != sum_]
        except (OSError, ValueError, zipfile.BadZipFile, AttributeError) as error:
            raise StoreError("backup.unreadable", file=file, error=error) from error
        if damaged:
            raise StoreError("backup.damaged", file=file, name=damaged[0])
        yield directory


def adopt(directory: Path, place: Place) -> None:
    """Take over the vectors and the uploaded files of an unpacked backup; files that are there stay as they are."""
    with closing(place.cache(write=True)) as cache, closing(sqlite3.connect(directory / VECTORS)) as db:
        rows = db.execute("SELECT key, vector FROM vectors")
        while some := rows.fetchmany(_AT_ONCE):
            cache.put_raw(some)
    for path in sorted((directory / _UPLOADS).rglob("*")):
        target = place.home / _UPLOADS / path.relative_to(directory / _UPLOADS)
        if path.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def _copy_vectors(place: Place, directory: Path) -> None:
    with closing(Manifest(directory)) as manifest:
        names = [name for _, _, name in manifest.vector_keys()]
    wanted = [*names, *map(statements_key, names)]
    with closing(sqlite3.connect(directory / VECTORS)) as db, closing(place.cache()) as cache:
        db.execute("CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
        for first in range(0, len(wanted), _AT_ONCE):
            some = cache.get(wanted[first : first + _AT_ONCE])
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", [(name, vector.tobytes()) for name, vector in some.items()])
        db.commit()


def _pack(directory: Path, uploads: Path, made: Path) -> None:
    files = {name: directory / name for name in (FILE_NAME, "snapshot.json", VECTORS)}
    for path in sorted(uploads.rglob("*")) if uploads.is_dir() else []:
        relative = path.relative_to(uploads)
        if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in relative.parts):
            files[f"{_UPLOADS}/{relative.as_posix()}"] = path
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in files.items():
            archive.write(path, name)
        archive.writestr(_SUMS, json.dumps({name: digest(path) for name, path in files.items()}, ensure_ascii=False))


def _require_inside(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise StoreError("backup.outside", name=name)
