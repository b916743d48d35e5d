"""What checking claims will ask the encoder for, told before the first is checked.

One text after another costs an encoder half as much again as many together: it takes those of one length at once. Which texts are asked
for later, such as a window of two sentences, is not known before their parts are compared; those few go through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ragassist.lang.detector import detect
from ragassist.text.script import simplified
from ragassist.text.sentences import split_sentences
from ragassist.types import Lang
from ragassist.verify.align import MAX_CLAUSES, MAX_SENTENCES, pieces
from ragassist.verify.checks import FIRST, found_by
from ragassist.verify.clauses import clauses
from ragassist.verify.turned_round import contrasts
from ragassist.verify.view import ClaimView

AT_ONCE = 64
"""Claims whose texts are encoded together: their vectors take two megabytes, and are kept until the claims were checked."""


def asked_for(claim: str, evidence: Sequence[str]) -> Iterator[tuple[str, Lang]]:
    """Yield each text, with its language, that checking `claim` beside `evidence` (not empty) will surely compare; some may come twice."""
    view = ClaimView(claim, evidence)
    found = found_by(FIRST, view)
    refused = any(finding.polarity == "against" for finding in found)
    if not refused and any(finding.code == "quotation.exact" for finding in found):
        return
    sentences = [text[a:b] for text in map(simplified, evidence) for a, b in split_sentences(text) or [(0, len(text))]]
    own = [view.claim.text, *(clause.text.strip() for clause in view.claim.clauses)]
    theirs = sentences[:MAX_SENTENCES]
    if len(sentences) == 1:
        theirs += _parts(sentences[0])
    yield from ((text, detect(text)) for text in (*own, *theirs))
    if not refused:
        yield from ((form.text, view.claim.lang) for form in contrasts(view.claim))


def _parts(sentence: str) -> list[str]:
    """What a single sentence of evidence is compared by: its pieces between commas, and its clauses."""
    cuts = pieces(sentence)
    between = [sentence[a:b].strip() for a, b in pairwise(cuts) if sentence[a:b].strip()][:MAX_CLAUSES]
    return [*(between if len(between) > 1 else []), *(clause.text.strip() for clause in clauses(sentence))]
