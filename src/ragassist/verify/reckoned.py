"""Figures that a writer reckons from two or more of a source: what is left, by what share something changed, how many were added up.

As in `derived`, a figure is reckoned only where the claim has a word for it; `Reckoning` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, permutations

from ragassist.text.quantities.agree import ratio, same_value
from ragassist.text.quantities.find import find_quantities
from ragassist.text.quantities.quantity import Quantity
from ragassist.verify.rules import either

COUNTS = ("number", "money")
"""Kinds of figure that are added up."""
_LEFT = re.compile(
    r"\b(?:remaining|remainder|rest|other|others|leav(?:e|es|ing)|(?<!the\s)left|everything\selse|everyone\selse)\b|其余|剩余|剩下|余下|另外",
    re.IGNORECASE,
)
"""Says that a figure is what is left of a whole."""
_ALL_BUT = re.compile(r"\b(?:all|everyone|everybody|everything|every\s\w+)\s(?:but|except|save)\s$|除$", re.IGNORECASE)
"""Before how many are left: heard back from all but two of the fourteen."""
_SHORT = re.compile(r"\s(?:short\sof|below|under|lower\sthan|less\sthan|fewer\sthan|down\son|off)\b", re.IGNORECASE)
"""Behind a share by which something is below a whole, of which a source tells what it comes to."""
_WHOLE_EN = re.compile(r"\b(?:of|out\sof)\s(?:[\w'’-]+\s){0,3}$", re.IGNORECASE)
"""Before a whole of which the claim tells parts: of the 160 ferries."""
_CHANGED_BEFORE = re.compile(
    r"\b(?:by|of|down|up|rose|fell|grew|increased|decreased|dropped|climbed|gained|lost|lose|loses|losing|declined|shrank|cut)\s$"
    r"|\bby\s[^.;]{1,30},?\sor\s$",
    re.IGNORECASE,
)
"""Before a share by which something changed."""
_CHANGED_BEHIND = re.compile(
    r"\s(?:\w+\s)?(?:cheaper|dearer|more|less|fewer|higher|lower|larger|smaller|longer|shorter|faster|slower|rise|fall|drop|increase|decrease"
    r"|decline|cut|gain|growth|reduction|up|down)\b",
    re.IGNORECASE,
)
"""Behind one."""
_FORMER = re.compile(r"[^.;]{0,40}\b(?:before|earlier|previous(?:ly)?|last\s(?:year|month|quarter)|a\syear\sago)\b", re.IGNORECASE)
"""Behind a figure: it is that of an earlier time."""
_FORMER_ZH = re.compile(r"(?:去年|上年|此前|原先|原来)[^，。；\d]{0,6}$")
"""The same in Chinese, before it: 去年同期为."""
_FOR_EACH = re.compile(r"\b(?:each|apiece|per(?!\scent)|a\shead|on\saverage|works?\sout\sat)\b|人均|(?<!水)平均|每", re.IGNORECASE)
"""Says that a figure is what comes to each."""
_SMALL = 6
"""Things that a writer counts up one by one."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One figure of a claim and what it may be reckoned from."""

    figure: Quantity
    sources: Sequence[Quantity]
    claim: str
    """In ordinary forms."""

    def follows(self) -> bool:
        """Return whether the figure is what is left, a share of change, or the number of things that the claim adds up."""
        q = self.figure
        simple = self._is_left() or self._is_change() or self._counts_summands()
        return q.low == q.high and (simple or self._is_portion() or self._is_former() or self._is_for_each())

    def _is_left(self) -> bool:
        """What is left of a hundred percent, or of a whole that the claim tells: of 160, 148, where 12 are told."""
        q, share = self.figure, ratio(self.figure)
        if share is not None and (_LEFT.search(self.claim) or _SHORT.match(self.claim, q.end)):
            shares = [there[0] for e in self.sources if (there := ratio(e)) and there[0] == there[1]]
            left = (1 - sum(several, Decimal(0)) for size in (1, 2, 3, 4) for several in combinations(shares[:6], size))
            return any(fits(rest, replace(q, low=share[0], high=share[0])) for rest in left)
        if q.kind not in COUNTS:
            return False
        if _ALL_BUT.search(self.claim[: q.start]):
            several = [e.low for e in self.sources if e.kind in COUNTS and e.low == e.high][:6]
            return any(one - other == q.low for one, other in permutations(several, 2))
        wholes = [e for e in find_quantities(self.claim) if e != q and e.kind in COUNTS and self._is_whole(e)]
        parts = [e.low for e in self.sources if e.kind in COUNTS and e.low == e.high]
        rests = (
            (whole.low - sum(several, Decimal(0)), whole)
            for whole in wholes
            for size in (1, 2, 3)
            for several in combinations(parts[:6], size)
        )
        return any(rest > 0 and fits(rest, q) and any(same_value(whole, e) for e in self.sources) for rest, whole in rests)

    def _is_whole(self, whole: Quantity) -> bool:
        """Whether the claim tells parts of a figure: "of 160 ferries", "of the 2.4 billion"."""
        return bool(_WHOLE_EN.search(self.claim[: whole.start]))

    def _is_change(self) -> bool:
        """By how much one figure of the source is more or less than another, in percent or parts; one of the two the claim tells."""
        q, share = self.figure, ratio(self.figure)
        named = _CHANGED_BEFORE.search(self.claim[: q.start]) or _CHANGED_BEHIND.match(self.claim, q.end)
        if share is None or not named:
            return False
        whole = replace(q, low=share[0], high=share[0])
        slack = Decimal("0.005") if q.kind == "percent" and q.low == q.low.to_integral_value() else Decimal("0.0005")
        exact = q.kind == "percent" and q.approx == "exact"
        return any(abs(change - share[0]) <= slack if exact else fits(change, whole) for change in self._changes())

    def _changes(self) -> Iterator[Decimal]:
        clause = re.split(r"[.;:]", self.claim[: self.figure.start])[-1] + re.split(r"[.;:,]", self.claim[self.figure.end :])[0]
        # A fall is a share of the greater figure, a rise of the smaller.
        less, more = (bool(either(*names).search(clause)) for names in (("moved_down_en", "smaller_en"), ("moved_up_en", "greater_en")))
        told = [e for e in find_quantities(self.claim) if e != self.figure]
        figures = [e for e in self.sources if e.kind in COUNTS and e.low == e.high and e.low]
        for a, b in permutations(figures[:8], 2):
            one_told = len(figures) == 2 or any(same_value(e, each) for e in told for each in (a, b))
            from_there = less == more or (b.low > a.low if less else b.low < a.low)
            if one_told and from_there and (a.kind, a.unit) == (b.kind, b.unit):
                yield abs(a.low - b.low) / b.low

    def _is_portion(self) -> bool:
        """So many of a whole that the claim tells, by a share of the source: of 1,860 firms, 1,300, where 70% are so or 30% are not."""
        q = self.figure
        if q.kind not in COUNTS:
            return False
        wholes = [e.low for e in find_quantities(self.claim) if e != q and e.kind in COUNTS and self._is_whole(e)]
        shares = [there[0] for e in self.sources if (there := ratio(e)) and there[0] == there[1]]
        values = [whole * part for whole in wholes for share in shares for part in (share, 1 - share)]
        return any(_is_near(value, q) for value in values)

    def _is_former(self) -> bool:
        """What a figure of the source was before it changed by a share of the source: 63 a year before, 42 after a fall by a third."""
        q = self.figure
        if q.kind not in COUNTS or not (_FORMER.match(self.claim, q.end) or _FORMER_ZH.search(self.claim[: q.start])):
            return False
        now = [e.low for e in self.sources if e.kind == q.kind and (e.unit == q.unit or not q.unit) and e.low == e.high]
        shares = [there[0] for e in self.sources if (there := ratio(e)) and there[0] == there[1] and there[0] < 1]
        return any(_is_near(each / (1 + step), q) for each in now for share in shares for step in (share, -share))

    def _is_for_each(self) -> bool:
        """How much comes to each, where the claim or the source tells how many there are: 30,000 yuan apiece."""
        q = self.figure
        if q.kind not in COUNTS or not _FOR_EACH.search(self.claim):
            return False
        amounts = [e.low for e in self.sources if e.kind == q.kind and (e.unit == q.unit or not q.unit) and e.low == e.high]
        heads = [e.low for e in self.sources if e.kind == "number" and e.low == e.high and e.low > 1]
        return any(_is_near(amount / head, q) for amount in amounts for head in heads if amount > head)

    def _counts_summands(self) -> bool:
        """Whether the figure is how many of the source the claim adds up: 45 in three batches, where each has its own figure."""
        q = self.figure
        if q.kind != "number" or q.unit or not 2 <= q.low <= _SMALL or q.approx != "exact":
            return False
        like = [e for e in self.sources if e.kind in COUNTS and e.low == e.high]
        sums = {sum((e.low for e in several), Decimal(0)) for several in combinations(like[:8], int(q.low))}
        return any(e.low in sums for e in find_quantities(self.claim) if e != q and e.kind in COUNTS and e.low > _SMALL)


