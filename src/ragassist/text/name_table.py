"""Names across languages, and where they stand in a text.

Latin acronyms and product names are written alike in both languages; countries, bodies and firms are looked up in
`names.tsv` (one row a name; `~` marks Chinese that counts in evidence only);
transliterated names of people and places cannot be matched by letters and are left to the similarity of meaning.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ragassist.text.script import simplified


def known_names(text: str) -> list[tuple[int, int, str, str]]:
    """The countries, firms, bodies and places of the list in `text`: start, end (exclusive), kind, first English name; longest first.

    Single characters that stand for a country (美, 欧) count only where a whole name is meant.
    """
    text = simplified(text)
    found = [
        (match.start(), match.end(), kind, name)
        for kind, known in groups().items()
        for (english, _, strict), name in zip(known, _first_names()[kind], strict=True)
        for pattern in (english, strict)
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda hit: hit[0] - hit[1])


@cache
def _rows() -> list[list[str]]:
    text = files("ragassist.text").joinpath("names.tsv").read_text(encoding="utf8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def common() -> frozenset[str]:
    """Return the words that are capitalised without being names."""
    return frozenset(word for kind, english, _ in _rows() if kind == "common" for word in english.split("|"))


@cache
def abbreviations() -> dict[str, str]:
    """Return what a Latin abbreviation may be in Chinese, as a pattern; empty where it may be anything."""
    return {english: chinese for kind, english, chinese in _rows() if kind == "abbreviation"}


@cache
def country_names() -> tuple[tuple[str, ...], ...]:
    """Return the English names and adjectives of each country of the list."""
    return tuple(tuple(english.split("|")) for kind, english, _ in _rows() if kind == "country")


@cache
def _first_names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for kind, english, _ in _rows():
        if kind not in ("abbreviation", "common"):
            names.setdefault(kind, []).append(english.split("|")[0])
    return names


@cache
def groups() -> dict[str, list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]]:
    """Return by kind: the English pattern, the Chinese pattern for evidence, and the Chinese pattern for claims (whole names only)."""
    groups: dict[str, list[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]] = {}
    for kind, english, chinese in _rows():
        if kind not in ("abbreviation", "common"):
            words = rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, english.split('|')))})(?![A-Za-z])"
            whole = [name for name in chinese.split("|") if len(name) >= 2 and "~" not in name]
            strict = re.compile("|".join(whole) or r"(?!)")
            groups.setdefault(kind, []).append((re.compile(words), re.compile(chinese.replace("~", "")), strict))
    return groups
