"""Quantities: does each figure, date and article of a claim stand in its evidence? Arithmetic on both sides, in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities.agree import DIRECTION, as_year, lost_shade, same_value
from ragassist.text.quantities.bare_numbers import listed, raw_values
from ragassist.text.quantities.days import closeness, covers
from ragassist.text.quantities.find import find_quantities, normal
from ragassist.text.quantities.quantity import NUMERIC, Day, Quantity
from ragassist.text.quantities.units import base
from ragassist.text.quantities.write_quantity import english, explained
from ragassist.text.republic import with_its_money
from ragassist.types import Finding
from ragassist.verify.bounds import bound_in_words, bounded, in_points, turns_bound, with_left_out_unit
from ragassist.verify.clocks import Clock, clocks
from ragassist.verify.derived import OTHERS, PART_OF, date_follows, figure_follows, length_follows, told_backwards
from ragassist.verify.finding import against, shade
from ragassist.verify.implied_figures import FIRST, HALF, HALF_YEAR, IMPLIED, PART_OF_HOUR, PREVIOUS, TWICE
from ragassist.verify.lengths import another_than_one, counts_years, lies_between, often_follows
from ragassist.verify.reckoned import fits
from ragassist.verify.relative_days import with_told
from ragassist.verify.rules import either
from ragassist.verify.table_figures import in_columns
from ragassist.verify.view import ClaimView, Scope

_RANKED = re.compile(
    r"\b(?:rank\w*|plac(?:e|es|ed)|com(?:es?|ing)|came)\s(?:in\s|at\s)?(?:the\s)?$"
    r"|(?:(?<![定安迁])居(?![民住家室])|(?<![系下陈罗上])列|排(?![放污水查除练他]))[^，。第]{0,6}$",
    re.IGNORECASE,
)
"""Before a place in an order: ranks second, 居全国第四位."""
_PLACE = re.compile(r"\s?[位名](?![义称为])|\splaced?\b", re.IGNORECASE)
"""Behind one."""
_EDITION = re.compile(
    r"\s?(?:[届批轮期版稿]|(?:version|edition|draft|session|batch|round|phase|meeting|plenary|conference|summit)s?\b)", re.IGNORECASE
)
"""Behind a place in a series of which each is another: 第二届, the second draft."""
_FORBIDS = re.compile(r"(?:不得(?![不已])|不能(?!不)|禁止|严禁|不许|不准(?!确)|不应|不予|不可(?![避缺分逆]))[^，。；,;]*$")
"""Before a bound of the source: what it bounds is forbidden, so that it may be told without."""
_LABEL = re.compile(r"(?<![A-Za-z])([A-Z]{2,6})[\s-]?$")
"""Before a number that belongs to a name: SB 53, GB 45438."""
_AHEAD = re.compile(
    rf"\s?(?:之前|以前|前(?![往来后期端台沿提进线]))(?![{IDEOGRAPHS}]?[款述项])|\s(?:before|ahead|prior|in\sadvance)\b", re.IGNORECASE
)
"""Behind a length of time: what is due seven days before an event may be done earlier, so that it is due at least seven days before."""
_REACHED = re.compile(r"(?<![不未没有])满$")
"""Before a figure that is reached: 满三年 and 三年以上 say the same."""
_REACHES = re.compile(
    r"\b(?:reach(?:es|ed|ing)?|attain(?:s|ed|ing)?|hit(?:s|ting)?|(?:amount(?:s|ed|ing)?|c[oa]m(?:e|es|ing))\sto|if|when(?:ever)?|once|as\ssoon\sas|takes?|requires?)\s$",
    re.IGNORECASE,
)
"""Before a figure of the claim, likewise."""
_BETWEEN_BOUND = r"[^，。；：,;:\d]{1,24}$"
_ABOVE = re.compile(
    rf"(?:(?<![不未没])(?<!不[得应可宜能])(?:超过|高于|多于|大于)|逾|突破|至少|最少|不(?:[得应可宜能]|应当)?(?:低于|少于|小于)){_BETWEEN_BOUND}"
)
"""A lower bound with words between it and its figure, within its clause."""
_BELOW = re.compile(
    rf"(?:(?<![不未没])(?<!不[得应可宜能])(?:低于|少于|小于)|不到|不足|不及|至多|最多|跌破|不(?:[得应可宜能]|应当)?(?:超过|高于|多于|大于)){_BETWEEN_BOUND}"
    r"|\b(?:caps?|capped|capping|limit(?:s|ed|ing)?)\s(?:[\w'’-]+\s){1,5}(?:at|to)\s$",
    re.IGNORECASE,
)
"""An upper one."""
_WITHIN = re.compile(r"(?:以|之)内|以下(?!简称|统称|称)")
"""Behind a figure that something does not go beyond."""
_CHANGE = re.compile(
    either("moved_up_en", "moved_down_en", "greater_en", "smaller_en", "moved_up_zh", "moved_down_zh").pattern
    + r"|\b(?:add(?:s|ed|ing)?|differ(?:s|ed|ence)?|gaps?|earlier|later|above|below|ahead|behind)\b"
    r"|高(?![等校级铁速新考层空]|质量|科技)|低(?![空碳])|差(?![旅异])"
    r"|(?<![至不最缺减])少(?![年数女])|(?<![至不最许])多(?![媒种元样数次边模云])",
    re.IGNORECASE,
)
"""Words of a claim that says by how much."""
_ARRIVES = re.compile(
    r"(?<!come\s)(?<!comes\s)(?<!came\s)(?<!amounts\s)(?<!amounted\s)\bto\s(?:(?:about|some|just|only|over|nearly|almost|around)\s)*$"
    r"|(?<!达)到$|至$",
    re.IGNORECASE,
)
"""Before a figure that something changes to, which is no difference."""
_PROVISION = re.compile(
    r"\b(?i:chapters?|articles?|sections?|parts?|paragraphs?|annex|weeks?|days?|phases?|levels?|grades?|tiers?|steps?|pages?|lines?)\s$"
    r"|(?<=[a-z] )[A-Z][a-z]{3,}\s$|^[A-Z][a-z]{6,}\s$"
)
"""Before a number that names one of a row: Article 5, Working Group 21."""
_ALIASES = {"co2": ("二氧化碳", "carbon dioxide"), "covid19": ("新冠", "coronavirus"), "g20": ("二十国集团",), "g7": ("七国集团",),
    "ch4": ("甲烷", "methane"),
            "h2o": ("水", "water"), "o2": ("氧", "oxygen")}  # fmt: skip


_HALF_A_YEAR = 6
"""Months."""


class Quantities:
    """Whether the evidence gives each quantity of the claim; titles and headings may supply dates, articles, ordinals and names."""

    code = "quantity"
    scope: Scope = "source"
    """All of it: a figure that stands anywhere in the evidence is not invented. Whose it is, `owners` asks."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return one finding for each quantity that the evidence does not give as it stands."""
        found = mismatches(view.claim.text, view.source.text)
        if found and view.context.text:
            still = {finding.claim_span for finding in mismatches(view.claim.text, view.background.text)}
            kinds = {(q.start, q.end): q.kind for q in view.claim.quantities}
            found = [
                f
                for f in found
                if f.claim_span in still
                or (kinds.get(f.claim_span or (0, 0)) in NUMERIC and not _labelled(view.claim.text, f.claim_span, view.context.text))
            ]
        return found


