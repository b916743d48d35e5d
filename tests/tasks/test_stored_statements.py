"""Statements chosen by the vectors that an index holds."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks import nearest
from ragassist.tasks.audit_values import Source
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.tasks.stored_statements import StoredStatements, stored_statements
from tests.tasks.make import Counting, side

AXES = np.eye(4, dtype=np.float32)


def test_what_all_statements_of_a_document_say_counts_less():
    told = np.stack([AXES[0], 0.8 * AXES[0] + 0.6 * AXES[1], AXES[0], 0.6 * AXES[0] + 0.8 * AXES[2]])
    asked = 0.9 * AXES[0] + 0.43 * AXES[1]
    stored = StoredStatements(told, ["a", "a", "a", "b"])
    assert stored.nearest(asked, 4)[0] == 1
    assert sorted(stored.nearest(asked, 4)) == [0, 1, 2, 3]
    assert stored.nearest(asked, 1) == [1]


def test_a_statement_without_a_vector_is_not_chosen():
    stored = StoredStatements(np.stack([AXES[0], np.zeros(4, np.float32)]), ["a", "a"])
    assert stored.known.tolist() == [0]
    assert stored.nearest(AXES[0], 2) == [0]


@pytest.fixture
def sources(tmp_path):
    body = "\n\n".join(f"第{number}条　{thing}应当有人看管。" for number, thing in zip("一二三四五六", "船港灯塔桥闸", strict=True))
    port = side(tmp_path, "port", body, title="看管办法", title_en="Measures for Guards")
    return [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]


def test_of_a_large_index_only_what_its_vectors_choose_is_embedded_and_what_has_none_is_searched(sources, monkeypatch):
    monkeypatch.setattr(nearest, "_ALL", 1)
    monkeypatch.setattr(nearest, "_CHOSEN", 2)
    vectors = Counting().sentences([each.read for each in sources], ["zh"] * 6)
    vectors[5] = 0
    found = [(sources[at].record.doc_id, sources[at].statement.start, sources[at].statement.end) for at in (0, 5)]
    asked = []
    encoder = Counting()
    near = Nearness(
        sources,
        encoder,
        lambda claim: asked.append(claim) or found,
        stored=StoredStatements(vectors, [each.record.doc_id for each in sources]),
    )
    told = near("塔有人看管。", "zh")
    assert told[3] == max(told)
    assert (
        sum(each.read in encoder.seen for each in sources) == 3
    )  # two chosen, one that has no vector; the first has one and is not chosen
    assert sources[5].read in encoder.seen
    assert asked == ["塔有人看管。"]


def test_nothing_is_searched_where_every_statement_has_a_vector(sources, monkeypatch):
    monkeypatch.setattr(nearest, "_ALL", 1)
    vectors = Counting().sentences([each.read for each in sources], ["zh"] * 6)

    def search(claim):
        raise AssertionError(claim)

    stored = StoredStatements(vectors, [each.record.doc_id for each in sources])
    assert max(Nearness(sources, Counting(), search, stored=stored)("塔有人看管。", "zh")) > 0


class Index:
    """A store of one document that holds the vectors of all its passages' sentences, or of none."""

    def __init__(self, passages, holds=True):
        self._passages = passages
        self._holds = holds

    def passages_of(self, doc_id):
        return self._passages

    def statements(self, passages, embedder):
        of = [len(each.sentences) if self._holds else 0 for each in passages]
        return [np.full((n, embedder.statement_dim), at + 1.0, np.float32) for at, n in enumerate(of)]


class OneSpace:
    dim = statement_dim = 3


class TwoSpaces:
    dim, statement_dim = 3, 2


def test_an_index_gives_each_statement_the_vector_of_its_own_sentence(tmp_path):
    port = side(tmp_path, "port", "第一条　船应当有人看管。\n\n第二条　港应当有人看管。", title="看管办法", title_en="Guards")
    sources = [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]
    stored = stored_statements(sources, Index(port.passages), OneSpace())
    assert stored is not None
    assert stored.known.tolist() == list(range(len(sources)))
    assert stored_statements(sources, Index(port.passages, holds=False), OneSpace()) is None
    assert stored_statements(sources, Index(port.passages), TwoSpaces()) is None
