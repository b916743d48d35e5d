"""A scored log as one self-contained HTML page: no outside request, everything escaped, readable on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

from ragassist.evaluate.gate.baseline import Baseline
from ragassist.evaluate.gate.decision import GateResult
from ragassist.evaluate.metrics.outcome import MEANING, WORDS, outcome
from ragassist.evaluate.metrics.score_table import number
from ragassist.evaluate.metrics.scoring import METRICS, SampleScore, Scores
from ragassist.evaluate.metrics.statistics import Estimate
from ragassist.evaluate.metrics.undefined import Undefined
from ragassist.evaluate.report.sample_block import css_word, escaped, sample_block
from ragassist.evaluate.report.small_tables import LANGUAGES, calibration, refusals, states, two_by_two
from ragassist.evaluate.report.trend import trend
from ragassist.evaluate.run.log import Log

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def page(logged: Log, scores: Scores, *, gate: GateResult | None = None, baseline: Baseline | None = None) -> str:
    """Return the page.

    Args:
        logged: the log, for the raw text around quotations.
        scores: its scores.
        gate: what the gate says about it, if it was asked.
        baseline: marks where each mean stood before, over the samples that are in both.
    """
    parts = (
        _top(scores, gate),
        _means(scores, baseline),
        trend(scores, baseline) if baseline is not None else "",
        _tables(scores),
        _types(scores),
        _samples(logged, scores),
        _foot(scores),
    )
    style, script = (files("ragassist.evaluate.report").joinpath(name).read_text(encoding="utf8") for name in ("report.css", "report.js"))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>Evaluation: {escaped(scores.header.dataset)}</title><style>\n{style}</style></head>\n"
        f"<body><main>\n{''.join(parts)}</main><script>\n{script}</script></body></html>\n"
    )


def _top(scores: Scores, gate: GateResult | None) -> str:
    header = scores.header
    what = f"{header.dataset} · {header.model} ({header.tier}), {header.mode} · {header.started[:16].replace('T', ' ')} UTC"
    return f'<header><p class="what">{escaped(what)}</p><h1>{_headline(scores)}</h1>{_gate(gate) if gate else ""}</header>\n'


def _headline(scores: Scores) -> str:
    words = [outcome(sample) for sample in scores.samples]
    answerable = sum(words.count(word) for word in ("right", "wrong", "refused"))
    far = words.count("right refusal") + words.count("should refuse")
    sentences = []
    if answerable:
        sentences.append(f"<b>{words.count('right')} of {answerable}</b> questions that the documents answer were answered correctly.")
    if far:
        sentences.append(f"<b>{words.count('right refusal')} of {far}</b> that they do not answer were refused.")
    promises = scores.groups[0].means["promises"]
    if isinstance(promises, Estimate):
        kept = round(promises.mean * promises.n)
        all_kept = (
            f"All {promises.n} answers keep every promise."
            if kept == promises.n
            else f"{promises.n - kept} of {promises.n} break a promise."
        )
        sentences.append(all_kept)
    if missing := words.count("no answer"):
        sentences.append(f"{missing} got no answer object.")
    return " ".join(sentences)


def _gate(gate: GateResult) -> str:
    failed = [check for check in gate.checks if not check.passed]
    title = "The gate passes" if gate.passed else f"The gate fails: {len(failed)} of {len(gate.checks)} checks"
    items = "".join(
        f'<li class="{"ok" if check.passed else "bad"}">{"✓" if check.passed else "✗"} {escaped(check.says)}</li>' for check in gate.checks
    )
    opened = "" if gate.passed else " open"
    return (
        f'<details{opened}><summary class="verdict {"ok" if gate.passed else "bad"}">{escaped(title)}</summary>'
        f'<ul class="checks">{items}</ul></details>'
    )


def _means(scores: Scores, baseline: Baseline | None) -> str:
    told = "The dot is the mean, the band its 95 % bootstrap interval"
    told += ", the dashed line the baseline." if baseline else "."
    rows = "".join(_mean_row(metric.name, metric.says, scores, baseline) for metric in METRICS)
    return f'<section><h2>Every metric</h2><p class="what">{told}</p><div class="means">{rows}</div></section>\n'


def _mean_row(name: str, says: str, scores: Scores, baseline: Baseline | None) -> str:
    mean = scores.groups[0].means[name]
    label = f"<div>{escaped(name)}<small>{escaped(says)}</small></div>"
    if isinstance(mean, Undefined):
        return f'<div class="mean">{label}<div class="axis"><em>{escaped(mean.reason)}</em></div><output>–</output></div>'
    before = _before(name, scores, baseline)
    tick = f'<s style="left:{before:.2%}" title="baseline {number(before)}"></s>' if before is not None else ""
    band = f'<i style="left:{mean.low:.2%};width:{mean.high - mean.low:.2%}"></i><b style="left:{mean.mean:.2%}"></b>'
    title = f"{number(mean.mean)}, 95 % interval {number(mean.low)} to {number(mean.high)}, {mean.n} samples"
    return (
        f'<div class="mean" title="{escaped(title)}">{label}<div class="axis">{band}{tick}</div><output>{number(mean.mean)}</output></div>'
    )


def _before(name: str, scores: Scores, baseline: Baseline | None) -> float | None:
    if baseline is None:
        return None
    values = [
        baseline.samples[sample.id].scores[name]
        for sample in scores.samples
        if name in getattr(baseline.samples.get(sample.id), "scores", {})
    ]
    return sum(values) / len(values) if values else None


def _tables(scores: Scores) -> str:
    return (
        '<section><h2>Languages and refusals</h2><p class="what">A question and its document need not be in the same language.</p>'
        f'<div class="tables">{two_by_two(scores)}{refusals(scores)}{states(scores)}</div>{calibration(scores.samples)}</section>\n'
    )


def _types(scores: Scores) -> str:
    names = sorted({sample.entry.sample.type for sample in scores.samples})
    rows = "".join(
        f'<div class="kind"><div>{escaped(name.replace("_", " "))}</div>{_bar(list(_of_type(scores, name)))}</div>' for name in names
    )
    used = [word for word in WORDS if any(outcome(sample) == word for sample in scores.samples)]
    legend = "".join(f'<span title="{escaped(MEANING[word])}"><i class="{css_word(word)}"></i>{word}</span>' for word in used)
    title = '<h2>By kind of question</h2><p class="what">How many samples ended how.</p>'
    return f'<section>{title}<div class="kinds">{rows}</div><div class="legend">{legend}</div></section>\n'


def _of_type(scores: Scores, name: str) -> Iterator[SampleScore]:
    return (sample for sample in scores.samples if sample.entry.sample.type == name)


def _bar(samples: Sequence[SampleScore]) -> str:
    words = [outcome(sample) for sample in samples]
    pieces = [(word, words.count(word)) for word in WORDS if word in words]
    spans = "".join(f'<span class="{css_word(word)}" style="flex:{count}" title="{count} {word}">{count}</span>' for word, count in pieces)
    said = ", ".join(f"{count} {word}" for word, count in pieces)
    return f'<div class="bar" role="img" aria-label="{said}">{spans}</div>'


def _samples(logged: Log, scores: Scores) -> str:
    order = {word: at for at, word in enumerate(("should refuse", "no answer", "wrong", "refused", "unchecked", "right", "right refusal"))}
    samples = sorted(scores.samples, key=lambda sample: (order[outcome(sample)], sample.id))
    blocks = "".join(sample_block(sample, logged) for sample in samples)
    words = _options([(word, word) for word in WORDS if any(outcome(sample) == word for sample in samples)], "Every outcome")
    types = _options([(name, name.replace("_", " ")) for name in sorted({sample.entry.sample.type for sample in samples})], "Every kind")
    langs = _options([(code, f"{name} questions") for code, name in LANGUAGES.items()], "Both languages")
    return (
        '<section><h2>Every sample</h2><p class="what">What went wrong comes first. Open one to see its claims and their evidence.</p>'
        f'<form class="filters"><select id="by-word" aria-label="Outcome">{words}</select>'
        f'<select id="by-lang" aria-label="Language">{langs}</select><select id="by-type" aria-label="Kind">{types}</select>'
        '<input id="by-text" type="search" placeholder="Words in question, answer or source" aria-label="Words to look for">'
        f'<output id="shown"></output></form>{blocks}</section>\n'
    )


def _options(pairs: Sequence[tuple[str, str]], every: str) -> str:
    return f'<option value="">{every}</option>' + "".join(
        f'<option value="{escaped(value)}">{escaped(label)}</option>' for value, label in pairs
    )


def _foot(scores: Scores) -> str:
    header, costs = scores.header, scores.costs
    versions = ", ".join(f"{name} {version}" for name, version in header.versions)
    took = f"Median answer {costs.median_ms:.0f} ms, 95 % within {costs.p95_ms:.0f} ms; "
    took += f"{costs.prompt_tokens:.0f} prompt and {costs.completion_tokens:.0f} completion tokens on average."
    replayed = " Replayed from recordings, so times are not the model's." if header.mode == "replay" else ""
    indexed = f"{header.documents} documents indexed with {header.embedder}"
    counted = f"{len(scores.samples)} samples, data set {header.fingerprint}, {indexed}, program {header.program}."
    spent = ", ".join(f"{name} {seconds:.1f}" for name, seconds in header.phases)
    counted += f" Claims: {scores.judge}." + (f" Seconds: {spent}." if spent else "")
    return f"<footer><p>{escaped(took + replayed)}</p><p>{escaped(counted)}</p><p>{escaped(versions)}</p></footer>\n"
