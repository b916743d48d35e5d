"""The word index alone: its scores, its segments, and that what is added and removed leaves no trace."""

from __future__ import annotations

import json
from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.store.lexical import Lexical, versions
from ragassist.store.postings import Postings
from ragassist.text.terms import query_words, words
from tests.examples import examples

PASSAGES = [
    ("d:00000", "仓库盘点由三人完成。"),
    ("d:00001", "盘点结果在五月公布。"),
    ("d:00002", "The museum opens at nine."),
    ("d:00003", "盘点结果在五月公布。"),
]
SENTENCES = (
    "仓库盘点由三人完成。",
    "盘点结果在五月公布，结果须公布三次。",
    "The museum opens at nine.",
    "Museum staff count the museum's keys.",
    "。。",
    "五月",
)
QUESTIONS = [query_words(text) for text in ("盘点结果", "五月的仓库 仓库", "museum keys", "没有这个")]


def by_hand(passages: dict[str, str], question: list[str]) -> dict[str, float]:
    """BM25 as the paper writes it, over every passage."""
    cut = {name: Counter(words(text)) for name, text in passages.items()}
    mean = sum(sum(found.values()) for found in cut.values()) / max(1, len(cut))
    scores: dict[str, float] = {}
    for word in question:
        holding = [name for name in cut if word in cut[name]]
        idf = log(1 + (len(cut) - len(holding) + 0.5) / (len(holding) + 0.5))
        for name in holding:
            times, length = cut[name][word], sum(cut[name].values())
            scores[name] = scores.get(name, 0) + idf * times / (times + 1.5 * (1 - 0.75 + 0.75 * length / mean))
    return scores


def moved(index: Lexical, passages: dict[str, str], version: int) -> Lexical:
    return index.moved(list(passages), lambda names: [(name, passages[name]) for name in names], version)


def test_scores_are_the_papers():
    passages = {f"d:{i:05d}": text for i, text in enumerate(SENTENCES * 3)}
    index = Lexical.build(passages.items(), 1)
    for question in QUESTIONS:
        assert dict(index.search(question, 99)) == pytest.approx(by_hand(passages, question), rel=1e-5)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 12), st.sampled_from(SENTENCES), max_size=13), min_size=1, max_size=8))
def test_any_way_of_adding_and_removing_ends_in_the_index_made_in_one_go(states):
    index = Lexical(0, [])
    for version, state in enumerate(states, start=1):
        # Another text is another passage, as it is another vector in the store.
        passages = {f"d:{number:05d}-{SENTENCES.index(text)}": text for number, text in sorted(state.items())}
        index = moved(index, passages, version)
        fresh = Lexical.build(passages.items(), version)
        for question in QUESTIONS:
            assert index.search(question, 5) == fresh.search(question, 5)


def test_one_more_passage_cuts_one_passage_and_segments_stay_few(tmp_path):
    passages, cut = {}, []
    index = Lexical(0, [])
    for number in range(100):
        passages[f"d:{number:05d}"] = SENTENCES[number % len(SENTENCES)]
        index = index.moved(list(passages), lambda names: cut.append(names) or [(name, passages[name]) for name in names], number)
    assert [len(names) for names in cut] == [1] * 100
    assert len(index._parts) <= 5
    assert index.search(QUESTIONS[0], 100) == Lexical.build(passages.items(), 1).search(QUESTIONS[0], 100)


def test_a_large_segment_is_not_written_again_for_a_small_one(tmp_path):
    passages = {f"d:{number:05d}": SENTENCES[number % 4] for number in range(50)}
    index = Lexical.build(passages.items(), 1)
    index.save(tmp_path)
    large = {path.name for path in (tmp_path / "lexical").iterdir()}
    passages["e:00000"] = SENTENCES[0]
    del passages["d:00003"]
    more = moved(Lexical.open(tmp_path), passages, 2)
    more.save(tmp_path)
    more.drop_others(tmp_path)
    assert large < {path.name for path in (tmp_path / "lexical").iterdir()}
    assert versions(tmp_path) == [2]
    assert Lexical.open(tmp_path).search(QUESTIONS[0], 99) == Lexical.build(sorted(passages.items()), 2).search(QUESTIONS[0], 99)


