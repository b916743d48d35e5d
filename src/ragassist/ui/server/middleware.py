"""What stands before the page: signing in, who the user is, uploads, and `/healthz`. ASGI middleware; everything else passes through.

The name of the user goes on to the page in one header, which is taken out of every request first, so that nobody can send it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from ragassist.errors import UsageError, say
from ragassist.phrases import Phrase
from ragassist.serving import received, uploads
from ragassist.serving.library import MAX_WAITING
from ragassist.serving.metrics import CONTENT_TYPE
from ragassist.settings import Settings
from ragassist.types import Lang
from ragassist.ui.server.access import MAX_NAME_CHARS, Attempts, Sessions, Users, is_loopback, is_trusted, networks
from ragassist.ui.server.backend import USER_HEADER, Backend
from ragassist.ui.server.healthz import health
from ragassist.ui.server.html_document import HEADERS, App, Message, Receive, Scope, Send
from ragassist.ui.server.sign_in import proxy_page, sign_in_page
from ragassist.ui.views import page_picture
from ragassist.ui.views.library_view import formats_told
from ragassist.ui.words.catalogue import CATALOGUE, Words, lang_of_reader, preferred

_FORM_BYTES = 10_000
_HEALTH = ("/healthz", "/readyz")
_METRICS = "/metrics"
_UPLOADS = "/uploads"
_PROBLEMS_TOLD = 5
"""So many of the parts of an archive that did not come out are named."""
_READER = "/reader"
"""Who is signed in, for the page's script: two users of one browser must not find each other's conversations in it."""
_SIGN_IN = "/sign-in"
_SIGN_OUT = "/sign-out"
_OPEN_TO_ALL = ("/gradio_api/startup-events",)
"""Asked by Gradio itself before it serves; says nothing."""


class Access:
    """Who may come in, by the settings: everybody, users with a password, or whom a proxy names."""

    def __init__(self, settings: Settings) -> None:
        """Read the users' file if there is one.

        Raises:
            UsageError: the file or a proxy's address is not usable, or both ways of signing in are set.
        """
        ui = settings.ui
        if ui.auth is not None and ui.auth_header:
            raise UsageError("users.two_ways")
        networks(ui.trusted_proxies)
        self.users = Users(ui.auth) if ui.auth is not None else None
        self.header = ui.auth_header.lower()
        self.proxies = ui.trusted_proxies
        self.sessions, self.attempts = Sessions(), Attempts()

    @property
    def is_open(self) -> bool:
        """Whether nobody signs in."""
        return self.users is None and not self.header

    def from_proxy(self, address: str, name: str) -> str:
        """Return the user a proxy names; empty when the request does not come from a trusted proxy."""
        return name if is_trusted(address, self.proxies) and name.isprintable() else ""


def warning(settings: Settings, host: str) -> str:
    """Return what to say about serving on `host` with these settings; empty when all is well."""
    if is_loopback(host) or settings.ui.auth is not None or settings.ui.auth_header:
        return ""
    return (
        f"Warning: whoever reaches {host} can read, add and remove all documents here, because nobody has to sign in. "
        "Give --auth FILE, or --auth-header behind a proxy, or serve on 127.0.0.1."
    )


class PageMiddleware:
    """The middleware."""

    def __init__(self, app: App, backend: Backend, access: Access, css: str) -> None:
        """Stand before `app`."""
        self._app, self._backend, self._access, self._css = app, backend, access, css

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or pass on one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            if self._access.is_open:
                await self._app(scope, receive, send)
            return
        request = _Request(scope)
        path = request.path
        if path in _HEALTH and request.method in ("GET", "HEAD"):
            await self._health(send)
        elif path == _SIGN_IN and self._access.users is not None:
            await self._sign_in(request, receive, send)
        elif path == _SIGN_OUT and self._access.users is not None and request.method == "POST":
            self._access.sessions.end(request.cookie)
            await _answer(send, 303, b"", headers=[(b"location", b"./"), request.set_cookie("", 0)])
        else:
            user = await self._user(request)
            if user is None and path not in _OPEN_TO_ALL:
                await self._refuse(request, send)
            elif path == _READER and request.method == "GET":
                await _json(send, 200, {"name": quote(user or "", safe="")})
            elif path == _METRICS and request.method == "GET":
                await self._metrics(send)
            elif path == page_picture.PATH and request.method == "GET":
                await self._picture(user or "", request, send)
            elif path == _UPLOADS and request.method == "POST":
                await self._upload(user or "", request, receive, send)
            else:
                await self._app({**scope, "headers": request.headers_for(user)}, receive, send)

    async def _user(self, request: _Request) -> str | None:
        """The user; empty while nobody signs in; None when somebody should but has not."""
        access = self._access
        if access.is_open:
            return ""
        if access.header:
            return access.from_proxy(request.address, request.text(access.header)) or None
        user = access.sessions.user(request.cookie)
        if user is None or access.users is None:
            return None
        if not access.users.has(user):
            access.sessions.end(request.cookie)
            return None
        return user

    async def _refuse(self, request: _Request, send: Send) -> None:
        if not request.wants_html:
            await _json(send, 401, {"detail": "Not signed in."})
            return
        page = proxy_page(request.lang, self._css) if self._access.header else sign_in_page(request.lang, self._css)
        await _answer(send, 200, page.encode(), kind=b"text/html; charset=utf-8", headers=HEADERS)

    async def _sign_in(self, request: _Request, receive: Receive, send: Send) -> None:
        from anyio.to_thread import run_sync

        if request.method != "POST":
            await _answer(send, 303, b"", headers=[(b"location", b"./")])
            return
        access, words = self._access, CATALOGUE[request.lang]
        if access.users is None or not request.is_own:
            await _json(send, 403, {"detail": "From another site."})
            return
        body = await _body(receive, _FORM_BYTES)
        fields = parse_qs((body or b"").decode("utf8", "replace"), keep_blank_values=True)
        name, password = (fields.get(key, [""])[0] for key in ("name", "password"))
        status, problem = 429, words.sign_in_slow
        # By name as well: behind a proxy all come from one address, and one who guesses must not lock out the others.
        whence = f"{request.address} {name.strip()[:MAX_NAME_CHARS]}"
        if not access.attempts.spent(whence):
            if await run_sync(access.users.admits, name.strip(), password):
                cookie = request.set_cookie(access.sessions.begin(name.strip()), 7 * 24 * 3600)
                await _answer(send, 303, b"", headers=[(b"location", b"./"), cookie])
                return
            access.attempts.fail(whence)
            status, problem = 401, words.sign_in_wrong
        page = sign_in_page(request.lang, self._css, problem=problem, name=name)
        await _answer(send, status, page.encode(), kind=b"text/html; charset=utf-8", headers=HEADERS)

    async def _health(self, send: Send) -> None:
        from anyio.to_thread import run_sync

        status, body = await run_sync(health, self._backend.assistant)
        await _json(send, status, body)

    async def _metrics(self, send: Send) -> None:
        from anyio.to_thread import run_sync

        page = await run_sync(self._backend.recorder.metrics.page, self._backend.assistant.documents)
        await _answer(send, 200, page, kind=CONTENT_TYPE.encode())

    async def _picture(self, user: str, request: _Request, send: Send) -> None:
        """A page of a PDF that this user may see."""
        from anyio.to_thread import run_sync

        doc_id, page, start, end = (request.query(name) for name in ("doc", "page", "start", "end"))
        status, picture, problem = await run_sync(page_picture.asked, self._backend.scoped(user), doc_id, page, start, end)
        if problem is not None:
            await _json(send, status, {"problem": say(problem, request.lang)})
        else:
            await _answer(send, status, picture, kind=b"image/png", headers=[(b"x-content-type-options", b"nosniff")])

    async def _upload(self, user: str, request: _Request, receive: Receive, send: Send) -> None:
        """Receive one file as the request's body; its name is in the query. It is put in place whole or not at all."""
        backend = self._backend
        lang: Lang = "zh" if request.query("lang") == "zh" else "en"
        words = CATALOGUE[lang]
        if not request.is_own or backend.library is None:
            await _json(send, 403, {"problem": say(Phrase.of("library.not_yours"), lang_of_reader(words))})
            return
        name = uploads.safe_name(request.query("name"))
        problem = self._unwelcome(name, request.length, words)
        if problem:
            await _swallow(receive, request.length)
            await _json(send, problem[0], {"problem": problem[1]})
            return
        directory = uploads.directory(backend.settings.home, user)
        incoming = directory / uploads.INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        part = incoming / secrets.token_hex(8)
        try:
            size = await _receive_file(receive, part, int(backend.max_mb * 1_000_000))
            if size is None:
                return
            if not size:
                await _json(send, 400, {"problem": words.empty_file})
            elif size > backend.max_mb * 1_000_000:
                await _json(send, 413, {"problem": _too_large(size, backend.max_mb, words)})
            else:
                problem_told = await self._keep(user, part, directory, name, words)
                await _json(send, 200, {"name": name, **({"problem": problem_told} if problem_told else {})})
        finally:
            part.unlink(missing_ok=True)

    async def _keep(self, user: str, part: Path, directory: Path, name: str, words: Words) -> str:
        """Put a received file in place and into the index, an archive as its documents; what did not come out of one, in words."""
        backend = self._backend
        if backend.library is None:
            return ""
        if not received.is_archive(name):
            part.replace(directory / name)
            backend.library.upload(user, directory / name)
            return ""
        max_mb = backend.settings.ingest.max_file_mb
        paths, failed = await asyncio.to_thread(received.taken_apart, part, name, directory, max_file_mb=max_mb)
        for path in paths:
            backend.library.upload(user, path)
        if not paths and not failed:
            from ragassist.ingest.load import SUFFIXES

            return words.wrong_format.format(formats=formats_told(sorted(SUFFIXES)))
        return "; ".join(f"{failure.path}: {say(failure.why, lang_of_reader(words))}" for failure in failed[:_PROBLEMS_TOLD])

    def _unwelcome(self, name: str, length: int | None, words: Words) -> tuple[int, str] | None:
        from ragassist.ingest.load import SUFFIXES

        backend = self._backend
        if Path(name).suffix.lower() not in SUFFIXES and not received.is_archive(name):
            return 415, words.wrong_format.format(formats=formats_told(sorted(SUFFIXES)))
        if length is not None and length > backend.max_mb * 1_000_000:
            return 413, _too_large(length, backend.max_mb, words)
        if backend.library is not None and backend.library.waiting() >= MAX_WAITING:
            return 429, words.too_many_files
        return None


