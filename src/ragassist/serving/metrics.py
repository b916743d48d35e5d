"""Counts for Prometheus: questions, refusals, sentences by how they were checked, seconds by stage, tokens, what is in progress and waits.

No label ever holds a question, a user or a document.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from math import nan

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from ragassist.errors import RagassistError
from ragassist.types import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160)


class Metrics:
    """The counts of one process. Safe to call from several threads."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._registry = CollectorRegistry()
        self._questions = Counter("ragassist_questions", "Questions, by how they ended", ["door", "outcome"], registry=self._registry)
        self._work = Counter(
            "ragassist_work", "Searches and document work, by how they ended", ["door", "kind", "outcome"], registry=self._registry
        )
        self._sentences = Counter("ragassist_sentences", "Drafted sentences, by what the checks found", ["status"], registry=self._registry)
        self._tokens = Counter("ragassist_tokens", "Tokens of all model calls", ["kind"], registry=self._registry)
        self._running = Gauge("ragassist_questions_in_progress", "Questions being answered now", ["door"], registry=self._registry)
        self._waiting = Gauge("ragassist_questions_waiting", "Questions that wait for their turn", ["door"], registry=self._registry)
        self._stages = Histogram("ragassist_stage_seconds", "Seconds to a stage", ["stage"], buckets=_SECONDS, registry=self._registry)
        self._documents = Gauge("ragassist_documents", "Documents in the index", registry=self._registry)

    def queued_at(self, door: str, length: Callable[[], int]) -> None:
        """Have `length` say how many questions wait at this door, whenever somebody looks."""
        self._waiting.labels(door).set_function(length)

    def begin(self, door: str) -> None:
        """A question came in."""
        self._running.labels(door).inc()

    def end(self, door: str) -> None:
        """A question is done with, in whatever way."""
        self._running.labels(door).dec()

    def count(self, door: str, outcome: str, seconds: float, answer: Answer | None) -> None:
        """Count a question that has ended."""
        self._questions.labels(door, outcome).inc()
        self._stages.labels("total").observe(seconds)
        if answer is None:
            return
        for claim in answer.claims:
            self._sentences.labels(claim.status).inc()
        for stage in ("retrieve", "first_token"):
            if spent_ms := getattr(answer.timings_ms, stage):
                self._stages.labels(stage).observe(spent_ms / 1000)
        self._tokens.labels("prompt").inc(answer.usage.prompt_tokens)
        self._tokens.labels("completion").inc(answer.usage.completion_tokens)

    def count_work(self, door: str, kind: str, outcome: str) -> None:
        """Count a search or a piece of document work that has ended."""
        self._work.labels(door, kind, outcome).inc()

    def page(self, documents: Callable[[], Sized]) -> bytes:
        """Return everything in Prometheus' text format; how many documents there are is NaN where `documents` cannot list them."""
        try:
            self._documents.set(len(documents()))
        except RagassistError:
            self._documents.set(nan)
        return generate_latest(self._registry)
