"""The quantities of a claim, each with what it shares with the one beside it: a bound, a unit, the word before both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ragassist.lang.en import SCALES
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities.agree import DIRECTION
from ragassist.text.quantities.find import find_quantities, normal
from ragassist.text.quantities.quantity import NUMERIC, Approx, Quantity
from ragassist.verify.lengths import with_lengths

_TIMES = frozenset({"day", "month", "year"})
_ALTERNATIVE = re.compile(r"[，,]?(?:\s[a-z-]+){0,3}?\s?(?:or\b|或者?)[^，。,.;；\d]{0,24}", re.IGNORECASE)
"""Between two figures of which one is enough: up to 50 million yuan or 5%."""
_COORDINATED = re.compile(r"\s?,?\s?(?:(?:by|in|until|for|at)\s\S{1,12}\s)?and\s", re.IGNORECASE)
"""Between two objects of one verb: exceed 150 billion yuan by 2020 and 400 billion (yuan) by 2025."""
_NOR = re.compile(r"[^.;\d]{0,60}?,?\snor\s(?:by\s)?", re.IGNORECASE)
"""Between two figures under one denied bound: may not exceed 40% of what is spent, nor two million yuan."""
_BETWEEN = re.compile(r"\bbetween\s[^,.;]{1,20}\sand\s$", re.IGNORECASE)
"""Before the upper end of a range whose lower end is no figure by itself: between one and ten times."""
_JOINED = re.compile(r"\s(?:or|and|to)\s", re.IGNORECASE)
"""Between two figures of which only the second has its unit: three or twelve months."""
_SET_AGAINST = re.compile(r"\s(?:or|and|to|instead\sof|rather\sthan|not|against|versus|(?:out\s)?of\s(?:the|a|its|their))\s", re.IGNORECASE)
"""Between two figures of which only the second has its scale: 3.4 instead of 1.7 billion yuan."""
_SCALED = re.compile(r"\b(thousand|million|billion|trillion)\b", re.IGNORECASE)
"""In the second of them."""
_LARGEST_BARE = 1000
"""A figure that is written with a scale has fewer than four digits before its point."""
_NOT = re.compile(
    r"(?:\b(?:not|never|cannot|(?:nobody|no)\s(?:[\w-]+\s){0,5}(?:shall|may|must|can|should|will))|n['’]t)(?:\s(?!(?:because|as|since|where|who|which|that|if|when|unless|while|whose|and|but|only|just)\b)"
    rf"[\w'’-]+){{1,9}}\s$|(?:不得|不应当?|不能|不可|不宜|不许|禁止)[{IDEOGRAPHS}]{{1,6}}$",
    re.IGNORECASE,
)
"""Denies the comparison behind it, with what is done between: shall not account for more than 20%, 不得连续超过10天."""
_NEVER = re.compile(
    r"\b(?:not|never|nor|in\sno\s(?:case|event|way|circumstances?)|under\sno\scircumstances|at\sno\s(?:time|point|stage)|by\sno\smeans)\s(?:to\s(?:go|rise|fall|be)\s|even\s|ever\s)?$|\bwithout\s(?:ever\s)?(?:going\s|rising\s|falling\s)?$",
    re.IGNORECASE,
)
"""Right before a comparison, denies it: never more than three fifths, without going beyond twelve knots."""
_FALLS_SHORT = re.compile(
    r"(?:\b(?:not|never)|n['’]t)\s(?:even\s)?(?:yet\s)?(?:survive|last|reach|attain|hit|turn(?:ed)?|amount\sto|come\sto|add\sup\sto|make\sit\sto)\s(?:even\s|quite\s|for\s|a\sfull\s)*$"
    r"|\bnot\s(?:even|quite|yet)\s$|\b(?:fail|fell|falls?)\w*\s(?:to\s(?:reach|attain|hit)|short\sof)\s(?:even\s)?$",
    re.IGNORECASE,
)
"""Before a figure that was not reached: did not survive even fifteen months, not quite a third."""
_DENIED: dict[Approx, Approx] = {"more": "at_most", "less": "at_least"}
_POINTS = re.compile(r"[\s-]points?\b(?!\s(?:of|in|to|out)\b)", re.IGNORECASE)
"""Behind a bare figure: it is one of percentage points, where no kind of point is named (three points of entry)."""
_NO_NOUN = re.compile(
    r"\s?(?:[.,;:)]|$|(?:for|in|on|at|from|to|by|and|or|if|when|where|under|after|before|with|among|of\sthem|per|a|the|each)\b)"
)
"""Behind a figure that counts nothing that is named."""
_CLAUSE_END = re.compile(r"[,;:.()，。；：（）]\s?")
"""Behind which a denial reaches no figure."""
_FARTHEST = 90
"""Characters before a figure in which its denial may stand."""


def read(text: str) -> list[Quantity]:
    """Return the quantities of a text, those under a denied comparison with the bound that is meant: not lower than 5% is at least 5%.

    >>> [q.approx for q in read("A site shall not account for more than 20 percent.")]
    ['at_most']
    """
    plain = normal(text)
    return [
        replace(q, approx=_DENIED[q.approx])
        if q.approx in _DENIED and _is_denied(plain, q)
        else replace(q, approx="less")
        if q.approx == "exact" and q.kind in NUMERIC and _FALLS_SHORT.search(plain[max(0, q.start - _FARTHEST) : q.start])
        else q
        for q in with_lengths(find_quantities(text), plain)
    ]


def _is_denied(plain: str, q: Quantity) -> bool:
    """Whether a denial reaches the comparison that a figure stands under."""
    before = _CLAUSE_END.split(plain[max(0, q.start - _FARTHEST) : q.start])[-1]
    return bool(_NOT.search(before) or _NEVER.search(before))


def bounded(claim: str) -> Iterator[Quantity]:
    """Yield the claim's quantities, each second of two alternatives under the bound of the first: "up to 50 million yuan or 5%"."""
    plain = normal(claim)
    before: Quantity | None = None
    figure: Quantity | None = None
    for q in _with_units(read(claim), plain):
        if (
            before
            and q.kind in NUMERIC
            and q.approx == "exact"
            and q.unit not in _TIMES  # 50万元以下或者上一年度营业额百分之五以下
            and before.approx in ("loose", "at_most", "at_least")
            and _ALTERNATIVE.fullmatch(plain[before.end : q.start])
        ):
            q = replace(q, approx=before.approx)
        if figure and q.approx == "exact" and figure.approx in ("at_most", "at_least") and _NOR.fullmatch(plain[figure.end : q.start]):
            q = replace(q, approx=figure.approx)
        if (
            figure
            and q.approx == "exact"
            and figure.approx == "more"
            and ((q.kind, q.unit) == (figure.kind, figure.unit) or (figure.kind == "money" and q.kind == "number" and not q.unit))
            and _COORDINATED.fullmatch(plain[figure.end : q.start])
        ):
            q = replace(q, approx="more", kind=figure.kind, unit=figure.unit)
        if q.approx == "exact" and q.kind in NUMERIC and _BETWEEN.search(plain[: q.start]):
            q = replace(q, approx="loose")
        if not (q.kind == "number" and q.unit in _TIMES):  # 上一年度, between the two
            before = q
        figure = q if q.kind in NUMERIC else figure
        yield q