def test_a_saved_word_index_finds_the_same_without_cutting_again(tmp_path, monkeypatch):
    built = Lexical.build(PASSAGES, 3)
    built.save(tmp_path)
    monkeypatch.setattr(Postings, "of", lambda texts: pytest.fail("a text was cut again"))
    opened = Lexical.open(tmp_path)
    for question in QUESTIONS:
        assert opened.search(question, 9) == built.search(question, 9)
    assert opened.version == 3
    assert versions(tmp_path) == [3]
    assert moved(opened, dict(PASSAGES), 4).search(QUESTIONS[0], 9) == built.search(QUESTIONS[0], 9)


def test_only_passages_that_share_a_word_are_found_and_ties_keep_their_order():
    index = Lexical.build(PASSAGES, 1)
    found = index.search(["五月"], 9)
    assert [name for name, _ in found] == ["d:00001", "d:00003"]
    assert found[0][1] == found[1][1] > 0
    assert index.search(["五月"], 1) == found[:1]
    assert index.search([], 5) == index.search(["恐龙"], 5) == index.search(["五月"], 0) == []


def test_a_mask_hides_passages_and_changes_no_score():
    index = moved(Lexical.build(PASSAGES[:2], 1), dict(PASSAGES), 2)
    mask = np.array([name != b"d:00001" for _, names in index.segments for name in names.tolist()])
    assert index.search(["五月", "盘点"], 9, mask) == [pair for pair in index.search(["五月", "盘点"], 9) if pair[0] != "d:00001"]
    assert index.search(["五月"], 9, np.zeros(4, bool)) == []


@pytest.mark.parametrize("passages", [[], [("e:00000", "。。")]])
def test_a_word_index_of_nothing_finds_nothing(tmp_path, passages):
    index = Lexical.build(passages, 1)
    index.save(tmp_path)
    assert Lexical.open(tmp_path).search(["五月"], 5) == index.search(["五月"], 5) == []
    assert moved(index, dict(PASSAGES), 2).search(["五月"], 5) == Lexical.build(PASSAGES, 1).search(["五月"], 5)


def test_an_index_that_this_program_cannot_use_is_as_good_as_none(tmp_path, monkeypatch):
    index = Lexical.build(PASSAGES, 1)
    index.save(tmp_path)
    with monkeypatch.context() as another:
        another.setattr("ragassist.store.lexical.__version__", "another")
        assert Lexical.open(tmp_path) is None
    with monkeypatch.context() as another:
        another.setattr("ragassist.text.terms.words", lambda text: text.split())
        assert Lexical.open(tmp_path) is None
    (segment,) = [path for path in (tmp_path / "lexical").iterdir() if path.is_dir()]
    rows = (segment / "rows.npy").read_bytes()
    (segment / "rows.npy").write_bytes(rows[: len(rows) // 2])
    assert Lexical.open(tmp_path) is None
    (segment / "rows.npy").unlink()
    assert versions(tmp_path) == []
    assert Lexical.open(tmp_path / "nowhere") is None


def test_what_an_interrupted_writer_left_is_passed_over_and_dropped(tmp_path):
    index = Lexical.build(PASSAGES, 1)
    index.save(tmp_path)
    Lexical.build(PASSAGES[:1], 0)._parts[0].postings.save(tmp_path / "lexical" / "left")
    (tmp_path / "lexical" / ".left").write_text("half an ind", encoding="utf8")
    assert Lexical.open(tmp_path).search(["五月"], 5) == index.search(["五月"], 5)
    index.drop_others(tmp_path)
    (segment,) = json.loads((tmp_path / "lexical" / "index.json").read_text(encoding="utf8"))["segments"]
    assert {path.name for path in (tmp_path / "lexical").iterdir()} == {"index.json", segment["name"]}
