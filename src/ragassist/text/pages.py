"""On which page of a PDF an offset stands. The loader ends every page but the last with a form feed."""

from __future__ import annotations


def has_pages(path: str) -> bool:
    """Whether the document of that path is known by pages."""
    return path.lower().endswith(".pdf")


def page_at(path: str, raw: str, offset: int) -> int | None:
    r"""The page, counted from 1, or None for a document without pages.

    Args:
        path: the document's; only a PDF has pages.
        raw: its raw text.
        offset: into `raw`.

    >>> page_at("a.pdf", "one\n\ftwo", 5), page_at("a.pdf", "one\n\ftwo", 2), page_at("a.txt", "one\n\ftwo", 5)
    (2, 1, None)
    """
    return raw.count("\f", 0, offset) + 1 if has_pages(path) else None
