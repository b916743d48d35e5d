"""What the loopback server answers in OpenAI's Responses protocol, made from the same `Reply` as a chat's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.openai_server import Reply


def whole(reply: Reply, body: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a reply that is not streamed, and of a stream's last event."""
    cut = {"length": "max_output_tokens", "content_filter": "content_filter"}.get(reply.finish_reason or "")
    output: list[dict[str, Any]] = []
    if reply.thinking:
        output.append({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": reply.thinking}]})
    for name, arguments in reply.calls:
        output.append({"type": "function_call", "id": "fc_1", "call_id": "c", "name": name, "arguments": arguments, "status": "completed"})
    part = (
        {"type": "refusal", "refusal": reply.refusal} if reply.refusal else {"type": "output_text", "text": reply.text, "annotations": []}
    )
    output.append({"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]})
    return {
        "id": "resp_test", "object": "response", "created_at": 0, "model": body.get("model", ""), "output": output, "error": None,
        "status": "incomplete" if cut else "completed", "incomplete_details": {"reason": cut} if cut else None,
        "usage": {
            "input_tokens": 7, "output_tokens": len(reply.text) + reply.reasoning_tokens, "total_tokens": 0,
            "output_tokens_details": {"reasoning_tokens": reply.reasoning_tokens},
        },
    }  # fmt: skip


def events(reply: Reply, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The events of a streamed one, in order."""
    done = whole(reply, body)
    yield {"type": "response.created", "response": done | {"status": "in_progress", "output": []}}
    for start in range(0, len(reply.thinking), 5):
        yield {"type": "response.reasoning_summary_text.delta", "delta": reply.thinking[start : start + 5]}
    for start in range(0, len(reply.text), 3):
        yield {"type": "response.output_text.delta", "delta": reply.text[start : start + 3]}
    if reply.refusal:
        yield {"type": "response.refusal.delta", "delta": reply.refusal}
    if reply.finish_reason == "error":
        yield {"type": "response.failed", "response": done | {"status": "failed", "error": {"code": "server_error", "message": "boom"}}}
    elif reply.finish_reason is not None:
        yield {"type": "response.incomplete" if done["incomplete_details"] else "response.completed", "response": done}
