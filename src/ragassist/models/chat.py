"""Messages in, text out: the one interface that every model has, and the OpenAI protocol behind it.

Nothing outside `models/` knows more about a language model than this file says. It never builds a prompt, never
looks at what the text means, and never puts a key into an error or a log.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable
from urllib.parse import urlsplit

from ragassist.errors import ModelError
from ragassist.models.base_url import address
from ragassist.models.endpoint_facts import EndpointFacts
from ragassist.models.one_reply import OneReply, sureness_of
from ragassist.models.one_reply import Sureness as Sureness
from ragassist.models.pieces import Said
from ragassist.models.reasoning import ReasoningFilter, cut_at, split_reasoning, sure_part
from ragassist.models.reply import Counted, Ending, counted, ending, finish_of, first_choice, message_of, refusal_of, text_of, thinking_of
from ragassist.models.tokens import count_tokens
from ragassist.models.tool_calls import Called, Tool, calls_of
from ragassist.models.wire import RanOutError, Wire
from ragassist.types import Tier

_SHORT = 16
"""An answer of so few tokens is a word, and cut off on purpose."""
_ROOM_TOKENS = 2048
"""Room for thinking before the first thought of a model was counted; then twice the longest."""
_SHORTENED = 1024
"""A prompt that an endpoint cuts without a word is a context long, and contexts are multiples of this."""
_MUCH_SHORTER = 0.8
"""What it read is at most this share of what was sent; the estimate of tokens is within 10 % for what is whole."""
_GROWN_TOKENS = 8192
"""What is added for the second try when thinking took all of the first."""


calls_allowed = True
"""Set to False, every model call of this process fails at once: a test can then not reach a model by accident."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's whole reply, without its thinking. Token counts are the endpoint's own; 0 where it gives none."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    """What it thought, part of `completion_tokens` where the endpoint counts them; by estimate where it does not."""
    cut_off: bool = False
    """Whether the token limit ended the text: what stands last in it may be half a sentence."""
    sureness: Sureness | None = None
    """How sure the model was of its words; None where it was not asked or does not tell."""


