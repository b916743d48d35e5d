"""Labels: the number or letter by which one thing of a series is told from the others, such as berth 2, the third round, Series B."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities.find import normal
from ragassist.text.quantities.numerals import han_value
from ragassist.types import Finding
from ragassist.verify.finding import Span, against
from ragassist.verify.view import ClaimView, Part, Scope

_NUMBERED = re.compile(
    rf"(?P<thing>[{IDEOGRAPHS}]{{2}})(?P<mark>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?P<of>号(?!召|称|码)|期(?![间限待望货刊])|轮(?![船胎流渡])|代(?![表理码替价])|线(?![上下索路])|批(?![准复评判]))"
)
"""A thing of a numbered series: 泊位2号, 第三期."""
_LETTERED = re.compile(
    r"(?<![A-Za-z])(?P<mark>[A-Z])(?P<of>轮|组|类|级|型|区|座|股)|\b(?:Series|Round|Group|Class|Type|Category|Grade)\s(?P<en>[A-Z])\b"
)
"""A thing of a series by letters: B轮, Class A."""

ANY = ""
"""The series of a letter that another language names."""


class Labels:
    """Whether the claim names the thing of a series that the source names."""

    code = "ordinal"
    scope: Scope = "source"
    """All of it: what a thing is called may be said once."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `ordinal.differs` for each label of which the source has only others of the same series."""
        return relabelled(view.claim, view.background)


def relabelled(claim: Part, source: Part) -> list[Finding]:
    """Return `ordinal.differs` where the source has the thing under other labels only.

    >>> [dict(f.values) for f in relabelled(Part("渡轮停靠客运1号泊位。"), Part("渡轮停靠客运二号泊位。"))]
    [{'said': '客运1号', 'meant': '客运二号'}]
    """
    theirs = list(_labels(source.text))
    found = []
    for thing, mark, span in _labels(claim.text):
        same = [
            (other, at) for named, other, at in theirs if named == thing or (ANY in (named, thing) and other.isalpha() and mark.isalpha())
        ]
        if same and all(other != mark for other, _ in same):
            there = same[0][1]
            spans = span, (source.start + there[0], source.start + there[1])
            found.append(against("ordinal.differs", *spans, said=claim.written[slice(*span)], meant=source.written[slice(*there)]))
    return found


def _labels(text: str) -> Iterator[tuple[str, str, Span]]:
    """The series, the label and its place. An English letter may belong to any series: each language has its own word for it."""
    for match in _NUMBERED.finditer(normal(text)):
        value = match["mark"] if match["mark"].isdigit() else han_value(match["mark"])
        yield match["thing"] + match["of"], str(int(value)) if value is not None else match["mark"], match.span()
    for match in _LETTERED.finditer(text):
        yield match["of"] or ANY, match["mark"] or match["en"], match.span()
