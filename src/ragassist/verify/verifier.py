"""Is a claim supported by its evidence? The one door to every check.

1. A claim that is an exact quotation of the evidence is verified, unless what was cut off turns it round or a figure differs; so is
   one that says in English what a set phrase of law says in Chinese.
2. Every check of `checks` says what it finds; one finding against the claim refuses it, whatever its likeness.
3. Likeness of meaning and, where there is one, a model's judgement make the score (`score`).

What evidence says is never obeyed: it is only compared, or shown to the judge as quoted material.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass, replace

from ragassist.models.chat import ChatModel
from ragassist.models.embed import Embedder
from ragassist.models.embed_recent import RecentVectors
from ragassist.text.glossary import Glossary
from ragassist.text.republic import in_common_years
from ragassist.types import ClaimStatus, Finding, Lang, Verdict
from ragassist.verify.calibration import Calibration, calibration_of
from ragassist.verify.checks import FIRST, LAST, THEN, found_by
from ragassist.verify.common_years import CommonYears
from ragassist.verify.finding import against, shade, speaks_for
from ragassist.verify.judge import supported_probability
from ragassist.verify.likeness import Likeness, likeness
from ragassist.verify.own_lines import beside, recount
from ragassist.verify.say import reasons, say
from ragassist.verify.score import HARD_FACTOR, JUDGED_SURE, curve, scored
from ragassist.verify.turned_round import overruled
from ragassist.verify.view import ClaimView

MEASURED = frozenset({"likeness", "judge", "rendering"})
"""Kinds of finding that tell a measurement, not a fault: they are in the score already."""
BY_LIKENESS = frozenset({"contrast"})
"""Kinds of finding that compare vectors and no words: a judge that has read both texts knows better."""
BY_PLACE = frozenset({"scope", "direction", "role", "certainty", "condition", "attribute", "owner"})
"""Kinds of finding that go by which words stand where. Of true sentences that nobody had seen while the checks were mended they refused
one in six: a judge that has read both texts and says yes lowers such a refusal to a doubt. Figures, dates, names, denials, may and must
it cannot lower."""
_WHOLE = frozenset({"negation", "prohibition", "exception", "modality", "direction", "role", "condition", "contrast", "quotation"})
"""Kinds that turn the whole statement; the others name one detail of it."""
_MARKER = re.compile(r"(?<=\S)\s*[\[［【]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]］】]")
"""A citation behind a word: [3], 【2、4】; what opens a claim is none."""


class Verifier:
    """Checks claims against evidence. Without an embedder and a model it still checks quotations, quantities, negation and names."""

    def __init__(self, embedder: Embedder | None, model: ChatModel | None, terms: Glossary | None = None) -> None:
        """Keep all; `embedder` and `model` may be None, and nothing is loaded or asked before the first claim.

        An embedder without a calibration is not used. `terms` is the glossary that the user's settings name.
        """
        # The claim and its pieces are compared more than once; each goes through the encoder once, here or where it is kept already.
        most = 0 if isinstance(embedder, RecentVectors) else 8192
        self._embedder = CommonYears(embedder, most=most) if embedder is not None else None
        self._model = model
        self._terms = terms

    @property
    def terms(self) -> Glossary | None:
        """The user's glossary, if the checks go by one."""
        return self._terms

    def prepare(self, source: str) -> None:
        """Encode what checking a claim beside `source` will need of it. The verdicts are the same without; they only come later."""
        if self._embedder is not None and calibration_of(self._embedder.name) is not None and re.search(r"\w", source):
            view = ClaimView(source, [source], embedder=self._embedder, terms=self._terms)  # likeness to itself needs every piece of it
            assert view.nearest is not None
            assert view.fit is not None
            assert view.fit.likeness().size

    def verify(
        self,
        claim: str,
        evidence: Sequence[str],
        *,
        context: str = "",
        extra: Mapping[str, float] | None = None,
        strict: bool = False,
        rendered: bool = False,
        copied: bool = False,
        told: float | None = None,
        lang: Lang | None = None,
        source_lang: Lang | None = None,
    ) -> Verdict:
        """Return whether `evidence` supports every detail of `claim`.

        Args:
            claim: one statement, in English or Chinese; citation markers in it are ignored, unless it is a copy.
            evidence: the cited texts, sentences or passages, in either language.
            context: headings, title and date of the document: may supply names and dates, never the statement itself.
            extra: further signals that the calibration may weigh, by name.
            strict: whether a model wrote the claim; it then has to reach the `strict` threshold by likeness alone.
            rendered: whether a small model rendered it from its source; where `extra` says how sure it was, no model is asked to judge.
            copied: whether it is given as what the source says word for word, and refused where a piece of it stands nowhere there.
            told: the probability that a judge elsewhere gives the claim, 0 to 1; no model is asked then. With a yes from it the claim need
                not reach the `strict` threshold by likeness alone: two that know nothing of each other agree. What only the place of words
                speaks against is rough then.
            lang: the language of the claim, where it is known.
            source_lang: the language of the evidence, where it is known and one.

        Findings against the claim come first. Their spans point into the claim without its markers and white space around it.
        """
        claim = (claim if copied else _MARKER.sub("", claim)).strip()
        texts = [text.strip() for text in evidence if text.strip()]
        if not re.search(r"\w", claim):
            return _verdict("unsupported", 0.0, [against("claim.empty")])
        if not texts:
            return _verdict("unsupported", 0.0, [against("evidence.empty")])
        fitted = self._embedder is not None and calibration_of(self._embedder.name) is not None
        embedder = self._embedder if fitted else None
        view = ClaimView(claim, texts, context, embedder=embedder, terms=self._terms, lang=lang, source_lang=source_lang, copied=copied)
        return self._judge(view, _Written(extra or {}, strict, rendered, told))

    def _judge(self, view: ClaimView, written: _Written) -> Verdict:
        """The verdict on a claim that has words and evidence."""
        numbers, told, rendered = view.numbers, written.told, written.rendered
        told_how_sure = rendered and bool(numbers.rendering) and "sureness" in written.extra
        model = None if told_how_sure or told is not None else self._model
        alone = model is None and told is None
        found = examined(view, lambda found: alone and _scored(view, found, None, written)[0] == "unsupported")
        if is_settled(found):
            return _verdict("verified", 1.0, found)
        # A claim that arithmetic refutes is not worth a second of the model's time, nor is a rendering whose own tokens tell more.
        asked = None if _refuses(found) else model
        found, unsure = (found, False) if rendered else _doubted(found, sure=written.confirmed)
        judged = told
        if asked is not None:
            judged = supported_probability(asked, view.claim.written, view.claim.lang, in_common_years(view.window.written))
        status, score = _scored(view, found, judged, written)
        if unsure:
            status, score = unconfirmed(status, score)
        alike = likeness(view, found)
        measured = [_told(alike, numbers, uncalibrated=view.embedder is None and self._embedder is not None)]
        if told_how_sure and not _refuses(found):
            measured = [_sureness(status, score)]
        measured += _judged(judged)
        partly = status == "unsupported" and view.embedder is not None and alike is not None and alike.value > 0 and _partly(view, found)
        return _verdict(status, score, [*found, *measured], partly=partly)


