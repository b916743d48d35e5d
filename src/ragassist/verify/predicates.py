"""What a text denies: its negations, and the word under each, so that two languages can be compared word by word.

A Chinese negation that is only a part of a longer dictionary word (不断, 未来, 无人机) denies nothing; the word list says which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ragassist.text.dictionary import forms, stems
from ragassist.verify.finding import Span
from ragassist.verify.rules import either, sign

_EN_CUE = either("denied_en", "failed_en", "kept_from_en")
_ZH_CUE = either("denied_zh", "forbidden_zh")
_EN_NONE = either("none_en")
LIGHT = frozenset(
    """
    use used using make made making give given take taken get got set put do done go come hold held carry carried have has had keep kept
    """.split()  # noqa: SIM905 - prose is easier to keep than a list of quoted words
)
"""Verbs that say too little by themselves: another may stand in their place in any translation."""
IRREGULAR = dict(
    pair.split("/")
    for pair in """
    found/find held/hold kept/keep sold/sell bought/buy built/build brought/bring chose/choose chosen/choose drawn/draw drew/draw
    fell/fall fallen/fall given/give grew/grow grown/grow knew/know known/know laid/lay led/lead left/leave lost/lose made/make
    met/meet paid/pay rose/rise risen/rise said/say sent/send set/set shown/show spent/spend spoke/speak spoken/speak taken/take
    taught/teach thought/think told/tell understood/understand went/go won/win written/write wrote/write bound/bind begun/begin began/begin
    broken/break broke/break caught/catch dealt/deal driven/drive drove/drive forgot/forget forgotten/forget hidden/hide sought/seek
    stood/stand withdrew/withdraw withdrawn/withdraw overseen/oversee
    bore/bear borne/bear undertook/undertake undertaken/undertake underwent/undergo
    """.split()  # noqa: SIM905 - prose is easier to keep than a list of quoted pairs
)
"""Past forms that no ending shows, with the verb that the dictionary lists."""
_EN_BETWEEN = frozenset(
    """
    be been being to yet fully have has had the a an any it its that in of by on for from at necessarily always even ever also all only
    just simply merely do does did so very too
    """.split()  # noqa: SIM905 - prose is easier to keep than a list of quoted words
)
_ZH_BETWEEN = re.compile(
    r"^(?:再|作出?|做出?|给予?|获得?|得到|加以|进行|会|能够?|得|应当?|可以?|予以?|被|必|要|曾|经|过分|任意|擅自|完全|直接|向|对|将|把|以|因)+"
)
"""What stands between a denial and the word that it denies."""
_ZH_AS_RULED = re.compile(r"^(?:按照?|依照?|依法|依据|根据|遵照|经)(?:[^，。；：]{0,24}?(?:规定|要求|约定|程序|期限|时限)|法)?(?:的)?")
"""What stands between a denial and its verb where a duty is not done as it should be: 未按照第十六条规定进行备案 is not to file."""
_NOTHING = re.compile(r"\b(?:nothing|nobody|no\s(?:[\w-]+\s){0,2}?[\w-]+)\s(?:[\w-]+\s){0,4}$", re.IGNORECASE)
"""Before a word that bars: what nothing prevents is allowed."""
_NOTHING_BARS = re.compile(r"(?:prevent|stop|bar|forbid|prohibit|keep|hinder)s?\b", re.IGNORECASE)
"""A word that keeps others from doing something."""
_EN_STRONG = either("strong_denial_en")
_OBJECT_FIRST = "向对将把以因"
"""Prepositions that bring something before the verb: what follows them is not what is denied."""
_PLACED = frozenset({"on", "under", "at", "within", "among", "upon"})
"""Right behind a denial they deny a place, and no word: not on the list."""
_ZH_FREED = either("freed_zh")
_ZH_TAKEN_OUT = either("taken_out_zh")
_TAKEN_OUT_HAN = 14
"""How far before a word it may be said to be taken out: 删去了关于年检的条款."""
_PREDICATE = ("v", "a", "i", "l")
"""Tags of words that can be denied: verbs, adjectives and set phrases, in the tag set of jieba (after ICTCLAS)."""
_NO_DENIAL = either("no_denial_zh")
_ZH_MODAL = either("clause_denied_zh")
_ZH_LITOTES = either("held_low_zh")
_NEAR_HAN, _NEAR_WORDS = 8, 5
"""How far before a word a negation may stand and still deny it: characters, words."""
_CLAUSE_END = re.compile(r"[，。；：！？,;:.!?\n]")
"""Behind which a denial reaches nothing."""


@dataclass(frozen=True, slots=True)
class Denied:
    """One word under a negation: as written, its place, and what it may be called in Chinese."""

    word: str
    span: Span
    chinese: frozenset[str]


@lru_cache(maxsize=4096)
def denied_english(text: str) -> tuple[Denied, ...]:
    """Return the first content word after each negation of an English text, with its Chinese forms of two characters or more."""
    found = []
    for cue in _EN_CUE.finditer(text):
        if _NOTHING_BARS.match(text[cue.start() :]) and _NOTHING.search(text[: cue.start()]):
            continue
        for word in re.finditer(r"[A-Za-z][A-Za-z-]+|[,.;:]", text[cue.end() : cue.end() + 60]):
            if word[0] in ",.;:" or word[0].lower() in _PLACED:
                break
            if word[0].lower() in _EN_BETWEEN:
                continue
            if word[0].lower() not in LIGHT and (chinese := chinese_of(word[0])):
                found.append(Denied(word[0], (cue.end() + word.start(), cue.end() + word.end()), chinese))
            break
    return tuple(found)


@lru_cache(maxsize=4096)
def denied_chinese(text: str) -> tuple[Denied, ...]:
    """Return the first word of two characters or more after each negation of a Chinese text; idioms such as 不断 are none."""
    import rjieba

    found = []
    for cue in _ZH_CUE.finditer(text):
        if _is_idiom(text, cue.start(), cue.end()):
            continue
        if _CLAUSE_END.match(text, cue.end()):
            continue
        ruled = _ZH_AS_RULED.match(text[cue.end() : cue.end() + 40]) if cue[0] == "未" else None
        begin = cue.end() + (ruled.end() if ruled else 0)
        between = _ZH_BETWEEN.match(text[begin : begin + 12])
        if between and between[0][-1] in _OBJECT_FIRST:
            continue
        at = begin + (between.end() if between else 0)
        word, tag = next(iter(rjieba.tag(text[at : at + 8])), ("", ""))
        if len(word) >= 2 and (tag.startswith(_PREDICATE) or ruled):  # 备案 is a noun to the word list, and what is not done
            found.append(Denied(word, (at, at + len(word)), frozenset({word})))
    return tuple(found)


@lru_cache(maxsize=4096)
def negations(text: str) -> int:
    """Return how many strong signs of denial the text carries; bounds (不超过), idioms ("not only") and words such as 不断 are none.

    >>> negations("企业不得拒绝"), negations("不断发展无人驾驶"), negations("They must not refuse, not only here.")
    (2, 0, 1)
    >>> negations("贷款批不批由银行决定"), negations("天平不平衡")
    (0, 1)
    """
    plain = sign("idiom_en").pattern.sub("", sign("limit").pattern.sub("", text))
    chinese = sum(not _is_idiom(plain, m.start(), m.end()) for m in _ZH_CUE.finditer(plain))
    return chinese + len(_EN_STRONG.findall(plain))


def _is_idiom(text: str, start: int, end: int) -> bool:
    """Whether the negation is the beginning of a longer dictionary word that denies nothing, such as 不断 or 未来."""
    import rjieba

    if _NO_DENIAL.match(text, start) or _leaves_open(text, start):
        return True
    before = max(0, start - 4)
    at = before
    for word in rjieba.cut(text[before : end + 4], False):  # words that are only guessed, such as 不溯, are none
        if at <= start < at + len(word):
            if at == start and (end - start > 1 or _ZH_BETWEEN.fullmatch(word[end - start :])):
                return False  # 不能转让 denies as 不能 does
            rest = word[end - start :]
            if at == start and text[start:end] == "未" and len(rest) > 1 and next(iter(rjieba.tag(rest))) in ((rest, "v"), (rest, "ad")):
                return False  # 未办理 is not to have done it, though the word list has it as one word
            return at < start or at + len(word) > end
        at += len(word)
    return False


def _leaves_open(text: str, start: int) -> bool:
    """Whether the negation stands between a word and the same word: 批不批, 接不接受; in 天平不平衡 it stands behind another."""
    import rjieba

    doubled = text[start] in "不没" and 0 < start < len(text) - 1 and text[start - 1] == text[start + 1]
    return doubled and rjieba.cut(text[max(0, start - 4) : start])[-1] == text[start + 1]


@lru_cache(maxsize=8192)
def chinese_of(word: str) -> frozenset[str]:
    """Return the Chinese forms of an English word that are two characters or longer."""
    plain = IRREGULAR.get(word.lower(), word)
    return frozenset(form for stem in (*stems(word), *(stems(plain) if plain != word else ())) for form in forms(stem) if len(form) >= 2)


def denies_at(text: str, at: int, *, chinese: bool) -> bool:
    """Return whether a negation stands close before `at`, in the same clause."""
    before = _CLAUSE_END.split(text[:at])[-1]
    if chinese:
        near = before[-_NEAR_HAN:]
        if _ZH_MODAL.search(before) or _ZH_FREED.search(near) or _is_held_low(text, at) or _not_as_ruled(before):
            return True
        if _ZH_TAKEN_OUT.search(before[-_TAKEN_OUT_HAN:]):
            return True
        return any(not _is_idiom(near, m.start(), m.end()) for m in _ZH_CUE.finditer(near))
    behind = " ".join(_CLAUSE_END.split(text[at:])[0].split()[1:_NEAR_WORDS])
    near = " ".join(before.split()[-_NEAR_WORDS:])
    return bool(_EN_CUE.search(near) or _EN_NONE.search(before) or _EN_NONE.search(behind))


def _not_as_ruled(before: str) -> bool:
    """Whether what stands before a word says that it is not done as it should be: 未按照第十六条规定进行|备案."""
    for begin in (at + 1 for at, char in enumerate(before) if char == "未"):
        if ruled := _ZH_AS_RULED.match(before[begin:]):
            return len(before) - begin - ruled.end() <= _NEAR_HAN
    return False


def _is_held_low(text: str, at: int) -> bool:
    """Whether the word at `at` is said to be little or wanting: 准确率不高, 协调不足, 标准不统一."""
    import rjieba

    word = next(iter(rjieba.cut(text[at : at + 6])), "")
    return bool(_ZH_LITOTES.match(text, at + len(word)) or _ZH_LITOTES.search(word))
