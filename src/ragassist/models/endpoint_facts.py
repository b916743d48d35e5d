"""What an endpoint's model was found to do and not to do: learned once from what it said, kept with the date in the home.

One JSON file for all endpoints of a home, replaced whole. Losing it costs a refused request each; a broken file counts as none.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

FILE_NAME = "endpoints.json"
KEPT_DAYS = 30
"""Endpoints change: what was learned longer ago is learned again."""

_TOLD_OTHERWISE = frozenset({"max_tokens", "max_completion_tokens", "system", "stream", "top_logprobs", "logprobs", "tools"})


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """What is known of one model at one endpoint. The default is what the protocol promises."""

    refused: tuple[str, ...] = ()
    """Parameters it does not take, sorted; `max_tokens` here means that `max_completion_tokens` is sent, `system` that the system
    message goes in front of the user's, and `stream` that replies come in one piece."""
    responses: bool = False
    """Whether the model is offered in OpenAI's Responses protocol alone."""
    streams_only: bool = False
    """Whether it replies only in a stream."""
    context_tokens: int = 0
    """How many tokens of a longer prompt the endpoint read, leaving out the rest without a word; 0 where that was never seen."""
    least_tokens: int = 1
    """The smallest token limit it takes."""
    most_tokens: int = 0
    """The greatest token limit it takes; 0 when none was met."""
    most_logprobs: int = 0
    """How many likely words it tells of at most; 0 when no limit was met."""
    reasons: bool = False
    """Whether it thinks before it answers."""
    closes_only: bool = False
    """Whether its thinking comes in the text with a closing tag alone."""
    plain: bool = False
    """Whether a whole stream came in which no thought began without an opening tag."""
    reasoning_tokens: int = 0
    """The most it thought in one reply, in tokens."""
    probabilities: bool | None = None
    """Whether it gives log probabilities; None when nobody has asked."""
    follows_formats: bool | None = None
    """Whether it cited by number when told to; None until `ragassist doctor --endpoint`."""
    takes_long_prompts: bool | None = None
    """Whether it found a sentence in a long prompt; None until `ragassist doctor --endpoint`."""
    tells_yes_from_no: bool | None = None
    """Whether its yes and no are worth asking for; None until `ragassist models try`."""
    calls_tools: bool | None = None
    """Whether it called a tool when told to; None until it was tried."""
    yes_bias: float = 0.0
    """By how much it leans to yes (above 0) or no, in log odds."""
    learned: str = ""
    """The day of the last thing learned, ISO 8601; empty when nothing was."""

    @property
    def may_give_probabilities(self) -> bool:
        """Whether nothing is known against asking for log probabilities. A model that thinks says nothing by its first word."""
        return self.probabilities is not False and "logprobs" not in self.refused and not self.reasons and not self.responses

    def lacks(self) -> tuple[str, ...]:
        """Return what the model cannot do, in words, in a fixed order."""
        found = [f"the parameter {name}" for name in self.refused if name not in _TOLD_OTHERWISE]
        if "system" in self.refused:
            found.append("system messages")
        if "stream" in self.refused:
            found.append("streaming")
        if self.streams_only:
            found.append("replies in one piece (they are put together from streams)")
        if self.responses:
            found.append("chat completions (it is asked in the Responses protocol instead)")
        if not self.may_give_probabilities:
            found.append("token probabilities")
        if self.follows_formats is False:
            found.append("citing by number")
        if self.context_tokens:
            found.append(f"prompts of more than {self.context_tokens:,} tokens (it cuts them without saying so)")
        if self.takes_long_prompts is False:
            found.append("long prompts")
        if self.calls_tools is False or "tools" in self.refused:
            found.append("tool calls")
        return tuple(found)


class FactsBook:
    """The facts of one model at one endpoint, in memory and, with a path, on disk. Safe in several threads."""

    def __init__(self, path: Path | None = None, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        """Keep facts in the file `path`, whose folder must exist for them to outlive the process; None keeps them in memory."""
        self._path = path
        self._today = today
        self._lock = threading.Lock()
        self._known: dict[str, EndpointFacts] = {}

    def read(self, key: str) -> EndpointFacts:
        """Return what is known under `key`; what is older than `KEPT_DAYS` is not."""
        with self._lock:
            if key not in self._known:
                self._known[key] = self._fresh(self._load().get(key))
            return self._known[key]

    def learn(self, key: str, **changes: object) -> EndpointFacts:
        """Take in what was learned just now; return all that is known. Nothing is written when it was known already."""
        old = self.read(key)
        new = replace(old, **changes)  # type: ignore[arg-type]  # the names are the fields'
        if new == old:
            return old
        return self._keep(key, replace(new, learned=self._today().isoformat()))

    def forget(self, key: str) -> None:
        """Forget all that is known under `key`."""
        self._keep(key, EndpointFacts())

    def _keep(self, key: str, facts: EndpointFacts) -> EndpointFacts:
        with self._lock:
            self._known[key] = facts
            if self._path is not None and self._path.parent.is_dir():
                everything = {name: known for name, known in self._load().items() if name != key} | {key: asdict(facts)}
                fresh = self._path.with_name(self._path.name + ".new")
                with contextlib.suppress(OSError):
                    fresh.write_text(json.dumps(everything, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf8")
                    fresh.replace(self._path)
        return facts

    def _load(self) -> dict[str, dict[str, object]]:
        if self._path is None:
            return {}
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf8"))
            if isinstance(found, dict):
                return {str(key): value for key, value in found.items() if isinstance(value, dict)}
        return {}

    def _fresh(self, entry: dict[str, object] | None) -> EndpointFacts:
        if not entry:
            return EndpointFacts()
        try:
            facts = EndpointFacts(**{**entry, "refused": tuple(entry.get("refused", ()))})  # type: ignore[arg-type]
            age = (self._today() - date.fromisoformat(facts.learned)).days
        except (TypeError, ValueError):
            return EndpointFacts()
        return facts if age <= KEPT_DAYS else EndpointFacts()
