"""The terms that lexical search compares: what a text is indexed under, and what a question looks for.

Chinese gives dictionary words and character bigrams; everything else gives lower-cased
words, with names and numbers kept whole (`h20`, `gpt-4.5`, `2025-01-13`, `17.5%`). Quantities give one more term each that is the
same in both languages (`500000000000:usd`, `17:article`, `2025-01`). Traditional characters are folded into simplified
ones for matching only. Nothing here knows about documents, scores or indexes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from ragassist.lang import en, zh
from ragassist.lang.en import singular
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.figures import figure_words

if TYPE_CHECKING:
    from opencc import OpenCC

VERSION = 4
"""Grows when a text's terms change: an index saved with another number has to be built anew."""

_RUN = re.compile(rf"(?P<han>[{IDEOGRAPHS}]+)|(?P<latin>[^\W_{IDEOGRAPHS}]+(?:[-.,:/'’][^\W_{IDEOGRAPHS}]+)*%?)")
_PART = re.compile(r"[^\W\d_]+|\d+")

_ACCENTS = re.compile("[\u0300-\u036f]+")
ASKING = en.ASKING | zh.ASKING
"""Words of a question that say what kind of answer is wanted, not what it is about. In passages they stay: rare there, common here."""


@cache
def _simplified() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """`text` as it is compared: simplified characters, lower case, no accents on Latin letters, ASCII digits.

    >>> fold("人工智慧發展 Café ②")
    '人工智慧发展 cafe 2'
    """
    return _plain(text).lower()


def words(text: str) -> list[str]:
    """Return the terms that `text` is indexed under, in reading order, repetitions kept (BM25 counts them).

    >>> words("出口H20芯片")
    ['出口', '出口', 'h20', '芯片', '芯片']
    >>> words("The GPT-4.5 models")
    ['the', 'gpt-4.5', 'gpt', 'model']
    >>> set(words("$500 billion")) & set(words("5000亿美元"))
    {'500000000000:usd'}
    """
    plain = _plain(text)
    found: list[str] = []
    for match in _RUN.finditer(plain.lower()):
        run = match["han"]
        found += _han_words(run) if run else _latin_words(match["latin"])
    seen = set(found)
    return found + [term for term in figure_words(plain) if term not in seen]


def query_words(text: str) -> list[str]:
    """Return the terms that a question looks for: its `words`, without those that only ask.

    A question made of nothing else keeps all of them, so that it still finds something.

    >>> query_words("What is the EDA market share?")
    ['eda', 'market', 'share']
    """
    every = words(text)
    return [word for word in every if word not in ASKING] or every


def name_words(text: str) -> list[str]:
    """Of a question's terms those that a text in the other language may hold: names, numbers, quantities, and Chinese words.

    A name is a word in Latin capitals or with digits.
    A word that starts a sentence or is wholly lower case is not taken for a name, nor is a single digit.

    >>> name_words("Why did RAND compare GPT-4.5 with the 190 others?")
    ['rand', 'gpt-4.5', 'gpt', '190']
    """
    text = _plain(text)
    found: list[str] = []
    for match in _RUN.finditer(text):
        surface = match["latin"]
        if surface is None:
            found += _han_words(match["han"])
            continue
        opening = text[: match.start()].rstrip()[-1:] in {".", "?", "!", ":", ""}
        capital = surface[0].isupper() and (not opening or (len(surface) > 1 and surface.isupper()))
        digits = len(surface) > 1 and any(char.isdigit() for char in surface)
        if capital or digits or any(char.isupper() for char in surface[1:]):
            found += _latin_words(surface.lower())
    seen = set(found)
    return [word for word in found if word not in ASKING] + [term for term in figure_words(text) if term not in seen]


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", _simplified().convert(text))))


def _han_words(run: str) -> list[str]:
    import rjieba

    # Bigrams beside words: a word the dictionary cuts differently in question and passage still meets.
    cut: list[str] = rjieba.cut(run)
    return cut + [run[i : i + 2] for i in range(len(run) - 1)]


def _latin_words(run: str) -> list[str]:
    whole = run.strip("'’").replace("’", "'").removesuffix("'s")
    if whole[:1].isdigit():
        return [re.sub(r"(?<=\d),(?=\d{3})", "", whole)]
    if whole.isalpha():
        return [_singular(whole)]
    # The parts too, so that "open-source" is found by "open source"; digits alone would match any number.
    return [whole, *(_singular(part) for part in _PART.findall(whole) if part.isalpha() and len(part) > 1 and part != whole)]


def _singular(word: str) -> str:
    return word if word in ASKING else singular(word)
