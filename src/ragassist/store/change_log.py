"""What each of the last commits changed: who follows an index reads the change and not the names of all passages.

Each commit that knows what it changed leaves its own name here, so that a gap, and another history of the same length, are seen: then all
names are compared, as they are for whoever comes after more commits than are kept. Never knows texts or vectors.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from ragassist.store.database import Database

COMMITS_KEPT: Final = 200
MOST: Final = 20_000
"""A commit that changes more passages is not noted: comparing all names costs little more."""
_WENT, _CAME, _NAME = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two versions, by vector id, and the name of the later one's commit."""

    came: frozenset[str]
    went: frozenset[str]
    commit: str


class ChangeLog:
    """The table `changes` of one database, which an index of an older program lacks."""

    def __init__(self, db: Database) -> None:
        """Nothing is read yet."""
        self._db = db

    def note(self, version: int, came: Collection[str], went: Collection[str]) -> None:
        """Note, inside the transaction that makes `version`, what it changes; what both came and went is there afterwards."""
        if len(came) + len(went) <= MOST:
            rows = [(version, name, _WENT) for name in set(went).difference(came)]
            rows += [(version, name, _CAME) for name in set(came)]
            self._db.executemany("INSERT INTO changes VALUES (?, ?, ?)", [(version, secrets.token_hex(8), _NAME), *rows])
        self._db.execute("DELETE FROM changes WHERE version <= ?", (version - COMMITS_KEPT,))

    def commit(self, version: int) -> str:
        """Return the name of the commit that made `version`; empty where it left none."""
        if not self._db.has_table("changes"):
            return ""
        rows = self._db.execute("SELECT name FROM changes WHERE version = ? AND kind = ?", (version, _NAME))
        return str(rows[0][0]) if rows else ""

    def between(self, version: int, commit: str, until: int) -> Changes | None:
        """Return what changed from `version`, made by `commit`, to the later version `until`; None where that cannot be told."""
        if not commit or not version < until <= version + COMMITS_KEPT or self.commit(version) != commit:
            return None
        names: dict[int, str] = {}
        last: dict[str, int] = {}
        sql = "SELECT version, name, kind FROM changes WHERE version > ? AND version <= ? ORDER BY version"
        for at, name, kind in self._db.execute(sql, (version, until)):
            if kind == _NAME:
                names[at] = name
            else:
                last[name] = kind
        if len(names) < until - version:
            return None
        came, went = ({name for name, kind in last.items() if kind == which} for which in (_CAME, _WENT))
        return Changes(frozenset(came), frozenset(went), names[until])
