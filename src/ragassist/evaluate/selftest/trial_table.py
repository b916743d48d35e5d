"""What the self-test found, as a table for a terminal and as one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ragassist.evaluate.metrics.score_table import lines, number
from ragassist.evaluate.metrics.statistics import wilson
from ragassist.evaluate.selftest import breaking, harmless
from ragassist.evaluate.selftest.trial import BROKEN_SHARE, LEAST_CAUGHT, MOST_FALSE, UNCHANGED, Case, Selftest

_LANGS = ("en", "zh", "all")
_NAMED_MOST = 3


def render(result: Selftest, *, shown: int = 5) -> str:
    """Return the rates by kind and language with 95 % intervals, whole runs, and the first few errors missed and good answers named."""
    titles = ["change", "lang", "n", "named by the gate", "95 % interval", "mostly for"]
    runs = [[whole.kind, f"{whole.share:.0%}", f"{whole.failed} of {whole.runs}"] for whole in result.wholes]
    told = [
        f"{result.good} good answers, judged by {result.judge}",
        "",
        *lines(titles, [_row(result, kind, lang) for kind, lang in _rows(result)]),
        "",
        f"a whole run with up to {BROKEN_SHARE:.0%} of its samples broken (half of them changed harmlessly):",
        *lines(["change", "share", "runs that the gate fails"], runs),
        "",
    ]
    for lang in ("all", *sorted({case.entry.sample.lang for case in result.cases})):
        told.append(
            f"{lang}: caught {result.caught(lang):.3f} (at least {LEAST_CAUGHT}), "
            f"false alarms {result.false_alarms(lang):.3f} (at most {MOST_FALSE})"
        )
    for title, cases in (("missed", result.missed), ("named although good", result.doubted)):
        for case in cases[:shown]:
            why = f" ({', '.join(case.named)})" if case.named else ""
            told.append(f"{title}: {case.kind} {case.entry.sample.id}{why}: {_said(case)}")
    return "\n".join(told)


def as_json(result: Selftest) -> dict[str, Any]:
    """Return the rates as one JSON object, with every miss and every false alarm."""
    rows = []
    for kind, lang in _rows(result):
        named, n = result.rate(kind, lang)
        low, high = wilson(named, n)
        rows.append({"kind": kind, "harmful": kind in breaking.KINDS, "lang": lang, "n": n, "named": named, "low": low, "high": high})
    return {
        "passed": result.passed,
        "judge": result.judge,
        "good": result.good,
        "caught": {lang: round(result.caught(lang), 4) for lang in _LANGS},
        "false_alarms": {lang: round(result.false_alarms(lang), 4) for lang in _LANGS},
        "rows": rows,
        "whole_runs": [
            {"kind": whole.kind, "harmful": whole.harmful, "share": round(whole.share, 4), "runs": whole.runs, "failed": whole.failed}
            for whole in result.wholes
        ],
        "missed": [_case(case) for case in result.missed],
        "named_although_good": [_case(case) for case in result.doubted],
    }


def _rows(result: Selftest) -> Iterator[tuple[str, str]]:
    for kind in (*breaking.KINDS, UNCHANGED, *harmless.KINDS):
        yield from ((kind, lang) for lang in _LANGS if result.rate(kind, lang)[1])


def _row(result: Selftest, kind: str, lang: str) -> list[str]:
    named, n = result.rate(kind, lang)
    low, high = wilson(named, n)
    metrics = Counter(name for case in result.cases if case.kind == kind and lang in ("all", case.entry.sample.lang) for name in case.named)
    mostly = ", ".join(f"{name} {count}" for name, count in metrics.most_common(_NAMED_MOST))
    return [kind, lang, str(n), number(named / n), f"{number(low)} to {number(high)}", mostly]


def _case(case: Case) -> dict[str, Any]:
    return {"kind": case.kind, "id": case.entry.sample.id, "answer": _said(case), "named": list(case.named), "why": case.why}


def _said(case: Case) -> str:
    return case.entry.answer.answer if case.entry.answer else ""
