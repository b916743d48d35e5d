"""Owners: a figure that the claim gives to another year, country, firm or body than the evidence does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from ragassist.text.entities import Entity
from ragassist.text.quantities import NUMERIC, Quantity, find_quantities
from ragassist.text.quantities.agree import same_value
from ragassist.text.quantities.days import covers
from ragassist.types import Finding
from ragassist.verify.align import containment
from ragassist.verify.clauses import Clause
from ragassist.verify.finding import against
from ragassist.verify.relative_days import Told, told_days
from ragassist.verify.view import NAMED, ClaimView, Part, Scope, inside


class Owners:
    """Whether each figure belongs to whom the evidence gives it."""

    code = "owner"
    scope: Scope = "source"
    """All of it: the figure's own clause must be found, wherever it stands."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `owner.exchanged` for each figure whose owner has figures of its own in the evidence."""
        return misplaced(view.claim, view.source)


_Figure = tuple[Clause, Quantity]
"""A clause with its only figure."""


class EventDates:
    """Whether a date belongs to the event that the source gives it to: issued on one day, in force from another."""

    code = "date"
    scope: Scope = "window"
    """Both dates of a rule usually stand in one sentence."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `date.event` for each event whose date is another event's in the source."""
        return exchanged_events(view.claim, view.window)


_EVENTS = {
    "issued": re.compile(r"发布(?!会)|公布|出台|印发|颁布|\bissu\w+|\bpublish\w*|\breleas\w+|\bpromulgat\w+", re.IGNORECASE),
    "in force": re.compile(
        r"施行|生效|起实施|\bt(?:ak\w+|ook)\seffect|\bin(?:to)?\s(?:force|effect)\b|\beffective\b(?=\s(?:on|from|as\sof|since|in|date|at|immediately|(?-i:[A-Z])|\d)|[,.;]|$)",
        re.IGNORECASE,
    ),
    "adopted": re.compile(r"通过(?=[，。；]|$)|审议通过|\badopted\b|\bpassed\b", re.IGNORECASE),
}
"""What a rule undergoes on days of its own: the day on which it is issued is not the one from which it holds."""


def exchanged_events(claim: Part, source: Part) -> list[Finding]:
    """Return `date.event` where the claim dates one event by the day of another.

    >>> given = Part("2024年5月3日，港口规则发布，自2024年9月1日起施行。")
    >>> [dict(f.values) for f in exchanged_events(Part("The port rules took effect on 3 May 2024."), given)]
    [{'said': '3 May 2024', 'meant': '2024年9月1日'}]
    """
    mine, theirs = _dated(claim), _dated(source)
    found = []
    for event, q in mine.items():
        own = theirs.get(event)
        if own is None or q.date is None or own.date is None or covers(q.date, own.date):
            continue
        if any(e.date is not None and covers(q.date, e.date) for other, e in theirs.items() if other != event):
            spans = (q.start, q.end), (source.start + own.start, source.start + own.end)
            found.append(against("date.event", *spans, said=claim.words((q.start, q.end)), meant=own.surface.strip()))
    return found


def _dated(part: Part) -> dict[str, Quantity]:
    """The date of each event: the one in its clause, or else the last before it in its sentence."""
    found: dict[str, Quantity] = {}
    last: Quantity | None = None
    for clause in part.clauses:
        dates = [q for q in part.quantities if q.kind == "date" and clause.start <= q.start < clause.end]
        events = [name for name, pattern in _EVENTS.items() if pattern.search(clause.text)]
        near = dates[0] if len(dates) == 1 else None if dates else last
        if len(events) == 1 and near is not None:
            found.setdefault(events[0], near)
        # What one event has taken dates no other: "issued on 3 May, the rules take effect in autumn".
        last = None if events else dates[-1] if dates else last
    return found


class Placed:
    """Whether the words around a figure are those that the evidence has around it, and not those around another figure."""

    code = "owner"
    scope: Scope = "window"
    """Sentences that list several figures of one kind side by side."""
    needs = frozenset({"encoder"})
    """Clauses without their figures are compared by likeness."""

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `owner.other_figure` for each figure whose clause fits another figure's clause better."""
        return beside_another(view)


def beside_another(view: ClaimView) -> list[Finding]:
    """Return `owner.other_figure` where a clause of the claim says of one figure what the evidence says of another of its kind."""
    theirs = [(clause, qs[0]) for clause in view.window.clauses if len(qs := _telling(clause)) == 1]
    mine = [(clause, qs[0]) for clause in view.claim.clauses if len(qs := _telling(clause)) == 1]
    if len(theirs) < 2 or not mine:
        return []
    texts = [_blank(clause, q) for clause, q in (*mine, *theirs)]
    vectors = view.encoded(texts)
    fit = vectors[: len(mine)] @ vectors[len(mine) :].T
    if view.same_language:
        words = [[containment(mine_text, other) for other in texts[len(mine) :]] for mine_text in texts[: len(mine)]]
        fit = (fit + np.array(words)) / 2
    return list(_exchanged(view, mine, theirs, fit))


