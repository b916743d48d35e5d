"""Which language a text is written in by its own words, names and quotations aside: the test of every draft."""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.detector import detect
from ragassist.types import Lang

_ASIDE: Final = re.compile(r"“[^”\n]*”|《[^》\n]*》|「[^」\n]*」|\([^)\n]*\)|（[^）\n]*）|\"[^\"\n]*\"")
"""Within one line: what is opened in one sentence of an answer is not closed in the next."""


def language_of_own_words(text: str) -> Lang:
    """Return the language of a text without what it quotes, names as a title or puts in brackets; of all of it if nothing else is there.

    >>> language_of_own_words("The rule is called 《夜市管理办法》(夜市办法)."), language_of_own_words("![x](http://example.invalid/x.png)夜市")
    ('en', 'zh')
    """
    return languages(text)[1]


def languages(text: str) -> tuple[Lang, Lang]:
    """Return the language of a text as a whole, and of its own words.

    >>> languages("Rule “夜市管理办法（试行）关于经营时间和摊位数量的规定” holds.")
    ('zh', 'en')
    """
    whole = detect(text)
    own = _ASIDE.sub(" ", text)
    return whole, whole if own == text or not any(char.isalpha() for char in own) else detect(own)


def is_written_in(text: str, lang: Lang) -> bool:
    """Return whether a sentence is in a language, as a whole and by its own words: the test of every draft.

    >>> is_written_in("The harbour is open.", "en"), is_written_in("![x](http://example.invalid/x.png)夜市", "en")
    (True, False)
    """
    return languages(text) == (lang, lang)
