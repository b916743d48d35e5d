"""Lines that the program writes of itself: how many there are is counted again, words of several texts are looked up in each.

No document says how many of them were read, and none that another disagrees with it. Such a line is checked against what it was made of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized

from ragassist.text.quantities import find_quantities
from ragassist.text.script import without_space
from ragassist.types import Finding
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.finding import against, shade, speaks_for

_COUNT = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d.])|(?<![A-Za-z\d.,])\d+(?![\d.]\d)")
"""A figure as such a line has it."""


def recount(claim: str, things: Sequence[Sized], names: Sequence[str] = ()) -> list[Finding]:
    """Return `count.given` where the figures of a claim are the sizes of `things`, each as often; else `count.differs`.

    `names` are what the claim names, in order: their own figures count nothing, and each must stand there.

    >>> recount("Closed: 2 (Berth 4, Berth 7)", [{"a", "b"}], ["Berth 4", "Berth 7"])[0].code
    'count.given'
    >>> [recount("Closed: 3", [{"a", "b"}])[0].values, recount("Closed: 1", [{"a"}], ["Berth 4"])[0].values]
    [(('said', '3'), ('meant', '2')), (('said', '1'), ('meant', 'Berth 4'))]
    """
    rest, at = claim, 0
    for name in names:
        begin = rest.find(name, at)
        if begin < 0:
            return [against("count.differs", said=", ".join(_figures(rest)), meant=name)]
        at = begin + len(name)
        rest = rest[:begin] + " " * len(name) + rest[at:]
    said, there = _figures(rest), [str(len(each)) for each in things]
    if sorted(said) != sorted(there):
        return [against("count.differs", said=", ".join(said), meant=", ".join(there))]
    return [speaks_for("count.given", (0, len(claim)))]


def _figures(text: str) -> list[str]:
    return [match[0].replace(",", "") for match in _COUNT.finditer(text)]


def beside(sides: Sequence[tuple[str, str]]) -> list[Finding]:
    """Return `quotation.beside` where each of some words stands in its own text, word for word or as a figure told otherwise.

    Where one does not, `quotation.unlike` for each such.

    >>> [f.code for f in beside([("三日", "应当在三日内答复。"), ("10 days", "应当在十日内答复。")])]
    ['quotation.beside']
    >>> [f.values for f in beside([("三日", "应当在三日内答复。"), ("三日", "应当在十日内答复。")])]
    [(('said', '三日'),)]
    """
    unlike = [words for words, text in sides if _fold(words) not in _fold(text) and not _is_figure_of(words, text)]
    return [shade("quotation.unlike", said=words) for words in unlike] or [speaks_for("quotation.beside")]


def _is_figure_of(words: str, text: str) -> bool:
    return bool(find_quantities(words)) and not mismatches(words, text)


def _fold(text: str) -> str:
    return without_space(text).casefold()
