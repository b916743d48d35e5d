"""Whether two documents with text in common are the same thing, judged by titles, states and dates: a copy, a version, or neither.

Rules and measures are full of boilerplate, and a city's measures often follow another city's word for word; so texts of different
names have to have much more in common than texts of one name. No text is read here.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from ragassist.types import DocumentMeta

LEAST: Final = 0.25
"""No two documents below this resemblance are linked, whatever they are called."""
_ALIKE: Final = 0.5
_ALIKE_RULES: Final = 0.8
_THE_SAME: Final = 0.95
_MIN_NAME_CHARS: Final = 5
_RULES: Final = frozenset({"law", "regulation", "interpretation", "measure", "opinion", "draft"})
_STATES: Final = frozenset({"draft", "repealed"})
_MARK: Final = re.compile(
    r"[（(【\[][^（()）】\]]{0,20}(?:征求意见|公开征求|草案|审议稿|送审稿|讨论稿|试行|暂行|修订|修正|修改|废止|失效|施行|全文|文本|"
    r"[Dd]raft|[Tt]rial|[Rr]evis|[Aa]mend|[Rr]epeal)[^（()）】\]]{0,20}[）)】\]]"
    r"|[（(](?:19|20)\d\d年?(?:版|本)?[）)]"
    r"|(?:征求意见稿|修订草案|修正案|草案|送审稿|讨论稿|修订稿|修订版)(?=》?$)|暂行|试行"
)
_SILENT: Final = re.compile("全文|文本|施行")
"""Marks that say nothing of a state."""
_ANNOUNCED: Final = re.compile(r"关于[^《》]{0,12}《([^《》]{4,60})》[^《》]{0,12}(?:征求意见|意见)")
_QUOTED: Final = re.compile(r"《([^《》]{4,60})》")
_OUTSIDE: Final = re.compile(r"^中华人民共和国|[\W_]+")
_DIGITS: Final = re.compile(r"[0-9〇零一二三四五六七八九十百]+")


def kinship(a: DocumentMeta, b: DocumentMeta, resemblance: float) -> Literal["copy", "version"] | None:
    """How two documents that share so much of their text (`sketch.resemblance`) stand to each other; symmetric.

    1. Under one name (titles equal but for marks such as （征求意见稿）, 修订 or 试行): linked from a quarter of the text on, as versions
       where mark or state differ, or where a rule has another date and other words; else, from half of the text on, as copies.
    2. Under other names: copies from half of the text on, two rules only from .8 on; titles that differ in nothing but numbers are
       issues of a series, and copies only when the text is the same.
    """
    if resemblance < LEAST:
        return None
    name, other = _name(a.title), _name(b.title)
    rules = a.kind in _RULES and b.kind in _RULES
    if name == other and len(name) >= _MIN_NAME_CHARS:
        changed = _marks(a.title) != _marks(b.title) or (a.status != b.status and bool({a.status, b.status} & _STATES))
        dated = bool(a.date and b.date) and not (a.date.startswith(b.date) or b.date.startswith(a.date))
        if changed or (rules and dated and resemblance < _THE_SAME):
            return "version"
        return "copy" if resemblance >= _ALIKE else None
    if name != other and name and _DIGITS.sub("", name) == _DIGITS.sub("", other):
        return "copy" if resemblance >= _THE_SAME else None
    return "copy" if resemblance >= (_ALIKE_RULES if rules else _ALIKE) else None


def same_rule(title: str, other: str) -> bool:
    """Return whether two titles are of or about one rule, marks of its state aside: a draft's and that of what came of it.

    >>> same_rule("解读《数据出境办法（征求意见稿）》", "《数据出境暂行办法》要点")
    True
    """
    name = _rule_name(title)
    return len(name) >= _MIN_NAME_CHARS and name == _rule_name(other)


def _rule_name(title: str) -> str:
    quoted = _QUOTED.search(title)
    return _name(quoted.group(1) if quoted else title)


def _name(title: str) -> str:
    """What is left of a title without marks of its state, punctuation and the name of the country."""
    announced = _ANNOUNCED.search(title)
    return _OUTSIDE.sub("", _OUTSIDE.sub("", _MARK.sub("", announced.group(1) if announced else title))).lower()


def _marks(title: str) -> frozenset[str]:
    announced = {"征求意见稿"} if _ANNOUNCED.search(title) else set()
    return frozenset(announced | {_OUTSIDE.sub("", mark).lower() for mark in _MARK.findall(title) if not _SILENT.search(mark)})
