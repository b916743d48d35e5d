"""Certainty: what may be, is planned or holds mostly does not count as what is, has happened or always holds."""

from __future__ import annotations

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.predicates import denies_at
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Part, Scope


class Certainty:
    """Whether the claim is as sure, and as settled, as the source."""

    code = "certainty"
    scope: Scope = "window"
    """A hedge is said once and holds for the clauses that follow it."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `certainty.hedge_dropped`, `certainty.open_done` or `certainty.raised`, at most one of each."""
        found = sureness(view.claim, view.window)
        return found or ([f for f in sureness(view.claim, view.clause) if f.code == "certainty.open_done"] if view.is_narrow else [])


class Condition:
    """Whether a claim that says it holds in any case stands on a source that speaks of one case."""

    code = "condition"
    scope: Scope = "window"
    """The case is often named in the clause before."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return at most one `condition.dropped`."""
        return conditions(view.claim, view.window)


def sureness(claim: Part, source: Part) -> list[Finding]:
    """Return where the claim is surer than the source.

    >>> [f.code for f in sureness(Part("The port has added two berths."), Part("港口拟增设两个泊位。"))]
    ['certainty.open_done']
    """
    said, found = claim.text, []
    hedge = sign("hedged").search(source.text)
    if hedge and not sign("hedged_wide").search(said):
        found.append(against("certainty.hedge_dropped", None, source.span(hedge), meant=source.said(hedge)))
    done, opened = sign("done").search(said), sign("open").search(source.text)
    if done and opened and not found and not sign("open_wide").search(said) and not sign("done_wide").search(source.text):
        spans = claim.span(done), source.span(opened)
        found.append(against("certainty.open_done", *spans, said=claim.said(done), meant=source.said(opened)))
    sure, partial = sign("certain").search(said), sign("partial").search(source.text)
    if sure and denies_at(said, sure.start(), chinese=claim.lang == "zh"):
        sure = None  # "does not guarantee"
    if sure and partial and not found and not sign("certain_wide").search(source.text):
        spans = claim.span(sure), source.span(partial)
        found.append(against("certainty.raised", *spans, said=claim.said(sure), meant=source.said(partial)))
    return found


def conditions(claim: Part, source: Part) -> list[Finding]:
    """Return `condition.dropped` where the claim holds in any case and the source names one.

    >>> [f.code for f in conditions(Part("Ferries sail whatever the weather."), Part("风浪不超过五级的，渡轮可以开航；如果超过，停航。"))]
    ['condition.dropped']
    """
    anyway, case = sign("concessive").search(claim.text), sign("conditional").search(source.text)
    if not anyway or not case or sign("concessive").search(source.text) or sign("conditional").search(claim.text):
        return []
    return [against("condition.dropped", claim.span(anyway), source.span(case), said=claim.said(anyway), meant=source.said(case))]
