"""What is explained to a reader: terms and amounts where they stand, what agrees, what could be asked next, and errors in Chinese."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import replace

import httpx2
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ui.scripted_assistant import Model, ScriptedAssistant, answered, said
from tests.ui.test_rendering import Seen

from ragassist import errors
from ragassist.errors import ModelError
from ragassist.models import failures
from ragassist.models.deadline import Deadline
from ragassist.models.reply import Counted
from ragassist.models.spending import Budget, Ledger
from ragassist.phrases import Phrase
from ragassist.settings import CostSettings
from ragassist.types import Claim, DocumentRecord, Passage, Sentence, Tier, Usage
from ragassist.ui.views import reply_view, support_status
from ragassist.ui.views.cards import cards
from ragassist.ui.views.findings import findings
from ragassist.ui.views.glosses import glossed, glosses, rough
from ragassist.ui.views.suggestions import suggestions
from ragassist.ui.words.catalogue import EN, ZH

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
        assert support_status.of_citation(answer.citations[0], answer.claims) == stands
        card = cards(replace(answer, citations=answer.citations[:1]), {}, {}, {}, EN)
        assert f'data-status="{stands}"' in card
        assert word in card
    shown = [Seen(reply_view.finished(answer, EN)).text for answer in answers]
    assert [EN.sentence_partly in text for text in shown] == [False, False, True, False]
    assert [EN.sentence_unsupported in text for text in shown] == [False, False, False, True]
    assert [EN.sentence_rough in text for text in shown] == [False, True, False, False]
    assert len(set(support_status.SIGNS.values())) == 4
    assert len({support_status.MARKS[stands] for stands in ("verified", "rough", "unsupported")}) == 3


def test_a_marked_sentence_without_a_source_says_why() -> None:
    base = answered("How much?", "en", MODEL)
    marked = Claim("Cranes were sold.", (), "unsupported", 0.1, findings=(said("ordinal.absent", said="9"),))
    html = reply_view.finished(replace(base, answer=f"{base.answer} Cranes were sold.", claims=(*base.claims, marked)), EN)
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


WORDS = "model 'x' (beta): no such thing"


def _raised(base_url: str, tier: Tier) -> dict[str, ModelError]:
    """Every failure of an endpoint, as `ModelFailures` itself words it, by what brought it about."""
    seen = failures.ModelFailures(base_url, tier)
    made = {
        "not_the_protocol": seen.not_the_protocol(), "cut_short": seen.cut_short(), "filtered": seen.filtered(),
        "filtered with words": seen.filtered(WORDS), "gave_up": seen.gave_up(WORDS), "only_thought": seen.only_thought(Counted()),
        "only_thought long": seen.only_thought(Counted(reasoning=12_000)), "shortened": seen.shortened(2_000, Counted()),
        "thought_aloud": seen.thought_aloud(), "no_model_listed": seen.no_model_listed(),
        "list_forbidden": seen.list_forbidden(403), "spoken": seen.spoken(WORDS, 400),
    }  # fmt: skip
    for name, error in _from_outside().items():
        with pytest.raises(ModelError) as caught, failures.ModelFailures(base_url, tier):
            raise error
        made[name] = caught.value
    kinds = {"spoken busy": 429, "spoken server": 503, "spoken key": 401, "spoken model": 404, "spoken context": 413, "spoken credit": 402}
    for name, status in kinds.items():
        made[name] = seen.spoken(WORDS, status)
        made[f"{name} later"] = seen.spoken({}, status, later_s=20)
    return made


def _from_outside() -> dict[str, Exception]:
    """What the client and its transport raise."""
    request = httpx2.Request("POST", "http://127.0.0.1:9/v1/chat/completions")
    lost = {"refused": ConnectionRefusedError(), "dropped": ConnectionResetError(), "unreachable": OSError("no route to host")}
    errors: dict[str, Exception] = {}
    for name, cause in lost.items():
        errors[name] = openai.APIConnectionError(request=request)
        errors[name].__cause__ = cause
    later = httpx2.Response(429, headers={"retry-after": "20"}, request=request)
    return errors | {
        "silent": openai.APITimeoutError(request=request), "stream": openai.APIError(WORDS, request, body=None),
        "malformed": json.JSONDecodeError("x", "", 0), "unusable": openai.OpenAIError(WORDS),
        "later": openai.APIStatusError("slow down", response=later, body={"message": "slow down"}),
    }  # fmt: skip


@pytest.mark.parametrize(("base_url", "tier"), [("", "local"), ("http://127.0.0.1:9/v1", "hosted")])
def test_every_failure_of_a_model_is_told_in_chinese(base_url: str, tier: Tier) -> None:
    raised = _raised(base_url, tier)
    ways = {name for name, _ in inspect.getmembers(failures.ModelFailures, inspect.isfunction) if not name.startswith("_")}
    assert ways <= raised.keys()  # a new way to fail is a new line above
    for error in raised.values():
        _is_told(error)


def test_a_limit_that_was_set_here_is_told_in_chinese() -> None:
    for setting in ("max_per_answer", "max_per_day", "max_tokens_per_answer", "max_tokens_per_day"):
        price = {"input_per_million": 1e6, "output_per_million": 1e6}
        budget = Budget(CostSettings.model_validate({setting: 1, **price}), Ledger(None))
        with pytest.raises(ModelError) as caught:
            budget.require(Usage(), 10, 10)
        _is_told(caught.value)
    with pytest.raises(ModelError) as caught:
        Deadline(1e-9).require()
    _is_told(caught.value)


def _is_told(error: ModelError) -> None:
    told = errors.said(error.phrase, "zh")
    for sentence in told:
        assert re.search(r"[\u4e00-\u9fff]", sentence), error.code
        for unfilled in ("{", "…", "status", "None", "no reason"):
            assert unfilled not in sentence
    assert all(sentence and sentence in str(error) for sentence in (error.problem, error.advice))
    shown = Seen(reply_view.failure(error.phrase, ZH)).text
    assert all(sentence in shown for sentence in told)


def test_a_failure_of_a_later_version_is_told_by_its_code() -> None:
    assert "library.fell: n 3" in Seen(reply_view.failure(Phrase.of("library.fell", n=3), ZH)).text
