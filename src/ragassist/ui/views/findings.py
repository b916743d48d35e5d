"""What the checks found about a sentence, as lines for its reader: which figures agree, and what does not. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ragassist.text.quantities import find_quantities
from ragassist.types import Claim
from ragassist.types import Finding as Found
from ragassist.ui.words.catalogue import Words, lang_of_reader
from ragassist.verify.say import say

_SMALL = 3
"""Numbers up to this occur everywhere: that they agree says nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line, and whether it speaks for the sentence."""

    text: str
    agrees: bool


def findings(claims: Iterable[Claim], words: Words) -> list[Finding]:
    """Return what was found about `claims`, each line once: of a supported sentence first what agrees, then what else was noted."""
    lines: dict[Finding, None] = {}
    reader = lang_of_reader(words)
    for claim in claims:
        supported = claim.status == "verified"
        objections = [found for found in claim.findings if found.polarity != "for"]
        if supported:
            # What is only quoted agrees with itself: there are no figures to compare.
            verbatim = any(found.code in ("quotation.exact", "quotation.cells") for found in claim.findings)
            agreed = [] if verbatim else _agreed(claim, objections, words)
            lines.update(dict.fromkeys(agreed))
            if not objections and not verbatim:
                lines[Finding(words.no_other_objection if agreed else words.no_objection, agrees=True)] = None
        elif not claim.findings:
            lines[Finding(words.not_confirmed, agrees=False)] = None
        for found in claim.findings:
            lines[Finding(say(found, reader, "page"), agrees=found.polarity == "for")] = None
    return list(lines)


def _agreed(claim: Claim, objections: Iterable[Found], words: Words) -> list[Finding]:
    """The figures of a supported sentence by kind: the verifier compared each one, and objects by name to what differs."""
    names = {
        "money": words.figure_money,
        "date": words.figure_date,
        "percent": words.figure_share,
        "points": words.figure_share,
        "fraction": words.figure_share,
        "article": words.figure_provision,
    }
    doubted = [found.claim_span for found in objections if found.claim_span]
    named = " ".join(value for found in objections for _, value in found.values)
    by_name: dict[str, dict[str, None]] = {}
    for quantity in find_quantities(claim.text):
        telling = quantity.kind != "name" and (quantity.kind in names or quantity.high > _SMALL)
        objected = any(a < quantity.end and quantity.start < b for a, b in doubted) or quantity.surface in named
        if telling and not objected:
            by_name.setdefault(names.get(quantity.kind, words.figure_number), {})[quantity.surface] = None
    joint = "、" if lang_of_reader(words) == "zh" else ", "
    return [Finding(words.figure_agrees.format(kind=name, values=joint.join(values)), agrees=True) for name, values in by_name.items()]
