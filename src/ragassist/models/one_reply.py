"""One reply as it was read from an endpoint, and how sure the model was of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ragassist.models.reply import Counted, Ending, first_choice


@dataclass(frozen=True, slots=True)
class Sureness:
    """How likely a model found the words it wrote itself, as natural logarithms of probability: 0 is certain, lower is less sure."""

    mean: float
    """Over all tokens."""


@dataclass(slots=True)
class OneReply:
    """One reply as it was read: its answer, its thinking, how it ended and what it cost."""

    text: str = ""
    thought: str = ""
    end: Ending = "stop"
    spent: Counted = field(default_factory=Counted)
    stopped: bool = False
    """Whether stop sequences were sent with the request."""
    sureness: Sureness | None = None

    def take(self, other: OneReply) -> None:
        """Become `other`."""
        self.text, self.thought, self.end, self.spent, self.stopped = other.text, other.thought, other.end, other.spent, other.stopped


def sureness_of(reply: Any) -> Sureness | None:  # noqa: ANN401
    """Return how sure the model was of a reply that carries the probability of each token; None where it does not."""
    tokens = getattr(getattr(first_choice(reply), "logprobs", None), "content", None) or []
    found = [float(token.logprob) for token in tokens]
    return Sureness(sum(found) / len(found)) if found else None
