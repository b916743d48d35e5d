"""Recorded calls replay exactly, differ line by line, and a call that was never made says so."""

import json

import pytest
from tests.openai_server import Reply

from ragassist.errors import ModelError
from ragassist.models.chat import ChatModel, Completion, Message, OpenAIChat
from ragassist.models.recordings import FILE_NAME, RecordingChat, ReplayChat, hint_of, key_of, read

TRANSLATE = [Message("system", "Translate the question into Chinese."), Message("user", "Who pays?")]
JUDGE = [Message("user", "这个句子能回答问题吗？")]


@pytest.fixture
def live(openai_server) -> OpenAIChat:
    return OpenAIChat(model="m1", base_url=openai_server.url, api_key="sk-secret-0123456789", retries=0)


@pytest.fixture
def recorded(openai_server, live, tmp_path) -> RecordingChat:
    """Three calls on file: one complete, one streamed, one of probabilities."""
    openai_server.enqueue("谁来付钱？", Reply("first line\nsecond\u2028“行”"), Reply("是", probabilities={"是": 2 / 3, "否": 0.1}))
    recording = RecordingChat(live, tmp_path)
    recording.complete(TRANSLATE, max_tokens=20)
    list(recording.stream(TRANSLATE, max_tokens=50, stop=["\n\n"]))
    recording.probabilities(JUDGE, top=5)
    return recording


def test_replays_what_was_recorded(recorded, tmp_path):
    replay = ReplayChat(tmp_path)
    assert isinstance(replay, ChatModel)
    assert isinstance(recorded, ChatModel)
    assert (replay.name, replay.tier) == (recorded.name, recorded.tier) == ("m1", "hosted")
    assert replay.complete(TRANSLATE, max_tokens=20).text == "谁来付钱？"
    *pieces, last = replay.stream(TRANSLATE, max_tokens=50, stop=["\n\n"])
    assert "".join(pieces) == last.text == "first line\nsecond\u2028“行”"
    assert len(pieces) > 1
    assert last.prompt_tokens > 0
    assert replay.probabilities(JUDGE, top=5) == {"是": 0.666667, "否": 0.1}


def test_how_sure_the_model_was_is_recorded(openai_server, tmp_path):
    sure = OpenAIChat(model="m1", base_url=openai_server.url, api_key="k", retries=0, sureness=True)
    openai_server.enqueue(Reply("谁来付钱？", sureness=[-0.25, -0.5]))
    said = RecordingChat(sure, tmp_path).complete(TRANSLATE, max_tokens=20)
    assert said.sureness is not None
    assert ReplayChat(tmp_path).complete(TRANSLATE, max_tokens=20) == said


def test_streamed_or_not_is_the_same_recording(recorded, tmp_path):
    replay = ReplayChat(tmp_path)
    *_, last = replay.stream(TRANSLATE, max_tokens=20)
    assert last == replay.complete(TRANSLATE, max_tokens=20)


@pytest.mark.parametrize(
    "call",
    [
        lambda chat: chat.complete(TRANSLATE, max_tokens=21),
        lambda chat: chat.complete(TRANSLATE, max_tokens=20, stop=["。"]),
        lambda chat: chat.complete([TRANSLATE[0], Message("user", "Who paid?")], max_tokens=20),
        lambda chat: chat.complete([TRANSLATE[0], Message("assistant", "Who pays?")], max_tokens=20),
        lambda chat: list(chat.stream(JUDGE, max_tokens=20)),
        lambda chat: chat.probabilities(JUDGE, top=6),
        lambda chat: chat.probabilities(TRANSLATE, top=5),
    ],
)
def test_another_call_has_no_recording_and_says_which_prompt(recorded, tmp_path, call):
    with pytest.raises(ModelError, match="No recorded reply of m1") as caught:
        call(ReplayChat(tmp_path))
    assert "Translate the question into Chinese." in caught.value.problem or "这个句子能回答问题吗" in caught.value.problem
    assert "ragassist eval run --live --record" in caught.value.advice


def test_another_model_has_no_recording(recorded, tmp_path):
    with pytest.raises(ModelError, match="No recorded reply of m2"):
        ReplayChat(tmp_path, "m2", "local").complete(TRANSLATE, max_tokens=20)


def test_the_file_is_sorted_readable_and_holds_no_secret(recorded, tmp_path):
    text = (tmp_path / FILE_NAME).read_text(encoding="utf8")
    lines = [json.loads(line) for line in text.strip().split("\n")]
    assert [line["key"] for line in lines] == sorted(line["key"] for line in lines)
    assert {line["hint"] for line in lines} == {hint_of(TRANSLATE), hint_of(JUDGE)}
    assert "谁来付钱" in text
    assert "secret" not in text


def test_recording_again_changes_only_what_changed(openai_server, live, recorded, tmp_path):
    before = (tmp_path / FILE_NAME).read_text(encoding="utf8").splitlines()
    openai_server.enqueue("谁付？")
    RecordingChat(live, tmp_path).complete(TRANSLATE, max_tokens=20)
    after = (tmp_path / FILE_NAME).read_text(encoding="utf8").splitlines()
    assert len(set(before) - set(after)) == len(set(after) - set(before)) == 1
    assert ReplayChat(tmp_path).complete(TRANSLATE, max_tokens=20).text == "谁付？"


def test_pruning_drops_what_this_run_did_not_ask(openai_server, live, recorded, tmp_path):
    openai_server.enqueue("谁付？")
    again = RecordingChat(live, tmp_path)
    again.complete(TRANSLATE, max_tokens=20)
    assert again.prune() == 2
    assert len(read(tmp_path)) == 1


def test_a_reply_that_broke_off_is_not_recorded(openai_server, live, tmp_path):
    openai_server.enqueue(Reply("abcdef", drop_after=1), Reply("abcdef"))
    recording = RecordingChat(live, tmp_path)
    with pytest.raises(ModelError):
        list(recording.stream(TRANSLATE, max_tokens=20))
    stream = recording.stream(TRANSLATE, max_tokens=20)
    next(stream)
    stream.close()
    assert read(tmp_path) == {}


def test_no_recordings_at_all(tmp_path):
    with pytest.raises(ModelError, match="no recorded model calls"):
        ReplayChat(tmp_path)


def test_recordings_of_two_models_need_a_name(openai_server, recorded, tmp_path):
    openai_server.enqueue("谁？")
    RecordingChat(OpenAIChat(model="m2", base_url=openai_server.url, retries=0), tmp_path).complete(TRANSLATE, max_tokens=20)
    with pytest.raises(ModelError, match="m1, m2"):
        ReplayChat(tmp_path)
    assert ReplayChat(tmp_path, "m2").complete(TRANSLATE, max_tokens=20) == Completion("谁？", 45, 2)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"key": "a"}', '{"key": "a", "model": "m", "tier": "local", "hint": "", "text": "x", "tokens": 3}']
)
def test_a_damaged_line_is_named(tmp_path, line):
    (tmp_path / FILE_NAME).write_text(f"\n{line}\n")
    with pytest.raises(ModelError, match="Line 2"):
        read(tmp_path)


def test_key_depends_on_where_messages_begin_and_end():
    def key(*contents: str) -> str:
        return key_of("m", [Message("user", content) for content in contents], max_tokens=1)

    assert len({key("ab", "c"), key("a", "bc"), key("abc"), key("abc", "")}) == 4
    assert key("ab") == key("ab")
