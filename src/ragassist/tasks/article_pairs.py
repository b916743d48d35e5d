"""A document as its articles, and the articles of two versions set against each other: same, moved, split, merged, added, dropped."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ragassist.lang.zh import NUMERAL
from ragassist.tasks.statements import Statement, own_number
from ragassist.text.script import without_space

Fate = Literal["kept", "moved", "split", "merged", "added", "dropped"]
LEAST_ALIKE: Final = 0.34
"""Share of character pairs in common (Dice) from which two articles can be the same one, rewritten."""
LEAST_WITHIN: Final = 0.55
"""Share of an article's character pairs that stands in another from which it can be a part of it."""
LEAST_GAIN: Final = 0.02
"""By how much joining the part must bring the whole nearer to its counterpart."""
_NUMBER: Final = re.compile(rf"^\s*(?:第 ?{NUMERAL} ?条(?:之[一二三四五六七八九十])?|Article +\d+[.:]?)[ \u3000]*")
_REFERENCE: Final = re.compile(r"第[一二三四五六七八九十百千零〇\d]+[条章款项]")


@dataclass(frozen=True, slots=True)
class Article:
    """One article, or one section of a document that has none."""

    position: int
    """Counted from 0 in its document."""
    label: str
    """第十三条, or the heading, or the ordinal of a paragraph."""
    heading: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def text(self) -> str:
        """What it says, without its number."""
        return _NUMBER.sub("", "".join(each.text for each in self.statements))


@dataclass(frozen=True, slots=True)
class Pair:
    """What became of one article or a few: those of the earlier document and those of the later."""

    fate: Fate
    old: tuple[Article, ...]
    new: tuple[Article, ...]
    likeness: float = 0.0
    """Dice over character pairs, 0 to 1."""

    @property
    def same(self) -> bool:
        """Whether the words are the same, references to other articles aside, which move with the numbering."""
        return _plain(self.old) == _plain(self.new)


def articles_of(found: Sequence[Statement]) -> list[Article]:
    """Return the articles in order; what stands before the first, and documents without articles, by heading and paragraph."""
    groups: list[tuple[str, list[Statement]]] = []
    numbered = sum(bool(each.article) for each in found) >= len(found) / 2
    for each in found:
        if each.heads or (numbered and not each.article):
            continue
        name = each.article if numbered else each.heading[-1] if each.heading else ""
        begins = bool(own_number(each)[0]) if numbered else not (groups and groups[-1][0] == name and each.context)
        if not groups or groups[-1][0] != name or begins:
            groups.append((name, []))
        groups[-1][1].append(each)
    return [Article(at, name or f"¶{at + 1}", group[0].heading, tuple(group)) for at, (name, group) in enumerate(groups)]


def align(old: Sequence[Article], new: Sequence[Article]) -> list[Pair]:
    """Return what became of every article: pairs in the later document's order, dropped ones after the article they followed."""
    match = _matched(old, new)
    joined_old, joined_new = _joined(old, new, match)
    still = _in_order([(i, j) for i, j in sorted(match.items())])
    pairs: list[tuple[float, Pair]] = []
    for i, j in match.items():
        parts_new = tuple(new[k] for k in sorted([j, *joined_new.get(i, [])]))
        parts_old = tuple(old[k] for k in sorted([i, *joined_old.get(j, [])]))
        fate: Fate = "split" if len(parts_new) > 1 else "merged" if len(parts_old) > 1 else "kept" if (i, j) in still else "moved"
        pairs.append((j, Pair(fate, parts_old, parts_new, alike(_joint(parts_old), _joint(parts_new)))))
    taken_new = set(match.values()) | {k for group in joined_new.values() for k in group}
    taken_old = set(match) | {k for group in joined_old.values() for k in group}
    pairs += [(j, Pair("added", (), (new[j],))) for j in range(len(new)) if j not in taken_new]
    place = -1.0
    for i in range(len(old)):
        if i in match and (i, match[i]) in still:
            place = match[i]
        if i not in taken_old:
            pairs.append((place + 0.5, Pair("dropped", (old[i],), ())))
    return [pair for _, pair in sorted(pairs, key=lambda each: each[0])]


def alike(one: str, other: str) -> float:
    """Return Dice's coefficient over the character pairs of two texts, references to articles aside; 0 to 1."""
    first, second = _grams(one), _grams(other)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 1.0


def own_words(text: str) -> int:
    """Return where a sentence's words begin after its article's number."""
    label = _NUMBER.match(text)
    return label.end() if label else 0


def within(part: str, whole: str) -> float:
    """Return the share of the character pairs of `part` that `whole` has too; 0 to 1, 0 for a part without any."""
    grams = _grams(part)
    size = sum(grams.values())
    return sum((grams & _grams(whole)).values()) / size if size else 0.0


def _grams(text: str) -> Counter[str]:
    plain = re.sub(r"\W+", "", _REFERENCE.sub("", text))
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1)) or Counter([plain] if plain else [])


def _joint(parts: Sequence[Article]) -> str:
    return "".join(part.text for part in parts)


def _plain(parts: Sequence[Article]) -> str:
    return without_space(_REFERENCE.sub("第条", _joint(parts)))


def _matched(old: Sequence[Article], new: Sequence[Article]) -> dict[int, int]:
    """One to one, the most alike first; of equals those nearer in place."""
    pairs = []
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            score = alike(one.text, other.text)
            if score >= LEAST_ALIKE:
                apart = abs(i / max(1, len(old)) - j / max(1, len(new)))
                pairs.append((-(score - 0.05 * apart), i, j))
    match: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in match and j not in taken:
            match[i] = j
            taken.add(j)
    return match


def _joined(old: Sequence[Article], new: Sequence[Article], match: dict[int, int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Articles left over that are parts of a matched one: old ones by the new they went into, new ones by the old they came from."""
    into: dict[int, list[int]] = {}
    out_of: dict[int, list[int]] = {}
    for j in [j for j in range(len(new)) if j not in match.values()]:
        gains = [(_gain(old[i], new[k], new[j]), i) for i, k in match.items() if within(new[j].text, old[i].text) >= LEAST_WITHIN]
        if gains and max(gains)[0] >= LEAST_GAIN:
            out_of.setdefault(max(gains)[1], []).append(j)
    for i in [i for i in range(len(old)) if i not in match]:
        gains = [(_gain(new[j], old[k], old[i]), j) for k, j in match.items() if within(old[i].text, new[j].text) >= LEAST_WITHIN]
        if gains and max(gains)[0] >= LEAST_GAIN:
            into.setdefault(max(gains)[1], []).append(i)
    return into, out_of


def _gain(whole: Article, first: Article, second: Article) -> float:
    both = _joint(sorted([first, second], key=lambda part: part.position))
    return alike(whole.text, both) - alike(whole.text, first.text)


def _in_order(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The longest run of pairs that rises on both sides: what is not in it has moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        k = bisect_left(tails, j)
        before.append(ends[k - 1] if k else -1)
        if k == len(tails):
            tails.append(j)
            ends.append(at)
        else:
            tails[k], ends[k] = j, at
    kept: set[tuple[int, int]] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(pairs[at])
        at = before[at]
    return kept
