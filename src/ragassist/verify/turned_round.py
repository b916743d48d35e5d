"""A claim turned round: the same words with one of them denied, raised, lowered or exchanged.

An encoder does not say whether a sentence denies another: both lie close together. It does say which of two sentences that differ in
one word is nearer to a third. So each claim is set beside forms of itself that mean something else. Where one of those is nearer to
the source by more than chance brings, the claim has turned what the source says. Of 420 human translations of Wikipedia sentences
(XQuAD), fewer than one in a hundred had a denied form nearer than the true one by `.01`: `eval/bench/CONTRASTS.md`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ragassist.types import Finding
from ragassist.verify.calibration import Contrasting
from ragassist.verify.finding import Span
from ragassist.verify.rules import ContrastRow, contrast_rows, sign
from ragassist.verify.sides import sides
from ragassist.verify.view import NAMED, ClaimView, Part

MOST = 18
"""Altered forms of one claim: each costs an encoding."""
MOST_OF_A_KIND = 3
"""Of one maker: later places of a word tell what the first ones do."""
_MANY_SENSES = ("negation.word_added", "negation.word_dropped", "prohibition.dropped", "prohibition.added", "negation.gained")
"""What one clause denies, another may say, and what follows may be put as a denial: these need a turned form that is nearer."""
_BY_WORD = {
    "negation": ("negation", "modality"),
    "denial": ("negation", "modality"),
    "prohibition": ("negation", "modality"),
    "modality": ("modality", "negation"),
    "scope": ("scope", "opposite"),
    "certainty": ("hedge", "plan", "voice"),
    "condition": ("condition",),
    "exception": ("exception",),
}
"""Kinds of finding that go by a word that is there or missing, and the alterations that would make it true."""
OPENING = frozenset({"hedge", "plan", "voice", "condition", "exception"})
"""What takes something from a whole statement: where the source leaves it open, such a form is nearer, however little."""
_OPENS_ALL = "voice"
"""The opening that is near wherever another one is."""
_HELPERS = r"is|are|was|were|has|have|had|can|could|will|would|should|shall|must|may|might|does|do|did"
_AFFIRMED = re.compile(rf"\b(?:{_HELPERS})\b(?!\s+not\b|n['’]t)")
"""A helping verb that a denial may be put behind."""
_DENIED = re.compile(r"\b(?:not|never|no longer)\s|(?<=\w)n['’]t\b")
"""A denial that may be left out."""
_NO = re.compile(r"\b(no|neither)\s(?=\w)")
"""A denial in front of a noun, likewise."""
_DEPENDS = re.compile(r"\b(?:depend(?:s|ing)?|hinges?|varies|vary)\b|取决于|视[^，。]{1,12}而定", re.IGNORECASE)
"""Says that what holds is open: such a claim is limited."""
_IN_ANY_CASE = re.compile(
    rf"{sign('concessive').pattern.pattern}|\b(?:(?:under|in)\sno\s(?:circumstances|case|way)|always|(?:n?ever)\b|without\s(?:any\s)?exception)|总是|绝不|任何",
    re.IGNORECASE,
)
"""Says that nothing limits the claim."""
_FIGURES = ("number", "percent", "money", "fraction")


@dataclass(frozen=True, slots=True)
class Contrast:
    """A form of a claim that means something else."""

    kind: str
    text: str
    span: Span
    """What was altered, in the claim; both places and what is between them where two changed places."""
    instead: str
    """What stands there in `text`."""


def contrasts(claim: Part) -> list[Contrast]:
    """Return the altered forms of a claim, each text once, at most `MOST`, those of one kind side by side; none if nothing can be turned.

    >>> [c.text for c in contrasts(Part("Ferries must carry a log.")) if c.kind in ("negation", "modality")]
    ['Ferries must not carry a log.', 'Ferries may carry a log.']
    """
    found: dict[str, Contrast] = {}
    rows = [row for row in contrast_rows() if row.lang == claim.lang]
    english = claim.lang == "en"
    makers = [_denied(claim)] if english else []
    makers += [_opened(claim, row) for row in rows if not (row.kind == "condition" and _names_a_case(claim))] + [
        _turned(claim.text, row) for row in rows
    ]
    makers += [_exchanged(claim), _both_opposites(claim, rows), _other_sides(claim)] if english else []
    for maker in makers:
        for each in itertools.islice(maker, MOST_OF_A_KIND):
            if each.text != claim.text:
                found.setdefault(each.text, each)
    return list(found.values())[:MOST]


@dataclass(frozen=True, slots=True)
class Measured:
    """How much nearer to the source than what the claim says an altered form of it is, -2 to 2; above 0 it is nearer."""

    contrast: Contrast
    margin: float
    """Of the whole claim, beside the sentences that say what it says."""


def measured(view: ClaimView, altered: Sequence[Contrast]) -> list[Measured]:
    """Return these altered forms of the claim as measured, in order; empty without an encoder. Each form costs an encoding."""
    if view.embedder is None or not altered:
        return []
    texts = [view.window.text, view.claim.text, *(each.text for each in altered)]
    vectors = view.embedder.sentences(texts, [view.window.lang, *(view.claim.lang for _ in texts[1:])])
    near = vectors[1:] @ vectors[0]
    return [Measured(each, float(whole - near[0])) for each, whole in zip(altered, near[1:], strict=True)]


def all_measured(view: ClaimView, numbers: Contrasting) -> list[Measured]:
    """Return the altered forms of the claim as measured, nearest first; most of those that open a statement only where one opening is near.

    What some think, what is planned and what holds in one case are all far where the source says plainly what the claim says.
    """
    altered = contrasts(view.claim)
    first = [each for each in altered if each.kind not in OPENING or each.kind == _OPENS_ALL] or altered
    forms = measured(view, first)
    opened = [form.margin for form in forms if form.contrast.kind == _OPENS_ALL]
    if not opened or max(opened) > numbers.opened:
        forms += measured(view, [each for each in altered if each not in first])
    return sorted(forms, key=lambda form: -form.margin)


def nearer_in_clause(view: ClaimView, altered: Contrast) -> bool:
    """Return whether the altered clause alone is nearer than the claim's to the clause of the source that is most like it.

    A denial elsewhere in the source does not reach there. Asked only of forms that are nearer as a whole: each costs encodings.
    """
    assert view.embedder is not None  # whoever has a measured form has an encoder
    pair = _clause(view.claim, altered)
    clauses = [clause.text.strip() for clause in view.window.clauses] or [view.window.text]
    vectors = view.embedder.sentences([*clauses, *pair], [*(view.window.lang for _ in clauses), *(view.claim.lang for _ in pair)])
    plain, turned = (vectors[len(clauses) :] @ vectors[: len(clauses)].T).max(axis=1)
    return float(turned - plain) > 0


def _clause(claim: Part, altered: Contrast) -> tuple[str, str]:
    """The clause that was altered, as the claim says it and turned; the whole of both where more than one was."""
    start, end = altered.span
    for clause in claim.clauses:
        if clause.start <= start and end <= clause.end:
            grown = len(altered.text) - len(claim.text)
            return claim.text[clause.start : clause.end].strip(), altered.text[clause.start : clause.end + grown].strip()
    return claim.text, altered.text


def overruled(view: ClaimView, findings: list[Finding]) -> list[Finding]:
    """Return the findings, those made shades that went by a word alone while the claim so turned is far from the source.

    A rule that sees "all" in a claim and none in its source cannot know that the source lists them; where "some" in its place is much
    farther from the source than the claim is, the source means all. By an encoder without measured margins nothing is overruled.
    """
    numbers = view.numbers.contrast if view.embedder is not None else None
    rules = [f for f in findings if f.polarity == "against" and _turning(f)]
    if numbers is None or not rules:
        return findings
    altered = contrasts(view.claim)
    asked = {finding: _altered_by(finding, altered) for finding in rules}
    forms = measured(view, [each for each in altered if any(each in mine for mine in asked.values())])
    margins = {form.contrast: form.margin for form in forms}
    disproved = [f for f in rules if _is_far(f, {each: margins[each] for each in asked[f]}, numbers)]
    # What several rules saw in one claim, and the encoder did not, is one doubt.
    return [replace(f, polarity="shade") if f in disproved else f for f in findings if f not in disproved[1:]]


def _turning(finding: Finding) -> tuple[str, ...]:
    """The kinds of alteration that would make the finding true."""
    return _BY_WORD.get(finding.code.split(".")[0], ())


def _altered_by(finding: Finding, altered: Sequence[Contrast]) -> list[Contrast]:
    """The altered forms of the finding's kinds, those at its place if there are any."""
    mine = [each for each in altered if each.kind in _turning(finding)]
    if (span := finding.claim_span) is None:
        return mine
    return [each for each in mine if each.span[0] < span[1] and span[0] < each.span[1]] or mine


