"""A small model's rendering is judged by a curve that readers' marks have fitted, and by nothing that it merely resembles."""

from dataclasses import replace

import pytest

from ragassist.verify.calibration import calibrations
from ragassist.verify.finding import against, shade
from ragassist.verify.likeness import Likeness
from ragassist.verify.score import scored

FITTED = replace(
    calibrations()[0],
    rendering={"sureness": 5.0, "length": -1.0, "intercept": 5.5},
    thresholds={**calibrations()[0].thresholds, "rendered": 0.8, "doubtful": 0.2},
)
ALIKE = Likeness(same_language=False, value=0.95, features={"similarity": 0.95, "anchors": 2.0})
SURE = {"sureness": -0.1, "length": 3.0}
HALF_SURE = {"sureness": -0.3, "length": 4.0}
GUESSED = {"sureness": -0.8, "length": 4.0}


def rendered(extra, findings=(), likeness=ALIKE, judged=None, numbers=FITTED):
    return scored(findings, likeness, judged, numbers, extra=extra, strict=True, rendered=True)


def test_what_a_model_was_sure_of_is_verified():
    status, chance = rendered(SURE)
    assert status == "verified"
    assert chance >= 0.8


def test_what_it_was_half_sure_of_is_rough_however_alike():
    assert rendered(HALF_SURE)[0] == "rough"


def test_what_it_guessed_is_not_shown():
    assert rendered(GUESSED)[0] == "unsupported"


def test_a_finding_against_it_refuses_it_however_sure():
    assert rendered(SURE, [against("quantity.differs")])[0] == "unsupported"


def test_a_lost_shade_lowers_its_chance():
    assert rendered(SURE, [shade("name.unsure")])[1] == pytest.approx(0.9 * rendered(SURE)[1])


def test_a_judge_can_only_take_away():
    assert rendered(SURE, judged=0.3)[0] == "rough"
    assert rendered(HALF_SURE, judged=0.99)[0] == "rough"


@pytest.mark.parametrize("extra", [{}, {"sureness": -0.1}])
def test_a_model_that_does_not_tell_how_sure_it_was_gets_no_mark(extra):
    assert rendered(extra)[0] != "verified"


def test_an_encoder_without_a_fitted_curve_gives_no_mark():
    assert rendered(SURE, numbers=replace(FITTED, rendering={}))[0] != "verified"


def test_within_one_language_a_rendering_is_a_claim_like_any_other():
    same = replace(ALIKE, same_language=True, features={"support": 0.99, "length_ratio": 0.0, "least_clause": 0.99})
    assert rendered({}, likeness=same)[0] == "verified"
