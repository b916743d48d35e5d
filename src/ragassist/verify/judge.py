"""A model's judgement of one claim, as the probability of one token. It only ever adds to what arithmetic has found."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from ragassist.models.chat import ChatModel
from ragassist.prompts import fenced, load
from ragassist.text.quantities import annotate
from ragassist.types import Lang

YES = ("是", "yes", "能", "可以")
NO = ("否", "no", "不", "不是", "不能")
"""How a model says them, at the beginning of its reply."""


def supported_probability(model: ChatModel, claim: str, lang: Lang, evidence: str) -> float | None:
    """Return P(Yes) / (P(Yes) + P(No)) that every detail of `claim` is supported, 0 to 1; None where the model gives no probabilities.

    The question is asked in the claim's language, `lang`, and the evidence's quantities are spelled out in it.

    Raises:
        ModelError: the model did not answer.
    """
    messages = load(f"supported_{lang}", evidence=fenced(annotate(evidence, lang)), claim=fenced(claim))
    return yes_share(model.probabilities(messages))


def yes_share(tokens: Mapping[str, float]) -> float | None:
    """Return the share of yes among a first token's yes and no, in either language, 0 to 1; None where it is neither.

    >>> round(yes_share({"Yes": 0.6, " no": 0.2, "Maybe": 0.2}), 2)
    0.75
    """
    yes = no = 0.0
    for token, probability in tokens.items():
        word = re.sub(r"[\W_]+", "", token).lower()
        yes += probability * (word in YES)
        no += probability * (word in NO)
    return yes / (yes + no) if yes + no > 0 else None


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)) of a probability from 0 to 1; what is nearer to certainty than 1 in 10,000 counts as that.

    >>> log_odds(0.5), round(log_odds(0.0), 2)
    (0.0, -9.21)
    """
    p = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))
