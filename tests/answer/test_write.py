"""All claims of a large model's answer are judged in one call, beside the checks; what cannot be read is no judgement."""

from __future__ import annotations

import re
import time

import pytest
from tests.answer.garbage import index
from tests.openai_server import OpenAIServer, Reply, Request

from ragassist.answer.engine import Engine
from ragassist.evaluate.metrics.promises import violations
from ragassist.models.chat import OpenAIChat
from ragassist.settings import AnswerSettings, JudgeSettings
from ragassist.store.texts import TextCache
from ragassist.types import Answer, Done, Piece, Verdict
from ragassist.verify.finding import against
from ragassist.verify.verifier import refutes

ZH = "2024年市政府安排了多少专项资金建设算力中心？"
TRUE = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心"
LOOSE = "滨海市为三个智能算力中心备下360亿元"
ALSO = "滨海市备下360亿元要建三个智能算力中心"
WRONG = "市政府在2024年安排专项资金3600亿元，用于建设三个智能算力中心"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    settings, store, embedder = index(tmp_path_factory.mktemp("write"))
    yield settings, store, embedder
    store.close()


def asked(request: Request) -> str:
    return request.body["messages"][-1]["content"]


def judging(request: Request) -> bool:
    return "<claim>" in asked(request)


def serves(answer: str, judgement: str = "", **reply):
    """An endpoint that writes `answer` and judges each claim as `judgement`, or with all of `judgement` where it names no letter."""

    def respond(request: Request) -> Reply:
        if judging(request):
            letters = re.findall(r"<([A-Z])><source>", asked(request))
            lines = "\n".join(f"{letter}: {judgement}" for letter in letters) if judgement in ("YES", "NO", "PARTLY") else judgement
            return Reply(lines, **reply)
        return Reply(answer) if request.body.get("stream") else Reply("NONE")

    return respond


def ask(indexed, server: OpenAIServer, judge: OpenAIServer | None = None, question: str = ZH, at_once: int = 1, **answering) -> Answer:
    settings, store, embedder = indexed
    settings = settings.model_copy(
        update={
            "answer": AnswerSettings(**answering),
            "judge": JudgeSettings(model="judge", base_url=judge.url) if judge else JudgeSettings(),
        }
    )
    model = OpenAIChat(model="large-70b", base_url=server.url, timeout_s=5, retries=0, at_once=at_once)
    answer = Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None)).ask(question)
    assert violations(answer, store.raw) == []
    return answer


def judged(server: OpenAIServer) -> list[str]:
    return [prompt for prompt in server.prompts if "<claim>" in prompt]


def test_several_claims_take_one_call(indexed, openai_server):
    text = f"{LOOSE}[1]。\n{ALSO}[1]。\n2024年的360亿元是专项资金[1]。"
    openai_server.answer = serves(text, "YES")
    answer = ask(indexed, openai_server)
    (prompt,) = judged(openai_server)
    assert prompt.count("<claim>") >= 2
    assert answer.usage.calls <= 3


def test_an_answer_of_one_sentence_takes_three_calls_at_most(indexed, openai_server):
    for text in (f"{LOOSE}[1]。", f"{TRUE}[1]。"):
        openai_server.answer = serves(text, "YES")
        answer = ask(indexed, openai_server)
        assert not answer.refused
        assert answer.usage.calls <= 3


def test_a_no_takes_from_a_claim_and_never_adds(indexed, openai_server):
    statuses = {}
    for word in ("YES", "PARTLY", "NO"):
        openai_server.answer = serves(f"{LOOSE}[1]。\n{ALSO}[1]。", word)
        statuses[word] = [claim.status for claim in ask(indexed, openai_server).claims]
    order = ("unsupported", "rough", "verified")
    assert all(order.index(no) <= order.index(yes) for no, yes in zip(statuses["NO"], statuses["YES"], strict=True))
    assert statuses["NO"] != statuses["YES"]
    assert "verified" not in statuses["NO"]


def test_what_the_checks_refute_no_judge_saves(indexed, openai_server):
    openai_server.answer = serves(f"{WRONG}[1]。\n{LOOSE}[1]。", "YES")
    answer = ask(indexed, openai_server)
    assert "3600" not in answer.answer
    assert all("3600" not in prompt for prompt in judged(openai_server))


def test_one_sentence_for_a_question_that_took_several_searches_is_judged_too(indexed, openai_server):
    question = "2024年市政府安排了多少专项资金建设算力中心，每家企业每年最多可申领多少算力券？"
    openai_server.answer = serves(f"{LOOSE}[1]。", "YES")
    answer = ask(indexed, openai_server, question=question)
    assert answer.steps
    assert len(judged(openai_server)) == 1


