"""What was read by machine is believed only as far as two readings agree: a claim that stands on more is rough, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ragassist.types import Verdict
from ragassist.verify.finding import shade
from ragassist.verify.say import say

_TOLD: Final = 5
"""What is in question is named up to so many; more is a list that nobody reads."""


def at_most_rough(verdict: Verdict, doubts: Sequence[str]) -> Verdict:
    """Return the verdict, rough at most where two readings of a cited statement do not agree on a letter or digit of it.

    It then has the finding `reading.unsure`, which names the figures and words in question, at most five. Any letter counts, not only
    those of figures, dates and names: a negation is one character. An unsupported claim keeps its verdict.

    Args:
        verdict: of the checks.
        doubts: of the statements that the claim cites.
    """
    doubts = list(dict.fromkeys(doubts))
    if not doubts or verdict.status == "unsupported":
        return verdict
    values = "; ".join(doubts[:_TOLD]) + ("…" if len(doubts) > _TOLD else "")
    finding = shade("reading.unsure", said=values)
    return replace(verdict, status="rough", findings=(finding, *verdict.findings), reasons=(say(finding), *verdict.reasons))
