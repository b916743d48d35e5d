"""What answers took: time and tokens. No share of anything, so there is no interval and no gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ragassist.types import Answer


@dataclass(frozen=True, slots=True)
class Costs:
    """What some answers took; 0 where there are none. Replayed answers take next to no time."""

    median_ms: float
    p95_ms: float
    first_token_ms: float
    """Median."""
    prompt_tokens: float
    """Mean an answer."""
    completion_tokens: float


def costs_of(answers: Sequence[Answer]) -> Costs:
    """Return the costs of some answers, refusals included.

    By hand: three answers of 10, 20 and 90 ms with 100, 100 and 400 prompt tokens: median 20 ms, 95 % within 20 + .9 * 70 = 83 ms, 200
    prompt tokens.
    """
    if not answers:
        return Costs(0.0, 0.0, 0.0, 0.0, 0.0)
    total = [answer.timings_ms.total for answer in answers]
    return Costs(
        median_ms=float(np.median(total)),
        p95_ms=float(np.percentile(total, 95)),
        first_token_ms=float(np.median([answer.timings_ms.first_token for answer in answers])),
        prompt_tokens=sum(answer.usage.prompt_tokens for answer in answers) / len(answers),
        completion_tokens=sum(answer.usage.completion_tokens for answer in answers) / len(answers),
    )