def _is_far(finding: Finding, margins: Mapping[Contrast, float], numbers: Contrasting) -> bool:
    """Whether there are altered forms of the finding's kind and none of them is as near to the source as the finding needs."""
    enough = numbers.near if finding.code in _MANY_SENSES else -numbers.far
    return bool(margins) and all(margin < (0 if each.kind in OPENING else enough) for each, margin in margins.items())


def _names_a_case(claim: Part) -> bool:
    """Whether the claim says itself when it holds: "only", "without a permit", "depends on". A condition before it adds nothing."""
    limited = sign("conditional").search(claim.text) or sign("restricts").search(claim.text) or _DEPENDS.search(claim.text)
    return bool(limited) and not _IN_ANY_CASE.search(claim.text)


def _opened(claim: Part, row: ContrastRow) -> Iterator[Contrast]:
    """The claim after each of the row's beginnings."""
    text = claim.text
    name = claim.entities and claim.entities[0].start == 0
    for start in row.opens:
        yield Contrast(row.kind, start + (text if name or claim.lang == "zh" else text[:1].lower() + text[1:]), (0, 0), start.strip(" ,，"))


def _turned(text: str, row: ContrastRow) -> Iterator[Contrast]:
    """The text with one of the row's words turned, each place by itself."""
    if row.pattern is None:
        return
    edges = _edges(text) if row.lang == "zh" else None
    for match in row.pattern.finditer(text):
        if edges is None or edges.issuperset(match.span()):
            yield _replaced(text, row.kind, match.span(), row.turns[match.group().lower()])


