"""A claim turned round: a statement that is nearer to its opposite than anything is to the claim itself says otherwise.

Somebody who denies a rule in words of everyday speech is seldom nearest to the rule that they deny; the opposite of what they say is, for
that is what the rule says. Whether the rule says it is then asked the other way about as well: the claim must be as near to the rule turned
round (`tasks.turned_statement`) as to the rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.contradiction import Conflict
from ragassist.tasks.turned_statement import turned_forms, turns
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source

CLAIM_TURNS: Final = "claim_turns.toml"
"""The first row that finds a word turns it; the last one of a language finds every claim."""
_SURE: Final = 1.0


def turned_claim(text: str, lang: Lang) -> str:
    """Return a claim in `lang` with the first word turned that a row turns, which makes it say the opposite.

    >>> turned_claim("Skippers may leave the ship.", "en"), turned_claim("船长可以离船。", "zh")
    ('Skippers must not leave the ship.', '船长不能离船。')
    """
    row = next(row for row in turns(CLAIM_TURNS) if row.lang == lang and re.search(row.says, text))
    return re.sub(row.says, row.instead, text, count=1)


def said_of_the_opposite(
    text: str,
    lang: Lang,
    likeness: Any,  # noqa: ANN401
) -> tuple[Source, Conflict] | None:
    """Return the statement that says the opposite of a claim, where one surely does; None where none does or nobody can tell."""
    asked: Callable[..., tuple[Source, float] | None] | None = getattr(likeness, "opposite", None)
    found = asked(text, lang, turned_claim(text, lang), turned_forms) if asked is not None else None
    if found is None or found[1] < _SURE or found[0].statement.loose:
        return None
    return found[0], Conflict("modality", text, found[0].read)
