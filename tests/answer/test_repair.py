"""A sentence that its source does not support is written once more, and what comes of that is checked like everything else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.answer.garbage import ScriptedChat, index

from ragassist.answer.engine import Engine
from ragassist.store.texts import TextCache

ZH = "市政府安排了多少专项资金，用于建设什么？"
WRONG = "市政府在2024年安排专项资金3600亿元，用于建设三个智能算力中心[1]。"
RIGHT = "市政府在2024年安排专项资金360亿元，用于建设三个智能算力中心。"


class SecondThought(ScriptedChat):
    """Streams one text, and says another when asked to write a sentence anew."""

    def __init__(self, reply: str, second: str) -> None:
        super().__init__(reply)
        self.second = second

    def complete(self, messages, *, max_tokens, stop=()):
        rewriting = any("得不到原文支持" in message.content for message in messages)
        self.reply, kept = (self.second if rewriting else "?"), self.reply
        try:
            return super().complete(messages, max_tokens=max_tokens, stop=stop)
        finally:
            self.reply = kept


@pytest.fixture(scope="module")
def indexed(tmp_path_factory) -> Iterator[tuple]:
    settings, store, embedder = index(tmp_path_factory.mktemp("repair"))
    yield settings, store, embedder
    store.close()


def answered(indexed, tmp_path, model):
    settings, store, embedder = indexed
    return Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(tmp_path / "texts.sqlite3")).ask(ZH)


def rewrites(model) -> list[str]:
    return [prompt for prompt in model.prompts if "得不到原文支持" in prompt]


def test_a_corrected_sentence_is_shown(indexed, tmp_path):
    model = SecondThought(WRONG, RIGHT)
    answer = answered(indexed, tmp_path, model)
    assert answer.answer == f"{RIGHT}[1]"
    assert "3600" in rewrites(model)[0]
    assert "360亿元" in rewrites(model)[0], "the model sees the source"


@pytest.mark.parametrize("numbers", ["[1]", "[2][3]", "［7］", " [1, 2]", "[^4]"])
def test_numbers_that_the_second_try_writes_are_not_shown(indexed, tmp_path, numbers):
    answer = answered(indexed, tmp_path, SecondThought(WRONG, RIGHT + numbers))
    assert answer.answer == f"{RIGHT}[1]"


@pytest.mark.parametrize("second", [WRONG, "NONE", "", "市政府安排专项资金36亿元。", "The city set aside 36 billion yuan."])
def test_what_is_no_better_stays_out(indexed, tmp_path, second):
    answer = answered(indexed, tmp_path, SecondThought(WRONG, second))
    assert "3600" not in answer.answer
    assert "36亿" not in answer.answer


def test_tries_are_bounded(indexed, tmp_path):
    drafts = "".join(f"市政府在2024年安排专项资金36{n}亿元[1]。" for n in range(1, 9))
    model = SecondThought(drafts, "NONE")
    answered(indexed, tmp_path, model)
    assert len(rewrites(model)) == 3
