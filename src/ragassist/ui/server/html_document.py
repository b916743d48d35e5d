"""The HTML document that Gradio serves, made ours: our styles at first paint, and headers that forbid any outside request."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ragassist.ui.views.markup import esc
from ragassist.ui.words.catalogue import CATALOGUE, preferred

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_FOREIGN = re.compile(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>')
SIGN = (
    "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='6' fill='%23a8321f'/%3E"
    "%3Ctext x='16' y='23' font-size='20' text-anchor='middle' fill='white'%3E据%3C/text%3E%3C/svg%3E\">"
)
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; frame-ancestors 'self'; form-action 'self'"
)
HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def own_document(html: str, *, css: str, accept_language: str, user: str = "") -> str:
    """Gradio's document with the reader's language, our title and styles, a first paint, and without its social-media tags."""
    lang = preferred(accept_language)
    words = CATALOGUE[lang]
    html = _FOREIGN.sub("", html)
    tag = "zh-Hans" if lang == "zh" else "en"
    html = html.replace('<html\n\tlang="en"', f'<html\n\tlang="{tag}"', 1)
    html = html.replace("</head>", f"<title>ragassist</title>{SIGN}{_who(user)}<style>{css}</style></head>", 1)
    seal = '<span class="seal" lang="zh-Hans">据</span>'
    waiting = f'<div id="ra-first" aria-hidden="true">{seal}<span>ragassist</span><small>{esc(words.tagline)}</small></div>'
    return html.replace("<gradio-app", f"{waiting}<gradio-app", 1)


def _who(user: str) -> str:
    """Tells the page's script whose browser storage to use, so that two users of one browser do not meet."""
    return f'<meta name="ragassist-user" content="{esc(user)}">' if user else ""


class OwnDocument:
    """ASGI middleware that applies `own_document` to HTML answers; everything else passes through as it comes."""

    def __init__(self, app: App, css: str, visited: Callable[[], None] = lambda: None) -> None:
        """Wrap `app`; `visited` is called in its event loop whenever the page is asked for."""
        self._visited = visited
        self._app = app
        self._css = css

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        accept_language = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language"), "")
        user = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-ragassist-user"), "")
        start: Message | None = None
        body = b""

        async def ours(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_html(message):
                start = message
                self._visited()
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    text = own_document(body.decode("utf8"), css=self._css, accept_language=accept_language, user=user).encode("utf8")
                    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                    await send({**start, "headers": [*kept, (b"content-length", str(len(text)).encode()), *HEADERS]})
                    await send({"type": "http.response.body", "body": text})

        await self._app(scope, receive, ours)


def _is_html(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
