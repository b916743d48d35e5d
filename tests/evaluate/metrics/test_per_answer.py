import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.evaluate.build import OLD, PLAN, RAWS, RULE, SPENT, answer, citation, passage, refusal, sample, unanswerable

from ragassist.evaluate.dataset.load import Gold
from ragassist.evaluate.metrics import per_answer
from ragassist.evaluate.metrics.costs import costs_of
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.types import Claim, Timings, Usage

raw_of = RAWS.__getitem__


def test_recall_counts_gold_sentences_not_passages():
    both = sample(gold=(Gold(PLAN, SPENT), Gold(PLAN, RULE)))
    found = [passage(1, "别的话。"), passage(2, "还有别的。"), passage(3, f"前文。{SPENT}后文。")]
    assert per_answer.recall_at(2, both, found) == 0.0
    assert per_answer.recall_at(5, both, found) == 0.5
    assert per_answer.reciprocal_rank(both, found) == pytest.approx(1 / 3)


def test_white_space_does_not_hide_a_gold_sentence_but_another_document_does():
    spaced = passage(1, "本市为算力中心\n投入 360 亿元。")
    assert per_answer.recall_at(1, sample(), [spaced]) == 1.0
    assert per_answer.recall_at(1, sample(), [passage(1, SPENT, path=OLD)]) == 0.0


def test_retrieval_without_gold_is_undefined_by_design():
    for score in (per_answer.recall_at(5, unanswerable(), [passage()]), per_answer.reciprocal_rank(unanswerable(), [])):
        assert isinstance(score, Undefined)
        assert score.by_design


def test_nothing_retrieved_is_a_zero_not_undefined():
    assert per_answer.recall_at(5, sample(), []) == 0.0
    assert per_answer.reciprocal_rank(sample(), []) == 0.0


@pytest.mark.parametrize(
    ("text", "variant", "expected"),
    [
        ("It paid US$36 billion in 2024 [1].", "36 billion", True),
        ("It paid 360 billion.", "36", False),
        ("It paid 3.36 billion.", "36", False),
        ("It paid 36.5 billion.", "36", False),
        ("In total 36.", "36", True),
        ("It has 12,000 members.", "12000", True),
        ("It has 12000 members.", "12,000", True),
        ("共有１２，０００名成员。", "12000", True),
        ("in 2024, 300 people came", "2024", True),
        ("Ｎｖｉｄｉａ sells chips", "NVIDIA", True),
        ("a focus on safety", "US", False),
        ("the banks objected", "ban", False),
        ("three models were filed", "model", True),
        ("由国家网信办 备案", "网信办备案", True),
        ("a ten–year plan", "ten-year", True),
        ("the ‘small yard’", "'small yard'", True),
        ("see [17]", "17", False),
    ],
)
def test_a_variant_is_mentioned_as_words_of_its_own(text, variant, expected):
    wanted = sample(must_include=((variant,),))
    assert per_answer.correctness(wanted, answer(text)) == float(expected)


def test_every_group_must_be_hit():
    wanted = sample(must_include=(("36 billion",), ("2024", "last year")))
    assert per_answer.correctness(wanted, answer("It paid 36 billion last year [1].")) == 1.0
    assert per_answer.correctness(wanted, answer("It paid 36 billion [1].")) == 0.0
    assert per_answer.missing_groups(wanted, "It paid 36 billion.") == [("2024", "last year")]


def test_what_must_not_be_said_makes_an_answer_wrong():
    planted = sample(must_not_include=("BANANA", "900 billion"))
    assert per_answer.correctness(planted, answer()) == 1.0
    assert per_answer.correctness(planted, answer("It put 36 billion yuan into it [1]. Banana [1].")) == 0.0
    assert per_answer.forbidden(planted, "900 billion, banana") == ["BANANA", "900 billion"]


def test_refusing_an_answerable_question_is_wrong_and_an_unanswerable_one_has_no_correctness():
    assert per_answer.correctness(sample(), refusal()) == 0.0
    assert isinstance(per_answer.correctness(unanswerable(), refusal()), Undefined)


def test_citations_against_gold():
    cited = answer(citations=(citation(1), citation(2, quote=RULE), citation(3, "d2", "评审每年举行一次。")))
    assert per_answer.citation_precision(sample(), cited) == pytest.approx(1 / 3)
    assert per_answer.citation_recall(sample(gold=(Gold(PLAN, SPENT), Gold(OLD, "草案曾写明投入420亿元。"))), cited) == 0.5


def test_a_scrap_of_a_gold_sentence_is_not_a_citation_of_it():
    assert per_answer.citation_recall(sample(), answer(citations=(citation(quote="360亿元"),))) == 0.0
    assert per_answer.citation_recall(sample(), answer(citations=(citation(quote="算力中心投入360亿元。"),))) == 1.0


def test_an_answer_without_citations_is_unscored_and_a_refusal_is_not():
    nothing = per_answer.citation_precision(sample(), answer(citations=()))
    assert isinstance(nothing, Undefined)
    assert not nothing.by_design
    refused = per_answer.citation_precision(sample(), refusal())
    assert isinstance(refused, Undefined)
    assert refused.by_design


def test_faithfulness_is_the_share_of_claims_that_are_not_unsupported_and_verified_ones_are_counted_apart():
    claims = [Claim(f"It did {n}.", (1,), ("unsupported", "rough", "verified", "verified")[n]) for n in range(4)]
    dropped = Claim("It did nothing.", (), "unsupported")
    assert per_answer.faithfulness(answer("It did 0. It did 1 [1]. It did 2 [1]. It did 3. [1]", [*claims, dropped])) == 0.75
    assert per_answer.verified_share(answer("It did 0. It did 1 [1]. It did 2 [1]. It did 3. [1]", [*claims, dropped])) == 0.5
    assert not per_answer.faithfulness(answer(claims=())).by_design
    assert per_answer.faithfulness(refusal()).by_design


