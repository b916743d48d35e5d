"""What follows from figures and dates of a source is not held against a claim, and what only looks as if it did is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.verify.checks.owners import exchanged_events
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.view import Part

FOLLOWS = [
    ("The ports run 26 ferries in all.", "东港有11艘渡轮，西港有15艘。"),
    ("Six bodies in all signed the port rules.", "港务局联合五部门签署了港口规则。"),
    ("France and 11 other states signed.", "包括法国在内的12个国家签署了协议。"),
    ("The remaining 35% sail at night.", "渡轮中65%在白天航行。"),
    ("Traffic grew nearly five times.", "客流由200万人次增至990万人次。"),
    ("Half of the 40 ferries are old.", "渡轮共40艘，其中20艘老旧，20艘较新。"),
    ("The pass expires at the end of May 2027.", "通行证自2025年6月1日起生效，有效期两年。"),
    ("A little more than two months lie between.", "规则于2024年3月5日公布，自2024年5月15日起施行。"),
    ("Reports are due by the end of June.", "报告应于每年二季度报送。"),
    ("Over a third of the ferries are electric.", "电动渡轮占36%。"),
    ("Roughly three quarters stayed.", "76%的乘客留下。"),
    ("Ports with a million passengers or more must report.", "年客流100万人次以上的港口应当报告。"),
]
DOES_NOT = [
    ("The two ports run 27 ferries in all.", "东港有11艘渡轮，西港有15艘。"),
    ("The east port runs 26 ferries.", "东港有11艘渡轮，西港有15艘。"),
    ("Seven bodies in all signed the port rules.", "港务局联合五部门签署了港口规则。"),
    ("France and 13 other states signed.", "包括法国在内的12个国家签署了协议。"),
    ("The remaining 45% sail at night.", "渡轮中65%在白天航行。"),
    ("The pass expires at the end of May 2028.", "通行证自2025年6月1日起生效，有效期两年。"),
    ("The pass was first issued in June 2027.", "通行证自2025年6月1日起生效，有效期两年。"),
    ("More than four months lie between.", "规则于2024年3月5日公布，自2024年5月15日起施行。"),
    ("Reports are due by the end of July.", "报告应于每年二季度报送。"),
    ("Over a third of the ferries are electric.", "电动渡轮占31%。"),
    ("Roughly three quarters stayed.", "66%的乘客留下。"),
    ("Ports with ten million passengers or more must report.", "年客流100万人次以上的港口应当报告。"),
]


@pytest.mark.parametrize(("claim", "source"), FOLLOWS)
def test_a_figure_that_follows_is_let_pass(claim: str, source: str) -> None:
    assert [f for f in mismatches(claim, source) if f.polarity == "against"] == []


@pytest.mark.parametrize(("claim", "source"), DOES_NOT)
def test_a_figure_that_does_not_follow_is_held_against_the_claim(claim: str, source: str) -> None:
    assert [f for f in mismatches(claim, source) if f.polarity == "against"]


@given(st.integers(4, 400), st.integers(4, 400), st.integers(1, 150))
def test_only_the_sum_passes_for_the_sum(one: int, other: int, off: int) -> None:
    source = f"东港有{one}艘渡轮，西港有{other}艘。"
    assert not mismatches(f"The ports run {one + other} ferries in all.", source)
    wrong = one + other + off
    assert mismatches(f"The ports run {wrong} ferries in all.", source)


def test_the_day_of_one_event_is_not_taken_for_the_next_that_has_none() -> None:
    source = Part("2024年5月3日，港口规则发布，自2024年9月1日起施行。")
    assert exchanged_events(Part("The port rules, issued on 3 May 2024, take effect in autumn."), source) == []
    assert exchanged_events(Part("The port rules take effect on 3 May 2024."), source)
