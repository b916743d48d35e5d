"""Statements nearly as likely are told apart by the words of the question that they meet; scores only change hands."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.late_interaction import dealt_anew, met

VOCABULARY = dict(zip("abcdefgh", np.eye(8, dtype=np.float32), strict=True))


class Letters:
    """Reads a text letter by letter, each a direction of its own, and counts what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def question_words(self, text: str) -> np.ndarray:
        return np.stack([VOCABULARY[letter] for letter in text])

    def statement_words(self, text: str, title: str) -> np.ndarray:
        self.read.append(text)
        return np.stack([VOCABULARY[letter] for letter in title + text])


def test_each_word_asked_looks_for_its_own() -> None:
    letters = Letters()
    asked = letters.question_words("abc")
    assert met(asked, letters.statement_words("cab", "")) == 1
    assert met(asked, letters.statement_words("aad", "b")) == np.float32(2 / 3)
    assert met(asked, letters.statement_words("h", "")) == 0


def test_of_two_nearly_as_likely_the_one_that_meets_every_word_comes_first() -> None:
    scores = [0.90, 0.88, 0.60]
    assert dealt_anew("abc", scores, [("abd", ""), ("ab", "c"), ("abc", "")], Letters(), 1.0, 0.05) == [0.88, 0.90, 0.60]
    assert dealt_anew("abc", scores, [("abd", ""), ("ab", "c"), ("abc", "")], Letters(), 0.0, 0.05) == scores


def test_one_that_is_in_front_alone_is_not_read() -> None:
    letters = Letters()
    assert dealt_anew("abc", [0.9, 0.8], [("h", ""), ("abc", "")], letters, 1.0, 0.05) == [0.9, 0.8]
    assert letters.read == []


def test_no_more_than_six_are_read_however_many_are_alike() -> None:
    letters = Letters()
    dealt_anew("a", [0.5] * 40, [("b", "")] * 40, letters, 1.0, 0.05)
    assert len(letters.read) == 6


@given(st.lists(st.tuples(st.floats(0, 1), st.text("abcdefgh", min_size=1, max_size=5)), min_size=1, max_size=12), st.floats(0, 2))
def test_scores_change_hands_and_none_is_made_or_lost(found: list[tuple[float, str]], weight: float) -> None:
    scores = [score for score, _ in found]
    dealt = dealt_anew("abc", scores, [(text, "") for _, text in found], Letters(), weight, 0.05)
    assert sorted(dealt) == sorted(scores)
    assert all(now == then for now, then in zip(dealt, scores, strict=True) if then < max(scores) - 0.05)
