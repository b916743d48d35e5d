"""A draw of what is to be read: as many of each language and state as can be, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from ragassist.evaluate.read.items import Item


def drawn(items: Sequence[Item], most: int, seed: int = 0) -> tuple[Item, ...]:
    """Return at most `most` sentences and at most `most` answers, in their order.

    Every stratum (language and state of a sentence; language of an answer, and whether the documents answer) gets the same number,
    and what a small one can't fill goes to the others. Within a stratum each item is as likely as the next, whatever its order; a
    larger draw with the same seed holds the smaller one's items of every stratum.
    """
    kept: set[str] = set()
    for kind in ("sentence", "answer"):
        strata: dict[tuple[str, str], list[Item]] = {}
        for item in items:
            if item.kind == kind:
                strata.setdefault(item.stratum, []).append(item)
        shares = allotted({stratum: len(members) for stratum, members in strata.items()}, most)
        for stratum, members in strata.items():
            ranked = sorted(members, key=lambda item: hashlib.sha256(f"{seed}\0{item.key}".encode("utf8", "replace")).digest())
            kept.update(item.key for item in ranked[: shares[stratum]])
    return tuple(item for item in items if item.key in kept)


def allotted(sizes: Mapping[tuple[str, str], int], most: int) -> dict[tuple[str, str], int]:
    """Return how many of each stratum are drawn: equal numbers as far as they go round, `most` in all or everything there is.

    >>> allotted({("en", "rough"): 50, ("en", "verified"): 3, ("zh", "verified"): 50}, 20)
    {('en', 'rough'): 9, ('en', 'verified'): 3, ('zh', 'verified'): 8}
    """
    given = dict.fromkeys(sizes, 0)
    left = min(most, sum(sizes.values()))
    while left:
        open_ones = [stratum for stratum in sorted(sizes) if given[stratum] < sizes[stratum]]
        each = max(1, left // len(open_ones))
        for stratum in open_ones:
            step = min(each, sizes[stratum] - given[stratum], left)
            given[stratum] += step
            left -= step
    return given
