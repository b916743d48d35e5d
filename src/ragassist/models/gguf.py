"""Other local models: GGUF files fetched from an address under their hash, and which ones are here."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from filelock import FileLock

from ragassist.errors import ModelError, UsageError
from ragassist.models import weights
from ragassist.models.checksum import forget, hash_into, is_noted, note
from ragassist.models.gguf_header import MAGIC, read_header
from ragassist.models.progress import Pace, PullProgress
from ragassist.models.trials import Trials
from ragassist.settings import Settings

_TIMEOUT_S = 60.0
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A GGUF file that is here."""

    name: str
    path: Path
    size_bytes: int
    pinned: bool
    """Whether it is the model that comes with this version."""
    in_use: bool
    """Whether the settings in force make it the local model, or the encoder."""
    kind: str = ""
    """Its architecture, and whether it is an encoder; empty for a file that cannot be read."""
    tried: bool = False
    """Whether `models try` was run with it in this home."""


def files(settings: Settings) -> list[LocalFile]:
    """Return the GGUF files of the cache, and the one that the settings name, by name."""
    folder = settings.cache / "models"
    found = set(folder.glob("*.gguf")) if folder.is_dir() else set()
    own = settings.local.weights
    if own is not None and own.is_file():
        found.add(own)
    encoder = Path(settings.embed.model).expanduser() if settings.embed.model.endswith(".gguf") else None
    if encoder is not None and encoder.is_file():
        found.add(encoder)
    pinned, used, trials = weights.pinned().path(settings), (weights.locate(settings), encoder), Trials(settings.home)
    return [
        LocalFile(path.stem, path, path.stat().st_size, path == pinned, path in used, kind=kind_of(path), tried=trials.of(path) is not None)
        for path in sorted(found, key=lambda path: path.name)
    ]


def writer(settings: Settings, name: str) -> Path:
    """Return the file of the language model that `name` means: a path, or the name of one that is here, or the beginning of only one.

    Raises:
        UsageError: none, or several; the message says which are here.
        ModelError: no GGUF file, or an encoder's.
    """
    there = [item.path for item in files(settings)]
    exact = [path for path in there if name.lower() in (path.stem.lower(), path.name.lower())]
    begun = [path for path in there if path.stem.lower().startswith(name.lower())]
    given = Path(name).expanduser()
    if exact or (len(begun) == 1 and not given.is_file()):
        path = (exact or begun)[0]
    elif given.is_file() or given.suffix == ".gguf":
        path = given
    else:
        raise UsageError("gguf.unknown", name=name, names=", ".join(path.stem for path in there) or "-")
    if read_header(path).encoder:
        raise ModelError("gguf.no_writer", path=path)
    return path


def kind_of(path: Path) -> str:
    """Return the architecture of the file's model, and `encoder` where it is one; empty for a file that cannot be read."""
    try:
        header = read_header(path)
    except ModelError:
        return ""
    return f"{header.architecture}, encoder" if header.encoder else header.architecture


def pull(settings: Settings, url: str, sha256: str, report: Callable[[PullProgress], None] = lambda _: None) -> Path:
    """Fetch a GGUF file into the cache under the name at the end of its address; returns its path. Nothing is fetched that is here already.

    An interrupted fetch goes on where it stopped. The file appears under its name only when its hash is right.

    Raises:
        UsageError: not an address or not a hash.
        ModelError: no space, no network, another file than the hash says, or none that is GGUF.
    """
    name = _name(url)
    if not _SHA256.fullmatch(sha256.lower()):
        raise UsageError("pull.not_sha256", sha256=sha256)
    path = settings.cache / "models" / name
    if path.is_file() and is_noted(path, sha256.lower()):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            partial = path.with_suffix(".partial")
            found = _fetch(url, partial, report)
            _check(partial, found, sha256.lower())
            forget(path)
            partial.replace(path)
            note(path, found)
            return path
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise ModelError("pull.unreachable", name=name, host=urlsplit(url).hostname, reason=reason) from error
    except OSError as error:
        raise ModelError("pull.unwritable", name=name, place=path.parent, why=error.strerror or error) from error


def _name(url: str) -> str:
    parts = urlsplit(url)
    name = Path(unquote(parts.path)).name
    local = (parts.hostname or "") in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise UsageError("pull.not_https", url=url)
    if not name.endswith(".gguf") or name == f"{weights.pinned().name}.gguf":
        raise UsageError("pull.not_a_name", name=name)
    return name


def _fetch(url: str, partial: Path, report: Callable[[PullProgress], None]) -> str:
    """Bring `partial` to the end of the file at `url`; returns the SHA-256 of all of it."""
    have = partial.stat().st_size if partial.is_file() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310  # the scheme was looked at
    digest = hashlib.sha256()
    try:
        reply = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code != 416 or not have:
            raise
        reply = None  # all of it is here
    if reply is not None and reply.status != 206:
        have = 0
    with partial.open("r+b" if have else "wb") as target:
        if have:
            max(hash_into(digest, target), default=0)
        if reply is not None:
            with contextlib.closing(reply):
                length = int(reply.headers.get("Content-Length") or 0)
                if shutil.disk_usage(partial.parent).free < length:
                    raise ModelError("pull.space", needed_gb=length / 1e9, place=partial.parent)
                pace = Pace(have + length, have)
                for done in hash_into(digest, reply, target):
                    report(pace.at("fetching", have + done))
    return digest.hexdigest()


def _check(partial: Path, found: str, wanted: str) -> None:
    with partial.open("rb") as stream:
        magic = stream.read(len(MAGIC))
    if found == wanted and magic == MAGIC:
        return
    partial.unlink()
    if found != wanted:
        raise ModelError("pull.other_hash", found=found[:12], wanted=wanted[:12])
    raise ModelError("pull.not_gguf")
