"""What kind of thing a part of a question asks for beyond figures, and whether a statement holds one: a reason, a condition, a title.

The rows of `kinds.toml`. Their signs are those of the kind in either language, not words of the matter. They are wide: what holds none of
them does not answer, and what holds one may. Figures, dates and articles are told more exactly (`expected`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from ragassist.lang.en import uncontracted
from ragassist.text.signs import Signs
from ragassist.text.word_tables import table_rows

Must = Literal["stands", "shown", ""]


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table."""

    name: str
    reason: str
    asks: tuple[str, ...]
    """Expressions of which a question has one."""
    holds: tuple[str, ...]
    """Those of which a statement has one."""
    met: tuple[tuple[str, str], ...]
    """Questions of the kind, each with a statement that holds it."""
    unmet: tuple[tuple[str, str], ...]
    """The same with a statement that does not."""
    other: tuple[str, ...]
    """Questions that only look as if they asked for it."""
    must: Must = ""
    """`stands`: as sure a sign as a figure; a question of one part is not answered by a statement without, and one with it is looked for.
    `shown`: many statements have it, so what is shown must, but what is less likely is not preferred for it."""


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the rows in their order; the first that fits a question is its kind."""
    rows = table_rows("ragassist.answer", "kinds.toml")
    return tuple(Kind(**{key: cast(Any, _frozen(value)) for key, value in row.items()}) for row in rows)


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@cache
def _signs() -> Signs:
    return Signs((kind.name, "|".join(kind.asks), "|".join(kind.holds)) for kind in kinds())


def kind_of(part: str) -> str:
    """Return the kind of thing that a part of a question asks for; empty where its words do not say, or ask for a figure.

    >>> kind_of("and on what condition?"), kind_of("渡口的邮箱是什么"), kind_of("when does it open")
    ('condition', 'e-mail', '')
    """
    return next(iter(_signs().asked(uncontracted(part))), "")


def of_kind(part: str, sentence: str) -> bool:
    """Return whether `sentence` holds a thing of the kind that `part` asks for; true where its words do not say which.

    >>> of_kind("on what condition", "非经批准，不得停泊。"), of_kind("at which e-mail address", "非经批准，不得停泊。")
    (True, False)
    """
    return _signs().spoken_of(sentence, kind_of(part))


def must_hold(part: str) -> Must:
    """Return how far a statement must hold what `part` asks for, as in `Kind.must`."""
    asked = kind_of(part)
    return next((kind.must for kind in kinds() if kind.name == asked), "")
