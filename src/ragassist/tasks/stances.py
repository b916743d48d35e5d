"""Two values of one respect, free or paid, forbidden or allowed, secret or public: a claim with the one, a statement with the other.

Somebody who tells a rule in words of their own seldom takes up those of the rule, and where they tell it wrongly, what they deny is told in
other words still. What both have in common is the respect in which they speak of a thing; the words for its two values are few enough to be
listed, and are told apart on both sides, whatever is said of the thing besides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from ragassist.tasks.contradiction import Conflict, Langs
from ragassist.tasks.turned_statement import nearer_turned
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit import Source

Pair = tuple[str, str]
Side = tuple[bool, str]
"""Whether it is the one value, and the words that say so."""
_LEAST: Final = {True: 0.3, False: 0.35}
"""How sure it must be that the nearest statement speaks of the same, within one language and across two. Less than elsewhere, for what says
the opposite is less alike: of 43 claims of memos 1 to 37
(`eval/datasets/tasks`) whose nearest statement has the other value 42 are wrong."""
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
    rows = tomllib.loads(files("ragassist.tasks").joinpath("stances.toml").read_text(encoding="utf8"))["row"]
    return tuple(
        Respect(
            aspect=row["aspect"],
            reason=row["reason"],
            one=_patterns(row, "one"),
            other=_patterns(row, "other"),
            unless=_patterns(row, "unless"),
            bare=row.get("bare", False),
            catch=tuple((a, b) for a, b in row["catch"]),
            leave=tuple((a, b) for a, b in row["leave"]),
        )
        for row in rows
    )


def _patterns(row: dict[str, str], side: str) -> dict[Lang, re.Pattern[str]]:
    never = "(?!)"
    return {"en": re.compile(row.get(f"{side}_en", never), re.IGNORECASE), "zh": re.compile(row.get(f"{side}_zh", never))}


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
    return {aspect: sides[0] for aspect, sides in stands(claim, lang).items() if len(sides) == 1 and aspect not in quiet}


def otherwise_in_a_respect(
    text: str,
    lang: Lang,
    chosen: Sequence[tuple[float, Source]],
    likeness: Any,  # noqa: ANN401
) -> tuple[Source, Conflict] | None:
    """Return the likeliest of the statements `chosen` (best first) and what it says otherwise in some respect; None where it does not.

    Of a statement that has both values, the clause that is likeliest to be spoken of is read.
    """
    if not chosen or chosen[0][0] < _LEAST[chosen[0][1].statement.lang == lang] or chosen[0][1].statement.loose:
        return None
    source = chosen[0][1]
    own = source.statement
    langs = (lang, own.lang)
    found, theirs = turned(text, source.read, langs), stands(source.read, own.lang)
    both = [aspect for aspect in _said(text, lang) if len(theirs.get(aspect, ())) > 1]
    if not found and both and (clause := _likeliest(text, lang, source, likeness)):
        found = {aspect: words for aspect, words in turned(text, clause, langs).items() if aspect in both}
    if found and found.keys() <= _MODAL and nearer_turned(text, lang, source, likeness) == 0:
        return None
    words = next(iter(found.values()), None)
    return (source, Conflict("modality", *words)) if words is not None else None


def _likeliest(text: str, lang: Lang, source: Source, likeness: Any) -> str:  # noqa: ANN401
    """The clause of a statement that is likeliest to be spoken of; "" where nobody can tell."""
    to_parts: Callable[[str, Lang, Sequence[str], Lang], list[float]] | None = getattr(likeness, "to_parts", None)
    pieces = [piece for piece in re.split("[，；,;]", source.statement.text) if len(piece.strip()) >= _SHORTEST]
    if to_parts is None or not pieces:
        return ""
    near = to_parts(text, lang, pieces, source.statement.lang)
    return pieces[max(range(len(pieces)), key=near.__getitem__)]