_NONE_BEYOND = re.compile(r"\b(?:none|nothing|nobody|no\s(?:[\w-]+\s)?[\w-]+)\s(?:is\s|be\s|to\s)?$", re.IGNORECASE)
"""Before a comparison: no fee above ten yuan is a bound, no ferry above ten tonnes a kind of ferry."""


_NO_MORE = re.compile(r"[只仅](?![要好需])[^，。；,;\d]{0,8}$|\bonly\s(?:[a-z]+\s){0,3}$", re.IGNORECASE)
"""Before a figure that the source finds small: only 60 are no more than 60."""
_DENIES_BOUND = re.compile(r"\s?(?:不|\bno\b|\bnot\b)", re.IGNORECASE)
"""Opens a bound that is told by a denial: 不低于十元."""
_HIGHEST = re.compile(r"\s?(?:至多|最多|最高|最长|最久|最迟|最晚|up\sto|at\smost)", re.IGNORECASE)
"""Opens one that nothing goes beyond."""


def bound_in_words(q: Quantity, e: Quantity, claim: str, source: str) -> bool:
    """Return whether the bound of a claim's figure is that of the source's in other words: no fee above ten yuan, no more than the only 60.

    Both texts in ordinary forms.
    """
    mine, theirs = DIRECTION[q.approx], DIRECTION[e.approx]
    if mine * theirs < 0:
        return bool(_NONE_BEYOND.search(claim[: q.start]))
    return mine < 0 and e.approx == "exact" and bool(_NO_MORE.search(source[: e.start]))


