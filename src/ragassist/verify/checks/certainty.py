"""Certainty: what may be, is planned or holds mostly does not count as what is, has happened or always holds."""

from __future__ import annotations

import re

from ragassist.lang.zh import IDLE_NOT, NOT_YET
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.predicates import denies_at, negations
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Part, Scope

_LEAVE = r"consent|approval|permission|authori[sz]ation|confirm\w+|review|agreement"
_WITHOUT_LEAVE = re.compile(
    rf"\b(?:without|regardless\sof)\s(?:[\w'’-]+\s){{0,4}}?(?:{_LEAVE})\b|(?:无需|无须|不需要?|不经|不必|未经)[^，。；]{{0,12}}(?:同意|批准|许可|确认|审核|授权)",
    re.IGNORECASE,
)
"""What a claim says may be done without."""
_WITH_LEAVE = re.compile(
    rf"(?<![未非不])(?:经|征得|取得|获得|由)[^，。；]{{0,16}}(?:同意|批准|许可|确认|审核|授权)|(?:书面|明确|单独)同意后"
    rf"|\b(?:with|subject\sto|after)\s(?:[\w'’-]+\s){{0,4}}?(?:{_LEAVE})\b",
    re.IGNORECASE,
)
"""What its source makes the condition."""
_MODIFIES = re.compile(r"[^，。；、]*?的(?=[，、；]|部分|情形|行为|内容|信息|情况)")
"""Behind a hedge that is said of a thing, and not of the statement: 披露可能泄密的部分."""
_HELD = re.compile(
    r"\b(?:largely|mostly|nearly|almost|substantially|basically|essentially|practically|virtually|broadly|partly|all\sbut|more\sor\sless|by\sand\slarge|in\sthe\smain|far\sfrom|hardly|not\syet)\s(?:\w+\s)?$"
    r"|(?:基本上?|几乎|大体上?|大致|接近|近乎|尚未|远未|未必)[^，。；]{0,2}$",
    re.IGNORECASE,
)
"""Right before a word of certainty, takes it back: largely complete, 几乎完全."""
_OR = re.compile(r"(?:或者?|\bor\s|\b(?:that|which|who)\s)$", re.IGNORECASE)
"""Before a hedge that widens a case instead of leaving it open: 影响或者可能影响."""
_BREACH = re.compile(rf"(?:{NOT_YET}|没(?!收)|(?<!除)非|(?!{IDLE_NOT})不)[^，。；]*$")
"""Before a leave that somebody did not ask for: 未按规定征得同意的."""


class Certainty:
    """Whether the claim is as sure, and as settled, as the source."""

    code = "certainty"
    scope: Scope = "window"
    """A hedge is said once and holds for the clauses that follow it."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `certainty.hedge_dropped`, `certainty.open_done` or `certainty.raised`, at most one of each.

        A hedge somewhere in a whole text is of any of its sentences: it speaks where the claim's own ones are known.
        """
        found = [f for f in sureness(view.claim, view.window) if f.code != "certainty.hedge_dropped" or view.is_aligned]
        return found or view.in_clause(lambda clause: [f for f in sureness(view.claim, clause) if f.code == "certainty.open_done"])


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
    hedge = next((m for m in sign("hedged").pattern.finditer(source.text) if not _is_aside(source.text, m)), None)
    if hedge and not sign("hedged_wide").search(said):
        found.append(against("certainty.hedge_dropped", None, source.span(hedge), meant=source.said(hedge)))
    done, opened = sign("done").search(said), sign("open").search(source.text)
    if done and denies_at(said, done.start(), chinese=claim.lang == "zh"):
        done = None  # "no decision has been taken"
    if done and opened and opened[0] == "尚未" and negations(said):
        done = None  # the one has been done, and the other not: the claim denies it too
    if done and opened and not found and not sign("open_wide").search(said) and not sign("done_wide").search(source.text):
        spans = claim.span(done), source.span(opened)
        found.append(against("certainty.open_done", *spans, said=claim.said(done), meant=source.said(opened)))
    sure, partial = sign("certain").search(said), sign("partial").search(source.text)
    if sure and (denies_at(said, sure.start(), chinese=claim.lang == "zh") or _HELD.search(said[: sure.start()])):
        sure = None  # "does not guarantee", "largely complete"
    if sure and partial and not found and not sign("certain_wide").search(source.text):
        spans = claim.span(sure), source.span(partial)
        found.append(against("certainty.raised", *spans, said=claim.said(sure), meant=source.said(partial)))
    return found


def _is_aside(text: str, hedge: re.Match[str]) -> bool:
    return bool(_OR.search(text[: hedge.start()]) or _MODIFIES.match(text, hedge.end()))


def conditions(claim: Part, source: Part) -> list[Finding]:
    """Return `condition.dropped` where the claim holds in any case and the source names one.

    >>> [f.code for f in conditions(Part("Ferries sail whatever the weather."), Part("风浪不超过五级的，渡轮可以开航；如果超过，停航。"))]
    ['condition.dropped']
    """
    bare, leave = _WITHOUT_LEAVE.search(claim.text), _WITH_LEAVE.search(source.text)
    breach = leave is not None and _BREACH.search(source.text[: leave.start()])
    if bare and leave and not breach and not negations(claim.text.replace(bare[0], "")) and not _WITHOUT_LEAVE.search(source.text):
        return [against("condition.dropped", claim.span(bare), source.span(leave), said=claim.said(bare), meant=source.said(leave))]
    anyway, case = sign("concessive").search(claim.text), sign("conditional").search(source.text)
    if not anyway or not case or sign("concessive").search(source.text) or sign("conditional").search(claim.text):
        return []
    return [against("condition.dropped", claim.span(anyway), source.span(case), said=claim.said(anyway), meant=source.said(case))]
