"""Words that a text puts between quotation marks."""

from __future__ import annotations

import re

_PAIRS = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』|\"([^\"]+)\"|《([^《》]+)》")


def find_quotes(text: str) -> list[str]:
    """Return what stands between paired quotation marks (“”, 「」, 『』, straight double) or title marks (《》), in order.

    >>> find_quotes('He calls it a “small yard” and "a wall".')
    ['small yard', 'a wall']
    """
    return [next(group for group in match.groups() if group is not None).strip() for match in _PAIRS.finditer(text)]
