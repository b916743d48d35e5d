"""The sets for large models stand in the corpus, are as large as their card says, and are divided by document."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CLAIMS = [json.loads(line) for line in (ROOT / "eval/datasets/faithful_claims.jsonl").read_text(encoding="utf8").splitlines()]
STEPS = [json.loads(line) for line in (ROOT / "eval/datasets/steps.jsonl").read_text(encoding="utf8").splitlines()]
FREE = [json.loads(line) for line in (ROOT / "eval/datasets/free_claims.jsonl").read_text(encoding="utf8").splitlines()]
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def squeezed(text: str) -> str:
    """Letters and digits alone, full-width forms as ASCII."""
    return re.sub(r"\W", "", text.translate(WIDE))


def document(name: str) -> str:
    # Running heads, page numbers and reference marks stand within sentences of the worn documents.
    text = (ROOT / "corpus" / name).read_text(encoding="utf8").translate(WIDE)
    lines = [
        line
        for line in text.splitlines()
        if not re.fullmatch(r"\s*\d{1,3}\s*|\s*ragassist.{0,4}编写.*|.*ragassist 编写组\s*|第3期.*", line)
    ]
    return squeezed(re.sub(r"\[\d+(?:-\d+)?\]", "", "\n".join(lines)))


def test_every_piece_of_evidence_stands_in_its_document():
    texts = {name: document(name) for name in {claim["doc"] for claim in CLAIMS}}
    for claim in CLAIMS:
        for sentence in claim["evidence"]:
            # A list's item is read behind the sentence that opens the list, which stands elsewhere.
            pieces = re.split(r"(?<=[:：])(?=\S)|(?<=几条。)|(?<=\])", sentence)
            assert all(squeezed(piece) in texts[claim["doc"]] for piece in pieces), (claim["id"], sentence)


def test_every_piece_of_evidence_of_the_free_claims_stands_in_its_document():
    for claim in FREE:
        place = ROOT / ("eval/datasets" if "/" in claim["doc"] else "corpus") / claim["doc"]
        text = squeezed(re.sub(r"‹\w+›|\[\^?\d+(?:-\d+)?\]|<[^>]+>", "", place.read_text(encoding="utf8")))
        for sentence in claim["evidence"]:
            assert squeezed(re.sub(r"\[\^?\d+\]", "", sentence)) in text, (claim["id"], sentence)


def test_free_claims_are_pairs_divided_by_their_sentence():
    true = {claim["id"]: claim for claim in FREE if claim["supported"]}
    assert {claim["id"].removesuffix("-x") for claim in FREE} == set(true)
    assert len(FREE) == 2 * len(true) >= 128
    for claim in FREE:
        even = int(hashlib.sha256(true[claim["id"].removesuffix("-x")]["claim"].encode()).hexdigest(), 16) % 2 == 0
        assert claim["part"] == ("held_out" if even else "tuning"), claim["id"]
        assert (claim["kind"] == "faithful") == claim["supported"]


def test_every_gold_sentence_of_the_steps_stands_in_its_document():
    for sample in STEPS:
        assert len(sample["gold"]) >= 2, sample["id"]
        for gold in sample["gold"]:
            assert squeezed(gold["sentence"]) in document(Path(gold["path"]).name), (sample["id"], gold["sentence"])


def test_each_true_claim_has_its_false_twin_in_the_same_part():
    pairs = Counter(claim["id"].removesuffix("-x") for claim in CLAIMS)
    assert set(pairs.values()) == {2}
    assert len(pairs) >= 120
    assert len(STEPS) >= 30
    parts = {claim["doc"]: claim["part"] for claim in CLAIMS}
    assert all(parts[claim["doc"]] == claim["part"] for claim in CLAIMS)
    assert sum(claim["part"] == "held_out" for claim in CLAIMS) / len(CLAIMS) > 0.25
    assert all((claim["kind"] == "faithful") == claim["supported"] for claim in CLAIMS)
