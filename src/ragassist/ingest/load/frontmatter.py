"""The YAML block at the top of a Markdown file, and what a document is cited by in it."""

from __future__ import annotations

import contextlib
import datetime
import re
from dataclasses import fields
from typing import Any, Final

from ragassist.text.iso_dates import iso_date
from ragassist.types import DocumentMeta

BLOCK: Final = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)(?:\r?\n)?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PLAIN_LINE: Final = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_NAMES: Final = {
    "authors": "author",
    "byline": "author",
    "publisher": "issuer",
    "issued_by": "issuer",
    "published": "date",
    "publish_date": "date",
    "pubdate": "date",
    "link": "url",
    "site": "source",
    "sitename": "source",
    "type": "kind",
    "effective_date": "effective",
    "in_force": "effective",
    "document_number": "number",
    "doc_number": "number",
}
_MAX_CHARS: Final = 20_000
_NESTING: Final = re.compile(r"[\[{]|[-?][ \t]")
_MAX_NESTING: Final = 500
"""libyaml takes its stack from the program's, so what could lie in itself more often is read line by line."""
_ALIAS: Final = re.compile(r"(?:^|[\s\[{,])\*[\w-]", re.MULTILINE)
"""What repeats another part may grow without end; in a title the star means nothing to YAML either."""


def read(raw: str) -> DocumentMeta:
    """Return the fields that the front matter of `raw` gives; all empty without one. Unknown names are left alone.

    A block that is not valid YAML (a colon in an unquoted title) is read line by line.
    """
    block = BLOCK.match(raw)
    if not block:
        return DocumentMeta()
    known = {field.name for field in fields(DocumentMeta)} - {"lost"}
    values: dict[str, Any] = {}
    for key, value in _pairs(block.group(1)).items():
        name = key.strip().lower().replace("-", "_")
        name = _NAMES.get(name, name)
        if name in known and not values.get(name):
            values[name] = _text(value)
    for name in ("date", "effective"):
        if values.get(name):
            values[name] = iso_date(values[name])
    return DocumentMeta(**values)


def _pairs(block: str) -> dict[str, object]:
    import yaml

    loaded: object = None
    if len(block) <= _MAX_CHARS and len(_NESTING.findall(block)) <= _MAX_NESTING and not _ALIAS.search(block):
        fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where the wheel brings it
        with contextlib.suppress(yaml.YAMLError, ValueError, RecursionError):
            loaded = yaml.load(block, Loader=fast)  # noqa: S506  # safe, whichever of the two
    if isinstance(loaded, dict):
        return {str(key): value for key, value in loaded.items()}
    return {match.group(1): match.group(2).strip().strip("'\"") for match in _PLAIN_LINE.finditer(block)}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, (list, tuple)):
        return "、".join(_text(item) for item in value)
    return "" if isinstance(value, dict) else " ".join(str(value).split())
