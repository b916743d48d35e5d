"""Streams as servers write them: event lines that stray from the protocol, and pieces that repeat what was said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.openai_server import OpenAIServer, Reply

from ragassist.errors import ModelError
from ragassist.models.chat import Completion, Message, OpenAIChat

ASK = [Message("system", "Be brief."), Message("user", "谁在资助？")]
ANSWER = "Three firms pay for it [2]. 三家公司出资[2]。"
PIECES = ["Three firms", " pay for it [2].", " 三家", "公司出资[2]。"]
SO_FAR = ["".join(PIECES[: end + 1]) for end in range(len(PIECES))]
BOM = b"\xef\xbb\xbf"
EVENTS = "text/event-stream; charset=utf-8"


@pytest.fixture
def model(openai_server: OpenAIServer, tmp_path: Path) -> OpenAIChat:
    return OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", timeout_s=5, retries=0, facts_path=tmp_path / "endpoints.json")


def told(pieces=PIECES, finish="stop", **last) -> list[str]:
    """The chunks of a stream that says `pieces`, as JSON."""
    choices = [{"index": 0, "delta": {"content": piece}, "finish_reason": None} for piece in pieces]
    choices.append({"index": 0, **(last or {"delta": {}}), "finish_reason": finish})
    return [json.dumps({"id": "c", "object": "chat.completion.chunk", "choices": [choice]}, ensure_ascii=False) for choice in choices]


def whole(text=ANSWER) -> str:
    """A whole reply as JSON."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}, ensure_ascii=False)


def sent(body: str | bytes, kind: str = EVENTS) -> Reply:
    return Reply(raw=body if isinstance(body, bytes) else body.encode(), headers={"Content-Type": kind})


def events(chunks, end="\n\n", begin="data: ", done=True) -> str:
    return "".join(begin + chunk + end for chunk in [*chunks, *(["[DONE]"] if done else [])])


def over_lines(chunk: str) -> str:
    return json.dumps(json.loads(chunk), ensure_ascii=False, indent=1).replace("\n", "\ndata: ")


STRAY = {
    "a byte-order mark before it": (BOM + events(told()).encode(), EVENTS),
    "a byte-order mark, and the choice alone": (BOM + events(told([], delta={"content": ANSWER}), done=False).encode(), EVENTS),
    "no blank line behind the last event": (events(told(), done=False).removesuffix("\n\n"), EVENTS),
    "one line end behind the last event": (events(told(), done=False).removesuffix("\n"), EVENTS),
    "no blank lines at all": (events(told(), end="\n"), EVENTS),
    "no blank lines, each event under its name": (events(told(), begin="event: message\ndata: ", end="\n"), EVENTS),
    "CRLF": (events(told(), end="\r\n\r\n"), EVENTS),
    "CR alone": (events(told(), end="\r\r"), EVENTS),
    "no space behind the colon": (events(told(), begin="data:"), EVENTS),
    "events of several lines": (events(map(over_lines, told())), EVENTS),
    "empty events to keep the line open": (events(told(), end="\n\ndata:\n\ndata: \n\n"), EVENTS),
    "words that are no chunk": (events(["ping", *told(), "null"]), EVENTS),
    "the end in small letters": (events([*told(), "[done]"], done=False), EVENTS),
    "a line an object, nothing before it": ("\n".join(told()) + "\n", "application/x-ndjson"),
    "a line an object, called events": ("\n".join(told()), EVENTS),
    "events called JSON": (events(told()), "application/json"),
    "events called text": (BOM + events(told()).encode(), "text/plain; charset=utf-8"),
    "a whole reply called events": (whole(), EVENTS),
    "a whole reply over several lines called events": (json.dumps(json.loads(whole()), indent=2), EVENTS),
    "a whole reply": (whole(), "application/json"),
    "a whole reply behind a byte-order mark": (BOM + whole().encode(), "application/json"),
    "a whole reply behind a byte-order mark called text": (BOM + whole().encode(), "text/plain"),
    "a whole reply in one event": (events([whole()]), EVENTS),
}


@pytest.mark.parametrize("case", STRAY)
def test_an_answer_comes_out_of_a_stream_however_its_lines_are_written(case, openai_server, model):
    openai_server.enqueue(sent(*STRAY[case]))
    assert streamed(model).text == ANSWER


