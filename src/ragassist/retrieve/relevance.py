"""Whether what was found is about the question at all, as a probability instead of a likeness.

A likeness of .4 is much for an English question about a Chinese passage and little for a Chinese one. `relevance.json` holds a logistic
curve for each of the two cases and the embedder that it was fitted for; `eval/bench/fit_relevance.py` makes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ragassist.types import Hit, Lang

FILE = Path(__file__).with_name("relevance.json")


def relevance(hits: Sequence[Hit], lang: Lang, embedder: str) -> float | None:
    """The probability, 0 to 1, that the passages found are about the question; .5 is where both errors weigh the same.

    Taken from the passage that says most, whichever its language. 0 when nothing was found.

    Args:
        hits: what `Retriever.retrieve` returned.
        lang: the question's language.
        embedder: the name of the embedder that searched; None comes back for one that nothing was fitted for.
    """
    fitted = _fitted()
    if embedder != fitted["embedder"]:
        return None
    chances = [0.0]
    for hit in hits:
        curve = fitted["same" if hit.passage.lang == lang else "across"]
        chances.append(1 / (1 + math.exp(-curve["slope"] * (hit.score - curve["middle"]))))
    return max(chances)


@cache
def _fitted() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf8"))
    return found
