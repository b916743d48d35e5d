"""Which way figures of a text move: rose by 5 percent, from 92,000 to 56,000, 下降0.04, 由三十降至二十.

A word of rising or falling holds of the figure that it stands right beside, and of no other: one sentence may tell of several that go
different ways. Comparisons of two things ("20 points higher than the other port") are no moves, those with an earlier time are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ragassist.lang.zh import IDEOGRAPHS, IDLE_NOT, NOT_YET
from ragassist.text.quantities.find import find_quantities, normal
from ragassist.text.quantities.quantity import NUMERIC, Quantity
from ragassist.text.script import has_han
from ragassist.verify.bounds import in_points
from ragassist.verify.rules import sign

Role = Literal["by", "to", "from", ""]
_LINK = re.compile(
    r"(?P<between>[^,.;:()]{0,40}?)\b(?P<link>by|to|from|of|at|another|further)\s(?:(?:an?|the|its|only|just|even|new|peak|high|low|record|level)\s"
    r"|(?:peak|high|low|level)\sof\s)*$",
    re.IGNORECASE,
)
"""Between a word of rising or falling and its figure; nothing at all may stand there either."""
_OTHER_VERB = re.compile(
    r"\b(?:that|which|who|and|but|while|is|are|was|were|has|have|had|will|must|may|can|than|narrow\w*|slow\w*|eas(?:ed|ing)|widen\w*|moderat\w*)\b",
    re.IGNORECASE,
)
"""Begins another statement between the two, or moves the move: the gain narrowed to 5 percent."""
_EARLIER = r"(?:an?|one|the|last|in|at|before|previous|twelve|two|three|it|they)\b"
_AT_A_TIME = r"[^,.;]{0,20}\b(?:before|earlier|previously|ago|year|month|quarter|20\d\d)\b"
_BEHIND = re.compile(
    r"\s(?:[a-z]+\s)?(?:(?P<up>increase|rise|growth|gain|jump|up)|(?:decrease|fall|drop|decline|reduction|cut|down))\b", re.IGNORECASE
)
"""Behind a figure: it is the step of a rise or a fall."""
_COMPARED = re.compile(
    rf"\s(?:[a-z]+\s)?(?:(?P<more>more|higher|larger|greater)\sthan\s{_EARLIER}{_AT_A_TIME}"
    r"|(?:above|over|(?:higher|more)\sthan)\s(?:[\w'’-]+\s){0,4}(?P<average>average|mean|median|norm)\b"
    r"|(?:below|under|(?:lower|less)\sthan)\s(?:[\w'’-]+\s){0,4}(?:average|mean|median|norm)\b"
    rf"|(?:fewer|less|lower|smaller)\sthan\s{_EARLIER}{_AT_A_TIME})",
    re.IGNORECASE,
)
"""Behind a figure: it is by how much something lies above or below an earlier time, or an average."""
_ZH_COMPARED = re.compile(
    r"[比较](?:上|去|前|同|年初|历史|此前|以往|20\d\d|往)[^，。；]{0,8}?(?:(?P<up>多|高)|(?P<down>少|低))(?:了|出)?\s?(?:约|近|超)?$"
)
"""The same in Chinese, before the figure: 比去年多."""
_AVERAGE_ZH = re.compile(r"(?:(?P<up>高于)|(?P<down>低于))[^，。；\d]{1,12}(?:平均(?:水平|值|数)?|均值|水平)\s?(?:约|近)?$")
"""Beside an average nothing is a party that could change places."""
_ZH_LINK = (
    r"(?:(?:幅度?|速度?|率)(?:为|达到?)?|了|达)?(?P<to>至|到|为|成)?(?:(?:去年底|上年末|目前|如今|今年|现在)的)?"
    r"\s?(?:约|近|超过?|逾)?$"
)
"""Between a Chinese word and its figure. A rate is a step whatever it comes to: 增速为5%."""
_ZH_ON = r"(?:了|幅度?)?(?:至|到|为|成)"
_DENIED = re.compile(
    rf"(?:(?!{IDLE_NOT})不|{NOT_YET}|没(?!收)有?|并非|[避防]免)[^，。；]{{0,3}}$"
    r"|\b(?:not(?!\s(?:only|just|merely)\b)|never|no(?!\sdoubt\b)|without|nor|instead\sof|rather\sthan)\b[^,.;:]{0,24}$|n['’]t\b[^,.;:]{0,24}$"
)
"""Before a word of rising or falling: it does not."""
_ROLES: dict[str, Role] = {"by": "by", "to": "to", "from": "from"}
_BREAK = re.compile(r"[。；;!?！？]|\.\s")
"""Between the ends of no one move."""
_ONTO = re.compile(r"\bto\s(?:[a-z]+\s){0,4}$")
"""Before the figure that a move ends at: from 19,000 to a mere 16,000."""
_OUT_OF = re.compile(r"\bfrom\s(?:[a-z]+\s){0,4}$")
"""Before the one that it began at."""
_ZH_MOVED = {
    up: re.compile(f"(?:{sign(name).pattern.pattern}){_ZH_LINK}") for name, up in (("moved_up_zh", True), ("moved_down_zh", False))
}
"""Before a figure that it holds of, which rises (True) or falls."""
_ZH_MOVED_ON = {
    up: re.compile(rf"\s?(?:的[{IDEOGRAPHS}]{{2,4}})?(?:[^，。；\d]{{0,4}}?)(?:{sign(name).pattern.pattern}){_ZH_ON}")
    for name, up in (("moved_up_zh", True), ("moved_down_zh", False))
}
"""Behind the figure that a move began at: 由5%提高到."""
_NEAR = 60
"""Characters before a figure in which its word may stand, and between the two ends of one move."""


@dataclass(frozen=True, slots=True)
class Move:
    """One figure that rises or falls, and whether it is the step, where it ends or where it began; "" where the words leave that open."""

    quantity: Quantity
    up: bool
    role: Role
    start: int
    """Where its word and its figure begin, in the text."""
    end: int


def moves(text: str) -> list[Move]:
    """Return the figures of an English or Chinese text that rise or fall, in order.

    >>> [(m.quantity.surface, m.up, m.role) for m in moves("Freight rose by 5 percent, and fares fell to 12 yuan.")]
    [('5 percent', True, 'by'), ('12 yuan', False, 'to')]
    >>> [(m.quantity.surface, m.up, m.role) for m in moves("货运量增长5%，票价降至12元。")]
    [('5%', True, 'by'), ('12元', False, 'to')]
    """
    plain = normal(text)
    found: list[Move] = []
    last = 0
    for q in (in_points(each, plain) for each in find_quantities(text)):
        if q.kind in NUMERIC and q.low == q.high:
            if (move := _move(plain, q, last) or _onward(plain, q, found)) is not None:
                found.append(move)
            last = q.end
    return found


def _move(plain: str, q: Quantity, last: int) -> Move | None:
    before = plain[max(last, q.start - _NEAR) : q.start]
    return _chinese(plain, before, q) or _english(plain, before, q)


def _onward(plain: str, q: Quantity, found: list[Move]) -> Move | None:
    """The end of a move of which the beginning has the word: dropped from 19,000 to 16,000."""
    if not found or found[-1].role != "from":
        return None
    before, between = found[-1], plain[found[-1].quantity.end : q.start]
    onto = len(between) <= _NEAR and not set(between) & set(".;:,") and _ONTO.search(between)
    return Move(q, before.up, "to", before.start, q.end) if onto else None


def _chinese(plain: str, before: str, q: Quantity) -> Move | None:
    at = q.start - len(before)
    for up in (True, False):
        if (hit := _ZH_MOVED[up].search(before)) and not _DENIED.search(before[: hit.start()]):
            return Move(q, up, "to" if hit["to"] else "by", at + hit.start(), q.end)
        behind = _ZH_MOVED_ON[up].match(plain[q.end : q.end + 16])
        if behind and not _DENIED.search(before):
            return Move(q, up, "from", q.start, q.end + behind.end())
    if hit := _ZH_COMPARED.search(before) or _AVERAGE_ZH.search(before):
        return Move(q, bool(hit["up"]), "by", at + hit.start(), q.end)
    return None


def _english(plain: str, before: str, q: Quantity) -> Move | None:
    words = [
        (hit.start(), hit.end(), up)
        for name, up in (("moved_up_en", True), ("moved_down_en", False))
        for hit in sign(name).pattern.finditer(before)
    ]
    if words:
        start, end, up = max(words)
        rest = before[end:]
        link = _LINK.fullmatch(rest)
        told = link is not None and not _OTHER_VERB.search(link["between"])
        if (told or not rest.strip()) and not _DENIED.search(before[:start]):
            said = link["link"].lower() if link is not None else ""
            return Move(q, up, _ROLES.get(said, ""), q.start - len(before) + start, q.end)
    for behind in (_BEHIND.match(plain, q.end), _COMPARED.match(plain, q.end)):
        if behind and not _DENIED.search(before):
            return Move(q, any(behind.groupdict().values()), "by", q.start, behind.end())
    return None


def ends(text: str) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield where each move of a text begins and ends, as its words say: from 92,000 to 56,000, 由三十降至二十, 原为30，现下调为20."""
    plain = normal(text)
    told = [q for q in find_quantities(text) if q.kind in NUMERIC and q.low == q.high]
    onto = {move.quantity.start for move in moves(text) if move.role == "to"}
    by = {move.quantity.start for move in moves(text) if move.role == "by"}
    for one, other in itertools.pairwise(told):
        between = plain[one.end : other.start]
        if len(between) > _NEAR or _BREAK.search(between) or not _alike(one, other):
            continue
        english = _OUT_OF.search(plain[: one.start]) and _ONTO.search(between)
        if english or (other.start in onto and one.start not in by and has_han(between)):
            yield one, other


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures may be the ends of one move; leave the unit to the other."""
    bare = [q for q in (one, other) if q.kind == "number" and not q.unit]
    return bool(bare) or (one.kind == other.kind and one.unit == other.unit)
