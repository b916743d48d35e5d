"""Roles: who does what to whom, and of whom something is said or denied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.entities import Entity
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.predicates import negations
from ragassist.verify.view import NAMED, ClaimView, Part, Scope, inside

_ACTORS = frozenset({"country", "company", "body", "person"})
PLAIN = 2
"""Clauses from which on a sentence tells of more than one act, and the order of two names says nothing."""
_NOT_MEANT = re.compile(
    rf"(?:\bnot|\brather\sthan|\binstead\sof)\s(?:(?:the|an?|of|by|for)\s)?(?:[\w-]+['’]s\s)?$|(?:而不是|而非|并非)[{IDEOGRAPHS}]{{0,4}}$",
    re.IGNORECASE,
)
"""Before a name that is set against the one that is meant."""


class Roles:
    """Whether the named sides of a statement stand where the source has them."""

    code = "role"
    scope: Scope = "window"
    """The sentences that say what the claim says: who acts may be named in one clause and the deed in the next."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `role.exchanged` for two sides of an act, `role.denied` for a denial that belongs to another side."""
        return [*turned_actor(view.claim, view.window), *exchanged_sides(view.claim, view.window)]


class Subjects:
    """Whether a clause says of one name what the source says of another."""

    code = "role"
    scope: Scope = "window"
    needs = frozenset({"encoder"})
    """Clauses without their names are compared by likeness."""

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `role.other` for each name whose clause fits another name's better."""
        return turned_round(view)


def turned_actor(claim: Part, evidence: Part) -> list[Finding]:
    """Return `role.exchanged` where two names that are all a plain active sentence is about have changed places.

    >>> [f.code for f in turned_actor(Part("Nvidia sued Huawei."), Part("华为起诉英伟达。"))]
    ['role.exchanged']
    """
    if len(evidence.clauses) > PLAIN:
        return []
    said, meant = (_apart([e for e in part.entities if e.kind in _ACTORS], part.text) for part in (claim, evidence))
    if len(said) != 2 or len(meant) != 2 or [e.key for e in said] != [meant[1].key, meant[0].key]:
        return []
    if not (_active(claim.text, said) and _active(evidence.text, meant)):
        return []
    there = evidence.start + meant[0].start, evidence.start + meant[0].end
    values = {"said": claim.surface(said[0]), "meant": evidence.surface(meant[0])}
    return [against("role.exchanged", (said[0].start, said[0].end), there, **values)]


def _apart(named: Sequence[Entity], text: str) -> list[Entity]:
    """Without the country that opens the name of its body: 中国 in 中国国家互联网信息办公室."""
    return [
        e
        for e, after in zip(named, [*named[1:], None], strict=False)
        if not (after and e.kind == "country" and not text[e.end : after.start].strip(" '’s"))
    ]


_TURNING = re.compile(
    r"[，。；、,;]|[被由受向对把给为与和同及获从在以]|\b(?:by|from|to|with|of|and|or|for|in|at|on|against|was|were|been|than|as)\b",
    re.IGNORECASE,
)
"""Between two names, what may turn round who does it to whom: another clause, a preposition, a passive."""


def _active(text: str, names: Sequence[Entity]) -> bool:
    between = text[names[0].end : names[1].start]
    return len(between.strip()) >= 2 and not _TURNING.search(between)


def exchanged_sides(claim: Part, evidence: Part) -> list[Finding]:
    """Return `role.denied` where the claim says yes of those of whom the evidence says no, and no of those of whom it says yes.

    >>> [dict(f.values) for f in exchanged_sides(Part("法国和日本靠了港，英国没有靠。"), Part("英国靠了港，法国和日本没有靠。"))]
    [{'said': '英国'}]
    """
    said, meant = _sides(claim), _sides(evidence)
    for names, (denied, (start, end)) in said.items():
        turned = denied and names in meant and not meant[names][0]
        if turned and any(other in meant and meant[other][0] and not own for other, (own, _) in said.items() if not other & names):
            return [against("role.denied", (start, end), said=claim.written[start:end])]
    return []


def _sides(part: Part) -> dict[frozenset[str], tuple[bool, tuple[int, int]]]:
    """Who a clause is about, and whether it denies something of them, with where their names stand."""
    found: dict[frozenset[str], tuple[bool, tuple[int, int]]] = {}
    for clause in part.clauses:
        here = [e for e in part.entities if e.kind in _ACTORS and inside(e, clause)]
        if here:
            found[frozenset(e.key for e in here)] = (bool(negations(clause.text) % 2), (here[0].start, here[-1].end))
    return found


def _set_aside(text: str, entity: Entity) -> bool:
    """Whether a name stands only as what is not meant: "the owner must agree, not the user"."""
    return bool(_NOT_MEANT.search(text[: entity.start]))


def turned_round(view: ClaimView) -> list[Finding]:
    """Return `role.other` where a clause of the claim says of one name what the evidence says of another."""
    found: dict[tuple[tuple[str, str], ...], Finding] = {}
    source, needed = view.window, view.numbers.clauses
    if view.fit is None or len(source.clauses) < 2:
        return []
    for i, clause in enumerate(view.claim.clauses):
        for kind in NAMED:
            own = {e.key: e for e in view.claim.entities if e.kind == kind and inside(e, clause) and not _set_aside(view.claim.text, e)}
            by_name = _alone(source, kind) if len(own) == 1 else {}
            key, entity = next(iter(own.items()), ("", None))
            if entity is None or key not in by_name or len(by_name) < 2:
                continue
            at = [j for clauses in by_name.values() for j, _ in clauses]
            near = dict(zip(at, map(float, view.fit.bare(i, at)), strict=True))
            best = {name: max(((near[j], e) for j, e in clauses), key=lambda pair: pair[0]) for name, clauses in by_name.items()}
            rival = max((name for name in best if name != key), key=lambda name: best[name][0])
            closeness, e = best[rival]
            if closeness >= needed.fits and closeness - best[key][0] >= needed.margin:
                spans = (entity.start, entity.end), (source.start + e.start, source.start + e.end)
                finding = against("role.other", *spans, said=view.claim.surface(entity), meant=source.surface(e))
                found.setdefault(finding.values, finding)
    return list(found.values())


def _alone(part: Part, kind: str) -> dict[str, list[tuple[int, Entity]]]:
    """By name, the clauses in which it is the only one of its kind."""
    found: dict[str, list[tuple[int, Entity]]] = {}
    for j, clause in enumerate(part.clauses):
        there = {e.key: e for e in part.entities if e.kind == kind and inside(e, clause)}
        if len(there) == 1:
            name, e = next(iter(there.items()))
            found.setdefault(name, []).append((j, e))
    return found
