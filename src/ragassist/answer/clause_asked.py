"""The figure that a question asks for in a sentence that gives several: the clause that speaks of the thing asked, and no other does.

Sentences of plans and reports give one figure a clause, each of another thing: 核心产业规模超过1500亿元，带动相关产业规模超过1万亿元.
Which is meant is known by the words of the question, all that the sentence has in one clause and in no other, or by what a date is the
date of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ragassist.answer.own_words import own_words
from ragassist.text.given_figures import OCCASIONS, Given, clauses, given
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.script import simplified, without_space

_DATE = -1
"""Stands, among the places of the question's words, for its date."""
_LEAST_WORDS = 2
"""By one word alone anything is told from anything."""
_NO_WORDS = frozenset({"date", "article"})
"""Of these the words do not tell which is meant: a title that holds them all stands beside the date on which something else happened."""


def figure_of_clause(
    question: str, text: str, kind: str, fitting: Callable[[str], tuple[Quantity, ...]], terms: Glossary | None = None
) -> Given | None:
    """Return the figure of the one clause of a Chinese `text` that speaks of what an English `question` asks for; None where none does.

    Args:
        question: asks for a figure.
        text: gives several that would fit.
        kind: of the figure, a name in `given_figures.KINDS`.
        fitting: returns the quantities of a clause that fit.
        terms: the user's glossary; the program's own by default.
    """
    parts = clauses(text)
    held = [clause for clause in parts if fitting(clause)]
    if kind in OCCASIONS:
        of_it = [clause for clause in held if given(clause, kind, "en", fitting(clause))]
        best = of_it[0] if len(of_it) == 1 else ""
    else:
        best = "" if kind in _NO_WORDS else _by_words(question, text, held, terms)
    if not best or parts.count(best) > 1:
        return None
    found = given(best, kind, "en", fitting(best))
    return replace(found, clause=best) if found else None


def _by_words(question: str, text: str, held: list[str], terms: Glossary | None) -> str:
    """The clause that has all words of the question that `text` has, where no other with such a figure has them all; else empty."""
    every = own_words(question, "en", (), terms).chinese

    def words_in(part: str) -> frozenset[int]:
        read = without_space(simplified(part))
        return frozenset(at for at, forms in enumerate(every) if any(form in read for form in forms))

    asked = {quantity.meant for quantity in find_quantities(question) if quantity.kind == "date"}

    def dated(clause: str) -> frozenset[int]:
        before = text[: text.index(clause) + len(clause)]
        dates = [quantity.meant for quantity in find_quantities(before) if quantity.kind == "date"]
        return frozenset({_DATE} if dates and dates[-1] in asked else ())

    all_said = words_in(text)
    said = {clause: words_in(clause) | dated(clause) for clause in held}
    full = [clause for clause in held if said[clause] >= all_said and len(said[clause]) >= _LEAST_WORDS]
    return next((clause for clause in full if all(said[clause] > said[other] for other in held if other != clause)), "")
