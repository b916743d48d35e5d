"""Files to LlamaIndex Documents: the raw decoded text, the front matter as metadata, the language found."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document as LlamaDocument

from ragassist.errors import LoadError
from ragassist.ingest.files import find, shown
from ragassist.ingest.load import SUFFIXES, load
from ragassist.llamaindex.nodes import to_llama

_log = logging.getLogger(__name__)


class DocumentReader(BaseReader):  # type: ignore[misc]  # llama_index is not followed by the type checker
    """Reads the formats that `ragassist ingest` reads. `load_data(path)` gives the Documents of a file, directory or glob."""

    def __init__(self, *, raise_on_error: bool = True, max_file_mb: float = 100.0) -> None:
        """With `raise_on_error` off, a file that cannot be read is a warning in the log and the others are loaded."""
        self.raise_on_error = raise_on_error
        self.max_file_mb = max_file_mb

    def lazy_load_data(self, *paths: str | Path, **_: Any) -> Iterable[LlamaDocument]:  # noqa: ANN401  # as the base class has it
        """Return one Document a file, in the order of `paths` and then by name.

        Raises:
            LoadError: a path is not there or a file cannot be read.
        """
        return self._load([Path(path) for path in paths])

    def _load(self, paths: list[Path]) -> Iterator[LlamaDocument]:
        found = find(paths, suffixes=SUFFIXES)
        for _, failure in found.absent:
            self._fail(LoadError("reader.failed", path=failure.path, reason=failure.why))
        for path in found.files:
            try:
                document = load(path, shown_path=shown(path), max_file_mb=self.max_file_mb)
            except LoadError as error:
                self._fail(error)
            else:
                yield to_llama(document)

    def _fail(self, error: LoadError) -> None:
        if self.raise_on_error:
            raise error
        _log.warning("%s", error)
