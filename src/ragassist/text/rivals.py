"""Attributes that exclude one another: a chairman is no chief executive, a draft no final rule, an explicit label no implicit one.

The sets are rows of `rivals.tsv`: kind, name, English pattern, Chinese pattern. Words that say both sides at once ("public-private",
进出口) are known apart, because a translation that drops one of them changes what is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Attribute:
    """One value of a set, with the pattern that finds it in either language."""

    kind: str
    name: str
    pattern: re.Pattern[str]


# What says both at once: its pattern, each side's own pattern, and how the three are told.
_BOTH: tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], str, str], ...] = tuple(
    (re.compile(both, re.IGNORECASE), re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE), one, other)
    for both, first, second, one, other in (
        (
            r"公私|\bpublic(?:\sand\s|[-/\s])private\b|公共[和与及]私",
            r"公共|公有|公私|公立|\bpublic\b",
            r"私|民营|民间|\bprivate\b",
            "public",
            "private",
        ),
        (
            r"军民|\bcivil(?:ian)?[-\s](?:and\s)?military\b|\bmilitary[-\s](?:and\s)?civil\w*",
            r"军|\bmilitary\b",
            r"民用|军民|\bcivil\w*",
            "military",
            "civilian",
        ),
        (
            r"进出口|\bimports?\sand\sexports?\b|\bexports?\sand\simports?\b",
            r"进口|进出口|\bimport\w*",
            r"出口|\bexport\w*",
            "imports",
            "exports",
        ),
        (
            r"国内外|境内外|海内外|\bat\shome\sand\sabroad\b",
            r"国内|境内|海内|\bdomestic\w*|\bhome\b",
            r"外|\boverseas\b|\babroad\b|\bforeign\b",
            "domestic",
            "foreign",
        ),
        (r"上下游|\bup(?:stream)?\sand\sdownstream\b", r"上游|上下游|\bup(?:stream)?\b", r"下游|\bdownstream\b", "upstream", "downstream"),
    )
)


@cache
def attributes() -> tuple[Attribute, ...]:
    """The rows of `rivals.tsv`, in order."""
    text = files("ragassist.text").joinpath("rivals.tsv").read_text(encoding="utf8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple(Attribute(kind, name, re.compile(f"{english}|{chinese}", re.IGNORECASE)) for kind, name, english, chinese in rows)


def rivalries(claim: str, source: str) -> list[str]:
    """Where the claim puts one attribute in the place of another, in English, one sentence each.

    Only where the source lacks the claim's attribute and has another of its kind that the claim lacks: what is merely added or left
    out is not judged here.

    >>> rivalries("The founder is the chief executive.", "创始人出任董事长。")
    ['The claim says chief executive; the source says 董事长.']
    """
    found = []
    for kind in dict.fromkeys(attribute.kind for attribute in attributes()):
        mine, theirs = _values(kind, claim), _values(kind, source)
        said, meant = [mine[name] for name in mine if name not in theirs], [theirs[name] for name in theirs if name not in mine]
        if said and meant and len(mine) == 1:
            found.append(f"The claim says {said[0]}; the source says {meant[0]}.")
    return found + _halved(claim, source)


def _values(kind: str, text: str) -> dict[str, str]:
    """The attributes of `kind` in `text`: name and the words that say it."""
    found = ((a.name, a.pattern.search(text)) for a in attributes() if a.kind == kind)
    return {name: match[0] for name, match in found if match}


def _halved(claim: str, source: str) -> list[str]:
    found = []
    for both, first, second, one, other in _BOTH:
        if both.search(source) is None or both.search(claim):
            continue
        sides = bool(first.search(claim)), bool(second.search(claim))
        if sides in ((True, False), (False, True)):
            found.append(f"The claim says only {one if sides[0] else other}; the source says {one} and {other}.")
    return found
