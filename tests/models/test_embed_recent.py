"""Vectors kept are the inner embedder's own, each made once while it is kept, and no more are kept than allowed."""

from __future__ import annotations

import threading

import numpy as np
from tests.store.fakes import HashEmbedder

from ragassist.models.embed_recent import RecentVectors, all_kept

TEXTS = ["算力", "芯片", "算力", "数据"]
LANGS = ["zh"] * 4


def test_the_vectors_are_the_same_and_made_once():
    inner = HashEmbedder()
    recent = RecentVectors(inner)
    expected = HashEmbedder().passages(TEXTS, LANGS)
    assert np.array_equal(recent.passages(TEXTS, LANGS), expected)
    assert inner.asked == 3
    assert np.array_equal(recent.passages(TEXTS[::-1], LANGS), expected[::-1])
    assert inner.asked == 3


def test_kinds_and_languages_are_kept_apart():
    inner = HashEmbedder()
    recent = RecentVectors(inner)
    recent.passages(["x"], ["zh"])
    recent.passages(["x"], ["en"])
    assert inner.asked == 2


def test_the_one_used_longest_ago_goes_first():
    inner = HashEmbedder()
    recent = RecentVectors(inner, most=2)
    recent.passages(["a"], ["en"])
    recent.passages(["b"], ["en"])
    recent.passages(["a"], ["en"])
    recent.passages(["c"], ["en"])
    asked = inner.asked
    recent.passages(["a"], ["en"])
    assert inner.asked == asked
    recent.passages(["b"], ["en"])
    assert inner.asked == asked + 1


def test_more_texts_at_once_than_are_kept():
    recent = RecentVectors(HashEmbedder(), most=2)
    texts = [str(n) for n in range(9)]
    assert np.array_equal(recent.passages(texts, ["en"] * 9), HashEmbedder().passages(texts, ["en"] * 9))


def test_nothing_asked_is_nothing_returned():
    assert RecentVectors(HashEmbedder()).passages([], []).shape == (0, 64)


def test_threads_get_their_own_texts_back():
    recent, wrong = RecentVectors(HashEmbedder(), most=5), []

    def ask(offset: int) -> None:
        for n in range(30):
            text = str((n * 7 + offset) % 11)
            if not np.array_equal(recent.passages([text], ["en"]), HashEmbedder().passages([text], ["en"])):
                wrong.append(text)

    threads = [threading.Thread(target=ask, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


class Counting(HashEmbedder):
    """Keeps what it was given, by kind."""

    def __init__(self):
        super().__init__()
        self.given = []

    def passages(self, texts, langs, titles=None):
        self.given.append(("passage", tuple(texts)))
        return super().passages(texts, langs, titles)

    def questions(self, texts, langs):
        self.given.append(("question", tuple(texts)))
        return super().questions(texts, langs)


def test_where_all_is_kept_no_passage_and_no_question_is_embedded_twice():
    inner, plain = Counting(), HashEmbedder()
    kept = all_kept(inner)
    for texts in (["b", "aa", "b"], ["aa", "ccc"]):
        assert np.array_equal(kept.passages(texts, ["en"] * len(texts)), plain.passages(texts, ["en"] * len(texts)))
        assert np.array_equal(kept.questions(texts, ["en"] * len(texts)), plain.questions(texts, ["en"] * len(texts)))
    assert inner.given == [("passage", ("b", "aa")), ("question", ("b", "aa")), ("passage", ("ccc",)), ("question", ("ccc",))]


def test_questions_are_not_kept_unless_somebody_wants_them():
    inner = Counting()
    recent = RecentVectors(inner)
    recent.questions(["x"], ["en"])
    recent.questions(["x"], ["en"])
    assert len(inner.given) == 2


class _Words(HashEmbedder):
    """Reads words too: one vector a character."""

    read = 0

    @property
    def by_words(self):
        return self

    def question_words(self, text):
        return np.full((len(text), 2), 0.5, np.float32)

    def statement_words(self, text, title):
        self.read += 1
        return np.full((len(title + text), 2), 0.25, np.float32)


def test_words_of_statements_are_read_once_while_they_are_kept():
    inner = _Words()
    words = RecentVectors(inner).by_words
    first = words.statement_words("算力", "题")
    assert first.dtype == np.float32
    assert np.array_equal(words.statement_words("算力", "题"), first)
    assert inner.read == 1
    words.statement_words("算力", "另一题")
    assert inner.read == 2
    for n in range(300):
        words.statement_words(str(n), "")
    words.statement_words("算力", "题")
    assert inner.read == 303
    assert words.question_words("问").shape == (1, 2)


def test_an_embedder_that_knows_whole_texts_only_reads_no_words():
    assert RecentVectors(HashEmbedder()).by_words is None
