"""What stands under a question, in each state a turn can be in, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.errors import said
from ragassist.phrases import Phrase
from ragassist.types import Answer, ModelName, Stage, Tier
from ragassist.ui.views.answer_sentences import body, legend, standing_claims
from ragassist.ui.views.findings import findings
from ragassist.ui.views.markup import esc, icon, span
from ragassist.ui.views.segments import left_out
from ragassist.ui.words.catalogue import Words, lang_of_reader


def stage_label(stage: Stage | None, words: Words, *, searched: bool = True) -> str:
    """Return what the engine is doing, in words; before it has `searched`, what it translates is the question."""
    if stage is None:
        return words.waiting
    if stage.name == "reading" and stage.count:
        return words.reading_n.format(n=stage.count)
    if stage.name == "searching" and stage.about:
        return f"{words.searching}: “{stage.about}”" if stage.about.isascii() else f"{words.searching}：“{stage.about}”"
    if stage.name == "searching" and stage.count:
        return words.searching_n.format(n=stage.count)
    if stage.name == "translating" and not searched:
        return words.translating_question
    return str(getattr(words, stage.name))


def running(answer: Answer, doing: str, words: Words, *, estimate_s: float = 0.0) -> str:
    """Return the answer so far and a label for what is being done; its text holds checked sentences only.

    A model on this machine is announced as slow, with how long its last answers took (`estimate_s`) where that is known.
    """
    said = words.slow_estimate.format(n=max(1, round(estimate_s))) if estimate_s else words.slow_local
    slow = f'<p class="note slow">{esc(said)}</p>' if answer.model.tier == "local" else ""
    return (
        f'<div class="text">{body(answer, words)}</div>'
        f'<p class="stage"><span class="pulse" aria-hidden="true"></span><span>{esc(doing)}</span>'
        f'<span class="elapsed" data-keep></span></p>{slow}'
    )


def finished(answer: Answer, words: Words, suggested: Sequence[str] = (), feedback: str = "") -> str:
    """Return a whole answer: its sentences with their markers as controls, what was left out, who wrote it, and what to ask next."""
    if answer.refused:
        return refusal(answer, words, feedback)
    checked = f"{legend(answer, words)}{_fell_back(answer)}{_searched(answer, words)}{_why(answer, words)}{_left_out(answer, words)}"
    return f'<div class="text">{body(answer, words)}</div>{checked}{_colophon(answer, words, feedback)}{_next(suggested, words)}'


def refusal(answer: Answer, words: Words, feedback: str = "") -> str:
    """Return a refusal: another kind of card, with the engine's sentence and nothing that looks like a source."""
    if answer.refusal_reason == "model_failed":  # nothing was found out about the documents, so nothing is said of them
        said = f"<h3>{icon('warn')}<span>{esc(words.failed)}</span></h3>{span(answer.answer, tag='p')}"
        return f'<div class="notice failure">{said}{_again(words)}</div>{_fell_back(answer)}{_colophon(answer, words, feedback)}'
    return (
        f'<div class="notice refusal"><h3>{icon("none")}<span>{esc(words.refused)}</span></h3>{span(answer.answer, tag="p")}'
        f'<p class="note">{esc(words.refused_more)}</p></div>{_fell_back(answer)}{_colophon(answer, words, feedback)}'
    )


def _fell_back(answer: Answer) -> str:
    """What failed on the way and what answered instead; nothing when all went well."""
    return f'<div class="notice fell-back">{span(answer.fallback.said, tag="p")}</div>' if answer.fallback is not None else ""


def _searched(answer: Answer, words: Words) -> str:
    """The searches that the answer took besides the question's own."""
    queries = "; ".join(f"“{step.query}”" for step in answer.steps)
    return f'<p class="note">{span(words.also_searched.format(queries=queries))}</p>' if queries else ""


def _spent(answer: Answer, words: Words) -> str:
    """What the calls of a model elsewhere came to; the one on this machine costs nothing but time, which is told already."""
    used = answer.usage
    if not used.calls or answer.model.tier == "local":
        return ""
    counts = {"prompt": used.prompt_tokens, "written": used.completion_tokens, "thought": used.reasoning_tokens}
    said = words.spent.format(calls=used.calls, **{name: f"{count:,}" for name, count in counts.items()})
    return said + (words.spent_cost.format(cost=f"{used.cost:.4f}") if used.cost is not None else "")


def failure(wrong: Phrase | None, words: Words, general: str = "") -> str:
    """Return an error: what is wrong, what to do, and the question kept ready for another try; None for one that is not told."""
    heading = general or words.failed
    here = said(wrong, lang_of_reader(words)) if wrong is not None else ()
    told = "".join(span(sentence, tag="p") for sentence in here if sentence)
    return (
        f'<div class="notice failure" role="alert"><h3>{icon("warn")}<span>{esc(heading)}</span></h3>{told}'
        f'<p class="note">{esc(words.failed_advice)}</p>{_again(words)}</div>'
    )


def stopped(answer: Answer | None, words: Words) -> str:
    """Return a stopped turn: the sentences that were checked by then, and that there may have been more to come."""
    text = f'<div class="text">{body(answer, words)}</div>{legend(answer, words)}' if answer is not None and answer.answer.strip() else ""
    said = words.stopped_partial if text else words.stopped
    return f'{text}<div class="notice"><h3>{icon("stop")}<span>{esc(said)}</span></h3>{_again(words)}</div>'


