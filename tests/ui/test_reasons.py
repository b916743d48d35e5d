"""The verifier's own sentences, as the reader is told them."""

from __future__ import annotations

import re

import pytest

from ragassist.answer.verify import Verifier
from ragassist.ui.reasons import _RULES, told

CASES = [
    ("The fund holds 36 billion yuan.", "该基金规模为3.6亿元。"),
    ("The rule took effect on 1 May 2024.", "该规则自2023年8月15日起施行。"),
    ("Article 9 applies to operators.", "第七条适用于运营者。"),
    ("Operators may release dangerous goods.", "运营者不得放行危险货物。"),
    ("Operators must not publish reports.", "运营者应当公布报告。"),
    ("Acme signed the agreement with the port.", "该协议由另一家公司与港口签订。"),
    ("该基金规模为3.6亿元。", "该基金规模为3.6亿元。"),
    ("Reports are published, except in wartime.", "报告应当公布。"),
]


@pytest.mark.parametrize(("claim", "evidence"), CASES)
def test_every_reason_of_the_verifier_is_known_in_both_languages(claim: str, evidence: str) -> None:
    reasons = Verifier(None, None).verify(claim, [evidence]).reasons
    assert reasons
    for reason in reasons:
        english, chinese = told(reason, "en"), told(reason, "zh")
        assert english.agrees is not None, reason
        assert english.agrees == chinese.agrees
        assert re.search(r"[\u4e00-\u9fff]", chinese.text)
        assert "claim" not in english.text
        assert "{" not in english.text + chinese.text


def test_what_is_not_known_is_shown_as_it_is() -> None:
    assert told("A reason {0} of some later version.", "zh").text == "A reason {0} of some later version."
    assert told("A reason of some later version.", "zh").agrees is None


def test_a_low_probability_speaks_against_the_claim() -> None:
    assert told("The model gives 97% that every detail is supported.", "en").agrees is True
    assert told("The model gives 41% that every detail is supported.", "en").agrees is False
    assert told("The model gives 4% that every detail is supported.", "en").agrees is False


def test_values_with_braces_and_backslashes_pass_unharmed() -> None:
    assert told(r"The claim names \1{0}; the source does not.", "en").text == r"The answer names \1{0}; the document’s sentence does not."


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule[1][:30])
def test_every_rule_fills_the_same_blanks_in_both_languages(rule: tuple[str, str, str, bool]) -> None:
    pattern, english, chinese, _ = rule
    blanks = set(re.findall(r"\{\d\}", english))
    assert blanks == set(re.findall(r"\{\d\}", chinese))
    assert len(blanks) == re.compile(pattern).groups
