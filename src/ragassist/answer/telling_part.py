"""The part of a long Chinese sentence that answers a question, as far as grammar lets it stand alone.

A small model renders forty characters far better than a hundred and fifty (`eval/bench/RENDERINGS.md`), and a reader is better served by
the part that answers than by nothing in their language. A part is a run of clauses. It begins where nothing before it opens it (a
condition, an attribution, a time), with a clause that leans on no earlier one, and ends where nothing behind it takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ragassist.answer.fixed import without_enumerator
from ragassist.text.structure.cuts import cuts
from ragassist.text.word_tables import either, word_table

LENGTHS = (12, 72)
"""Characters of a part."""
_SHARE = 0.7
"""A part longer than this share of its sentence is no shorter to render."""
_ENDS = "；。！？"
"""Signs behind which nothing stands that the clause before could open."""
_STOPS = f"，：—{_ENDS}"
_OPENS = either(word_table("ragassist.answer"), "case_begins", "case_ends")
"""A clause that opens what follows: it begins like a condition, a reason or a time, or ends like one, or like an attribution."""
_LEANS = re.compile(
    r"^(?:但|而|并|且|也|还|又|再|以|从而|进而|因此|所以|因而|于是|其|该|此|这|那|它|他|她|上述|前述|前者|后者|则|即|同时|另外|以及|或|和|及|等)"
)
"""A clause that cannot be understood without an earlier one."""
_TAKES_BACK = re.compile(r"^(?:但|不过|然而|除|可|却|只是|另有规定|的除外)")
"""What follows limits what was said."""
_PREDICATES = re.compile(r"^(?:不|应|必须|须|可以|未经|未|能够|将|均|都|皆|最终)")
"""What says something of the clause before, which was only what is spoken of."""
_ONLY_TIME = re.compile(r"^[早在截至到自从于约前后至今 \d年月日起止底初末]*$")
_LISTS = re.compile(r"^(?:例如|比如|譬如|诸如|如(?!果|何|此|实|期|下)|包括)")


def telling_part(sentence: str, likeness: Callable[[Sequence[str]], Sequence[float]]) -> str | None:
    """Return the part of `sentence` that is most like the question; None where no part may stand alone or none is as like as the whole.

    Args:
        sentence: a Chinese sentence.
        likeness: how much each of some texts is like the question; larger is more.
    """
    found = standing_parts(sentence)
    if not found:
        return None
    whole, *alike = likeness([sentence, *found])
    best = max(range(len(found)), key=alike.__getitem__)
    return found[best] if alike[best] >= whole else None


def standing_parts(sentence: str) -> list[str]:
    """Return the runs of clauses of `sentence` that may stand alone, in order, each ended by a full stop.

    >>> standing_parts("港务局每年公布一次泊位清单，清单载明水深和容量；船主有异议的，可以自公布之日起十日内书面申请复核。")[-1]
    '船主有异议的，可以自公布之日起十日内书面申请复核。'
    """
    bare = without_enumerator(sentence)
    spans = cuts(bare, 0, len(bare), _STOPS)
    clauses = [_Clause(bare[start:end], bare[end : end + 1]) for start, end in spans]
    found = []
    for first, (begin, _) in enumerate(spans):
        if not _may_begin(clauses, first):
            continue
        for last in range(first, len(spans)):
            text = bare[begin : spans[last][1]]
            if len(text) > min(LENGTHS[1], _SHARE * len(sentence)):
                break
            if len(text) >= LENGTHS[0] and _may_end(clauses, last):
                found.append(_LISTS.sub("", text, count=1) + "。")
    return found


class _Clause(NamedTuple):
    text: str
    stop: str
    """The sign behind it; empty at the end of a sentence without one."""


def _may_begin(clauses: Sequence[_Clause], at: int) -> bool:
    if _LEANS.search(clauses[at].text):
        return False
    if at == 0:
        return True
    before = clauses[at - 1]
    return before.stop in _ENDS or (before.stop == "，" and not _OPENS.search(before.text) and bool(_LISTS.search(clauses[at].text)))


def _may_end(clauses: Sequence[_Clause], at: int) -> bool:
    text, stop = clauses[at]
    if stop == "：" or _ONLY_TIME.search(text):
        return False
    behind = clauses[at + 1].text if at + 1 < len(clauses) else ""
    if _TAKES_BACK.search(behind):
        return False
    return stop in _ENDS or not (_OPENS.search(text) or _PREDICATES.search(behind))
