"""A claim turned round: what is altered, and what follows where the altered form lies nearer to the source."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.types import Lang
from ragassist.verify.calibration import calibrations
from ragassist.verify.finding import against
from ragassist.verify.rules import ContrastRow, contrast_rows
from ragassist.verify.turned_round import MOST, contrasts, measured
from ragassist.verify.verifier import Verifier
from ragassist.verify.view import ClaimView, Part

SOURCE = "渡轮应当记录日志。"
CLAIM = "Ferries must keep a log."


class _Scripted:
    """An embedder that holds each text at a given cosine to the source; what it was not told lies at 0.8."""

    dim = statement_dim = 2

    def __init__(self, name: str, near: dict[str, float]) -> None:
        self.name = name
        self._near = near
        self.seen: list[str] = []

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        self.seen += texts
        cosines = [1.0 if text.startswith("渡轮") else self._near.get(text, 0.8) for text in texts]
        return np.array([[c, (1 - c * c) ** 0.5] for c in cosines], dtype=np.float32)

    def __getattr__(self, name: str) -> object:
        raise AttributeError(name)


def _gemma(near: dict[str, float]) -> _Scripted:
    return _Scripted(next(each.embedder for each in calibrations() if each.contrast), near)


@pytest.mark.parametrize("row", contrast_rows(), ids=lambda row: f"{row.lang} {row.kind}")
def test_a_kind_of_alteration_says_why_and_makes_its_own_examples(row: ContrastRow) -> None:
    assert row.reason
    assert len(row.examples) >= 2
    assert len(row.leaves) >= 2 or row.opens
    for claim, altered in row.examples:
        assert altered in [each.text for each in contrasts(Part(claim)) if each.kind == row.kind], claim
    for claim in row.leaves:
        assert not [each.text for each in contrasts(Part(claim)) if each.kind == row.kind], claim


@given(st.text(alphabet="The port must not may all 渡轮应当不得 .,，。", min_size=1, max_size=60))
def test_altered_forms_are_few_and_none_is_the_claim_or_stands_twice(text: str) -> None:
    found = [each.text for each in contrasts(Part(text))]
    assert len(found) == len(set(found)) <= MOST
    assert text not in found


def test_a_chinese_character_within_a_word_is_not_turned() -> None:
    assert not [each for each in contrasts(Part("议会于五月召开。")) if each.kind == "negation" and "议不会" in each.text]


def test_two_figures_change_places_and_two_names_of_different_kinds_do_not() -> None:
    swapped = [each.text for each in contrasts(Part("Japan has 40 ferries and France has 75.")) if each.kind == "exchange"]
    assert "Japan has 75 ferries and France has 40." in swapped
    assert "France has 40 ferries and Japan has 75." in swapped
    assert not [each for each in contrasts(Part("Japan fined Huawei.")) if each.kind == "exchange"]


def test_a_claim_is_not_confirmed_where_an_altered_form_is_nearer_to_its_source() -> None:
    turned = "Ferries may keep a log."
    verdict = Verifier(_gemma({CLAIM: 0.90, turned: 0.95}), None).verify(CLAIM, [SOURCE])  # type: ignore[arg-type]
    assert verdict.status == "rough"
    assert verdict.score < 0.5
    assert [(f.code, dict(f.values)) for f in verdict.findings if f.polarity == "shade"] == [("contrast.nearer", {"meant": turned})]


def test_a_rendering_is_refused_where_an_altered_form_is_nearer_and_a_judge_that_says_yes_knows_better() -> None:
    encoder = _gemma({CLAIM: 0.90, "Ferries may keep a log.": 0.95})
    verify = Verifier(encoder, None).verify  # type: ignore[arg-type]
    assert verify(CLAIM, [SOURCE], rendered=True).status == "unsupported"
    assert verify(CLAIM, [SOURCE], told=0.95).status == "verified"


def test_only_is_not_taken_away_where_the_source_shuts_all_others_out_in_other_words() -> None:
    claim, bare = "Only insured ferries may sail.", " insured ferries may sail."
    near = {**{each.text: 0.5 for each in contrasts(Part(claim))}, claim: 0.90, bare: 0.95}
    assert Verifier(_gemma(near), None).verify(claim, ["未投保的渡轮，不得开航。"]).status == "verified"  # type: ignore[arg-type]
    assert "scope.narrowed" in [f.code for f in Verifier(None, None).verify(claim, ["投保的渡轮可以开航。"]).findings]


def test_a_claim_that_is_nearest_itself_is_not_refused() -> None:
    verdict = Verifier(_gemma({CLAIM: 0.95, "Ferries may keep a log.": 0.94}), None).verify(CLAIM, [SOURCE])  # type: ignore[arg-type]
    assert not [f for f in verdict.findings if f.polarity == "against"]


def test_what_goes_by_a_word_alone_is_overruled_where_the_turned_claim_is_far_from_the_source() -> None:
    claim = "All ferries are out of bounds at night."
    source = "渡轮夜间不得开航。"
    forms = {each.text: 0.5 for each in contrasts(Part(claim))}
    view = ClaimView(claim, [source], embedder=_gemma({claim: 0.9, **forms}))  # type: ignore[arg-type]
    from ragassist.verify.turned_round import overruled

    rule = against("scope.widened", (0, 3), said="all")
    figure = against("quantity.differs", (0, 3), said="1", meant="2")
    assert [f.polarity for f in overruled(view, [rule, figure])] == ["shade", "against"]
    near = ClaimView(claim, [source], embedder=_gemma({claim: 0.9, **dict.fromkeys(forms, 0.9)}))  # type: ignore[arg-type]
    assert [f.polarity for f in overruled(near, [rule, figure])] == ["against", "against"]


def test_a_word_of_many_senses_needs_a_turned_form_that_is_nearer() -> None:
    from ragassist.verify.turned_round import overruled

    forms = {each.text: 0.895 for each in contrasts(Part(CLAIM))}
    word = against("negation.word_added", (0, 7), said="log")
    limit = against("scope.widened", (0, 7), said="all")
    for near, kept in ((0.895, "shade"), (0.92, "against")):
        view = ClaimView(CLAIM, [SOURCE], embedder=_gemma({CLAIM: 0.9, **dict.fromkeys(forms, near)}))  # type: ignore[arg-type]
        assert [f.polarity for f in overruled(view, [word])] == [kept]
        assert [f.polarity for f in overruled(view, [limit])] == ["against"]


def test_nothing_is_encoded_for_a_claim_that_another_check_refuses() -> None:
    encoder = _gemma({})
    Verifier(encoder, None).verify("Ferries must keep a log for 40 days.", ["渡轮应当保存日志30日。"])  # type: ignore[arg-type]
    assert not [text for text in encoder.seen if "may keep" in text]


def test_an_embedder_without_measured_margins_asks_nothing() -> None:
    name = next(each.embedder for each in calibrations() if not each.contrast)
    verdict = Verifier(_Scripted(name, {CLAIM: 0.9, "Ferries may keep a log.": 0.99}), None).verify(CLAIM, [SOURCE])  # type: ignore[arg-type]
    assert "contrast.nearer" not in {f.code for f in verdict.findings}


def test_without_an_embedder_nothing_is_measured() -> None:
    assert measured(ClaimView(CLAIM, [SOURCE]), contrasts(Part(CLAIM))) == []


def test_an_embedder_without_measured_margins_overrules_nothing() -> None:
    from ragassist.verify.turned_round import overruled

    claim = "All ferries are out of bounds at night."
    forms = {each.text: 0.5 for each in contrasts(Part(claim))}
    name = next(each.embedder for each in calibrations() if not each.contrast)
    view = ClaimView(claim, ["渡轮夜间不得开航。"], embedder=_Scripted(name, {claim: 0.9, **forms}))  # type: ignore[arg-type]
    rule = against("scope.widened", (0, 3), said="all")
    assert overruled(view, [rule]) == [rule]
