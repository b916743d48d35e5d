"""The items of an RSS or Atom feed. Nothing is fetched here, and no item's text is taken: only where it stands and which state it is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import urldefrag

from ragassist.ingest.web.address import is_address
from ragassist.ingest.web.fetch import Fetched

_ROOT: Final = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_HEAD_BYTES: Final = 2000
_MOST_ITEMS: Final = 200


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one page."""

    url: str
    stamp: str
    """Another stamp means another state of the page; may be empty."""


def is_feed(page: Fetched) -> bool:
    """Return whether what was fetched is a feed and no page."""
    return page.media_type != "application/pdf" and bool(_ROOT.search(page.content[:_HEAD_BYTES]))


def items(page: Fetched) -> list[Item]:
    """Return the items of a feed that name a page, in its order, each page once; the first two hundred. [] for what is no feed."""
    import feedparser

    # A stream, since the parser would take text for an address or a file's name and open that.
    parsed = feedparser.parse(BytesIO(page.content), response_headers={"content-location": page.url})
    found: dict[str, Item] = {}
    for entry in parsed.entries:
        url = urldefrag(str(entry.get("link", "")))[0]
        if is_address(url) and url not in found and len(found) < _MOST_ITEMS:
            stamps = {name: value for name, value in entry.items() if name in ("updated", "published")}
            found[url] = Item(url, str(stamps.get("updated") or stamps.get("published") or ""))
    return list(found.values())
