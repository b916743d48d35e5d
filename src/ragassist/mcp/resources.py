"""Documents as resources: `ragassist://documents/ID` is the text as indexed, `…/raw` the raw text that every offset points into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from anyio.to_thread import run_sync
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from ragassist.errors import StoreError
from ragassist.serving.client_view import View

_T = TypeVar("_T")
_BASE = "ragassist://documents/"


def uri_of(doc_id: str) -> str:
    """Return the address of a document's text."""
    return f"{_BASE}{doc_id}"


def add_resources(server: MCPServer[Any], view: Callable[[], View]) -> None:
    """Add the two templates to `server`; `view` gives what the one who asks may see."""

    @server.resource(
        _BASE + "{doc_id}", name="document", title="Document", description="A document's text as it is indexed.", mime_type="text/plain"
    )
    async def document(doc_id: str) -> str:
        return "\n\n".join(passage.text for passage in await _found(lambda seen: seen.passages(doc_id)))

    @server.resource(
        _BASE + "{doc_id}/raw",
        name="document-raw",
        title="Raw text of a document",
        description="The raw decoded text; `raw[start:end]` of a citation is its quotation.",
        mime_type="text/plain",
    )
    async def raw(doc_id: str) -> str:
        return await _found(lambda seen: seen.raw(doc_id))

    async def _found(get: Callable[[View], _T]) -> _T:
        try:
            return await run_sync(get, view())
        except StoreError as error:
            raise ResourceNotFoundError(str(error)) from error
