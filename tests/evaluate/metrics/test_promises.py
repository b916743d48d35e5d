from dataclasses import replace

import pytest
from tests.evaluate.build import RAWS, RULE, answer, citation, refusal

from ragassist.evaluate.metrics.promises import unclaimed, violations
from ragassist.types import Claim, Finding, Part

raw_of = RAWS.__getitem__


def broken(made, lang=None):
    return {line.split(":")[0] for line in violations(made, raw_of, lang)}


def test_a_good_answer_and_a_good_refusal_break_nothing():
    assert violations(answer(), raw_of) == []
    assert violations(refusal(), raw_of) == []
    assert violations(refusal("zh"), raw_of) == []


@pytest.mark.parametrize(
    ("made", "promise"),
    [
        (answer(citations=(replace(citation(), start=3, end=5),)), "1"),
        (answer(citations=(replace(citation(), doc_id="none"),)), "1"),
        (answer("The city put 36 billion yuan into the computing centre [1][2]."), "2"),
        (answer(citations=(citation(1), citation(2, quote=RULE, status="unsupported"))), "2"),
        (answer(citations=(citation(1), citation(1, quote=RULE))), "2"),
        (answer(claims=[Claim("The city put 36 billion yuan into the computing centre.", (1, 4), "verified")]), "2"),
        (answer(answer_lang="zh"), "3"),
        (answer("本市向算力中心投入了360亿元[1]。", claims=[Claim("本市向算力中心投入了360亿元。", (1,), "verified")]), "3"),
        (answer(claims=[Claim("The city put 36 billion yuan into the computing centre.", (1,), "unsupported")]), "4"),
        (answer(claims=[Claim("The city put 36 billion yuan into the computing centre.", (), "verified")]), "4"),
        (
            answer(
                "The city put 360 billion yuan into the computing centre [1].",
                [Claim("The city put 360 billion yuan into the computing centre.", (1,), "verified")],
            ),
            "4",
        ),
        (answer("The city put 36 billion yuan into the computing centre [1]. The mayor was pleased [1]."), "4"),
        (answer("The city put 36 billion yuan into the computing centre [1][2].", citations=(citation(1), citation(2, quote=RULE))), "4"),
        (replace(refusal(), citations=(citation(),), answer="The documents do not say how much [1]."), "5"),
        (replace(refusal(), refusal_reason=None), "5"),
        (replace(refusal(), answer=" "), "5"),
        (replace(refusal(), claims=(Claim("x", (), "verified"),)), "5"),
    ],
)
def test_each_promise_is_seen_broken(made, promise):
    assert promise in broken(made)


def test_an_unsupported_sentence_may_stand_with_its_note_beside_the_same_one_that_is_supported():
    text, (claim,) = answer().answer, answer().claims
    doubted = replace(claim, citations=(), status="unsupported")
    for joined in (f"{text} {claim.text} (not supported by the sources)", f"{claim.text} (not supported by the sources) {text}"):
        assert violations(answer(joined, (claim, doubted)), raw_of) == []
    assert "4" in broken(answer(f"{text} {claim.text}", (claim, doubted)))


ROUGH = Claim("The city put 36 billion yuan into the computing centre.", (1,), "rough", 0.6)
ALL_ROUGH = answer(claims=[ROUGH], citations=(citation(status="rough"),), notice="Machine renderings: compare the original.")
AGAINST, FOR = Finding("quantity.differs", "against"), Finding("quantity.same", "for")


def test_a_rough_answer_that_says_so_breaks_nothing():
    assert violations(ALL_ROUGH, raw_of) == []
    assert violations(replace(ALL_ROUGH, claims=(replace(ROUGH, findings=(FOR,)),)), raw_of) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"notice": ""},
        {"notice": "全部是机器转述，请对照原文。"},
        {"citations": (citation(status="verified"),)},
        {"citations": (citation(status="unsupported"),)},
        {"claims": (replace(ROUGH, citations=()),)},
        {"claims": (replace(ROUGH, findings=(FOR, AGAINST)),)},
        {"claims": (replace(ROUGH, status="unsupported"),)},
        {"claims": (replace(ROUGH, status="verified"),)},
        {
            "claims": (replace(ROUGH, text=ROUGH.text.replace("36", "360")),),
            "answer": "The city put 360 billion yuan into the computing centre [1].",
        },
    ],
)
def test_nothing_unsupported_looks_rough_and_nothing_rough_looks_verified(changes):
    assert "4" in broken(replace(ALL_ROUGH, **changes))


def test_a_verified_claim_that_a_check_speaks_against_is_seen_and_so_is_a_notice_that_is_not_true():
    (claim,) = answer().claims
    assert "4" in broken(answer(claims=[replace(claim, findings=(AGAINST,))]))
    assert "4" in broken(answer(notice="Machine renderings: compare the original."))
    assert "5" in broken(replace(refusal(), claims=(replace(ROUGH, citations=()),)))


@pytest.mark.parametrize(
    "part",
    [Part("when?", True), Part("when?", True, (1,)), Part("when?", False, (0,)), Part("when?", False, (-1,))],
)
def test_a_part_is_found_exactly_when_a_sentence_of_the_answer_has_it(part):
    assert "6" in broken(answer(parts=(part,)))
    parts = (Part("how much?", True, (0,)), Part("when?", False))
    assert broken(answer(parts=parts, notice="Not found in the documents: “when?”.")) == set()
    assert "6" in broken(answer(parts=parts))


def test_the_language_that_was_asked_for_wins_over_that_of_the_question():
    chinese = replace(refusal("zh"), question_lang="en")
    assert "3" in broken(chinese)
    assert broken(chinese, "zh") == set()


def test_a_line_that_leads_in_to_the_claims_is_no_claim():
    text = "The documents say:\nThe city put 36 billion yuan into the computing centre [1]."
    assert unclaimed(answer(text)) == []
    assert unclaimed(answer(text + " Nobody disagreed.")) == ["Nobody disagreed."]


def test_two_claims_that_only_a_marker_parts_are_two_sentences():
    text = "方案写明“it costs 36 million.”[1]2. 足额落实《方案》要求[1]。"
    claims = [Claim("方案写明“it costs 36 million.”", (1,), "verified"), Claim("2. 足额落实《方案》要求。", (1,), "verified")]
    assert unclaimed(answer(text, claims, lang="zh")) == []
    assert unclaimed(answer(text + "市长很满意。", claims, lang="zh")) == ["市长很满意。"]
