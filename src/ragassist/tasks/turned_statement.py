"""A Chinese statement said the other way round: a claim that is nearer to that than to the statement itself says otherwise.

Somebody who says the opposite in words of their own shares no word with the rule; an encoder finds "Annotators start work without any
training" nearer to 不必进行培训 than to 应当进行培训, and a true claim in other words the other way about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.contradiction import Conflict
from ragassist.text.word_tables import table_rows
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source

_LEAST: Final = {True: 0.28, False: 0.35}
"""How sure it must be that the nearest statement speaks of the same, within one language and across two: hardly, for what is nearer to its
opposite speaks of it (memos 1 to 41 of `eval/datasets/tasks`)."""
_CASE: Final = re.compile("的$")
"""Behind a clause that says in which case the rest holds: turned as well, the whole would say the same."""
_ARTICLE: Final = re.compile(r"^第\S{1,6}条\s*")


@dataclass(frozen=True, slots=True)
class Turn:
    """Words of a statement or a claim, and what stands in their place when it is said the other way round."""

    lang: Lang
    says: str
    """An expression."""
    instead: str
    reason: str
    examples: tuple[tuple[str, str], ...]


@cache
def turns(table: str = "turns.toml") -> tuple[Turn, ...]:
    """Return the rows of a table of turns, in order; one that names no language is Chinese."""
    rows = table_rows("ragassist.tasks", table)
    return tuple(
        Turn(row.get("lang", "zh"), row["says"], row["instead"], row["reason"], tuple((a, b) for a, b in row["examples"])) for row in rows
    )


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"({row.says})" for row in turns()))


def turned_clause(clause: str) -> str:
    """Return a clause with every word that a row turns turned; the clause itself where there is none."""
    return _pattern().sub(lambda match: turns()[(match.lastindex or 1) - 1].instead, clause)


def forms(statement: str, lang: Lang) -> list[str]:
    """Return the ways to say a statement the other way round: in every clause at once, then in each alone; none for an English one.

    >>> forms("船舶漏水的，应当停航；船长可以不报告。", "zh")[1:]
    ['船舶漏水的，不必停航；船长可以不报告。', '船舶漏水的，应当停航；船长不得不报告。']
    >>> forms("有下列情形的，不得离港：（一）缆绳破损的。", "zh")
    ['有下列情形的，可以离港：（一）缆绳破损的。']
    """
    if lang != "zh":
        return []
    parts = re.split("([，；。：])", statement)
    told = [at for at in range(0, len(parts), 2) if at >= len(parts) - 2 or not _CASE.search(parts[at])]
    turning = [at for at in told if turned_clause(parts[at]) != parts[at]]
    each = [[turned_clause(part) if at in some else part for at, part in enumerate(parts)] for some in (turning, *([at] for at in turning))]
    return list(dict.fromkeys("".join(form) for form in each)) if turning else []


def turned_forms(source: Source) -> tuple[str, list[str]]:
    """Return what is read of a statement, without the number of its article, and the ways to say it the other way round."""
    read = _ARTICLE.sub("", source.read)
    return read, forms(read, source.statement.lang)


def nearer_turned(
    text: str,
    lang: Lang,
    source: Source,
    likeness: Any,  # noqa: ANN401
) -> float | None:
    """Return how sure it is, 0 to 1, that a claim says a statement the other way round; None where nobody can tell."""
    asked: Callable[[str, Lang, str, Sequence[str], Lang], float | None] | None = getattr(likeness, "turned", None)
    read, other = turned_forms(source) if asked is not None else ("", [])
    return asked(text, lang, read, other, source.statement.lang) if asked is not None and other else None


def the_other_way_round(
    text: str,
    lang: Lang,
    chosen: Sequence[tuple[float, Source]],
    likeness: Any,  # noqa: ANN401
) -> tuple[Source, Conflict] | None:
    """Return the likeliest of the statements `chosen` (best first) if a claim surely says it the other way round; else None."""
    if not chosen or chosen[0][1].statement.loose or chosen[0][0] < _LEAST[chosen[0][1].statement.lang == lang]:
        return None
    source = chosen[0][1]
    sure = nearer_turned(text, lang, source, likeness)
    return (source, Conflict("modality", text, source.read)) if sure is not None and sure >= 1 else None
