"""Every way of composing goes through the same checks: what they find in a pair does not depend on who wrote the claim."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.store.fakes import HashEmbedder
from tests.verify.test_verifier import Judge

import ragassist
from ragassist.types import Verdict
from ragassist.verify.calibration import calibrations
from ragassist.verify.verifier import MEASURED, Verifier

SOURCE = Path(ragassist.__file__).parent
PLANTED = Path(__file__).parents[2] / "eval" / "datasets" / "planted_claims.jsonl"
PAIRS = [(row["claim"], row["evidence"]) for row in map(json.loads, PLANTED.read_text(encoding="utf8").splitlines())]
EMBEDDER = HashEmbedder(calibrations()[0].embedder)
"""Its vectors mean nothing, but it bears a name that is calibrated, so that the checks that compare vectors run."""
WAYS = {"extracted": {}, "written by a large model": {"strict": True}, "rendered by a small one": {"rendered": True}}


def checked(verdict: Verdict) -> list[object]:
    return [finding for finding in verdict.findings if finding.code.split(".")[0] not in MEASURED]


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(st.sampled_from(PAIRS), st.sampled_from([None, 0.02, 0.98]))
def test_the_same_pair_gets_the_same_findings_and_the_same_refusal_however_it_came_about(
    pair: tuple[str, str], judged: float | None
) -> None:
    claim, evidence = pair
    verifier = Verifier(EMBEDDER, None if judged is None else Judge(judged))  # type: ignore[arg-type]
    verdicts = {name: verifier.verify(claim, [evidence], **way) for name, way in WAYS.items()}
    plain = verdicts["extracted"]
    for name, verdict in verdicts.items():
        assert checked(verdict) == checked(plain), name
        if any(finding.polarity == "against" for finding in checked(plain)):
            assert verdict.status == "unsupported", name
        if verdict.status == "verified" and name == "written by a large model":
            assert plain.status == "verified"


def test_nobody_but_the_checks_says_that_a_sentence_is_verified() -> None:
    made = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for folder in ("answer", "tasks", "serving", "ui", "api", "mcp", "cli")
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Verdict"
    ]
    assert made == []
