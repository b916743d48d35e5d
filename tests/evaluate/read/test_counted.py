"""Figures of marks, against hand-counted ones."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluate.read.run_to_read import SHOWN

from ragassist.evaluate.metrics.statistics import cohen_kappa, wilson
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.read import counted
from ragassist.evaluate.read.draw import allotted, drawn
from ragassist.evaluate.read.reader_marks import Mark, Marks

SENTENCE = SHOWN[1]


def sentences(state, words, lang="en", grade=None):
    """One marked sentence for each word, "" for one that is not marked."""
    return [
        Mark(replace(SENTENCE, key=f"{state}-{lang}-{n}#1~0", state=state, lang=lang, cluster=str(n)), n, word, grade)
        for n, word in enumerate(words)
    ]  # fmt: skip


def sheet(*marks, name="r.md"):
    return Marks(name, tuple(marks))


def counted_of(*marks):
    return counted.count(sheet(*marks), [mark.item for mark in marks])


def test_each_state_is_right_as_often_as_the_reader_says_with_the_interval_of_wilson():
    found = counted_of(
        *sentences("verified", ["yes"] * 9 + ["partly", ""]),
        *sentences("verified", ["yes"] * 4, "zh"),
        *sentences("rough", ["yes", "partly", "no", "no"]),
        *sentences("unsupported", ["no", "partly", "yes"]),
    )
    rows = {(row.state, row.lang): row for row in found.states}
    assert list(rows) == [("verified", "en"), ("verified", "zh"), ("verified", "all"), ("rough", "en"), ("unsupported", "en")]
    verified = rows["verified", "all"]
    assert (verified.n, verified.yes, verified.partly, verified.no, verified.right.value) == (14, 13, 1, 0, 13 / 14)
    assert verified.right.interval == wilson(13, 14)
    assert verified.said_not.interval == wilson(0, 14)
    assert (rows["rough", "en"].right.k, rows["unsupported", "en"].right.k) == (1, 2)
    assert [mark.word for mark in found.not_held] == ["partly"]
    assert len(found.unmarked) == 1
    assert [(row.kind, row.run, row.sheet, row.marked) for row in found.coverage] == [("sentence", 22, 22, 21), ("answer", 0, 0, 0)]


def test_verifier_and_reader_agree_where_verified_is_yes_and_anything_else_is_not():
    """By hand: 20 verified and yes, 5 verified and not, 10 not verified and yes, 15 neither: 35/50, kappa .4."""
    found = counted_of(*sentences("verified", ["yes"] * 20 + ["no"] * 5), *sentences("rough", ["yes"] * 10 + ["partly"] * 15))
    (whole,) = found.verifier
    assert (whole.same.k, whole.same.n) == (35, 50)
    assert whole.kappa == pytest.approx(0.4)
    assert found.weighted is None, "all was read, so nothing is to be weighted"


def test_a_draw_with_more_of_one_state_is_weighted_back_to_the_run():
    """By hand: of 90 verified and 10 rough sentences ten each are read; 9 and 4 agree: as read 13/20, over the run (90*.9 + 10*.4)/100."""
    read = [*sentences("verified", ["yes"] * 9 + ["no"]), *sentences("rough", ["yes"] * 6 + ["no"] * 4)]
    run = [*[mark.item for mark in read], *(mark.item for mark in sentences("verified", ["yes"] * 90)[10:])]
    found = counted.count(sheet(*read), run)
    assert found.verifier[0].same.value == 13 / 20
    assert found.weighted.share == pytest.approx(0.85)
    assert found.weighted.covered == 100


def test_the_english_is_a_mean_of_grades_and_undefined_without_any():
    found = counted_of(*sentences("rough", ["yes", "no"], grade=4), *sentences("verified", ["yes"], grade=1))
    assert (found.english.mean, found.english.n) == (3.0, 3)
    assert isinstance(counted_of(*sentences("rough", ["yes"])).english, Undefined)


def test_two_readers_are_compared_on_what_both_marked():
    first = sheet(*sentences("rough", ["yes", "yes", "no", "", "partly"], grade=4))
    second = sheet(*sentences("rough", ["yes", "no", "no", "yes", ""], grade=3), name="s.md")
    found = counted.compare(first, second)
    (whole,) = found.sentences
    assert (whole.same.k, whole.same.n) == (2, 3)
    assert whole.kappa == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert [(one.word, other.word) for one, other in found.differing] == [("yes", "no")]
    assert (found.grades.k, found.grades_near.k, found.grades.n) == (0, 3, 3)
    assert found.answers.same.n == 0


PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


@given(PAIRS)
def test_kappa_is_at_most_the_agreement_and_the_same_from_both_sides(pairs):
    value, turned = cohen_kappa(Counter(pairs)), cohen_kappa(Counter((other, one) for one, other in pairs))
    if isinstance(value, Undefined):
        assert len({name for pair in pairs for name in pair}) == 1
        return
    same = sum(one == other for one, other in pairs) / len(pairs)
    assert value == pytest.approx(turned)
    assert value <= same + 1e-9
    assert (value == pytest.approx(1)) == (same == 1)


SIZES = st.dictionaries(st.tuples(st.sampled_from(["en", "zh"]), st.sampled_from(["rough", "verified", "unsupported"])), st.integers(1, 30))


@given(SIZES, st.integers(0, 100))
def test_a_draw_is_even_as_far_as_it_goes_round(sizes, most):
    given_ = allotted(sizes, most)
    assert sum(given_.values()) == min(most, sum(sizes.values()))
    assert all(given_[stratum] <= size for stratum, size in sizes.items())
    rest = [number for stratum, number in given_.items() if number < sizes[stratum]]
    assert not rest or max(given_.values()) - min(rest) <= 1
    assert all(number <= allotted(sizes, most + 1)[stratum] for stratum, number in given_.items())


def test_a_draw_is_the_same_for_a_seed_keeps_the_order_and_grows():
    marks = [*sentences("verified", ["yes"] * 30), *sentences("rough", ["yes"] * 4), *sentences("verified", ["yes"] * 30, "zh")]
    run = [*(mark.item for mark in marks), *SHOWN]
    some, more = drawn(run, 12, seed=3), drawn(run, 24, seed=3)
    assert some == drawn(list(reversed(run)), 12, seed=3)[::-1]
    assert [item.key for item in more if item in some] == [item.key for item in some]
    assert Counter(item.stratum for item in some if item.kind == "sentence") == {
        ("en", "verified"): 4,
        ("en", "rough"): 4,
        ("zh", "verified"): 4,
    }
    assert sum(item.kind == "answer" for item in some) == 3
    assert drawn(run, 12, seed=4) != some
