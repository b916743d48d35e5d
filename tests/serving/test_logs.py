"""What servers write down: whole lines, who and how long, and neither questions nor texts nor keys unless asked for."""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections.abc import Iterator

import pytest

from ragassist.errors import ModelError
from ragassist.serving.logs import set_up
from ragassist.serving.record import Recorder
from ragassist.settings import Settings
from ragassist.types import Done, Event, Stage
from tests.api.test_endpoint import Scripted, answer

QUESTION = "关于滨海港的内部配额是多少？"


@pytest.fixture
def lines(monkeypatch):
    """The lines that a server with given log settings writes while `ask` runs."""
    ours = logging.getLogger("ragassist")
    before = (ours.handlers, ours.propagate, ours.level)

    def written(events: Iterator[Event], **log: object) -> list[str]:
        out = io.StringIO()
        monkeypatch.setattr("sys.stderr", out)
        settings = Settings(log=log, api={"key": "sk-marked-secret"})
        set_up(settings)
        with contextlib.suppress(ModelError):
            list(Recorder.of(settings).watched(events, question=QUESTION, door="api", user="wei"))
        return out.getvalue().splitlines()

    yield written
    ours.handlers, ours.propagate = before[0], before[1]
    ours.setLevel(before[2])


def answered() -> Iterator[Event]:
    return Scripted().stream(QUESTION)


def failing() -> Iterator[Event]:
    yield Stage("searching")
    raise ModelError("answer.empty", name="A model")


def test_a_question_is_one_json_line_without_its_words(lines):
    (line,) = lines(answered(), format="json", level="info")
    found = json.loads(line)
    assert (found["user"], found["door"], found["outcome"], found["citations"]) == ("wei", "api", "answered", 1)
    assert found["seconds"] >= 0
    assert not {"滨海", "配额", "值守", "secret"} & {word for word in ("滨海", "配额", "值守", "secret") if word in line}


def test_the_words_are_there_when_they_are_asked_for(lines):
    (line,) = lines(answered(), format="json", level="info", questions=True)
    assert json.loads(line)["question"] == QUESTION


@pytest.mark.parametrize("form", ["text", "json"])
def test_at_the_usual_level_a_question_leaves_no_line(lines, form):
    assert lines(answered(), format=form) == []


def test_a_failure_is_counted_by_its_kind(lines):
    (line,) = lines(failing(), format="json", level="info")
    assert json.loads(line)["outcome"] == "ModelError"


def test_an_exception_is_named_with_its_place_and_not_with_what_it_quotes(lines):
    lines(iter([Done(answer())]), format="json")
    out = io.StringIO()
    logging.getLogger("ragassist").handlers[0].setStream(out)  # type: ignore[attr-defined]
    try:
        raise ValueError(f"bad text: {QUESTION}")
    except ValueError:
        logging.getLogger("ragassist.api").exception("An answer failed")
    found = json.loads(out.getvalue())
    assert found["error"] == "ValueError"
    assert "test_logs.py" in found["where"]
    assert "配额" not in out.getvalue()
