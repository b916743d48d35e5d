"""How two versions of a sentence differ: tightened, loosened, figures, dates, actors, or words only; and which words."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities import find_quantities
from ragassist.text.quantities.numerals import han_value
from ragassist.text.structure import Norm, parse
from ragassist.text.structure.actor_phrases import is_agent
from ragassist.text.structure.english import parse as parse_english
from ragassist.types import Lang

Change = Literal["tightened", "loosened", "figure", "date", "actor", "wording"]
Marks = tuple[tuple[int, int], ...]
_STRONG: Final = frozenset({"must", "must_not"})
_WEAK: Final = frozenset({"may", "encouraged", "need_not"})
_PERIOD: Final = re.compile(
    r"(\d+(?:\.\d+)?|[〇零一二三四五六七八九十百两半]+)\s?(?:个)?(工作日|日(?!常)|天|小时|分钟|周(?!岁|年)|星期|月(?!\d|份)|季度|周?年(?!度|代|级))"
    r"|\b(\d+)[ -](?:working |business )?(?:day|hour|week|month|year)s?\b"
)
_EVERY: Final = re.compile(r"(?:每隔?[一两二三四五六半]?(?:个?(?:季度|月|周|年|日)|半年)|按(?:季度|月|年|周|半年))")
_TOKEN: Final = re.compile(rf"[A-Za-z]+|\d+(?:\.\d+)?|[零〇一二三四五六七八九十百千万亿两]+|[{IDEOGRAPHS}]|\S")
_REFERENCE: Final = re.compile(r"第[一二三四五六七八九十百千零〇\d]+[条章款项]")
_SAME_NORM: Final = 0.5
"""The same of what two norms ask for."""


def kinds_of(old: str, new: str, langs: tuple[Lang, Lang]) -> tuple[Change, ...]:
    """Return in which ways `new` differs from `old`, written in `langs`.

    `wording` stands alone where nothing that can be counted differs; () where both say the same.

    >>> kinds_of("机构可以在三十日内备案。", "机构应当在十日内备案。", ("zh", "zh"))
    ('tightened', 'date')
    """
    if _bare(old) == _bare(new):
        return ()
    found: list[Change] = []
    before, after = _norms(old, langs[0]), _norms(new, langs[1])
    tighter, looser = _strength(before, after)
    found += ["tightened"] if tighter else []
    found += ["loosened"] if looser else []
    if _figures(old) != _figures(new):
        found.append("figure")
    if _times(old) != _times(new):
        found.append("date")
    if _actors_changed(before, after) or _bodies_changed(old, new):
        found.append("actor")
    return tuple(found) or ("wording",)


def marks(old: str, new: str) -> tuple[Marks, Marks]:
    """Return the spans of `old` that are gone and of `new` that are new; words, numbers and single Chinese characters are whole.

    >>> marks("三十日内备案", "十日内备案")
    (((0, 2),), ((0, 1),))
    """
    ours, theirs = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    matcher = difflib.SequenceMatcher(None, [m[0] for m in ours], [m[0] for m in theirs], autojunk=False)
    gone: list[tuple[int, int]] = []
    come: list[tuple[int, int]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            if b > a:
                gone.append((ours[a].start(), ours[b - 1].end()))
            if d > c:
                come.append((theirs[c].start(), theirs[d - 1].end()))
    return _merged(gone), _merged(come)


def _merged(spans: Sequence[tuple[int, int]]) -> Marks:
    """Spans with a single character between them become one: a reader sees one change there."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start - merged[-1][1] <= 1:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", _REFERENCE.sub("第条", text))


def _figures(text: str) -> Counter[tuple[str, str, str]]:
    """The sums, shares and numbers of things of a text, ages included; no times, no article numbers."""
    found: Counter[tuple[str, str, str]] = Counter()
    periods = [match.span() for match in _PERIOD.finditer(text)]
    for quantity in find_quantities(text):
        if quantity.kind in ("date", "article", "ordinal", "name") or any(a < quantity.end and quantity.start < b for a, b in periods):
            continue
        found[(str(quantity.low.normalize()), str(quantity.high.normalize()), quantity.unit)] += 1
    return found


def _times(text: str) -> Counter[str]:
    found = Counter(repr(quantity.date) for quantity in find_quantities(text) if quantity.kind == "date" and quantity.date is not None)
    for match in _PERIOD.finditer(text):
        found[f"{han_value(match[1]) or match[1]} {match[2]}" if match[1] else match[0]] += 1
    found.update(_EVERY.findall(text))
    return found


def _norms(text: str, lang: Lang) -> tuple[Norm, ...]:
    return tuple(parse(text) if lang == "zh" else parse_english(text))


def _strength(before: Sequence[Norm], after: Sequence[Norm]) -> tuple[bool, bool]:
    """Whether something that was open is required or forbidden now, and the other way round."""
    tighter = looser = False
    for one, other in _paired(before, after):
        if one is None or other is None:
            continue
        if one.modality in _WEAK and other.modality not in _WEAK:
            tighter = True
        elif one.modality not in _WEAK and other.modality in _WEAK:
            looser = True
        elif one.modality in _STRONG and other.modality == one.modality:
            narrowed = _limits(other) - _limits(one)
            looser = looser or narrowed > 0
            tighter = tighter or narrowed < 0
    balance = _count(after, _WEAK) - _count(before, _WEAK)
    if not tighter and not looser and len(before) != len(after):
        tighter = balance < 0 or _count(after, {"must_not"}) > _count(before, {"must_not"})
        looser = balance > 0 or _count(after, {"must_not"}) < _count(before, {"must_not"})
    return tighter, looser


def _limits(norm: Norm) -> int:
    """How much a prohibition or duty is narrowed: conditions and exceptions, and for a prohibition the times that it holds."""
    windows = len(norm.times) if norm.modality == "must_not" else 0
    return len(norm.conditions) + len(norm.exceptions) + windows


def _count(norms: Sequence[Norm], modalities: frozenset[str] | set[str]) -> int:
    return sum(norm.modality in modalities for norm in norms)


def _paired(before: Sequence[Norm], after: Sequence[Norm]) -> list[tuple[Norm | None, Norm | None]]:
    """Norms that speak of the same, by the likeness of what is to be done; each once."""
    scored = sorted(((-_like(one, other), i, j) for i, one in enumerate(before) for j, other in enumerate(after)), key=lambda each: each)
    pairs: list[tuple[Norm | None, Norm | None]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for score, i, j in scored:
        if -score >= _SAME_NORM and i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((before[i], after[j]))
    return pairs


def _like(one: Norm, other: Norm) -> float:
    first, second = one.action.text if one.action else "", other.action.text if other.action else ""
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


def _actors_changed(before: Sequence[Norm], after: Sequence[Norm]) -> bool:
    """Whether what was to be done by one is to be done by another."""
    for one, other in _paired(before, after):
        if one is None or other is None or one.actor is None or other.actor is None:
            continue
        mine, theirs = one.actor.text, other.actor.text
        if mine != theirs and is_agent(mine) and is_agent(theirs) and mine not in theirs and theirs not in mine:
            return True
    return False


def _bodies_changed(old: str, new: str) -> bool:
    """Whether as many bodies are named as those that act, and other ones."""
    named_old, named_new = (
        set(re.findall(r"由([^，。；]{2,20}?(?:部门|机关|机构|局|政府|委员会))", old)),
        set(re.findall(r"由([^，。；]{2,20}?(?:部门|机关|机构|局|政府|委员会))", new)),
    )
    return bool(named_old and named_new and named_old != named_new and len(named_old) == len(named_new))
