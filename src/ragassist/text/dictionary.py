"""English words and set phrases with their Chinese translations, for telling which Chinese passage speaks of what an English question asks.

`dictionary.tsv` comes from CC-CEDICT (https://cc-cedict.org, licence CC BY-SA 4.0) by `eval/bench/make_dictionary.py`. One line an
entry, sorted by bytes: stems divided by spaces, a tab, Chinese forms divided by `|`. It is searched where it lies: nothing is loaded.
"""

from __future__ import annotations

import mmap
import re
from functools import cache
from pathlib import Path

from ragassist.lang.en import american, singular

FILE = Path(__file__).with_name("dictionary.tsv")
LONGEST = 4
"""Words in the longest phrase."""

_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("ing", "ed")


def stems(text: str) -> list[str]:
    """Return the words of an English text as the dictionary writes them: lower case, without plural, `-ed`, `-ing` and a last `e`.

    >>> stems("Who founded the steam-engine companies' museums?")
    ['who', 'found', 'the', 'steam', 'engin', 'company', 'museum']
    """
    return [_stem(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    return _WORD.findall(re.sub(r"['’]s\b", "", text.lower()))


def _as_written(word: str) -> str:
    """The stem of a word, in the American spelling where the dictionary has that."""
    spelled = american(word)
    return _stem(spelled) if spelled != word and forms(_stem(spelled)) else _stem(word)


def _stem(word: str) -> str:
    word = singular(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            word = word.removesuffix(ending)
            word = word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
            break
    return word.removesuffix("e") if len(word) > 4 else word


@cache
def _file() -> mmap.mmap:
    with FILE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def forms(key: str) -> tuple[str, ...]:
    """Return the Chinese forms of one entry, none where there is no such entry."""
    view, wanted = _file(), key.encode("utf8", "replace")
    low, high = 0, len(view)
    while low < high:
        start = view.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = view.find(b"\n", start)
        entry, _, found = view[start:end].partition(b"\t")
        if entry == wanted:
            return tuple(found.decode().split("|"))
        if entry < wanted:
            low = end + 1
        else:
            high = start
    return ()


def translations(text: str, passed_over: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    """For each word or phrase of an English text that has any, its Chinese forms; the longest phrase goes first, no word counts twice.

    Args:
        text: English.
        passed_over: words that are no entry by themselves.
    """
    words = _words(text)
    written = [_as_written(word) for word in words]
    skipped = {_stem(word) for word in passed_over}
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(written):
        for size in range(min(LONGEST, len(written) - at), 0, -1):
            known = () if size == 1 and written[at] in skipped else forms(" ".join(written[at : at + size]))
            if known:
                found.append(known)
                break
        else:
            size = 1
        at += size
    return found
