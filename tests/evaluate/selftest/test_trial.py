import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluate.build import OLD, PLAN, RAWS, RULE, SPENT, answer, citation, refusal, sample, unanswerable

from ragassist.evaluate.dataset.load import Gold
from ragassist.evaluate.gate.floors import Floor, Gates
from ragassist.evaluate.metrics.promises import violations
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.evaluate.selftest import harmless
from ragassist.evaluate.selftest.breaking import KINDS, digit_slip, magnitude_slip, negated
from ragassist.evaluate.selftest.trial import UNCHANGED, good, selftest
from ragassist.evaluate.selftest.trial_table import as_json, render
from ragassist.types import Claim, Verdict
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.say import reasons

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


class Arithmetic:
    """Compares quantities and what is spoken of; knows no grammar."""

    name = "arithmetic"

    def judge(self, claim, evidence, context=""):
        found = tuple(mismatches(claim, "\n".join(evidence)))
        return Verdict("unsupported" if found else "verified", 0.0 if found else 1.0, reasons(found), findings=found)


class Blind:
    name = "blind"

    def judge(self, claim, evidence, context=""):
        return Verdict("verified", 1.0)


class Nervous(Arithmetic):
    """Supports only what begins as a known answer does."""

    def judge(self, claim, evidence, context=""):
        known = any(claim == one.answer.claims[0].text for one in ENTRIES if one.answer.claims)
        return super().judge(claim, evidence) if known else Verdict("unsupported", 0.4)


class Silent:
    name = "silent"

    def judge(self, claim, evidence, context=""):
        return None


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


GATES = Gates(
    (Floor("all", "promises", 1.0), Floor("all", "quotation_valid", 1.0), Floor("all", "language", 1.0), Floor("all", "correct", 0.5)),
    0.0,
    ("correct", "judged", "citation_precision", "refusal_recall"),
)


def run(judge=None, **changes):
    return selftest(LOG, judge or Arithmetic(), GATES, **changes)


def test_what_is_broken_is_named_by_the_gate_and_what_is_not_is_not():
    result = run()
    assert result.good == len(ENTRIES)
    assert result.rate(UNCHANGED) == (0, len(ENTRIES))
    for kind in ("magnitude", "language", "unanswerable", "quotation", "source"):
        named, n = result.rate(kind)
        assert (kind, named) == (kind, n)
        assert n
    assert {kind for kind in KINDS if result.rate(kind)[1]} == set(KINDS)
    magnitude = next(case for case in result.cases if case.kind == "magnitude")
    assert "promises" in magnitude.named
    assert "36" in magnitude.why
    text = render(result)
    assert "magnitude" in text
    assert f"all: caught {result.caught():.3f}" in text
    told = json.loads(json.dumps(as_json(result)))
    assert told["caught"]["all"] == pytest.approx(result.caught(), abs=1e-4)
    assert len(told["missed"]) == len(result.missed)


def test_a_limit_draws_the_same_few_of_each_language():
    few = run(limit=1)
    assert few.rate("magnitude", "en")[1] == 1
    assert few == run(limit=1)


@pytest.mark.slow
def test_an_error_that_only_the_judge_can_see_is_missed_by_a_blind_one():
    seen, blind = run(Nervous()), run(Blind())
    named, n = seen.rate("negation")
    assert named == n
    missed = [case for case in blind.missed if case.kind == "negation"]
    assert "The draft had not named 42 billion yuan." in [case.entry.answer.claims[0].text for case in missed]
    assert not blind.passed
    assert "missed: " in render(blind)


def test_a_judge_that_doubts_other_words_for_the_same_is_a_false_alarm():
    nervous = run(Nervous())
    assert nervous.rate("framed")[0] == nervous.rate("framed")[1] > 0
    assert nervous.false_alarms() > 0.05
    assert not nervous.passed
    assert run().rate("framed")[0] == 0
    assert {case.kind for case in nervous.doubted} >= {"framed"}
    assert "named although good: framed" in render(nervous)


def test_a_judge_that_says_nothing_readable_is_not_a_pass():
    result = run(Silent())
    named, n = result.rate(UNCHANGED)
    assert named == 5  # all but the two refusals, which claim nothing
    assert n == len(ENTRIES)
    assert all("judged unscored" in case.named for case in result.cases if case.kind == UNCHANGED and case.named)


def test_a_whole_run_fails_by_what_passed_before():
    result = run()
    wholes = {whole.kind: whole for whole in result.wholes}
    assert wholes["language"].failed == wholes["language"].runs
    assert wholes["harmless"].failed == 0
    assert 0 < wholes["language"].share <= 1 / len(ENTRIES) + 1e-9
    assert not wholes["harmless"].harmful


def test_an_answer_that_a_person_wrote_may_stand_in_for_the_models():
    written = replace(ENTRIES[0], answer=replace(ENTRIES[0].answer, answer="Into the centre went 36 billion yuan [1]."))
    result = run(references=replace(LOG, entries=(written,)))
    assert result.rate("rewritten")[1] == 1


@pytest.mark.parametrize("kind", harmless.KINDS)
def test_a_harmless_change_keeps_every_promise(kind):
    two = replace(ENTRIES[0], answer=answer(
        f"The city put about 36 billion yuan into it. [1] {RULE}[2]",
        [Claim("The city put about 36 billion yuan into it.", (1,), "verified"), Claim(RULE, (2,), "verified")],
        (citation(1, "d1", SPENT), citation(2, "d1", RULE)),
    ))  # fmt: skip
    short = made("e-zh", "zh", "投入的是360亿元。", SPENT)
    changed = [harmless.KINDS[kind](entry, {ENTRIES[0].sample.id: ENTRIES[2]}, random.Random(1)) for entry in (*ENTRIES, two, short)]
    found = [entry for entry in changed if entry is not None]
    assert found
    for entry in found:
        assert [line for line in violations(entry.answer, RAWS.__getitem__) if line[0] in "12"] == []


def test_the_same_log_is_broken_the_same_way():
    assert run() == run()


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
