from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from ragassist.retrieve import fuse as module
from ragassist.retrieve.fuse import fuse, ranks, shares
from ragassist.types import Lang

NAMES = st.sampled_from("abcdefgh")
LANGS: dict[str, Lang] = {name: "zh" if name < "e" else "en" for name in "abcdefgh"}
DENSE = st.dictionaries(NAMES, st.floats(-1, 1), max_size=8)
LEXICAL = st.dictionaries(NAMES, st.floats(0.01, 50), max_size=8)


def among(dense: dict[str, float], lexical: dict[str, float]) -> dict[str, Lang]:
    return {name: LANGS[name] for name in {*dense, *lexical}}


def test_doctests() -> None:
    assert doctest.testmod(module).failed == 0


def test_words_decide_between_passages_of_one_language_that_mean_nearly_the_same() -> None:
    dense = {"a": 0.62, "b": 0.61, "c": 0.2, "d": 0.1}
    assert [name for name, _ in fuse(dense, {"b": 12.0, "c": 1.0}, among(dense, {}))][:2] == ["b", "a"]


def test_words_in_one_language_do_not_push_the_other_language_down() -> None:
    dense = {"a": 0.6, "f": 0.5, "g": 0.3, "b": 0.1}
    strangers = {"f": 40.0, "g": 30.0}
    assert fuse(dense, strangers, among(dense, strangers))[0] == ("a", 0.6)


def test_a_passage_found_by_words_alone_is_a_candidate() -> None:
    assert "d" in dict(fuse({"a": 0.5, "b": 0.4}, {"d": 9.0}, {"a": "zh", "b": "zh", "d": "zh"}))


@given(DENSE, LEXICAL)
def test_every_passage_comes_once_with_scores_falling(dense: dict[str, float], lexical: dict[str, float]) -> None:
    fused = fuse(dense, lexical, among(dense, lexical))
    assert sorted(name for name, _ in fused) == sorted({*dense, *lexical})
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(DENSE, LEXICAL)
def test_the_order_of_the_lists_entries_does_not_matter(dense: dict[str, float], lexical: dict[str, float]) -> None:
    langs = among(dense, lexical)
    backwards = fuse(dict(reversed(dense.items())), dict(reversed(lexical.items())), langs)
    assert [round(score, 9) for _, score in fuse(dense, lexical, langs)] == [round(score, 9) for _, score in backwards]


@given(DENSE)
def test_without_words_the_dense_order_stands(dense: dict[str, float]) -> None:
    assert [score for _, score in fuse(dense, {}, among(dense, {}))] == sorted(dense.values(), reverse=True)


def test_words_known_across_languages_reorder_the_other_language_and_add_what_they_found() -> None:
    dense = {"a": 0.5, "b": 0.48, "f": 0.6}
    langs = among(dense, {"c": 1.0})
    assert [name for name, _ in fuse(dense, {}, langs, {"b": 6.0, "c": 0.1})] == ["f", "b", "a", "c"]


def test_ranks_and_shares() -> None:
    assert ranks({"x": 0.1, "y": 0.9}) == {"y": 1, "x": 2}
    assert shares("aab", "b") == 0.5
    assert shares("", "") == 0.0
