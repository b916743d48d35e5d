"""What of a statement can change places, and what stands then: who acts, what is compared, of whom each clause speaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.verify.sides import sides
from ragassist.verify.turned_round import MOST, contrasts
from ragassist.verify.view import Part


def _turned(text: str) -> list[str]:
    return [each.text for each in contrasts(Part(text)) if each.kind == "sides"]


@pytest.mark.parametrize(
    ("claim", "turned"),
    [
        ("The harbour office shall inform the captains of the tides.", "The captains shall inform the harbour office of the tides."),
        ("Insurers must pay the ferry owners.", "Ferry owners must pay the insurers."),
        ("The delay lies not in fog but in ice.", "The delay lies not in ice but in fog."),
        ("Crews prefer to wait rather than to sail.", "Crews prefer to sail rather than to wait."),
        ("The rule protects crews rather than owners.", "The rule protects owners rather than crews."),
        (
            "Sailing too early empties the boats, while sailing too late fills them.",
            "Sailing too late empties the boats, while sailing too early fills them.",
        ),
        (
            "Boats with a keel are counted as ships, while those without one are counted as rafts.",
            "Those without one are counted as ships, while boats with a keel are counted as rafts.",
        ),
    ],
)
def test_a_statement_is_turned_round_at_what_marks_its_sides(claim: str, turned: str) -> None:
    assert turned in _turned(claim)


@pytest.mark.parametrize(
    "claim", ["Ferries sail at noon.", "More than 40 ferries sail.", "渡轮中午开航。", "The insurer pays the insurer."]
)
def test_what_has_no_two_sides_is_not_turned(claim: str) -> None:
    assert not _turned(claim)


@given(st.text(alphabet="The port owners must not pay rather than crews while 港务局向船长报告而不是，,.", max_size=80))
def test_sides_never_overlap_into_nonsense_and_forms_stay_few(text: str) -> None:
    assert all(0 <= a < b <= len(text) and 0 <= c < d <= len(text) for (a, b), (c, d) in sides(Part(text)))
    assert len(contrasts(Part(text))) <= MOST
