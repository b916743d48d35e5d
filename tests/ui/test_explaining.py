"""What is explained to a reader: terms and amounts where they stand, what agrees, what could be asked next, and errors in Chinese."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ui.scripted_assistant import Model, ScriptedAssistant, answered, said
from tests.ui.test_rendering import Seen

from ragassist.models import failures
from ragassist.types import Claim, DocumentRecord, Passage, Sentence
from ragassist.ui import reply, standing, troubles
from ragassist.ui.agreement import findings
from ragassist.ui.cards import cards
from ragassist.ui.glosses import glossed, glosses, rough
from ragassist.ui.suggestions import suggestions
from ragassist.ui.words import EN, ZH

MODEL = Model("scripted-1.5b", "local")


def test_terms_and_amounts_are_explained_in_the_readers_language() -> None:
    text = "新质生产力基金规模为3.6亿元。"
    assert [(text[each.start : each.end], each.said.split(" (")[0]) for each in glosses(text, "en")] == [
        ("新质生产力", "new quality productive forces"),
        ("3.6亿元", "360 million yuan"),
    ]
    assert glosses(text, "zh") == []
    assert glosses("The Stargate Project raised US$36 billion.", "zh")[-1].said == "360亿美元"


def test_a_term_is_reached_by_keyboard_once_and_by_pointing_always() -> None:
    known: set[str] = set()
    html = glossed("国务院", "en", known=known) + glossed("国务院", "en", known=known)
    assert html.count('data-tip="State Council') == 2
    assert html.count('tabindex="0"') == 1


@settings(max_examples=25)
@given(st.text(alphabet=st.sampled_from("<>&\"'国务院新质生产力3.6亿元 <b>"), max_size=40))
def test_explaining_changes_no_text_and_makes_no_markup(text: str) -> None:
    seen = Seen(glossed(text, "en"))
    assert seen.text == text
    assert set(seen.tags) <= {"span"}


def test_a_heading_is_said_as_far_as_terms_and_numbering_go() -> None:
    assert rough("第三章", "en") == "Chapter 3"
    assert rough("第十七条", "en") == "Article 17"
    assert rough("国务院", "en").startswith("State Council")
    assert rough("第三章 意料之外的话", "en") == "Chapter 3"
    assert rough("意料之外的话", "en") == ""
    assert rough("国务院", "zh") == ""


def test_what_agrees_is_named_and_what_the_verifier_doubts_is_not_among_it() -> None:
    claim = Claim("On 18 March 2025 the city set aside 360 million yuan.", (1,), "verified", 0.98)
    lines = [found.text for found in findings([claim], EN)]
    assert lines == ["The date agrees: 18 March 2025.", "The amount agrees: 360 million yuan.", EN.no_other_objection]
    doubted = replace(
        claim, findings=(said("quantity.differs", "shade", said="360 million yuan", meant="近3.6亿元 (= nearly 360 million yuan)"),)
    )
    assert not any(found.text.startswith("The amount agrees") for found in findings([doubted], EN))
    quoted = replace(claim, findings=(said("quotation.exact", "for"),))
    assert [found.text for found in findings([quoted], ZH)] == ["回答逐字引用了原文。"]
    assert findings([replace(claim, status="unsupported")], EN)[0].agrees is False


def test_each_standing_has_its_own_sign_and_its_own_words() -> None:
    answers = [answered(question, "en", MODEL) for question in ("How much?", "A rendering?", "Is it partly so?", "Is there a doubt?")]
    known = {"verified": EN.verified, "rough": EN.rough, "partly": EN.partly, "unsupported": EN.unsupported}
    for answer, (stands, word) in zip(answers, known.items(), strict=True):
        assert standing.of_citation(answer.citations[0], answer.claims) == stands
        card = cards(replace(answer, citations=answer.citations[:1]), {}, {}, {}, EN)
        assert f'data-status="{stands}"' in card
        assert word in card
    shown = [Seen(reply.finished(answer, EN)).text for answer in answers]
    assert [EN.sentence_partly in text for text in shown] == [False, False, True, False]
    assert [EN.sentence_unsupported in text for text in shown] == [False, False, False, True]
    assert [EN.sentence_rough in text for text in shown] == [False, True, False, False]
    assert len(set(standing.SIGNS.values())) == 4
    assert len({standing.MARKS[stands] for stands in ("verified", "rough", "unsupported")}) == 3


def test_a_marked_sentence_without_a_source_says_why() -> None:
    base = answered("How much?", "en", MODEL)
    marked = Claim("Cranes were sold.", (), "unsupported", 0.1, findings=(said("ordinal.absent", said="9"),))
    html = reply.finished(replace(base, answer=f"{base.answer} Cranes were sold.", claims=(*base.claims, marked)), EN)
    assert "The answer says 9; the document gives no such number." in Seen(html).text


def document(*sentences: str) -> list[Passage]:
    spans, at = [], 0
    for text in sentences:
        spans.append(Sentence(at, at + len(text), text))
        at += len(text) + 1
    return [Passage("harbour:00000", "harbour", 0, "zh", (), 0, at, "\n".join(sentences), tuple(spans))]


def test_suggestions_name_what_the_document_speaks_of_more_than_once() -> None:
    answer = answered("How much?", "en", MODEL)
    records: list[DocumentRecord] = ScriptedAssistant().documents()
    first = answer.citations[0]
    text = first.quote
    passages = document(
        *(["本办法适用于滨海港集装箱码头的智能调度试点。", text, "国务院负责。", "国务院报告算力。", "算力不足。", "教育部一次。"])
    )
    asked = suggestions(replace(answer, citations=(replace(first, start=22, end=22 + len(text)),)), lambda _doc: passages, records)
    assert asked[0] == "What does “Measures for the smart dispatch pilot at Binhai Port” say about State Council?"
    assert not any("Ministry of Education" in question for question in asked)
    assert len(asked) <= 3
    assert suggestions(replace(answer, citations=()), lambda _doc: passages, records) == ()
    chinese = replace(answer, question_lang="zh", citations=(replace(first, start=22, end=22 + len(text)),))
    assert suggestions(chinese, lambda _doc: passages, records)[0] == "《滨海港智能调度试点办法》对国务院是怎么说的？"


def _messages() -> list[tuple[str, str]]:
    """Every (problem, advice) that `models.failures` can raise, with its blanks filled in."""
    found = []
    for node in ast.walk(ast.parse(inspect.getsource(failures))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_error":
            found.append(tuple(_written(argument) for argument in node.args))
    return found  # type: ignore[return-value]


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "Raise RAGASSIST_X" if i == 0 else "503"
        for i, part in enumerate(node.values)
    )


@pytest.mark.parametrize("who", ["The local model", "The model endpoint http://127.0.0.1:9/v1"])
def test_every_failure_of_a_model_is_told_in_chinese(who: str) -> None:
    messages = _messages()
    assert len(messages) > 12
    for problem, advice in messages:
        for sentence in (f"{who} {problem}", advice):
            told = troubles.told(sentence, "zh")
            assert re.search(r"[\u4e00-\u9fff]", told), sentence
            assert "{" not in told
            assert troubles.told(sentence, "en") == sentence


def test_a_failure_that_cannot_be_told_is_kept_as_a_detail() -> None:
    html = reply.failure("Something of a later version.", "", ZH)
    assert "<details><summary>" in html
    assert "Something of a later version." in html
    told = reply.failure("The local model did not answer in time.", "Ask again.", ZH)
    assert "本机模型未能及时应答。" in told
    assert "<details>" not in reply.failure("The local model did not answer in time.", "Ask again.", EN)
