"""How much of a Chinese sentence is said in an English rendering of it, and how much of the rendering the sentence says, word by word.

A small translating model is fluent where it guesses: it leaves words out and fills in others. The dictionary and the glossary know
most words of both sides, so what one side says and the other does not shows as a share. Both are weak alone (a free wording is none
the worse for it) and are only ever weighed beside likeness and the model's own sureness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragassist.text.dictionary import translations
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.script import simplified
from ragassist.text.words import ASKING

_LIGHT = frozenset("进行 开展 有关 相关 以及 其中 予以 方面 情况 工作 活动 问题 具有 作为 应当 可以 不得 必须 下列 及其 或者 以上 以下 不少 不足".split())  # noqa: SIM905
"""Words that carry no meaning of their own, or that other checks compare."""
_FRAME = frozenset("must shall not no only also as above below following such other others each any all both one within".split())  # noqa: SIM905
_FIGURE = re.compile(r"\d|^(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
_CONTENT = ("n", "v", "a", "b", "i", "l", "j")


@dataclass(frozen=True, slots=True)
class Wording:
    """Shares from 0 to 1."""

    covered: float
    """Of the content words of the Chinese, those that a word of the English may stand for."""
    grounded: float
    """Of the English words that the dictionary or the glossary knows, those that may stand for something in the Chinese."""


def wording(english: str, chinese: str, terms: Glossary | None = None) -> Wording:
    """Return how far an English text and the Chinese that it renders say each other's words; 1 where there is nothing to compare.

    >>> wording("The station keeps the records for three years.", "车站保存记录三年。")
    Wording(covered=1.0, grounded=1.0)
    """
    import rjieba

    chinese = simplified(chinese)
    rest, known = english, []
    for named in reversed((terms or glossary()).find(english, "en")):
        known.append([form for form in named.term.forms("zh") if form in chinese])
        rest = rest[: named.start] + " ; " + rest[named.end :]
    rest = " ".join(word for word in rest.split() if not _FIGURE.search(word))
    known += [[form for form in forms if form in chinese] for forms in translations(rest, ASKING | _FRAME)]
    there = [max(found, key=len) for found in known if found]
    marked = _marked(chinese, there)
    at, content, said = 0, 0, 0
    for word, tag in rjieba.tag(chinese):
        if len(word) > 1 and tag.startswith(_CONTENT) and word not in _LIGHT:
            content += 1
            said += any(marked[at : at + len(word)])
        at += len(word)
    return Wording(said / content if content else 1.0, sum(map(bool, known)) / len(known) if known else 1.0)


def _marked(text: str, forms: list[str]) -> list[bool]:
    marked = [False] * len(text)
    for form in forms:
        at = text.find(form)
        while at >= 0:
            marked[at : at + len(form)] = [True] * len(form)
            at = text.find(form, at + 1)
    return marked
