"""What a model can be asked to do: what decides how it is used, whatever endpoint or machine it runs on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ragassist.models.endpoint_facts import EndpointFacts

if TYPE_CHECKING:
    from ragassist.models.chat import ChatModel
    from ragassist.settings import Settings

Source = Literal["settings", "measured", "name", "default"]

SMALL_BILLIONS = 7.0
"""Below so many billion parameters a model is asked in small steps. The 1.5B that comes with the program cannot follow the one prompt
(0 of 15 questions); that 7B can is an assumption, which `ragassist doctor --endpoint` tests and settings override."""
LARGE_EVIDENCE_TOKENS = 8000
SMALL_EVIDENCE_TOKENS = 1500
_ROOM_TOKENS = 1500
"""Of a model's context, what instructions, question and answer take."""
_LEAST_EVIDENCE_TOKENS = 500
_KEPT_FREE = 0.9
"""Our count of tokens is off by a tenth for most models."""
_SIZE = re.compile(r"(?<![a-z0-9.])(\d{1,4}(?:\.\d{1,2})?)\s?b(?![a-z0-9])", re.IGNORECASE)
_MILLIONS = re.compile(r"(?<![a-z0-9.])\d{2,3}m(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one model can do, and how much of the sources it is given."""

    gives_probabilities: bool
    """Whether it tells how likely a word is, so that a yes can be weighed."""
    takes_long_prompts: bool
    """Whether it finds what it needs in thousands of tokens."""
    follows_formats: bool
    """Whether it cites by number and writes a fixed token when it is told to."""
    evidence_tokens: int
    """Budget of the sources in its prompt."""
    tells_yes_from_no: bool = True
    """Whether its yes and no are worth asking for; where they are not, no statement is chosen by it."""
    source: Source = "default"
    """What says so: the settings, probes, the size in its name, or where it runs."""

    @property
    def one_prompt(self) -> bool:
        """Whether it is given all sources in one prompt; else it chooses and renders sentence by sentence."""
        return self.takes_long_prompts and self.follows_formats


def billions(name: str) -> float | None:
    """Return the parameters in a model's name, in billions; None where it tells none. Of several sizes the largest counts.

    >>> billions("qwen2.5-coder-1.5b-instruct-q4_k_m"), billions("Qwen3-30B-A3B"), billions("gpt-4.1-mini")
    (1.5, 30.0, None)
    """
    sizes = [float(found) for found in _SIZE.findall(name)]
    if sizes:
        return max(sizes)
    return 0.5 if _MILLIONS.search(name) else None


def capabilities_of(model: ChatModel, settings: Settings, chosen: ChatModel | None = None) -> Capabilities:
    """Return what `model` can do. The settings go before what probes measured, that before its name, and that before where it runs.

    Args:
        model: the model to be used.
        settings: `chat.size` says how the chosen model is used, and nothing of one on this machine that stands in for a hosted one.
        chosen: the model that the settings choose; None for `model`.
    """
    facts: EndpointFacts = getattr(model, "facts", EndpointFacts())
    hosted = model.tier == "hosted"
    size = billions(model.name)
    large, source = (size >= SMALL_BILLIONS, "name") if size is not None else (hosted, "default")
    if not hosted and settings.local.context_tokens < LARGE_EVIDENCE_TOKENS:
        large = False  # what it cannot hold it cannot be given
    found = Capabilities(
        gives_probabilities=facts.may_give_probabilities,
        takes_long_prompts=large,
        follows_formats=large,
        evidence_tokens=LARGE_EVIDENCE_TOKENS if large else SMALL_EVIDENCE_TOKENS,
        source=source,  # type: ignore[arg-type]
    )
    if facts.follows_formats is not None or facts.takes_long_prompts is not None:
        found = replace(
            found,
            follows_formats=found.follows_formats if facts.follows_formats is None else facts.follows_formats,
            takes_long_prompts=found.takes_long_prompts if facts.takes_long_prompts is None else facts.takes_long_prompts,
            source="measured",
        )
    if facts.tells_yes_from_no is not None:
        found = replace(found, tells_yes_from_no=facts.tells_yes_from_no)
    stands_in = chosen is not None and chosen.tier == "hosted" and not hosted
    if settings.chat.size != "auto" and not stands_in:
        large = settings.chat.size == "large"
        found = replace(found, takes_long_prompts=large, follows_formats=large, source="settings")
    budget = settings.answer.evidence_tokens or (LARGE_EVIDENCE_TOKENS if found.takes_long_prompts else SMALL_EVIDENCE_TOKENS)
    if not hosted:
        budget = min(budget, max(SMALL_EVIDENCE_TOKENS, settings.local.context_tokens - _ROOM_TOKENS))
    if facts.context_tokens:
        budget = min(budget, max(_LEAST_EVIDENCE_TOKENS, round(_KEPT_FREE * facts.context_tokens) - _ROOM_TOKENS))
    return replace(found, evidence_tokens=budget)
