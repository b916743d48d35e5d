"""Detail: a clause of the claim that is like nothing in the evidence."""

from __future__ import annotations

import re

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.terms import ASKING
from ragassist.types import Finding
from ragassist.verify.align import containment
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Scope

_REACH = re.compile(r"^\s*(?:不管|无论|不论)")
"""Before what a statement reaches to, which adds nothing to it: 不管是渡轮还是货船."""
_HAN, _WORDS = 8, 4
"""Characters, or telling words, of a clause that is no mere piece of one."""


class Added:
    """Whether a claim of several clauses has one that is like nothing in the evidence."""

    code = "detail"
    scope: Scope = "window"
    needs = frozenset({"encoder"})

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `detail.added` for each such clause."""
        if view.fit is None or len(view.claim.clauses) < 2 or not view.window.clauses:
            return []
        least, written = view.numbers.detail.get("same" if view.same_language else "cross"), view.numbers.detail["written"]
        if least is None:
            return []
        clauses = view.claim.clauses
        asked = [i for i, clause in enumerate(clauses) if _tells(clause.text) and not _is_written(view, clause.text, written)]
        near = view.fit.likeness(asked).max(axis=1) if asked else []
        unlike = [clauses[i] for i, likeness in zip(asked, near, strict=True) if likeness < least]
        return [against("detail.added", (clause.start, clause.end), said=clause.text.strip(" ，,。.")) for clause in unlike]


def _is_written(view: ClaimView, clause: str, share: float) -> bool:
    """Whether the evidence has the words of a clause, in its own language, or a capitalised name of it."""
    if view.same_language:
        return bool(_REACH.match(clause)) or containment(clause, view.source.text) >= share
    return any(name in view.source.text for name in re.findall(r"\b[A-Z][a-z]+\s[A-Z]\w+", clause))


def _tells(text: str) -> bool:
    """Whether a clause is long enough to be told from a piece of a longer one, such as "and can provide public services"."""
    if re.search(rf"[{IDEOGRAPHS}]", text):
        return len(re.findall(rf"[{IDEOGRAPHS}]", text)) >= _HAN
    return sum(word not in ASKING for word in re.findall(r"[a-z]{3,}", text.lower())) >= _WORDS
