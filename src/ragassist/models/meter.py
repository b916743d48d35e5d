"""A chat model that counts what passes through it, for one answer: tokens, calls, seconds, money; and keeps to its limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from ragassist.errors import ModelError
from ragassist.models.chat import ChatModel, Completion, Message
from ragassist.models.deadline import Deadline
from ragassist.models.endpoint_facts import EndpointFacts
from ragassist.models.side_by_side import at_once_of
from ragassist.models.spending import Budget
from ragassist.models.tokens import count_tokens
from ragassist.models.tool_calls import Called, CallsTools, Tool
from ragassist.types import Tier, Usage

_DOWN = frozenset({"unreachable", "timeout", "server", "busy", "credit", "key", "region"})
"""What will go wrong again at the next call of the same answer: nobody waits for that twice."""
_LIMITS = frozenset({"time", "ceiling"})
"""What the settings forbid, which says nothing about the model."""


class MeteredChat:
    """Passes every call on to `inner` and adds up what it used. One a question; safe in several threads."""

    def __init__(
        self,
        inner: ChatModel,
        *,
        budget: Budget | None = None,
        deadline: Deadline | None = None,
        failed: Callable[[ModelError], None] = lambda _error: None,
    ) -> None:
        """Count from zero.

        Args:
            inner: the model.
            budget: a call that it leaves no room for fails at once.
            deadline: likewise.
            failed: called with each failure of the model itself, before it is raised, in the thread of the call; not with what budget and
                deadline forbid.
        """
        self._inner = inner
        self._failed = failed
        self._budget = budget if inner.tier == "hosted" else None
        self._deadline = deadline or Deadline(0)
        self._down: ModelError | None = None
        self._lock = threading.Lock()
        self._promised = (0, 0)
        """Tokens of the calls that are under way: of their prompts, and the most that they may write."""
        self.usage = Usage()
        self.failure: ModelError | None = None
        """The last failure of this answer; None when every call went well."""

    @property
    def name(self) -> str:
        """As `inner.name`."""
        return self._inner.name

    @property
    def tier(self) -> Tier:
        """As `inner.tier`."""
        return self._inner.tier

    @property
    def facts(self) -> EndpointFacts:
        """As `inner.facts`; nothing for a model that learns nothing."""
        facts: EndpointFacts = getattr(self._inner, "facts", EndpointFacts())
        return facts

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """As `inner.complete`."""
        for item in self._passed(messages, max_tokens, lambda: iter([self._inner.complete(messages, max_tokens=max_tokens, stop=stop)])):
            assert isinstance(item, Completion)
            return item
        raise AssertionError("a call returns something or raises")

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """As `inner.stream`."""
        return self._passed(messages, max_tokens, lambda: self._inner.stream(messages, max_tokens=max_tokens, stop=stop))

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """As `inner.probabilities`. Its prompt is counted by estimate: this call returns no usage."""
        if not self.facts.may_give_probabilities:
            return {}  # no call is made
        found: dict[str, float] = {}
        for item in self._passed(messages, 1, lambda: iter([self._inner.probabilities(messages, top=top)])):
            assert isinstance(item, dict)
            found = item
        self._add(Completion("", sum(count_tokens(message.content) for message in messages), 1))
        return found

    @property
    def at_once(self) -> int:
        """As `inner.at_once`; 1 where it has none."""
        return at_once_of(self._inner)

    @property
    def may_call_tools(self) -> bool:
        """Whether the model may be offered tools: nothing is known against it."""
        facts = self.facts
        return isinstance(self._inner, CallsTools) and facts.calls_tools is not False and "tools" not in facts.refused

    def call_tools(self, messages: Sequence[Message], tools: Sequence[Tool], *, max_tokens: int) -> Called:
        """As `inner.call_tools`; nothing where `inner` takes no tools."""
        inner, called = self._inner, Called()
        if isinstance(inner, CallsTools):
            for item in self._passed(messages, max_tokens, lambda: iter([inner.call_tools(messages, tools, max_tokens=max_tokens)])):
                assert isinstance(item, Called)
                called = item
            self._add(Completion("", called.spent.prompt, called.spent.completion, called.spent.reasoning))
        return called

    def learn(self, **changes: object) -> None:
        """As `inner.learn`."""
        if isinstance(self._inner, CallsTools):
            self._inner.learn(**changes)

    def _passed(self, messages: Sequence[Message], max_tokens: int, made: Callable[[], Iterator[Any]]) -> Generator[Any]:
        with self._lock:
            if self._down is not None:
                raise self._down
        began = time.monotonic()
        promised = self._promise(messages, max_tokens)
        try:
            with closing(self._deadline.stream(made)) as items:
                for item in items:
                    if isinstance(item, Completion):
                        self._add(item)
                    yield item
        except ModelError as error:
            self._note(error)
            raise
        finally:
            with self._lock:
                self._promised = (self._promised[0] - promised[0], self._promised[1] - promised[1])
                self.usage = _longer(self.usage, time.monotonic() - began)

    def _promise(self, messages: Sequence[Message], max_tokens: int) -> tuple[int, int]:
        """Return what the call will cost at most, in tokens of prompt and reply, once the budget has room for it beside those under way."""
        if self._budget is None:
            return 0, 0
        prompt = sum(count_tokens(message.content) for message in messages)
        with self._lock:
            under_way = self._promised
            try:
                self._budget.require(self.usage, under_way[0] + prompt, under_way[1] + max_tokens)
            except ModelError as error:
                self.failure = error
                self.usage = _longer(self.usage, 0.0)
                raise
            self._promised = (under_way[0] + prompt, under_way[1] + max_tokens)
        return prompt, max_tokens

    def _note(self, error: ModelError) -> None:
        with self._lock:
            self.failure = error
            self._down = error if error.kind in _DOWN else self._down
        if any(error.spent):
            self._add(Completion("", *error.spent))
        if error.kind not in _LIMITS:
            self._failed(error)

    def _add(self, completion: Completion) -> None:
        if self._budget is not None:
            self._budget.spend(completion.prompt_tokens, completion.completion_tokens)
        with self._lock:
            used = self.usage
            cost = used.cost
            if self._budget is not None and self._budget.priced:
                cost = (used.cost or 0.0) + self._budget.price(completion.prompt_tokens, completion.completion_tokens)
            self.usage = Usage(
                used.prompt_tokens + completion.prompt_tokens,
                used.completion_tokens + completion.completion_tokens,
                used.reasoning_tokens + completion.reasoning_tokens,
                used.calls,
                used.seconds,
                cost,
            )


def total(meters: Sequence[MeteredChat]) -> Usage:
    """Return what several models used together."""
    used = [meter.usage for meter in meters]
    costs = [usage.cost for usage in used if usage.cost is not None]
    return Usage(
        sum(usage.prompt_tokens for usage in used),
        sum(usage.completion_tokens for usage in used),
        sum(usage.reasoning_tokens for usage in used),
        sum(usage.calls for usage in used),
        round(sum(usage.seconds for usage in used), 3),
        sum(costs) if costs else None,
    )


def _longer(used: Usage, seconds: float) -> Usage:
    return Usage(
        used.prompt_tokens, used.completion_tokens, used.reasoning_tokens, used.calls + 1, round(used.seconds + seconds, 3), used.cost
    )
