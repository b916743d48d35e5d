"""Does a sentence say otherwise? Figures, times and modality of a claim against those of a statement about the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from ragassist.tasks.articles import within
from ragassist.text.glossary import glossary
from ragassist.text.language import detect
from ragassist.text.quantities import Quantity, english, find_quantities, mismatches
from ragassist.text.quantities.units import UNITS
from ragassist.text.structure import Modality, parse
from ragassist.text.structure.english import parse as parse_english

_OPPOSED: Final = frozenset({("may", "must_not"), ("must_not", "may"), ("must", "must_not"), ("must_not", "must"), ("need_not", "must"), ("must", "need_not")})
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿两]+")
_STOP: Final = re.compile(r"应当|不得|可以|必须|本办法|本规定|本条例|自|起|施行|的|，|。|、")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a claim and a source say differently of the same thing."""

    kind: Literal["figure", "modality"]
    mine: str
    theirs: str


def topic(claim: str, source: str, near: float) -> float:
    """Return how sure it is that both speak of the same, 0 to 1.

    Within one language: the share of the claim's character pairs, figures and words of modality aside, that the source has too.
    Across languages: the given likeness, which the caller has put on that scale.
    """
    if detect(claim) != detect(source) or detect(claim) == "en":
        return near
    return max(within(_plain(claim), _plain(source)), min(near, 0.6))


def conflict(claim: str, source: str) -> Conflict | None:
    """Return what the source says otherwise than the claim, given that both speak of the same; None where nothing speaks against.

    A figure that the source does not have at all is no conflict: the source must name another of the same kind.
    """
    for mismatch in mismatches(claim, source):
        if mismatch.hard and (rival := _rival(mismatch.quantity, claim, source)) is not None:
            said = rival.surface if detect(claim) == "zh" else english(rival)
            return Conflict("figure", mismatch.quantity.surface, said)
    mine, theirs = _modalities(claim), _modalities(source)
    if len(mine) == 1 and theirs and all((next(iter(mine)), other) in _OPPOSED for other in theirs):
        return Conflict("modality", next(iter(mine)), next(iter(theirs)))
    return None


def _rival(quantity: Quantity, claim: str, source: str) -> Quantity | None:
    """A quantity of the source of the same kind and measure that the claim does not have."""
    own = {(q.low, q.high, _measure(q)) for q in find_quantities(claim)}
    for other in find_quantities(source):
        if other.kind == quantity.kind and _measure(other) == _measure(quantity) and (other.low, other.high, _measure(other)) not in own:
            if other.kind in ("article", "ordinal", "name"):
                continue
            if other.kind != "date" or (other.date and quantity.date and other.date != quantity.date):
                return other
    return None


def _measure(quantity: Quantity) -> str:
    dimension = UNITS[quantity.unit][0] if quantity.unit in UNITS else quantity.unit
    return "time" if dimension in ("second", "day", "month") else dimension


def _modalities(text: str) -> set[Modality]:
    norms = parse(text) if detect(text) == "zh" else parse_english(text)
    return {norm.modality for norm in norms if norm.modality in ("must", "must_not", "may", "need_not")}


def _plain(text: str) -> str:
    return _STOP.sub("", _FIGURE.sub("", re.sub(r"《[^》]*》|第\S{1,6}?条", "", text)))


def known_terms(text: str) -> set[str]:
    """Return the glossary terms of a text by their Chinese form, so that terms can be compared across languages."""
    return {occurrence.term.zh[0] for occurrence in glossary().find(text, detect(text))}
