"""Many claims at once: the encoder is asked in few large batches, and every verdict stays what it is alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from ragassist.types import Lang
from ragassist.verify.ahead import asked_for
from ragassist.verify.calibration import calibrations
from ragassist.verify.verifier import Verifier

CLAIMS = [
    ("Ferries must keep a log, and the port may inspect it.", ["渡轮应当保存航行日志，港务局可以查阅。"]),
    ("Ferries must keep a log for 40 days.", ["渡轮应当保存日志30日。"]),
    ("The port closes at night.", ["港口夜间关闭，渔船除外。", "渡轮白天开航。"]),
    ("渡轮不得夜间开航。", ["渡轮夜间不得开航，货船不受此限。"]),
    ("渡轮应当保存日志。", ["渡轮应当保存日志。"]),
    ("…", ["渡轮应当保存日志。"]),
    ("The port closes at night.", []),
]


class _Hashed:
    """An embedder whose vectors follow from the text alone; it keeps what it was asked, call by call."""

    dim = statement_dim = 8

    def __init__(self) -> None:
        self.name = next(each.embedder for each in calibrations() if each.contrast)
        self.calls: list[list[str]] = []

    def sentences(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        self.calls.append(list(texts))
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], np.uint8).astype(np.float32) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)

    def __getattr__(self, name: str) -> object:
        raise AttributeError(name)


def test_claims_checked_together_get_the_verdicts_that_they_get_alone() -> None:
    together = list(Verifier(_Hashed(), None).verify_all(CLAIMS))  # type: ignore[arg-type]
    assert together == [Verifier(_Hashed(), None).verify(claim, evidence) for claim, evidence in CLAIMS]  # type: ignore[arg-type]


def test_claims_checked_together_ask_the_encoder_seldom() -> None:
    many, alone = _Hashed(), _Hashed()
    list(Verifier(many, None).verify_all(CLAIMS))  # type: ignore[arg-type]
    for claim, evidence in CLAIMS:
        Verifier(alone, None).verify(claim, evidence)  # type: ignore[arg-type]
    assert len(many.calls) <= len(alone.calls) / 2
    assert len(many.calls[0]) > 2 * sum(map(len, many.calls[1:]))


def test_what_is_asked_ahead_of_one_sentence_is_what_its_check_asks() -> None:
    claim, evidence = CLAIMS[0]
    encoder = _Hashed()
    Verifier(encoder, None).verify(claim, evidence)  # type: ignore[arg-type]
    used = {text for call in encoder.calls for text in call}
    ahead = {text for text, _ in asked_for(claim, evidence)}
    assert len(used & ahead) >= 0.8 * len(used)
    assert ahead <= used | {form for form in ahead if form.startswith(claim[:3])}


def test_nothing_altered_is_asked_ahead_for_a_claim_that_arithmetic_refuses() -> None:
    assert not [text for text, _ in asked_for(*CLAIMS[1]) if "may keep" in text or "must not" in text]


def test_without_an_embedder_claims_are_checked_together_by_rules() -> None:
    verdicts = list(Verifier(None, None).verify_all(CLAIMS))
    assert [v.status for v in verdicts] == [Verifier(None, None).verify(claim, evidence).status for claim, evidence in CLAIMS]
