"""Long lists of words by which something is told, kept as rows of a table beside the code that goes by them.

An expression of fifty alternatives is read by nobody. A row of `words.toml` has one alternative a line, says why it is there, and carries
text that it must find and text that only looks like it; one test runs every row of every table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ragassist.lang.zh import IDEOGRAPHS


@dataclass(frozen=True, slots=True)
class Sign:
    """Words, in one language or both, that say one thing: that something is denied, left open, or no part of a document."""

    name: str
    reason: str
    pattern: re.Pattern[str]
    has: tuple[str, ...]
    """Texts that carry it."""
    lacks: tuple[str, ...]
    """Texts that look as if they did."""

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first place where `text` carries it."""
        return self.pattern.search(text)


def table_rows(package: str, name: str) -> list[dict[str, Any]]:
    r"""Return the rows of a table that lies beside the code of `package`, in their order.

    `\p{Han}` in them, inside of a class of characters, stands for the characters that are words or parts of words in Chinese.

    >>> [row["says"] for row in table_rows("ragassist.tasks", "turns.toml") if "未经" in row["says"]] == [f"未经(?=[{IDEOGRAPHS}]{{2}})"]
    True
    """
    rows: list[dict[str, Any]] = tomllib.loads(files(package).joinpath(name).read_text(encoding="utf8"))["row"]
    return [{key: _spelled_out(value) for key, value in row.items()} for row in rows]


def _spelled_out(value: Any) -> Any:  # noqa: ANN401 - whatever TOML has
    if isinstance(value, str):
        return value.replace(r"\p{Han}", IDEOGRAPHS)
    if isinstance(value, list):
        return [_spelled_out(each) for each in value]
    return {key: _spelled_out(each) for key, each in value.items()} if isinstance(value, dict) else value


@cache
def word_table(package: str) -> Mapping[str, Sign]:
    """Return the rows of `words.toml` in a package, by name.

    A row's expression is `before`, then any of `any`, then `after`; case matters unless `any_case` says otherwise.
    """
    rows = table_rows(package, "words.toml")
    return {row["name"]: Sign(row["name"], row["reason"], _pattern(row), tuple(row["has"]), tuple(row["lacks"])) for row in rows}


def _pattern(row: Mapping[str, Any]) -> re.Pattern[str]:
    several = "|".join(row["any"])
    wrapped = f"{row.get('before', '')}(?:{several}){row.get('after', '')}" if "before" in row or "after" in row else several
    return re.compile(wrapped, re.IGNORECASE if row.get("any_case") else 0)


def either(table: Mapping[str, Sign], *names: str) -> re.Pattern[str]:
    """Return what finds any of these rows; where two begin at one place, the one named first. All of them go by case, or none."""
    patterns = [table[name].pattern for name in names]
    return re.compile("|".join(pattern.pattern for pattern in patterns), patterns[0].flags & re.IGNORECASE)
