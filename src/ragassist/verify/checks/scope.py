"""Scope: how far a statement reaches (all, some, only), compared across Chinese and English."""

from __future__ import annotations

import re

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities import find_quantities
from ragassist.text.script import word_count
from ragassist.types import Finding
from ragassist.verify.bound_class import binds_a_class
from ragassist.verify.finding import against
from ragassist.verify.restrictions import shuts_out
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Part, Scope

_FREE_CHOICE = re.compile(
    r"\bany(?=\s(?:[\w-]+\s){1,5}(?:that|which|who|whose)\b|\s(?:one\s)?of\s(?:the|these|those)\s(?:following|above|below|listed|[\w-]+ing)\b)"
    r"|(?<=\bat\s)all\b|(?<=\bin\s)all\b(?=[.,;:)]|$)|(?<=\b(?:after|above)\s)all\b(?=,)|(?<=\bon\sthe\s)whole\b|\ball\b(?=\sthose\s(?:who|that|which|[a-z]+(?:ed|ing|en))\b)",
    re.IGNORECASE,
)
"""Before a noun with a relative clause "any" names what the clause names, and no more: "any data that has served its purpose"; "any of
the following" opens a list of which one is enough (有下列情形之一的); "all those affected" are those affected; "at all", "in all" and
"on the whole" reach nothing."""
_NO_CLASS = re.compile(
    r"\ball\b(?=\s(?:the\s)?(?:others|rest)\b)|\bevery(?=\s(?:\d|ten\b|twenty\b|hundred\b|thousand\b))|(?<=\bfor\s)every\b|(?<=\bin\s)whole\b(?=\sor\s(?:in\s)?part\b)"
    r"|(?<=\bthe\s)(?:whole|entire)\b(?=\s(?:(?:of\s)?(?:the\s|last\s|this\s|that\s)?(?:\d{4}|year|month|week|day|period|term)\b))",
    re.IGNORECASE,
)
"""Words for all that name no class: all the others, in every hundred, in whole or in part, the whole of 2031."""
_ONLY_SO = re.compile(r"只有(?=.{2,60}(?<!人)才(?![智干华]))")
"""Opens the one case in which something holds."""
_SUMS_UP = re.compile(rf"(?<=[{IDEOGRAPHS}])[都均皆](?!市|会|衡|匀)")
"""Sums up what the word before it limits: 绝大多数都 reaches most."""
_ONE_OF = re.compile(r"\bonly\sone\s(?:out\s)?of\s(?:the\s|its\s|their\s|all\s)?(?=\w)", re.IGNORECASE)
"""Before how many there are of which one alone is told of."""
_SHORT = 66
"""Chinese characters and words of a source, up to which its one limiting word bears on any claim about it."""


class Reach:
    """Whether the claim speaks of all, some or only those that the source speaks of."""

    code = "scope"
    scope: Scope = "window"
    """The word that limits may stand in the clause before."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `scope.widened`, `scope.narrowed`, `scope.only_dropped`, `scope.part_dropped` and `scope.raised`."""
        return overreach(view.claim, view.window)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _leaves_one(claim: str, source: Part) -> bool:
    """Whether a claim of the only one of several stands beside how many the others are: four of the five did not."""
    told = _ONE_OF.search(claim)
    several = find_quantities(claim[told.end() :])[:1] if told else []
    return any(e.low in (each.low - 1, 1) for each in several for e in source.quantities)


def overreach(claim: Part, source: Part) -> list[Finding]:
    """Return where the claim reaches wider or narrower than the source.

    >>> [f.code for f in overreach(Part("All services must be filed."), Part("具有舆论属性的服务应当备案。"))]
    ['scope.widened']
    """
    found = []
    every = sign("all").search(_NO_CLASS.sub(_blank, _FREE_CHOICE.sub("   ", claim.text)))
    denied = bool(sign("denied").search(claim.text))
    barred = denied and (every[0].lower() in ("any", "任何") or bool(sign("prohibits").search(source.text))) if every else False
    if every and not sign("universal_wide").search(source.text) and not barred and not binds_a_class(claim, source):
        found.append(against("scope.widened", claim.span(every), said=every[0].strip().lower()))
    plain = sign("idiom_en").pattern.sub(lambda m: " " * len(m[0]), claim.text)
    plain = sign("only_so_much").pattern.sub(lambda m: " " * len(m[0]), plain)
    only = sign("only").search(plain)
    if only and not shuts_out(claim, source) and not _leaves_one(plain, source):
        found.append(against("scope.narrowed", claim.span(only), said=only[0].strip().lower()))
    if every and not denied and (limit := _ONLY_SO.search(source.text)) and not sign("only_wide").search(claim.text):
        spans = claim.span(every), source.span(limit)
        found.append(against("scope.only_dropped", *spans, said=every[0].strip().lower(), meant=limit[0]))
    if not found and (reached := sign("universal").search(claim.text)) and not sign("most_wide").search(claim.text):
        held = sign("most").search(source.text)
        if held and not sign("universal_wide").search(_SUMS_UP.sub(" ", source.text)):
            spans = claim.span(reached), source.span(held)
            found.append(against("scope.raised", *spans, said=claim.said(reached).lower(), meant=source.said(held)))
    part = sign("part").search(source.text)
    if part and not sign("most_wide").search(claim.text) and not found and word_count(source.text) <= _SHORT:
        found.append(against("scope.part_dropped", None, source.span(part), meant=part[0].strip().lower()))
    return found
