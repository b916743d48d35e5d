"""On which page of a PDF or picture an offset stands. The loader ends every page but the last with a form feed."""

from __future__ import annotations

from typing import Final

PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
"""How the names of pictures end, which are documents of one page."""


def has_pages(path: str) -> bool:
    """Return whether the document of that path is known by pages."""
    return path.lower().endswith((".pdf", *PICTURES))


def page_at(path: str, raw: str, offset: int) -> int | None:
    r"""Return the page, counted from 1, or None for a document without pages.

    Args:
        path: the document's; only a PDF or a picture has pages.
        raw: its raw text.
        offset: into `raw`.

    >>> page_at("a.pdf", "one\n\ftwo", 5), page_at("a.pdf", "one\n\ftwo", 2), page_at("a.txt", "one\n\ftwo", 5)
    (2, 1, None)
    """
    return raw.count("\f", 0, offset) + 1 if has_pages(path) else None
