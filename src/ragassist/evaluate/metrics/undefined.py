"""A score is a number, or a value that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no such number, and why."""

    reason: str
    by_design: bool = True
    """Whether the sample or the kind of answer rules the metric out; False means that it should have been scored."""
    unavailable: bool = False
    """Whether it is missing because a model or a judge was not there."""


Score = float | Undefined
