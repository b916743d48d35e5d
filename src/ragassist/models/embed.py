"""Texts in, vectors out: what every embedder offers, and which one the settings ask for.

Nothing outside `models/` knows where a vector comes from. An embedder's `name` changes whenever its vectors would, and the
store keeps that name: vectors of two embedders never meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
        """Return one vector a question, `[n, dim]` float32, L2-normalised; its dot product with a passage's vector is their likeness."""
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
        """Return how many tokens of the encoder's window `text` takes."""
        ...


class WordReader(Protocol):
    """Tells the words of a question and of a statement one by one, as vectors of one space: for what a single vector cannot tell apart."""

    def question_words(self, text: str) -> Vectors:
        """Return one vector for each token of a question, `[tokens, dim]` float32, L2-normalised."""
        ...

    def statement_words(self, text: str, title: str) -> Vectors:
        """Return one vector for each token of a statement and of what it stands under, `[tokens, dim]` float32, L2-normalised."""
        ...


def word_reader(embedder: Embedder) -> WordReader | None:
    """Return what reads words one by one for this embedder; None where it knows whole texts only."""
    reader: WordReader | None = getattr(embedder, "by_words", None)
    return reader


def in_one_space(embedder: Embedder) -> bool:
    """Return whether the embedder has questions, passages and statements in one space; another is asked twice for statements."""
    return bool(embedder.statement_dim) and embedder.statement_dim == embedder.dim


@dataclass(frozen=True, slots=True)
class EmbedChoice:
    """The embedder in force and why."""

    embedder: Embedder
    reason: str
    """One sentence for a person."""
    missing: tuple[str, ...] = ()
    """What would give a better one, as "what: what to do"."""


def choose_embedder(settings: Settings, indexed: str = "") -> EmbedChoice:
    """Return the embedder that the settings ask for. Nothing is loaded, downloaded or asked before the first text comes.

    Args:
        settings: `embed` and `cache` are used.
        indexed: the name of the embedder that filled the index to be searched; empty for none, or for an index that is about to be filled.
            With `embed.model` at `auto`, an index of the bundled encoders is searched with them.
    """
    from ragassist.models import gemma_files
    from ragassist.models.embed_bundled import BundledEmbedder
    from ragassist.models.gemma import GemmaEmbedder

    if settings.embed.llama_index:
        from ragassist.models.embed_foreign import ForeignEmbedder

        foreign = ForeignEmbedder(settings.embed.llama_index, settings.embed.llama_index_options)
        return EmbedChoice(foreign, f"embed.llama_index is set, so {settings.embed.llama_index} embeds.")
    match settings.embed.model:
        case "bundled":
            return EmbedChoice(BundledEmbedder(), "The settings ask for the encoders that come with the program.")
        case "gemma":
            lacking = () if gemma_files.ready(settings) else (_PULL,)
            return EmbedChoice(GemmaEmbedder(gemma_files.folder(settings)), "The settings ask for EmbeddingGemma.", lacking)
        case "auto":
            pass
        case name if name.endswith(GGUF):
            from ragassist.models.embed_gguf import GgufEmbedder

            return EmbedChoice(GgufEmbedder(settings), "The settings name an encoder's file, which runs on this machine.")
        case _:
            from ragassist.models.embed_hosted import HostedEmbedder

            return EmbedChoice(HostedEmbedder(settings.embed), "The settings name an embedding model at an endpoint.")
    bundled, ready = BundledEmbedder(), gemma_files.ready(settings)
    if not ready:
        reason = "EmbeddingGemma is not on this machine, so the weaker encoders that come with the program search."
        return EmbedChoice(bundled, reason, (_PULL,))
    if indexed and indexed == bundled.name:
        reason = "The index was made with the encoders that come with the program, though EmbeddingGemma is on this machine."
        return EmbedChoice(bundled, reason, ("index: run `ragassist ingest --rebuild`, which embeds it anew",))
    return EmbedChoice(GemmaEmbedder(gemma_files.folder(settings)), "EmbeddingGemma is on this machine.")


def embedder(settings: Settings) -> Embedder:
    """Return the embedder that fills a new index, as `choose_embedder` does."""
    return choose_embedder(settings).embedder


def replaces(settings: Settings, indexed: str, *, given: bool = False) -> bool:
    """Return whether an index filled by the embedder `indexed` may be embedded anew with the one that the settings ask for.

    Whoever names an embedder (in the settings, or `given` to the assistant) wants it. Left open, EmbeddingGemma takes the place of the
    encoders that come with the program and of its own older conversions, and nothing else happens by itself.
    """
    from ragassist.models import gemma, gemma_files
    from ragassist.models.embed_bundled import BundledEmbedder

    if given or settings.embed.model != "auto" or settings.embed.llama_index:
        return True
    return gemma_files.ready(settings) and (indexed == BundledEmbedder().name or indexed.startswith(f"{gemma.NAME}-"))


GGUF = ".gguf"
_PULL = "encoder: run `ragassist models pull`, which fetches EmbeddingGemma"
