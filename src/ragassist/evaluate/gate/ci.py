"""The gate's findings for CI systems: JUnit XML and a Markdown summary."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from ragassist.evaluate.gate.decision import GateResult
from ragassist.evaluate.metrics.score_table import number
from ragassist.evaluate.metrics.scoring import NAMES, Scores
from ragassist.evaluate.metrics.statistics import Estimate

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(result: GateResult) -> str:
    """Return the checks as one JUnit test suite; a missing model is an error, a broken limit a failure."""
    failed = [check for check in result.checks if not check.passed]
    errors = sum(check.unavailable for check in failed)
    counts = f'tests="{len(result.checks)}" failures="{len(failed) - errors}" errors="{errors}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites {counts}><testsuite name="ragassist eval gate" {counts}>']
    for check in result.checks:
        case = f'<testcase classname="ragassist.eval" name={_attribute(check.name)}'
        if check.passed:
            lines.append(f"{case}><system-out>{_text(check.says)}</system-out></testcase>")
            continue
        kind = "error" if check.unavailable else "failure"
        details = _text("\n\n".join((check.says, *check.details)))
        lines.append(f"{case}><{kind} message={_attribute(check.says)}>{details}</{kind}></testcase>")
    return "\n".join([*lines, "</testsuite></testsuites>"]) + "\n"


def markdown(result: GateResult, scores: Scores) -> str:
    """Return a summary for a pull request: the verdict, the checks, what broke, and the means."""
    header = scores.header
    lines = [
        f"## Evaluation: {'passes' if result.passed else 'fails'}",
        "",
        f"{header.samples} samples of `{header.dataset}`, {header.mode}, model `{header.model}` ({header.tier}); {_cell(scores.judge)}.",
        "",
        "| | check |",
        "|---|---|",
        *(f"| {'pass' if check.passed else '**fail**'} | {_cell(check.says)} |" for check in result.checks),
        "",
    ]
    for check in result.checks:
        if check.details:
            lines += [f"<details><summary>{_text(check.name)}</summary>", ""]
            lines += [f"```text\n{detail.replace('```', '`​``')}\n```" for detail in check.details]
            lines += ["", "</details>", ""]
    lines += ["| metric | mean | 95 % interval | n |", "|---|---|---|---|"]
    for name in NAMES:
        mean = scores.groups[0].means[name]
        if isinstance(mean, Estimate):
            lines.append(f"| {name} | {number(mean.mean)} | {number(mean.low)} to {number(mean.high)} | {mean.n} |")
        else:
            lines.append(f"| {name} | – | {_cell(mean.reason)} | 0 |")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("�", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("�", text))


def _cell(text: str) -> str:
    return _text(" ".join(text.split())).replace("|", "\\|")
