"""An encoder's GGUF file, run by the same engine as the language model: a real one, small and random, made here."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from tests.models import gguf_maker

from ragassist.assistant import Assistant
from ragassist.errors import ModelError
from ragassist.models.embed import choose_embedder
from ragassist.models.embed_gguf import GgufEmbedder
from ragassist.models.gguf_header import Header, read_header
from ragassist.models.local import engine_installed
from ragassist.settings import EmbedSettings, LocalSettings, Settings

needs_engine = pytest.mark.skipif(not engine_installed(), reason="the local engine is not installed: pip install 'ragassist[local]'")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return gguf_maker.encoder(tmp_path_factory.mktemp("weights") / "small-encoder.gguf")


def named(path, **more):
    return Settings(embed=EmbedSettings(model=str(path), **more), local=LocalSettings(threads=1))


def test_a_file_says_what_it_is(tmp_path, file):
    assert read_header(file) == Header("bert", "Small Encoder", 128, encoder=True)
    assert read_header(gguf_maker.header(tmp_path / "a.gguf")) == Header("qwen2", "Small One", 512, encoder=False)
    pooled = gguf_maker.header(tmp_path / "b.gguf", "qwen3", **{"qwen3.pooling_type": 3})
    assert read_header(pooled).encoder


@pytest.mark.parametrize("cut", [5, 23, 40, 90])
def test_a_damaged_or_another_file_is_said_to_be(tmp_path, file, cut):
    damaged = tmp_path / "cut.gguf"
    damaged.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(ModelError, match="damaged"):
        read_header(damaged)
    other = tmp_path / "other.gguf"
    other.write_bytes(b"PK" + bytes(50))
    with pytest.raises(ModelError, match="not a GGUF"):
        read_header(other)
    with pytest.raises(ModelError, match="cannot be read"):
        read_header(tmp_path / "absent.gguf")


def test_its_name_is_its_content_and_what_is_put_before_texts(tmp_path, file):
    ours = GgufEmbedder(named(file))
    assert ours.name == f"gguf:small-encoder-{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
    assert GgufEmbedder(named(file, question_prefix="query: ")).name.startswith(ours.name + " ")
    moved = tmp_path / "small-encoder.gguf"
    moved.write_bytes(file.read_bytes())
    assert GgufEmbedder(named(moved)).name == ours.name
    moved.write_bytes(gguf_maker.encoder(tmp_path / "other.gguf", seed=8).read_bytes())
    assert GgufEmbedder(named(moved)).name != ours.name


def test_a_model_that_writes_is_no_encoder(tmp_path):
    ours = GgufEmbedder(named(gguf_maker.header(tmp_path / "writer.gguf")))
    with pytest.raises(ModelError, match="gives no vectors"):
        ours.questions(["where?"], ["en"])


@needs_engine
def test_vectors_come_from_the_file(file):
    ours = choose_embedder(named(file)).embedder
    assert isinstance(ours, GgufEmbedder)
    texts = ["桥面每月清洗", "每月清洗桥面", "路灯三十"]
    found = ours.sentences(texts, ["zh"] * 3)
    assert found.shape == (3, ours.dim) == (3, 32)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1], abs=1e-4)
    assert found[0] @ found[1] > 0.9 > found[0] @ found[2]
    assert np.allclose(ours.passages(texts, ["zh"] * 3), found, atol=1e-3)
    assert np.allclose(ours.sentences(texts[:1], ["zh"]), found[:1], atol=1e-3)


@needs_engine
def test_what_is_put_before_questions_and_passages_is_read(file):
    plain, told = GgufEmbedder(named(file)), GgufEmbedder(named(file, question_prefix="query: ", passage_prefix="doc: "))
    assert np.allclose(told.questions(["桥面"], ["zh"]), plain.questions(["query: 桥面"], ["zh"]), atol=1e-3)
    assert np.allclose(told.passages(["桥面"], ["zh"], ["路灯"]), plain.passages(["doc: 路灯\n桥面"], ["zh"]), atol=1e-3)
    assert not np.allclose(told.questions(["桥面"], ["zh"]), told.passages(["桥面"], ["zh"]), atol=1e-3)


@needs_engine
def test_a_text_that_is_too_long_is_cut_and_nothing_fails(file):
    ours = GgufEmbedder(named(file))
    found = ours.passages(["桥" * 5000, "", "a" * 3000, "bridge " * 900], ["zh", "en", "en", "en"], ["路" * 400, "", "", "x"])
    assert found.shape == (4, 32)
    assert np.isfinite(found).all()


@needs_engine
def test_an_index_is_filled_searched_and_known_by_it(tmp_path, file):
    (tmp_path / "bridge.txt").write_text("桥面每月清洗两次，夜间进行。\n\n桥下停车不得超过三十分钟。\n", encoding="utf8")
    settings = named(file).model_copy(update={"home": tmp_path / "home"})
    with Assistant(settings) as ours:
        ours.ingest([tmp_path / "bridge.txt"])
        assert ours.to_embed_anew() == ""
        best = ours.search("停车不得超过三十分钟", 1)[0]
        assert ours.store.embedder[0].startswith("gguf:small-encoder-")
        assert best.score > 0.3
        citation = ours.ask("桥下停车不得超过多少分钟？").citations[0]
        assert ours.raw(citation.doc_id)[citation.start : citation.end] == citation.quote
    other = gguf_maker.encoder(tmp_path / "other.gguf", seed=9)
    with Assistant(named(other).model_copy(update={"home": tmp_path / "home"})) as ours:
        assert "anew" in ours.to_embed_anew()
