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
BOTH: tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], str, str], ...] = tuple(
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
    text = files("ragassist.verify").joinpath("rivals.tsv").read_text(encoding="utf8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple(Attribute(kind, name, re.compile(f"{english}|{chinese}", re.IGNORECASE)) for kind, name, english, chinese in rows)
