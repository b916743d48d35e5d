"""A small web site on loopback whose every answer a test decides; it notes what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What stands at one path."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    """Before each kilobyte."""
    length: int | None = None
    """What the server says the body's length is, if not its length."""


@dataclass
class Site:
    """The pages by path, and what was asked: (path, host, agent)."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def web_site() -> Iterator[Site]:
    """Serve until the block ends."""
    site = Site(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
            page = site.pages.get(self.path, Page(b"nothing here", status=404))
            self.send_response(page.status)
            if page.kind:
                self.send_header("Content-Type", page.kind)
            self.send_header("Content-Length", str(len(page.body) if page.length is None else page.length))
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for at in range(0, len(page.body), 1000):
                    time.sleep(page.pause_s)
                    self.wfile.write(page.body[at : at + 1000])
                    self.wfile.flush()
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
