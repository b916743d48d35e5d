"""Modality: whether something must, may, need not or must not be done, compared across Chinese and English."""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.view import ClaimView, Part, Scope

_I = re.IGNORECASE
_NEGATED = re.compile(
    r"不|未|无|没|禁|勿|\b(?:not|no|never|neither|nor|without|cannot|forbid\w*|prohibit\w*|ban\w*|against)\b|n['’]t\b", _I
)
_MUST = re.compile(
    r"(?<!不)(?:应当|必须|须(?!知)|务必)|强制|\b(?:must|shall|mandatory|compulsory|obligatory)\b(?!\s?not)|\b(?:is"
    r"|are|be|were|was)\s(?:required|obliged|compelled)\b|\boblig(?:es?|ed)\b|\brequires?\b",
    _I,
)
_MUST_WIDE = re.compile(
    r"应|须|必|要(?!素|点)|需|责令|负责|义务|责任|不得|禁止|规定|强制|才|\b(?:must|shall|requir\w*|oblig\w*|dut(?:y"
    r"|ies)|need\w*|ha(?:s|ve|d)\sto|demand\w*|mandat\w*|compulsory|ask(?:s|ed)?|order\w*|call(?:s|ed)?\sfor"
    r"|impos\w*|is\sto|are\sto|only|bind\w*|enforc\w*|prohibit\w*)\b",
    _I,
)
_MAY = re.compile(
    r"(?<!不)可以|自愿|鼓励|任选|\bmay\b(?!\s?not)(?!\s\d)|\bvoluntar\w+|\boptional\w*|\bencourag\w+|\bfree\sto\b"
    r"|\bif\sthey\s(?:wish|like|choose)\b",
    _I,
)
_MAY_WIDE = re.compile(
    r"可|能|有权|允许|准许|自愿|鼓励|自行|支持|\b(?:may|might|can|could|voluntar\w*|option\w*|allow\w*|permit\w*"
    r"|encourag\w*|free|entitled|right|possib\w*|recommend\w*|should|propos\w*|lets?|ability|able)\b",
    _I,
)
_MUST_PLAIN = re.compile(
    r"(?<!不)(?:应当|必须)|(?<![无不毋])须|\b(?:must|shall)\b(?!\s?not)|\b(?:is|are)\s(?:required|obliged)\sto\b"
    r"|\bmandatory\b|\bcompulsory\b",
    _I,
)
_NEED_NOT = re.compile(

        r"不需要?|无需|无须|不必|不用(?!于)|毋须|免于|不要求|不强制|不适用|未要求|没有要求|未规定|没有规定|\bneed\snot\b"
        r"|\b(?:do|does|did)(?:\snot|n['’]t)\s(?:need|have\sto|require|oblige)|\bno\sneed\b|\b(?:not|never)\s(?:required"
        r"|obliged|necessary|mandatory)"

        r"|\bneed(?:s)?\sno\b|\bno\s(?:\w+\s){0,2}(?:needed|required|necessary|obligation|duty|duties)\b|\bexempt\w*"
        r"|\bwithout\shaving\sto\b", _I)  # fmt: skip

_SHOULD = re.compile(r"(?<!不)应当?")
"""What "should" is in Chinese, and "shall" too: only the other language tells which."""
_NEED_NOT_SO = re.compile(rf"(?:{_NEED_NOT.pattern})[^，。；,.;]*", _I)


class Modality:
    """Whether the claim requires, allows and exempts as the source does."""

    code = "modality"
    scope: Scope = "clause"
    """A sentence may require one thing and allow another."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `modality.raised`, `modality.lowered`, `modality.exemption_dropped` or `modality.exemption_added`."""
        return strength(view.claim, view.clause)


def strength(claim: Part, source: Part) -> list[Finding]:
    """Return where the claim requires what the source leaves open, or leaves open what it requires.

    >>> [f.code for f in strength(Part("Watermarks are mandatory."), Part("数字水印属于鼓励事项。"))]
    ['modality.raised']
    """
    said, meant = claim.text, source.text
    there = source.start, source.start + len(meant)
    exempt_claim, exempt_source = bool(_NEED_NOT.search(said)), bool(_NEED_NOT.search(meant))
    if exempt_source and not exempt_claim and _MUST.search(said) and not _MUST_WIDE.search(_NEED_NOT_SO.sub("", meant)):
        return [against("modality.exemption_dropped", None, there)]
    if exempt_claim and not exempt_source and _MUST_PLAIN.search(meant) and not _NEGATED.search(meant):
        return [against("modality.exemption_added", None, there)]
    if exempt_claim or exempt_source:
        return []
    owed = _SHOULD.sub("", said) if re.search(r"\bshould\b|\bought\sto\b", meant, _I) else said
    if _MUST.search(owed) and not _MUST_WIDE.search(meant) and _MAY_WIDE.search(meant) and not _MAY.search(said):
        return [against("modality.raised", None, there)]
    if _MAY.search(said) and not _MAY_WIDE.search(meant) and _MUST_PLAIN.search(meant) and not _MUST.search(said):
        return [against("modality.lowered", None, there)]
    return []
