"""Which embedder searches an index and which one fills it, chosen at the first call and kept while the index stays with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property

from ragassist.models import embed
from ragassist.models.embed import EmbedChoice, Embedder
from ragassist.models.embed_recent import RecentVectors
from ragassist.settings import Settings


class EmbedderInUse:
    """The embedders of one home. May be used by several threads at once."""

    def __init__(self, settings: Settings, held: Callable[[], str], given: Embedder | None = None) -> None:
        """Nothing is loaded yet.

        Args:
            settings: `embed` is used.
            held: asks for the name of the embedder that filled the index; "" when nothing is indexed.
            given: use this one and no other.
        """
        self._settings, self._held, self._given = settings, held, given
        self._lock = threading.RLock()
        self._chosen: dict[str, EmbedChoice] = {}
        self._recent: RecentVectors | None = None

    @property
    def choice(self) -> EmbedChoice:
        """Which embedder searches, and why."""
        held = self._held()
        with self._lock:
            if held not in self._chosen:
                self._chosen = {held: embed.choose_embedder(self._settings, held)}
            return self._chosen[held]

    @property
    def searching(self) -> Embedder:
        """The embedder that searches: the one that the settings name, or the one that filled the index where they leave it open."""
        return self._given or self.choice.embedder

    @property
    def reading(self) -> RecentVectors:
        """The same as questions use it; ingest, which meets no text twice, goes past it."""
        ours = self.searching
        with self._lock:
            if self._recent is None or self._recent.name != ours.name:
                self._recent = RecentVectors(ours)
            return self._recent

    @cached_property
    def filling(self) -> Embedder:
        """The embedder that fills the index from now on."""
        if self._given is not None:
            return self._given
        fresh = embed.embedder(self._settings)
        return self.searching if self.searching.name == fresh.name else fresh  # one copy of the weights in memory, not two

    def anew(self) -> str:
        """Return one sentence saying that the next ingest embeds the whole index anew and why; empty when it does not."""
        held, ours = self._held(), self.filling.name
        if not held or held == ours or not embed.replaces(self._settings, held, given=self._given is not None):
            return ""
        return f"The index was made with the embedder {held!r}; all of it is embedded anew with {ours!r}, and answers as before until then."

    def weak(self) -> str:
        """Return why a weaker encoder searches than could, and what to do about it, in two sentences; empty when the best one does.

        Whoever named an embedder knows, and is not told.
        """
        if self._given is not None or self._settings.embed.model != "auto" or self._settings.embed.llama_index or not self.choice.missing:
            return ""
        what = self.choice.missing[0].partition(": ")[2]
        return f"{self.choice.reason} For better search, {what}."
