"""A question as an OpenTelemetry trace: one span a stage, from what the engine says it did (`answer.events`).

Nothing is sent, and nothing of OpenTelemetry is imported, unless `log.traces` names a collector. No question, text or name of a document
is in a span, but the question where `log.questions` asks for it. The only file that imports opentelemetry.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from ragassist import __version__
from ragassist.answer.events import (
    EngineEvent,
    Listener,
    ModelFailed,
    PassagesFound,
    QuestionRefused,
    QuestionSearched,
    SentenceDrafted,
    SentencesRanked,
    WritingBegun,
)
from ragassist.errors import UsageError
from ragassist.settings import Settings
from ragassist.types import Answer, Done, Event


def traced(settings: Settings, question: str, listener: Listener, events: Callable[[Listener], Iterator[Event]]) -> Iterator[Event]:
    """Return the events of a question, traced where `log.traces` names a collector.

    Args:
        settings: of which `log` is used.
        question: stands in the trace only where `log.questions` is on.
        listener: hears what it would hear without a trace.
        events: answers the question for a listener.

    Raises:
        UsageError: a collector is named, and the extra `otel` is not installed.
    """
    if not settings.log.traces:
        return events(listener)
    return _recorded(_Trace(_tracer(settings.log.traces), question if settings.log.questions else ""), listener, events)


def _recorded(trace: _Trace, listener: Listener, events: Callable[[Listener], Iterator[Event]]) -> Iterator[Event]:
    def heard(event: EngineEvent) -> None:
        trace.hear(event)
        listener(event)

    try:
        for event in events(heard):
            if isinstance(event, Done):
                trace.answered(event.answer)
            yield event
    except Exception as error:
        trace.failed(error)
        raise
    finally:
        trace.end()


class _Trace:
    """The spans of one question. A stage begins where the one before it ended."""

    def __init__(self, tracer: Any, question: str) -> None:  # noqa: ANN401  # of OpenTelemetry
        """Begin the outer span."""
        from opentelemetry.trace import set_span_in_context

        attributes = {"ragassist.question": question} if question else {}
        self._tracer, self._begun_ns = tracer, time.time_ns()
        self._root = tracer.start_span("ragassist.answer", attributes=attributes, start_time=self._begun_ns)
        self._context = set_span_in_context(self._root)
        self._writing: Any = None
        self._sentences: Counter[str] = Counter()

    def hear(self, event: EngineEvent) -> None:
        """Note one step of the engine."""
        match event:
            case QuestionSearched():
                self._stage("ragassist.understand", {"ragassist.translated": bool(event.question.translation)})
            case PassagesFound():
                self._stage("ragassist.retrieve", {"ragassist.passages": len(event.hits)})
            case SentencesRanked():
                self._stage("ragassist.rank", {"ragassist.sentences": len(event.evidence)})
            case WritingBegun():
                self._stop_writing()
                about = {"ragassist.way": event.way, "gen_ai.request.model": event.model.name, "ragassist.tier": event.model.tier}
                self._writing = self._tracer.start_span("ragassist.write", context=self._context, attributes=about)
            case SentenceDrafted():
                self._sentences[event.claim.status] += 1
                (self._writing or self._root).add_event("sentence", {"ragassist.status": event.claim.status})
            case ModelFailed():
                (self._writing or self._root).add_event("model failed", {"error.type": event.error.code})
            case QuestionRefused():
                self._root.add_event("refused", {"ragassist.reason": event.reason})
            case _:
                pass

    def answered(self, answer: Answer) -> None:
        """Note how the question ended."""
        about: dict[str, Any] = {
            "ragassist.outcome": "refused" if answer.refused else "answered",
            "ragassist.language": answer.answer_lang,
            "ragassist.citations": len(answer.citations),
            "gen_ai.request.model": answer.model.name,
            "gen_ai.usage.input_tokens": answer.usage.prompt_tokens,
            "gen_ai.usage.output_tokens": answer.usage.completion_tokens,
        }
        self._root.set_attributes(about | {f"ragassist.sentences.{status}": n for status, n in self._sentences.items()})

    def failed(self, error: Exception) -> None:
        """Note the kind of an error; its message may hold a text."""
        from opentelemetry.trace import StatusCode

        self._root.set_status(StatusCode.ERROR)
        self._root.set_attribute("error.type", getattr(error, "code", type(error).__name__))

    def end(self) -> None:
        """End what is open."""
        self._stop_writing()
        self._root.end()

    def _stage(self, name: str, about: dict[str, Any]) -> None:
        now = time.time_ns()
        self._tracer.start_span(name, context=self._context, attributes=about, start_time=self._begun_ns).end(now)
        self._begun_ns = now

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.end()
            self._writing = None


@lru_cache(maxsize=4)
def _tracer(collector: str) -> Any:  # noqa: ANN401  # of OpenTelemetry
    """Return the tracer that sends to `collector` from a thread of its own; what it cannot deliver is dropped and logged."""
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise UsageError("traces.absent", error=error) from error
    about = {"service.name": "ragassist", "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(about))
    exporter = OTLPSpanExporter(endpoint=collector, insecure=collector.startswith("http://"))
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    return provider.get_tracer("ragassist", __version__)
