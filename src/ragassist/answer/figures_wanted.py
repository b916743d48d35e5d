"""Which figure a question wants that it does not ask for by "how many" or "how much": an uptake, a jail term, a headcount.

Wider than `expected.need`, which decides what is refused: what is found here is only told besides, where the statement gives it
for certain.
"""

from __future__ import annotations

import re
from typing import Final

_OF_WHAT: Final = r"\b(?:what|which) (?:[\w'’-]+ ){0,3}?"
_SHARES: Final = r"share|percentage|portion|proportion|slice"
_RATES: Final = r"uptake|adoption|occupancy|penetration|coverage|utili[sz]ation|rate"
_PRISON: Final = (
    r"\b(?:jail|prison) (?:terms?|sentences?)\b|\b(?:what|which) (?:\w+ ){0,2}?sentences? (?:did|was|were|do|does)\b"
    r"|\bhow long\b[^?]*\b(?:in )?(?:jail|prison|imprison\w+)\b"
)
_WANTED: Final = (
    ("prison", re.compile(_PRISON, re.IGNORECASE)),
    ("share", re.compile(rf"{_OF_WHAT}(?:{_SHARES})\b", re.IGNORECASE)),
    ("rate", re.compile(rf"\bhow (?:widely|widespread|prevalent)\b|{_OF_WHAT}(?:{_RATES})\b", re.IGNORECASE)),
    ("amount", re.compile(r"\b(?:how (?:large|big)|(?:what|which) (?:size|scale|volume))\b", re.IGNORECASE)),
    ("loss", re.compile(r"\bwhat (?:is|was|were) the (?:\w+ ){0,2}?loss(?:es)?\b", re.IGNORECASE)),
)


def figure_wanted(question: str) -> str:
    """Return what the figure that an English question wants is the figure of, by its name in `given_figures.KINDS`; empty for none.

    >>> figure_wanted("What uptake is planned?"), figure_wanted("What jail term does the law set?"), figure_wanted("What is planned?")
    ('rate', 'prison', '')
    """
    return next((kind for kind, pattern in _WANTED if pattern.search(question)), "")
