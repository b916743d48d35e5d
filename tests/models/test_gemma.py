"""EmbeddingGemma's converted weights, where they are on this machine, and the vectors that come with the program."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import REAL_CACHE

from ragassist.answer.late_interaction import met
from ragassist.assistant import Assistant
from ragassist.errors import ModelError
from ragassist.models import gemma, gemma_files
from ragassist.models.embed import choose_embedder, replaces
from ragassist.models.embed_bundled import BundledEmbedder
from ragassist.models.gemma_graph import in_blocks, window
from ragassist.settings import EmbedSettings, Settings
from ragassist.store.shipped import shipped

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def encoder() -> gemma.GemmaEmbedder:
    settings = Settings(cache=REAL_CACHE)
    if not gemma_files.ready(settings):
        pytest.skip("EmbeddingGemma is not on this machine: ragassist models pull")
    return gemma.GemmaEmbedder(gemma_files.folder(settings))


def test_eight_bits_keep_a_matrix_to_half_a_step() -> None:
    matrix = np.random.default_rng(1).normal(size=(6, 256)).astype(np.float32)
    matrix[2, :128] = 0
    numbers, scales = in_blocks(matrix)
    again = ((numbers.astype(np.float32) - 128) * scales[..., None]).reshape(matrix.shape)
    assert np.all(np.abs(again - matrix).reshape(6, 2, 128) <= scales[..., None] * 0.501)


def test_a_local_layer_sees_256_tokens_before_and_after() -> None:
    seen = window(600)[0, 0] == 0
    assert seen.shape == (1800, 600)
    assert seen[3 * 300].sum() == 513
    assert np.array_equal(seen[0], seen[2])


def test_without_the_weights_the_bundled_encoders_search_and_say_so(tmp_path: Path) -> None:
    chosen = choose_embedder(Settings(cache=tmp_path))
    assert chosen.embedder.name == BundledEmbedder().name
    assert "EmbeddingGemma is not on this machine" in chosen.reason
    assert "ragassist models pull" in chosen.missing[0]
    assert not choose_embedder(Settings(cache=tmp_path, embed=EmbedSettings(model="bundled"))).missing
    assert not replaces(Settings(cache=tmp_path), BundledEmbedder().name)


def test_another_file_than_the_publishers_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    source = tmp_path / "mine"
    (source / "2_Dense").mkdir(parents=True)
    (source / "model.safetensors").write_bytes(b"another")
    settings = Settings(cache=tmp_path / "cache")
    with pytest.raises(ModelError, match="is not the publisher's"):
        gemma_files.adopt(settings, source, lambda progress: None)
    assert not gemma_files.ready(settings)
    assert [path.name for path in (tmp_path / "cache/models").iterdir() if path.is_dir()] == []


def test_a_converted_file_that_changed_is_noticed(tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path)
    folder = gemma_files.folder(settings)
    folder.mkdir(parents=True)
    for name in gemma.FILES:
        (folder / name).write_bytes(name.encode())
    gemma_files._seal(folder)
    assert gemma_files.ready(settings)
    (folder / gemma.NETWORK).write_bytes(b"torn")
    assert not gemma_files.ready(settings)


@pytest.mark.weights
def test_a_question_finds_its_answer_in_the_other_language(encoder: gemma.GemmaEmbedder) -> None:
    texts = ["渡口每天六点开船，末班船晚上十点。", "图书馆周一闭馆。", "The mill grinds rye on Fridays."]
    found = encoder.passages(texts, ["zh", "zh", "en"], ["渡口时刻", "", ""])
    asked = encoder.questions(["When does the last ferry leave?", "磨坊星期几磨黑麦？"], ["en", "zh"])
    assert (asked @ found.T).argmax(axis=1).tolist() == [0, 2]
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    alone = encoder.passages(texts[:1], ["zh"], ["渡口时刻"])
    np.testing.assert_allclose(alone[0], found[0], atol=1e-5)


@pytest.mark.weights
def test_the_words_of_a_text_are_those_whose_mean_is_its_vector(encoder: gemma.GemmaEmbedder) -> None:
    said = encoder.statement_words("渡口每天六点开船。", "渡口时刻")
    untitled = encoder.statement_words("渡口每天六点开船。", "")
    assert len(said) > len(untitled) >= 5  # the title's words are among them, the words that tell what a text is for are not
    np.testing.assert_allclose(np.linalg.norm(said, axis=1), 1, atol=1e-4)
    asked = encoder.question_words("When does the ferry leave?")
    assert 5 <= len(asked) <= 8
    assert asked.shape[1] == said.shape[1] == encoder.dim
    other = encoder.statement_words("图书馆周一闭馆。", "")
    assert met(asked, said) > met(asked, other) + 0.1


@pytest.mark.weights
def test_the_shipped_vectors_are_those_of_the_starter_documents(encoder: gemma.GemmaEmbedder, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, cache=REAL_CACHE)
    with Assistant(settings, embedder=encoder) as assistant:
        assistant.ingest([ROOT / "corpus"])
        assert assistant.embed_sentences() == 0, "run eval/bench/ship_vectors.py: the starter documents changed"
        passages = assistant.passages(assistant.documents()[0].doc_id)[:2]
        record = assistant.documents()[0]
        from ragassist.store.passage_vectors import keys_of, title_above

        titles = [title_above(passage, record.meta.title) for passage in passages]
        keys = keys_of(passages, titles, encoder)
        there = shipped(encoder.name, set(keys))
        fresh = encoder.passages([passage.read for passage in passages], [passage.lang for passage in passages], titles)
        for name, vector in zip(keys, fresh, strict=True):
            assert float(there[name] @ vector) > 0.999


def test_the_configuration_of_another_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "gemma3_text", "hidden_size": 1152}), encoding="utf8")
    with pytest.raises(ModelError, match=r"hidden_size = 1152, not 768"):
        gemma_files.convert(tmp_path, tmp_path / "made")
