"""What stands under a question, in each state a turn can be in, as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.types import Answer, Claim, ClaimStatus, ModelName, Stage, Tier
from ragassist.ui.markup import esc, icon, span
from ragassist.ui.segments import Marker, Paragraph, left_out, paragraphs
from ragassist.ui.words import Words


def stage_label(stage: Stage | None, words: Words, *, searched: bool = True) -> str:
    """What the engine is doing, in words; before it has `searched`, what it translates is the question."""
    if stage is None:
        return words.waiting
    if stage.name == "reading" and stage.count:
        return words.reading_n.format(n=stage.count)
    if stage.name == "searching" and stage.count:
        return words.searching_n.format(n=stage.count)
    if stage.name == "translating" and not searched:
        return words.translating_question
    return str(getattr(words, stage.name))


def running(answer: Answer, doing: str, words: Words) -> str:
    """The answer so far and a label for what is being done; its text holds checked sentences only."""
    slow = f'<p class="note slow">{esc(words.slow_local)}</p>' if answer.model.tier == "local" else ""
    return (
        f'<div class="text">{_body(answer, words)}</div>'
        f'<p class="stage"><span class="pulse" aria-hidden="true"></span><span>{esc(doing)}</span>'
        f'<span class="elapsed" data-keep></span></p>{slow}'
    )


def finished(answer: Answer, words: Words) -> str:
    """A whole answer: its sentences with their markers as controls, what was left out, who wrote it."""
    if answer.refused:
        return refusal(answer, words)
    return f'<div class="text">{_body(answer, words)}</div>{_left_out(answer, words)}{_colophon(answer, words)}'


def refusal(answer: Answer, words: Words) -> str:
    """A refusal: another kind of card, with the engine's sentence and nothing that looks like a source."""
    return (
        f'<div class="notice refusal"><h3>{icon("none")}<span>{esc(words.refused)}</span></h3>{span(answer.answer, tag="p")}'
        f'<p class="note">{esc(words.refused_more)}</p></div>{_colophon(answer, words)}'
    )


def failure(problem: str, advice: str, words: Words, general: str = "") -> str:
    """An error: what is wrong, what to do, and the question kept ready for another try."""
    heading = general or words.failed
    said = "".join(span(sentence, tag="p") for sentence in (problem, advice) if sentence)
    return (
        f'<div class="notice failure" role="alert"><h3>{icon("warn")}<span>{esc(heading)}</span></h3>{said}'
        f'<p class="note">{esc(words.failed_advice)}</p>{_again(words)}</div>'
    )


def stopped(answer: Answer | None, words: Words) -> str:
    """A stopped turn: the sentences that were checked by then, and that there may have been more to come."""
    text = f'<div class="text">{_body(answer, words)}</div>' if answer is not None and answer.answer.strip() else ""
    said = words.stopped_partial if text else words.stopped
    return f'{text}<div class="notice"><h3>{icon("stop")}<span>{esc(said)}</span></h3>{_again(words)}</div>'


def interrupted(words: Words) -> str:
    """A turn whose answer never came because the page went away."""
    return f'<div class="notice"><h3>{icon("stop")}<span>{esc(words.interrupted)}</span></h3>{_again(words)}</div>'


def tier_label(tier: Tier, words: Words) -> str:
    """A model tier in words."""
    return {"hosted": words.tier_hosted, "local": words.tier_local, "extractive": words.tier_extractive}[tier]


def model_label(model: ModelName, words: Words) -> str:
    """Which model answers and where it runs; without a model, that sentences are only quoted."""
    if model.tier == "extractive":
        return words.tier_extractive
    return words.model_and_tier.format(name=model.name, tier=tier_label(model.tier, words))


def _again(words: Words) -> str:
    return (
        f'<p class="again"><button type="button" class="solid" data-do="retry">{esc(words.retry)}</button>'
        f'<button type="button" class="soft" data-do="edit">{esc(words.edit)}</button></p>'
    )


def _body(answer: Answer, words: Words) -> str:
    statuses: dict[int, ClaimStatus] = {citation.n: citation.status for citation in answer.citations}
    found = paragraphs(answer.answer, answer.claims)
    return "".join(f"<p>{_paragraph(paragraph, answer.claims, statuses, words)}</p>" for paragraph in found)


def _paragraph(paragraph: Paragraph, claims: Sequence[Claim], statuses: dict[int, ClaimStatus], words: Words) -> str:
    pieces: list[str] = []
    current: int | None = None
    for part, follower in zip(paragraph, (*paragraph[1:], None), strict=True):
        if part.claim != current:
            pieces.append(_close(current, claims, words) + _open(part.claim, claims))
            current = part.claim
        if isinstance(part, Marker):
            pieces.append(_chip(part, statuses, words))
        elif isinstance(follower, Marker):
            # A marker stays on the line of the word before it.
            pieces.append(span(re.sub(r"\s+$", "\u00a0", part.text)) + "&#8288;")
        else:
            pieces.append(span(part.text))
    pieces.append(_close(current, claims, words))
    return "".join(pieces)


def _open(claim: int | None, claims: Sequence[Claim]) -> str:
    if claim is None:
        return ""
    numbers = " ".join(str(n) for n in claims[claim].citations)
    return f'<span class="claim" data-claim="{claim}" data-sources="{numbers}" data-status="{claims[claim].status}">'


def _close(claim: int | None, claims: Sequence[Claim], words: Words) -> str:
    if claim is None:
        return ""
    doubt = "" if claims[claim].status == "verified" else f'<span class="doubt-tag">{icon("warn")}{esc(words.sentence_unsupported)}</span>'
    return f"{doubt}</span>"


def _chip(marker: Marker, statuses: dict[int, ClaimStatus], words: Words) -> str:
    status = statuses.get(marker.n)
    if status is None:
        return f'<span class="cite pending" aria-label="{esc(words.chip_pending.format(n=marker.n))}" role="img">[{marker.n}]</span>'
    label = (words.chip_verified if status == "verified" else words.chip_unsupported).format(n=marker.n)
    return (
        f'<button type="button" class="cite" data-do="cite" data-n="{marker.n}" data-status="{status}" aria-label="{esc(label)}">'
        f"[{marker.n}]{icon('check' if status == 'verified' else 'warn')}</button>"
    )


def _left_out(answer: Answer, words: Words) -> str:
    count = left_out(answer)
    if not count:
        return ""
    said = words.left_out_one if count == 1 else words.left_out_many.format(n=count)
    return f'<p class="note left-out">{icon("none")}<span>{esc(said)}</span></p>'


def _colophon(answer: Answer, words: Words) -> str:
    verified = sum(claim.status == "verified" for claim in answer.claims)
    parts = []
    if verified and not answer.refused:
        said = words.checked_one if verified == 1 else words.checked_many.format(n=verified)
        parts.append(f'<span class="checked">{icon("check")}<span>{esc(said)}</span></span>')
    parts.append(f"<span>{esc(model_label(answer.model, words))}</span>")
    if answer.timings_ms.total:
        parts.append(f"<span>{esc(words.took.format(n=f'{answer.timings_ms.total / 1000:.1f}'))}</span>")
    if answer.refused:
        return f'<div class="colophon"><p>{"".join(parts)}</p></div>'
    copy = f'<button type="button" class="quiet" data-do="copy">{icon("copy")}<span>{esc(words.copy)}</span></button>'
    return f'<div class="colophon"><p>{"".join(parts)}</p>{copy}</div>'
