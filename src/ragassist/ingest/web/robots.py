"""What a site allows programs to fetch.

Source: RFC 9309, Robots Exclusion Protocol.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote

PRODUCT: Final = "ragassist"
"""The name that a site may address us by."""
_LINE: Final = re.compile(r"\s*([A-Za-z-]+)\s*:\s*(.*?)\s*(?:#.*)?$")


def allows(robots: str, path: str, product: str = PRODUCT) -> bool:
    r"""Return whether a site's robots.txt lets `product` fetch `path`.

    The groups that name the product count, else those for everybody. Among their rules the one with the longest pattern decides, and an
    equally long one that allows beats one that does not.

    Args:
        robots: the file's text.
        path: of the address, with its query.
        product: our name, in any case.

    >>> allows("User-agent: *\nDisallow: /\nAllow: /open", "/open/a"), allows("User-agent: *\nAllow: /\nDisallow: /in", "/inner")
    (True, False)
    """
    rules = _rules(robots, product.lower())
    if path == "/robots.txt":
        return True
    fitting = [(len(pattern), allowed) for allowed, pattern in rules if pattern and _fits(pattern, _normal(path))]
    return max(fitting, default=(0, True))[1]


def _rules(robots: str, product: str) -> list[tuple[bool, str]]:
    """(allowed, pattern) of every group for the product, or else for everybody."""
    groups: dict[str, list[tuple[bool, str]]] = {}
    named: list[str] = []
    in_rules = False
    for line in robots.lstrip("\ufeff").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        field, value = match[1].lower(), match[2].partition("#")[0].strip()
        if field == "user-agent":
            named = [*(named if not in_rules else []), re.split(r"[/\s]", value.lower(), maxsplit=1)[0]]
            in_rules = False
            groups.setdefault(named[-1], [])
        elif field in ("allow", "disallow"):
            in_rules = True
            for name in named:
                groups[name].append((field == "allow", _normal(value)))
    return groups.get(product, groups.get("*", []))


def _normal(path: str) -> str:
    """The path with every character that needs it encoded, and no other."""
    return quote(unquote(path, errors="surrogateescape").encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~-._?")


def _fits(pattern: str, path: str) -> bool:
    ends = pattern.endswith("$")
    parts = (pattern[:-1] if ends else pattern).split("*")
    at = len(parts[0])
    if not path.startswith(parts[0]):
        return False
    for part in parts[1:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if len(parts) == 1:
        return at == len(path) if ends else True
    return path.endswith(parts[-1]) and len(path) - len(parts[-1]) >= at if ends else path.find(parts[-1], at) >= 0
