"""Two figures of a kind in each other's place, told by the words beside them: 60 percent of the green power, 80 of the computing power.

Word by word, through the dictionary where the two are in two languages, and so without an encoder: what `owners` compares by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, permutations

from ragassist.lang.en import ASKING
from ragassist.text.dictionary import stems
from ragassist.text.quantities import NUMERIC, Quantity, find_quantities
from ragassist.text.quantities.agree import agree
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.predicates import chinese_of
from ragassist.verify.view import ClaimView, Part, Scope

_ENDS = re.compile(r"[。；;!?！？.]\s*$")
"""Ends a statement."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]{2,}")
"""A word that is long enough to tell something."""
_KINDS = (NUMERIC, frozenset({"article"}))
"""What may change places: articles with articles, and figures of one kind. Dates are not asked for: their clauses say too little."""
ENOUGH = 2
"""Words more that fit the figures exchanged than fit them as they stand. One word is found for as many true claims as false ones; for
two, see `eval/bench/CEILING.md`."""


class WordedFigures:
    """Whether the words beside each of two figures are those that the evidence has beside it."""

    code = "owner"
    scope: Scope = "source"
    """All of it: the two figures may stand in two sentences."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `owner.other_figure` for each two figures whose words fit them better exchanged; nothing for claims in Chinese."""
        return exchanged_figures(view.claim, view.source) if view.claim.lang == "en" else []


def exchanged_figures(claim: Part, source: Part) -> list[Finding]:
    """Return the figures of an English claim beside which it tells what the source tells beside another that the claim has too.

    >>> given = Part("客运渡轮占60%，货运驳船占35%。")
    >>> [dict(f.values) for f in exchanged_figures(Part("Passenger ferries are 35 percent and cargo barges 60 percent."), given)]
    [{'said': '35 percent', 'meant': '60%'}]
    """
    return list(dict.fromkeys(finding for kinds in _KINDS for finding in _exchanged(claim, source, kinds)))


def _exchanged(claim: Part, source: Part, kinds: frozenset[str]) -> Iterator[Finding]:
    mine, theirs = list(_beside(claim, kinds, back=False)), list(_beside(source, kinds, back=True))
    for (q, at, text), (other, _, also) in combinations(mine, 2):
        if q.kind != other.kind or agree(q, other):
            continue
        for (e, _, here), (rival, there, elsewhere) in permutations(theirs, 2):
            if not (agree(q, e) and agree(other, rival)) or agree(q, rival) or agree(other, e):
                continue
            gain = _gain(text, elsewhere, here, source) + _gain(also, here, elsewhere, source)
            if gain >= ENOUGH:
                spans = (at, at + len(q.surface)), (there, there + len(rival.surface))
                yield against("owner.other_figure", *spans, said=q.surface.strip(), meant=rival.surface.strip())


def _gain(text: str, other: str, own: str, source: Part) -> int:
    """How many more words of an English text stand in `other` alone than in `own` alone."""
    words = {word.lower() for word in _WORD.findall(text)} - ASKING
    stands = [(_has(other, word, source), _has(own, word, source)) for word in words]
    return sum(there and not here for there, here in stands) - sum(here and not there for there, here in stands)


def _has(text: str, word: str, source: Part) -> bool:
    if source.lang == "zh":
        return any(form in text for form in chinese_of(word))
    return not set(stems(word)).isdisjoint(stems(text))


def _beside(part: Part, kinds: frozenset[str], *, back: bool) -> Iterator[tuple[Quantity, int, str]]:
    """Each figure that is alone in its clause, where it stands in the text, and its clause.

    `back`: with the clauses before it in its sentence, as far as the last figure of its kind (收入90亿元，增长5%), and with those that the
    sentence begins with before any figure: what they say holds of all.
    """
    clauses = part.clauses
    told = [[q for q in find_quantities(clause.text) if q.kind in kinds and _tells(q)] for clause in clauses]
    first = 0
    for i, clause in enumerate(clauses):
        first = i if i and _ENDS.search(clauses[i - 1].text) else first
        if len(told[i]) != 1:
            continue
        q, j = told[i][0], i
        while back and j > first and not any((e.kind, e.unit) == (q.kind, q.unit) for e in told[j - 1]):
            j -= 1
        frame = next((k for k in range(first, i + 1) if told[k]), i) if back else first
        yield q, part.start + clause.start + q.start, "".join(each.text for each in (*clauses[first : min(frame, j)], *clauses[j : i + 1]))


def _tells(q: Quantity) -> bool:
    """Whether a figure is more than a small count, of which any text has several."""
    return (q.high > 3 or q.kind != "number" or q.low != q.low.to_integral_value()) and q.unit != "year"
