"""Filters: which documents pass, and that both searches find nothing else, whichever way they take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ragassist.errors import UsageError
from ragassist.retrieve.retriever import Retriever
from ragassist.store import Entry, open_store
from ragassist.store.filter import Membership, passing
from ragassist.types import DocumentMeta, DocumentRecord, Filter
from tests.store.fakes import HashEmbedder, document, settings

YEARS = ("2023", "2023-11", "2024-03-15", "2024-08-01", "2025-01", "")


def record(doc_id: str, date: str, kind: str = "law", status: str = "", lang: str = "zh") -> DocumentRecord:
    return DocumentRecord(doc_id, doc_id, doc_id, "", lang, DocumentMeta(date=date, kind=kind, status=status), 1, 1)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2024", "", {"2024-03-15", "2024-08-01", "2025-01"}),
        ("", "2023", {"2023", "2023-11"}),
        ("2024", "2024", {"2024-03-15", "2024-08-01"}),
        ("2024-03-16", "2024-08-01", {"2024-08-01"}),
        ("2023-12", "2024-03", {"2023", "2024-03-15"}),
        ("2025-01-20", "", {"2025-01"}),
        ("2026", "", set()),
    ],
)
def test_dates_are_compared_as_precisely_as_both_are(first, last, expected):
    assert passing([record(day, day) for day in YEARS], Filter(date_from=first, date_to=last)) == expected


def test_a_document_passes_every_field_that_is_given():
    records = [
        record("a", "2024", "law", "in force"),
        record("b", "2024", "law", "draft"),
        record("c", "2024", "paper", "", "en"),
    ]
    assert passing(records, Filter()) == {"a", "b", "c"}
    assert passing(records, Filter(kinds=frozenset({"law", "paper"}), statuses=frozenset({"draft", ""}))) == {"b", "c"}
    assert passing(records, Filter(langs=frozenset({"en"}))) == {"c"}
    assert passing(records, Filter(doc_ids=frozenset({"a", "nobody"}), kinds=frozenset({"law"}))) == {"a"}
    assert passing(records, Filter(doc_ids=frozenset({"a"}), kinds=frozenset({"paper"}))) == frozenset()


@pytest.mark.parametrize("day", ["24", "2024-13", "2024-02-30", "March 2024", "2024-3", "2024-", "２０２４"])
def test_what_is_no_date_is_named(day):
    for within in (Filter(date_from=day), Filter(date_to=day)):
        with pytest.raises(UsageError, match=r"is not a date\. Give a year, month or day"):
            passing([], within)


def test_a_range_that_ends_before_it_begins_is_an_error():
    with pytest.raises(UsageError, match=r"The dates end \(2023-12\) before they begin \(2024\)"):
        passing([], Filter(date_from="2024", date_to="2023-12"))
    assert passing([], Filter(date_from="2024-05", date_to="2024")) == frozenset()


def test_a_mask_over_passages():
    documents = Membership(np.array([b"a:00000", b"b:00000", b"a:00001"]))
    assert documents.mask({"a", "unknown"}).tolist() == [True, False, True]
    assert documents.mask(set()).tolist() == [False] * 3


LINES = "路灯由{n}号巡查队每月检修。\n第{n}条道路的路灯在{n}月更换。\n"


@pytest.fixture(scope="module")
def embedder():
    return HashEmbedder()


@pytest.fixture(scope="module", params=["collection", "beside a writer", "without cache"])
def store(request, tmp_path_factory, embedder):
    """30 documents, half of them of 2024, read in the ways that a search can go."""
    chosen = settings(tmp_path_factory.mktemp("filter"))
    with open_store(chosen, embedder.name, embedder.dim, write=True) as writer:
        writer.put_all([made(n, embedder) for n in range(30)])
    if request.param == "without cache":
        for file in chosen.home.glob("embeddings.sqlite3*"):
            file.unlink()
    with open_store(chosen, embedder.name, embedder.dim) as reader:
        if request.param == "beside a writer":
            with open_store(chosen, embedder.name, embedder.dim, write=True):
                yield reader
        else:
            yield reader


def made(n: int, embedder: HashEmbedder) -> Entry:
    about, passages = document(f"/d/{n:02}.txt", LINES.format(n=n))
    about = replace(about, meta=DocumentMeta(title=str(n), date=f"{2023 + n % 2}-{n % 12 + 1:02d}", kind="law" if n < 3 else "paper"))
    return Entry(about, passages, embedder.passages([p.text for p in passages], [p.lang for p in passages]))


@pytest.mark.parametrize("within", [Filter(kinds=frozenset({"law"})), Filter(date_from="2024"), Filter(date_to="2024-11"), Filter()])
def test_both_searches_find_the_nearest_of_what_passes(store, embedder, within):
    allowed = passing(store.documents(), within)
    assert allowed
    searched = store.narrowed(within)
    vector = embedder.questions(["路灯由7号巡查队检修"], ["zh"])[0]
    passages = [p for doc_id in allowed for p in store.passages_of(doc_id)]
    exact = {p.passage_id: float(embedder.passages([p.text], ["zh"])[0] @ vector) for p in passages}
    found = searched.dense(vector, 9)
    assert len(found) == min(9, len(passages))
    assert [score for _, score in found] == pytest.approx(sorted(exact.values(), reverse=True)[:9], abs=1e-5)
    assert all(score == pytest.approx(exact[name], abs=1e-5) for name, score in found)
    everywhere = [pair for pair in store.lexical("路灯巡查队", 99) if pair[0].split(":")[0] in allowed]
    assert searched.lexical("路灯巡查队", 7) == everywhere[:7]


def test_nothing_passes_and_nothing_is_found(store, embedder):
    searched = store.narrowed(Filter(kinds=frozenset({"novel"})))
    assert searched.dense(np.ones(64, np.float32), 5) == searched.lexical("路灯", 5) == []
    assert searched.doc_ids == frozenset()


def test_a_retriever_keeps_to_the_filter(store, embedder):
    found = Retriever(store, embedder, settings(store.home)).retrieve("路灯由7号巡查队检修", 60, Filter(date_from="2024"))
    assert {hit.document.meta.date[:4] for hit in found} == {"2024"}
    assert len(found) == 30
    assert [hit.rank for hit in found] == list(range(1, 31))


def test_documents_that_come_later_are_seen(tmp_path, embedder):
    chosen, within = settings(tmp_path), Filter(kinds=frozenset({"law"}))
    with open_store(chosen, embedder.name, embedder.dim, write=True) as writer:
        writer.put_all([made(0, embedder), made(5, embedder)])
        vector = embedder.questions(["路灯"], ["zh"])[0]
        with open_store(chosen, embedder.name, embedder.dim) as reader:
            assert len(reader.narrowed(within).dense(vector, 9)) == 2
            writer.put_all([made(1, embedder)])
            assert len(reader.narrowed(within).dense(vector, 9)) == len(writer.narrowed(within).lexical("路灯", 9)) == 4
            writer.remove(writer.find("00.txt").doc_id)
            assert len(reader.narrowed(within).dense(vector, 9)) == 2
    with open_store(chosen, embedder.name, embedder.dim) as reader:
        assert len(reader.narrowed(within).lexical("路灯", 9)) == 2
