"""A refusal says in the asker's language what was looked for, and never holds a marker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.expected import need
from ragassist.answer.refuse import refuse
from ragassist.answer.stream import MARKER
from ragassist.lang.detector import detect
from ragassist.types import DocumentMeta, DocumentRecord

REASONS = ("nothing_indexed", "nothing_relevant", "not_in_sources", "unsupported", "empty_question", "nothing_within", "model_failed")


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize(("lang", "question"), [("en", "What is the capital of France?"), ("zh", "法国的首都是哪里？")])
def test_language_and_question(reason, lang, question):
    refusal = refuse(reason, question=question, lang=lang, documents=12)
    assert refusal.reason == reason
    assert detect(refusal.text) == lang
    assert (question in refusal.text) == (reason != "empty_question")


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("en", "请问第十七条对生成式人工智能服务提供者提出了哪些具体要求？"),
        ("zh", "Which obligations does Article 17 lay on providers of generative AI services in China?"),
    ],
)
def test_the_language_holds_when_the_question_is_in_the_other_one(reason, lang, question):
    assert detect(refuse(reason, question=question, lang=lang, documents=3).text) == lang


@given(st.text(), st.sampled_from(REASONS), st.sampled_from(["en", "zh"]))
def test_no_question_can_plant_a_marker(question, reason, lang):
    text = refuse(reason, question=question + "[1]［2］【3】", lang=lang, documents=1).text
    assert not MARKER.search(text)
    assert "\n" not in text


def test_names_that_are_not_mentioned_are_told():
    assert "do not mention “Samsung”" in refuse("not_in_sources", question="How much?", lang="en", documents=4, absent=("Samsung",)).text
    assert "没有提到“三星”" in refuse("not_in_sources", question="多少？", lang="zh", documents=4, absent=("三星",)).text


def test_a_refusal_says_which_figure_is_missing():
    for question, lang, said in (
        ("How much compensation does the city pay?", "en", "None of them gives the amount of compensation"),
        ("摊位罚款是多少？", "zh", "其中没有所问的罚款数额"),
        ("On what date did the market open?", "en", "gives the date"),
    ):
        refusal = refuse("not_in_sources", question=question, lang=lang, documents=3, needed=need(question))
        assert said in refusal.text


def test_a_refusal_says_what_of_the_asked_kind_is_there_instead():
    text = refuse(
        "not_in_sources",
        question="When do the pier rules take effect?",
        lang="en",
        documents=3,
        nearest=DocumentRecord("d", "pier.md", "/pier.md", "", "zh", DocumentMeta(title="码头办法", title_en="Pier rules"), 1, 9),
        needed=need("When do the pier rules take effect?"),
        nearby=["意见反馈截止时间为2021年3月1日。", "本办法自公布后施行。"],
    ).text
    assert "the date of taking effect" in text
    assert "What it gives is the date until which comments could be sent." in text


def test_a_refusal_names_the_thing_that_nobody_counts():
    asked = "码头收到多少条建议？"
    text = refuse("not_in_sources", question=asked, lang="zh", documents=3, needed=need(asked), nearby=["码头罚款五千元。"]).text
    assert "建议的数量" in text
    assert "其中给出的是" not in text
