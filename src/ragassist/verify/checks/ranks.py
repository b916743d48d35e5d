"""Places in an order of size: the second largest told as the largest, 第二大 as the third largest."""

from __future__ import annotations

import re

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.quantities.numerals import han_value
from ragassist.text.quantities.ordinals import ORDINAL_WORDS, ordinal_word_value
from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_SIZES = {
    "largest": "大", "biggest": "大", "highest": "高", "longest": "长", "fastest": "快", "smallest": "小", "lowest": "低", "shortest": "短",
    "oldest": "老", "busiest": "忙",
}  # fmt: skip
_EN = re.compile(
    rf"(?P<several>\b(?:one\sof|among|two|three|four|five|six|ten|\d+|several|some\sof)\s(?:[\w'’-]+\s){{0,3}}?)?"
    rf"(?:\b(?P<n>\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})[-\s])?\b(?P<size>{'|'.join(_SIZES)})\b(?!\s(?:\w+\s)?(?:possible|sum|amount|of\sthe\stwo)\b)",
    re.IGNORECASE,
)
"""A rank by size, and whether several share it: "one of the largest" is no claim to be the largest."""
_ZH = re.compile(
    rf"(?P<several>之一|[几数][个大])?(?:第\s?(?P<n>[\d一二三四五六七八九十]+)|最)(?P<size>[{''.join(dict.fromkeys(_SIZES.values()))}])"
    rf"(?![会限额化程度])(?P<many>的?(?:[几数两三四五六七八九十\d]+[个家大座条]|一批|之一|[{IDEOGRAPHS}]{{1,8}}之一))?"
)
"""The same in Chinese: 第三大, 最大的三个."""


class Ranks:
    """Whether what is the largest, or the so-manieth largest, in the claim is so in the evidence."""

    code = "ordinal"
    scope: Scope = "source"
    """All of it: a rank that stands anywhere in the evidence is not invented."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `ordinal.differs` for each size of which claim and evidence give another place each."""
        return misranked(view.claim, view.source)


def misranked(claim: Part, source: Part) -> list[Finding]:
    """Return the places in an order of size that the source gives none of, where it gives another of that size.

    >>> [dict(f.values) for f in misranked(Part("It is the largest port of the coast."), Part("该港为沿海第二大港。"))]
    [{'said': 'largest', 'meant': '第二大'}]
    """
    theirs = _ranks(source)
    found = []
    for match, size, place in _ranks(claim):
        others = [other for other, its, _ in theirs if its == size]
        if others and not any(its == size and n == place for _, its, n in theirs):
            found.append(
                against("ordinal.differs", claim.span(match), source.span(others[0]), said=claim.said(match), meant=source.said(others[0]))
            )
    return found


def _ranks(part: Part) -> list[tuple[re.Match[str], str, int]]:
    """Each place that one thing has, with the size in Chinese."""
    found = []
    for pattern in (_EN, _ZH):
        for match in pattern.finditer(part.text):
            groups = match.groupdict()
            if groups["several"] or groups.get("many"):
                continue
            written = groups["n"]
            value = 1 if not written else ordinal_word_value(written) or han_value(written)
            if value:
                found.append((match, _SIZES.get(groups["size"].lower(), groups["size"]), int(value)))
    return found