def turns_bound(q: Quantity, e: Quantity, claim: str) -> bool:
    """Return whether a claim's bound is the other way round than the source's, though their words compare alike.

    >>> from ragassist.text.quantities.find import find_quantities
    >>> said = "No fee above ten yuan is due."
    >>> [turns_bound(find_quantities(said)[0], find_quantities(text)[0], said) for text in ("费用不低于十元。", "十元以上的费用免收。")]
    [True, False]
    """
    mine = DIRECTION[q.approx]
    if mine * DIRECTION[e.approx] > 0:
        return bool(_NONE_BEYOND.search(claim[: q.start])) and bool(_DENIES_BOUND.match(e.surface))
    return q.approx in ("at_least", "more") and e.approx == "loose" and bool(_HIGHEST.match(e.surface))


def with_left_out_unit(q: Quantity, claim: str) -> Iterator[Quantity]:
    """Yield a bare figure with the unit of the last figure before it in its sentence: a drop of three points and one of five.

    Nothing where a noun follows the figure: it then counts that.

    >>> text = "Fog of three hours closes the pier, and one of five the port, with six ferries."
    >>> [[each.unit for each in with_left_out_unit(q, text)] for q in find_quantities(text)[1:]]
    [['h'], []]
    """
    plain = normal(claim)
    if q.kind != "number" or q.unit or not _NO_NOUN.match(plain, q.end):
        return
    before = [in_points(e, plain) for e in find_quantities(claim) if e.end <= q.start and e.kind in NUMERIC]
    last = before[-1] if before else None
    if last and (last.kind, last.unit) != ("number", "") and not re.search(r"[.;!?。；]\s?", plain[last.end : q.start]):
        yield replace(q, kind=last.kind, unit=last.unit)
        if q.low < _LARGEST_BARE and (scale := _SCALED.search(last.surface)):
            value = q.low * SCALES[scale[1].lower()]
            yield replace(q, kind=last.kind, unit=last.unit, low=value, high=value)


def in_points(q: Quantity, plain: str) -> Quantity:
    """Return the figure as one of percentage points where "points" alone stands behind it; `plain` is its text in ordinary forms."""
    return replace(q, kind="points") if q.kind == "number" and not q.unit and _POINTS.match(plain, q.end) else q


def _with_units(found: list[Quantity], plain: str) -> Iterator[Quantity]:
    """The quantities, a bare number with the unit of the one that it is joined to."""
    for q, after in zip(found, [*found[1:], None], strict=False):
        bare = q.kind == "number" and not q.unit and q.approx == "exact"
        shares = after is not None and (after.kind == "percent" or (after.kind == "number" and after.unit in _TIMES))
        if bare and shares and after is not None and _JOINED.fullmatch(plain[q.end : after.start]):
            q = replace(q, kind=after.kind, unit=after.unit)
        elif (
            q.kind == "number"
            and not q.unit
            and after is not None
            and q.low < _LARGEST_BARE
            and (scale := _SCALED.search(after.surface))
            and _SET_AGAINST.fullmatch(plain[q.end : after.start])
        ):
            value = q.low * SCALES[scale[1].lower()]
            q = replace(q, kind=after.kind, unit=after.unit, low=value, high=value)
        yield q
