"""Files read by somebody else's reader: any LlamaIndex `BaseReader`, named by its dotted name and imported at the first file.

What it returns is a document's raw text like any other: cleaned, cut and cited by the same code, every offset into that text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ragassist.errors import LoadError, RagassistError
from ragassist.ingest.load import bytes_of, document_of, head
from ragassist.ingest.load.losses import Tally
from ragassist.models.dotted import READER, part
from ragassist.setting_values import without_secrets
from ragassist.text.iso_dates import iso_date
from ragassist.text.pages import has_pages
from ragassist.types import Document, DocumentMeta

if TYPE_CHECKING:
    from ragassist.settings import IngestSettings

_PATH: Final = "{path}"
_KNOWN: Final = ("title", "author", "issuer", "source", "url", "number")
"""What a reader may say of a document under our names."""


class ForeignReader:
    """Reads the files that `ingest.reader` is named for."""

    def __init__(self, settings: IngestSettings) -> None:
        """Nothing is imported yet."""
        self._settings = settings
        self._suffixes = frozenset(suffix.lower() for suffix in settings.reader_suffixes)
        self._made: Any = None

    @property
    def name(self) -> str:
        """The dotted name and its options, without secrets: what an index remembers of who read a document."""
        told = [without_secrets(self._settings.reader_options), without_secrets(self._settings.reader_call)]
        return f"{self._settings.reader} {json.dumps(told, sort_keys=True, default=str)}" if any(told) else self._settings.reader

    def reads(self, path: Path) -> bool:
        """Return whether the file is this reader's to read."""
        return not self._suffixes or path.suffix.lower() in self._suffixes

    def suffixes(self, own: frozenset[str]) -> Collection[str]:
        """Return the suffixes of files to be taken from a directory: `own` and this reader's; every one where it reads all."""
        return own | self._suffixes if self._suffixes else _Every()

    def load(self, path: Path, *, shown_path: str, max_file_mb: float) -> Document:
        """Return the document in one file; what a reader gives in pieces is one text, pieces of a PDF with a form feed between them.

        Raises:
            UsageError: `ingest.reader` is no reader, or takes other options.
            LoadError: the reader fails; or as `ragassist.ingest.load.load`.
        """
        content = bytes_of(path, shown_path=shown_path, max_file_mb=max_file_mb)
        documents = self._documents(path, shown_path)
        texts = [str(getattr(one, "text", "") or "").encode("utf8", "replace").decode("utf8") for one in documents]
        paged = has_pages(shown_path) and all("page_label" in _metadata(one) for one in documents)
        raw = ("\f" if paged else "\n\n").join(texts)
        return document_of(path, content, raw, _meta(documents, raw), shown_path=shown_path)

    def _documents(self, path: Path, shown_path: str) -> list[Any]:
        options, call = self._settings.reader_options, self._settings.reader_call
        if _mentions_path(options):
            reader, given, named = part(self._settings.reader, _with_path(options, path), READER), [], _with_path(call, path)
        else:
            if self._made is None:
                self._made = part(self._settings.reader, options, READER)
            reader, given, named = self._made, [] if call else [path], _with_path(call, path)
        try:
            return list(reader.load_data(*given, **named))
        except RagassistError:
            raise
        except Exception as error:  # what somebody else's reader raises is anybody's guess
            said = f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(".: ")
            raise LoadError("foreign.reader", dotted=self._settings.reader, name=shown_path, error=said) from error


class _Every(Collection[str]):
    """Holds every suffix."""

    def __contains__(self, suffix: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _with_path(value: Any, path: Path) -> Any:  # noqa: ANN401
    """The value with every `{path}` in its texts filled in."""
    if isinstance(value, str):
        return value.replace(_PATH, str(path))
    if isinstance(value, dict):
        return {name: _with_path(inner, path) for name, inner in value.items()}
    return [_with_path(inner, path) for inner in value] if isinstance(value, list) else value


def _mentions_path(options: dict[str, Any]) -> bool:
    return _PATH in json.dumps(options, default=str)


def _metadata(document: object) -> dict[str, Any]:
    found = getattr(document, "metadata", None)
    return found if isinstance(found, dict) else {}


def _meta(documents: Sequence[object], raw: str) -> DocumentMeta:
    """What the reader said of the first document, completed from the text like that of any other."""
    known = _metadata(documents[0]) if documents else {}
    told: dict[str, Any] = {name: str(known[name]) for name in _KNOWN if known.get(name)}
    meta = DocumentMeta(**told, date=iso_date(str(known.get("date") or "")))
    return replace(head.complete(meta, raw), lost=Tally().losses(raw))
