"""Documents of a few articles, as ingest would cut them, and an encoder that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ragassist.evaluate.tasks.gold import markdown, record_of
from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from ragassist.tasks.compare import Side


def side(folder: Path, name: str, body: str, **head: str) -> Side:
    """The document `name` with a title and front matter."""
    fields = {"title": "测试管理办法", "title_en": "Test Measures", "kind": "measure", **head}
    path = folder / f"{name}.md"
    path.write_text(markdown(fields, f"{body}\n"), encoding="utf8")
    document = load(path, shown_path=path.name, max_file_mb=1)
    passages = split(document, clean(document), count_tokens=len, budget_tokens=300)
    return Side(record_of(document, passages), passages, document.raw)


class Counting:
    """An encoder that tells texts by their characters, and keeps what it was asked for."""

    name = "embeddinggemma-300m-x@512"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def sentences(self, texts: Sequence[str], langs: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors, one a text: how often each character stands in it."""
        self.seen += texts
        found = np.zeros((len(texts), 64), np.float32)
        for at, text in enumerate(texts):
            for char in text:
                found[at, ord(char) % 64] += 1
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)
