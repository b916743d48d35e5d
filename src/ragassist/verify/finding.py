"""Short ways of making a `Finding`; the type itself stands with the other values in `types`."""

from __future__ import annotations

from ragassist.types import Finding

Span = tuple[int, int]
"""Code points, end exclusive."""


def against(code: str, at: Span | None = None, there: Span | None = None, **values: str) -> Finding:
    """Return a finding that refuses the claim; `at` is its place in the claim, `there` in the evidence."""
    return Finding(code, "against", at, there, tuple(values.items()))


def shade(code: str, at: Span | None = None, there: Span | None = None, **values: str) -> Finding:
    """Return a finding that lowers the score without refusing the claim."""
    return Finding(code, "shade", at, there, tuple(values.items()))


def speaks_for(code: str, at: Span | None = None, there: Span | None = None, **values: str) -> Finding:
    """Return a finding that speaks for the claim."""
    return Finding(code, "for", at, there, tuple(values.items()))
