"""Files to Documents: one module per format, each with `SUFFIXES` and `read(content, name) -> (raw text, metadata)`.

Nothing is repaired here: what `raw` holds is what the file says, and every offset points into it. HTML and Word files are written as
Markdown, the pages of a PDF as text with a form feed after each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import converted, csv, docx, epub, html, image, losses, mail, markdown, odt, pdf, pptx, rtf, txt, xlsx
from ragassist.ingest.ocr import networks
from ragassist.lang.detector import detect, other_language
from ragassist.phrases import Phrase
from ragassist.text.shown import one_line, visible
from ragassist.types import Document, DocumentMeta, ReadPage

_READERS: Final[dict[str, Callable[[bytes, str], tuple[str, DocumentMeta]]]] = {
    suffix: reader.read
    for reader in (txt, markdown, html, pdf, docx, xlsx, csv, pptx, epub, odt, rtf, mail, converted, image)
    for suffix in reader.SUFFIXES
}
_WITH_PICTURES: Final[dict[str, Callable[[bytes, str], tuple[str, DocumentMeta, tuple[ReadPage, ...]]]]] = {
    suffix: reader.read_whole for reader in (pdf, image) for suffix in reader.SUFFIXES
}
"""Those that also say where on its page each line stood that was read by machine."""
_ADDRESS: Final = re.compile(r"https?://[^\s)\]]+")
_SAVED_AS: Final = {
    "form.docx": (".pages", ".wpd", ".uof", ".uot"),
    "form.xlsx": (".numbers", ".xlsb"),
    "form.pdf": (".key", ".mobi", ".azw3", ".caj", ".djvu", ".ofd", ".ceb"),
    "form.html": (".webarchive", ".maff"),
    "form.zip": (".rar", ".7z", ".tar", ".gz", ".tgz"),
}
SUFFIXES: Final = frozenset(_READERS) - (frozenset() if networks.available() else image.SUFFIXES)
"""Lower-case suffixes of the files that can be read, each with its dot; pictures only where what reads them is installed."""


_SAMPLE_CHARS: Final = 200_000
"""Of the text, by which its language is told."""


def load(path: Path, *, shown_path: str, max_file_mb: float) -> Document:
    """Return the document in one file.

    `doc_id` is the first 16 hexadecimal digits of SHA-256 over the absolute path, a zero byte and the file's bytes.

    Args:
        path: the file.
        shown_path: what people see instead.
        max_file_mb: files of more than so many million bytes are refused.

    Raises:
        LoadError: another format, a directory, unreadable, empty, too large, not text, or in another language than English and Chinese.
    """
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise LoadError("file.directory", name=shown_path)
    if not path.exists():
        raise LoadError("file.missing", name=shown_path)
    if reader is None:
        saved_as = next((form for form, suffixes in _SAVED_AS.items() if path.suffix.lower() in suffixes), "")
        if saved_as:
            raise LoadError("file.format_other", name=shown_path, saved_as=Phrase.of(saved_as))
        raise LoadError("file.format", name=shown_path, formats=", ".join(sorted(SUFFIXES)))
    content = bytes_of(path, shown_path=shown_path, max_file_mb=max_file_mb)
    if (with_pictures := _WITH_PICTURES.get(path.suffix.lower())) is not None:
        raw, meta, read = with_pictures(content, shown_path)
        return document_of(path, content, raw, meta, read, shown_path=shown_path)
    return document_of(path, content, *reader(content, shown_path), shown_path=shown_path)


def bytes_of(path: Path, *, shown_path: str, max_file_mb: float) -> bytes:
    """Return what the file holds.

    Raises:
        LoadError: unreadable, or of more than `max_file_mb` million bytes.
    """
    try:
        size = path.stat().st_size
        if size > max_file_mb * 1_000_000:
            raise LoadError("file.large", name=shown_path, size_mb=size / 1e6, max_mb=max_file_mb)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LoadError("file.missing", name=shown_path) from error
    except OSError as error:
        raise LoadError("file.unreadable", name=shown_path, why=error.strerror or error) from error


def document_of(path: Path, content: bytes, raw: str, meta: DocumentMeta, read: tuple[ReadPage, ...] = (), *, shown_path: str) -> Document:
    """Return the document whose text is `raw`, whoever read it from the file at `path` that holds `content`; `doc_id` as for `load`.

    `read` are the pages that were read by machine.

    Raises:
        LoadError: empty, or in another language than English and Chinese.
    """
    if not raw.strip():
        raise LoadError("file.empty", name=shown_path)
    if other := other_language(_ADDRESS.sub("", raw[:_SAMPLE_CHARS])):
        raise LoadError("file.language", name=shown_path, language=Phrase.of(f"language.{other}"))
    meta = replace(_seen(meta), lost=(*meta.lost, *losses.unknown_tables(raw), *losses.other_languages(raw)))
    location = str(path.resolve())
    return Document(
        doc_id=hashlib.sha256(location.encode("utf-8", "surrogateescape") + b"\0" + content).hexdigest()[:16],
        path=one_line(shown_path) if visible(shown_path) != shown_path or not shown_path.isprintable() else shown_path,
        location=location,
        content_sha256=hashlib.sha256(content).hexdigest(),
        raw=raw,
        lang=detect(_ADDRESS.sub("", raw[:_SAMPLE_CHARS])),
        meta=meta,
        read=read,
    )


def _seen(meta: DocumentMeta) -> DocumentMeta:
    """The metadata without what nobody sees in it: it is cited by, listed, and read by models."""
    given = ((field.name, getattr(meta, field.name)) for field in fields(meta))
    texts: dict[str, Any] = {name: visible(value) for name, value in given if isinstance(value, str)}
    return replace(meta, **texts)
