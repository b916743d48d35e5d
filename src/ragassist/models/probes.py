"""Eleven short questions to an endpoint: what it takes, what it gives, and so how its model will be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ragassist.errors import ModelError
from ragassist.lang.detector import detect
from ragassist.models.chat import Completion, Message, OpenAIChat
from ragassist.models.tool_trial import tool_trial

if TYPE_CHECKING:
    from ragassist.models.capabilities import Capabilities

_FILLER = "The office of district {n} opens at nine and closes at five, and its staff answer letters within {n} working days."
_NEEDLE = "The reserve for the northern canal is 4,817 tonnes of gravel."
_LONG_LINES = 160
"""About 4,000 tokens: more than a small context holds."""
_WORD = "heron"


@dataclass(frozen=True, slots=True)
class Probe:
    """What one question to the endpoint showed."""

    name: str
    passed: bool
    found: str
    """One line for people."""


def probe(model: OpenAIChat) -> Iterator[Probe]:
    """Ask eleven things, forgetting what was known; each result as it comes. What is found is kept like anything learned in use.

    Raises:
        ModelError: the endpoint cannot be used at all: the first call fails.
    """
    model.wire.forget()
    yield _replies(model)
    for name, asked in _PROBES:
        try:
            passed, found = asked(model)
        except ModelError as error:
            passed, found = False, error.problem
        yield Probe(name, passed, found)


def used_as(able: Capabilities) -> str:
    """Return in one sentence how a model with these capabilities is used."""
    why = {"settings": "set so", "measured": "as measured", "name": "by the size in its name", "default": "by where it runs"}[able.source]
    if able.one_prompt:
        return f"Writes answers from whole passages in one prompt of up to {able.evidence_tokens:,} tokens ({why})."
    return f"Chooses and renders sentences in small steps, as a small model is asked ({why})."


def _replies(model: OpenAIChat) -> Probe:
    said = model.complete([Message("user", f"Repeat this word and nothing else: {_WORD}")], max_tokens=32)
    good = _WORD in said.text.lower()
    return Probe("reply", good, f"{model.name} answers" + ("" if good else f", but not what was asked: {said.text[:60]!r}"))


def _system(model: OpenAIChat) -> tuple[bool, str]:
    said = model.complete(
        [Message("system", "Answer every question with the one word OTTER."), Message("user", "Who are you?")], max_tokens=32
    )
    refused = "system" in model.facts.refused
    return "otter" in said.text.lower(), "taken in front of the question" if refused else "taken"


def _limit(model: OpenAIChat) -> tuple[bool, str]:
    model.complete([Message("user", "Is ice cold? Reply with Yes or No only.")], max_tokens=1)
    least = model.facts.least_tokens
    if model.facts.reasons:
        return True, "always asked with room for thinking"
    return True, f"at least {least} tokens must be allowed" if least > 1 else "any limit is taken"


def _fixed(model: OpenAIChat) -> tuple[bool, str]:
    refused = "temperature" in model.facts.refused
    return not refused, "not taken; its replies may differ from one time to the next" if refused else "taken"


def _stop(model: OpenAIChat) -> tuple[bool, str]:
    said = model.complete([Message("user", "Write the numbers from 1 to 5, each on a line of its own.")], max_tokens=40, stop=("\n",))
    refused = "stop" in model.facts.refused
    return "\n" not in said.text and not refused, "not taken; replies are cut here" if refused else "taken"


def _stream(model: OpenAIChat) -> tuple[bool, str]:
    question = [Message("user", "Write two short sentences about rivers.")]
    list(model.stream(question, max_tokens=80))  # the first shows how it thinks, and comes in one piece
    *pieces, last = model.stream(question, max_tokens=80)
    assert isinstance(last, Completion)
    counted = "usage is counted" if last.completion_tokens else "usage is not counted"
    return len(pieces) > 1, f"{'in pieces' if len(pieces) > 1 else 'in one piece'}; {counted}"


def _thinks(model: OpenAIChat) -> tuple[bool, str]:
    facts = model.facts
    if not facts.reasons:
        return True, "it does not think before it answers, or hides it without cost"
    return True, f"it thinks before it answers (up to {facts.reasoning_tokens:,} tokens so far); budgets leave room for it"


def _probabilities(model: OpenAIChat) -> tuple[bool, str]:
    found = model.probabilities([Message("user", "Is ice cold? Reply with Yes or No only.")])
    return bool(found), "given" if found else "not given; claims are judged by its words instead"


def _format(model: OpenAIChat) -> tuple[bool, str]:
    sources = "[1] The ferry sails on Mondays.\n[2] The museum closes at six.\n[3] A ticket costs 12 yuan."
    rule = "Use only the numbered sentences. After each sentence put the number of its source, like this: [3]."
    rule += " If they do not answer the question, write exactly NOT_IN_SOURCES and nothing else."
    cited = model.complete(
        [Message("system", rule), Message("user", f"{sources}\n\nQuestion: When does the museum close?")], max_tokens=120
    ).text
    absent = model.complete(
        [Message("system", rule), Message("user", f"{sources}\n\nQuestion: Who built the lighthouse?")], max_tokens=120
    ).text
    good = re.findall(r"\[(\d+)\]", cited) == ["2"] and absent.strip().strip(".`*") == "NOT_IN_SOURCES"
    model.wire.learn(follows_formats=good)
    return (
        good,
        "cites by number and says when there is nothing to cite" if good else f"does not keep to it: {(cited + ' / ' + absent)[:80]!r}",
    )


def _long(model: OpenAIChat) -> tuple[bool, str]:
    lines = [_FILLER.format(n=n) for n in range(2, _LONG_LINES)]
    lines.insert(len(lines) * 2 // 3, _NEEDLE)
    question = "According to the text, how many tonnes of gravel are in reserve for the northern canal? Reply in Chinese, in one sentence."
    said = model.complete([Message("user", "\n".join(lines) + f"\n\n{question}")], max_tokens=80).text
    good = "4817" in said.replace(",", "").replace("，", "") and detect(said) == "zh"
    model.wire.learn(takes_long_prompts=good)
    return (
        good,
        "finds a sentence in 4,000 tokens and says it in Chinese" if good else f"does not find it, or not in Chinese: {said[:60]!r}",
    )


def _tools(model: OpenAIChat) -> tuple[bool, str]:
    good = tool_trial(model)
    return good, "called as told; it may search by itself" if good else "not called as told; its searches are planned in plain text"


_PROBES: tuple[tuple[str, Callable[[OpenAIChat], tuple[bool, str]]], ...] = (
    ("system message", _system),
    ("token limit", _limit),
    ("temperature 0", _fixed),
    ("stop sequences", _stop),
    ("streaming", _stream),
    ("thinking", _thinks),
    ("probabilities", _probabilities),
    ("citing by number", _format),
    ("long prompts, Chinese", _long),
    ("tool calls", _tools),
)
