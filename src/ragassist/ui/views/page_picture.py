"""The page of a PDF that a citation stands on, as a picture: how it is shown, and what the server answers who asks for it."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from ragassist.errors import RagassistError, UsageError
from ragassist.phrases import Phrase
from ragassist.types import NoBoxes
from ragassist.ui.views.markup import esc, icon
from ragassist.ui.words.catalogue import Words

PATH = "/page-picture"


class Pictures(Protocol):
    """What makes pictures of pages."""

    def picture(self, doc_id: str, page: int, span: tuple[int, int] | None = None) -> bytes:
        """As `Assistant.picture`."""
        ...


def figure(
    doc_id: str, title: str, page: int | None, span: tuple[int, int], words: Words, *, missing: NoBoxes = "", is_open: bool = False
) -> str:
    """Return the picture of a page with a cited span boxed, to be opened and closed; empty for a document without pages.

    Args:
        doc_id: the document.
        title: of the document, for those who cannot see the picture.
        page: counted from 1.
        span: the raw span that is cited.
        words: the interface's language.
        missing: why there is nothing to box, where that is known.
        is_open: whether it is shown at once.
    """
    if page is None:
        return ""
    if missing in ("gone", "changed"):
        told = words.on_page_gone if missing == "gone" else words.on_page_changed
        return f'<p class="note doubt">{icon("warn")}<span>{esc(told.format(n=page))}</span></p>'
    marked = "" if missing else f"&start={span[0]}&end={span[1]}"
    address = esc(f"{PATH.lstrip('/')}?doc={quote(doc_id, safe='')}&page={page}{marked}")
    alt = esc((words.on_page_plain_alt if missing else words.on_page_alt).format(n=page, title=title))
    note = f'<p class="note">{esc(words.on_page_unboxed)}</p>' if missing else ""
    larger = f'<a class="larger" href="{address}" target="_blank" rel="noopener">{esc(words.on_page_larger)}</a>'
    return (
        f'<details class="on-page"{" open" if is_open else ""}><summary>{esc(words.on_page.format(n=page))}</summary>{note}'
        f'<figure><div class="sheet" tabindex="0" role="group" aria-label="{esc(words.on_page.format(n=page))}">'
        f'<img src="{address}" alt="{alt}" loading="lazy" decoding="async"></div><figcaption>{larger}</figcaption></figure></details>'
    )


def asked(assistant: Pictures, doc_id: str, page: str, start: str, end: str, /) -> tuple[int, bytes, Phrase | None]:
    """Return status, picture and problem for what a browser asks: 200 and a PNG, else an empty picture and why.

    Args:
        assistant: as the reader may see it.
        doc_id: the document.
        page: its number, as sent.
        start: of the span that is to be boxed, as sent; empty for none.
        end: its end.
    """
    numbers = (page, *((start, end) if start or end else ()))
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in numbers):
        return 400, b"", Phrase.of("page.not_numbers")
    span = (int(start), int(end)) if start or end else None
    try:
        return 200, assistant.picture(doc_id, int(page), span), None
    except UsageError:
        return 400, b"", Phrase.of("page.not_there")
    except RagassistError:  # what it says may name a path of this machine
        return 404, b"", Phrase.of("page.not_shown")
