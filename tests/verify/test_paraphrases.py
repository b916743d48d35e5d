"""Claims in free words beside sentences of policy: figures are settled by arithmetic, and no rule doubts what is only said otherwise."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ragassist.verify.checks import CHECKS, found_by
from ragassist.verify.view import ClaimView

FILE = Path(__file__).parents[2] / "eval" / "datasets" / "paraphrase_claims.jsonl"
CLAIMS = [json.loads(line) for line in FILE.read_text(encoding="utf8").splitlines()]
FIGURES = {"number", "date", "article", "magnitude"}


def _refused(claim: dict[str, str]) -> bool:
    view = ClaimView(claim["claim"], [claim["evidence"]])
    return any(finding.polarity == "against" for finding in found_by(CHECKS, view))


def test_the_parts_are_divided_by_sentence() -> None:
    for claim in CLAIMS:
        kept_aside = int(hashlib.sha256(claim["doc"].encode()).hexdigest(), 16) % 3 == 0
        assert claim["part"] == ("held_out" if kept_aside else "tuning")


def test_every_false_figure_is_refused_without_an_encoder() -> None:
    assert [claim["id"] for claim in CLAIMS if claim["kind"] in FIGURES and not _refused(claim)] == []


def test_no_rule_doubts_a_true_claim_of_the_part_worked_on() -> None:
    assert [claim["id"] for claim in CLAIMS if claim["supported"] and claim["part"] == "tuning" and _refused(claim)] == []
