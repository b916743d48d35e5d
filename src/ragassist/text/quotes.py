"""Words that a claim puts between quotation marks, and whether the source has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.text.language import detect

_PAIRS = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\"|《([^《》]+)》")
_SPACE = re.compile(r"\s+")


def find_quotes(text: str) -> list[str]:
    """What stands between paired quotation marks (“”, 「」, 『』, straight double) or title marks (《》), in order.

    >>> find_quotes('He calls it a “small yard” and "a wall".')
    ['small yard', 'a wall']
    """
    return [next(group for group in match.groups() if group is not None).strip() for match in _PAIRS.finditer(text)]


def invented_quotes(claim: str, evidence: Sequence[str]) -> list[str]:
    """The quotations of `claim` that stand in no sentence of `evidence`, white space and case aside.

    Only quotations in the one language of the evidence are compared: an English rendering of Chinese words cannot be an exact
    slice, and is checked for meaning elsewhere. A quotation that straddles two sentences counts as invented.
    """
    folded = [_fold(sentence) for sentence in evidence]
    languages = {detect(sentence) for sentence in evidence}
    return [
        quote
        for quote in find_quotes(claim)
        if {detect(quote)} == languages and not any(_fold(quote).rstrip("。，,.；;") in sentence for sentence in folded)
    ]


def _fold(text: str) -> str:
    return _SPACE.sub("", text).casefold().replace("’", "'")
