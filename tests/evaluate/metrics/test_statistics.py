import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.evaluate.metrics.statistics import estimate, paired, wilson
from ragassist.evaluate.metrics.undefined import Undefined

IDS = [f"s{n}" for n in range(30)]


def test_the_mean_is_over_what_is_scored_and_the_rest_is_counted():
    made = estimate([1.0, 0.0, 1.0, Undefined("no gold"), Undefined("crashed", by_design=False)], list("abcde"))
    assert made.mean == pytest.approx(2 / 3)
    assert (made.n, made.unscored) == (3, 1)


def test_nothing_scored_is_undefined_with_the_commonest_reason():
    made = estimate([Undefined("a"), Undefined("b"), Undefined("b")], list("abc"))
    assert made == Undefined("b", by_design=True)
    assert estimate([Undefined("a", by_design=False)], ["a"]).by_design is False
    assert estimate([], []) == Undefined("there are no samples")


def test_pairs_that_move_together_are_one_observation():
    scores = [1.0, 1.0, 0.0, 0.0] * 8
    alone = estimate(scores, [str(n) for n in range(32)])
    together = estimate(scores, [str(n // 2) for n in range(32)])
    assert together.high - together.low > alone.high - alone.low


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_interval_holds_the_mean_and_stays_in_range(scores):
    made = estimate(scores, [str(n) for n in range(len(scores))])
    assert -1e-9 <= made.low <= made.mean + 1e-9
    assert made.mean <= made.high + 1e-9 <= 1 + 1e-6
    assert made == estimate(scores, [str(n) for n in range(len(scores))])


def test_five_losses_without_a_gain_have_probability_one_in_thirty_two():
    before = dict.fromkeys(IDS, 1.0)
    after = before | dict.fromkeys(IDS[:5], 0.0)
    change = paired(before, after, {})
    assert change.p_worse == pytest.approx(1 / 32)
    assert change.worse == tuple(IDS[:5])
    assert change.after == pytest.approx(25 / 30)


def test_as_many_gains_as_losses_are_noise_and_no_change_is_certain():
    before = {key: float(n % 2) for n, key in enumerate(IDS)}
    flipped = {key: 1.0 - value for key, value in before.items()}
    assert paired(before, flipped, {}).p_worse > 0.4
    assert paired(before, before, {}).p_worse == 1.0


def test_many_losses_are_seen_beyond_the_exact_range():
    before = dict.fromkeys(IDS, 1.0)
    after = before | dict.fromkeys(IDS[:20], 0.0)
    assert paired(before, after, {}).p_worse < 0.001


def test_a_question_and_its_translation_are_one_observation():
    before = dict.fromkeys(IDS, 1.0)
    after = before | dict.fromkeys(IDS[:6], 0.0)
    assert paired(before, after, {key: f"p{n // 2}" for n, key in enumerate(IDS)}).p_worse == pytest.approx(1 / 8)


def test_only_common_samples_are_compared():
    change = paired({"a": 1.0, "b": 0.0}, {"a": 1.0, "c": 0.0}, {})
    assert (change.n, change.before, change.after) == (1, 1.0, 1.0)
    assert isinstance(paired({"a": 1.0}, {"b": 1.0}, {}), Undefined)


def test_the_interval_of_a_share_by_hand():
    assert wilson(10, 10) == (pytest.approx(10 / (10 + 1.959964**2)), 1.0)
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(5, 10)
    assert (low + high) / 2 == pytest.approx(0.5)
    assert wilson(50, 100)[0] > low


def test_a_third_and_its_six_digits_are_the_same_score():
    change = paired({"a": 0.333333, "b": 0.666667, "c": 1.0}, {"a": 1 / 3, "b": 2 / 3, "c": 0.5}, {})
    assert (change.worse, change.better) == (("c",), ())
    assert change.p_worse == 0.5
