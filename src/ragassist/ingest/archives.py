"""ZIP archives of documents and messages with files: unpacked once into the index's home, where each document is read like any other file.

Names inside lead nowhere: each part gets a name of ours. Encrypted parts, formats that cannot be read and what would unpack to too
much are left out. A message stays a document itself, wherever it lies.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import hashlib
import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from ragassist.ingest.load import mail_parts
from ragassist.phrases import Phrase
from ragassist.types import Failure

SUFFIX: Final = ".zip"
MESSAGES: Final = frozenset({".eml", ".mht", ".mhtml"})
FOLDER: Final = "unpacked"
MAX_MEMBERS: Final = 5000
MAX_UNPACKED_BYTES: Final = 2_000_000_000
MAX_RATIO: Final = 200
"""Times that a part of more than `_SMALL_BYTES` may be larger than it is packed; text seldom reaches 20."""
MAX_DEPTH: Final = 3
_SMALL_BYTES: Final = 5_000_000
_BROKEN_MESSAGE: Final = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)
_CONTENTS: Final = "contents.json"
_CHUNK: Final = 1 << 20
_MAY_CARRY: Final = re.compile(rb"(?i)file\s*name|message/rfc822|content-disposition:\s*attachment")


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


def may_hold_documents(path: Path) -> bool:
    """Return whether a file is an archive, or a message that carries files as far as its bytes tell without being parsed."""
    suffix = path.suffix.lower()
    if suffix not in MESSAGES:
        return suffix == SUFFIX
    try:
        return _MAY_CARRY.search(path.read_bytes()) is not None
    except OSError:
        return False  # what reads it says why


def folder_of(archive: Path, home: Path) -> Path:
    """Return where the documents of an archive are unpacked; they have no other place."""
    return home / FOLDER / hashlib.sha256(str(archive).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def unpack(archive: Path, shown: str, *, home: Path, suffixes: Collection[str], max_file_mb: float) -> Unpacked:
    """Unpack the readable documents of an archive or a message, archives and messages inside of it too.

    What is unpacked already and unchanged stays.

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
        if archive.suffix.lower() in MESSAGES:
            self._open_message(archive, shown, target, depth)
            return
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
        self._keep(place, name, target, depth)

    def _open_message(self, message: Path, shown: str, target: Path, depth: int) -> None:
        """Take the files that go with a message; what cannot be parsed is said by what reads the message itself."""
        try:
            parsed = email.message_from_bytes(message.read_bytes(), policy=email.policy.default)
            parts = list(islice(mail_parts.attached(parsed), MAX_MEMBERS + 1))
            names = [mail_parts.name_of(part, number) for number, part in enumerate(parts, start=1)]
        except _BROKEN_MESSAGE:
            return
        for number, (part, name) in enumerate(zip(parts, names, strict=True), start=1):
            if len(self.members) >= MAX_MEMBERS:
                self.failed.append(Failure(shown, Phrase.of("archive.too_many", most=MAX_MEMBERS)))
                return
            again = name in names[: number - 1]
            self._take_attached(part, f"{shown}/{number}-{name}" if again else f"{shown}/{name}", target, depth)

    def _take_attached(self, part: EmailMessage, name: str, target: Path, depth: int) -> None:
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in self._suffixes and suffix != SUFFIX:
            return  # the message names it as left out
        try:
            content = mail_parts.content_of(part)
        except _BROKEN_MESSAGE as error:
            self.failed.append(Failure(name, Phrase.of("archive.not_unpacked", error=error)))
            return
        if len(content) > self._max_bytes:
            self.failed.append(Failure(name, Phrase.of("archive.large_member", size_mb=len(content) / 1e6, max_mb=self._max_bytes / 1e6)))
            return
        if self._bytes + len(content) > MAX_UNPACKED_BYTES:
            self.failed.append(Failure(name, Phrase.of("archive.bomb")))
            return
        self._bytes += len(content)
        place = target / f"{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}{suffix}"
        place.write_bytes(content)
        self._keep(place, name, target, depth)

    def _keep(self, place: Path, name: str, target: Path, depth: int) -> None:
        """Take a part that was unpacked: open it where it holds others, up to `MAX_DEPTH`, and keep it where it is a document."""
        is_archive = place.suffix == SUFFIX
        if not is_archive:
            self.members.append(Member(place, name))
        if may_hold_documents(place):
            if depth + 1 < MAX_DEPTH:
                self.open(place, name, target, depth + 1)
            else:
                self.failed.append(Failure(name, Phrase.of("archive.nested", most=MAX_DEPTH)))
        if is_archive:
            place.unlink(missing_ok=True)


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
