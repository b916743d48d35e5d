"""Which characters of one reading of a line another reading confirms. Pure."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from typing import Final

from ragassist.ingest.ocr.recognise import Reading

SURE: Final = 0.95
"""The least probability that both networks must give to a character that counts as confirmed."""


def confirmed(first: Reading, second: Reading) -> tuple[bool, ...]:
    """Return for each character of the first reading whether the second says the same there and both are sure of it.

    Width does not count, nor do spaces. Where the second reads a letter or digit that the first has not, its neighbours are not confirmed.

    >>> sure = lambda text: Reading(text, (1.0,) * len(text))
    >>> confirmed(sure("投入12亿"), sure("投入120亿"))
    (True, True, True, False, False)
    """
    mine = [at for at, char in enumerate(first.text) if not char.isspace()]
    theirs = [at for at, char in enumerate(second.text) if not char.isspace()]
    one = [_folded(first.text[at]) for at in mine]
    other = [_folded(second.text[at]) for at in theirs]
    found = [first.text[at].isspace() for at in range(len(first.text))]
    last_one = last_other = 0
    broken: set[int] = set()
    for a, b, length in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        if any(char.isalnum() for char in "".join(other[last_other:b])):
            broken |= {last_one - 1, a}
        for step in range(length):
            found[mine[a + step]] = min(first.sure[mine[a + step]], second.sure[theirs[b + step]]) >= SURE
        last_one, last_other = a + length, b + length
    for at in broken & set(range(len(mine))):
        found[mine[at]] = False
    return tuple(found)


def _folded(char: str) -> str:
    return unicodedata.normalize("NFKC", char)
