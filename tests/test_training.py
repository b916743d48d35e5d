"""What the entailment trial is trained on, and the arithmetic by which its adapters get into the network's weights."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.lang.detector import detect
from ragassist.models.gemma_graph import in_blocks
from ragassist.models.onnx_graph import Graph

sys.path.insert(0, str(Path(__file__).parents[1] / "eval" / "train"))
import entailment_examples as made
import translator_pairs as learned
from entailment import adapted, asked
from onnx_weights import constants


def network(matrix: np.ndarray) -> bytes:
    """An ONNX file with one product, as the encoder's has them."""
    graph = Graph()
    numbers, scales = in_blocks(matrix)
    graph.weight("gain", np.ones(3, np.float32))
    graph.weight("layers.23.mlp.down_proj.numbers", numbers)
    graph.weight("layers.23.mlp.down_proj.scales", scales)
    return graph.model({"given": [1]}, "given", [1])


def test_every_item_has_a_chinese_source_and_statements_of_both_kinds() -> None:
    items = made.items()
    assert len(items) > 1000
    for item in items:
        assert detect(item.source) == "zh", item
        assert item.true(), item
        assert any(mark in made.FALSE and kind for mark, kind, _ in item.said), item
        assert all(text and not text.startswith(("N:", "M:")) for _, _, text in item.said), item


def test_an_item_that_is_added_changes_no_other_parts_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made.items()
    before = made.examples()
    added = replace(whole[0], part="items-more:0", source="渡轮应当备有航行日志。")
    monkeypatch.setattr(made, "items", lambda: [*whole, added])
    assert made.examples()[: len(before)] == before


def test_what_is_kept_from_training_shares_no_source_with_it() -> None:
    examples = made.examples()
    kept = [example for example in examples if example.kept]
    learned = {example.source for example in examples if not example.kept}
    assert 0.05 < len(kept) / len(examples) < 0.15
    assert not learned & {example.source for example in kept}
    assert 0.35 < np.mean([example.follows for example in examples]) < 0.65


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.lists(st.integers(-9, 9), min_size=1, max_size=300), min_size=1, max_size=5))
def test_constants_are_found_where_they_lie(named: dict[str, list[int]]) -> None:
    graph = Graph()
    for name, numbers in named.items():
        graph.weight(name, np.array(numbers, np.int64))
    model = graph.model({"given": [1]}, "given", [1])
    assert {name: np.frombuffer(model[at], np.int64).tolist() for name, at in constants(model).items()} == named


@given(st.integers(0, 600))
def test_a_file_that_is_cut_short_is_told(size: int) -> None:
    model = network(np.ones((4, 128), np.float32))
    with pytest.raises(ValueError, match=r"cut short|no constants|protocol-buffer"):
        constants(model[: min(size, len(model) - 1)])


def test_adapters_are_added_to_the_weights_and_nothing_else_changes(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    matrix = chance.normal(size=(4, 256)).astype(np.float32)
    down, up = chance.normal(size=(256, 2)).astype(np.float16), chance.normal(size=(2, 4)).astype(np.float16)
    np.savez(tmp_path / "adapters.npz", **{"23.down.A": down, "23.down.B": up, "head.two.bias": np.zeros(1)})
    model = network(matrix)
    changed = adapted(model, tmp_path / "adapters.npz")
    at = constants(changed)
    scales = np.frombuffer(changed[at["layers.23.mlp.down_proj.scales"]], np.float32)
    numbers = np.frombuffer(changed[at["layers.23.mlp.down_proj.numbers"]], np.uint8).astype(np.float32)
    found = ((numbers.reshape(len(scales), -1) - 128) * scales[:, None]).reshape(4, -1)
    wanted = matrix + (down.astype(np.float32) @ up.astype(np.float32)).T
    assert np.abs(found - wanted).max() < 0.02 * np.abs(wanted).max()
    assert len(changed) == len(model)
    assert changed[at["gain"]] == model[constants(model)["gain"]]


def test_the_claim_is_found_in_what_is_read() -> None:
    text, (start, end) = asked("渡轮须备日志。", "渡轮应当\n备有航行日志。", "渡轮\n办法")
    assert text[start:end] == "渡轮须备日志。"
    assert "title: 渡轮 办法 | text: 渡轮应当\n备有" in text


@pytest.mark.slow
def test_what_a_translator_learns_from_is_chinese_on_one_side_and_english_on_the_other() -> None:
    pairs = learned.pairs()
    assert len(pairs) > 3000
    assert all(detect(pair.english) == "en" for pair in pairs)
    assert sum(detect(pair.given) == "zh" for pair in pairs) / len(pairs) > 0.95


def test_signs_between_chinese_words_are_written_as_chinese_print_has_them() -> None:
    assert (
        learned.wide("渡口停航的,应当公告;未公告的,责令改正:限期10日,并报告。")
        == "渡口停航的，应当公告；未公告的，责令改正：限期10日，并报告。"
    )
    assert learned.wide("Hello, 世界") == "Hello, 世界"
