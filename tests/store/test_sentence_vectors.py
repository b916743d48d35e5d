"""Vectors of sentences that outlive the process: what was kept comes back exactly, and a file that cannot be used costs time only."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.store.sentence_vectors import FILE_NAME, SentenceVectors

TEXTS, LANGS = ["渡轮靠泊。", "Ferries moor.", "渡轮离港。"], ["zh", "en", "zh"]


def vectors(*values):
    return {at: np.array([value, value / 3], np.float32) for at, value in enumerate(values) if value}


def test_what_was_kept_comes_back_exactly_by_the_place_of_its_text(tmp_path):
    made = vectors(0.1, 0, 0.7)
    SentenceVectors(tmp_path, "one").put(TEXTS, LANGS, made)
    found = SentenceVectors(tmp_path, "one").get(list(reversed(TEXTS)), list(reversed(LANGS)))
    assert sorted(found) == [0, 2]
    assert (found[0] == made[2]).all()
    assert (found[2] == made[0]).all()


def test_another_embedder_and_another_language_have_vectors_of_their_own(tmp_path):
    SentenceVectors(tmp_path, "one").put(TEXTS, LANGS, vectors(0.1, 0.2, 0.7))
    assert SentenceVectors(tmp_path, "two").get(TEXTS, LANGS) == {}
    assert sorted(SentenceVectors(tmp_path, "one").get(TEXTS, ["en", "en", "zh"])) == [1, 2]


def test_those_that_came_first_go_when_there_are_too_many(tmp_path):
    kept = SentenceVectors(tmp_path, "one", most=2)
    for at in range(3):
        kept.put([TEXTS[at]], [LANGS[at]], vectors(0.5))
    assert sorted(kept.get(TEXTS, LANGS)) == [1, 2]


@pytest.mark.parametrize("broken", [b"no database", None])
def test_a_file_that_cannot_be_used_is_no_error(tmp_path, broken):
    if broken is None:
        (tmp_path / FILE_NAME).mkdir()
    else:
        (tmp_path / FILE_NAME).write_bytes(broken)
    kept = SentenceVectors(tmp_path, "one")
    kept.put(TEXTS, LANGS, vectors(0.1))
    assert kept.get(TEXTS, LANGS) == {}
    assert SentenceVectors(tmp_path / "gone", "one").get(TEXTS, LANGS) == {}
