"""Where uploaded files are kept, under which names, and whose they are: `HOME/uploads/USER/NAME`. Opens no file."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

DIRECTORY = "uploads"
INCOMING = ".incoming"
"""Under a user's directory: what is still being received. Hidden, so that no ingest meets it."""
LOCAL = "local"
"""The directory of the one user there is while nobody signs in."""
_MAX_STEM_BYTES = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


def key(user: str) -> str:
    """Return the name of a user's directory: readable, and never the same for two users.

    >>> key("")
    'local'
    >>> key("Li Wei").startswith("li-wei-")
    True
    """
    if not user:
        return LOCAL
    slug = re.sub(r"[^a-z0-9]+", "-", user.lower()).strip("-")[:40] or "user"
    return f"{slug}-{sha256(user.encode()).hexdigest()[:10]}"


def directory(home: Path, user: str) -> Path:
    """Return where the uploads of `user` are; absolute, may not be there yet."""
    return home.expanduser().absolute() / DIRECTORY / key(user)


def owner(location: str, home: Path) -> str | None:
    """Return the `key` of whose upload the file at `location` is; None for a document that everybody shares."""
    return owners(home)(location)


def owners(home: Path) -> Callable[[str], str | None]:
    """Return what says of a location what `owner` does, for many of them at once: where uploads are is looked up a single time."""
    uploads = home.expanduser().absolute() / DIRECTORY
    bases = (uploads, uploads.resolve())
    beginnings = tuple(os.path.normcase(base) for base in bases)

    def owner_of(location: str) -> str | None:
        if not os.path.normcase(location).startswith(beginnings) and "//" not in location:  # a cheap look, for nearly all of very many
            return None
        path = Path(location)
        for base in bases:
            if path.is_relative_to(base):
                parts = path.relative_to(base).parts
                return parts[0] if parts else ""
        return None

    return owner_of


def safe_name(name: str) -> str:
    r"""Return a file name for `name` as a browser sends it: no directories, nothing hidden or reserved, the suffix kept in lower case.

    The same name always comes to the same file; a name that had to be changed carries a hash of what it was, so that two of them
    never meet.

    >>> safe_name("规定 2024.PDF"), safe_name("../../etc/passwd.txt")[:6]
    ('规定 2024.pdf', 'passwd')
    """
    plain = unicodedata.normalize("NFC", name)
    last = re.split(r"[/\\]", plain)[-1]
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        stem, suffix = last, ""
    stem = _UNSAFE.sub("", stem).strip(" .")
    suffix = re.sub(r"[^a-z0-9]", "", suffix.lower())[:10]
    cut = stem.encode()[:_MAX_STEM_BYTES].decode(errors="ignore").strip(" .")
    ending = f".{suffix}" if suffix else ""
    if not cut or _RESERVED.match(cut) or f"{cut}{ending}".lower() != plain.lower():
        cut = f"{cut or 'document'}-{sha256(plain.encode('utf8', 'surrogatepass')).hexdigest()[:8]}"
    return f"{cut}{ending}"
