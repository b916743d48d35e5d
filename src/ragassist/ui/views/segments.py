"""Which stretch of an answer belongs to which claim, and where its markers stand. Pure; knows nothing of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ragassist.answer.refuse import NOT_SUPPORTED
from ragassist.types import Answer, Claim

MARKER = re.compile(r"\[(\d{1,3})\]")
_NOTES = tuple("".join(note.split()) for note in NOT_SUPPORTED.values())
"""What stands behind a sentence that is shown as unsupported, without white space."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one claim (its index in the answer's claims), or of none."""

    text: str
    claim: int | None


@dataclass(frozen=True, slots=True)
class Marker:
    """A citation marker and the claim it closes."""

    n: int
    claim: int | None


Paragraph = tuple[Run | Marker, ...]


def paragraphs(answer: str, claims: Sequence[Claim]) -> list[Paragraph]:
    """Return the answer's paragraphs as runs and markers, in order; together they spell `answer`, line ends aside.

    A claim is found by its text, markers and white space aside, after the claim before it. A claim that is not in the
    answer (it was left out) owns nothing. A marker belongs to the claim of the text before it.
    """
    owner = _owners(answer, claims)
    result: list[Paragraph] = []
    start = 0
    for line in answer.split("\n"):
        if line.strip():
            result.append(_paragraph(answer, start, start + len(line), owner))
        start += len(line) + 1
    return result


def shown(answer: Answer) -> frozenset[int]:
    """Return the indices of the claims whose text stands in the answer."""
    return frozenset(index for index in _owners(answer.answer, answer.claims) if index is not None)


def left_out(answer: Answer) -> int:
    """Return how many unsupported claims were dropped from the answer."""
    present = shown(answer)
    return sum(claim.status == "unsupported" and index not in present for index, claim in enumerate(answer.claims))


def _owners(answer: str, claims: Sequence[Claim]) -> list[int | None]:
    """For each character of `answer` the claim it belongs to.

    Verified and rough claims are placed first, each after the one before: they are certain to be there. Another one, left out or
    shown as unsupported, may only take what is still free, so that it can never claim the text of one of these; and none of these
    takes a sentence that the answer itself says is not supported.
    """
    in_marker = {i for match in MARKER.finditer(answer) for i in range(match.start(), match.end())}
    places = [i for i, char in enumerate(answer) if i not in in_marker and not char.isspace()]
    bare = "".join(answer[i] for i in places)
    owner: list[int | None] = [None] * len(answer)
    for stands in (True, False):
        cursor = 0
        for index, claim in enumerate(claims):
            wanted = "".join(MARKER.sub("", claim.text).split())
            if (claim.status != "unsupported") is not stands or not wanted:
                continue
            free = [at for at in _found(bare, wanted, cursor) if all(owner[place] is None for place in places[at : at + len(wanted)])]
            noted = [at for at in free if bare.startswith(_NOTES, at + len(wanted))]
            fitting = [at for at in free if at not in noted] if stands else noted or free
            if fitting:
                cursor = fitting[0] + len(wanted)
                first, last = places[fitting[0]], places[cursor - 1]
                owner[first : last + 1] = [index] * (last + 1 - first)
    return owner


def _found(text: str, wanted: str, start: int) -> Iterator[int]:
    """Where `wanted` stands in `text` from `start` on, overlaps included."""
    at = text.find(wanted, start)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _paragraph(answer: str, start: int, end: int, owner: list[int | None]) -> Paragraph:
    parts: list[Run | Marker] = []
    current: int | None = None
    position = start
    for match in MARKER.finditer(answer, start, end):
        runs = _runs(answer, position, match.start(), owner)
        parts += runs
        current = next((run.claim for run in reversed(runs) if run.text.strip()), current)
        if runs and not runs[-1].text.strip():
            # The gap before a marker belongs to the marker's claim, which is one stretch so.
            parts[-1] = replace(runs[-1], claim=current)
        parts.append(Marker(int(match.group(1)), current))
        position = match.end()
    parts += _runs(answer, position, end, owner)
    return tuple(parts)


def _runs(answer: str, start: int, end: int, owner: list[int | None]) -> list[Run]:
    runs: list[Run] = []
    at = start
    while at < end:
        stop = at + 1
        while stop < end and owner[stop] == owner[at]:
            stop += 1
        runs.append(Run(answer[at:stop], owner[at]))
        at = stop
    return runs
