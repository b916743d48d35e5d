"""Two values of one respect, free or paid, forbidden or allowed, secret or public: a claim with the one, a statement with the other.

Somebody who tells a rule in words of their own seldom takes up those of the rule, and where they tell it wrongly, what they deny is told in
other words still. What both have in common is the respect in which they speak of a thing; the words for its two values are few enough to be
listed, and are told apart on both sides, whatever is said of the thing besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.contradiction import Conflict, Langs
from ragassist.tasks.turned_statement import nearer_turned
from ragassist.text.word_tables import table_rows
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source

Pair = tuple[str, str]
Side = tuple[bool, str]
"""Whether it is the one value, and the words that say so."""
_LEAST: Final = {True: 0.3, False: 0.35}
"""How sure it must be that the nearest statement speaks of the same, within one language and across two. Less than elsewhere, for what says
the opposite is less alike: of 67 claims of memos 1 to 41 (`eval/datasets/tasks`) that these rules call contradicted 66 are."""
_LEAST_MODAL: Final = {True: 0.25, False: 0.35}
"""The same of the respects in `_MODAL`, where the turned form tells besides."""
_BESIDE: Final = 0.05
"""By how much less than the nearest a statement may speak of the same to be read as well, in respects that name a thing."""
_MODAL: Final = frozenset({"leave", "duty"})
"""Respects whose words stand in any rule: of these the claim must also be nearer to the statement said the other way round, where an
encoder can tell."""
_SHORTEST: Final = 5
"""Characters of a clause that is read by itself."""


@dataclass(frozen=True, slots=True)
class Respect:
    """A respect in which a thing has one of two values, with the words for each in English and Chinese."""

    aspect: str
    reason: str
    one: dict[Lang, re.Pattern[str]]
    """Words of the one value, looked for first: they may hold those of the other, as "no fee" does."""
    other: dict[Lang, re.Pattern[str]]
    unless: dict[Lang, re.Pattern[str]]
    """Words beside which a claim says nothing of the respect."""
    bare: bool
    """Whether two texts may have the same value and speak of quite different things."""
    of_claims: bool
    """Whether the one value is read of claims alone."""
    catch: tuple[Pair, ...]
    """Claims and statements that say otherwise."""
    leave: tuple[Pair, ...]
    """Claims and statements that do not."""

    def sides(self, text: str, lang: Lang) -> list[Side]:
        """Return the values that `text` has: none, one or both."""
        first = self.one[lang].search(text)
        second = self.other[lang].search(self.one[lang].sub(" ", text))
        return [(at == 0, found[0]) for at, found in enumerate((first, second)) if found is not None]


@cache
def respects() -> tuple[Respect, ...]:
    """Return the rows of `stances.toml`, in order."""
    rows = table_rows("ragassist.tasks", "stances.toml")
    return tuple(
        Respect(
            aspect=row["aspect"],
            reason=row["reason"],
            one=_patterns(row, "one"),
            other=_patterns(row, "other"),
            unless=_patterns(row, "unless"),
            bare=row.get("bare", False),
            of_claims=row.get("of_claims", False),
            catch=tuple((a, b) for a, b in row["catch"]),
            leave=tuple((a, b) for a, b in row["leave"]),
        )
        for row in rows
    )


def _patterns(row: dict[str, str], side: str) -> dict[Lang, re.Pattern[str]]:
    never = "(?!)"
    return {"en": re.compile(row.get(f"{side}_en", never), re.IGNORECASE), "zh": re.compile(row.get(f"{side}_zh", never))}


@cache
def _bare() -> frozenset[str]:
    return frozenset(row.aspect for row in respects() if row.bare)


@lru_cache(maxsize=4096)
def stands(text: str, lang: Lang) -> dict[str, list[Side]]:
    """Return the values that a text has in each respect of which it has any."""
    return {row.aspect: found for row in respects() if (found := row.sides(text, lang))}


def turned(claim: str, source: str, langs: Langs) -> dict[str, Pair]:
    """Return the respects in which a claim has one value alone and a source the other alone, with the words of both.

    >>> turned("Passengers can smoke on deck.", "甲板上禁止吸烟。", ("en", "zh"))
    {'leave': ('can', '禁止')}
    >>> turned("Passengers cannot smoke on deck.", "甲板上禁止吸烟。", ("en", "zh"))
    {}
    """
    mine, theirs = _said(claim, langs[0]), stands(source, langs[1])
    return {
        aspect: (own[1], theirs[aspect][0][1])
        for aspect, own in mine.items()
        if len(theirs.get(aspect, ())) == 1 and theirs[aspect][0][0] != own[0]
    }


def agreed(claim: str, source: str, langs: Langs) -> bool:
    """Return whether a claim has a value in some respect that the source has too, and in no respect another.

    >>> agreed("They pay nothing for it.", "不得因此收取任何费用。", ("en", "zh"))
    True
    """
    mine, theirs = _said(claim, langs[0]), stands(source, langs[1])
    shared = [row.aspect for row in respects() if not row.bare and row.aspect in mine.keys() & theirs.keys()]
    return bool(shared) and all(any(side[0] == mine[aspect][0] for side in theirs[aspect]) for aspect in shared)


def _said(claim: str, lang: Lang) -> dict[str, Side]:
    """The values that a claim has, of respects in which it has one alone and nothing beside which that says nothing."""
    quiet = {row.aspect for row in respects() if row.unless[lang].search(claim)}
    told = {aspect: sides[0] for aspect, sides in stands(claim, lang).items() if len(sides) == 1 and aspect not in quiet}
    one_only = {row.aspect for row in respects() if row.of_claims}
    return {aspect: side for aspect, side in told.items() if side[0] or aspect not in one_only}


def otherwise_in_a_respect(
    text: str,
    lang: Lang,
    chosen: Sequence[tuple[float, Source]],
    likeness: Any,  # noqa: ANN401
) -> tuple[Source, Conflict] | None:
    """Return one of the statements `chosen` (best first) and what it says otherwise in some respect; None where none does.

    The nearest is read, and those that are hardly farther. Of one that has both values, the clause that is likeliest to be spoken of is.
    """
    for at, (score, source) in enumerate(chosen):
        same = source.statement.lang == lang
        if score < max(_LEAST_MODAL[same], chosen[0][0] - _BESIDE):
            return None
        found = {} if source.statement.loose else _turned_in(text, lang, source, likeness)
        if at:
            found = {aspect: words for aspect, words in found.items() if aspect not in _bare()}
        elif score < _LEAST[same]:
            found = {aspect: words for aspect, words in found.items() if aspect in _MODAL}
        if found and not (found.keys() <= _MODAL and _not_turned(text, lang, source, likeness, close=score >= _LEAST[same])):
            return source, Conflict("modality", *next(iter(found.values())))
    return None


def _not_turned(text: str, lang: Lang, source: Source, likeness: Any, *, close: bool) -> bool:  # noqa: ANN401
    """Whether a claim is no nearer to a statement said the other way round; where nobody can tell, whether it is not `close`."""
    sure = nearer_turned(text, lang, source, likeness)
    return sure == 0 if sure is not None else not close


def _turned_in(text: str, lang: Lang, source: Source, likeness: Any) -> dict[str, Pair]:  # noqa: ANN401
    """The respects in which a statement, or its likeliest clause where it has both values, says otherwise, with the words of both."""
    langs = (lang, source.statement.lang)
    found, theirs = turned(text, source.read, langs), stands(source.read, langs[1])
    both = [aspect for aspect in _said(text, lang) if len(theirs.get(aspect, ())) > 1]
    if not found and both and (clause := _likeliest(text, lang, source, likeness)):
        return {aspect: words for aspect, words in turned(text, clause, langs).items() if aspect in both}
    return found


def _likeliest(text: str, lang: Lang, source: Source, likeness: Any) -> str:  # noqa: ANN401
    """The clause of a statement that is likeliest to be spoken of; "" where nobody can tell."""
    to_parts: Callable[[str, Lang, Sequence[str], Lang], list[float]] | None = getattr(likeness, "to_parts", None)
    pieces = [piece for piece in re.split("[，；,;]", source.statement.text) if len(piece.strip()) >= _SHORTEST]
    if to_parts is None or not pieces:
        return ""
    near = to_parts(text, lang, pieces, source.statement.lang)
    return pieces[max(range(len(pieces)), key=near.__getitem__)]