def interrupted(words: Words) -> str:
    """Return a turn whose answer never came because the page went away."""
    return f'<div class="notice"><h3>{icon("stop")}<span>{esc(words.interrupted)}</span></h3>{_again(words)}</div>'


def tier_label(tier: Tier, words: Words) -> str:
    """Return a model tier in words."""
    return {"hosted": words.tier_hosted, "local": words.tier_local, "extractive": words.tier_extractive}[tier]


def model_label(model: ModelName, words: Words) -> str:
    """Return which model answers and where it runs; without a model, that sentences are only quoted."""
    if model.tier == "extractive":
        return words.tier_extractive
    return words.model_and_tier.format(name=model.name, tier=tier_label(model.tier, words))


def _again(words: Words) -> str:
    return (
        f'<p class="again"><button type="button" class="solid" data-do="retry">{esc(words.retry)}</button>'
        f'<button type="button" class="soft" data-do="edit">{esc(words.edit)}</button></p>'
    )


def _why(answer: Answer, words: Words) -> str:
    """What was found about each shown sentence that is not supported and has no card of its own to say so."""
    marked = [claim for claim in standing_claims(answer) if claim.status == "unsupported" and not claim.citations]
    pieces = []
    for claim in marked:
        lines = "".join(f'<li data-ok="false">{icon("warn")}{span(found.text)}</li>' for found in findings([claim], words))
        pieces.append(f'<details class="why"><summary>{esc(words.why_marked.format(claim=claim.text))}</summary><ul>{lines}</ul></details>')
    return "".join(pieces)


def _left_out(answer: Answer, words: Words) -> str:
    count = left_out(answer)
    if not count:
        return ""
    said = words.left_out_one if count == 1 else words.left_out_many.format(n=count)
    return f'<p class="note left-out">{icon("none")}<span>{esc(said)}</span></p>'


def _colophon(answer: Answer, words: Words, feedback: str) -> str:
    claims = standing_claims(answer)
    verified = len(claims)
    parts = []
    if claims and all(claim.status == "verified" for claim in claims) and not answer.refused:
        said = words.checked_one if verified == 1 else words.checked_many.format(n=verified)
        parts.append(f'<span class="checked">{icon("check")}<span>{esc(said)}</span></span>')
    parts.append(f"<span>{esc(model_label(answer.model, words))}</span>")
    if answer.timings_ms.total:
        parts.append(f"<span>{esc(words.took.format(n=f'{answer.timings_ms.total / 1000:.1f}'))}</span>")
    if spent := _spent(answer, words):
        parts.append(f"<span>{esc(spent)}</span>")
    judged = _feedback(feedback, words)
    if answer.refused:
        return f'<div class="colophon"><p>{"".join(parts)}</p></div>{judged}'
    copy = f'<button type="button" class="quiet" data-do="copy">{icon("copy")}<span>{esc(words.copy)}</span></button>'
    pack = (
        f'<button type="button" class="quiet" data-do="pack" title="{esc(words.task_pack_hint)}">{icon("save")}'
        f"<span>{esc(words.answer_pack)}</span></button>"
    )
    return f'<div class="colophon"><p>{"".join(parts)}</p>{copy}{pack}</div>{judged}'


def _feedback(given: str, words: Words) -> str:
    """Two buttons by which the reader judges the answer, and the form that opens when it is wrong."""
    verdicts = "".join(
        f'<button type="button" class="quiet" data-do="judge" data-verdict="{verdict}" aria-pressed="{str(given == verdict).lower()}">'
        f"{icon(sign)}<span>{esc(said)}</span></button>"
        for verdict, sign, said in (("helpful", "check", words.feedback_helpful), ("wrong", "close", words.feedback_wrong))
    )
    return (
        f'<div class="feedback" role="group" aria-label="{esc(words.feedback)}"><span class="asked">{esc(words.feedback)}</span>{verdicts}'
        f'<span class="thanks" role="status">{esc(words.feedback_thanks) if given else ""}</span></div>'
        '<div class="judge-form" data-keep></div>'
    )


def judge_form(words: Words) -> str:
    """Return the form for what is wrong with an answer. It is shown again for each answer, so it carries no ids."""
    faults = "".join(
        f'<label><input type="radio" name="ra-fault" value="{value}">{span(said)}</label>'
        for value, said in (
            ("fact", words.feedback_fact),
            ("source", words.feedback_source),
            ("incomplete", words.feedback_incomplete),
            ("translation", words.feedback_translation),
            ("other", words.feedback_other),
        )
    )
    fields = "".join(
        f'<label class="long-field"><span>{esc(said)}</span><textarea name="{name}" rows="2" maxlength="4000"></textarea></label>'
        for name, said in (("note", words.feedback_note), ("right", words.feedback_right))
    )
    return (
        f'<form data-form="feedback"><fieldset><legend>{esc(words.feedback_why)}</legend>{faults}</fieldset>'
        f"{fields}"
        f'<p class="again"><button type="submit" class="solid">{esc(words.feedback_send)}</button>'
        f'<button type="button" class="soft" data-do="judge-cancel">{esc(words.cancel)}</button></p></form>'
    )


def _next(suggested: Sequence[str], words: Words) -> str:
    if not suggested:
        return ""
    asked = "".join(
        f'<li><button type="button" data-do="starter" data-question="{esc(each)}">{span(each)}</button></li>' for each in suggested
    )
    return f'<div class="next"><h3>{esc(words.ask_next)}</h3><ul>{asked}</ul></div>'
