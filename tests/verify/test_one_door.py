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
from ragassist.verify.verifier import MEASURED, Verifier, beside_one_another, recounted

OUTSIDE = ("answer", "tasks", "serving", "ui", "api", "mcp", "cli")
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
        for folder in OUTSIDE
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Verdict"
    ]
    assert made == []


def test_nobody_but_the_checks_says_how_a_claim_stands() -> None:
    made = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for folder in OUTSIDE
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Claim"
        and any(isinstance(value, ast.Constant) and value.value in ("verified", "rough") for value in (*node.args, *_given(node)))
    ]
    assert made == []


def _given(call: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords]


@pytest.mark.parametrize(
    ("said", "things", "names", "status"),
    [
        ("Duties: 3 found, reading 2 of 4 documents.", [{1, 2, 3}, "ab", "abcd"], (), "verified"),
        ("Duties: 3 found, reading 3 of 4 documents.", [{1, 2, 3}, "ab", "abcd"], (), "unsupported"),
        ("义务：共找到 3 条；已读 4 份文件中的 2 份。", [{1, 2, 3}, "ab", "abcd"], (), "verified"),
        ("Duties: 1,204 found.", [range(1204)], (), "verified"),
        ("Duties: none found.", [{1}], (), "unsupported"),
        ("Tightened: 2 (Article 4, Article 9)", ["ab"], ("Article 4", "Article 9"), "verified"),
        ("Tightened: 2 (Article 4, Article 9)", ["ab"], ("Article 4", "Article 5"), "unsupported"),
        ("Tightened: 2 (Article 4, Article 9)", ["ab"], ("Article 4",), "unsupported"),
    ],
)
def test_a_line_that_counts_is_counted_again(said: str, things: list[set[int]], names: tuple[str, ...], status: str) -> None:
    verdict = recounted(said, things, names)
    assert verdict.status == status
    assert [finding.code for finding in verdict.findings] == ["count.given" if status == "verified" else "count.differs"]


@pytest.mark.parametrize(
    ("sides", "status"),
    [
        ([("三日", "应当在三日内答复。"), ("十日", "应当在十日内答复。")], "verified"),
        ([("3 days", "应当在三日内答复。"), ("ten days", "Replies are due in ten days.")], "verified"),
        ([("三日", "应当在十日内答复。"), ("十日", "应当在三日内答复。")], "rough"),
        ([("must not", "船长不得离船。"), ("可以", "船长可以离船。")], "rough"),
    ],
)
def test_words_set_against_each_other_stand_each_in_its_own_text(sides: list[tuple[str, str]], status: str) -> None:
    assert beside_one_another(sides).status == status
