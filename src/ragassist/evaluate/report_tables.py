"""The small tables of the report: right answers by language, refusals, and what the verifier's score is worth."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.evaluate.score import Group, SampleScore, Scores
from ragassist.evaluate.statistics import Estimate
from ragassist.evaluate.table import number

LANGUAGES = {"en": "English", "zh": "Chinese"}
_BINS = 5


def two_by_two(scores: Scores) -> str:
    """Right answers by the language of the question and of its gold sentences."""
    head = "".join(f'<th scope="col">{name} document</th>' for name in LANGUAGES.values())
    rows = []
    for asked, name in LANGUAGES.items():
        cells = "".join(_cell(scores.group(f"direction {asked}→{source}")) for source in LANGUAGES)
        rows.append(f'<tr><th scope="row">{name} question</th>{cells}</tr>')
    return f"<table><caption>Right answers, by language</caption><tr><td></td>{head}</tr>{''.join(rows)}</table>"


def _cell(group: Group | None) -> str:
    if group is None:
        return "<td><strong>–</strong><small>no samples</small></td>"
    return (
        f"<td><strong>{_short(group, 'correct')}</strong>"
        f"<small>{group.samples} samples<br>recall@5 {_short(group, 'recall@5')}<br>"
        f"citations right {_short(group, 'citation_precision')}</small></td>"
    )


def _short(group: Group, metric: str) -> str:
    mean = group.means[metric]
    return number(mean.mean) if isinstance(mean, Estimate) else "–"


def refusals(scores: Scores) -> str:
    """How many questions were answered and refused, by whether the documents answer them."""
    answers = [(sample.entry.sample.answerable, sample.entry.answer.refused) for sample in scores.samples if sample.entry.answer]
    rows = []
    for name, answerable in (("The documents answer it", True), ("They do not", False)):
        answered, refused = answers.count((answerable, False)), answers.count((answerable, True))
        rows.append(f'<tr><th scope="row">{name}</th><td><strong>{answered}</strong></td><td><strong>{refused}</strong></td></tr>')
    head = '<th scope="col">answered</th><th scope="col">refused</th>'
    return f"<table><caption>Answered or refused</caption><tr><td></td>{head}</tr>{''.join(rows)}</table>"


def calibration(samples: Sequence[SampleScore]) -> str:
    """How often answers are right, by the mean score that the verifier gave their verified claims; empty without answers."""
    bins: list[list[float]] = [[] for _ in range(_BINS)]
    for sample in samples:
        answer, correct = sample.entry.answer, sample.scores["correct"]
        verified = [claim.score for claim in answer.claims if claim.status == "verified"] if answer else []
        if answer and not answer.refused and verified and isinstance(correct, float):
            bins[min(_BINS - 1, int(sum(verified) / len(verified) * _BINS))].append(correct)
    rows = "".join(_bin(at, values) for at, values in enumerate(bins) if values)
    if not rows:
        return ""
    told = "Answers by the mean score of their claims: does a higher score mean a right answer?"
    return f'<h3>What the verifier\'s score is worth</h3><p class="what">{told}</p><div class="kinds">{rows}</div>'


def _bin(at: int, values: Sequence[float]) -> str:
    right = round(sum(values))
    pieces = [("w-right", "right", right), ("w-wrong", "wrong", len(values) - right)]
    spans = "".join(f'<span class="{css}" style="flex:{n}" title="{n} {word}">{n}</span>' for css, word, n in pieces if n)
    said = f"{right} of {len(values)} right"
    label = f"{number(at / _BINS)} to {number((at + 1) / _BINS)}"
    return f'<div class="kind"><div>{label}</div><div class="bar" role="img" aria-label="{said}">{spans}</div></div>'
