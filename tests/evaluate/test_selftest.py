import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluate.build import OLD, PLAN, RAWS, RULE, SPENT, answer, citation, refusal, sample, unanswerable

from ragassist.evaluate.breaking import KINDS, digit_slip, magnitude_slip, negated
from ragassist.evaluate.dataset import Gold
from ragassist.evaluate.log import Entry, Header, Log
from ragassist.evaluate.promises import violations
from ragassist.evaluate.selftest import GOOD, as_json, good, render, selftest
from ragassist.text.quantities import compare
from ragassist.types import Claim, Verdict

DRAFT = "草案曾写明投入420亿元。"


def made(sample_id, lang, text, quote, doc_id="d1", path=PLAN, pair="p", must=()):
    gap = " " if lang == "en" else ""
    claim = Claim(text, (1,), "verified")
    entry_sample = sample(id=sample_id, pair=pair, lang=lang, gold=(Gold(path, quote),), must_include=must)
    return Entry(entry_sample, "answered", "", answer(f"{text}{gap}[1]", [claim], (citation(1, doc_id, quote),), lang, question=sample_id))


ENTRIES = (
    made("a-en", "en", "The city put 36 billion yuan into the computing centre.", SPENT, pair="a", must=(("36 billion",),)),
    made("a-zh", "zh", "本市为算力中心投入360亿元。", SPENT, pair="a", must=(("360亿",),)),
    made("b-en", "en", "Providers must not pass training data on to others.", RULE, pair="b", must=(("must not",),)),
    made("b-zh", "zh", "提供者不得把训练数据转给第三方。", RULE, pair="b", must=(("不得",),)),
    made("c-en", "en", "The draft had named 42 billion yuan.", DRAFT, "d2", OLD, "c", (("42 billion",),)),
    Entry(unanswerable(id="d-en", pair="d"), "answered", "", refusal()),
    Entry(unanswerable(id="d-zh", pair="d", lang="zh"), "answered", "", refusal("zh")),
)
HEADER = Header("set", "f", len(ENTRIES), "replay", "m", "local", "e", "p", (), 2, "2026-01-01T00:00:00+00:00", True)
LOG = Log(HEADER, ENTRIES, RAWS)


def arithmetic(claim, evidence, context):
    reasons = compare(claim, "\n".join(evidence))
    return Verdict("unsupported" if reasons else "verified", 0.0 if reasons else 1.0, tuple(reasons))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_breaks_something_and_leaves_the_original_alone(kind):
    broken = [KINDS[kind](entry, [other for other in ENTRIES if other is not entry], random.Random(3)) for entry in ENTRIES]
    changed = [pair for pair in zip(ENTRIES, broken, strict=True) if pair[1] is not None]
    assert changed
    for before, after in changed:
        assert after.sample == before.sample
        assert after.answer != before.answer
        assert all(claim.status == "verified" for claim in after.answer.claims)


def test_a_magnitude_slip_is_a_power_of_ten_and_never_the_same_amount():
    seen = {magnitude_slip("It paid 36 billion yuan.", random.Random(n)) for n in range(20)}
    assert seen == {"It paid 360 billion yuan.", "It paid 36 million yuan."}
    seen = {magnitude_slip("投入1.5万亿元。", random.Random(n)) for n in range(20)}
    assert seen == {"投入15万亿元。", "投入1.5亿元。"}
    assert magnitude_slip("In 2024 it paid.", random.Random(1)) is None


@settings(deadline=None)
@given(st.integers(0, 999), st.sampled_from(["It paid 36 billion in 2024.", "依照第十七条。", "自2023年8月15日起施行。", "共3,616家。"]))
def test_a_digit_slip_changes_exactly_one_digit(seed, text):
    slipped = digit_slip(text, random.Random(seed))
    assert sum(a != b for a, b in zip(text, slipped, strict=True)) == 1


def test_names_with_digits_are_left_alone():
    assert digit_slip("GPT-4 and H100 are sold.", random.Random(1)) is None


def test_negation_goes_both_ways():
    assert negated("Providers must not sell data.") == "Providers must sell data."
    assert negated("Providers must report.") == "Providers must not report."
    assert negated("提供者不得出售数据。") == "提供者可以出售数据。"
    assert negated("提供者应当备案。") == "提供者不应备案。"
    assert negated("Yes!") is None


def test_good_answers_raise_no_alarm_and_broken_ones_are_counted_by_kind():
    result = selftest(LOG, arithmetic)
    rows = {(row.kind, row.lang): row for row in result.rows}
    assert rows[GOOD, "all"].n == len(ENTRIES)
    assert result.false_alarms == 0.0
    assert rows["magnitude", "all"].verifier == 1.0
    assert rows["quotation", "all"].gate == 1.0
    assert rows["unanswerable", "all"].gate == 1.0
    assert rows["language", "all"].gate == 1.0
    assert {"magnitude", "digit", "negation", "source", "invented"} <= {row.kind for row in result.rows}
    text = render(result)
    assert "magnitude" in text
    assert f"caught {result.caught:.3f}" in text
    told = json.loads(json.dumps(as_json(result)))
    assert told["caught"] == pytest.approx(result.caught, abs=1e-4)
    assert len(told["missed"]) == len(result.missed)


def test_a_limit_draws_the_same_few_of_each_language():
    few = selftest(LOG, arithmetic, limit=1)
    assert {(row.kind, row.lang): row.n for row in few.rows}[GOOD, "all"] == 2
    assert few == selftest(LOG, arithmetic, limit=1)


def test_a_check_that_sees_nothing_is_shown_to_see_nothing():
    result = selftest(LOG, lambda claim, evidence, context: Verdict("verified", 1.0))
    rows = {(row.kind, row.lang): row for row in result.rows}
    assert rows["negation", "all"].verifier == 0.0
    assert rows["invented", "en"].verifier == 0.0
    blind = selftest(LOG, lambda claim, evidence, context: Verdict("unsupported", 0.0, ("never",)))
    assert blind.false_alarms == pytest.approx(5 / 7)
    assert not blind.passed
    assert len(blind.doubted) == 5
    assert "doubted although good" in render(blind)


def test_the_same_log_is_broken_the_same_way():
    assert selftest(LOG, arithmetic) == selftest(LOG, arithmetic)


def test_only_good_answers_are_taken_from_a_log():
    wrong = replace(ENTRIES[0], answer=refusal())
    missing = replace(ENTRIES[1], answer=None, outcome="unavailable", reason="x")
    kept = good(replace(LOG, entries=(wrong, missing, *ENTRIES[2:])))
    assert kept.entries == ENTRIES[2:]
    assert kept.header.samples == len(ENTRIES) - 2


def test_a_swapped_source_is_a_real_sentence_of_another_answer():
    broken = KINDS["source"](ENTRIES[0], ENTRIES[1:], random.Random(1))
    assert broken.answer.citations[0].quote in (RULE, DRAFT)
    assert [line for line in violations(broken.answer, RAWS.__getitem__) if line.startswith("1")] == []