def _exchanged(view: ClaimView, mine: list[_Figure], theirs: list[_Figure], fit: npt.NDArray[np.float32]) -> Iterator[Finding]:
    """The figures whose clauses fit better with the figures exchanged: two by two, or alone by twice the margin."""
    own: dict[int, int | None] = {}
    needed = view.numbers.clauses
    for i, (_, q) in enumerate(mine):
        same = [(float(fit[i, j]), j) for j, (_, e) in enumerate(theirs) if same_value(q, e)]
        own[i] = max(same)[1] if same else None
    for i, (clause, q) in enumerate(mine):
        here = own[i]
        if here is None:
            continue
        for j, (other, e) in enumerate(theirs):
            if e.kind != q.kind or e.unit != q.unit or same_value(q, e) or fit[i, j] < needed.fits:
                continue
            partner = next((k for k, there in own.items() if there == j and k != i), None)
            gain = fit[i, j] - fit[i, here] if partner is None else (fit[i, j] + fit[partner, here] - fit[i, here] - fit[partner, j]) / 2
            if gain >= (2 * needed.margin if partner is None else needed.margin):
                at, there = clause.start + q.start, view.window.start + other.start + e.start
                spans = (at, at + len(q.surface)), (there, there + len(e.surface))
                yield against("owner.other_figure", *spans, said=q.surface.strip(), meant=e.surface.strip())
                break


def _telling(clause: Clause) -> list[Quantity]:
    return [q for q in find_quantities(clause.text) if q.kind in NUMERIC and (q.high > 3 or q.kind != "number")]


def _blank(clause: Clause, q: Quantity) -> str:
    return f"{clause.text[: q.start]} {clause.text[q.end :]}".strip(" ，,。.；;") or clause.text


def misplaced(claim: Part, evidence: Part) -> list[Finding]:
    """Return the figures of the claim that the evidence gives to another.

    >>> found = misplaced(Part("China has 9,500 firms and the United States has 1,944."), Part("美国有9500家企业，中国有1944家。"))
    >>> dict(found[0].values)
    {'figure': '9,500', 'said': 'China', 'meant': '美国'}
    """
    found: dict[tuple[tuple[str, str], ...], Finding] = {}
    source = list(_figures(evidence))
    for q, at, mine, _ in _figures(claim):
        same = [(e, there, owners) for e, there, _, owners in source if same_value(q, e)]
        if len(same) != 1:
            continue
        e, there, owners = same[0]
        for kind, owner in mine.items():
            other = owners.get(kind)
            # Only a real exchange: the claim's owner has figures of its own in the evidence.
            elsewhere = any(own.get(kind) and own[kind].key == owner.key for _, _, _, own in source)
            if other and other.key != owner.key and elsewhere:
                values = {"figure": q.surface.strip(), "said": claim.surface(owner), "meant": evidence.surface(other)}
                finding = against("owner.exchanged", (at, at + len(q.surface)), (there, there + len(e.surface)), **values)
                found.setdefault(finding.values, finding)
    return list(found.values())


def _figures(part: Part) -> Iterator[tuple[Quantity, int, dict[str, Entity], dict[str, Entity]]]:
    """Each figure, where it begins, the one name of each kind in its clause, and those of the sentence so far where that has none."""
    carried: dict[str, Entity] = {}
    years: set[str] = set()
    last: Entity | None = None
    reckoned = [each for each in told_days(part.text) if each.day.year is not None]
    sentence = 0
    for clause in part.clauses:
        if clause.sentence != sentence:
            carried, years, last, sentence = {}, set(), None, clause.sentence
        here = [e for e in part.entities if inside(e, clause) and not _is_used(part.text, e)]
        keys = {kind: {e.key: e for e in here if e.kind == kind} for kind in NAMED}
        own = {kind: next(iter(there.values())) for kind, there in keys.items() if len(there) == 1}
        carried = {**carried, **own}
        years |= set(keys["year"])
        if _WHEN.match(clause.text) and last is not None:
            own.setdefault("year", last)
        last = next(reversed([e for e in here if e.kind == "year"]), last)
        several = {kind for kind, there in keys.items() if len(there) > 1}
        told = [each for each in reckoned if clause.start <= each.start < clause.end]
        for q in find_quantities(clause.text):
            if q.kind in NUMERIC and (q.high > 3 or q.kind != "number"):
                # A year opens a sentence and holds for its clauses; who acts may change with each. After two years neither holds.
                holds = len(years) < 2
                mine = {**{kind: e for kind, e in carried.items() if kind == "year" and kind not in several and holds}, **own}
                mine = _in_told_year(mine, clause.start + q.start, told, keys["year"].values())
                yield q, clause.start + q.start, mine, {kind: e for kind, e in carried.items() if kind not in several}


_WHEN = re.compile(r"\s?(?:when|in\swhich|during\swhich|by\swhich)\b|\s?(?:当年|该年|其时|届时)", re.IGNORECASE)
"""Opens a clause that is about the year named right before it."""
_USED = re.compile(
    r"(?:使用|利用|依托|借助|登录|接入)(?:了|过|本|该|此|其|上述)?$|\b(?:us(?:e|es|ed|ing)|through|via|join(?:s|ed|ing)?)\s(?:(?:the|its|their|this|that|an?)\s)?$",
    re.IGNORECASE,
)
"""Before what a figure's owners use: 使用该平台的有三百家."""


def _is_used(text: str, entity: Entity) -> bool:
    """Whether a party is named only as what others use; a country or a year never is."""
    return entity.kind == "party" and bool(_USED.search(text[: entity.start]))


def _in_told_year(mine: dict[str, Entity], at: int, told: list[Told], years: Iterable[Entity]) -> dict[str, Entity]:
    """The names of a figure, its year that which its clause tells from another: 60 percent four years after that.

    A year that is named between the two has the figure; one that is told as before may be what the figure is only compared with.
    """
    for each in told:
        a, b = sorted((at, each.start))
        if any(a < year.start < b for year in years):
            continue
        mine = {kind: e for kind, e in mine.items() if kind != "year"}
        return {**mine, "year": Entity(each.start, each.end, "year", str(each.day.year))} if each.later else mine
    return mine
