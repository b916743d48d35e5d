"""Who may send a request to a program's door: by key, or, without one, whoever is on this machine and calls it by its name.

ASGI middleware. The name of the user goes on in one header, which is taken out of every request first, so that nobody can send it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from ragassist.serving.failure import TurnedAwayError, failure
from ragassist.serving.keys import Keys
from ragassist.serving.limits import Limits
from ragassist.serving.listen import is_loopback

if TYPE_CHECKING:
    from starlette.middleware import Middleware

    from ragassist.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

USER_HEADER = "x-ragassist-client"
OPEN_PATHS = ("/healthz", "/readyz")
"""Answered without a key: they say nothing about documents."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is let in, and how much they may ask."""

    keys: Keys = field(default_factory=Keys)
    limits: Limits = field(default_factory=Limits)
    hosts: Collection[str] = ()
    """Names besides this machine's own under which the server may be called without a key."""
    origins: Collection[str] = ()
    """Origins of web pages that may call it, such as `https://chat.example`; `*` for all."""

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Return the rules that the settings make.

        Raises:
            UsageError: the file of keys is not usable.
        """
        api = settings.api
        return cls(Keys(api.key.get_secret_value(), api.keys), Limits(api.per_minute, api.at_once), api.hosts, api.origins)


def middleware(rules: Rules) -> list[Middleware]:
    """Return what stands before an application: leave for web pages of other origins, then admission."""
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware

    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(rules.origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["*"],
        expose_headers=["Mcp-Session-Id", "Retry-After"],
    )
    return [*([cors] if rules.origins else []), Middleware(Admission, rules=rules)]


class Admission:
    """The middleware."""

    def __init__(self, app: App, rules: Rules) -> None:
        """Stand before `app`."""
        self._app, self._rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, pass on or turn away one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        ours = USER_HEADER.encode()
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != ours]
        if scope["path"] in OPEN_PATHS and scope["method"] in ("GET", "HEAD"):
            await self._app({**scope, "headers": kept}, receive, send)
            return
        try:
            user = self._user(scope, headers)
            passed = {**scope, "headers": [*kept, (ours, quote(user, safe="").encode())]}
            if scope["method"] != "POST":
                await self._app(passed, receive, send)
                return
            with self._rules.limits.admitted(user):
                await self._app(passed, receive, send)
        except TurnedAwayError as error:
            await _turn_away(send, error)

    def _user(self, scope: Scope, headers: dict[bytes, str]) -> str:
        """Return who asks; "" for somebody without a name."""
        if self._rules.keys.required:
            given = headers.get(b"authorization", "").encode("latin-1").decode("utf8", "replace").removeprefix("Bearer ").strip()
            user = self._rules.keys.user(given)
            if user is None:
                raise TurnedAwayError(401, "invalid_api_key")
            return user
        self._require_known_name(scope, headers.get(b"host", ""))
        self._require_known_origin(headers.get(b"origin", ""))
        return ""

    def _require_known_name(self, scope: Scope, host: str) -> None:
        """Refuse another name than the machine's own: a web page could have made it point here (DNS rebinding)."""
        named = urlsplit(f"//{host}").hostname or ""
        server = scope.get("server")
        guarded = bool(self._rules.hosts) or (server is not None and is_loopback(server[0]))
        own = is_loopback(named) or (server is not None and named == server[0])
        if guarded and not own and named not in self._rules.hosts:
            raise TurnedAwayError(403, "unknown_host", named=named, setting=named or "NAME")

    def _require_known_origin(self, origin: str) -> None:
        named = urlsplit(origin).hostname or "" if origin else ""
        if origin and not ({origin, "*"} & set(self._rules.origins) or is_loopback(named) or named in self._rules.hosts):
            raise TurnedAwayError(403, "unknown_origin", origin=origin)


async def _turn_away(send: Send, error: TurnedAwayError) -> None:
    body = json.dumps(failure(error.status, str(error), error.name), ensure_ascii=False).encode("utf8", "replace")
    more = [(name.lower().encode(), value.encode()) for name, value in error.headers.items()]
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
