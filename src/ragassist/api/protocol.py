"""The OpenAI chat protocol as far as this endpoint speaks it: requests in, completions, chunks and errors out. Nothing here waits.

The last user message is the question, earlier turns are its history; system messages and sampling parameters are accepted and have no
effect, because the engine's prompts are its own. What the protocol has no place for is in the field `ragassist`, both ways.
Source: OpenAI API reference, "Chat completions" and "Streaming", https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ragassist.errors import UsageError
from ragassist.phrases import Phrase
from ragassist.text.shown import inert, one_line
from ragassist.types import Answer, Citation, Filter, Lang

MODEL = "ragassist"
MAX_QUESTION_CHARS = 8000
_SOURCES: dict[Lang, str] = {"en": "Sources", "zh": "来源"}
_ROUGH: dict[Lang, str] = {
    "en": "≈ cited for a machine rendering, wording not confirmed; original:",
    "zh": "≈ 引用此处的句子是机器转述，措辞未经证实；原句：",
}
_RULE = "\n\n---\n"


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Part(_Wire):
    type: str
    text: str = ""


class _Message(_Wire):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        parts = self.content if isinstance(self.content, list) else []
        return self.content if isinstance(self.content, str) else "\n".join(part.text for part in parts if part.type == "text")


class _StreamOptions(_Wire):
    include_usage: bool = False


class _Within(_Wire):
    model_config = ConfigDict(frozen=True, extra="forbid")

    doc_ids: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    langs: frozenset[Lang] = frozenset()
    date_from: str = ""
    date_to: str = ""


class _Own(_Wire):
    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Lang | None = None
    within: _Within | None = None


class _Body(_Wire):
    messages: list[_Message] = Field(min_length=1)
    model: str = MODEL
    stream: bool = False
    stream_options: _StreamOptions | None = None
    n: Literal[1] | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    ragassist: _Own = _Own()


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What a client asked for."""

    question: str
    history: tuple[tuple[str, str], ...]
    """Earlier (question, answer) pairs, oldest first, without the lists of sources."""
    stream: bool
    include_usage: bool
    lang: Lang | None
    """The language to answer in, where the client chose one."""
    within: Filter | None
    messages: tuple[tuple[str, str], ...] = ()
    """All of them, as (role, text), oldest first."""
    max_tokens: int = 0
    """The longest reply that the client takes; 0 where it does not say. Only prompts that are passed on to the model heed it."""

    def require_question(self) -> None:
        """Refuse a question that is too long.

        Raises:
            UsageError: it is.
        """
        if len(self.question) > MAX_QUESTION_CHARS:
            raise UsageError("request.long", chars=len(self.question), most=MAX_QUESTION_CHARS)


def parse(body: bytes) -> ChatRequest:
    """Return the request in `body`.

    Raises:
        UsageError: it is not JSON, not a chat request, or its last message is not a user's with text in it.
    """
    try:
        asked = _Body.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or Phrase.of("request.body")
        raise UsageError("request.malformed", where=where, said=first["msg"].lower()) from error
    if asked.messages[-1].role != "user":
        raise UsageError("request.not_user")
    question = asked.messages[-1].text.strip()
    if not question:
        raise UsageError("request.no_text", most=MAX_QUESTION_CHARS)
    history: list[tuple[str, str]] = []
    pending = ""
    for message in asked.messages[:-1]:
        if message.role == "user":
            pending = message.text
        elif message.role == "assistant" and pending:
            history.append((pending, message.text.split(_RULE)[0]))
            pending = ""
    within = Filter(**dict(asked.ragassist.within)) if asked.ragassist.within is not None else None
    usage = asked.stream_options is not None and asked.stream_options.include_usage
    messages = tuple((message.role, message.text) for message in asked.messages)
    longest = asked.max_completion_tokens or asked.max_tokens or 0
    return ChatRequest(question, tuple(history), asked.stream, usage, asked.ragassist.lang, within, messages, longest)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply's identity, and the documents that it is sent as."""

    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))
    own: Mapping[str, object] | None = None
    """What the field `ragassist` holds instead of the answer object, where there is none."""

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the reply in one piece: text and sources, usage, and the answer object."""
        message = {"role": "assistant", "content": inert(answer.answer + sources(answer)), "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {**self._head("chat.completion"), "choices": [choice], "usage": usage(answer), "ragassist": self._own(answer)}

    def chunk(self, text: str, *, first: bool = False, before: str = "") -> dict[str, Any]:
        """More text, behind `before`."""
        text = inert(text, before)
        delta = {"role": "assistant", "content": text} if first else {"content": text}
        return {**self._head("chat.completion.chunk"), "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}

    def last(self, answer: Answer) -> dict[str, Any]:
        """Return the chunk that ends the reply and carries the answer object."""
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        return {**self._head("chat.completion.chunk"), "choices": [choice], "ragassist": self._own(answer)}

    def usage(self, answer: Answer) -> dict[str, Any]:
        """Return the chunk of a client that asked for usage."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": usage(answer)}

    def _own(self, answer: Answer) -> dict[str, Any]:
        return asdict(answer) if self.own is None else dict(self.own)

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL}


def models(embedder: str) -> dict[str, Any]:
    """Return the list of models: the one that answers, and the embedder under its own name."""
    common = {"object": "model", "created": 0, "owned_by": MODEL}
    kinds = {MODEL: "chat", embedder: "embeddings"}
    return {"object": "list", "data": [{"id": name, **common, "ragassist": {"for": what}} for name, what in kinds.items()]}


def usage(answer: Answer) -> dict[str, int]:
    """Return the tokens of all model calls for this answer."""
    prompt, written = answer.usage.prompt_tokens, answer.usage.completion_tokens
    return {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}


def sources(answer: Answer) -> str:
    """Return the list of sources under the text, for clients that show nothing else; "" where there is no citation.

    The text itself stays without marks: what is rough is said here, with the original, and in the answer object.
    """
    if not answer.citations:
        return ""
    rough = {n for claim in answer.claims if claim.status == "rough" for n in claim.citations}
    said = [
        f"- {_source(citation, _ROUGH[answer.answer_lang] if citation.n in rough else '')}"
        for citation in sorted(answer.citations, key=lambda each: each.n)
    ]
    notice = f"{answer.notice}\n\n" if answer.notice else ""
    return f"{_RULE}{notice}{_SOURCES[answer.answer_lang]}\n\n" + "\n".join(said)


def _source(citation: Citation, rough: str) -> str:
    page = f"p. {citation.page}" if citation.page is not None else ""
    facts = dict.fromkeys([citation.title, citation.title_en, citation.date, citation.path, page])
    about = ", ".join(one_line(fact) for fact in facts if fact)
    quoted = f"“{one_line(citation.read)}”"
    return f"[{citation.n}] {about}: {f'{rough} ' if rough else ''}{quoted}"
