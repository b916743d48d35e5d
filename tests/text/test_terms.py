from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text import figures
from ragassist.text import terms as module
from ragassist.text.figures import figure_words
from ragassist.text.terms import fold, name_words, query_words, words

SCRIPTS = st.text(alphabet=st.sampled_from("汉字龍龙人工智能数据２０ＡＢabcABC019-.,:/%'’ \n\r\t，。、①é\u0301😀"), max_size=60)


def test_doctests() -> None:
    assert doctest.testmod(module).failed == doctest.testmod(figures).failed == 0


def test_names_and_numbers_stay_whole() -> None:
    assert set(words("自2025-01-13起，限制H20与GPT-4.5，涉及1,077家、17.5%")) >= {"2025-01-13", "h20", "gpt-4.5", "1077", "17.5%"}


def test_traditional_and_simplified_share_every_term() -> None:
    assert words("國家數據局發佈條例") == words("国家数据局发布条例")


def test_a_question_finds_a_word_that_is_cut_differently() -> None:
    assert set(query_words("算力网络是谁建的？")) & set(words("全国一体化算力网正在建设")) >= {"算力"}


def test_plural_and_possessive_meet_the_singular() -> None:
    assert words("policies companies' models") == words("policy company model")
    assert query_words("Japan's class") == ["japan", "class"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many AI firms does the US have?", ["ai", "us"]),
        ("Which rule entered into force on 2023-08-15?", ["2023-08", "2023-08-15"]),
        ("what is the high fence about", []),
        ("What is 东数西算 about?", ["东数", "数西", "西算"]),
        ("Is 5 enough?", []),
    ],
)
def test_only_names_and_numbers_cross_languages(question: str, names: list[str]) -> None:
    assert sorted(set(name_words(question))) == names


@pytest.mark.parametrize(
    ("english", "chinese", "term"),
    [
        ("$500 billion", "五千亿美元", "500000000000:usd"),
        ("1.4 million yuan", "140万元", "1400000:cny"),
        ("Article 17", "第十七条", "17:article"),
        ("January 13, 2025", "2025年1月13日", "2025-01-13"),
        ("30 percent", "百分之三十", "30:percent"),
        ("six million people", "600万人", "6000000"),
    ],
)
def test_a_quantity_is_one_term_in_both_languages(english: str, chinese: str, term: str) -> None:
    assert term in figure_words(english)
    assert term in set(words(english)) & set(words(chinese)) & set(query_words(term))
    assert term in name_words(f"Who had {english}?")


def test_small_bare_numbers_and_texts_without_numbers_give_no_term() -> None:
    assert figure_words("三家企业在上海") == figure_words("no figure here") == []


def test_a_question_of_function_words_keeps_them() -> None:
    assert query_words("what is it?") == ["what", "is", "it"]


@given(SCRIPTS)
def test_terms_are_folded_and_never_blank(text: str) -> None:
    for term in words(text):
        assert term.strip() == term != ""
        assert fold(term) == term


@given(SCRIPTS)
def test_what_is_looked_for_is_indexed(text: str) -> None:
    assert set(query_words(text)) <= set(words(text))
    assert set(name_words(text)) <= set(words(text))