@dataclass(frozen=True, slots=True)
class _Written:
    """How a claim came about, as far as its verdict depends on that: see `Verifier.verify`."""

    extra: Mapping[str, float]
    strict: bool
    rendered: bool
    told: float | None

    @property
    def confirmed(self) -> bool:
        """Whether a judge elsewhere said yes."""
        return self.told is not None and self.told >= JUDGED_SURE


def _scored(view: ClaimView, found: Sequence[Finding], judged: float | None, written: _Written) -> tuple[ClaimStatus, float]:
    strict = written.strict and not written.confirmed
    return scored(found, likeness(view, found), judged, view.numbers, extra=written.extra, strict=strict, rendered=written.rendered)


def unconfirmed(status: ClaimStatus, score: float) -> tuple[ClaimStatus, float]:
    """Return what becomes of a claim that only likeness speaks against: not confirmed, and not refuted either.

    On sentences that no rule had seen, an altered form was nearer for one true claim in ten and one false one in five: enough to doubt,
    and too little to leave out what a careful writer says.
    """
    return ("rough" if status == "verified" else status), score * HARD_FACTOR


def examined(view: ClaimView, hopeless: Callable[[Sequence[Finding]], bool] = lambda _: False) -> list[Finding]:
    """Return what the checks find, in their order, before likeness and judgement.

    A quotation is not looked at further; what goes by a word may be overruled; the last checks are asked of what nothing else refuses,
    neither a finding nor, as `hopeless` may tell of the findings so far, likeness.
    """
    found = found_by(FIRST, view)
    if is_settled(found):
        return found
    found = overruled(view, list(dict.fromkeys([*found, *found_by(THEN, view)])))
    return found if _refuses(found) or hopeless(found) else [*found, *found_by(LAST, view)]


_SETTLING = frozenset({"quotation.cells", "phrase.same", "figure.given", "named.given"})


def is_quotation(found: Sequence[Finding]) -> bool:
    """Return whether the claim copies its evidence, with nothing cut off that turns it round."""
    return any(f.code == "quotation.exact" for f in found) and not _refuses(found)


def is_settled(found: Sequence[Finding]) -> bool:
    """Return whether the first checks leave nothing open: a quotation, a set phrase in English, a figure or names told by themselves."""
    return is_quotation(found) or (any(f.code in _SETTLING for f in found) and not _refuses(found))


def failures(verdict: Verdict) -> list[str]:
    """Return in English what is wrong, without likeness and probability, which tell a writer nothing."""
    return [say(finding) for finding in verdict.findings if finding.code.split(".")[0] not in MEASURED]


def refutes(verdict: Verdict) -> bool:
    """Return whether a check of words speaks against the claim: what goes by likeness is left to a judge that reads."""
    return any(finding.polarity == "against" and not _by_likeness(finding) for finding in verdict.findings)