def _edges(text: str) -> set[int]:
    """Where Chinese words begin and end: 会 in 议会 is no word."""
    import rjieba

    return {0, *itertools.accumulate(map(len, rjieba.cut(text)))}


def _denied(claim: Part) -> Iterator[Contrast]:
    """An English claim denied or, where it denies, affirmed."""
    text = claim.text
    denials = [*_DENIED.finditer(text)][:MOST_OF_A_KIND]
    for match in denials:
        yield _replaced(text, "negation", match.span(), "")
    if (none := _NO.search(text)) is not None:
        yield _replaced(text, "negation", none.span(), "a " if none.group(1) == "no" else "both ")
    helpers = [*_AFFIRMED.finditer(text)]
    for match in helpers[:2]:
        yield _replaced(text, "negation", match.span(), f"{match.group()} not")
    if not helpers and not denials:
        yield Contrast("negation", f"It is not the case that {text[:1].lower()}{text[1:]}", (0, len(text)), f"not: {text}")


def _exchanged(claim: Part) -> Iterator[Contrast]:
    """The claim with two figures, or two names of a kind, in each other's place."""
    figures = [(q.start, q.end, q.kind, str(q.low)) for q in claim.quantities if q.kind in _FIGURES]
    named = [(e.start, e.end, e.kind, e.key) for e in claim.entities if e.kind in NAMED]
    for one, other in itertools.combinations(sorted([*figures, *named]), 2):
        if one[2] != other[2] or one[3] == other[3] or other[0] < one[1]:
            continue
        yield _changed_places(claim.text, "exchange", one[:2], other[:2])


def _both_opposites(claim: Part, rows: Sequence[ContrastRow]) -> Iterator[Contrast]:
    """The claim with two opposites that it says both of in each other's place: too early … too late."""
    for row in rows:
        said = [*row.pattern.finditer(claim.text)] if row.pattern is not None and row.kind == "opposite" else []
        for one, other in itertools.combinations(said, 2):
            if row.turns[one.group().lower()] == other.group().lower():
                yield _changed_places(claim.text, "sides", one.span(), other.span())


def _other_sides(claim: Part) -> Iterator[Contrast]:
    """The claim with two of its sides in each other's place."""
    for one, other in sides(claim):
        if one[1] <= other[0]:
            yield _changed_places(claim.text, "sides", one, other)


def _changed_places(text: str, kind: str, one: Span, other: Span) -> Contrast:
    """The text with what stands at two places exchanged; names and figures ("exchange") keep their letters."""
    first, second = text[slice(*one)], text[slice(*other)]
    if kind != "exchange" and one[0] == 0 and not text[1:2].isupper():
        first, second = first[:1].lower() + first[1:], second[:1].upper() + second[1:]
    return _replaced(text, kind, (one[0], other[1]), second + text[one[1] : other[0]] + first)


def _replaced(text: str, kind: str, span: Span, instead: str) -> Contrast:
    altered = text[: span[0]] + instead + text[span[1] :]
    return Contrast(kind, re.sub(r"(?<=[a-z]) {2,}(?=[a-z])", " ", altered), span, instead.strip())