def mismatches(claim: str, evidence: str) -> list[Finding]:
    """Return the claim's quantities that no quantity of the evidence supports, in the order of the claim, without repetition.

    `against` refutes; `shade` only drops or adds a shade ("60,000" for 近6万), or gives a detail that the source leaves open.

    >>> [(f.code, dict(f.values)["meant"]) for f in mismatches("The fund is worth $360 billion.", "该基金规模为360亿美元。")]
    [('quantity.differs', '360亿美元 (= US$36 billion)')]
    """
    source = _Source.of(evidence)
    timed = clocks(normal(claim))
    told = [q for q in bounded(claim) if not any(q.start < clock.end and clock.start < q.end for clock in timed)]
    found = [f for q in told if (f := source.check(q, claim))] + [f for clock in timed if (f := source.check_clock(clock, claim))]
    return list({(f.code, f.values): f for f in found}.values())


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    quantities: tuple[Quantity, ...]
    values: frozenset[Decimal]
    """Every number of the text however written, for ordinals and bare years that a strict reading passes over."""
    counts: frozenset[Decimal]
    """The same without those of articles, ordinals and dates: what may be a small count in another shape."""

    @classmethod
    def of(cls, text: str) -> _Source:
        quantities = with_its_money([*with_told(list(bounded(text)), text), *in_columns(text)], text)
        plain = normal(text)
        counted = plain
        for q in quantities:
            if q.kind in ("article", "ordinal", "date"):
                counted = counted[: q.start] + " " * (q.end - q.start) + counted[q.end :]
        return cls(plain, tuple(quantities), frozenset(raw_values(plain)), frozenset(raw_values(counted)))

    def check(self, q: Quantity, claim: str) -> Finding | None:
        if q.kind == "name":
            return None if self._has_name(q.surface) else _found("name.absent", q, None, said=q.surface)
        if q.kind == "date":
            return self._check_date(q, claim)
        if q.kind == "article":
            return self._check_article(q)
        if q.kind == "ordinal":
            return self._check_ordinal(q, claim)
        return self._check_number(q, claim)

    def _has_name(self, name: str) -> bool:
        pieces = re.findall(r"[a-z]+|\d+|\.", normal(name).lower())
        pattern = r"(?<![a-z0-9])" + r"[-\s]?".join(map(re.escape, pieces)) + r"(?![a-z]|\.?\d)"
        aliases = _ALIASES.get("".join(pieces), ())
        return bool(re.search(pattern, self.text.lower())) or any(alias in self.text.lower() for alias in aliases)

    def _check_number(self, q: Quantity, claim: str) -> Finding | None:
        shades = []
        for e in self.quantities:
            if e.kind in NUMERIC and same_value(q, e):
                lost = True if turns_bound(q, e, normal(claim)) else lost_shade(q, e)
                if lost is None:
                    return None
                shades.append((lost, e))
        if any(as_year(q, e) for e in self.quantities) or self._both_ends(q) or self._difference(q, claim) or self._otherwise(q, claim):
            return None
        if figure_follows(q, self.quantities, normal(claim), self.text) or often_follows(q, normal(claim), self.text):
            return None
        if any(
            self._check_number(whole, claim) is None for whole in (*with_left_out_unit(q, claim), in_points(q, normal(claim))) if whole != q
        ):
            return None
        if shades:
            hard, e = min(shades, key=lambda pair: pair[0])
            # 不得给予两次以上罚款 is "not twice": under a prohibition the bound and the bare figure say the same.
            if self._same_bound(q, e, claim):
                return None
            if e.approx in ("at_least", "at_most") and q.approx == "exact" and PART_OF.search(normal(claim)[: q.start]):
                return None
            hard = hard and not (DIRECTION[e.approx] > 0 and q.approx == "exact" and _FORBIDS.search(self.text[: e.start]))
            return _found("quantity.differs", q, e, hard=hard, said=q.surface.strip(), meant=explained(e))
        if q.kind == "number" and (self._small_count(q, claim) or _labelled(claim, (q.start, q.end), self.text) or self._apart(q, claim)):
            return None
        small = q.kind == "number" and not q.unit and q.low == q.high and q.low <= 3 and not q.surface.strip().isdigit()
        rival = any(e.kind == "number" and not e.unit and 1 < e.low <= 12 for e in self.quantities)
        return self._absent(q, hard=not small or (rival and q.low > 1))

    def _same_bound(self, q: Quantity, e: Quantity, claim: str) -> bool:
        """Whether a bound on one side is what a word beside the bare figure says on the other."""
        mine, theirs = DIRECTION[q.approx], DIRECTION[e.approx]
        before = theirs and q.approx == "exact" and (_ABOVE if theirs > 0 else _BELOW).search(normal(claim)[: q.start])
        if before or bound_in_words(q, e, normal(claim), self.text):
            return True
        forbidden = mine < 0 < theirs and _FORBIDS.search(self.text[: e.start])
        if forbidden or (mine and e.approx == "exact" and self._bound_before(e, mine)):
            return True
        if mine < 0 and e.approx == "exact" and _WITHIN.match(self.text, e.end):
            return True
        if mine > 0 and e.approx == "exact":
            return bool(_AHEAD.match(self.text, e.end) or _REACHED.search(self.text[: e.start]))
        if theirs > 0 and q.approx == "exact" and _REACHES.search(normal(claim)[: q.start]):
            return True
        if theirs > 0 and q.approx == "exact":
            return bool(_AHEAD.match(normal(claim), q.end) or _REACHED.search(normal(claim)[: q.start]))
        return False

    def _bound_before(self, e: Quantity, direction: int) -> bool:
        """Whether a bound of that direction stands before the figure, with what it bounds between: 低于全省均值八成, 至少覆盖面积的10%."""
        at = max((other.end for other in self.quantities if other.end <= e.start and other.kind in NUMERIC), default=0)
        return bool((_ABOVE if direction > 0 else _BELOW).search(self.text[at : e.start]))

    def _both_ends(self, q: Quantity) -> bool:
        """Whether the two ends of a range stand in the source one by one: from 200 to 500 for 由200提高到500."""
        if q.low == q.high or q.approx != "exact":
            return False
        return all(any(same_value(replace(q, low=end, high=end), e) for e in self.quantities) for end in (q.low, q.high))

    def _difference(self, q: Quantity, claim: str) -> bool:
        """Whether a change is what two figures of the source differ by: 8 percentage points for 由18%提高到26%."""
        if q.low != q.high or not _CHANGE.search(normal(claim)) or _ARRIVES.search(normal(claim)[: q.start]):
            return False
        kind = "percent" if q.kind == "points" else q.kind
        bare = q.kind == "number" and not q.unit  # rose by 200,000 to half a million, where the source counts yuan
        same = [e for e in self.quantities if e.low == e.high and (e.kind == kind or (bare and e.kind == "money"))]
        same = [e for e in same if kind == "percent" or e.unit == q.unit or not q.unit]
        pairs = [(a, b) for a, b in combinations(same, 2) if fits(abs(a.low - b.low), q) and a.unit == b.unit]
        return q.kind in ("points", "number", "money") and any(not told_backwards(q, a.low, b.low, claim) for a, b in pairs)

    def _otherwise(self, q: Quantity, claim: str) -> bool:
        """Whether the source counts differently: Acme等11家 for "Acme and ten others", 双 for "double"."""
        if q.kind == "multiple" and q.low == 2 and TWICE.search(self.text):
            return True
        if q.parts == (1, 2) and HALF.search(self.text):
            return True
        if q.kind != "number" or not OTHERS.match(normal(claim), q.end):
            return False
        most = 1 + len(re.findall(r",\s|、", normal(claim)[: q.start]))
        return any(
            e.kind == "number" and 0 < e.low - q.low <= most and self.text[: e.start].rstrip().endswith("等") for e in self.quantities
        )

    def check_clock(self, clock: Clock, claim: str) -> Finding | None:
        """Return what is wrong with a time of day: neither its hour, in either count, nor the figure itself stands in the text."""
        hour, said = clock.hour, claim[clock.start : clock.end]
        hours = {hour % 24, 24 if hour == 0 else hour, hour - 12 if hour > 12 else hour}
        told = not clock.minute or Decimal(clock.minute) in self.values or PART_OF_HOUR.search(self.text)
        if said in self.text or (told and any(Decimal(h) in self.values for h in hours)):
            return None
        return against("quantity.absent", (clock.start, clock.end), said=said)

    def _apart(self, q: Quantity, claim: str) -> bool:
        """Whether a length of time is that between a day the claim names and another day of claim or source: five days later."""
        said = [e.date for e in find_quantities(claim) if e.kind == "date" and e.date]
        there = [e.date for e in self.quantities if e.kind == "date" and e.date]
        return lies_between(q, said, there) or length_follows(q, there) or counts_years(q, normal(claim), there)

    def _small_count(self, q: Quantity, claim: str) -> bool:
        """A count that the source has in another shape: 双 for two, 两 in a word, a bare number before an unknown noun."""
        if q.low != q.high or q.unit in ("nm", "GW", "km", "t"):
            return False
        there = self.values if q.low > 99 or _PROVISION.search(normal(claim)[: q.start]) else self.counts
        if not q.unit and DIRECTION[q.approx] == 0 and q.low in there and (q.low <= 99 or q.low == q.low.to_integral_value()):
            return True
        if q.unit == "time" and q.low in there:
            return True
        if q.low == 1:
            return not another_than_one(q, self.quantities, self.text)
        if q.unit == "month" and q.low == _HALF_A_YEAR and HALF_YEAR.search(self.text):
            return True
        implied = IMPLIED.get(int(q.low)) if q.low == q.low.to_integral_value() else None
        return bool(implied and q.unit == ("year" if q.low >= 10 else "") and implied.search(self.text))

    def _absent(self, q: Quantity, *, hard: bool) -> Finding:
        nearest = _nearest(q, self.quantities)
        if nearest:
            return _found("quantity.differs", q, nearest, hard=hard, said=explained(q), meant=explained(nearest))
        return _found("quantity.absent", q, None, hard=hard, said=explained(q))

    def _check_article(self, q: Quantity) -> Finding | None:
        fits = {"article": {"article", "section"}, "section": {"section", "article", "paragraph"}, "paragraph": {"paragraph", "section",
        "item", "article"},
                "item": {"item", "paragraph"},
                "chapter": {"chapter"}, "part": {"part", "chapter", "section"}, "annex": {"annex"}}  # fmt: skip
        if any(e.kind == "article" and e.low == q.low and e.unit in fits.get(q.unit, {q.unit}) for e in self.quantities):
            return None
        if q.low in listed(self.text) or (
            q.unit in ("item", "paragraph", "part") and any(e.kind == "ordinal" and e.low == q.low for e in self.quantities)
        ):
            return None
        others = [e for e in self.quantities if e.kind == "article" and e.unit == q.unit] or [
            e for e in self.quantities if e.kind == "article"
        ]
        said = explained(q) if q.surface[0].isalpha() else english(q)
        if others:
            return _found("article.differs", q, others[0], said=said, meant=explained(others[0]))
        return _found("article.absent", q, None, said=said)

    def _check_ordinal(self, q: Quantity, claim: str) -> Finding | None:
        same = [e for e in self.quantities if e.kind in ("ordinal", "article") and e.low == q.low]
        others = [e for e in self.quantities if e.kind == "ordinal" and e.low != q.low]
        if same or (q.low in self.values and q.low > 1) or (q.low == 1 and FIRST.search(self.text)):
            return None
        # Than in the third, of what the source tells of the fourth beside the one before.
        quarters = [e.date.quarter for e in find_quantities(claim) if e.date is not None]
        told = [*quarters, *(e.low for e in find_quantities(claim) if e.kind == "ordinal")]
        if q.low + 1 in told and PREVIOUS.search(self.text):
            return None
        if q.low <= 2:
            titled = _EDITION.match(normal(claim), q.end)
            ranked = _RANKED.search(normal(claim)[: q.start]) or _PLACE.match(normal(claim), q.end)
            implied = q.low == 2 and not ranked and IMPLIED[2].search(self.text)
            if not (titled or ranked) or not others or implied:
                return None
        if others:
            return _found("ordinal.differs", q, others[0], said=explained(q), meant=explained(others[0]))
        return _found("ordinal.absent", q, None, said=explained(q))

    def _check_date(self, q: Quantity, claim: str) -> Finding | None:
        day = q.date
        if day is None:
            return None
        dates = [e.date for e in self.quantities if e.kind == "date" and e.date]
        said = [e for e in self.quantities if e.kind == "date"]
        if any(covers(day, e) for e in dates) or self._in_pieces(day, dates):
            return self._vague_part(q, day, dates)
        if date_follows(day, self.quantities, normal(claim)):
            return None
        only_year = day.year is not None and day == Day(year=day.year, part=day.part, fiscal=day.fiscal)
        if only_year and (Decimal(day.year or 0) in self.values):
            return None
        if day.month and day.month <= 12 and day.year and any(e.year is None and covers(replace(day, year=None), e) for e in dates):
            years = {e.year for e in dates if e.year}
            if not years:
                source = next(e for e in said if e.date and covers(replace(day, year=None), e.date))
                return _found("date.year", q, source, hard=False, said=str(day.year), meant=explained(source))
        nearest = min(said, key=lambda e: -closeness(day, e.date), default=None)
        if nearest:
            return _found("date.differs", q, nearest, said=explained(q), meant=explained(nearest))
        return _found("date.absent", q, None, said=explained(q))

    def _in_pieces(self, day: Day, dates: list[Day]) -> bool:
        """The year in one place and the day in another, as in 2023年…同年7月."""
        if day.year is None or (day.month is None and day.quarter is None):
            return False
        rest = replace(day, year=None)
        return any(e.year is None and covers(rest, e) for e in dates) and any(e.year == day.year for e in dates)

    def _vague_part(self, q: Quantity, day: Day, dates: list[Day]) -> Finding | None:
        if not day.part:
            return None
        fitting = [e for e in dates if covers(replace(day, part=""), replace(e, part=""))]
        if any(e.part == day.part or not e.part for e in fitting):
            return None
        source = next((e for e in self.quantities if e.date in fitting), None)
        return _found("date.differs", q, source, said=explained(q), meant=explained(source)) if source else None


