"""Parts of somebody's own that keep to LlamaIndex's interfaces, for settings to name."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document

from ragassist.text.terms import words


class WordEmbedding(BaseEmbedding):
    """The sum of a random direction for each word."""

    width: int = 48
    api_key: str = ""

    def _get_text_embedding(self, text):
        total = np.full(self.width, 0.01)
        for word in words(text):
            total += np.random.default_rng(int(sha256(word.encode()).hexdigest()[:8], 16)).standard_normal(self.width)
        return total.tolist()

    def _get_query_embedding(self, query):
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query):
        return self._get_text_embedding(query)


class Uneven(WordEmbedding):
    def _get_text_embedding(self, text):
        return super()._get_text_embedding(text)[: len(text) % 5 + 1]


class Records(BaseReader):
    """Each line of a file is a document; the first names the title."""

    def __init__(self, mark, also=None):
        self.mark = mark
        self.also = also

    def load_data(self, file: Path, extra: str = ""):
        lines = Path(file).read_text(encoding="utf8").splitlines()
        return [
            Document(text=line.removeprefix(self.mark) + extra, metadata={"title": lines[0], "date": "2024年5月6日"}) for line in lines[1:]
        ]


class FromThere(BaseReader):
    """Is told in its constructor where to read, as SimpleDirectoryReader is."""

    def __init__(self, sources):
        self.sources = sources

    def load_data(self):
        return [Document(text=Path(source).read_text(encoding="utf8")) for source in self.sources]


class Pages(BaseReader):
    def load_data(self, file):
        return [Document(text=page, metadata={"page_label": str(n)}) for n, page in enumerate(["第一页写桥。", "第二页写路灯三十盏。"])]


class Failing(BaseReader):
    def load_data(self, file):
        raise RuntimeError("bad header")


class LongestFirst(BaseNodePostprocessor):
    """Puts the longest text first, changes what it says and leaves the shortest out."""

    def _postprocess_nodes(self, nodes, query_bundle=None):
        assert query_bundle is not None
        kept = sorted(nodes, key=lambda each: -len(each.node.text))[:-1]
        for each in kept:
            each.node.text = "changed"
            each.score = 77.0
        return kept


class Stumbling(BaseNodePostprocessor):
    def _postprocess_nodes(self, nodes, query_bundle=None):
        raise RuntimeError("out of cards")


class Hungry:
    """No part of LlamaIndex."""

    def __init__(self, what):
        self.what = what


def made(mark):
    """A function that makes a part."""
    return Records(mark)


READY = Records("- ")
