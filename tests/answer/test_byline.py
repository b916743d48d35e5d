"""Who wrote a document, as the line under its title says it, and which document a question means that names the author."""

from __future__ import annotations

import pytest

from ragassist.answer.byline import byline, byline_of, names
from ragassist.answer.facts import asked_fact


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("文 |\u00a0海港大学法学院\u00a0林一舟", "海港大学法学院\u00a0林一舟"),
        ("文｜港务研究院 何青", "港务研究院 何青"),
        ("**作者：陈渡（海港大学）**", "陈渡（海港大学）"),
        ("作者 ｜ 林一舟 海舟律师事务所", "林一舟 海舟律师事务所"),
        ("By: Ann Ferry, Harbour Institute", "Ann Ferry, Harbour Institute"),
    ],
)
def test_a_line_under_the_title_says_who_wrote_it(line: str, who: str) -> None:
    raw = f"# 渡轮与港口\n\n![cover](x.png)\n\n{line}\n\n渡轮每天航行六次。\n"
    assert byline_of(raw) == who
    span = byline(raw)
    assert span is not None
    assert raw[slice(*span)] == who


def test_a_sentence_about_texts_is_no_byline() -> None:
    assert byline("# 渡轮\n\n文化与旅游并重。\n\n文件：由港口发布，共二十条。\n") is None


def test_a_note_on_the_author_at_the_end_counts_too() -> None:
    assert byline_of("# 渡轮\n\n" + "渡轮每天航行。\n" * 400 + "（作者系海港大学教授林一舟）\n") == "海港大学教授林一舟"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("海港大学那位学者怎么看夜航？", True),
        ("林一舟在文中提出哪些原则？", True),
        ("港务局对夜航有什么要求？", False),
        ("学者怎么看夜航？", False),
    ],
)
def test_a_question_names_the_author_or_the_institution(question: str, meant: bool) -> None:
    assert names(question, "zh", "海港大学法学院 林一舟") is meant


def test_an_english_question_names_the_place_of_an_institution() -> None:
    assert names("What does the Zhejiang researcher say of night sailing?", "en", "浙江大学法学院 林一舟")
    assert not names("What does the Guangdong researcher say of night sailing?", "en", "浙江大学法学院 林一舟")
    assert not names("What does Chinese research say of night sailing?", "en", "浙江大学法学院 林一舟")


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("写夜航那篇文章的专家在哪所大学任教？", "affiliation"),
        ("Which university is the author of the article on night sailing from?", "affiliation"),
        ("Where does the scholar who wrote on night sailing work?", "affiliation"),
        ("Who wrote the article on night sailing?", "author"),
        ("Which company runs the ferries?", None),
        ("哪家公司经营渡轮？", None),
    ],
)
def test_an_authors_institution_is_a_fact_that_can_be_asked_for(question: str, fact: str | None) -> None:
    assert asked_fact(question) == fact