def test_what_the_checks_hold_for_rough_a_no_leaves_out(indexed, openai_server):
    openai_server.answer = serves(f"{LOOSE}[1]。\n{ALSO}[1]。", "")
    unjudged = ask(indexed, openai_server)
    openai_server.answer = serves(f"{LOOSE}[1]。\n{TRUE}[1]。", "NO")
    judged_no = ask(indexed, openai_server)
    assert "rough" in {claim.status for claim in unjudged.claims}
    assert LOOSE in unjudged.answer
    assert LOOSE not in judged_no.answer


@pytest.mark.parametrize(("judgement", "shown"), [("YES", True), ("NO", False)])
def test_a_sentence_that_was_written_anew_is_judged_like_any_other(indexed, openai_server, judgement, shown):
    first = serves(f"{WRONG}[1]。\n{ALSO}[1]。", judgement)

    def respond(request: Request) -> Reply:
        return Reply(f"{LOOSE}。") if "得不到原文支持" in asked(request) else first(request)

    openai_server.answer = respond
    answer = ask(indexed, openai_server)
    assert (LOOSE in answer.answer) is shown
    assert WRONG not in answer.answer
    assert [prompt for prompt in judged(openai_server) if LOOSE in prompt]


@pytest.mark.parametrize(
    "garbage", ["", "All of them are fine.", "A: YES\nA: NO\nB: NO\nB: YES", "{'A': true}", "<think>A: NO</think>", "\x00\x01"]
)
def test_what_cannot_be_read_leaves_the_checks_to_decide(indexed, openai_server, garbage):
    text = f"{TRUE}[1]。\n每家企业每年最多可申领算力券300万元[2]。"
    openai_server.answer = serves(text, garbage)
    with_garbage = ask(indexed, openai_server)
    openai_server.answer = serves(text, status=503, error="overloaded")
    without = ask(indexed, openai_server)
    assert [claim.status for claim in with_garbage.claims] == [claim.status for claim in without.claims]
    assert with_garbage.answer == without.answer
    assert not with_garbage.refused
    assert with_garbage.fallback is None


def test_another_model_may_judge(indexed, openai_server):
    openai_server.answer = serves(f"{LOOSE}[1]。\n{ALSO}[1]。", "YES")
    with OpenAIServer(("judge",)) as judge:
        judge.answer = serves("", "NO")
        answer = ask(indexed, openai_server, judge)
        assert len(judged(judge)) == 1
        assert judged(openai_server) == []
        assert judge.requests[-1].body["model"] == "judge"
        assert "verified" not in {claim.status for claim in answer.claims}


def test_sentences_keep_their_order_when_some_wait_for_the_judge(indexed, openai_server):
    openai_server.answer = serves(f"{LOOSE}[1]。\n{TRUE}[1]。", "YES")
    answer = ask(indexed, openai_server)
    texts = [claim.text for claim in answer.claims]
    assert texts.index(next(text for text in texts if "备下" in text)) < texts.index(next(text for text in texts if "用于" in text))


@pytest.mark.slow
def test_when_time_is_over_what_is_confirmed_is_shown_and_it_is_said(indexed, openai_server):
    text = f"{TRUE}。[1]\n{ALSO}[1]。"

    def respond(request: Request) -> Reply:
        if judging(request):
            time.sleep(4)
        return Reply(text if request.body.get("stream") else "A: YES")

    openai_server.answer = respond
    began = time.monotonic()
    answer = ask(indexed, openai_server, timeout_s=2.0)
    assert time.monotonic() - began < 3.9
    assert not answer.refused
    assert "360亿元" in answer.answer
    assert answer.fallback is not None
    assert (answer.fallback.reason, answer.fallback.partial) == ("time", True)


def test_what_goes_by_likeness_is_left_to_the_judge_and_what_goes_by_words_is_not():
    assert not refutes(Verdict("unsupported", 0.1, findings=(against("contrast.nearer", meant="It may be so."),)))
    assert refutes(Verdict("unsupported", 0.1, findings=(against("quantity.absent", said="5"),)))


