"""The only way from text to HTML: everything that comes from a document, a model or a person is escaped here."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from ragassist.lang.detector import han_ratio
from ragassist.types import Lang

_MAX_URL_CHARS = 2000
_CHINESE_FROM = 0.15
"""From this share of Han characters on, a text is set as Chinese (fonts, line breaking)."""


def esc(text: str) -> str:
    """`text` as HTML text or attribute value: no character of it can begin a tag, end an attribute or start an entity."""
    return escape(text, quote=True)


def html_lang(text: str) -> str:
    """Return the value of the `lang` attribute for `text`: `zh-Hans` or `en`."""
    return "zh-Hans" if han_ratio(text) >= _CHINESE_FROM else "en"


def lang_of(text: str) -> Lang:
    """Return the language a text is shown as."""
    return "zh" if html_lang(text) == "zh-Hans" else "en"


def span(text: str, css: str = "", tag: str = "span") -> str:
    """`text` escaped, in an element that says which language it is in."""
    klass = f' class="{esc(css)}"' if css else ""
    return f'<{tag}{klass} lang="{html_lang(text)}">{esc(text)}</{tag}>'


def safe_url(url: str) -> str:
    """`url` if it is an absolute http or https address that can be linked to, else an empty string.

    >>> safe_url("https://example.org/a?b=1"), safe_url("javascript:alert(1)")
    ('https://example.org/a?b=1', '')
    """
    url = url.strip()
    if len(url) > _MAX_URL_CHARS or any(char.isspace() or ord(char) < 32 or char in "<>\"'`\\" for char in url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else ""


def link(url: str, label: str, css: str = "") -> str:
    """Return a link that opens beside the page and tells the other side nothing; an empty string when the address is not safe."""
    target = safe_url(url)
    if not target:
        return ""
    return f'<a class="{esc(css)}" href="{esc(target)}" target="_blank" rel="noopener noreferrer">{esc(label)}</a>'


def icon(name: str) -> str:
    """Return a small drawing, hidden from assistive technology; `name` is a key of `_PATHS`."""
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="{_PATHS[name]}"/></svg>'


_PATHS = {
    "check": "M3 8.5l3.2 3.2L13 4.8",
    "warn": "M8 1.7a6.3 6.3 0 100 12.6A6.3 6.3 0 008 1.7M8 4.9v3.7M8 11v.3",
    "partly": "M8 2.2a5.8 5.8 0 100 11.6A5.8 5.8 0 008 2.2M8 2.4v11.2M8.4 5h3.9M8.4 8h5.2M8.4 11h3.9",
    "rough": "M3 6.4c1.7-1.8 3.3-1.8 5 0s3.3 1.8 5 0M3 10.9c1.7-1.8 3.3-1.8 5 0s3.3 1.8 5 0",
    "none": "M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11M4.2 4.2l7.6 7.6",
    "copy": "M5.5 5.5V3h7.5v8h-2.5M3 5.5h7.5V13H3z",
    "out": "M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5",
    "close": "M4 4l8 8M12 4l-8 8",
    "back": "M7 4L3 8l4 4M3 8h10",
    "stop": "M4.5 4.5h7v7h-7z",
    "plus": "M8 3v10M3 8h10",
    "talks": "M2.5 3h9v6.2H6.3L3.8 11.5V9.2H2.5zM13.5 6v6.4h-1v2l-2.2-2H7",
    "letters": "M2 3.5h6M5 2v1.5M6.8 3.5C6.3 6 4.6 8 2.4 9.2M3.4 5.6C4.4 7.4 5.8 8.6 7.4 9.2M8.2 14l2.9-7.5L14 14M9.2 11.6h3.8",
    "up": "M4 10l4-4 4 4",
    "down": "M4 6l4 4 4-4",
    "file": "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
    "pen": "M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.2 4.6l2.2 2.2",
    "bin": "M3.5 4.5h9M6.5 4.5v-2h3v2M4.7 4.5l.5 9h5.6l.5-9",
    "save": "M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13h10",
    "shelf": "M3 2.5h4v11H3zM7 2.5h3v11H7zM10.3 3.2l2.4-.6 2 10.4-2.4.5z",
}