def stands_firm(verdict: Verdict) -> bool:
    """Return whether a check speaks against the claim whatever a judge says: figures, dates, names, denials, may and must."""
    return any(f.polarity == "against" and not _by_likeness(f) and not _by_place(f) for f in verdict.findings)


def _by_place(finding: Finding) -> bool:
    return finding.polarity == "against" and finding.code.split(".")[0] in BY_PLACE


def _by_likeness(finding: Finding) -> bool:
    return finding.code.split(".")[0] in BY_LIKENESS


def doubtful(verdict: Verdict) -> bool:
    """Return whether a rendering was refused for its chance alone, with no finding against it."""
    return (
        verdict.status == "unsupported" and any(f.code == "rendering.unsure" for f in verdict.findings) and not _refuses(verdict.findings)
    )


def refused(code: str) -> Verdict:
    """Return the verdict on a sentence that is not worth comparing: not in the right language, citing nothing."""
    return _verdict("unsupported", 0.0, [against(code)])


def recounted(claim: str, things: Sequence[Sized], names: Sequence[str] = ()) -> Verdict:
    """Return whether a line that counts what was read counts right: its figures are counted again from `things`.

    `names` are what it names, in order; their own figures count nothing. Nothing else is asked: no document says how many were read.
    """
    found = recount(claim, things, names)
    return _verdict("unsupported" if _refuses(found) else "verified", 0.0 if _refuses(found) else 1.0, found)


def copied(text: str, source: str) -> Verdict:
    """Return whether a line is what its source says word for word; nothing else is asked."""
    return Verifier(None, None).verify(text, [source], copied=True)


def beside_one_another(sides: Sequence[tuple[str, str]]) -> Verdict:
    """Return whether a line that sets words of several texts against each other has each from its own: pairs of words and text.

    Verified where each stands there, word for word or as a figure told otherwise; rough where what stands there says it in other words.
    """
    found = beside(sides)
    sure = all(finding.polarity == "for" for finding in found)
    return _verdict("verified" if sure else "rough", 1.0 if sure else HARD_FACTOR, found)


def _refuses(findings: Sequence[Finding]) -> bool:
    return any(finding.polarity == "against" for finding in findings)


def _verdict(status: str, score: float, findings: Sequence[Finding], *, partly: bool = False) -> Verdict:
    order = {"against": 0, "shade": 1, "for": 2}
    kinds = [finding.code.split(".")[0] in MEASURED for finding in findings]
    ranked = sorted(zip(kinds, findings, strict=True), key=lambda pair: (pair[0], order[pair[1].polarity]))
    told = tuple(finding for _, finding in ranked)
    return Verdict(status, score, reasons(told), partly, told)  # type: ignore[arg-type]


def _doubted(found: list[Finding], *, sure: bool) -> tuple[list[Finding], bool]:
    """Return the findings with doubts in place of some refusals, and whether they leave the claim unconfirmed."""
    softened = [_softened(finding, sure=sure) for finding in found]
    return softened, softened != found and (not sure or any(map(_by_place, found)))


def _softened(finding: Finding, *, sure: bool) -> Finding:
    """The finding, as a doubt where it speaks against the claim by likeness alone, or by the place of words and a judge is `sure`."""
    doubt = _by_likeness(finding) or (sure and _by_place(finding))
    return replace(finding, polarity="shade") if finding.polarity == "against" and doubt else finding


def _sureness(status: ClaimStatus, score: float) -> Finding:
    """How sure a model's own tokens make it of a rendering."""
    make, outcome = (speaks_for, "rendering.sure") if status == "verified" else (shade, "rendering.unsure")
    return make(outcome, value=f"{score:.0%}")


def _judged(probability: float | None) -> list[Finding]:
    """What a judge said, if one was asked."""
    if probability is None:
        return []
    make, outcome = (speaks_for, "judge.yes") if probability >= 0.5 else (shade, "judge.no")
    return [make(outcome, value=f"{probability:.0%}")]


def _told(alike: Likeness | None, numbers: Calibration, *, uncalibrated: bool) -> Finding:
    if alike is None:
        return shade("likeness.uncalibrated" if uncalibrated else "likeness.unchecked")
    if curve(alike, numbers, {}) >= 0:
        return speaks_for("likeness.high", value=f"{alike.value:.2f}")
    return shade("likeness.low", value=f"{alike.value:.2f}")


def _partly(view: ClaimView, findings: Sequence[Finding]) -> bool:
    """Whether most clauses of the claim stand, and what fails are details at known places in the others."""
    hard = [finding for finding in findings if finding.polarity == "against"]
    pieces = view.claim.clauses
    if len(pieces) < 2 or not hard or any(f.claim_span is None or f.code.split(".")[0] in _WHOLE for f in hard):
        return False
    spans = [f.claim_span for f in hard if f.claim_span is not None]
    failing = sum(any(piece.start < end and start < piece.end for start, end in spans) for piece in pieces)
    return 0 < failing <= len(pieces) / 2
