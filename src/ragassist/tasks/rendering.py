"""Statements in the reader's language within a time: what takes no call of a model at once, the rest as long as there is time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from itertools import count

from ragassist.answer.render import Renderer, Rendering
from ragassist.errors import ModelError
from ragassist.tasks.list import Progress
from ragassist.types import ClaimStatus, Lang


class InTime:
    """Renders sentences of the other language one by one, telling of each beforehand; after its time it gives None."""

    def __init__(
        self,
        renderer: Renderer,
        lang: Lang,
        *,
        progress: Callable[[Progress], None] | None = None,
        total: int = 0,
        within_s: float = math.inf,
    ) -> None:
        """Start the clock of `within_s` seconds; `total` is how many sentences `progress` is told there are."""
        self._renderer, self._lang = renderer, lang
        self._other: Lang = "en" if lang == "zh" else "zh"
        self._progress, self._total, self._done = progress, total, count()
        self._until = time.monotonic() + within_s
        self._last = ""

    def __call__(self, sentence: str) -> tuple[str, ClaimStatus] | None:
        """Return the sentence in the reader's language and its status; None where the time is over or there is no rendering.

        Raises:
            ModelError: the model does not answer, other than for want of time.
        """
        if self._progress is not None:
            self._progress(Progress(next(self._done), self._total, self._last or sentence))
        if time.monotonic() >= self._until:
            return None
        try:
            return self._told(self._renderer.render(sentence, self._lang, lang=self._other))
        except ModelError as error:
            if error.kind != "time":
                raise
            return None

    def ready(self, sentence: str) -> tuple[str, ClaimStatus] | None:
        """Return what a call gives, where it takes no call of a model; None where it does, and after the time."""
        if time.monotonic() >= self._until or (said := self._renderer.ready(sentence, self._lang, lang=self._other)) is None:
            return None
        told = self._told(said)
        if self._progress is not None:
            self._progress(Progress(next(self._done), self._total, self._last or sentence))
        return told

    def _told(self, said: Rendering | None) -> tuple[str, ClaimStatus] | None:
        if said is None:
            return None
        if said.verdict.status != "unsupported":
            self._last = said.text
        return said.text, said.verdict.status
