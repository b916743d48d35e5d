"""Scope: how far a statement reaches (all, some, only), compared across Chinese and English."""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_I = re.IGNORECASE
_ALL = re.compile(
    r"所有|全部|一切|任何|全体|一律|\ball\b(?!\s(?:over|along|kinds))|(?<!above\s)\b(?:every|entire|whole"
    r"|universal\w*|without\sexception)\b|\bany\b(?!\s(?:other|more|longer|case|way))",
    _I,
)
_ALL_WIDE = re.compile(
    r"所有|全部|一切|任何|全体|一律|各|每|凡|均|都|皆|(?<![安健])全(?!面|国人)|总|整个|普遍|无论|不论|\b(?:all|every\w*|any\w*|each"
    r"|entire\w*|whole|both|always|total\w*|throughout|whichever|regardless|universal\w*|complete\w*|full\w*|across"
    r"|comprehensive\w*|anywhere)\b",
    _I,
)
_ONLY = re.compile(r"(?<!不)(?<!不仅)(?:仅仅|仅限|只有|只(?=[限是能对在适涵])|(?<!不)仅(?!仅))|\b(?:only|solely|exclusively)\b", _I)
_ONLY_SO = re.compile(r"只有(?=.{2,60}才)")
_ONLY_WIDE = re.compile(
    r"仅|只|唯|才|限于|限|单独|专门|纯|独|除.{1,20}外|才能|方可|就是|\b(?:only|sole\w*|exclusiv\w*|alone|just"
    r"|mere\w*|unless|except\w*|limited|pure\w*|no\sother|nothing\sbut)\b",
    _I,
)
_NOT_ONLY = re.compile(r"\bnot\s(?:only|solely|just|merely)\b|不仅|不只|不限于|并非只", _I)
_PART = re.compile(
    r"(?<![大组成])(?<!绝大)部分(?!析)(?!地)|试点|某些|\bsome\b(?!\s(?:\d|of\sthe\smost))|\bcertain\b|\bpilot\w*|\bpartly\b|\bin\spart\b",
    _I,
)
_PART_WIDE = re.compile(
    r"部分|试点|某|一些|有些|有的|若干|个别|少数|多数|几|数|特定|其中|\b(?:some|certain|part\w*|pilot\w*|several"
    r"|selected|many|most|few|limited|specific|number|various|among|trial\w*|those|any)\b",
    _I,
)
_NEGATED = re.compile(
    r"不|未|无|没|禁|勿|\b(?:not|no|never|neither|nor|without|cannot|forbid\w*|prohibit\w*|ban\w*|against)\b|n['’]t\b", _I
)


class Reach:
    """Whether the claim speaks of all, some or only those that the source speaks of."""

    code = "scope"
    scope: Scope = "window"
    """The word that limits may stand in the clause before."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `scope.widened`, `scope.narrowed`, `scope.only_dropped` and `scope.part_dropped`."""
        return overreach(view.claim, view.window)


def overreach(claim: Part, source: Part) -> list[Finding]:
    """Return where the claim reaches wider or narrower than the source.

    >>> [f.code for f in overreach(Part("All services must be filed."), Part("具有舆论属性的服务应当备案。"))]
    ['scope.widened']
    """
    found = []
    every = _ALL.search(claim.text)
    denied = bool(_NEGATED.search(claim.text))
    if every and not _ALL_WIDE.search(source.text) and not (denied and every[0].lower() in ("any", "任何")):
        found.append(against("scope.widened", claim.span(every), said=every[0].strip().lower()))
    plain = _NOT_ONLY.sub(lambda m: " " * len(m[0]), claim.text)
    only = _ONLY.search(plain)
    if only and not _ONLY_WIDE.search(source.text):
        found.append(against("scope.narrowed", claim.span(only), said=only[0].strip().lower()))
    if every and not denied and (limit := _ONLY_SO.search(source.text)) and not _ONLY_WIDE.search(claim.text):
        spans = claim.span(every), source.span(limit)
        found.append(against("scope.only_dropped", *spans, said=every[0].strip().lower(), meant=limit[0]))
    part = _PART.search(source.text)
    if part and not _PART_WIDE.search(claim.text) and not found and _is_short(source.text):
        found.append(against("scope.part_dropped", None, source.span(part), meant=part[0].strip().lower()))
    return found


def _is_short(source: str) -> bool:
    """Whether the source is short enough for its one limiting word to bear on this claim."""
    return len(re.findall(r"[\u4e00-\u9fff]|\w+", source)) <= 60
