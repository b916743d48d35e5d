"""OpenAI's other protocol, for models that are offered in no other way: requests put into it, replies read as those of a chat.

Nothing is kept at the endpoint (`store` is false). Stop sequences and log probabilities do not exist there and are left out.

Source: OpenAI API reference, "Responses", https://platform.openai.com/docs/api-reference/responses
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace, TracebackType
from typing import Any, Final, Self

from ragassist.models.reply import part_of

_SAME: Final = ("model", "temperature", "stream")
"""Parameters that both protocols call alike."""
_PIECES: Final = {
    "response.output_text.delta": "content",
    "response.refusal.delta": "refusal",
    "response.reasoning_summary_text.delta": "reasoning_content",
    "response.reasoning_text.delta": "reasoning_content",
}
"""Events that bring a piece of text, and where a chat's delta has it."""
_ENDS: Final = ("response.completed", "response.incomplete", "response.failed")
_CUT: Final = {"max_output_tokens": "length"}


def request_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a chat request as this protocol wants them; `extra_body` is passed on as it is."""
    limit = params.get("max_tokens") or params.get("max_completion_tokens")
    asked = {name: params[name] for name in (*_SAME, "extra_body") if name in params}
    asked |= {"input": params["messages"], "store": False}
    if limit:
        asked["max_output_tokens"] = limit
    if "tools" in params:
        asked["tools"] = [{"type": "function", "strict": False, **tool["function"]} for tool in params["tools"]]
    return asked


def as_chat(reply: Any) -> SimpleNamespace:  # noqa: ANN401
    """Return a whole reply in the shape of a chat's: `choices`, empty with `model_extra` where the reply is an error, and `usage`."""
    failed = part_of(reply, "error")
    if failed or part_of(reply, "output") is None:
        extra = {"error": _plain(failed)} if failed else getattr(reply, "model_extra", None) or {}
        return SimpleNamespace(choices=[], usage=None, model_extra=extra)
    text: list[str] = []
    thought: list[str] = []
    declined: list[str] = []
    calls: list[dict[str, Any]] = []
    for item in part_of(reply, "output") or ():
        kind = part_of(item, "type")
        if kind == "function_call":
            calls.append({"function": {"name": part_of(item, "name"), "arguments": part_of(item, "arguments")}})
        for part in part_of(item, "summary" if kind == "reasoning" else "content") or ():
            if said := part_of(part, "refusal"):
                declined.append(str(said))
            else:
                (thought if kind == "reasoning" else text).append(str(part_of(part, "text") or ""))
    message = SimpleNamespace(
        content="".join(text), reasoning_content="".join(thought), refusal="".join(declined), tool_calls=calls or None
    )
    choice = SimpleNamespace(message=message, finish_reason=_finish(reply), logprobs=None)
    return SimpleNamespace(choices=[choice], usage=_usage(reply))


class ChatChunks:
    """A stream of this protocol's events, read as the chunks of a chat; a context manager that closes the stream."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401
        """Read from the client's `stream`; `response` is its HTTP response."""
        self._stream = stream
        self.response = stream.response

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stream.close()

    def __iter__(self) -> Iterator[SimpleNamespace]:
        for event in self._stream:
            kind = part_of(event, "type")
            if kind in _PIECES:
                yield _chunk({_PIECES[kind]: part_of(event, "delta")})
            elif kind == "error":
                raise self._failed(event)
            elif kind in _ENDS:
                reply = part_of(event, "response")
                if failed := part_of(reply, "error"):
                    raise self._failed(failed)
                yield SimpleNamespace(choices=[], usage=_usage(reply))
                yield _chunk({}, _finish(reply))

    def _failed(self, error: Any) -> Exception:  # noqa: ANN401
        import openai

        said = _plain(error)
        return openai.APIError(said.get("message", "error"), self.response.request, body=said)


def _chunk(delta: Mapping[str, Any], finish: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(choices=[SimpleNamespace(delta=SimpleNamespace(**delta), finish_reason=finish)], usage=None)


def _finish(reply: Any) -> str:  # noqa: ANN401
    """How the reply ended, in a chat's words."""
    status = str(part_of(reply, "status") or "completed")
    if status == "completed":
        return "stop"
    why = str(part_of(part_of(reply, "incomplete_details"), "reason") or status)
    return _CUT.get(why, why)


def _usage(reply: Any) -> SimpleNamespace | None:  # noqa: ANN401
    usage = part_of(reply, "usage")
    if usage is None:
        return None
    details = SimpleNamespace(reasoning_tokens=part_of(part_of(usage, "output_tokens_details"), "reasoning_tokens"))
    return SimpleNamespace(
        prompt_tokens=part_of(usage, "input_tokens"), completion_tokens=part_of(usage, "output_tokens"), completion_tokens_details=details
    )


def _plain(error: Any) -> dict[str, Any]:  # noqa: ANN401
    """An error as a mapping of its words."""
    return {name: said for name in ("code", "message") if isinstance(said := part_of(error, name), str)}
