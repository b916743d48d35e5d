"""The real 1.5B model in this process: it answers, streams, stops, judges, keeps quiet and ends cleanly."""

import json
import os
import subprocess
import sys
import textwrap
import threading
import urllib.error
import urllib.request

import pytest

from ragassist.errors import ModelError
from ragassist.models import local
from ragassist.models.chat import Completion, Message
from ragassist.models.local import LocalChat, engine_installed, usable_processors
from ragassist.settings import LocalSettings, Settings

ASK = [Message("user", "What is the capital of Japan? Answer with one word.")]
COUNT = [Message("user", "Count from 1 to 100, separated by commas.")]


def test_usable_processors_are_some_of_this_machine():
    assert 1 <= usable_processors() <= (os.cpu_count() or 1)


def test_a_container_quota_counts(monkeypatch):
    monkeypatch.setattr("ragassist.models.local.Path.read_text", lambda *_, **__: "100000 100000\n")
    assert usable_processors() == 1


def test_making_the_model_loads_nothing(tmp_path):
    chat = LocalChat(Settings(cache=tmp_path))
    assert (chat.name, chat.tier) == ("qwen2.5-coder-1.5b-instruct-q4_k_m", "local")


def test_a_file_that_is_no_model_is_named(tmp_path, model_calls):
    if not engine_installed():
        pytest.skip("the local engine is not installed: pip install 'ragassist[local]'")
    junk = tmp_path / "junk.gguf"
    junk.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(ModelError, match=r"cannot load .*junk\.gguf"):
        LocalChat(Settings(cache=tmp_path, local=LocalSettings(weights=junk))).complete(ASK, max_tokens=5)


@pytest.mark.weights
def test_answers_and_counts_tokens(local_chat):
    completion = local_chat.complete(ASK, max_tokens=8)
    assert "Tokyo" in completion.text
    assert completion.prompt_tokens > 10
    assert 0 < completion.completion_tokens <= 8


@pytest.mark.weights
def test_streams_the_same_text_at_temperature_zero(local_chat):
    *pieces, last = local_chat.stream(COUNT, max_tokens=24)
    assert len(pieces) > 5
    assert "".join(pieces) == last.text
    again = local_chat.complete(COUNT, max_tokens=24)
    assert again.text == last.text
    assert last.completion_tokens == again.completion_tokens == 24


@pytest.mark.weights
def test_stop_words_end_the_reply(local_chat):
    assert local_chat.complete(COUNT, max_tokens=64, stop=["5"]).text.rstrip(", ").endswith("4")


@pytest.mark.weights
def test_probabilities_tell_yes_from_no(local_chat):
    def yes(sentence: str) -> float:
        found = local_chat.probabilities([Message("user", f"句子：{sentence}\n这个句子说的是天气吗？只回答“是”或“否”。")])
        assert len(found) == 20
        assert sum(found.values()) <= 1.0001
        return found.get("是", 0.0) - found.get("否", 0.0)

    assert yes("明天北京有小雨，气温下降。") > yes("公司公布了新的财务报告。")


@pytest.mark.weights
def test_a_closed_stream_frees_the_model_for_the_next_question(local_chat):
    stream = local_chat.stream(COUNT, max_tokens=2000)
    assert isinstance(next(stream), str)
    stream.close()
    assert isinstance(local_chat.complete(ASK, max_tokens=4), Completion)


@pytest.mark.weights
def test_too_long_a_prompt_says_so(local_chat):
    with pytest.raises(ModelError, match="more text than it takes") as caught:
        local_chat.complete([Message("user", "字" * 9000)], max_tokens=4)
    assert "RAGASSIST_LOCAL__CONTEXT_TOKENS" in caught.value.advice


@pytest.mark.weights
def test_threads_share_one_engine(local_chat):
    settings = local_chat._settings
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(LocalChat(settings).start().wire.address.url)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert urls == [local_chat.start().wire.address.url] * 4


@pytest.mark.weights
def test_without_its_key_the_engine_refuses_other_processes(local_chat):
    body = json.dumps({"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}).encode()
    request = urllib.request.Request(local_chat.start().wire.address.url + "/chat/completions", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request, timeout=30)


@pytest.mark.weights
def test_a_process_prints_only_its_own_output_and_ends_cleanly_in_the_middle_of_a_reply(local_settings):
    code = """
        import pathlib, sys
        from ragassist.models.chat import Message
        from ragassist.models.local import LocalChat
        from ragassist.settings import Settings
        stream = LocalChat(Settings(cache=pathlib.Path(sys.argv[1]))).stream([Message("user", "Count to 500.")], max_tokens=900)
        next(stream)
        print("{}")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(local_settings.cache)], capture_output=True, text=True, check=False, timeout=300
    )
    assert (done.returncode, done.stdout) == (0, "{}\n")
    assert "Traceback" not in done.stderr


def test_each_slot_has_a_context_of_its_own(tmp_path, monkeypatch):
    import xllamacpp

    made = []

    class Engine:
        listening_address = "http://127.0.0.1:1"

        def __init__(self, params) -> None:
            made.append((params.n_parallel, params.n_ctx))

    monkeypatch.setattr(xllamacpp, "Server", Engine)
    monkeypatch.setattr(local, "_servers", {})
    for slots in (1, 4):
        settings = Settings(home=tmp_path, local={"slots": slots, "context_tokens": 2048})
        local.server_of(tmp_path / "x.gguf", settings)
        local.server_of(tmp_path / "x.gguf", settings)
    local.server_of(tmp_path / "x.gguf", Settings(home=tmp_path, local={"slots": 4}), context_tokens=512, encoder=True)
    assert made == [(1, 2048), (4, 8192), (1, 512)]
