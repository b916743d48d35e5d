"""What changed since the baseline, metric by metric, and which samples did."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.evaluate.dataset.load import fingerprint
from ragassist.evaluate.gate.baseline import Baseline
from ragassist.evaluate.metrics.score_table import number
from ragassist.evaluate.metrics.scoring import NAMES, Scores
from ragassist.evaluate.metrics.statistics import Change, paired
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.report.sample_block import escaped

_LINKED = 12


def trend(scores: Scores, baseline: Baseline) -> str:
    """Return a row for each metric that moved, over the samples that are in both runs and are still the same; a sentence where none did."""
    same = {
        sample.id: sample
        for sample in scores.samples
        if sample.id in baseline.samples and baseline.samples[sample.id].sample == fingerprint([sample.entry.sample])
    }
    clusters = {key: sample.entry.sample.pair for key, sample in same.items()}
    rows = []
    for name in NAMES:
        before = {key: baseline.samples[key].scores[name] for key in same if name in baseline.samples[key].scores}
        after = {key: value for key, sample in same.items() if not isinstance(value := sample.scores[name], Undefined)}
        change = paired(before, after, clusters)
        if isinstance(change, Change) and (change.worse or change.better):
            rows.append(_row(name, change))
    when = f"{baseline.model}, {baseline.started[:16].replace('T', ' ')} UTC"
    told = f"The {len(same)} samples that are in both runs, against the baseline ({when})."
    head = "".join(f'<th scope="col">{title}</th>' for title in ("metric", "before", "now", "", "lost", "gained", "by chance alone"))
    body = f'<div class="wide"><table class="trend"><tr>{head}</tr>{"".join(rows)}</table></div>' if rows else ""
    nothing = "" if rows else "<p>No sample scores other than it did then.</p>" if same else "<p>The two runs have no sample in common.</p>"
    return f'<section><h2>Since the baseline</h2><p class="what">{escaped(told)}</p>{body}{nothing}</section>\n'


def _row(name: str, change: Change) -> str:
    risen = change.after - change.before
    css = "up" if risen > 0 else "down" if risen < 0 else ""
    arrow = "▲" if risen > 0 else "▼" if risen < 0 else "="
    cells = "".join(
        f"<td>{cell}</td>"
        for cell in (
            number(change.before),
            number(change.after),
            f'<span class="{css}">{arrow} {_step(abs(risen))}</span>',
            _links(change.worse),
            _links(change.better),
            f"{change.p_worse:.3f}" if change.worse else "–",
        )
    )
    return f'<tr><th scope="row">{escaped(name)}</th>{cells}</tr>'


def _step(size: float) -> str:
    """A change with as many digits as it takes to see one."""
    return number(size) if size >= 0.005 or not size else f"{size:.4f}".removeprefix("0")


def _links(ids: Sequence[str]) -> str:
    links = " ".join(f'<a href="#{escaped(name)}">{escaped(name)}</a>' for name in ids[:_LINKED])
    return f"<b>{len(ids)}</b> {links}{' …' if len(ids) > _LINKED else ''}" if ids else "–"
