"""Times of day in both languages, and figures whose last places are left open."""

from __future__ import annotations

import pytest

from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.clocks import clocks

RULE = "渡口每日二十二时至次日六时停航。"


def refuted(claim: str, source: str) -> bool:
    return any(each.polarity == "against" for each in mismatches(claim, source))


@pytest.mark.parametrize(
    "claim", ["Ferries rest from ten at night to six in the morning.", "Ferries rest from 10 p.m. to 6 a.m.", "渡船晚上十点停航。"]
)
def test_an_hour_of_the_evening_is_the_hour_of_the_whole_day(claim):
    assert not refuted(claim, RULE)


@pytest.mark.parametrize("claim", ["Ferries rest from eleven at night.", "Ferries rest from 9 p.m.", "渡船晚上九点停航。"])
def test_another_hour_is_another(claim):
    assert refuted(claim, RULE)


def test_figures_without_their_half_of_the_day_are_no_times():
    assert clocks("ten ferries at 90 knots, seven amphibians") == []
    assert clocks("十点建议") == []


@pytest.mark.parametrize(("claim", "source"), [("四十多遍", "47遍"), ("一千多个小时", "1300余小时"), ("三百余家", "390家")])
def test_a_figure_whose_last_places_are_open_holds_what_lies_above_it(claim, source):
    assert not refuted(claim, source)


@pytest.mark.parametrize(("claim", "source"), [("四十多遍", "57遍"), ("一千多个小时", "2300小时"), ("more than 40 rounds", "57轮")])
def test_and_nothing_beyond(claim, source):
    assert refuted(claim, source)
