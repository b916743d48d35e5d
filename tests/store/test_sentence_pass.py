"""The second pass over sentences: it leaves nothing out, does nothing twice and can be stopped at any passage."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ragassist.settings import Settings
from ragassist.store import Entry, open_store
from ragassist.store.passage_vectors import title_above, titled
from ragassist.store.sentence_pass import embed_sentences
from tests.store.fakes import HashEmbedder
from tests.store.fakes import document as made

FERRY = "The ferry crosses the sound twice a day. Tickets are sold on board. In storms it stays in the harbour."
MARKET = "The fish market opens at five. Its ice comes from the old mill."


class Titled(HashEmbedder):
    """Reads a text under its title, and remembers what it was given."""

    titled = True

    def __init__(self) -> None:
        super().__init__("titled", 64, statement_dim=64)
        self.given: list[tuple[str, str]] = []

    def passages(self, texts, langs, titles=None):
        return super().passages([f"{title} {text}" for title, text in zip(titles, texts, strict=True)], langs)

    def statements(self, texts, langs, titles=None):
        self.given += zip(titles, texts, strict=True)
        return self.questions([f"{title} {text}" for title, text in zip(titles, texts, strict=True)], langs)


def filled(home: Path, embedder: HashEmbedder) -> Settings:
    settings = Settings(home=home)
    with open_store(settings, embedder.name, embedder.dim, write=True) as store:
        for name, text in (("ferry", FERRY), ("market", MARKET)):
            document, passages = made(f"/d/{name}.txt", text, lang="en")
            vectors = store.cached(passages, embedder, [document.meta.title] * len(passages))
            store.put_all([Entry(document, tuple(passages), vectors, titled=titled(embedder))])
    return settings


def test_every_sentence_is_embedded_under_its_title_and_heading_once(tmp_path):
    embedder = Titled()
    settings = filled(tmp_path, embedder)
    with open_store(settings, embedder.name, embedder.dim) as store:
        assert embed_sentences(store, embedder) == len(embedder.given) > 0
        assert embed_sentences(store, embedder) == 0
        record = store.documents()[0]
        passages = store.passages_of(record.doc_id)
        above = title_above(passages[0], record.meta.title)
        assert (above, passages[0].sentences[0].text) in embedder.given
        told = store.statements(passages, embedder)
        assert [len(part) for part in told] == [len(passage.sentences) for passage in passages]
        expected = embedder.statements([passages[0].sentences[0].text], ["en"], [above])
        np.testing.assert_allclose(told[0][0], expected[0], atol=1e-3)


def test_a_pass_that_is_stopped_goes_on_where_it_stopped(tmp_path):
    embedder = Titled()
    settings = filled(tmp_path, embedder)
    asked = iter([False, True])
    with open_store(settings, embedder.name, embedder.dim) as store:
        first = embed_sentences(store, embedder, stop=lambda: next(asked))
        total = sum(len(p.sentences) for record in store.documents() for p in store.passages_of(record.doc_id))
        assert 0 < first < total
        assert embed_sentences(store, embedder) == total - first


def test_a_title_that_changed_changes_the_vector_that_is_looked_for(tmp_path):
    embedder = Titled()
    _, passages = made("/d/a.txt", FERRY, lang="en")
    with open_store(Settings(home=tmp_path), embedder.name, embedder.dim, write=True) as store:
        one = store.cached(passages, embedder, ["Ferries"] * len(passages))
        asked = embedder.asked
        assert np.array_equal(store.cached(passages, embedder, ["Ferries"] * len(passages)), one)
        assert embedder.asked == asked
        assert not np.array_equal(store.cached(passages, embedder, ["Timetables"] * len(passages)), one)
