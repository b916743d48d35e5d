"""Strangers: somebody of whom a Chinese claim speaks and its Chinese source does not, while the source speaks of others."""

from __future__ import annotations

import re

from ragassist.text.structure.actor_phrases import is_agent
from ragassist.types import Finding
from ragassist.verify.align import containment
from ragassist.verify.finding import Span, against
from ragassist.verify.view import ClaimView, Part, Scope

_POINTS_BACK = re.compile(
    r"^(?:[该本此其我贵两各双多某诸]|上述|有关|相关|前者|后者|作者|笔者|记者|学者|专家|业内|人们|平台|当事人|报?当地|单[凭靠]|面[向对])|[方者]$"
)
"""Names nobody anew: the latter, the author, the said office; nor does a word that only 者 or 方 makes a person."""
_NAMES = ("n", "b", "j", "vn", "eng")
"""Beginnings of tags of the words that a Chinese name of somebody is made of, in the tag set of jieba."""
LEAST = 0.3
"""Share of a name's character pairs that the source must have, or it is spoken of nowhere in it."""


class Strangers:
    """Whether everybody of whom the claim speaks is spoken of in the source, its titles and headings.

    In one language those who act are mostly called what they are called: a hospital is no school. Across languages each has many names,
    and nothing is said.
    """

    code = "name"
    scope: Scope = "source"
    """All of it: who acts is often said once."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `name.differs` for each stranger."""
        return strangers(view.claim, view.background) if view.claim.lang == view.source.lang == "zh" else []


def strangers(claim: Part, source: Part) -> list[Finding]:
    """Return `name.differs` where the claim speaks of somebody who is nowhere in the source, and the source of somebody else.

    >>> strangers(Part("保险公司负责检查渡轮。"), Part("港务局负责检查渡轮。"))[0].values
    (('said', '保险公司'), ('meant', '港务局'))
    """
    there = [(source.text[a:b], (a, b)) for a, b in _agents(source.text)]
    found = []
    for a, b in _agents(claim.text):
        who = claim.text[a:b]
        kin = any(name[:2] == who[:2] or name[-3:] == who[-3:] for name, _ in there)
        others = [(name, at) for name, at in there if name not in claim.text]
        if not others or kin or _POINTS_BACK.search(who) or containment(who, source.text) >= LEAST:
            continue
        _, at = others[0]
        found.append(against("name.differs", (a, b), at, said=claim.written[a:b], meant=source.written[slice(*at)]))
    return found


def _agents(text: str) -> list[Span]:
    """Return where the longest runs of nouns stand that end in a word for a person, a body or an undertaking."""
    import rjieba

    found: list[Span] = []
    at = start = 0
    last: Span | None = None
    for word, tag in rjieba.tag(text):
        if not tag.startswith(_NAMES):
            found += [last] if last else []
            last, start = None, at + len(word)
        elif is_agent(text[start : at + len(word)]):
            last = start, at + len(word)
        at += len(word)
    return [*found, *([last] if last else [])]
