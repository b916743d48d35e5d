"""Whether two sentences that are much alike speak of two things: warehouse K1007 and warehouse K1013, the first batch and the second.

What names a thing is a code, a count in a row, a label, or a proper name. Where each sentence has one that the other lacks, they
are two things, of which both may be told rightly, however alike the words around them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.entities import entities
from ragassist.text.glossary import Glossary
from ragassist.types import Lang

_CODE: Final = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z-]*\d)[A-Za-z]+(?:[-–. /]?[A-Za-z0-9]*\d[A-Za-z0-9]*)+(?![A-Za-z0-9%])")
"""K1007, GB 45438, GPT-4, H12: letters with figures."""
_NUMBER: Final = r"(?:\d+|[〇零一二三四五六七八九十百]+)"
_IN_A_ROW: Final = re.compile(
    rf"第{_NUMBER}(?P<of>[批期届次类级科处组队号代版轮卷部项阶台](?!以上|以下))|(?P<level>{_NUMBER}[级类期档](?=[{IDEOGRAPHS}]))"
    rf"|(?P<before>附件|附录|附表|表|图|样本|方案){_NUMBER}|(?P<stem>[甲乙丙丁戊ABCDE](?=[类级方区型组档]))"
    r"|\b(?:first|second|third|fourth|fifth|[1-9]\d?(?:st|nd|rd|th))\b"
    r" (?P<thing>batch|phase|stage|class|group|category|tier|round|edition)",
    re.IGNORECASE,
)
"""The first batch and the second, class A and class B, annex 1 and annex 2."""
_NAMED: Final = frozenset({"company", "person", "place", "country"})
_PROPER: Final = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"})
"""Tags of proper names."""
_THING: Final = re.compile(r"n|vn|an|eng|b$|j$|l$")
"""Tags of words that name or describe a thing."""
_MOST_WORDS: Final = 3


def speak_of_two_things(one: str, other: str, lang: Lang, terms: Glossary | None = None) -> bool:
    """Return whether two like sentences, both in `lang`, name two things in each other's place, by the program's glossary or `terms`.

    >>> speak_of_two_things("第一批试点城市共12个。", "第二批试点城市共14个。", "zh")
    True
    >>> speak_of_two_things("青石港的泊位应当每三年检查一次。", "青石港的泊位应当每五年检查一次。", "zh")
    False
    """
    mine, theirs = _names(one, lang, terms), _names(other, lang, terms)
    if any(mine[kind] - theirs[kind] and theirs[kind] - mine[kind] for kind in mine.keys() & theirs.keys()):
        return True
    return _renamed(one, other) if lang == "zh" else _renamed_in_english(one, other)


def _names(text: str, lang: Lang, terms: Glossary | None) -> dict[str, set[str]]:
    """What names things in `text`, by kind."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in _CODE.finditer(text):
        found["code"].add(re.sub(r"[-–. /]", "", match[0]).casefold())
    for match in _IN_A_ROW.finditer(text):
        kind = match["of"] or (match["level"] or "")[-1:] or match["before"] or (match["thing"] or "label").casefold()
        found[f"row {kind}"].add(match[0].casefold())
    for entity in entities(text, terms, lang):
        if entity.kind in _NAMED:
            found[entity.kind].add(entity.key)
    return found


def _renamed(one: str, other: str) -> bool:
    """Whether a noun stands in the one where the other has another noun, and one of the two is a name or both end alike."""
    import rjieba

    tags: dict[str, str] = {}
    words = []
    for text in (one, other):
        tagged = [(word, tag) for word, tag in rjieba.tag(text) if tag != "x"]
        tags |= dict(tagged)
        words.append([word for word, _ in tagged])
    for replaced in _replaced(*words):
        first, second = ([(word, tags[word]) for word in side] for side in replaced)
        if not all(_THING.match(tag) for _, tag in (*first, *second)):
            continue
        proper = any(tag in _PROPER for _, tag in first) and any(tag in _PROPER for _, tag in second)
        if proper or first[-1][0][-1] == second[-1][0][-1]:
            return True
    return False


def _renamed_in_english(one: str, other: str) -> bool:
    """Whether a name, in capitals, stands in the one where the other has another."""
    words = (re.findall(r"[\w’'-]+", text) for text in (one, other))
    return any(all(word[0].isupper() for word in (*first, *second)) for first, second in _replaced(*words))


def _replaced(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The few words of one sentence that stand in place of a few of the other."""
    for kind, i, j, k, l in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():  # noqa: E741
        if kind == "replace" and j - i <= _MOST_WORDS and l - k <= _MOST_WORDS:
            yield one[i:j], other[k:l]
