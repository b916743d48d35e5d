"""Texts in, vectors out: what every embedder offers, and which one the settings ask for.

Nothing outside `models/` knows where a vector comes from. An embedder's `name` changes whenever its vectors would, and the
store keeps that name: vectors of two embedders never meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from ragassist.settings import Settings
    from ragassist.types import Lang

    Vectors = npt.NDArray[np.float32]
    Titles = Sequence[str] | None


class Embedder(Protocol):
    """Turns passages, questions and sentences into vectors that can be compared by dot product, across languages too."""

    @property
    def name(self) -> str:
        """Encoder and version: equal names mean equal vectors for equal texts."""
        ...

    @property
    def dim(self) -> int:
        """Length of a passage's or question's vector."""
        ...

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return one vector a passage, `[n, dim]` float32, L2-normalised, in the order given.

        `titles` says for each text what it stands under (its document's title, its heading; empty for nothing); None for no titles at all.
        """
        ...

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """One vector a question, `[n, dim]` float32, L2-normalised; its dot product with a passage's vector is their likeness."""
        ...

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> Vectors:
        """One vector a sentence or question, `[n, s_dim]` float32, L2-normalised; cheaper than `passages`, comparable only with itself."""
        ...

    @property
    def statement_dim(self) -> int:
        """Length of a statement's vector; 0 when this embedder has none, and passages are compared whole only."""
        ...

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Titles = None) -> Vectors:
        """Return one vector for each sentence of a passage, `[n, statement_dim]` float32, L2-normalised; `titles` as for `passages`.

        They compare with the last `statement_dim` entries of a question's vector, normalised again.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens of the encoder's window `text` takes."""
        ...


def embedder(settings: Settings) -> Embedder:
    """The embedder that `settings.embed` asks for. Nothing is loaded or asked before the first text comes."""
    if settings.embed.model == "gemma":
        from ragassist.models.gemma import GemmaEmbedder
        from ragassist.models.gemma_files import folder

        return GemmaEmbedder(folder(settings))
    if settings.embed.model == "bundled":
        from ragassist.models.embed_bundled import BundledEmbedder

        return BundledEmbedder()
    from ragassist.models.embed_hosted import HostedEmbedder

    return HostedEmbedder(settings.embed)
