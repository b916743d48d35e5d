"""Modality: whether something must, may, need not or must not be done, compared across Chinese and English."""

from __future__ import annotations

import re

from ragassist.types import Finding
from ragassist.verify.finding import against
from ragassist.verify.restrictions import forbids_without
from ragassist.verify.rules import sign
from ragassist.verify.view import ClaimView, Part, Scope

_NEED_NOT_CLAUSE = re.compile(rf"(?:{sign('need_not').pattern.pattern})[^，。；,.;]*", re.IGNORECASE)
"""An exemption with its clause, in which a word of duty requires nothing: 无需办理应当由港口办理的手续."""
_OUGHT = re.compile(r"(?<!不)应当?(?![用急对邀])")
"""What "should" renders."""
_NOT_FREELY = re.compile(r"\bno\s(?:[\w'’-]+\s){1,5}?may\b|\bmay\b(?=[^.;,]*\bonly\b)|\bonly\b[^.;,]*?\bmay\b", re.IGNORECASE)
"""What "may" leaves open only in part, or not at all: no charge may be made, may ask only for this."""
_INSTEAD = re.compile(r"\binstead\b|\balternativ\w+|\bin\s(?:place|lieu)\sof\b|\beither\b|也可(?!能)|代替", re.IGNORECASE)
"""Says that one thing may be done in another's place."""
_CHOICE = re.compile(r"或(?![许将会])|也可(?!能)|\bor\b", re.IGNORECASE)
"""Of two things that will do, one may be done instead of the other."""
_MAY_REFUSE = re.compile(
    r"有权(?:拒|不)|(?<![许认])可以?(?:拒绝|不(?![断]))|\bright\sto\srefuse\b|\bmay\s(?:refuse|decline)\b", re.IGNORECASE
)
"""Who may refuse need not."""


class Modality:
    """Whether the claim requires, allows and exempts as the source does."""

    code = "modality"
    scope: Scope = "clause"
    """A sentence may require one thing and allow another."""
    needs: frozenset[str] = frozenset()

    def find(self, view: ClaimView) -> list[Finding]:
        """Return `modality.raised`, `modality.lowered`, `modality.exemption_dropped` or `modality.exemption_added`."""
        return view.in_clause(lambda clause: strength(view.claim, clause), narrow=False)


def strength(claim: Part, source: Part) -> list[Finding]:
    """Return where the claim requires what the source leaves open, or leaves open what it requires.

    >>> [f.code for f in strength(Part("Watermarks are mandatory."), Part("数字水印属于鼓励事项。"))]
    ['modality.raised']
    """
    said, meant = claim.text, source.text
    there = source.start, source.start + len(meant)
    exempt_claim, exempt_source = bool(sign("need_not").search(said)), bool(sign("need_not").search(meant))
    if exempt_source and not exempt_claim and sign("must").search(said) and not sign("must_wide").search(_NEED_NOT_CLAUSE.sub("", meant)):
        return [against("modality.exemption_dropped", None, there)]
    if (
        exempt_claim
        and not exempt_source
        and not _MAY_REFUSE.search(meant)
        and sign("must_plain").search(meant)
        and not sign("denied").search(meant)
    ):
        return [against("modality.exemption_added", None, there)]
    if exempt_claim or exempt_source:
        return []
    owed = _OUGHT.sub("", said) if sign("should_en").search(meant) else said
    if (
        sign("must").search(owed)
        and not sign("must_wide").search(meant)
        and sign("may_wide").search(meant)
        and not sign("may").search(said)
    ):
        return [against("modality.raised", None, there)]
    chooses = forbids_without(said) or (_INSTEAD.search(said) and _CHOICE.search(meant))
    if (
        not chooses
        and sign("may").search(_NOT_FREELY.sub("", said))
        and not sign("may_wide").search(meant)
        and sign("must_plain").search(meant)
        and not sign("must").search(said)
    ):
        return [against("modality.lowered", None, there)]
    return []
