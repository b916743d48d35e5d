"""Owners: a figure that the claim gives to another year, country, firm or body than the evidence does."""

from __future__ import annotations

from collections.abc import Iterator

from ragassist.text.entities import Entity
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.quantities.agree import same_value
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import NAMED, ClaimView, Part, Scope, inside

_NUMERIC = frozenset({"number", "money", "percent", "points", "fraction", "multiple"})


class Owners:
    """Whether each figure belongs to whom the evidence gives it."""

    code = "owner"
    scope: Scope = "source"
    """All of it: the figure's own clause must be found, wherever it stands."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `owner.exchanged` for each figure whose owner has figures of its own in the evidence."""
        return misplaced(view.claim, view.source)


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
                values = {"figure": q.surface.strip(), "said": _surface(claim, owner), "meant": _surface(evidence, other)}
                finding = against("owner.exchanged", (at, at + len(q.surface)), (there, there + len(e.surface)), **values)
                found.setdefault(finding.values, finding)
    return list(found.values())


def _surface(part: Part, e: Entity) -> str:
    return part.written[e.start : e.end]


def _figures(part: Part) -> Iterator[tuple[Quantity, int, dict[str, Entity], dict[str, Entity]]]:
    """Each figure, where it begins, the one name of each kind in its clause, and those of the sentence so far where that has none."""
    carried: dict[str, Entity] = {}
    sentence = 0
    for clause in part.clauses:
        if clause.sentence != sentence:
            carried, sentence = {}, clause.sentence
        here = [e for e in part.entities if inside(e, clause)]
        keys = {kind: {e.key: e for e in here if e.kind == kind} for kind in NAMED}
        own = {kind: next(iter(there.values())) for kind, there in keys.items() if len(there) == 1}
        carried = {**carried, **own}
        several = {kind for kind, there in keys.items() if len(there) > 1}
        for q in find_quantities(clause.text):
            if q.kind in _NUMERIC and (q.high > 3 or q.kind != "number"):
                # A year opens a sentence and holds for its clauses; who acts may change with each.
                mine = {**{kind: e for kind, e in carried.items() if kind == "year" and kind not in several}, **own}
                yield q, clause.start + q.start, mine, {kind: e for kind, e in carried.items() if kind not in several}
