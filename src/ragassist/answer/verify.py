"""Is a claim supported by its evidence? Arithmetic and signs first, then meaning; every layer leaves its reason.

1. A claim that is an exact quotation of the evidence is verified, unless what was cut off turns it round.
2. Quantities, dates and articles of the claim stand in the evidence (`text.quantities`).
3. Negation, prohibition, exception and direction agree (`text.negation`) with the part of the evidence that speaks of the same.
4. Names of the claim occur in the evidence or its context (`text.names`).
5. Meaning: likeness across languages, shared words within one, and the model's judgement where there is one.

Layers 2 to 4 can refuse a claim whatever layer 5 says. What evidence says is never obeyed: it is only compared, or shown to the
judge as quoted material. Nothing here writes an answer or looks for other evidence.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ragassist.answer.align import Alignment, align, squeezed
from ragassist.answer.clauses import ClauseCheck, clauses, exchanged_sides, misplaced_figures, turned_actor
from ragassist.answer.judge import log_odds, supported_probability
from ragassist.models.chat import ChatModel
from ragassist.models.embed import Embedder
from ragassist.text.entities import swapped_names
from ragassist.text.names import missing_names
from ragassist.text.negation import contradictions, negations, opposites
from ragassist.text.quantities import find_quantities, mismatches
from ragassist.text.rivals import rivalries
from ragassist.text.scope import overreach, strength
from ragassist.types import Verdict

HARD_FACTOR = 0.2
"""What the score keeps when quantities, negation or names refuse the claim: such claims rank below all that pass."""
SOFT_FACTOR = 0.9
"""What the score keeps for each lost shade ("60,000" for 近6万) or name that a translation may hide."""
UNCHECKED_LOGIT = -1.5
"""Where nothing has compared the meaning, agreement of the figures alone must not look verified."""
_MARKER = re.compile(r"\s*[\[［【]\s*\d+(?:\s*[,，、]\s*\d+)*\s*[\]］】]")
_TURNED = re.compile(
    r"(?:如果|假如|倘若|若|据传|谣传|误以为|误称|否认|是否|并非|错误|不实|不是)[^，。；]*$|\b(?:if|unless|whether|denie[sd]"
    r"|deny|denying|false(?:ly)?|wrong(?:ly)?|myth|rumou?red|untrue|incorrect(?:ly)?|not|never|no)\b[^,.;]*$",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"The claim (?:says|names|gives|adds) ")
"""Reasons that name one detail; the others turn the whole statement."""
_MEASURED = re.compile(r"The source (?:says much the same|does not say the same) \(likeness|The model gives \d")
_EDGES = " ，,。."
_STEM = re.compile(
    r"([^。！？；]*[：:])\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[①-⑳]|[一二三四五六七八九十]是|[第其][一二三四五六七八九十][，,、])?\s*$"
)
"""What opens the list whose item a quotation is, with the item's mark."""
_TAIL = re.compile(
    r"^[，,；;]?[^。.]*?(?:除外|不适用|的?例外|另有规定|\bexcept\b|\bunless\b|\bdoes not apply\b|\bis (?:false|untrue|wrong"
    r"|not true)\b|的说法(?:不实|是错|有误)|是错误的|并不属实|不属实)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Middles and slopes of the logistic curves that make probabilities of likeness and judgement."""

    cross_middle: float
    cross_slope: float
    cross_anchor: float
    same_middle: float
    same_slope: float
    same_anchor: float
    judge_middle: float
    judge_weight: float
    likeness_weight: float
    likeness_cap: float
    unlikeness_weight: float
    threshold: float


@cache
def calibration() -> Calibration:
    """The numbers in `verify_calibration.json`; `eval/bench/fit_verifier.py` makes that file."""
    fields = json.loads(files("ragassist.answer").joinpath("verify_calibration.json").read_text(encoding="utf8"))
    cross, same, judge = fields["cross_language"], fields["same_language"], fields["judge"]
    return Calibration(
        cross_middle=cross["middle"],
        cross_slope=cross["slope"],
        cross_anchor=cross["anchor"],
        same_middle=same["middle"],
        same_slope=same["slope"],
        same_anchor=same["anchor"],
        judge_middle=judge["middle"],
        judge_weight=judge["weight"],
        likeness_weight=judge["likeness_weight"],
        likeness_cap=judge["likeness_cap"],
        unlikeness_weight=judge["unlikeness_weight"],
        threshold=fields["threshold"],
    )


def anchors(claim: str, evidence: str) -> int:
    """How many quantities of the claim the evidence has too, at most two: agreement that chance rarely brings."""
    telling = [q for q in find_quantities(claim) if q.kind != "number" or q.high > 3]
    return min(2, len({q.surface for q in telling}) - len({m.quantity.surface for m in mismatches(claim, evidence)})) if telling else 0


class Verifier:
    """Checks claims against evidence. Without an embedder and a model it still checks quotations, quantities, negation and names."""

    def __init__(self, embedder: Embedder | None, model: ChatModel | None) -> None:
        """Keep both; either may be None, and nothing is loaded or asked before the first claim."""
        self._embedder = embedder
        self._model = model

    def verify(self, claim: str, evidence: Sequence[str], *, context: str = "") -> Verdict:
        """Whether `evidence` supports every detail of `claim`.

        Args:
            claim: one statement, in English or Chinese; citation markers in it are ignored.
            evidence: the cited texts, sentences or passages, in either language.
            context: headings, title and date of the document: may supply names and dates, never the statement itself.

        Returns:
            `verified` only if quantities, negation and names agree and the score reaches the threshold. Reasons: failures first.
        """
        claim = _MARKER.sub("", claim).strip()
        texts = [text.strip() for text in evidence if text.strip()]
        if not re.search(r"\w", claim):
            return Verdict("unsupported", 0.0, ("The claim is empty.",))
        if not texts:
            return Verdict("unsupported", 0.0, ("There is no evidence for the claim.",))
        hard, soft = _quantity_reasons(claim, "\n".join(texts), context)
        if (cut := _quotation(claim, texts)) is not None:
            if not cut and not hard:
                return Verdict("verified", 1.0, ("The claim is an exact quotation of the source.", *soft))
            hard = [*hard, *cut]
        aligned = align(claim, texts, self._embedder)
        hard += contradictions(claim, aligned.clause) if aligned.clause != "\n".join(texts) or len(texts) == 1 else []
        for name, certain in missing_names(claim, "\n".join([*texts, context])):
            (hard if certain else soft).append(f"The claim names {name}; the source does not.")
        hard += self._details(claim, "\n".join(texts), aligned, context)
        verdict = self._weighed(claim, aligned, max(0, anchors(claim, "\n".join(texts))), hard, soft)
        if verdict.status == "unsupported" and aligned.similarity > 0 and self._partly(claim, "\n".join(texts), context, hard):
            return replace(verdict, partly=True)
        return verdict

    def _partly(self, claim: str, evidence: str, context: str, hard: list[str]) -> bool:
        """Whether most clauses of the claim stand and what fails are details that the reasons name."""
        pieces = [clause.text for clause in clauses(claim)]
        if len(pieces) < 2 or not hard or not all(_DETAIL.match(reason) for reason in hard):
            return False
        failing = [
            piece
            for piece in pieces
            if _quantity_reasons(piece, evidence, context)[0]
            or swapped_names(piece, f"{evidence}\n{context}")
            or any(certain for _, certain in missing_names(piece, f"{evidence}\n{context}"))
            or rivalries(piece, evidence)
            or any(f"“{piece.strip(_EDGES)}”" in reason for reason in hard)
        ]
        return 0 < len(failing) <= len(pieces) / 2

    def _details(self, claim: str, evidence: str, aligned: Alignment, context: str) -> list[str]:
        """What a likeness of meaning passes over: reach, strength, attributes, names and whose figure or deed it is."""
        found = swapped_names(claim, f"{evidence}\n{context}")
        found += rivalries(claim, aligned.text) + overreach(claim, aligned.text) + strength(claim, aligned.clause)
        found += opposites(claim, aligned.text, plain=True) + misplaced_figures(claim, evidence) + turned_actor(claim, aligned.text)
        found += exchanged_sides(claim, aligned.text)
        if self._embedder is not None:
            check = ClauseCheck(claim, aligned.text, self._embedder)
            found += check.turned_round() + check.denied() + check.added()
        return list(dict.fromkeys(found))

    def _weighed(self, claim: str, aligned: Alignment, anchored: int, hard: list[str], soft: list[str]) -> Verdict:
        numbers = calibration()
        logit, meaning = self._likeness(aligned, anchored)
        # A claim that arithmetic refutes is not worth a second of the model's time.
        judged = None if hard or self._model is None else supported_probability(self._model, claim, aligned.text)
        if judged is not None:
            # That a text is much like its source says little of its details; that it is unlike says all.
            likeness = numbers.likeness_weight * min(logit, numbers.likeness_cap) if logit > 0 else numbers.unlikeness_weight * logit
            logit = likeness + numbers.judge_weight * (log_odds(judged) - log_odds(numbers.judge_middle))
            meaning = [*meaning, f"The model gives {judged:.0%} that every detail is supported."]
        score = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
        score *= SOFT_FACTOR ** len(soft) * (HARD_FACTOR if hard else 1.0)
        if not hard and score >= numbers.threshold:
            return Verdict("verified", score, (*soft, *meaning))
        return Verdict("unsupported", score, (*hard, *soft, *meaning))

    def _likeness(self, aligned: Alignment, anchored: int) -> tuple[float, list[str]]:
        """The log odds of support by likeness alone, and that in words."""
        numbers = calibration()
        if self._embedder is None:
            if not aligned.same_language:
                return UNCHECKED_LOGIT, ["Meaning across languages was not checked: no encoder is loaded."]
            support = aligned.containment
        elif not aligned.same_language:
            logit = numbers.cross_slope * (aligned.similarity - numbers.cross_middle) + numbers.cross_anchor * anchored
            return logit, [_told(aligned.similarity, logit)]
        else:
            support = (aligned.similarity + aligned.containment) / 2
        logit = numbers.same_slope * (support - numbers.same_middle) + numbers.same_anchor * anchored
        return logit, [_told(support, logit)]


def failures(verdict: Verdict) -> list[str]:
    """The reasons that say what is wrong, without likeness and probability, which tell a writer nothing."""
    return [reason for reason in verdict.reasons if not _MEASURED.match(reason)]


def _told(value: float, logit: float) -> str:
    return f"The source {'says much the same' if logit >= 0 else 'does not say the same'} (likeness {value:.2f})."


def _quantity_reasons(claim: str, evidence: str, context: str) -> tuple[list[str], list[str]]:
    found = mismatches(claim, evidence)
    if found and context:
        still = {m.reason for m in mismatches(claim, f"{evidence}\n{context}")}
        found = [m for m in found if m.reason in still or m.quantity.kind not in ("date", "article", "ordinal", "name")]
    return [m.reason for m in found if m.hard], [m.reason for m in found if not m.hard]


def _quotation(claim: str, texts: list[str]) -> list[str] | None:
    """None if the claim is no quotation; else why what was cut off speaks against it, empty if nothing does."""
    wanted = squeezed(claim).rstrip("。.；;，,")
    if len(re.findall(r"[\u4e00-\u9fff]|\w+", claim)) < 4:
        return None
    for text in texts:
        there = squeezed(text)
        at = there.find(wanted)
        if at < 0:
            continue
        spaced = _spaced_span(text, at, len(wanted))
        before, after = re.split(r"[。！？.!?\n]\s*", text[: spaced[0]])[-1], text[spaced[1] :]
        if _splits_word(text, *spaced):
            continue
        reasons = []
        prefix = re.split(r"[，；,;：:]", before)[-1]
        stem = _STEM.search(before)
        if stem and negations(stem[1]):  # an item of a list that says what is forbidden, or does not hold
            prefix = stem[1]
        if (
            _TURNED.search(before) and (_TURNED.search(prefix) or re.search(r"如果|假如|倘若|\bif\b|\bunless\b", before, re.IGNORECASE))
        ) or negations(prefix):
            reasons.append(f"The quotation leaves out {prefix.strip() or before.strip()!r} before it.")
        if (tail := _TAIL.match(after)) and not re.match(r"[。.]", after):
            reasons.append(f"The quotation leaves out {tail[0].strip('，, ')!r} after it.")
        return reasons
    return None


def _spaced_span(text: str, start: int, length: int) -> tuple[int, int]:
    """The span of `text` whose characters other than white space are the `length` from the `start`-th."""
    inked = [i for i, char in enumerate(text) if not char.isspace()]
    return inked[start], inked[start + length - 1] + 1


def _splits_word(text: str, start: int, end: int) -> bool:
    def joined(a: str, b: str) -> bool:
        return a.isascii() and b.isascii() and a.isalnum() and b.isalnum()

    return (start > 0 and joined(text[start - 1], text[start])) or (end < len(text) and joined(text[end - 1], text[end]))
