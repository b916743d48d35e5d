"""What an audit keeps: a claim is searched once, and a statement embedded once for all audits."""

from __future__ import annotations

import pytest

from ragassist.store.sentence_vectors import SentenceVectors
from ragassist.tasks import nearest
from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Source
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.verify.verifier import Verifier
from tests.tasks.make import Counting, side

BODY = "\n\n".join(
    f"第{number}条　{thing}应当每{count}年检查一次。"
    for number, thing, count in zip("一二三四五六", "船港灯塔桥闸", "二三四五六七", strict=True)
)
MEMO = "船应当每二年检查一次。港应当每九年检查一次。塔里不得饲养鸽子。"


@pytest.fixture
def sources(tmp_path):
    port = side(tmp_path, "port", BODY, title="检查办法", title_en="Measures for Inspections")
    return [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]


def search_in(sources, calls):
    def search(claim):
        calls.append(claim)
        return [(each.record.doc_id, each.statement.start, each.statement.end) for each in sources[2:4]]

    return search


def found(sources, near):
    return [(each.finding, [source.place for source in each.sources]) for each in audit(MEMO, sources, near, Verifier(None, None))]


def test_a_claim_is_searched_once(sources, monkeypatch):
    monkeypatch.setattr(nearest, "_ALL", 1)
    monkeypatch.setattr(nearest, "_SAMPLE", 2)
    calls = []
    near = Nearness(sources, Counting(), search_in(sources, calls))
    assert near("船应当每二年检查一次。", "zh") == near("船应当每二年检查一次。", "zh")
    assert calls == ["船应当每二年检查一次。"]


def test_a_second_audit_embeds_no_statement_that_the_first_has_kept(sources, tmp_path):
    first, second = Counting(), Counting()
    one = found(sources, Nearness(sources, first, lambda _: [], SentenceVectors(tmp_path, first.name)))
    two = found(sources, Nearness(sources, second, lambda _: [], SentenceVectors(tmp_path, second.name)))
    assert one == two
    statements_read = {source.statement.read for source in sources}
    assert statements_read <= set(first.seen)
    assert not statements_read & set(second.seen)
