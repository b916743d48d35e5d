"""Findings as a log keeps them: JSON objects, read back as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ragassist.types import Finding


def findings_of(values: Any) -> tuple[Finding, ...]:  # noqa: ANN401  # whatever stands in the file
    """Return the findings of a claim or verdict, in their order.

    Raises:
        KeyError, TypeError, ValueError: one is not a finding.
    """
    return tuple(_finding(dict(value)) for value in values)


def _finding(value: Mapping[str, Any]) -> Finding:
    fields = dict(value)
    for name in ("claim_span", "source_span"):
        if fields.get(name) is not None:
            start, end = fields[name]
            fields[name] = (int(start), int(end))
    fields["values"] = tuple((str(name), str(said)) for name, said in fields.get("values", ()))
    return Finding(**fields)
