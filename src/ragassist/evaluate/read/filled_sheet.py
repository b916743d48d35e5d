"""What stands in the places of a sheet that came back, before anybody asks what it means; the same for every form of sheet."""

from __future__ import annotations

from dataclasses import dataclass

from ragassist.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Place:
    """What a reader wrote in one place."""

    line: int
    """Counted from 1; of a table, its row."""
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One block or row."""

    key: Place
    mark: Place
    grade: Place
    note: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be taken as it stands, and why (a code `line.…`)."""

    line: int
    why: Phrase


@dataclass(frozen=True, slots=True)
class Sheet:
    """All blocks in their order, and what stands between their places."""

    blocks: tuple[Filled, ...]
    wrong: tuple[Wrong, ...] = ()
    states_shown: bool = False
    """Whether it says what the program says of each sentence."""
