"""What checking needs of the sources is encoded while the model is silent; nothing is decided there, and nothing waits for it."""

from __future__ import annotations

import threading
import time

import pytest
from tests.answer.garbage import index
from tests.openai_server import Reply
from tests.store.fakes import HashEmbedder

from ragassist.answer.compose import Draft
from ragassist.answer.engine import Engine
from ragassist.answer.read_ahead import read_ahead
from ragassist.models.chat import OpenAIChat
from ragassist.models.embed_recent import RecentVectors
from ragassist.settings import AnswerSettings
from ragassist.store.texts import TextCache
from ragassist.types import Stage
from ragassist.verify.calibration import calibrations
from ragassist.verify.verifier import Verifier

SOURCE = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心，其中一半由企业承担。"
CLAIM = "In 2024 the city set 36 billion yuan aside, and three computing centres are to be built with it."


class Counting(HashEmbedder):
    """An embedder with a calibration that keeps what it was given to encode."""

    def __init__(self) -> None:
        super().__init__(f"{calibrations()[0].embedder} counting")
        self.seen: list[str] = []
        self.lock = threading.Lock()

    def sentences(self, texts, langs):
        with self.lock:
            self.seen += texts
        return super().sentences(texts, langs)


def test_what_was_prepared_is_not_encoded_again_and_changes_no_verdict():
    plain, ahead = Counting(), Counting()
    expected = Verifier(RecentVectors(plain), None).verify(CLAIM, [SOURCE], strict=True)
    verifier = Verifier(RecentVectors(ahead), None)
    verifier.prepare(SOURCE)
    ahead.seen.clear()
    assert verifier.verify(CLAIM, [SOURCE], strict=True) == expected
    assert any("算力" in text for text in plain.seen)
    assert not [text for text in ahead.seen if "算力" in text]


@pytest.mark.parametrize("source", ["", "。", "\n"])
def test_what_holds_no_word_is_passed_over(source):
    Verifier(RecentVectors(Counting()), None).prepare(source)
    Verifier(None, None).prepare(SOURCE)


def test_sources_are_read_until_the_first_draft_and_no_longer():
    read: list[str] = []
    begun = threading.Event()

    def prepare(source: str) -> None:
        read.append(source)
        begun.set()
        time.sleep(0.02)

    def steps():
        yield Stage("writing")
        begun.wait(5)
        yield Draft("One.", (1,))
        time.sleep(0.2)
        yield Draft("Two.", (1,))

    sources = [str(n) for n in range(100)]
    assert [type(step).__name__ for step in read_ahead(steps(), prepare, sources)] == ["Stage", "Draft", "Draft"]
    assert 1 <= len(read) < 10
    assert read == sources[: len(read)]


def test_reading_that_fails_costs_nothing_and_the_writer_is_stopped_with_the_reader():
    stopped = []

    def steps():
        try:
            yield Draft("One.", (1,))
            yield Draft("Two.", (1,))
        finally:
            stopped.append(True)

    def prepare(_source: str) -> None:
        raise RuntimeError("no such encoder")

    reading = read_ahead(steps(), prepare, ["a"])
    assert next(reading).text == "One."
    reading.close()
    assert stopped == [True]


def test_the_sources_are_read_before_the_first_word_comes(tmp_path, openai_server):
    settings, store, _ = index(tmp_path)
    embedder = Counting()
    at_first_word: list[bool] = []

    def clause_read() -> bool:
        """A clause of the sentence by itself, which nothing needs before a claim is checked."""
        return any("360亿元" in text and "三个智能" not in text for text in embedder.seen)

    def answer(request) -> Reply:
        if "<claim>" in request.body["messages"][-1]["content"] or not request.body.get("stream"):
            return Reply("A: YES")
        until = time.monotonic() + 20
        while not clause_read() and time.monotonic() < until:
            time.sleep(0.01)
        at_first_word.append(clause_read())
        return Reply("市政府在2024年安排专项资金360亿元[1]。")

    openai_server.answer = answer
    model = OpenAIChat(model="m-70b", base_url=openai_server.url, timeout_s=30, retries=0)
    settings = settings.model_copy(update={"answer": AnswerSettings(steps=False)})
    engine = Engine(store=store, embedder=RecentVectors(embedder), model=model, settings=settings, cache=TextCache(None))
    found = engine.ask("2024年市政府安排了多少专项资金建设算力中心？")
    store.close()
    assert "360亿元" in found.answer
    assert at_first_word == [True]