_CLOSE = Decimal("0.06")
"""Share by which a rounded ratio or length may differ from what it rounds."""
_OF_A_SHARE = Decimal("0.006")
"""A third is told of 24 in 71 too."""
_NEAR_A_SHARE = Decimal("0.1")
"""And about a tenth of 28 in 300, by a tenth of which it may differ."""
_OF_A_MULTIPLE = Decimal("0.01")
"""Three times as many is told of 50 beside 16.7."""
_SHARES = tuple(
    Decimal(a) / b for a, b in ((1, 20), (1, 10), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10))
)
"""What people tell shares by."""


def _is_near(value: Decimal, q: Quantity) -> bool:
    """Whether a value that was reckoned from two figures is what the figure says: to half a percent, or as roughly as its words."""
    if q.approx in ("more", "at_least"):
        return q.low <= value < q.low * Decimal("1.1")
    if q.approx in ("nearly", "less", "at_most"):
        return q.low * Decimal("0.9") < value <= q.low
    return abs(value - q.low) <= (_CLOSE if q.approx in ("about", "loose") else Decimal("0.005")) * q.low


def fits(value: Decimal, q: Quantity) -> bool:
    """Return whether a value is what the figure says, with its own about, nearly or over: 7.5% is fewer than one in ten."""
    step = Decimal(1) if q.low >= 1 else q.low / 4
    if q.parts and q.approx in ("less", "at_most"):
        return next((share for share in reversed(_SHARES) if share < q.low), Decimal(0)) < value <= q.low
    if q.approx in ("more", "at_least"):
        return q.low <= value < q.low + step
    if q.approx in ("nearly", "less", "at_most"):
        return q.low - step / 2 < value <= q.low
    if q.approx in ("about", "loose"):
        return abs(value - q.low) <= (_NEAR_A_SHARE * value if q.parts else _CLOSE * q.low)
    return abs(value - q.low) <= (_OF_A_SHARE if q.parts else _OF_A_MULTIPLE * q.low if q.kind == "multiple" else 0)
