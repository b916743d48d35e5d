"""Two things of one kind in one statement: which of them a figure of a claim is said of."""

from __future__ import annotations

import re
from typing import Final

from ragassist.tasks.contradiction import Conflict, Langs, measure_of
from ragassist.text.clause_marks import cut
from ragassist.text.glossary import Glossary, Term, glossary
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.quantities.agree import agree

_AROUND: Final = re.compile(r"[自为了共约达计于起至的已经则]|[^\w\s]")
_SET_AGAINST: Final = re.compile(r"\s*(?:whereas|while|but)\b|[而但]", re.IGNORECASE)
"""Before a clause that speaks of another thing than the one before it."""
_MOST_WORDS: Final = 0.8
"""Share of the words of the clause that holds a claim's figure from which the claim speaks of that clause."""
_TELLING, _MOST_OF_THEM = 3, 0.75
"""Pairs of characters that tell one clause from another, and the share of them that names it."""
_NO_FIGURE: Final = frozenset({"article", "ordinal", "name"})


def of_the_other(claim: str, source: str, langs: Langs, terms: Glossary | None = None) -> Conflict | None:
    """Return the figure that the source gives for what the claim names, where it gives the claim's own figure for another; else None.

    Both are terms of the glossary of one kind, each in a clause of its own: two laws and their dates, two rules and their fines.

    >>> said = "数据安全法自2021年9月1日起施行，个人信息保护法自2021年11月1日起施行。"
    >>> of_the_other("The Data Security Law took effect on 1 November 2021.", said, ("en", "zh")).theirs
    '2021年9月1日'
    >>> both = "The Data Security Law took effect on 1 September 2021, the Personal Information Protection Law on 1 November 2021."
    >>> of_the_other(both, said, ("en", "zh")) is None
    True
    >>> of_the_other("存储十万人脸，省里二十日审完。", "存储数量达到十万人的，处理者三十个工作日内备案。", ("zh", "zh")) is None
    True
    """
    known = terms or glossary()
    parts = [(part, [each.term for each in known.find(part, langs[0])]) for part in cut(claim)]
    clauses = cut(source)
    named = [{each.term for each in known.find(clause, langs[1])} for clause in clauses]
    told = [find_quantities(clause) for clause in clauses]
    found: list[tuple[Quantity, list[Term]]] = []
    everywhere = [term for _, own in parts for term in own]
    for part, own in parts:
        kinds = {term.kind for term in own}  # "by the Data Law, the fine is …": another clause names the law
        shared = [] if _SET_AGAINST.match(part) else [term for term in everywhere if term.kind not in kinds]
        found += [(quantity, [*own, *shared]) for quantity in find_quantities(part)]
    for quantity, meant in found:
        if quantity.kind in _NO_FIGURE:
            continue
        holding = [at for at, own in enumerate(told) if any(agree(quantity, each) for each in own)]
        for term in meant:
            siblings = [{each for each in own if each.kind == term.kind} for own in named]
            if not holding or any(term in siblings[at] or not siblings[at] for at in holding):
                continue
            about = [each for at, own in enumerate(told) if term in siblings[at] for each in own]
            rivals = [each for each in about if each.kind == quantity.kind and measure_of(each) == measure_of(quantity)]
            rival = next((each for each in rivals if not agree(quantity, each)), None)
            if rival is not None:
                return Conflict("figure", quantity.surface, rival.surface)
    return None


def of_the_other_clause(claim: str, source: str, langs: Langs) -> Conflict | None:
    """Return the figure of the clause whose every word the claim says, where the claim's own figure is another clause's; in Chinese alone.

    >>> of_the_other_clause("船闸全年修了90艘船。", "船闸全年放行船舶90艘，修40艘。", ("zh", "zh")).theirs
    '40艘'
    """
    if langs != ("zh", "zh"):
        return None
    clauses = [(clause, [each for each in find_quantities(clause) if each.kind not in _NO_FIGURE]) for clause in filter(None, cut(source))]
    for said in filter(None, cut(claim)):
        figures, own = [each for each in find_quantities(said) if each.kind not in _NO_FIGURE], _bare(said)
        if len(figures) != 1:
            continue
        holding = [clause for clause, told in clauses if any(agree(figures[0], each) for each in told)]
        if not holding or any(_said(clause, own) > _MOST_WORDS for clause in holding):
            continue
        for clause, told in clauses:
            rivals = [each for each in told if each.kind == figures[0].kind and each.unit == figures[0].unit]
            counted = figures[0].kind != "number" or any(figures[0].surface[-1] == each.surface[-1] for each in rivals)
            if (
                rivals
                and counted
                and clause not in holding
                and (_said(clause, own) == 1.0 or all(_meant(clause, each, own) for each in holding))
            ):
                return Conflict("figure", figures[0].surface, rivals[0].surface)
    return None


def _bare(clause: str) -> str:
    """A clause without its figures and the words around them."""
    for each in sorted(find_quantities(clause), key=lambda each: -each.start):
        clause = clause[: each.start] + " " + clause[each.end :]
    return _AROUND.sub(" ", clause)


def _said(clause: str, claim: str) -> float:
    """The share of a clause's pairs of characters, figures aside, that a claim (bare) has too; 0 where it has none."""
    pairs = _pairs(clause)
    return sum(pair in claim for pair in pairs) / len(pairs) if pairs else 0.0


def _meant(clause: str, holding: str, claim: str) -> bool:
    """Whether a claim has what tells a clause from the one that holds its figure, and nothing of what tells that one."""
    own, other = _pairs(clause) - _pairs(holding), _pairs(holding) - _pairs(clause)
    if min(len(own), len(other)) < _TELLING or any(pair in claim for pair in other):
        return False
    return sum(pair in claim for pair in own) >= _MOST_OF_THEM * len(own)


def _pairs(clause: str) -> frozenset[str]:
    pieces = _bare(clause).split()
    return frozenset(piece[at : at + 2] for piece in pieces for at in range(max(1, len(piece) - 1)))
