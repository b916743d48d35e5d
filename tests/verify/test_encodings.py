"""What checking a claim costs: what is encoded only where it may matter, with the same findings as if all had been."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.fakes import HashEmbedder
from tests.verify.test_contrast import CLAIM, SOURCE, _gemma
from tests.verify.test_verifier import Judge

from ragassist.verify.calibration import calibrations
from ragassist.verify.checks.denial import Denial
from ragassist.verify.checks.detail import Added
from ragassist.verify.checks.modality import Modality, strength
from ragassist.verify.checks.negation import Prohibition, exceptions, prohibitions
from ragassist.verify.turned_round import OPENING, contrasts
from ragassist.verify.verifier import Verifier
from ragassist.verify.view import ClaimView, Part

PLANTED = Path(__file__).parents[2] / "eval" / "datasets" / "planted_claims.jsonl"
PAIRS = [(row["claim"], row["evidence"]) for row in map(json.loads, PLANTED.read_text(encoding="utf8").splitlines())]
HASHED = HashEmbedder(calibrations()[0].embedder)
OPENED = [each.text for each in contrasts(Part(CLAIM)) if each.kind in OPENING]
FIRST_OPENING = next(each.text for each in contrasts(Part(CLAIM)) if each.kind == "voice")


@given(st.sampled_from(PAIRS))
def test_a_clause_that_is_looked_for_only_where_it_matters_gives_the_findings_of_one_looked_for_at_once(pair: tuple[str, str]) -> None:
    claim, evidence = pair
    lazy, eager = (ClaimView(claim, [evidence], embedder=HASHED) for _ in range(2))  # type: ignore[arg-type]
    assert eager.clause in eager.pieces or eager.clause.text in [piece.text for piece in eager.pieces]
    assert Modality().find(lazy) == strength(eager.claim, eager.clause)
    expected = [*prohibitions(eager.claim, eager.clause, eager.window), *exceptions(eager.claim, eager.clause)]
    assert Prohibition().find(lazy) == expected


def test_no_clause_is_encoded_for_a_claim_that_carries_no_sign_of_what_clauses_are_asked_about() -> None:
    encoder = _gemma({})
    view = ClaimView("The ferry is blue and new.", ["渡轮是蓝色的，也是新的。"], embedder=encoder)  # type: ignore[arg-type]
    assert [*Denial().find(view), *Modality().find(view), *Prohibition().find(view)] == []
    assert not [text for text in encoder.seen if text.startswith("也是")]
    denied = ClaimView("The ferry is blue and new.", ["渡轮是蓝色的，不是新的。"], embedder=encoder)  # type: ignore[arg-type]
    Denial().find(denied)
    assert [text for text in encoder.seen if text.startswith("不是")]


def test_where_some_think_so_is_far_from_the_source_no_other_opening_is_encoded() -> None:
    assert FIRST_OPENING in OPENED
    for near, asked in ((0.80, {FIRST_OPENING}), (0.899, set(OPENED))):
        encoder = _gemma({CLAIM: 0.9, FIRST_OPENING: near})
        Verifier(encoder, None).verify(CLAIM, [SOURCE])  # type: ignore[arg-type]
        assert {text for text in encoder.seen if text in OPENED} == asked


@pytest.mark.parametrize(("judge", "is_turned"), [(None, False), (Judge(0.98), True)])
def test_a_claim_that_likeness_refuses_is_turned_round_only_where_a_judge_may_know_better(judge: Judge | None, is_turned: bool) -> None:
    encoder = _gemma({CLAIM: 0.1})
    verdict = Verifier(encoder, judge).verify(CLAIM, [SOURCE])  # type: ignore[arg-type]
    assert any("may keep" in text for text in encoder.seen) == is_turned
    assert is_turned or verdict.status == "unsupported"


def test_a_word_is_overruled_by_the_forms_of_its_own_kind_alone() -> None:
    encoder = _gemma({})
    Verifier(encoder, None).verify("All ferries must carry a log for 40 days.", ["载客的渡轮应当保存日志30日。"])  # type: ignore[arg-type]
    assert any("some ferries" in text for text in encoder.seen)
    assert not [text for text in encoder.seen if text.startswith(("It is", "Some think", "Under certain"))]


def test_an_encoder_whose_likeness_tells_nothing_of_clauses_across_languages_is_not_asked_about_them() -> None:
    claim = "The ferry sails at six every morning, and the captain must keep a log of it."
    for cross in (True, False):
        numbers = next(each for each in calibrations() if ("cross" in each.detail) == cross)
        view = ClaimView(claim, ["渡轮每天早上六点开航，船长应当记录日志。"], embedder=HashEmbedder(numbers.embedder))  # type: ignore[arg-type]
        assert bool(Added().find(view)) == cross
