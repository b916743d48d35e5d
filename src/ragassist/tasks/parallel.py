"""Two things of one kind in one statement: which of them a figure of a claim is said of."""

from __future__ import annotations

from typing import Final

from ragassist.tasks.contradiction import Conflict, Langs
from ragassist.text.clause_marks import cut
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.agree import agree

_NO_FIGURE: Final = frozenset({"article", "ordinal", "name"})


def of_the_other(claim: str, source: str, langs: Langs, terms: Glossary | None = None) -> Conflict | None:
    """Return the figure that the source gives for what the claim names, where it gives the claim's own figure for another; else None.

    Both are terms of the glossary of one kind, each in a clause of its own: two laws and their dates, two rules and their fines.

    >>> said = "数据安全法自2021年9月1日起施行，个人信息保护法自2021年11月1日起施行。"
    >>> of_the_other("The Data Security Law took effect on 1 November 2021.", said, ("en", "zh")).theirs
    '2021年9月1日'
    """
    known = terms or glossary()
    meant = [each.term for each in known.find(claim, langs[0])]
    clauses = cut(source)
    named = [{each.term for each in known.find(clause, langs[1])} for clause in clauses]
    told = [find_quantities(clause) for clause in clauses]
    for quantity in find_quantities(claim):
        if quantity.kind in _NO_FIGURE:
            continue
        holding = [at for at, own in enumerate(told) if any(agree(quantity, each) for each in own)]
        for term in meant:
            siblings = [{each for each in own if each.kind == term.kind} for own in named]
            if not holding or any(term in siblings[at] or not siblings[at] for at in holding):
                continue
            about = [each for at, own in enumerate(told) if term in siblings[at] for each in own]
            rival = next((each for each in about if each.kind == quantity.kind and not agree(quantity, each)), None)
            if rival is not None:
                return Conflict("figure", quantity.surface, rival.surface)
    return None
