"""Keeps an index in step with pages of the web: single addresses, lists of them, and feeds (RSS, Atom), whose items are pages.

Only what is listed is fetched: no link of a page is followed. One request to a host at a time, with a pause between two; a page is asked
for again only at its time, and only for another state than the one that is known; what fails is tried less and less often. A page that is
gone keeps its document, and is said to be gone, unless pruning is asked for. What is known is kept in the home.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from ragassist.errors import LoadError, RagassistError
from ragassist.ingest.watch import Change, Ingesting
from ragassist.ingest.web.address import is_address
from ragassist.ingest.web.feed import is_feed, items
from ragassist.ingest.web.fetch import Fetched, Fetcher
from ragassist.ingest.web.keep import keep
from ragassist.settings import Settings

FILE_NAME: Final = "following.json"
PAUSE_S: Final = 2.0
"""Between two requests to one host."""
_LONGEST_S: Final = 86_400.0
_LOOK_S: Final = 1.0
_GONE: Final = ("web.refused_absent", "web.refused_gone")

_log = logging.getLogger(__name__)


class FollowIngesting(Ingesting, Protocol):
    """What following needs of the assistant."""

    def remove(self, names: Sequence[str]) -> object:
        """Remove documents."""
        ...


@dataclass
class _Known:
    """What is known of one address."""

    due: float = 0.0
    """When it is asked for again, seconds since 1970."""
    failures: int = 0
    validators: tuple[str, str] = ("", "")
    item: bool = False
    """Whether a feed named it: it is asked for when the feed says that it changed, else once a day."""
    stamp: str = ""
    """What its feed says of its state."""
    file: str = ""
    """Where the page is kept; empty for a feed, and before the first time."""
    items: list[str] = field(default_factory=list)
    """Of a feed: the pages that it lists."""
    gone: bool = False
    told: str = ""
    """The failure that was told, so that it is told once."""


@dataclass
class Follow:
    """Keeps `addresses` and those in the files `lists` in the index until it is stopped."""

    assistant: FollowIngesting
    addresses: Sequence[str]
    lists: Sequence[Path]
    settings: Settings
    tell: Callable[[Change], None]
    prune: bool = False
    every_s: float = 900.0
    """How often an address is asked for; one that fails less and less often, at least once a day."""
    pause_s: float = PAUSE_S

    def __post_init__(self) -> None:
        """Take up what was known."""
        limits = self.settings.ingest
        self._fetcher = Fetcher(int(limits.max_file_mb * 1e6), limits.fetch_seconds, limits.fetch_private)
        self._file = self.settings.home.expanduser().absolute() / FILE_NAME
        self._known = _read(self._file)
        self._asked: dict[str, float] = {}
        self._unread: set[Path] = set()

    def run(self, stop: threading.Event) -> None:
        """Look now, then whenever something is due, until `stop` is set."""
        while not stop.is_set():
            self.look(stop)
            stop.wait(_LOOK_S)

    def look(self, stop: threading.Event) -> None:
        """Ask for what is due, once, feeds before their pages."""
        listed = self._listed()
        for url in listed:
            self._ask(url, stop)
        of_feeds = {url: None for feed in listed if feed in self._known for url in self._known[feed].items}
        for url in of_feeds:
            if url not in listed:
                self._ask(url, stop)
        if not stop.is_set():
            self._leave({*listed, *of_feeds})

    def _listed(self) -> list[str]:
        """Return the addresses that are given and those in the lists, each once; a list that cannot be read stays what it was."""
        found = list(self.addresses)
        for path in self.lists:
            try:
                lines = path.read_text(encoding="utf-8-sig").splitlines()
            except (OSError, ValueError) as error:
                if path not in self._unread:
                    self.tell(Change("waiting", str(path), f"The list cannot be read: {error}."))
                self._unread.add(path)
                continue
            self._unread.discard(path)
            found += [line.strip() for line in lines if is_address(line.strip())]
        return list(dict.fromkeys(found))

    def _ask(self, url: str, stop: threading.Event) -> None:
        """Fetch one address if it is its time, and bring the index to its state."""
        known = self._known.setdefault(url, _Known())
        if stop.is_set() or time.time() < known.due:
            return
        self._wait(url, stop)
        try:
            page = self._fetcher.fetch(url, known.validators)
            if not page.unchanged:
                self._take(url, page, known)
            if known.gone:
                self.tell(Change("back", url))
            known.failures, known.told, known.gone = 0, "", False
            known.due = time.time() + (_LONGEST_S if known.item else self.every_s)
        except LoadError as error:
            self._failed(url, known, str(error), gone=error.code in _GONE and bool(known.file))
        except RagassistError as error:  # the index, not the page
            self._failed(url, known, str(error), gone=False)
        except Exception as error:  # noqa: BLE001  # one bad page never stops the others
            _log.exception("A page could not be taken")
            self._failed(url, known, f"Something unexpected went wrong: {type(error).__name__}.", gone=False)
        self._save()

    def _take(self, url: str, page: Fetched, known: _Known) -> None:
        if is_feed(page):
            found = items(page)
            known.items = [item.url for item in found]
            for item in found:
                there = self._known.setdefault(item.url, _Known())
                if there.file and item.stamp and item.stamp != there.stamp:  # its feed says that it is another one
                    there.due = 0.0
                there.item, there.stamp = True, item.stamp
            known.validators = page.validators
            return
        file = keep(url, page, self.settings.home)
        report = self.assistant.ingest([file])
        for kind, paths in (("added", report.added), ("updated", report.updated)):
            if paths:
                self.tell(Change(kind, url))  # type: ignore[arg-type]
        if report.failed:
            raise LoadError(report.failed[0].why.code, **dict(report.failed[0].why.values))
        if report.empty:
            self.tell(Change("empty", url, "a title and no text"))
        known.file, known.validators = str(file), page.validators

    def _failed(self, url: str, known: _Known, reason: str, *, gone: bool) -> None:
        known.failures += 1
        known.due = time.time() + min(_LONGEST_S, self.every_s * 2.0 ** min(known.failures, 20))
        if gone:
            self._vanish(url, known, reason)
        elif reason != known.told:
            self.tell(Change("failed", url, reason))
        known.told = reason

    def _leave(self, listed: set[str]) -> None:
        """Say of pages that no list and no feed names any more that they are gone; an item that a feed has dropped is none of them."""
        for url, known in list(self._known.items()):
            if url in listed or self._unread:
                continue
            if known.file and not known.gone and not known.item:
                self._vanish(url, known, "It is listed no more.")
                self._save()

    def _vanish(self, url: str, known: _Known, reason: str) -> None:
        if self.prune:
            mine = [record for record in self.assistant.documents() if record.location == known.file]
            if mine:
                self.assistant.remove([mine[0].doc_id])
                self.tell(Change("removed", url, reason))
            Path(known.file).unlink(missing_ok=True)
            known.file, known.validators = "", ("", "")
        elif not known.gone:
            self.tell(Change("vanished", url, f"{reason} Its document is kept; --prune drops it."))
        known.gone = True

    def _wait(self, url: str, stop: threading.Event) -> None:
        """Let the pause between two requests to one host go by."""
        host = (urlsplit(url).hostname or "").lower()
        left = self._asked.get(host, -self.pause_s) + self.pause_s - time.monotonic()
        if left > 0:
            stop.wait(left)
        self._asked[host] = time.monotonic()

    def _save(self) -> None:
        beside = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps({url: asdict(known) for url, known in self._known.items()}, ensure_ascii=False), encoding="utf8")
            beside.replace(self._file)
        except OSError as error:  # what is known is asked for again after a start
            _log.warning("What is known of followed pages cannot be kept: %s", error)


def _read(file: Path) -> dict[str, _Known]:
    try:
        rows = json.loads(file.read_text(encoding="utf8"))
        return {str(url): _Known(**{**row, "validators": tuple(row["validators"])}) for url, row in rows.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
