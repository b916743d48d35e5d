from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.store.fakes import HashEmbedder, entry
from tests.store.fakes import document as made

from ragassist.models.calibration import RetrievalWeights
from ragassist.retrieve.retriever import Retriever
from ragassist.settings import RetrieveSettings, Settings
from ragassist.store import Store, open_store
from ragassist.store.sentence_pass import embed_sentences
from ragassist.types import Lang

ZH = """灌溉渠每年春天由村民轮流清理，谁家的水田靠近渠口，谁家就多出一天工。
县里的气象站用H20型雨量计记录降水，数据每十分钟上传一次。
桥梁检测队发现第三根桥墩有裂缝，决定封闭一条车道。
茶农在清明前采下的嫩芽价格最高，一斤可以卖到一千二百元。"""
EN = """Villagers take turns to clean the irrigation canal each spring.
The lighthouse keeper logged every ship that passed the strait.
A crack in the third pier of the bridge closed one lane.
Tea buds picked before the festival fetch the best price."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("home")
    embedder = HashEmbedder()
    with open_store(Settings(home=home), embedder.name, embedder.dim, write=True) as writer:
        writer.put_all(
            [
                entry("/d/zh.txt", ZH, embedder),
                entry("/d/en.txt", EN, embedder, lang="en"),
                entry("/d/again.txt", ZH.splitlines()[3].replace("二百元", "二百元整"), embedder),
            ]
        )
    with open_store(Settings(home=home), embedder.name, embedder.dim) as reader:
        yield reader


def retriever(store: Store, **more: object) -> Retriever:
    return Retriever(store, HashEmbedder(), Settings(home=store.home, retrieve=RetrieveSettings(**more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("桥墩为什么有裂缝？", "桥梁检测队"),
        ("Who logged the ships?", "The lighthouse keeper"),
    ],
)
def test_the_passage_that_shares_the_words_comes_first(store: Store, question: str, expected: str) -> None:
    hits = retriever(store).retrieve(question, 3)
    assert hits[0].passage.text.startswith(expected)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].lexical_rank == 1
    assert hits[0].document.path in {"zh.txt", "en.txt"}


def test_a_name_is_found_in_the_other_language(store: Store) -> None:
    hits = retriever(store).retrieve("Which H20 instruments measure?", 9)
    assert next(hit for hit in hits if hit.lexical_rank == 1).passage.text.startswith("县里的气象站")
    assert next(hit for hit in hits if hit.passage.lang == "zh").passage.text.startswith("县里的气象站")


def test_scores_fall_and_every_passage_comes_once(store: Store) -> None:
    hits = retriever(store).retrieve("茶 price 桥 crack", 50)
    assert len(hits) == 9
    assert len({hit.passage.passage_id for hit in hits}) == 9
    best = [hit.score for hit in hits[:-1]]  # the last is a repeat, moved behind
    assert best == sorted(best, reverse=True)


def test_a_near_repeat_does_not_crowd_out_another_passage(store: Store) -> None:
    texts = [hit.passage.text for hit in retriever(store).retrieve("清明前的嫩芽一斤卖多少元？", 8)]
    assert sum("清明前" in text for text in texts) == 1
    assert sum("清明前" in hit.passage.text for hit in retriever(store).retrieve("清明前的嫩芽一斤卖多少元？", 9)) == 2


def test_the_users_glossary_is_searched_for(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("雨量计\twet meter\ttechnology\t\n", encoding="utf8")
    assert not any(hit.lexical_rank for hit in retriever(store).retrieve("How about a wet meter?", 9) if hit.passage.lang == "zh")
    hits = retriever(store, glossary=own).retrieve("How about a wet meter?", 9)
    assert [hit.passage.text[:6] for hit in hits if hit.lexical_rank and hit.passage.lang == "zh"] == ["县里的气象站"]


def test_a_quantity_is_found_however_it_is_written(tmp_path: Path) -> None:
    embedder, chosen = HashEmbedder(), Settings(home=tmp_path)
    with open_store(chosen, embedder.name, embedder.dim, write=True) as writer:
        writer.put_all([entry("/d/zh.txt", "修渠花了三百亿元。\n第十七条规定了水价。\n计划投资5000亿美元。\n渠长每年换一次。", embedder)])
    with open_store(chosen, embedder.name, embedder.dim) as reader:
        found = Retriever(reader, embedder, chosen)
        for question, text in {
            "Who pays $500 billion?": "计划投资5000亿美元。",
            "What does Article 17 say?": "第十七条规定了水价。",
        }.items():
            assert [hit.passage.text for hit in found.retrieve(question, 4) if hit.lexical_rank == 1] == [text]


def test_a_passage_that_only_shares_a_name_with_the_wrong_wording_is_no_candidate(store: Store) -> None:
    # BM25 of the English question finds H20 in a Chinese passage that neither dense search nor the crossing wording brought.
    narrow = retriever(store)
    narrow._candidates = 1
    assert narrow.retrieve("crack h20 bridge", 1)


def test_a_translation_is_searched_beside_the_question(store: Store) -> None:
    hits = retriever(store).retrieve("Who works longer?", 5, translation="灌溉渠 村民 水田 渠口 清理")
    assert hits[0].passage.text.startswith("灌溉渠")


@pytest.mark.parametrize("translation", [None, "", "茶农在清明前采下的嫩芽"])
def test_no_translation_and_one_that_means_something_else_change_nothing(
    store: Store, translation: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragassist.retrieve.retriever.least_translation", lambda _embedder: 0.25)  # as if it had been measured
    plain = retriever(store).retrieve("Who logged the ships?", 5)
    assert retriever(store).retrieve("Who logged the ships?", 5, translation=translation) == plain


def test_weights_can_be_given_instead_of_those_fitted_to_the_embedder(store: Store) -> None:
    blind = Retriever(store, HashEmbedder(), Settings(home=store.home), RetrievalWeights(sentence=0.0, words=0.0, crossing=0.0))
    hits = blind.retrieve("Who logged the ships?", 9)
    assert [hit.dense_rank for hit in hits if hit.dense_rank] == sorted(hit.dense_rank for hit in hits if hit.dense_rank)


def test_a_batch_finds_what_each_question_finds_alone(store: Store) -> None:
    questions: Sequence[str] = ["桥墩为什么有裂缝？", "", "Who logged the ships?", "😀"]
    found = retriever(store)
    assert found.batch(questions, 4) == [found.retrieve(question, 4) for question in questions]
    assert found.batch([], 4) == []
    assert found.batch(["x"], 0) == [[]]


def test_more_can_be_asked_for_than_the_candidates_setting(store: Store) -> None:
    assert len(retriever(store, candidates=10).retrieve("桥", 9)) == 9


def test_a_passage_removed_meanwhile_is_left_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = retriever(store).retrieve("桥墩为什么有裂缝？", 9)
    gone = whole[0].passage.passage_id
    passages = store.passages
    monkeypatch.setattr(store, "passages", lambda ids: [found for found in passages(ids) if found.passage_id != gone])
    left = retriever(store).retrieve("桥墩为什么有裂缝？", 9)
    assert gone not in {hit.passage.passage_id for hit in left}
    assert len(left) == len(whole) - 1


class SentenceEmbedder(HashEmbedder):
    """Sees passages dimly and sentences well: only a passage's best sentence can tell."""

    def __init__(self) -> None:
        super().__init__("sentences", 128, statement_dim=64)

    def passages(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        return np.tile(np.float32([1 / 8] * 64 + [0] * 64), (len(texts), 1))

    def questions(self, texts: Sequence[str], langs: Sequence[Lang]) -> np.ndarray:
        whole = np.float32([[1 / 8] * 64] * len(texts))
        return np.hstack([whole, self.statements(texts, langs)]) / np.float32(2**0.5)

    def statements(self, texts: Sequence[str], langs: Sequence[Lang], titles: Sequence[str] | None = None) -> np.ndarray:
        return np.stack([HashEmbedder("sentences", 64)._vector(text) for text in texts])


def test_the_passage_with_the_best_sentence_comes_first(tmp_path: Path) -> None:
    embedder = SentenceEmbedder()
    settings = Settings(home=tmp_path)
    with open_store(settings, embedder.name, embedder.dim, write=True) as writer:
        for number, text in enumerate(EN.splitlines()):
            document, passages = made(f"/d/{number}.txt", text, lang="en")
            writer.put(document, passages, writer.cached(passages, embedder))
        assert embed_sentences(writer, embedder) == 4
    with open_store(settings, embedder.name, embedder.dim) as reader:
        question = "lighthouse keeper ship strait"
        vector = embedder.questions([question], ["en"])[0]
        assert len({score for _, score in reader.dense(vector, 4)}) == 1
        found = Retriever(reader, embedder, settings)._by_best_sentence(
            dict(reader.dense(vector, 4)), {p.passage_id: p for r in reader.documents() for p in reader.passages_of(r.doc_id)}, vector
        )
        best = reader.passages([max(found, key=lambda name: found[name])])[0]
        assert best.text.startswith("The lighthouse keeper")


def test_sentence_vectors_go_with_their_passage(tmp_path: Path) -> None:
    embedder = SentenceEmbedder()
    settings = Settings(home=tmp_path)
    with open_store(settings, embedder.name, embedder.dim, write=True) as writer:
        document, passages = made("/d/a.txt", EN, lang="en")
        writer.put(document, passages, writer.cached(passages, embedder))
        assert [part.shape for part in writer.statements(passages, embedder)] == [(0, 64)] * 4
        assert embed_sentences(writer, embedder) == 4
        assert [part.shape for part in writer.statements(passages, embedder)] == [(1, 64)] * 4
        np.testing.assert_allclose(
            writer.statements(passages[:1], embedder)[0][0], embedder.statements([passages[0].text], ["en"])[0], atol=1e-3
        )
        writer.remove(document.doc_id)
        assert [part.shape for part in writer.statements(passages, embedder)] == [(0, 64)] * 4
