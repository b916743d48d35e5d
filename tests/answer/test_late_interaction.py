"""Statements nearly as likely are told apart by the words of the question that they meet; scores only change hands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.evidence import Question, rank_sentences
from ragassist.answer.late_interaction import dealt_anew, met
from ragassist.types import DocumentMeta, DocumentRecord, Hit, Lang, Passage, Sentence

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
    scores, placed = [0.88, 0.60, 0.90], [("ab", "c"), ("abc", ""), ("abd", "")]
    assert dealt_anew("abc", scores, placed, Letters(), 1.0, 0.05) == [(0, 0.90), (2, 0.88), (1, 0.60)]
    assert dealt_anew("abc", scores, placed, Letters(), 0.0, 0.05) == [(2, 0.90), (0, 0.88), (1, 0.60)]


def test_one_that_is_in_front_alone_is_not_read() -> None:
    letters = Letters()
    assert dealt_anew("abc", [0.8, 0.9], [("abc", ""), ("h", "")], letters, 1.0, 0.05) == [(1, 0.9), (0, 0.8)]
    assert letters.read == []


def test_no_more_than_six_are_read_however_many_are_alike() -> None:
    letters = Letters()
    dealt_anew("a", [0.5] * 40, [("b", "")] * 40, letters, 1.0, 0.05)
    assert len(letters.read) == 6


@given(st.lists(st.tuples(st.floats(0, 1), st.text("abcdefgh", min_size=1, max_size=5)), min_size=1, max_size=12), st.floats(0, 2))
def test_scores_change_hands_and_none_is_made_or_lost(found: list[tuple[float, str]], weight: float) -> None:
    scores = [score for score, _ in found]
    dealt = dealt_anew("abc", scores, [(text, "") for _, text in found], Letters(), weight, 0.05)
    assert sorted(at for at, _ in dealt) == list(range(len(scores)))
    assert [score for _, score in dealt] == sorted(scores, reverse=True)
    assert all(score == scores[at] for at, score in dealt if scores[at] < max(scores) - 0.05)


class AllAlike:
    """An encoder of one space to which all texts are alike; its words are letters."""

    name, dim, statement_dim = "all-alike", 2, 2

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        return np.tile(np.float32([1, 0]), (len(texts), 1))

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        return np.tile(np.float32([1, 0]), (len(texts), 1))

    @property
    def by_words(self) -> AllAlike:
        return self

    def question_words(self, text: str) -> np.ndarray:
        return np.stack([VOCABULARY[letter] for letter in text if letter in VOCABULARY])

    def statement_words(self, text: str, title: str) -> np.ndarray:
        return self.question_words(title + text)


def test_a_question_of_one_part_is_read_word_by_word_and_one_of_several_is_not() -> None:
    said = ("hhhh hhhh hhhh hhhh hhhh.", "abcd abcd abcd abcd abcd.")
    sentences = tuple(Sentence(0, 25, text) for text in said)
    record = DocumentRecord("d" * 16, "a.md", "/a.md", "", "en", DocumentMeta(title="a"), 1, 100)
    hit = Hit(1, 0.5, Passage("d:00000", "d" * 16, 0, "en", (), 0, 60, " ".join(said), sentences), record)
    whole = rank_sentences(Question("abcd", "en", "en"), [hit], AllAlike())  # type: ignore[arg-type]
    assert [item.sentence.text for item in whole] == [said[1], said[0]]
    parts = rank_sentences(Question("abcd", "en", "en", parts=("ab", "cd")), [hit], AllAlike())  # type: ignore[arg-type]
    assert [item.sentence.text for item in parts] == list(said)