def _too_large(size: int, max_mb: float, words: Words) -> str:
    return words.too_large.format(size=f"{size / 1e6:.1f}", mb=f"{max_mb:g}")


class _Request:
    """What is asked of one HTTP request."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._headers = {name.lower(): value for name, value in scope["headers"]}
        self.method: str = scope["method"]
        root = scope.get("root_path", "")
        path = str(scope["path"])
        self.path = path.removeprefix(str(root)) if root else path
        self._query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        client = scope.get("client")
        self.address: str = client[0] if client else ""

    def text(self, header: str) -> str:
        value: bytes = self._headers.get(header.encode("latin-1"), b"")
        try:
            return value.decode("utf8").strip()
        except UnicodeDecodeError:
            return value.decode("latin-1").strip()

    def query(self, name: str) -> str:
        return str(self._query.get(name, [""])[0])

    @property
    def length(self) -> int | None:
        given = self.text("content-length")
        return int(given) if given.isdecimal() else None

    @property
    def lang(self) -> Lang:
        return preferred(self.text("accept-language"))

    @property
    def wants_html(self) -> bool:
        return self.method in ("GET", "HEAD") and "text/html" in self.text("accept")

    @property
    def is_own(self) -> bool:
        """Whether our own page sent this, and not another site's in the same browser."""
        site = self.text("sec-fetch-site")
        if site:
            return site in ("same-origin", "none")
        origin = self.text("origin")
        hosts = {self.text("host"), self.text("x-forwarded-host")}
        return not origin or urlsplit(origin).netloc in hosts

    @property
    def _cookie_name(self) -> str:
        # Cookies do not know ports: two servers on one host must not sign each other's users out.
        server = self._scope.get("server")
        return f"ragassist_{server[1] if server else 0}"

    @property
    def cookie(self) -> str:
        try:
            found = SimpleCookie(self.text("cookie")).get(self._cookie_name)
        except CookieError:
            return ""
        return str(found.value) if found is not None else ""

    def set_cookie(self, token: str, age_s: int) -> tuple[bytes, bytes]:
        secure = "; Secure" if self._scope.get("scheme") == "https" or self.text("x-forwarded-proto") == "https" else ""
        return b"set-cookie", f"{self._cookie_name}={token}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}".encode()

    def headers_for(self, user: str | None) -> list[tuple[bytes, bytes]]:
        ours = USER_HEADER.encode()
        kept = [(name, value) for name, value in self._scope["headers"] if name.lower() != ours]
        return [*kept, (ours, quote(user, safe="").encode())] if user else kept


async def _receive_file(receive: Receive, path: Path, limit: int) -> int | None:
    """The size of the body, written to `path` while it fits `limit` and counted from then on; None when the sender went away."""
    size = 0
    with path.open("wb") as file:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body: bytes = message.get("body", b"")
            size += len(body)
            if size <= limit:
                file.write(body)
            elif size > 4 * limit + 10_000_000:
                return size
            if not message.get("more_body", False):
                return size


async def _swallow(receive: Receive, length: int | None) -> None:
    """Read what is being sent, up to a gigabyte, so that the sender hears the answer instead of a broken connection."""
    left = min(length if length is not None else 10**9, 10**9)
    while left > 0:
        message: Message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The whole body; None when it is longer than `limit` or the sender went away."""
    body = b""
    while len(body) <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body
    return None


async def _answer(
    send: Send, status: int, body: bytes, *, kind: bytes = b"text/plain; charset=utf-8", headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    fixed = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    await send({"type": "http.response.body", "body": body})


async def _json(send: Send, status: int, body: dict[str, Any]) -> None:
    await _answer(send, status, json.dumps(body, ensure_ascii=False).encode(), kind=b"application/json")