def _labelled(claim: str, span: tuple[int, int] | None, known: str) -> bool:
    """Whether the number at `span` is part of a name that `known` has too: SB 53, GB 45438."""
    label = _LABEL.search(claim[: span[0]]) if span else None
    if label is None or span is None:
        return False
    return bool(re.search(rf"(?<![A-Za-z]){label[1]}[\s-]?{re.escape(claim[span[0] : span[1]].strip())}(?!\d)", known))


def _found(code: str, q: Quantity, e: Quantity | None, *, hard: bool = True, **values: str) -> Finding:
    make = against if hard else shade
    return make(code, (q.start, q.end), (e.start, e.end) if e else None, **values)


def _nearest(q: Quantity, sources: tuple[Quantity, ...]) -> Quantity | None:
    """What the source most likely says where the claim has `q`: same digits at another magnitude first, then the same kind."""

    def rank(e: Quantity) -> tuple[int, float]:
        digits = q.low.normalize().as_tuple().digits == e.low.normalize().as_tuple().digits
        same_kind = e.kind == q.kind or {e.kind, q.kind} <= {"percent", "fraction"}
        same_unit = base(q.low, q.unit)[0] == base(e.low, e.unit)[0] if q.kind == "number" else q.unit == e.unit
        distance = abs(float(q.low) - float(e.low)) / max(float(q.low), float(e.low), 1e-9)
        return (-(4 * digits + 2 * same_kind + same_unit), distance)

    # A measure is set beside a measure of its kind, or beside the same digits; other figures would only puzzle the reader.
    usable = [e for e in sources if e.kind in NUMERIC and rank(e)[0] <= (-3 if q.kind == "number" and q.unit else -1)]
    return min(usable, key=rank, default=None)
