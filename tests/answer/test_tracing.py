"""Traces of questions, at a real collector on loopback."""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from tests.store.fakes import HashEmbedder

from ragassist.answer import tracing
from ragassist.assistant import Assistant
from ragassist.errors import StoreError, UsageError
from ragassist.settings import Settings

QUESTION = "港口每天装卸多少箱货物？"


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self) -> None:
        self.bodies, self.spans = [], []

    def Export(self, request, context):  # noqa: N802
        self.bodies.append(request.SerializeToString())
        self.spans += [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()


@pytest.fixture
def collector():
    server, collecting = grpc.server(ThreadPoolExecutor(2)), Collector()
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collecting, server)
    collecting.url = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield collecting
    tracing._tracer.cache_clear()
    server.stop(None)


def settings(tmp_path, **log):
    return Settings(home=tmp_path / "home", chat={"tier": "extractive"}, log=log)


def asked(tmp_path, collector=None, **log):
    (tmp_path / "a.txt").write_text("港口装卸办法\n\n港口每天装卸两千箱货物，计划在每月五日公布。\n", encoding="utf8")
    chosen = settings(tmp_path, **({"traces": collector.url} if collector else {}), **log)
    with Assistant(chosen, embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "a.txt"])
        answer = ours.ask(QUESTION)
    if collector:
        tracing._tracer(collector.url).span_processor.force_flush()
    return answer


def values(span):
    return {item.key: item.value.string_value or item.value.int_value for item in span.attributes}


def test_each_stage_is_a_span_in_the_order_of_the_work_and_no_word_is_in_it(tmp_path, collector):
    answer = asked(tmp_path, collector)
    root = next(span for span in collector.spans if not span.parent_span_id)
    stages = sorted((s for s in collector.spans if s.parent_span_id == root.span_id), key=lambda s: s.start_time_unix_nano)
    assert root.name == "ragassist.answer"
    assert [span.name for span in stages] == [f"ragassist.{name}" for name in ("understand", "retrieve", "rank", "write")]
    assert all(a.end_time_unix_nano <= b.start_time_unix_nano for a, b in itertools.pairwise(stages))
    assert root.start_time_unix_nano <= stages[0].start_time_unix_nano
    assert stages[-1].end_time_unix_nano <= root.end_time_unix_nano
    told = values(root)
    assert (told["ragassist.outcome"], told["ragassist.citations"]) == ("refused" if answer.refused else "answered", len(answer.citations))
    body = b"".join(collector.bodies).decode("utf8", "ignore")
    assert not any(word in body for word in ("港口", "装卸", "a.txt"))


def test_the_question_is_sent_where_that_is_asked_for(tmp_path, collector):
    asked(tmp_path, collector, questions=True)
    assert values(next(span for span in collector.spans if not span.parent_span_id))["ragassist.question"] == QUESTION


def test_an_error_is_named_by_its_kind_and_passes_through(tmp_path, collector):
    events = iter(())

    def broken(listener):
        yield from events
        raise StoreError("document.absent", name="机密办法")

    with pytest.raises(StoreError, match="机密办法"):
        list(tracing.traced(settings(tmp_path, traces=collector.url), QUESTION, lambda _: None, broken))
    tracing._tracer(collector.url).span_processor.force_flush()
    assert values(collector.spans[0])["error.type"] == "document.absent"
    assert "机密" not in b"".join(collector.bodies).decode("utf8", "ignore")


def test_a_collector_that_is_not_there_costs_no_answer(tmp_path):
    class Nowhere:
        url = "http://127.0.0.1:9"

    tracing._tracer.cache_clear()
    chosen = settings(tmp_path, traces=Nowhere.url)
    (tmp_path / "a.txt").write_text("港口装卸办法\n\n港口每天装卸两千箱货物，计划在每月五日公布。\n", encoding="utf8")
    with Assistant(chosen, embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "a.txt"])
        assert ours.ask(QUESTION).model.tier == "extractive"
    tracing._tracer.cache_clear()


def test_without_the_setting_nothing_is_imported_or_sent(tmp_path, monkeypatch):
    monkeypatch.setattr(tracing, "_tracer", lambda *_: pytest.fail("a tracer was made"))
    asked(tmp_path)


def test_a_missing_extra_is_said_in_a_sentence(tmp_path, monkeypatch):
    tracing._tracer.cache_clear()
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.grpc.trace_exporter", None)
    with pytest.raises(UsageError, match=r"pip install 'ragassist\[otel\]'"):
        tracing.traced(settings(tmp_path, traces="http://127.0.0.1:9"), QUESTION, lambda _: None, lambda _: iter(()))
