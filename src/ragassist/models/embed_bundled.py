"""The embedder that comes with the program: two small multilingual encoders, centred by language and joined.

Either encoder alone puts texts of one language closer together than texts of one meaning. Subtracting each language's mean
vector (questions and passages apart) takes most of that away, and the two encoders err differently, so their joined
vectors are better than either. `centring.npz` holds the means; `eval/bench/make_centring.py` makes it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from ragassist.models.e5 import E5
    from ragassist.models.use import USE
    from ragassist.types import Lang

    Titles = Sequence[str] | None
    Vectors = npt.NDArray[np.float32]

E5_WEIGHT = 0.6
"""Share of the e5 encoder in the squared similarity; the rest is USE's. Measured flat between .5 and .7."""

Kind = Literal["passage", "question"]


class BundledEmbedder:
    """multilingual-e5-small (384-d) and multilingual USE v3 (512-d), offline, in this process. Safe to call from several threads."""

    titled = False
    dim = 896
    statement_dim = 512

    def __init__(self) -> None:
        self._loading_e5, self._loading_use = threading.Lock(), threading.Lock()

    @cached_property
    def name(self) -> str:
        """Both encoders and the first hexadecimal digits of the centring file's SHA-256."""
        return f"e5-small+use-v3@{E5_WEIGHT:g}-{sha256(_centring_file()).hexdigest()[:8]}"

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Joined vectors of passages, `[n, 896]` float32, L2-normalised. About 0.1 s each on two idle cores.

        e5 reads 512 tokens at a time and averages over longer texts; USE reads everything. A title is read as the text's first line.
        """
        return self._joined("passage", under(titles, texts), langs)

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """Joined vectors of questions, `[n, 896]` float32, L2-normalised. About 25 ms each on two cores."""
        return self._joined("question", texts, langs)

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """USE's centred vectors, `[n, 512]` float32, L2-normalised. About 5 ms each; questions and sentences share one space."""
        if not texts:
            return np.zeros((0, 512), np.float32)
        return _centred(self._use.encode(_encodable(texts)), langs, "use", "question", self._means)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """USE's vectors of the sentences of passages, `[n, 512]` float32, L2-normalised, centred as passages are. About 5 ms each.

        `titles` are not read: a sentence's vector of this encoder is better without.
        """
        if not texts:
            return np.zeros((0, self.statement_dim), np.float32)
        return _centred(self._use.encode(_encodable(texts)), langs, "use", "passage", self._means)

    def count_tokens(self, text: str) -> int:
        """e5's tokens, its two special tokens and the `passage: ` prefix included."""
        return int(self._e5.count_tokens(_encodable([text])[0]))

    def _joined(self, kind: Kind, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        clean = _encodable(texts)
        if "_loaded_use" not in self.__dict__:
            with ThreadPoolExecutor(1) as beside:  # both load in less time side by side; once loaded, each is faster alone
                beside.submit(lambda: self._use)
                self._e5.encode(["a"], "query")
        e5 = _centred(self._e5.encode(clean, "query" if kind == "question" else "passage"), langs, "e5", kind, self._means)
        use = _centred(self._use.encode(clean), langs, "use", kind, self._means)
        return np.hstack([np.float32(E5_WEIGHT**0.5) * e5, np.float32((1 - E5_WEIGHT) ** 0.5) * use])

    @property
    def _e5(self) -> E5:
        with self._loading_e5:
            return self._loaded_e5

    @property
    def _use(self) -> USE:
        with self._loading_use:
            return self._loaded_use

    @cached_property
    def _loaded_e5(self) -> E5:
        from ragassist.models.e5 import E5

        return E5()

    @cached_property
    def _loaded_use(self) -> USE:
        from ragassist.models.use import USE

        return USE()

    @cached_property
    def _means(self) -> dict[str, Vectors]:
        with np.load(BytesIO(_centring_file())) as archive:
            return dict(archive)


def under(titles: Titles, texts: Sequence[str]) -> Sequence[str]:
    """Return each text with its title as its first line; `texts` as they are where there are no titles."""
    return texts if titles is None else [f"{title}\n{text}".strip() for title, text in zip(titles, texts, strict=True)]


def _centring_file() -> bytes:
    return files("ragassist.models").joinpath("centring.npz").read_bytes()


def _encodable(texts: Sequence[str]) -> list[str]:
    # The encoders' character maps know no NUL and no lone surrogates.
    return [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]


def _centred(vectors: Vectors, langs: Sequence[Lang], encoder: str, kind: Kind, means: dict[str, Vectors]) -> Vectors:
    shifted = vectors - np.stack([means[f"{encoder}.{kind}.{lang}"] for lang in langs])
    return np.asarray(shifted / np.maximum(np.linalg.norm(shifted, axis=1, keepdims=True), 1e-9), np.float32)
