"""A rough sentence is shown like a verified one, and nothing of it looks verified: through pinning, the answer's text and its citations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.answer.garbage import ScriptedChat, index
from tests.answer.test_compose import evidence
from tests.examples import examples
from tests.store.fakes import HashEmbedder

from ragassist.answer.compose import Draft
from ragassist.answer.engine import Engine
from ragassist.answer.pin import Pinner
from ragassist.answer.states import ALL_ROUGH, citation_status, notice_of
from ragassist.evaluate.metrics.promises import violations
from ragassist.lang.detector import detect
from ragassist.store.texts import TextCache
from ragassist.types import WORST_FIRST, Claim, Done, Finding, Piece, Verdict
from ragassist.verify.verifier import Verifier

ZH = "2024年市政府安排了多少专项资金建设算力中心？"
MONEY = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。"
VOUCHERS = "每家企业每年最多可申领算力券300万元，不得转让。"
NEUTRAL = Finding("meaning.open", "shade", values=(("score", "0.6"),))


class Doubtful(Verifier):
    """The real verifier, which finds rough what it would verify if that holds one of `words`."""

    words: tuple[str, ...] = ()

    def verify(self, claim, evidence, **known):
        verdict = super().verify(claim, evidence, **known)
        doubts = any(word in claim for word in self.words)
        return replace(verdict, status="rough", score=0.6, findings=(NEUTRAL,)) if doubts and verdict.status == "verified" else verdict


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    settings, store, embedder = index(tmp_path_factory.mktemp("states"))
    yield settings, store, embedder
    store.close()


def answered(indexed, reply, *words, lang=None, unsupported="drop", question=ZH):
    settings, store, embedder = indexed
    doubting = type("Doubting", (Doubtful,), {"words": words})
    settings = settings.model_copy(update={"answer": settings.answer.model_copy(update={"unsupported": unsupported})})
    made = Engine(store=store, embedder=embedder, model=ScriptedChat(reply), settings=settings, cache=TextCache(None), verifier=doubting)
    events = list(made.stream(question, lang=lang))
    answer = events[-1].answer
    assert isinstance(events[-1], Done)
    assert "".join(event.text for event in events if isinstance(event, Piece)) == answer.answer
    assert violations(answer, store.raw, lang or detect(question)) == []
    return answer


def test_a_rough_sentence_is_shown_with_its_citation_and_what_was_found(indexed):
    answer = answered(indexed, f"{MONEY[:-1]}[1]。", "360")
    assert answer.answer == f"{MONEY}[1]"
    (claim,) = answer.claims
    assert (claim.status, claim.citations, claim.findings) == ("rough", (1,), (NEUTRAL,))
    assert [(citation.n, citation.status) for citation in answer.citations] == [(1, "rough")]
    assert "360亿元" in answer.citations[0].quote
    assert answer.notice == ALL_ROUGH["zh"]


def test_one_verified_sentence_makes_the_notice_untrue(indexed):
    answer = answered(indexed, f"{MONEY[:-1]}[1]。{VOUCHERS}", "300")
    assert [claim.status for claim in answer.claims] == ["verified", "rough"]
    assert [citation.status for citation in answer.citations] == ["verified", "rough"]
    assert answer.notice == ""


@pytest.mark.parametrize("first_rough", [True, False])
def test_a_source_stands_as_the_best_sentence_that_cites_it_whichever_comes_first(indexed, first_rough):
    said = "市政府在2024年安排了专项资金360亿元。"
    reply = f"{said}{MONEY}" if first_rough else f"{MONEY}{said}"
    answer = answered(indexed, reply, "安排了")
    assert sorted(claim.status for claim in answer.claims) == ["rough", "verified"]
    assert {claim.citations for claim in answer.claims} == {(1,)}
    assert [citation.status for citation in answer.citations] == ["verified"]


def test_what_only_tells_a_figure_of_a_sentence_is_not_its_translation(indexed):
    told = "The source gives the amount of money set aside as 36 billion yuan."
    (citation,) = answered(indexed, f"{told} [1]", question="How much money did the city set aside in 2024?", lang="en").citations
    assert "360亿元" in citation.quote
    assert citation.translation == ""


def test_a_marked_sentence_waits_for_a_rough_one_and_is_not_taken_for_one(indexed):
    answer = answered(indexed, f"市政府安排专项资金3600亿元[1]。{VOUCHERS}", "300万", unsupported="mark")
    assert answer.answer.startswith(VOUCHERS)
    assert "3600亿元。（原文不支持此句）" in answer.answer
    assert {claim.status for claim in answer.claims} == {"rough", "unsupported"}
    assert answer.notice == ALL_ROUGH["zh"]


class Says:
    """A verifier that knows its verdict by the sentence that it is shown."""

    def __init__(self, **by_source):
        self.by_source = by_source
        self.asked = []

    def verify(self, claim, evidence, **known):
        self.asked.append((claim, evidence[0]))
        return Verdict(self.by_source[evidence[0]], 0.5)


class Writes:
    """A rewriter that always has another wording."""

    def rewrite(self, sentence, evidence, verdict):
        return "The gate is closed."


@pytest.mark.parametrize(
    ("states", "taken", "status"),
    [
        ({"one": "verified", "two": "verified"}, "one", "verified"),
        ({"one": "rough", "two": "verified"}, "two", "verified"),
        ({"one": "rough", "two": "rough"}, "one", "rough"),
        ({"one": "unsupported", "two": "rough"}, "two", "rough"),
        ({"one": "unsupported", "two": "unsupported"}, None, "unsupported"),
    ],
)
def test_evidence_that_verifies_is_taken_before_evidence_that_does_not_and_its_own_before_another(states, taken, status):
    pinner = Pinner(Says(**states), HashEmbedder(), evidence(("one", 1.0), ("two", 0.9)), "en")
    pinned = pinner.pin(Draft("The gate closes.", (1,)))
    assert [item.sentence.text for item in pinned.evidence] == ([taken] if taken else [])
    assert pinned.verdict.status == status


def test_only_what_is_unsupported_is_written_anew():
    rough = Says(one="rough")
    assert Pinner(rough, HashEmbedder(), evidence(("one", 1.0)), "en", Writes()).pin(Draft("It shuts.", (1,))).text == "It shuts."
    assert len(rough.asked) == 1

    class Second(Says):
        def verify(self, claim, evidence, **known):
            return Verdict("rough" if claim == "The gate is closed." else "unsupported", 0.5)

    again = Pinner(Second(), HashEmbedder(), evidence(("one", 1.0)), "en", Writes()).pin(Draft("It shuts.", (1,)))
    assert (again.text, again.verdict.status, len(again.evidence)) == ("The gate is closed.", "rough", 1)


@pytest.mark.parametrize(("status", "kept"), [("verified", 1), ("rough", 1), ("unsupported", 0)])
def test_a_draft_that_was_checked_already_keeps_its_evidence_unless_it_is_unsupported(status, kept):
    pinned = Pinner(Says(), HashEmbedder(), evidence(("one", 1.0)), "en").pin(Draft("It shuts.", (1,), Verdict(status, 0.5)))
    assert (len(pinned.evidence), pinned.verdict.status) == (kept, status)


@hypothesis_settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sentences=st.lists(
        st.sampled_from([MONEY, VOUCHERS, "市政府安排专项资金3600亿元。", "总部设在滨海市的除外。", "[1]", "[2]"]), max_size=6
    ),
    doubted=st.sets(st.sampled_from(["360亿", "300", "滨海市"])),
    unsupported=st.sampled_from(["drop", "mark"]),
)
def test_no_mixture_of_states_breaks_a_promise(indexed, sentences, doubted, unsupported):
    answered(indexed, "".join(sentences), *doubted, unsupported=unsupported)


CLAIMS = st.lists(
    st.builds(lambda numbers, status: Claim("x", tuple(numbers), status), st.sets(st.integers(1, 3)), st.sampled_from(WORST_FIRST))
)


@given(CLAIMS, st.integers(1, 3))
def test_a_citation_is_no_better_than_a_claim_that_cites_it_and_no_worse_than_any(claims, n):
    citing = [claim.status for claim in claims if n in claim.citations]
    assert citation_status(n, claims) in (citing or ["unsupported"])
    assert all(WORST_FIRST.index(status) <= WORST_FIRST.index(citation_status(n, claims)) for status in citing)


@given(CLAIMS, st.sampled_from(["en", "zh"]))
def test_the_notice_stands_only_where_all_is_rough_and_in_the_language_of_the_answer(claims, lang):
    statuses = {claim.status for claim in claims}
    assert bool(notice_of(claims, lang)) == ("rough" in statuses and "verified" not in statuses)
    assert not notice_of(claims, lang) or detect(notice_of(claims, lang)) == lang
