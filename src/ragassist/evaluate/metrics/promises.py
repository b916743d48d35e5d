"""The promises that every answer object makes, whatever the model wrote, as one checked function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ragassist.answer.refuse import NOT_SUPPORTED
from ragassist.answer.states import ALL_ROUGH
from ragassist.evaluate.metrics.per_answer import MARKER, bare, is_exact, reads_as, shown_claims, wrong_quantities
from ragassist.text.script import without_space
from ragassist.text.sentences import split_sentences
from ragassist.types import WORST_FIRST, Answer, Lang

_LEAD_IN = (":", "：")
_BRACKETS = ("(", "（")
_EDGES_BEFORE_NOTE = ".。”’\"'"
_NOTE = re.compile(r"(?:\([^()]*\)|（[^（）]*）)$")
"""The note behind an unsupported claim."""
_EDGES = " \t\n.,;:!?。，；：！？、…\"'“”‘’()（）*-•"


def violations(answer: Answer, raw_of: Callable[[str], str], lang: Lang | None = None) -> list[str]:
    """Return every way in which the answer breaks a promise, each beginning with the promise's number; [] when it keeps all.

    Args:
        answer: the whole answer object.
        raw_of: the raw text of a document by its id; KeyError for an unknown one.
        lang: the language that was asked for; by default the question's.
    """
    return [
        *_exact_quotations(answer, raw_of),
        *_markers_and_citations(answer),
        *_language(answer, lang or answer.question_lang),
        *_support(answer, raw_of),
        *_states(answer),
        *(_refusal(answer) if answer.refused else ()),
        *_parts(answer),
    ]


def _exact_quotations(answer: Answer, raw_of: Callable[[str], str]) -> Iterator[str]:
    for citation in answer.citations:
        if not is_exact(citation, raw_of):
            yield f"1: citation [{citation.n}] quotes {citation.quote!r}, which is not {citation.path}[{citation.start}:{citation.end}]"


def _markers_and_citations(answer: Answer) -> Iterator[str]:
    markers = {int(digits) for digits in MARKER.findall(answer.answer)}
    numbers = [citation.n for citation in answer.citations]
    for n in sorted(markers - set(numbers)):
        yield f"2: marker [{n}] has no citation"
    for n in sorted(set(numbers) - markers):
        yield f"2: citation [{n}] has no marker in the answer"
    for n in sorted({n for n in numbers if numbers.count(n) > 1}):
        yield f"2: there are several citations [{n}]"
    for claim in answer.claims:
        for n in claim.citations:
            if n not in numbers:
                yield f"2: the claim {claim.text!r} cites [{n}], which does not exist"


def _language(answer: Answer, lang: Lang) -> Iterator[str]:
    if answer.answer_lang != lang:
        yield f"3: the answer is marked {answer.answer_lang!r}, the asker's language is {lang!r}"
    if not reads_as(answer.answer, lang):
        yield f"3: the answer does not read as {lang!r}: {answer.answer[:60]!r}"


def _support(answer: Answer, raw_of: Callable[[str], str]) -> Iterator[str]:
    if answer.refused:
        return
    if all(claim.status == "unsupported" for claim in answer.claims):
        yield "4: no claim is verified or rough, yet the answer is not a refusal"
    for claim in answer.claims:
        if claim.status == "unsupported":
            continue
        if not claim.citations:
            yield f"4: the claim {claim.text!r} is {claim.status} but cites nothing"
            continue
        for reason in wrong_quantities(claim, answer, raw_of):
            yield f"4: the claim {claim.text!r} is {claim.status}, but {reason}"
    for text in _unmarked(answer):
        yield f"4: the claim {text!r} is unsupported, but shown without saying so"
    for sentence in unclaimed(answer):
        yield f"4: the answer says {sentence!r}, which is not among its claims"


def _states(answer: Answer) -> Iterator[str]:
    """Where something unsupported looks rough, or something rough looks verified."""
    for claim in answer.claims:
        against = [finding.code for finding in claim.findings if finding.polarity == "against"]
        if claim.status != "unsupported" and against:
            yield f"4: the claim {claim.text!r} is {claim.status}, but {against[0]!r} speaks against it"
    for citation in answer.citations:
        best = max((claim.status for claim in answer.claims if citation.n in claim.citations), key=WORST_FIRST.index, default=None)
        if citation.status != (best or "unsupported"):
            said = f"the best claim that cites it is {best}" if best else "no claim cites it"
            yield f"4: citation [{citation.n}] is marked {citation.status}, but {said}"
    shown = {claim.status for claim in shown_claims(answer)}
    all_rough = not answer.refused and "rough" in shown and "verified" not in shown
    if all_rough and not (answer.notice and reads_as(answer.notice, answer.answer_lang)):
        yield "4: every sentence is rough, and no notice in the answer's language says so"
    if answer.notice and not all_rough and (ALL_ROUGH[answer.answer_lang] in answer.notice or all(part.found for part in answer.parts)):
        yield "4: a notice says that every sentence is rough, which is not so"
    for part in answer.parts:
        if not part.found and part.question not in answer.notice:
            yield f"6: nothing was found for {part.question!r}, and the answer does not say so"


def _parts(answer: Answer) -> Iterator[str]:
    for part in answer.parts:
        known = [answer.claims[at] for at in part.claims if 0 <= at < len(answer.claims)]
        if len(known) < len(part.claims):
            yield f"6: the part {part.question!r} names a claim that does not exist"
        if part.found != any(claim.status != "unsupported" for claim in known):
            yield f"6: the part {part.question!r} is said to be {'found' if part.found else 'not found'}, which its claims do not bear out"


def unclaimed(answer: Answer) -> list[str]:
    """Return the sentences of the answer that no claim covers; a line that only leads in to others (it ends in a colon) is none."""
    # A line break for each marker, so that what follows one is not taken for the same sentence.
    unmarked = MARKER.sub("\n", answer.answer)
    for note in NOT_SUPPORTED.values():
        unmarked = unmarked.replace(note, " ")
    claims = sorted({bare(claim.text).strip(_EDGES) for claim in answer.claims} - {""}, key=len, reverse=True)
    found = []
    for start, end in split_sentences(unmarked):
        sentence = unmarked[start:end]
        whole = without_space(sentence)
        rest = _NOTE.sub("", whole).strip(_EDGES)
        if (
            not rest
            or sentence.rstrip().endswith(_LEAD_IN)
            or any(text in claim for claim in claims for text in (rest, whole.strip(_EDGES)))
        ):
            continue
        for claim in claims:
            rest = rest.replace(claim, "")
        if any(char.isalnum() for char in rest):
            found.append(sentence.lstrip(_EDGES))
    return found


def _unmarked(answer: Answer) -> Iterator[str]:
    """Unsupported claims that the answer shows without a note in brackets right behind them, and not as part of another claim."""
    text = without_space(MARKER.sub("", answer.answer))
    for claim in answer.claims:
        key = without_space(claim.text)
        if not key or claim.status != "unsupported":
            continue
        others = {without_space(MARKER.sub("", other.text)) for other in answer.claims if other.status == "unsupported"} - {key}
        stand = [without_space(MARKER.sub("", other.text)) for other in answer.claims if other.status != "unsupported"]
        standing = sum(other.count(key) for other in (*stand, *others))
        behind = (text[match.end() :].lstrip(_EDGES_BEFORE_NOTE) for match in re.finditer(re.escape(key), text))
        if sum(not rest.startswith(_BRACKETS) for rest in behind) > standing:
            yield claim.text


def _refusal(answer: Answer) -> Iterator[str]:
    if answer.citations or MARKER.search(answer.answer):
        yield "5: the refusal carries a citation"
    for status in sorted({claim.status for claim in answer.claims} - {"unsupported"}):
        yield f"5: the refusal carries a {status} claim"
    if not answer.refusal_reason:
        yield "5: the refusal has no reason"
    if not answer.answer.strip():
        yield "5: the refusal says nothing"
