"""Clause by clause: whose figure, who acts, what is turned round."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.verify.checks.owners import misplaced
from ragassist.verify.checks.roles import turned_actor
from ragassist.verify.clauses import clauses
from ragassist.verify.view import Part

ROOT = Path(__file__).parents[2]


def test_clauses_hold_all_of_a_text_and_never_cut_a_number() -> None:
    text = "In 2020 China had 1,944 firms, while the United States had 9,500; in 2021 both grew."
    assert "".join(clause.text for clause in clauses(text)).replace(" ", "") == text.replace(" ", "")
    assert any("1,944" in clause.text for clause in clauses(text))


@pytest.mark.parametrize(
    ("claim", "evidence", "told"),
    [
        ("Japan has 40 plants and France has 75.", "法国有40座工厂，日本有75座。", True),
        ("France has 40 plants and Japan has 75.", "法国有40座工厂，日本有75座。", False),
        ("到2031年，产值超过60亿元。", "到2026年，产值超过60亿元；到2031年，产值超过90亿元。", True),
        ("到2031年，产值超过90亿元。", "到2026年，产值超过60亿元；到2031年，产值超过90亿元。", False),
        ("Japan has 75 plants.", "工厂共有75座。", False),
    ],
)
def test_a_figure_keeps_its_owner(claim: str, evidence: str, told: bool) -> None:
    assert bool(misplaced(Part(claim), Part(evidence))) is told


def test_who_acts_on_whom() -> None:
    assert turned_actor(Part("Huawei sued Intel."), Part("英特尔起诉华为。"))
    assert turned_actor(Part("Huawei was sued by Intel."), Part("英特尔起诉华为。")) == []
    assert turned_actor(Part("Intel sued Huawei."), Part("英特尔起诉华为。")) == []


def test_every_planted_claim_stands_beside_a_sentence_of_the_corpus() -> None:
    texts: dict[str, str] = {}
    ids = set()
    kinds: dict[str, int] = {}
    for line in (ROOT / "eval" / "datasets" / "planted_claims.jsonl").read_text(encoding="utf8").splitlines():
        item = json.loads(line)
        name = item["doc"]
        if name not in texts:
            texts[name] = re.sub(r"\s+", "", clean(load(ROOT / "corpus" / name, shown_path=name, max_file_mb=10.0)).text)
        assert re.sub(r"\s+", "", item["evidence"]) in texts[name], item["id"]
        assert item["supported"] == (item["kind"] == "faithful")
        ids.add(item["id"])
        kinds[item["kind"]] = kinds.get(item["kind"], 0) + 1
    assert len(ids) == sum(kinds.values())
    assert kinds.pop("faithful") >= 150
    assert sum(kinds.values()) >= 300
    assert len(kinds) == 12
