"""The engine says what it did: a listener hears each step once, in order, with the values that the answer was made from."""

from __future__ import annotations

import pytest
from tests.answer.garbage import ScriptedChat, index

from ragassist.answer.engine import Engine
from ragassist.answer.events import (
    ModelFailed,
    NoAnswerFound,
    PassagesFound,
    QuestionRefused,
    QuestionSearched,
    SentenceDrafted,
    SentencesRanked,
    WritingBegun,
)
from ragassist.errors import ModelError
from ragassist.settings import CostSettings
from ragassist.store.texts import TextCache
from ragassist.types import ModelName
from ragassist.verify.verifier import Verifier

ZH = "2024年市政府安排了多少专项资金建设算力中心？"
RIGHT = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心[1]。"
FOUND = [QuestionSearched, PassagesFound, SentencesRanked]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    settings, store, embedder = index(tmp_path_factory.mktemp("events"))
    yield settings, store, embedder
    store.close()


def engine(indexed, model, **more):
    settings, store, embedder = indexed
    return Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None), **more)


def heard(indexed, model, question=ZH, **more):
    steps = []
    answer = engine(indexed, model).ask(question, listener=steps.append, **more)
    return steps, answer


def test_an_answer_is_heard_from_the_question_to_its_sentences(indexed):
    steps, answer = heard(indexed, ScriptedChat(RIGHT + "市政府安排专项资金3600亿元[1]。"))
    assert [type(step) for step in steps] == [*FOUND, WritingBegun, SentenceDrafted, SentenceDrafted]
    searched, passages, ranked, writing, right, wrong = steps
    assert searched.question.text == ZH
    assert [hit.rank for hit in passages.hits] == list(range(1, len(passages.hits) + 1))
    assert {item.hit.passage.passage_id for item in ranked.evidence} <= {hit.passage.passage_id for hit in passages.hits}
    assert [item.n for item in ranked.evidence] == list(range(1, len(ranked.evidence) + 1))
    assert (writing.way, writing.model) == ("generate", ModelName("scripted", "hosted"))
    assert (right.claim, wrong.claim) == answer.claims
    assert (right.numbers, wrong.text) == ((1,), "市政府安排专项资金3600亿元。")


def test_a_listener_changes_nothing(indexed):
    told, plain = heard(indexed, ScriptedChat(RIGHT))[1], engine(indexed, ScriptedChat(RIGHT)).ask(ZH)
    assert (told.answer, told.claims, told.citations) == (plain.answer, plain.claims, plain.citations)


@pytest.mark.parametrize(
    ("question", "reply", "expected"),
    [
        ("", "", [QuestionRefused]),
        ("Who won the 1990 cup?", "Germany won [1].", [*FOUND, QuestionRefused]),
        ("Which computing company does the city mayor prefer?", "NOT_IN_SOURCES", None),
    ],
)
def test_a_refusal_says_why(indexed, question, reply, expected, fitted):
    steps, answer = heard(indexed, ScriptedChat(reply), question)
    assert steps[-1] == QuestionRefused(answer.refusal_reason, ())
    if expected is None:
        assert NoAnswerFound() in steps
    else:
        assert [type(step) for step in steps] == expected


def test_the_wordings_are_the_question_and_its_translation(indexed):
    question = "How much money does the city set aside for computing centres in 2024?"
    steps, _ = heard(indexed, ScriptedChat("2024年市政府为算力中心安排了多少资金？"), question)
    searched = next(step for step in steps if isinstance(step, QuestionSearched))
    assert searched.wordings == (question, "2024年市政府为算力中心安排了多少资金？")
    assert heard(indexed, None)[0][0].wordings == (ZH,)


class Failing(ScriptedChat):
    def stream(self, messages, *, max_tokens, stop=()):
        raise ModelError("endpoint.server", kind="server", where="The endpoint", status="", said="hung up")
        yield


def test_a_failure_is_heard_although_the_answer_goes_on_without_the_model(indexed):
    steps, answer = heard(indexed, Failing())
    assert [step.error.kind for step in steps if isinstance(step, ModelFailed)] == ["server"]
    assert [step.way for step in steps if isinstance(step, WritingBegun)] == ["generate", "extract"]
    assert (answer.fallback.reason, answer.refused) == ("server", False)


def test_a_ceiling_of_the_settings_is_no_failure_of_the_model(indexed):
    settings, store, embedder = indexed
    tight = settings.model_copy(update={"cost": CostSettings(max_tokens_per_answer=10)})
    steps, answer = heard((tight, store, embedder), ScriptedChat(RIGHT))
    assert answer.fallback is not None
    assert not any(isinstance(step, ModelFailed) for step in steps)


def test_what_is_found_is_what_an_answer_is_written_from(indexed):
    steps, _ = heard(indexed, None)
    found = engine(indexed, None).find(ZH)
    assert (QuestionSearched(found.question), PassagesFound(found.hits), SentencesRanked(found.evidence)) == tuple(steps[:3])
    nothing = engine(indexed, None).find(" ?")
    assert (nothing.hits, nothing.evidence) == ((), ())


def test_the_verifier_of_an_answer_can_be_given(indexed):
    asked = []

    class Counting(Verifier):
        def verify(self, claim, evidence, **more):
            asked.append(claim)
            return super().verify(claim, evidence, **more)

    engine(indexed, ScriptedChat(RIGHT), verifier=Counting).ask(ZH)
    assert asked == [RIGHT.replace("[1]", "")]
