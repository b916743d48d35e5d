"""Tools that a model may call: how they are described to it, and what it called, read leniently.

Every argument is required, and either a text or a number. What is called that is not offered, or with arguments that do not
fit, is counted and left out: nothing that a model writes here is an error.

Source: OpenAI API reference, "Function calling", https://platform.openai.com/docs/guides/function-calling
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, runtime_checkable

from ragassist.models.reply import Counted, part_of

MOST_AT_ONCE: Final = 8
"""Calls that are taken of one reply; what comes behind them is left out."""
Kind = Literal["string", "integer"]


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that a model may ask to be done."""

    name: str
    about: str
    """What it does, for the model."""
    takes: Mapping[str, tuple[Kind, str]]
    """Its arguments: the kind of each, and what it is."""

    def described(self) -> dict[str, Any]:
        """Return the tool as the protocol describes one."""
        properties = {name: {"type": kind, "description": about} for name, (kind, about) in self.takes.items()}
        parameters = {"type": "object", "properties": properties, "required": list(self.takes), "additionalProperties": False}
        return {"type": "function", "function": {"name": self.name, "description": self.about, "parameters": parameters}}


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What a model asked for: the name of a tool that it was offered, and arguments of the right kinds."""

    name: str
    texts: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Called:
    """What came of offering tools."""

    calls: tuple[ToolCall, ...] = ()
    """In the order in which the model made them, each once."""
    unreadable: int = 0
    """Calls of what was not offered, or with arguments that do not fit."""
    spent: Counted = field(default_factory=Counted)


@runtime_checkable
class CallsTools(Protocol):
    """A chat model that can be offered tools."""

    def call_tools(self, messages: Sequence[Any], tools: Sequence[Tool], *, max_tokens: int) -> Called:
        """Return what the model calls; nothing where it calls nothing or the endpoint knows no tools."""

    def learn(self, **changes: object) -> None:
        """Keep what was found out about the model; see `EndpointFacts`."""


def calls_of(message: Any, tools: Sequence[Tool]) -> tuple[tuple[ToolCall, ...], int]:  # noqa: ANN401
    """Return the calls in a reply's message, and how many could not be read.

    >>> search = Tool("search", "Search.", {"query": ("string", "What for.")})
    >>> made = {"tool_calls": [{"function": {"name": "search", "arguments": '{"query": "tides"}'}}, {"function": {"name": "fly"}}]}
    >>> calls_of(made, [search])
    ((ToolCall(name='search', texts={'query': 'tides'}, numbers={}),), 1)
    """
    made = part_of(message, "tool_calls")
    offered = {tool.name: tool for tool in tools}
    calls: list[ToolCall] = []
    unreadable = 0
    for item in made[:MOST_AT_ONCE] if isinstance(made, list) else ():
        function = part_of(item, "function")
        name = part_of(function, "name")
        tool = offered.get(name.strip()) if isinstance(name, str) else None
        call = _read(tool, part_of(function, "arguments")) if tool is not None else None
        if call is None:
            unreadable += 1
        elif call not in calls:
            calls.append(call)
    return tuple(calls), unreadable


def _read(tool: Tool, arguments: object) -> ToolCall | None:
    """The call; None where an argument is missing or of another kind. What is there besides is left out."""
    for _ in range(2):  # some endpoints write the arguments as a string within a string
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments)
            except (ValueError, RecursionError):
                return None
    if not isinstance(arguments, Mapping):
        return None
    texts: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name, (kind, _) in tool.takes.items():
        value = arguments.get(name)
        if kind == "string" and isinstance(value, str) and value.strip():
            texts[name] = value
        elif kind == "integer" and (number := _whole(value)) is not None:
            numbers[name] = number
        else:
            return None
    return ToolCall(tool.name, texts, numbers)


def _whole(value: object) -> int | None:
    if isinstance(value, str) and len(value) <= 9 and value.strip().isdecimal():
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
