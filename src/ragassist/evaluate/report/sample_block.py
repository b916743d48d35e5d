"""One sample of the report: question, answer, claims with their status, evidence in its context, and what was right."""

from __future__ import annotations

import html
import re

from ragassist.evaluate.metrics.grounding import evidence_of
from ragassist.evaluate.metrics.judgements import key_of, worth
from ragassist.evaluate.metrics.outcome import MEANING, Word, outcome
from ragassist.evaluate.metrics.per_answer import MARKER, Retrieved, forbidden, holds, is_exact, missing_groups, quotes
from ragassist.evaluate.metrics.promises import violations
from ragassist.evaluate.metrics.score_table import number
from ragassist.evaluate.metrics.scoring import SampleScore
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.run.log import Log
from ragassist.types import Answer, Citation, Claim

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTEXT_CHARS = 90
_JUDGED = {1.0: "supported", 0.5: "in doubt", 0.0: "contradicted or about something else"}
_ROLE = {"user": "Asked before", "assistant": "Answered"}


def escaped(text: str) -> str:
    """Return the text safe in an element and in an attribute, without control and direction characters.

    >>> escaped('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(_CONTROL.sub("", text), quote=True)


def css_word(word: Word) -> str:
    """Return the class of an outcome."""
    return "w-" + word.replace(" ", "-")


def sample_block(sample: SampleScore, logged: Log) -> str:
    """Return the sample as one expandable block."""
    asked, answer, word = sample.entry.sample, sample.entry.answer, outcome(sample)
    turns = "".join(f'<p class="what">{_ROLE[turn.role]}: {escaped(turn.content)}</p>' for turn in asked.history)
    parts = [turns, f'<p class="what">{escaped(MEANING[word])}</p>']
    if answer is None:
        parts.append(f'<p class="problem">{escaped(sample.entry.outcome)}: {escaped(sample.entry.reason)}</p>')
    else:
        parts += [
            _answer(answer, asked.lang),
            _problems(sample, answer, logged),
            _claims(answer, logged),
            _evidence(sample, answer, logged),
        ]
    parts += [_right(sample), _retrieved(sample), _numbers(sample)]
    return (
        f'<details class="sample" id="{escaped(asked.id)}" data-word="{word}" data-lang="{asked.lang}" data-type="{escaped(asked.type)}">'
        f'<summary><span class="word {css_word(word)}">{word}</span><span class="q" lang="{asked.lang}">{escaped(asked.question)}</span>'
        f'<span class="id">{escaped(asked.id)}</span></summary><div class="inside">{"".join(parts)}</div></details>\n'
    )


def _answer(answer: Answer, lang: str) -> str:
    text = MARKER.sub(lambda match: f"<sup>[{match.group(1)}]</sup>", escaped(answer.answer))
    notice = f'<p class="what">{escaped(answer.notice)}</p>' if answer.notice else ""
    reason = f'<p class="what">refused: {escaped(answer.refusal_reason or "without a reason")}</p>' if answer.refused else ""
    return f'<div>{notice}<div class="answer" lang="{lang}">{text}</div>{reason}</div>'


def _problems(sample: SampleScore, answer: Answer, logged: Log) -> str:
    asked = sample.entry.sample
    found = [f"Broken promise {line}" for line in violations(answer, logged.raw_of, asked.lang)]
    if asked.answerable and not answer.refused:
        found += [f"Must not be said: {variant}" for variant in forbidden(asked, answer.answer)]
    return f'<ul class="problem">{"".join(f"<li>{escaped(line)}</li>" for line in found)}</ul>' if found else ""


def _claims(answer: Answer, logged: Log) -> str:
    if not answer.claims:
        return ""
    items = []
    for claim in answer.claims:
        cited = "".join(f"[{n}]" for n in claim.citations)
        why = " ".join(claim.reasons)
        verdict = f"<small>{claim.status}, score {number(claim.score)}. {escaped(why)}{escaped(_said(claim, answer, logged))}</small>"
        items.append(f'<li class="{claim.status}">{escaped(claim.text)} {cited}{_original(claim, answer)}{verdict}</li>')
    return f'<div><h3>Claims</h3><ul class="claims">{"".join(items)}</ul></div>'


def _original(claim: Claim, answer: Answer) -> str:
    """Under a rough claim the sentence that it renders, so that the two are read together."""
    return f"<q>{escaped(evidence_of(claim, answer))}</q>" if claim.status == "rough" else ""


def _said(claim: Claim, answer: Answer, logged: Log) -> str:
    """What the judge made of it, where there was one."""
    verdicts = logged.judged.verdicts.get(key_of(claim.text, evidence_of(claim, answer)), ()) if logged.judged else ()
    if not verdicts or logged.judged is None:
        return ""
    words = [_JUDGED[worth(verdict)] for verdict in verdicts]
    return f" {logged.judged.judge}, asked again: {', '.join(dict.fromkeys(words))}."


def _evidence(sample: SampleScore, answer: Answer, logged: Log) -> str:
    if not answer.citations:
        return ""
    items = []
    for citation in answer.citations:
        gold = any(quotes(citation, wanted) for wanted in sample.entry.sample.gold)
        said = f'<p class="translation">{escaped(citation.translation)} <small>machine translation</small></p>'
        translation = said if citation.translation else ""
        source = " · ".join(part for part in (citation.title_en or citation.title, citation.date, citation.path) if part)
        items.append(
            f'<li class="{"gold" if gold else "other"}"><div class="beside"><blockquote>[{citation.n}] {_in_context(citation, logged)}'
            f"</blockquote>{translation}</div><small>{escaped(source)}{' · a gold sentence' if gold else ''}</small></li>"
        )
    return f'<div><h3>Cited sentences, in their documents</h3><ul class="evidence">{"".join(items)}</ul></div>'


def _in_context(citation: Citation, logged: Log) -> str:
    quote = f"<mark>{escaped(citation.quote)}</mark>"
    if not is_exact(citation, logged.raw_of):
        return f"{quote} (not in the document)"
    raw = logged.raw_of(citation.doc_id)
    before = raw[max(0, citation.start - _CONTEXT_CHARS) : citation.start]
    after = raw[citation.end : citation.end + _CONTEXT_CHARS]
    cut = "…" if citation.start > _CONTEXT_CHARS else "", "…" if citation.end + _CONTEXT_CHARS < len(raw) else ""
    return f"{cut[0]}{escaped(before)}{quote}{escaped(after)}{cut[1]}"


def _right(sample: SampleScore) -> str:
    asked, answer = sample.entry.sample, sample.entry.answer
    if not asked.answerable:
        return ""
    missing = missing_groups(asked, answer.answer) if answer and not answer.refused else list(asked.must_include)
    groups = "".join(
        f'<span class="{"miss" if group in missing else "hit"}">{"✗" if group in missing else "✓"} {escaped(" / ".join(group))}</span>'
        for group in asked.must_include
    )
    gold = "".join(
        f'<li class="gold"><blockquote>{escaped(wanted.sentence)}</blockquote><small>{escaped(wanted.path)}</small></li>'
        for wanted in asked.gold
    )
    reference = f"<p>{escaped(asked.reference)}</p>" if asked.reference else ""
    return (
        f'<div><h3>What is right</h3>{reference}<div class="groups">{groups}</div></div>'
        f'<div><h3>Gold sentences</h3><ul class="evidence">{gold}</ul></div>'
    )


def _retrieved(sample: SampleScore) -> str:
    if not sample.entry.retrieved:
        return ""
    hits = sample.entry.retrieved
    items = "".join(f"<li>{hit.rank}. {escaped(_first(hit))} <small>{escaped(hit.path)}{_mark(sample, hit)}</small></li>" for hit in hits)
    wordings = "".join(f"<li>“{escaped(wording)}”</li>" for wording in sample.entry.searched)
    asked = f'<p class="what">Searched for:</p><ul class="what">{wordings}</ul>' if wordings else ""
    return f'<details><summary>Retrieved passages</summary>{asked}<ul class="claims">{items}</ul></details>'


def _first(hit: Retrieved) -> str:
    text = " ".join(hit.text.split())
    return text if len(text) <= _CONTEXT_CHARS else text[:_CONTEXT_CHARS] + "…"


def _mark(sample: SampleScore, hit: Retrieved) -> str:
    return " · holds a gold sentence" if any(holds(hit, gold) for gold in sample.entry.sample.gold) else ""


def _numbers(sample: SampleScore) -> str:
    shown = [(name, value) for name, value in sample.scores.items() if not isinstance(value, Undefined)]
    answer = sample.entry.answer
    spent = ""
    if answer:
        spent = f"<span>{answer.timings_ms.total} ms</span>"
        spent += f"<span>{answer.usage.prompt_tokens} + {answer.usage.completion_tokens} tokens</span>"
    values = "".join(f"<span>{escaped(name)} {number(value)}</span>" for name, value in shown)
    return f'<p class="numbers">{values}{spent}</p>'
