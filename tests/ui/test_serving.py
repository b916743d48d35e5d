"""One turn from question to last frame, and the document that the server sends."""

from __future__ import annotations

import socket
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from tests.ui.scripted_assistant import ScriptedAssistant

from ragassist.errors import UsageError
from ragassist.types import ModelName
from ragassist.ui import page
from ragassist.ui.messages import MAX_QUESTION_CHARS, AskRequest, OpenRequest
from ragassist.ui.server.conversation import Conversations
from ragassist.ui.words.catalogue import EN, ZH

MODEL = ModelName("scripted-1.5b", "local")


def request(question: str, **changes: object) -> AskRequest:
    return AskRequest.model_validate({"turn": "turn-0001", "question": question, **changes})


def test_frames_only_append_and_end_with_the_answer() -> None:
    frames = list(Conversations(ScriptedAssistant()).ask(request("How much?"), MODEL))
    assert [frame.state for frame in frames[:-1]] == ["running"] * (len(frames) - 1)
    assert frames[-1].state == "done"
    assert frames[-1].answer is not None
    for before, after in pairwise(frames[:-1]):
        assert before.answer is not None
        assert after.answer is not None
        assert after.answer.answer.startswith(before.answer.answer)
    assert frames[-2].answer is not None
    assert frames[-2].answer.answer == frames[-1].answer.answer


def test_history_is_cut_to_the_latest_turns() -> None:
    assistant = ScriptedAssistant()
    list(Conversations(assistant).ask(request("How much?", answer_lang="zh", history=[[str(i), "a"] for i in range(9)]), MODEL))
    _, lang, history = assistant.asked[-1]
    assert lang == "zh"
    assert [question for question, _ in history] == ["3", "4", "5", "6", "7", "8"]


def test_stop_is_heard_at_once_and_closes_the_stream() -> None:
    assistant = ScriptedAssistant()
    conversations = Conversations(assistant)
    frames = conversations.ask(request("forever"), MODEL)
    next(frames)
    assert conversations.is_running("turn-0001")
    conversations.stop("turn-0001")
    assert list(frames)[-1].state == "stopped"
    assert assistant.closed.wait(5)
    assert not conversations.is_running("turn-0001")


def test_a_reader_who_leaves_stops_the_stream() -> None:
    assistant = ScriptedAssistant()
    frames = Conversations(assistant).ask(request("forever"), MODEL)
    for _ in range(3):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    assert assistant.closed.wait(5)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_errors_are_sentences_in_the_interface_language(lang: str) -> None:
    words = {"en": EN, "zh": ZH}[lang]
    model_error = list(Conversations(ScriptedAssistant(broken=1)).ask(request("How much?", lang=lang), MODEL))[-1]
    assert model_error.state == "failed"
    assert words.failed_model in model_error.html
    assert "&lt;b&gt;did not&lt;/b&gt;" in model_error.html
    bug = list(Conversations(ScriptedAssistant()).ask(request("crash", lang=lang), MODEL))[-1]
    assert words.failed_bug in bug.html
    assert "internal detail" not in bug.html


def test_a_question_that_is_too_long_is_told_so_and_not_asked() -> None:
    assistant = ScriptedAssistant()
    frames = list(Conversations(assistant).ask(request("x" * (MAX_QUESTION_CHARS + 1)), MODEL))
    assert [frame.state for frame in frames] == ["failed"]
    assert assistant.asked == []


def test_a_turn_that_cannot_be_read_is_left_out_and_the_others_stay() -> None:
    kept = {"id": "turn-0001", "state": "failed", "question": "q", "problem": "The model did not answer."}
    strange = [
        {"id": "turn-0002", "state": "done", "question": "q", "answer": {"text": "of another version"}},
        "nonsense",
        {**kept, "extra": 1},
    ]
    assert [turn.id for turn in OpenRequest.model_validate({"turns": [*strange, kept]}).turns] == ["turn-0001"]


def test_the_pages_own_files_name_no_other_host() -> None:
    for path in Path(page.__file__).parent.rglob("*"):
        if path.suffix in (".py", ".js", ".css"):
            text = path.read_text(encoding="utf8").replace("https://example.org", "")
            assert "https://" not in text, path.name
            assert "@import" not in text, path.name


def test_importing_the_page_is_cheap() -> None:
    code = "import sys, ragassist.ui.page; print([name for name in ('gradio', 'chromadb', 'openai', 'llama_index') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_taken_port_is_a_usage_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="is not free"):
            page.launch(ScriptedAssistant(), port=taken.getsockname()[1], prevent_thread_lock=True)