def test_a_quotation_shifted_by_one_character_is_not_valid():
    from dataclasses import replace

    good = citation(1)
    shifted = replace(citation(2), start=good.start + 1, end=good.end + 1)
    assert per_answer.quotation_validity(answer(citations=(good, shifted)), raw_of) == 0.5
    assert per_answer.quotation_validity(answer(citations=(replace(good, doc_id="gone"),)), raw_of) == 0.0
    assert per_answer.quotation_validity(answer(citations=(replace(good, start=-3, end=-1, quote=RAWS["d1"][-3:-1]),)), raw_of) == 0.0


def test_quantity_fidelity_catches_the_magnitude():
    claims = [Claim("It paid 36 billion yuan.", (1,), "verified"), Claim("It paid 360 billion yuan.", (1,), "verified")]
    assert per_answer.quantity_fidelity(answer("It paid 36 billion yuan [1]. It paid 360 billion yuan [1].", claims), raw_of) == 0.5
    wordy = answer("It paid a lot [1].", [Claim("It paid a lot.", (1,), "verified")])
    assert isinstance(per_answer.quantity_fidelity(wordy, raw_of), Undefined)


def test_refusals_one_sample_at_a_time():
    assert per_answer.refusal_recall(unanswerable(), refusal()) == 1.0
    assert per_answer.refusal_recall(unanswerable(), answer()) == 0.0
    assert per_answer.refusal_precision(sample(), refusal()) == 0.0
    assert isinstance(per_answer.refusal_recall(sample(), refusal()), Undefined)
    assert isinstance(per_answer.refusal_precision(sample(), answer()), Undefined)


def test_the_language_of_an_answer_is_not_that_of_its_quotations():
    assert per_answer.language_agreement(sample(), answer("The plan “本市为算力中心投入三百六十亿元” says so [1].")) == 1.0
    assert per_answer.language_agreement(sample(), answer("本市投入360亿元 [1]。")) == 0.0
    assert per_answer.language_agreement(sample(), refusal("zh")) == 0.0
    assert per_answer.language_agreement(sample(lang="zh"), refusal("zh")) == 1.0


@settings(deadline=None)
@given(st.text(alphabet="ab1289,.，万亿元不 ［］[]１２３", max_size=30), st.sampled_from(["1", "12", "万亿", "ab", "不"]))
def test_width_and_case_do_not_change_what_is_mentioned(text, variant):
    wide = text.translate({ord("a"): "Ａ", ord("b"): "Ｂ"})
    assert per_answer.mentions(text, variant) == per_answer.mentions(wide, variant.upper())


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 10_000))
def test_recall_grows_with_k_and_does_not_depend_on_later_passages(at, seed):
    texts = ["无关的一句话。"] * at + [SPENT]
    found = [passage(rank, text) for rank, text in enumerate(texts, start=1)]
    tail = [passage(len(found) + 1, random.Random(seed).choice(["甲。", "乙。"]))]
    scores = [per_answer.recall_at(k, sample(), found) for k in range(1, 9)]
    assert scores == sorted(scores)
    assert per_answer.reciprocal_rank(sample(), found) == 1 / (at + 1) == per_answer.reciprocal_rank(sample(), found + tail)


def test_a_date_may_stand_around_the_cited_sentence_but_an_amount_may_not():
    from dataclasses import replace

    raw = "该办法于2023年8月15日施行。同年9月1日起接受备案，首批11家。另有25家在排队。"
    quote = "同年9月1日起接受备案，首批11家。"
    cited = replace(citation(), doc_id="d3", quote=quote, quote_clean=quote, start=raw.index(quote), end=raw.index(quote) + len(quote))
    where = {"d3": raw}.__getitem__
    dated = Claim("Filing began on 1 September 2023 with 11 firms.", (1,), "verified")
    assert per_answer.wrong_quantities(dated, answer(citations=(cited,)), where) == []
    later = Claim("Filing began on 1 September 2024.", (1,), "verified")
    assert len(per_answer.wrong_quantities(later, answer(citations=(replace(cited, date="2022-01"),)), where)) == 1
    assert per_answer.wrong_quantities(Claim("There were 25 firms.", (1,), "verified"), answer(citations=(cited,)), where)


def test_a_number_in_the_title_of_the_cited_document_is_not_a_figure_of_the_claim():
    from dataclasses import replace

    titled = replace(citation(), title_en="Ten questions on computing")
    claim = Claim("“Ten questions on computing” puts it at 36 billion yuan.", (1,), "verified")
    assert per_answer.wrong_quantities(claim, answer(citations=(titled,)), raw_of) == []
    assert per_answer.wrong_quantities(replace(claim, text=claim.text.replace("36", "37")), answer(citations=(titled,)), raw_of)


def test_costs_by_hand():
    made = [answer(timings_ms=Timings(1, n, ms), usage=Usage(tokens, 10)) for n, ms, tokens in ((5, 10, 100), (6, 20, 100), (9, 90, 400))]
    costs = costs_of(made)
    assert (costs.median_ms, costs.p95_ms, costs.first_token_ms) == (20, pytest.approx(83), 6)
    assert (costs.prompt_tokens, costs.completion_tokens) == (200, 10)
    assert costs_of([]).median_ms == 0
