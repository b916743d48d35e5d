"""Two stretches of a statement that have changed places, all other words the same: 甲公司起诉乙公司, where the source has 乙公司起诉甲公司.

Within one language only: a claim in the words of its source that has two of them exchanged says something else, unless what stands
between them joins equals (和, 会同, "and", "is").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.script import has_han
from ragassist.types import Finding
from ragassist.verify.clauses import Clause
from ragassist.verify.finding import Span, against
from ragassist.verify.view import ClaimView, Part, Scope

_MOST = 16
"""Words between the first and the last that differ: what is longer is another sentence."""
_NAMED = re.compile(r".{2}|[甲乙丙丁中美欧日俄英法德韩印省市县国]", re.DOTALL)
"""A stretch that may name somebody or something: not one small word, but what stands for a party, a country or a level of government."""
_JOINS = re.compile(
    r"\s*(?:[、，,/和与及同或跟并且]|以及|会同|联合|连同|[是为即指]|就是|称为|[等相][同当]于|等于|不同于|有?别于|结合|衔接|对接|协同|相?对应|相互"
    r"|(?:and|or|nor|as well as|together with|along with|is|are|was|were|means|equals|differs? from|meets?|joins?|resembles?)\b)",
    re.IGNORECASE,
)
"""What stands first between two that may as well stand the other way round."""
_TELLS = re.compile(rf"[{IDEOGRAPHS}]|[A-Za-z]{{3,}}")
"""What of a stretch can be told from another: a Chinese character, or a word that is no article."""


class Exchanged:
    """Whether two stretches of a clause stand in each other's place."""

    code = "role"
    scope: Scope = "window"
    """The sentences that say what the claim says."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `role.exchanged` where a clause has the words of one of the source's with two stretches in each other's place."""
        return exchanged(view.claim, view.window) if view.claim.lang == view.window.lang else []


def exchanged(claim: Part, source: Part) -> list[Finding]:
    """Return `role.exchanged` for the first clause of the claim that is a clause of the source with two stretches exchanged.

    >>> [dict(f.values) for f in exchanged(Part("人工检验优先于机器检验。"), Part("机器检验优先于人工检验。"))]
    [{'said': '人工', 'meant': '机器'}]
    >>> exchanged(Part("商务部会同海关总署制定目录。"), Part("海关总署会同商务部制定目录。"))
    []
    """
    for mine, its in itertools.product(_pieces(claim), _pieces(source)):
        ours, theirs = _words(mine, claim), _words(its, source)
        said, meant = ([claim.text[a:b].lower() for a, b in ours], [source.text[a:b].lower() for a, b in theirs])
        if sorted(said) != sorted(meant) or said == meant:
            continue
        for first, count, other in _places(said, meant):
            at, there = ((ours[first][0], ours[first + count - 1][1]), (theirs[first][0], theirs[first + other - 1][1]))
            spans = at, (source.start + there[0], source.start + there[1])
            return [against("role.exchanged", *spans, said=claim.written[slice(*at)], meant=source.written[slice(*there)])]
    return []


def _pieces(part: Part) -> list[Clause]:
    """The whole, and its clauses where there are several."""
    whole = Clause(part.text, 0, 0)
    return [whole, *part.clauses] if len(part.clauses) > 1 else [whole]


def _words(clause: Clause, part: Part) -> list[Span]:
    """Where the words of a clause stand, without the marks around them."""
    if part.lang == "en":
        return [(clause.start + m.start(), clause.start + m.end()) for m in re.finditer(r"[\w’'%$€£-]+(?:[.,]\d+)*", clause.text)]
    import rjieba

    ends = list(itertools.accumulate(map(len, rjieba.cut(clause.text))))
    words = zip([0, *ends], ends, strict=False)
    return [(clause.start + a, clause.start + b) for a, b in words if re.search(r"\w|、", clause.text[a:b])]


def _places(said: list[str], meant: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where the first of the stretches that changed places begins, and how many words it has here and there; only such as may not."""
    first = _alike(said, meant)
    last = len(said) - _alike(said[::-1], meant[::-1])
    mine, its = said[first:last], meant[first:last]
    if len(mine) > _MOST:
        return
    for one, other in itertools.product(range(1, len(mine)), repeat=2):
        between = mine[one : len(mine) - other]
        if between and its == mine[len(mine) - other :] + between + mine[:one]:
            ends = "".join(mine[:one]), "".join(mine[len(mine) - other :])
            joined = " ".join(between)
            if not _TELLS.search(joined) or _JOINS.match(joined) or _acts(ends[0]) != _acts(ends[1]):
                continue
            if all(_TELLS.search(end) and _NAMED.match(end) for end in ends):
                yield first, one, other


def _acts(words: str) -> bool:
    """Whether Chinese words end in a verb: 诉讼请求全部驳回 says no more than 驳回全部诉讼请求."""
    import rjieba

    return has_han(words) and rjieba.tag(words)[-1][1] == "v"


def _alike(one: list[str], other: list[str]) -> int:
    """How many words both begin with alike."""
    return next((at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), len(one))
