"""Where fetched pages are kept, `HOME/web/HOST/NAME`, and what is noted beside each: its address and when it was fetched.

A page keeps its file as long as nobody fetches it again, so that citations outlive what is at the address.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from ragassist.errors import LoadError
from ragassist.ingest.load import SUFFIXES
from ragassist.ingest.web.address import is_address
from ragassist.ingest.web.fetch import Fetched, Fetcher
from ragassist.settings import Settings
from ragassist.types import Document, Failure

DIRECTORY: Final = "web"
_SLUG_CHARS: Final = 60
_TYPES: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "application/msword": ".doc",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}


def fetched(given: Sequence[Path | str], settings: Settings) -> tuple[list[Path], list[Failure]]:
    """Return the paths with each address replaced by the file that its page was kept in, and what could not be fetched.

    A page that cannot be fetched again keeps what was kept of it before.

    Args:
        given: paths, and addresses of the web as text.
        settings: the home, and the limits of `ingest`.
    """
    fetcher = Fetcher(int(settings.ingest.max_file_mb * 1e6), settings.ingest.fetch_seconds, settings.ingest.fetch_private)
    paths: list[Path] = []
    failed: list[Failure] = []
    for one in given:
        if not is_address(one):
            paths.append(Path(one))
            continue
        try:
            paths.append(keep(str(one), fetcher.fetch(str(one)), settings.home))
        except LoadError as error:
            failed.append(Failure(str(one), error.phrase))
    return paths, failed


def keep(url: str, page: Fetched, home: Path) -> Path:
    """Write a page and its note into the home, whole or not at all, and return its file; the same address keeps its file.

    Raises:
        LoadError: what was sent is of no format that can be read.
    """
    suffix = _suffix(page)
    parts = urlsplit(page.url)
    folder = home.expanduser().absolute() / DIRECTORY / re.sub(r"[^a-z0-9.-]", "_", (parts.hostname or "host").lower())
    slug = re.sub(r"[^\w.-]+", "-", PurePosixPath(unquote(parts.path)).stem)[:_SLUG_CHARS].strip("-.") or "page"
    path = folder / f"{slug}-{sha256(url.encode()).hexdigest()[:8]}{suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    _write(_note(path), json.dumps({"url": page.url, "asked": url, "fetched": today}, ensure_ascii=False).encode())
    _write(path, page.content)
    return path


def shown(path: Path) -> str:
    """Return how a kept page is shown to people, `HOST/NAME`; empty for any other file."""
    return f"{path.parent.name}/{path.name}" if _noted(path) else ""


def with_origin(document: Document, path: Path) -> Document:
    """Return the document with its address and the day it was fetched, where `path` is a kept page."""
    noted = _noted(path)
    if not noted:
        return document
    return replace(document, meta=replace(document.meta, url=noted["url"], fetched=noted["fetched"]))


def _suffix(page: Fetched) -> str:
    """The suffix of the format, by what the server says, else by the address."""
    if page.content.startswith(b"%PDF-"):
        return ".pdf"
    named = PurePosixPath(unquote(urlsplit(page.url).path)).suffix.lower()
    suffix = _TYPES.get(page.media_type, "")
    if not suffix and page.media_type in ("", "application/octet-stream", "binary/octet-stream", "application/x-download"):
        suffix = named if named in SUFFIXES else ""
    if suffix == ".txt" and named in (".md", ".csv"):
        suffix = named
    if not suffix:
        raise LoadError("web.format" if page.media_type else "web.format_unknown", url=page.url, media_type=page.media_type)
    return suffix


def _note(path: Path) -> Path:
    return path.with_name(f".{path.name}.json")


def _noted(path: Path) -> dict[str, str]:
    if path.parent.parent.name != DIRECTORY:
        return {}
    try:
        found = json.loads(_note(path).read_text(encoding="utf-8"))
        return {"url": str(found["url"]), "fetched": str(found["fetched"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)  # noqa: PTH105  # atomic
    finally:
        part.unlink(missing_ok=True)