class Slow:
    """An endpoint that writes its first piece, and the rest once it was asked to judge and so many pieces of the answer were seen."""

    def __init__(self, *written: str, judged: bool = False, seen: int = 0, says: str = "YES") -> None:
        self.written, self.says = written, says
        self.streaming: Request | None = None
        self.judged: list[tuple[int, list[str]]] = []
        """For each judgement how many pieces had been sent by then, and the claims."""
        self.pieces = 0
        self._waits_for = judged, seen

    def __call__(self, request: Request) -> Reply:
        if judging(request):
            claims = re.findall(r"<claim>(.*?)</claim>", asked(request))
            self.judged.append((self.streaming.chunks_sent if self.streaming else 0, claims))
            return Reply("\n".join(f"{letter}: {self.says}" for letter in "ABCDEFG"[: len(claims)]))
        if not request.body.get("stream"):
            return Reply("DONE")
        self.streaming = request
        return Reply(chunks=self._sent(), usage=False)

    def _sent(self):
        judged, seen = self._waits_for
        yield self.written[0]
        until = time.monotonic() + 30
        while (len(self.judged) < judged or self.pieces < seen) and time.monotonic() < until:
            time.sleep(0.02)
        yield from self.written[1:]


def streamed(indexed, server: OpenAIServer, endpoint: Slow, at_once: int) -> tuple[list[int], Answer]:
    """How much the endpoint had written when each piece came, and the answer."""
    settings, store, embedder = indexed
    server.answer = endpoint
    model = OpenAIChat(model="large-70b", base_url=server.url, timeout_s=60, retries=0, at_once=at_once, plain=True)
    pieces, written, answer = "", [], None
    for event in Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None)).stream(ZH):
        if isinstance(event, Piece):
            pieces += event.text
            written.append(endpoint.streaming.chunks_sent if endpoint.streaming else 0)
            endpoint.pieces += 1
        if isinstance(event, Done):
            answer = event.answer
    assert answer is not None
    assert violations(answer, store.raw) == []
    assert pieces == answer.answer
    return written, answer


LONG = (f"{LOOSE}[1]。\n{ALSO}[1]。\n", f"{TRUE}[1]。\n", "2024年的360亿元", "是专项资金[1]。")


def test_a_sentence_that_waits_is_judged_and_shown_while_the_rest_is_being_written(indexed, openai_server):
    endpoint = Slow(*LONG, judged=True, seen=2)
    written, answer = streamed(indexed, openai_server, endpoint, at_once=4)
    assert endpoint.judged[0][0] == 1
    assert written[:2] == [1, 1]
    assert len(endpoint.judged) <= 2
    claims = [claim for _, said in endpoint.judged for claim in said]
    assert len(claims) == len(set(claims))
    late = streamed(indexed, openai_server, Slow(*LONG), at_once=1)[1]
    assert [(claim.text, claim.status) for claim in answer.claims] == [(claim.text, claim.status) for claim in late.claims]


def test_with_one_call_at_a_time_all_wait_for_one_judgement(indexed, openai_server):
    endpoint = Slow(*LONG)
    written, _ = streamed(indexed, openai_server, endpoint, at_once=1)
    assert [sent for sent, _ in endpoint.judged] == [len(LONG)]
    assert written[1:] == [len(LONG)] * len(written[1:])


@pytest.mark.parametrize("says", ["YES", "NO", "PARTLY", "nothing that can be read"])
def test_what_is_judged_early_is_judged_alike(indexed, openai_server, says):
    early = streamed(indexed, openai_server, Slow(*LONG, judged=True, says=says), at_once=4)[1]
    late = streamed(indexed, openai_server, Slow(*LONG, says=says), at_once=1)[1]
    assert [claim.text for claim in early.claims] == [claim.text for claim in late.claims]
    for one, other in zip(early.claims, late.claims, strict=True):
        # What the checks hold for rough may be shown before the judge speaks, and is not taken back then.
        assert one.status == other.status or (one.status, other.status) == ("rough", "unsupported")


@pytest.mark.slow
def test_a_reader_who_leaves_stops_the_writer_and_asks_no_judge_again(indexed, openai_server):
    settings, store, embedder = indexed
    endpoint = Slow(LONG[0])

    def writing(request: Request) -> Reply:
        reply = endpoint(request)
        return Reply(chunks=[LONG[0], *["又一句话。\n"] * 400], delay_s=0.1) if request.body.get("stream") else reply

    openai_server.answer = writing
    model = OpenAIChat(model="large-70b", base_url=openai_server.url, timeout_s=60, retries=0, at_once=4, plain=True)
    events = Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None)).stream(ZH)
    for event in events:
        if isinstance(event, Piece):
            break
    events.close()
    assert endpoint.streaming is not None
    assert endpoint.streaming.disconnected.wait(20)
    assert len(endpoint.judged) <= 1
