"""What the program says, as a code and values; and tables that hold the sentence of each code in English and in Chinese.

A table is a tab-separated file with a head line, one row a code. `{name}` in a sentence stands for a value, `{name!r}` for the value
in quotation marks, `{name:,}` for a number with thousands marked. A value may be a phrase of its own, which is said in the same language.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_MISSING = "…"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something to be said: which sentence, and the values of its blanks."""

    code: str
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, code: str, /, **values: object) -> Phrase:
        """Return the phrase; a value that is neither text, number nor phrase is kept as its text.

        >>> Phrase.of("file.large", size_mb=3.5).values
        (('size_mb', 3.5),)
        """
        kept = {name: value if isinstance(value, str | int | float | Phrase) else str(value) for name, value in values.items()}
        return cls(code, tuple(kept.items()))

    def as_json(self) -> dict[str, Any]:
        """Return the phrase as a JSON object of `code` and `values`."""
        values = {name: value.as_json() if isinstance(value, Phrase) else value for name, value in self.values}
        return {"code": self.code, "values": values}

    @classmethod
    def from_json(cls, found: object, depth: int = 4) -> Phrase | None:
        """Return what `as_json` wrote; None for anything else, and for phrases within phrases more than `depth` deep.

        >>> Phrase.from_json(Phrase.of("a.b", why=Phrase.of("c.d", n=1)).as_json()) == Phrase.of("a.b", why=Phrase.of("c.d", n=1))
        True
        """
        if (
            depth < 1
            or not isinstance(found, Mapping)
            or not isinstance(found.get("code"), str)
            or not isinstance(found.get("values"), Mapping)
        ):
            return None
        values = {
            str(name): cls.from_json(value, depth - 1) if isinstance(value, Mapping) else value for name, value in found["values"].items()
        }
        return cls.of(found["code"], **values)


Value = str | int | float | Phrase


@cache
def table(package: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the sentences of each code in the file `name` of `package`, in the order of its columns."""
    text = files(package).joinpath(name).read_text(encoding="utf8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {code: tuple(sentences) for code, *sentences in rows}


def fill(template: str, values: Mapping[str, Value], say: Callable[[Phrase, str], str] = lambda phrase, _: phrase.code) -> str:
    """Return the sentence with its blanks filled; a missing value is "…".

    Args:
        template: a sentence of a table.
        values: by name.
        say: how a value that is a phrase is said; its second argument is what follows the name after a dot, "" as a rule.

    >>> fill("{name!r} has {size:,} bytes.", {"name": "plan.pdf", "size": 12000}, lambda phrase, part: phrase.code)
    "'plan.pdf' has 12,000 bytes."
    """
    return _Filling(values, say).vformat(template, (), {})


def blanks(template: str) -> frozenset[str]:
    """Return the names of the blanks of a sentence.

    >>> sorted(blanks("{path}:{number}: {wrong.advice}"))
    ['number', 'path', 'wrong.advice']
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


class _Filling(string.Formatter):
    """Fills blanks by name and never fails: a value that does not fit its format is written plainly."""

    def __init__(self, values: Mapping[str, Value], say: Callable[[Phrase, str], str]) -> None:
        self._values, self._say = values, say

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        name, _, part = field_name.partition(".")
        value = self._values.get(name, _MISSING)
        return (self._say(value, part) if isinstance(value, Phrase) else value), name

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401
        try:
            return format(value, format_spec)
        except (TypeError, ValueError):
            return str(value)
