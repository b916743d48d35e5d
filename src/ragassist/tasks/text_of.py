"""The text of a file that is to be checked, in any format that can be ingested."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath

from ragassist.ingest.clean import clean
from ragassist.ingest.confined.reading import load
from ragassist.settings import IngestSettings


def text_of(path: Path, shown: str, settings: IngestSettings, max_file_mb: float | None = None) -> str:
    """Return the cleaned text of a file.

    Args:
        path: the file.
        shown: what it is called in an error.
        settings: how files are read.
        max_file_mb: a larger one is refused; the settings' limit by default.

    Raises:
        LoadError: it is of no known format, too large, damaged or empty.
    """
    return clean(load(path, shown_path=shown, settings=settings, max_file_mb=max_file_mb)).text


def text_of_bytes(name: str, content: bytes, settings: IngestSettings, max_file_mb: float | None = None) -> str:
    """Return the cleaned text of a file that was sent as bytes under `name`; nothing of it is kept. Errors as of `text_of`."""
    with tempfile.TemporaryDirectory(prefix="ragassist-") as folder:
        path = Path(folder) / f"text{PurePath(name).suffix.lower()}"
        path.write_bytes(content)
        return text_of(path, PurePath(name).name, settings, max_file_mb)
