"""ZIP archives of documents: unpacked once into the index's home, where each document is read like any other file.

Names inside lead nowhere: each part gets a name of ours. Encrypted parts, formats that cannot be read and what would unpack to too
much are left out.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ragassist.phrases import Phrase
from ragassist.types import Failure

SUFFIX: Final = ".zip"
FOLDER: Final = "unpacked"
MAX_MEMBERS: Final = 5000
MAX_UNPACKED_BYTES: Final = 2_000_000_000
MAX_RATIO: Final = 200
"""Times that a part of more than `_SMALL_BYTES` may be larger than it is packed; text seldom reaches 20."""
MAX_DEPTH: Final = 3
_SMALL_BYTES: Final = 5_000_000
_CONTENTS: Final = "contents.json"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One document that came out of an archive."""

    path: Path
    shown: str
    """The archive's name as shown, a slash, and the name inside."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out of one archive."""

    members: tuple[Member, ...]
    failed: tuple[Failure, ...]
    skipped: int
    """Parts of formats that cannot be read."""


def folder_of(archive: Path, home: Path) -> Path:
    """Return where the documents of an archive are unpacked; they have no other place."""
    return home / FOLDER / hashlib.sha256(str(archive).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def unpack(archive: Path, shown: str, *, home: Path, suffixes: Collection[str], max_file_mb: float) -> Unpacked:
    """Unpack the readable documents of an archive, archives inside of it too; what is unpacked already and unchanged stays.

    Args:
        archive: the file.
        shown: its name as people see it.
        home: the index's home.
        suffixes: lower-case suffixes that can be read.
        max_file_mb: larger parts are left out, as larger files are.
    """
    target = folder_of(archive, home)
    run = _Run(suffixes, max_file_mb)
    try:
        stamp = archive.stat()
        key = [str(archive), stamp.st_size, stamp.st_mtime_ns, shown, sorted(suffixes), max_file_mb]
        before = _contents(target)
        if before is not None and before[0] == json.loads(json.dumps(key)) and all(member.path.is_file() for member in before[1].members):
            return before[1]
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        run.open(archive, shown, target, 0)
    except OSError as error:
        run.failed.append(Failure(shown, Phrase.of("archive.not_unpacked", error=error.strerror or error)))
    found = Unpacked(tuple(run.members), tuple(run.failed), run.skipped)
    if target.is_dir() and not found.failed:
        rows = [[member.path.name, member.shown] for member in found.members]
        with contextlib.suppress(OSError):
            (target / _CONTENTS).write_text(json.dumps([key, rows, found.skipped]), encoding="utf-8")
    return found


def gone(home: Path, covers: Callable[[str], bool]) -> list[Path]:
    """Folders of documents whose archives are no longer there, of those archives that `covers` means."""
    found = []
    for contents in sorted((home / FOLDER).glob(f"*/{_CONTENTS}")):
        try:
            archive = json.loads(contents.read_text(encoding="utf-8"))[0][0]
        except (OSError, ValueError, TypeError, IndexError, KeyError):
            continue
        if covers(archive) and not Path(archive).exists():
            found.append(contents.parent)
    return found


def _contents(target: Path) -> tuple[list[object], Unpacked] | None:
    """What was unpacked here before, and the key it was unpacked under."""
    try:
        key, rows, skipped = json.loads((target / _CONTENTS).read_text(encoding="utf-8"))
        return key, Unpacked(tuple(Member(target / name, shown) for name, shown in rows), (), int(skipped))
    except (OSError, ValueError, TypeError):
        return None


class _Run:
    """One unpacking: what came out so far, and how much."""

    def __init__(self, suffixes: Collection[str], max_file_mb: float) -> None:
        self.members: list[Member] = []
        self.failed: list[Failure] = []
        self.skipped = 0
        self._suffixes, self._max_bytes = suffixes, int(max_file_mb * 1_000_000)
        self._bytes = 0

    def open(self, archive: Path, shown: str, target: Path, depth: int) -> None:
        try:
            with zipfile.ZipFile(archive) as opened:
                for part in opened.infolist()[: MAX_MEMBERS + 1]:
                    if len(self.members) >= MAX_MEMBERS:
                        self.failed.append(Failure(shown, Phrase.of("archive.too_many", most=MAX_MEMBERS)))
                        return
                    self._take(opened, part, shown, target, depth)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, EOFError) as error:
            self.failed.append(Failure(shown, Phrase.of("archive.damaged", error=error)))

    def _take(self, opened: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str, target: Path, depth: int) -> None:
        inside = _name(part)
        path = PurePosixPath(inside)
        if part.is_dir() or any(one.startswith((".", "__MACOSX")) for one in path.parts) or stat.S_ISLNK(part.external_attr >> 16):
            return
        suffix, name = path.suffix.lower(), f"{shown}/{inside}"
        if suffix not in self._suffixes and suffix != SUFFIX:
            self.skipped += 1
            return
        if part.flag_bits & 1:
            self.failed.append(Failure(name, Phrase.of("archive.locked")))
            return
        if part.file_size > self._max_bytes and suffix != SUFFIX:
            self.failed.append(Failure(name, Phrase.of("archive.large_member", size_mb=part.file_size / 1e6, max_mb=self._max_bytes / 1e6)))
            return
        if part.file_size > max(_SMALL_BYTES, MAX_RATIO * part.compress_size) or self._bytes + part.file_size > MAX_UNPACKED_BYTES:
            self.failed.append(Failure(name, Phrase.of("archive.bomb")))
            return
        place = target / f"{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}{suffix}"
        try:
            self._bytes += _write(opened, part, place)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError) as error:
            place.unlink(missing_ok=True)
            self.failed.append(Failure(name, Phrase.of("archive.not_unpacked", error=error)))
            return
        except Exception as error:  # noqa: BLE001  # zlib.error and lzma.LZMAError have no common parent
            place.unlink(missing_ok=True)
            self.failed.append(Failure(name, Phrase.of("archive.not_unpacked", error=error)))
            return
        if suffix != SUFFIX:
            self.members.append(Member(place, name))
        elif depth + 1 < MAX_DEPTH:
            self.open(place, name, target, depth + 1)
            place.unlink(missing_ok=True)
        else:
            place.unlink(missing_ok=True)
            self.failed.append(Failure(name, Phrase.of("archive.nested", most=MAX_DEPTH)))


def _write(opened: zipfile.ZipFile, part: zipfile.ZipInfo, place: Path) -> int:
    """Unpack one part, never more of it than it says that it holds."""
    written = 0
    with opened.open(part) as source, place.open("wb") as out:
        for chunk in _chunks(source):
            written += len(chunk)
            if written > part.file_size:
                raise ValueError("it is larger than it says")
            out.write(chunk)
    os.utime(place, (_packed_at(part), _packed_at(part)))  # so that the same part is known again
    return written


def _chunks(source: object) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):  # type: ignore[attr-defined]
        yield chunk


def _packed_at(part: zipfile.ZipInfo) -> float:
    import datetime

    try:
        return datetime.datetime(*part.date_time, tzinfo=datetime.UTC).timestamp()
    except ValueError:
        return 0.0


def _name(part: zipfile.ZipInfo) -> str:
    """The name inside, by the encoding in which it reads best where the archive does not say."""
    if part.flag_bits & 0x800 or part.filename.isascii():
        return part.filename
    from ragassist.ingest.load.encoding import told_apart

    octets = part.filename.encode("cp437", errors="replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        text, score = told_apart(octets)
        return text if score > 0 else part.filename
