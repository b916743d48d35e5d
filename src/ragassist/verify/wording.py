"""How much of a Chinese sentence is said in an English rendering of it, word by word.

A small translating model is fluent where it leaves words out. The dictionary and the glossary know most words of both sides, so what is
missing shows as a share. It is weak alone (a free wording is none the worse for it), and is weighed beside likeness and the model's own
sureness.
"""

from __future__ import annotations

import re

from ragassist.lang.zh import LIGHT
from ragassist.text.dictionary import translations
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.script import simplified
from ragassist.text.terms import ASKING

_CONTENT = ("n", "v", "a", "b", "i", "l", "j")
_FIGURE = re.compile(r"\d")
"""Words with figures are compared as quantities."""


def covered_share(english: str, chinese: str, terms: Glossary | None = None) -> float:
    """Return the share (0 to 1) of the content words of `chinese` that a word of `english` may stand for; 1 where it has none.

    >>> covered_share("The court publishes the list of ships.", "法院公布船舶名单。")
    0.75
    """
    import rjieba

    chinese = simplified(chinese)
    known: list[str] = []
    rest = english
    for named in reversed((terms or glossary()).find(english, "en")):
        known += named.term.forms("zh")
        rest = f"{rest[: named.start]} ; {rest[named.end :]}"
    rest = " ".join(word for word in rest.split() if not _FIGURE.search(word))
    known += [form for forms in translations(rest, ASKING) for form in forms]
    marked = _marked(chinese, [form for form in known if form in chinese])
    at, content, said = 0, 0, 0
    for word, tag in rjieba.tag(chinese):
        if len(word) > 1 and tag.startswith(_CONTENT) and word not in LIGHT:
            content += 1
            said += any(marked[at : at + len(word)])
        at += len(word)
    return said / content if content else 1.0


def _marked(text: str, forms: list[str]) -> list[bool]:
    marked = [False] * len(text)
    for form in filter(None, forms):
        at = text.find(form)
        while at >= 0:
            marked[at : at + len(form)] = [True] * len(form)
            at = text.find(form, at + 1)
    return marked