@runtime_checkable
class ChatModel(Protocol):
    """A language model. Every call is at temperature 0; every failure is a `ModelError`."""

    @property
    def name(self) -> str:
        """What it is called in an answer."""

    @property
    def tier(self) -> Tier:
        """`hosted` or `local`."""

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """Return the whole reply, its answer at most about `max_tokens` long, cut before the first of `stop`."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """Text as it is written, then exactly one `Completion` whose text is all of it. Closing the iterator stops the model."""

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """Probability (0 to 1) of each of the `top` likeliest first tokens, likeliest first; `{}` where the endpoint gives none."""


def require_calls_allowed() -> None:
    """Raise `ModelError` when model calls are switched off in this process."""
    if not calls_allowed:
        raise ModelError("model.calls_off")


class OpenAIChat:
    """A model at any endpoint that speaks the OpenAI protocol. Nothing is contacted before the first call.

    What the endpoint refuses it is not sent again; where the model thinks, the thinking is left out of the text and the budget leaves
    room for it. Both are kept in `facts_path`.

    Source: OpenAI API reference, "Chat completions", https://platform.openai.com/docs/api-reference/chat
    """

    def __init__(
        self,
        *,
        model: str = "",
        base_url: str = "",
        api_key: str = "",
        tier: Tier = "hosted",
        timeout_s: float = 120.0,
        retries: int = 2,
        reasoning_tokens: int = 0,
        facts_path: Path | None = None,
        plain: bool = False,
        sureness: bool = False,
        at_once: int = 1,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what the first call needs.

        Args:
            model: the endpoint's name for it; empty means the deployment in the URL, else the first that it lists.
            base_url: with the version part (`https://host/v1`); a query in it goes with every call. Empty means OpenAI.
            api_key: sent as the bearer token; may be empty where the endpoint wants none.
            tier: what the answers say.
            timeout_s: longest silence of the endpoint, not of the whole reply.
            retries: how often a refused connection, a 429 or a 5xx is tried again, with growing pauses.
            reasoning_tokens: room for the thinking of a model that thinks; 0 leaves as much as was seen to be needed.
            facts_path: where what is learned of the endpoint is kept; None forgets it with this object.
            plain: whether the model is known not to think before it answers, so that its first reply need not be held back.
            sureness: whether whole replies are asked for with the probability of each token, to tell how sure the model was.
            at_once: how many calls of one answer may run at the same time.
            extra: further parameters that go with every request as they are.
        """
        self.tier: Tier = tier
        self._sureness = sureness
        self._wire = Wire(address(base_url), model, api_key, tier, timeout_s, retries, facts_path, at_once, extra)
        self._room = reasoning_tokens
        if plain:
            self._wire.learn(plain=True)

    @property
    def name(self) -> str:
        """The model's name; before the first call to an endpoint that chooses it, which endpoint that is."""
        return self._wire.model or f"first model at {urlsplit(self._wire.address.url).hostname}"

    @property
    def facts(self) -> EndpointFacts:
        """What is known of the model so far."""
        return self._wire.facts

    @property
    def at_once(self) -> int:
        """How many calls of one answer may run at the same time: as set, or fewer where the endpoint said that it is too many."""
        return self._wire.pace.now

    @property
    def wire(self) -> Wire:
        """The endpoint itself, for probes."""
        return self._wire

    def complete(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Completion:
        """See `ChatModel`. An answer that its limit cut off is asked for once more with a larger one."""
        with self._wire.failures:
            limit = self._limit(max_tokens)
            reply = self._whole(messages, max_tokens, limit, stop)
            spent = reply.spent
            self._require_read(messages, reply.spent.prompt, spent)
            if larger := self._grown(reply, max_tokens, limit):
                reply = self._whole(messages, max_tokens, larger, stop)
                spent += reply.spent
            if reply.end == "length" and not reply.text and (reply.thought or reply.spent.reasoning or max_tokens > _SHORT):
                raise self._wire.failures.only_thought(spent)
            cut = reply.end == "length" and cut_at(reply.text, stop) == reply.text
            return replace(_completion(cut_at(reply.text, stop), spent, cut_off=cut), sureness=reply.sureness)

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str | Completion]:
        """See `ChatModel`. Until a model has shown how it thinks, its reply comes in one piece: no thought is ever given out as text."""
        with self._wire.failures:
            spent, limit, given = Counted(), self._limit(max_tokens), ""
            for last in (False, True):
                reply = OneReply()
                for text in self._read(reply, messages, max_tokens, limit, stop):
                    # A second try says again what was given already; one that says something else ends here.
                    if not text.startswith(given) and not given.startswith(text):
                        break
                    if len(text) > len(given):
                        yield text[len(given) :]
                        given = text
                spent += reply.spent
                self._require_read(messages, reply.spent.prompt, spent)
                larger = 0 if last else self._grown(reply, max_tokens, limit)
                if not larger:
                    break
                limit = larger
            if reply.end == "length" and not given:
                raise self._wire.failures.only_thought(spent)
        yield _completion(given, spent, cut_off=reply.end == "length" or not reply.text.startswith(given))

    def probabilities(self, messages: Sequence[Message], *, top: int = 20) -> dict[str, float]:
        """See `ChatModel`. `top` is at most 20, the protocol's limit. A model that thinks first says nothing by its first word."""
        facts = self.facts
        if not facts.may_give_probabilities:
            return {}
        with self._wire.failures:
            reply = self._wire.create(_asked(messages), 1, 1, (), logprobs=True, top_logprobs=min(top, 20))
            choice = first_choice(reply)
            if choice is None:
                raise self._wire.no_choice(reply)
            if "logprobs" in self.facts.refused:
                return {}
            tokens = getattr(getattr(choice, "logprobs", None), "content", None) or []
            found: dict[str, float] = {}
            for candidate in tokens[0].top_logprobs if tokens else ():
                found[candidate.token] = found.get(candidate.token, 0.0) + math.exp(candidate.logprob)
            ordered = dict(sorted(found.items(), key=lambda item: -item[1]))
            thinks = bool(thinking_of(choice.message)) or next(iter(ordered), "").strip().lower().startswith(("<think", "<|channel"))
            self._wire.learn(reasons=thinks or self.facts.reasons, probabilities=bool(ordered) and not thinks)
            return {} if thinks else ordered

    def call_tools(self, messages: Sequence[Message], tools: Sequence[Tool], *, max_tokens: int) -> Called:
        """Return which of the `tools` the model calls; nothing where it calls none, or the endpoint does not take them."""
        with self._wire.failures:
            limit, found = self._limit(max_tokens), Called()
            for _ in range(2):
                try:
                    reply = self._wire.create(_asked(messages), limit, max_tokens, (), tools=[tool.described() for tool in tools])
                except RanOutError:
                    return found
                taken = self._taken(reply, ())
                found = Called(*calls_of(first_choice(reply).message, tools), found.spent + taken.spent)
                larger = 0 if found.calls else self._grown(taken, max_tokens, limit)
                if not larger:
                    break
                limit = larger
            return found

    def learn(self, **changes: object) -> None:
        """Keep what was found out about the model; see `EndpointFacts`."""
        self._wire.learn(**changes)

    def close(self) -> None:
        """Drop open connections. The model can be used again afterwards."""
        self._wire.close()

    def _require_read(self, messages: Sequence[Message], read: int, spent: Counted) -> None:
        """Raise where the endpoint read only part of the prompt, as it counts it: some cut what is too long and do not say so."""
        if read and read % _SHORTENED == 0 and read <= _MUCH_SHORTER * sum(count_tokens(message.content) for message in messages):
            self._wire.learn(context_tokens=read)
            raise self._wire.failures.shortened(read, spent)

    def _limit(self, max_tokens: int) -> int:
        """Return the token limit to send for an answer of `max_tokens`: with room for thinking where the model thinks."""
        facts = self.facts
        room = (self._room or max(_ROOM_TOKENS, 2 * facts.reasoning_tokens)) if facts.reasons else 0
        return self._wire.within_bounds(max_tokens + room)

    def _grown(self, reply: OneReply, max_tokens: int, limit: int) -> int:
        """Return the limit to ask once more with; 0 when the reply is whole, or short by intention."""
        thought = bool(reply.thought or reply.spent.reasoning)
        if reply.end == "stop" and not reply.text and thought and reply.stopped:
            return limit  # the stop sequence stood in the thinking; it is not sent any more
        if reply.end != "length":
            return 0
        if not reply.text:
            larger = max(limit, max_tokens) + (self._room or _GROWN_TOKENS)
        elif thought:
            larger = limit + 2 * max(_ROOM_TOKENS, reply.spent.reasoning)
        elif self.tier == "hosted" and max_tokens > _SHORT:
            larger = 3 * max_tokens
        else:
            return 0
        larger = self._wire.within_bounds(larger)
        return larger if larger > limit else 0

    def _whole(self, messages: Sequence[Message], max_tokens: int, limit: int, stop: Sequence[str]) -> OneReply:
        wanted = {"logprobs": True} if self._sureness and "logprobs" not in self.facts.refused else {}
        try:
            reply = self._wire.create(_asked(messages), limit, max_tokens, stop, **wanted)
        except RanOutError:
            return OneReply(end="length")
        taken = self._taken(reply, stop)
        taken.sureness = sureness_of(reply) if wanted else None
        return taken

    def _read(self, reply: OneReply, messages: Sequence[Message], max_tokens: int, limit: int, stop: Sequence[str]) -> Iterator[str]:
        """The answer so far, each time that it has grown; `reply` is filled in at the end."""
        if "stream" in self.facts.refused:
            whole = self._whole(messages, max_tokens, limit, stop)
            reply.take(whole)
            yield cut_at(whole.text, stop)
            return
        try:
            stream = self._wire.create(_asked(messages), limit, max_tokens, stop, stream=True, stream_options={"include_usage": True})
        except RanOutError:
            reply.end = "length"
            return
        whole = self._wire.not_streamed(stream)
        if whole is not None:
            reply.take(self._taken(whole, stop))
            yield cut_at(reply.text, stop)
            return
        sieve = ReasoningFilter(held=self.facts.closes_only or not self.facts.plain)
        said, beside, finish, chunks, text = Said(), "", None, 0, ""
        with stream:
            for chunk in self._wire.chunks(stream):
                chunks += 1
                if (told := counted(chunk)) != Counted():
                    reply.spent = told
                choice = first_choice(chunk)
                if choice is None:
                    self._wire.require_no_error(chunk)
                    continue
                finish = finish_of(choice) or finish
                new, thought = said.feed(choice)
                beside += thought
                self._refuse("stop", "", said.refusal)
                if piece := sieve.feed(new):
                    text += piece
                    yield sure_part(text, stop)
                if sieve.said_too_early:
                    self._wire.learn(reasons=True, closes_only=True, plain=False)
                    raise self._wire.failures.thought_aloud()
        if finish is None:
            raise self._wire.failures.cut_short() if chunks else self._wire.failures.not_the_protocol()
        self._refuse(ending(finish), finish, "")
        new, thought = said.rest()
        text, beside = text + sieve.feed(new), beside + thought
        undecided, rest = sieve.undecided, sieve.end()
        if undecided and ending(finish) == "length":  # cut off before it showed whether it was thinking: nothing of it may be shown
            beside, rest = beside + (rest if self.facts.closes_only else ""), ""
        text = cut_at(text + rest, stop)
        thought = sieve.reasoning + beside
        spent = reply.spent if reply.spent.reasoning or not thought else reply.spent + Counted(reasoning=counted(None, thought).reasoning)
        reply.take(self._noted(OneReply(text, thought, ending(finish), spent), sieve.closes_only, stop))
        if reply.end == "stop" and text and not sieve.closes_only:
            self._wire.learn(plain=True)  # from a stream alone: a short reply may come without a thought where a long one does not
        yield text

    def _taken(self, reply: Any, stop: Sequence[str]) -> OneReply:  # noqa: ANN401
        choice = first_choice(reply)
        if choice is None:
            raise self._wire.no_choice(reply)
        message = message_of(choice)
        said = split_reasoning(text_of(message))
        thought = said.reasoning + thinking_of(message)
        finish = finish_of(choice) or "stop"
        end = ending(finish)
        self._refuse(end, finish, refusal_of(message))
        text = said.text.strip("\n") if thought else said.text
        if end == "length" and self.facts.closes_only and not said.closes_only:
            text, thought = "", thought + text  # cut off in a thought that only a closing tag would have told
        return self._noted(OneReply(text, thought, end, counted(reply, thought)), said.closes_only, stop)

    def _refuse(self, end: Ending, finish: str, refusal: str) -> None:
        if end == "filtered" or refusal:
            raise self._wire.failures.filtered(refusal)
        if end == "failed":
            raise self._wire.failures.gave_up(finish)

    def _noted(self, reply: OneReply, closes_only: bool, stop: Sequence[str]) -> OneReply:
        """Learn from a reply how the model thinks; returns it."""
        reply.stopped = bool(stop) and "stop" not in self.facts.refused and not self.facts.reasons
        thought = bool(reply.thought or reply.spent.reasoning)
        facts = self.facts
        self._wire.learn(
            reasons=facts.reasons or thought,
            closes_only=facts.closes_only or closes_only,
            plain=facts.plain and not closes_only,
            reasoning_tokens=_rounded(max(facts.reasoning_tokens, reply.spent.reasoning)),
        )
        return reply


def _asked(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [{"role": message.role, "content": message.content} for message in messages]


def _completion(text: str, spent: Counted, *, cut_off: bool) -> Completion:
    return Completion(text, spent.prompt, spent.completion, spent.reasoning, cut_off)


def _rounded(tokens: int) -> int:
    """Return `tokens` rounded up to hundreds, so that not every reply is a new thing learned."""
    return -(-tokens // 100) * 100