@pytest.mark.parametrize("case", [name for name in STRAY if "whole" in name or "events called" in name])
def test_so_it_does_where_no_stream_was_asked_for(case, openai_server, model):
    openai_server.answer = lambda request: sent(*STRAY[case])
    assert model.complete(ASK, max_tokens=50).text == ANSWER


REPEATS = {
    "the whole text so far in each": told(SO_FAR),
    "the whole text so far, and once more at the end": told([*SO_FAR, ANSWER], delta={"content": ANSWER}),
    "the whole text so far in messages": [chunk.replace('"delta"', '"message"') for chunk in told(SO_FAR)],
    "an empty piece before": told(["", *SO_FAR]),
    "in two pieces": told([SO_FAR[1], ANSWER]),
    "pieces, and at the end the whole message": told(message={"role": "assistant", "content": ANSWER}),
    "pieces, and at the end both": told(delta={}, message={"role": "assistant", "content": ANSWER}),
    "pieces, and then the whole text in a piece": told([*PIECES, ANSWER]),
    "nothing but the message at the end": told([], message={"role": "assistant", "content": ANSWER}),
}


@pytest.mark.parametrize("case", REPEATS)
@pytest.mark.parametrize("known", [False, True])
def test_what_a_stream_says_again_is_said_once(case, known, openai_server, model):
    model.learn(plain=known)
    openai_server.enqueue(sent(events(REPEATS[case])))
    assert streamed(model).text == ANSWER


@pytest.mark.parametrize("case", REPEATS)
def test_so_it_is_where_an_endpoint_gives_streams_alone(case, openai_server, model):
    openai_server.answer = lambda request: sent(events(REPEATS[case]))
    model.learn(streams_only=True)
    assert model.complete(ASK, max_tokens=50).text == ANSWER


def test_thinking_that_is_said_again_is_counted_once(openai_server, model):
    thoughts = ["The second source", "The second source names them [1].", "The second source names them [1]. So it is."]
    chunks = [json.dumps({"choices": [{"index": 0, "delta": {"reasoning_content": thought}}]}) for thought in thoughts]
    openai_server.enqueue(sent(events([*chunks, *told(SO_FAR)])), sent(events([*chunks[2:], *told()])))
    repeated, once = streamed(model), streamed(model)
    assert repeated.text == once.text == ANSWER
    assert repeated.reasoning_tokens == once.reasoning_tokens > 0


@pytest.mark.parametrize(
    "pieces",
    [
        ["1", "10", " of 110 firms."],
        ["Ha", "ha", "\n", "\n", "\n\n", "haha."],
        ["no", "no", "nono", "no."],
        ["20", "2020", " and 20."],
        ["It is so. ", "It is so. ", "It is so."],
        ["第一", "第一条", "。第一"],
    ],
)
@pytest.mark.parametrize("known", [False, True])
def test_pieces_that_only_look_alike_are_all_kept(pieces, known, openai_server, model):
    model.learn(plain=known)
    openai_server.enqueue(sent(events(told(pieces))))
    assert streamed(model).text == "".join(pieces)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (events(told()[:2], done=False) + 'data: {"choices": [{"ind', "broken"),  # broken off within an event
        (events(told()[:2], done=False).removesuffix("\n\n"), "broken"),
        ('{"error": {"message": "no quota is left", "code": "insufficient_quota"}}', None),
        (BOM + b'data: {"error": {"message": "no quota is left", "code": "insufficient_quota"}}', None),
        ("{}", "broken"),
        ("data: \n\ndata: \n\n", "broken"),
        ("<html>Sign in</html>", "broken"),
        ("data: 三家", "broken"),
    ],
)
def test_what_brings_no_answer_is_an_error_with_its_cause(body, kind, openai_server, model):
    openai_server.enqueue(sent(body))
    with pytest.raises(ModelError) as caught:
        streamed(model)
    if kind is None:
        assert "no quota is left" in str(caught.value)
    else:
        assert caught.value.kind == kind


def test_a_piece_is_given_out_when_it_comes(openai_server, model):
    model.learn(plain=True)
    openai_server.enqueue(sent(events(told(SO_FAR))))
    *pieces, last = model.stream(ASK, max_tokens=50)
    assert len(pieces) > 2
    assert "".join(pieces) == last.text == ANSWER


def streamed(model: OpenAIChat) -> Completion:
    *pieces, last = model.stream(ASK, max_tokens=50)
    assert isinstance(last, Completion)
    assert "".join(str(piece) for piece in pieces) == last.text
    return last
