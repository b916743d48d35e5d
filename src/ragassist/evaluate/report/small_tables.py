"""The small tables of the report: right answers by language, refusals, and what the verifier's score is worth."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.evaluate.metrics.grounding import shown_claims
from ragassist.evaluate.metrics.score_table import number
from ragassist.evaluate.metrics.scoring import Group, SampleScore, Scores
from ragassist.evaluate.metrics.statistics import Estimate, wilson
from ragassist.types import WORST_FIRST

LANGUAGES = {"en": "English", "zh": "Chinese"}
_BINS = 5
_LEFT, _TOP, _SIZE = 40, 12, 240
"""Of the plot, in its own units."""
_ROOM = 0.3
"""A piece of a bar that is larger than this has room for its word."""


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
    """Return a bar for each language and kind of question: how many were answered and how many refused."""
    rows = []
    for answerable, told in ((True, "the documents answer it"), (False, "they do not")):
        for lang, name in LANGUAGES.items():
            asked = [s.entry for s in scores.samples if s.entry.sample.answerable == answerable and s.entry.sample.lang == lang]
            refused = [entry.answer.refused for entry in asked if entry.answer]
            pieces = ("w-right", "answered"), ("w-refused", "refused")
            if not answerable:
                pieces = ("w-should-refuse", "answered"), ("w-right-refusal", "refused")
            counts = (refused.count(False), refused.count(True))
            if refused:
                rows.append(_row(f"{name}: {told}", [(css, word, n) for (css, word), n in zip(pieces, counts, strict=True)]))
    return f'<figure><figcaption>Answered or refused</figcaption><div class="kinds">{"".join(rows)}</div></figure>'


def states(scores: Scores) -> str:
    """Return a bar for each language of a question: how many of the sentences that its answers show are verified, rough and unsupported."""
    rows = []
    for lang, name in LANGUAGES.items():
        answers = [s.entry.answer for s in scores.samples if s.entry.sample.lang == lang and s.entry.answer]
        found = [claim.status for answer in answers if not answer.refused for claim in shown_claims(answer)]
        pieces = [(f"s-{status}", status, found.count(status)) for status in reversed(WORST_FIRST)]
        if found:
            rows.append(_row(f"{name} questions, {len(found)} sentences", pieces))
    return (
        f'<figure><figcaption>Sentences shown, by what the check says of them</figcaption><div class="kinds">{"".join(rows)}</div></figure>'
    )


def _row(label: str, pieces: Sequence[tuple[str, str, int]]) -> str:
    total = sum(n for _, _, n in pieces)
    spans = "".join(
        f'<span class="{css}" style="flex:{n}" title="{n} {word}">{n}{f" {word}" if n > _ROOM * total else ""}</span>'
        for css, word, n in pieces
        if n
    )
    said = ", ".join(f"{n} {word}" for _, word, n in pieces if n)
    return f'<div class="kind"><div>{label}</div><div class="bar" role="img" aria-label="{said}">{spans}</div></div>'


def calibration(samples: Sequence[SampleScore]) -> str:
    """A reliability plot: how often answers are right, by the mean score that the verifier gave their claims; empty without answers."""
    bins: list[list[tuple[float, float]]] = [[] for _ in range(_BINS)]
    for sample in samples:
        answer, correct = sample.entry.answer, sample.scores["correct"]
        verified = [claim.score for claim in answer.claims if claim.status == "verified"] if answer else []
        if answer and not answer.refused and verified and isinstance(correct, float):
            mean = sum(verified) / len(verified)
            bins[min(_BINS - 1, int(mean * _BINS))].append((mean, correct))
    points = [_Point(values) for values in bins if values]
    if not points:
        return ""
    told = (
        "Answers by the mean score of their verified claims, five bins. Left to right: how sure the verifier was that the source says it; "
        "upwards: the share that is right, with its 95 % interval. Points on the line would make the score a probability of being right; "
        "below it, what was said is in the source and does not answer the question."
    )
    return f'<h3>What the verifier\'s score is worth</h3><div class="worth">{_plot(points)}<p class="what">{told}</p></div>'


class _Point:
    """One bin: where it stands, and its interval."""

    def __init__(self, values: Sequence[tuple[float, float]]) -> None:
        self.n = len(values)
        self.right = round(sum(correct for _, correct in values))
        self.x = sum(mean for mean, _ in values) / self.n
        self.y = self.right / self.n
        self.low, self.high = wilson(self.right, self.n)


def _plot(points: Sequence[_Point]) -> str:
    def x(value: float) -> str:
        return f"{_LEFT + value * _SIZE:.1f}"

    def y(value: float) -> str:
        return f"{_TOP + (1 - value) * _SIZE:.1f}"

    grid = "".join(
        f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(at)}" y2="{y(at)}"/><text x="{_LEFT - 8}" y="{y(at)}" dy=".35em" '
        f'text-anchor="end">{number(at)}</text><text x="{x(at)}" y="{_TOP + _SIZE + 18}" text-anchor="middle">{number(at)}</text>'
        for at in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    marks = "".join(
        f'<g><title>mean score {number(p.x)}: {p.right} of {p.n} right</title><line class="whisker" x1="{x(p.x)}" x2="{x(p.x)}" '
        f'y1="{y(p.low)}" y2="{y(p.high)}"/><circle cx="{x(p.x)}" cy="{y(p.y)}" r="{4 + min(7.0, p.n**0.5 / 1.5):.1f}"/>'
        f'<text class="n" x="{x(p.x)}" y="{y(p.y)}" dx="-14" dy=".35em" text-anchor="end">{p.right} of {p.n}</text></g>'
        for p in points
    )
    said = "; ".join(f"mean score {number(p.x)}: {p.right} of {p.n} right" for p in points)
    width, height = _LEFT + _SIZE + 24, _TOP + _SIZE + 30
    return (
        f'<svg class="plot" viewBox="0 0 {width} {height}" role="img" aria-label="{said}">{grid}'
        f'<line class="even" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>{marks}</svg>'
    )
