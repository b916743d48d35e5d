"""Near-duplicates: what is linked as copy or version, what is not, and that the links follow every change."""

from __future__ import annotations

import sqlite3

import pytest

from ragassist.ingest.sync import sync
from ragassist.store import open_store
from ragassist.store.kinship import kinship
from ragassist.types import DocumentMeta
from tests.store.fakes import HashEmbedder, settings
from tests.store.rules import article, rule, story


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Shelf:
    """A directory of documents and its index."""

    def __init__(self, place):
        self.documents, self.settings, self.embedder = place / "documents", settings(place / "home"), HashEmbedder()

    def put(self, **texts):
        for name, text in texts.items():
            (self.documents / f"{name}.txt").write_text(text, encoding="utf8")
        return self.ingest()

    def ingest(self, **more):
        with open_store(self.settings, self.embedder.name, self.embedder.dim, write=True) as store:
            report = sync([self.documents], store=store, embedder=self.embedder, settings=self.settings, **more)
        assert report.failed == ()
        return report

    def relations(self):
        """(name, other name) -> relation, as the store's records and single records say alike."""
        with open_store(self.settings, self.embedder.name, self.embedder.dim) as store:
            records = store.documents()
            assert [store.document(record.doc_id) for record in records] == records
            names = {record.doc_id: record.path.split("/")[-1].removesuffix(".txt") for record in records}
            return {(names[r.doc_id], names[other.doc_id]): other for r in records for other in r.related}

    def kinds(self):
        found = self.relations()
        for (name, other), relation in found.items():
            back = found[other, name]
            assert (back.kind, back.similarity) == (relation.kind, relation.similarity)
        return {(name, other): relation.kind for (name, other), relation in found.items() if name < other}


@pytest.fixture
def shelf(place):
    return Shelf(place)


def page(title, account, date, paragraphs):
    head = f"---\ntitle: {title}\nauthor: {account}\ndate: {date}\nurl: https://mp.weixin.qq.com/s/{account}\n---\n\n# {title}\n\n"
    return head + "\n\n".join(paragraphs) + "\n"


def test_an_article_of_two_accounts_is_a_copy_whatever_surrounds_it(shelf):
    text = story(1)
    banner = [
        "点击上方蓝字关注我们，每天了解一个政策热点，和十万读者一起看懂数字经济。",
        *text,
        "本号转载此文是为了传递更多信息，如有疑问请在后台留言联系编辑。",
    ]
    shelf.put(
        original=page("算力租赁合同为何要登记", "first", "2025-03-01", text),
        reprint=page("重磅！算力租赁要登记了", "second", "2025-03-02", banner),
        other=page("港口的数据由谁保管", "second", "2025-03-02", story(2)),
    )
    assert shelf.kinds() == {("original", "reprint"): "copy"}
    assert 0.8 < shelf.relations()["original", "reprint"].similarity < 1


def test_a_traditional_text_is_a_copy_of_the_simplified_one(shelf):
    from opencc import OpenCC

    shelf.put(simplified="\n\n".join(["数据港口", *story(3)]), traditional=OpenCC("s2t").convert("\n\n".join(["数据港口", *story(3)])))
    assert shelf.kinds() == {("simplified", "traditional"): "copy"}


def test_a_draft_and_the_final_rule_are_versions(shelf):
    final = rule("滨海市数据流通管理办法", seed=5)
    draft = rule("滨海市数据流通管理办法（征求意见稿）", seed=5, changed=frozenset({4, 5, 9, 13, 14, 20}))
    shelf.put(draft=draft, final=final)
    assert shelf.kinds() == {("draft", "final"): "version"}
    assert 0.4 < shelf.relations()["draft", "final"].similarity < 0.75
    announced = draft.replace("滨海市数据流通管理办法（征求意见稿）", "关于《滨海市数据流通管理办法（征求意见稿）》公开征求意见的通知", 1)
    shelf.put(draft=announced)
    assert shelf.kinds() == {("draft", "final"): "version"}


def test_an_amended_rule_is_a_version_and_a_reprint_on_another_day_is_a_copy(shelf):
    def dated(day, changed):
        body = rule("滨海市数据流通管理办法", seed=5, changed=changed)
        return f"---\ntitle: 滨海市数据流通管理办法\ndate: {day}\n---\n\n{body}"

    shelf.put(
        first=dated("2019-05-01", frozenset()), amended=dated("2023-08-15", frozenset({3, 8})), reprint=dated("2019-06-30", frozenset())
    )
    assert shelf.kinds() == {("amended", "first"): "version", ("amended", "reprint"): "version", ("first", "reprint"): "copy"}
    relations = shelf.relations()
    assert relations["first", "reprint"].similarity == 1 > relations["amended", "first"].similarity > 0.7


def test_rules_that_share_boilerplate_are_not_linked(shelf):
    shelf.put(
        trade=rule("滨海市数据流通管理办法", seed=5, articles=12),
        power=rule("滨海市算力设施管理办法", seed=6, articles=12),
        youth=rule("青少年模式管理规定", seed=7, articles=12),
    )
    assert shelf.kinds() == {}


def test_one_city_following_another_word_for_word_is_not_linked(shelf):
    shared = frozenset({3, 6, 9, 12, 15, 18})
    shelf.put(ours=rule("滨海市数据流通管理办法", seed=5), theirs=rule("临江市数据流通管理办法", seed=5, changed=shared))
    assert shelf.kinds() == {}


def test_a_notice_that_quotes_a_rule_is_no_version_of_it(shelf):
    law = rule("滨海市数据流通管理办法", seed=5)
    quoted = "".join(f"办法{article(n, 5).replace(' ', '规定：“', 1)}”" for n in (3, 4, 5))
    notice = f"关于公布《滨海市数据流通管理办法》的通知\n\n各区人民政府：\n\n现将办法予以公布。{quoted}\n\n请各区在三十日内报送落实情况，并指定一名联络员。\n"
    shelf.put(law=law, notice=notice)
    assert shelf.kinds() == {}


def test_issues_of_a_series_that_differ_in_numbers_are_not_linked(shelf):
    text = "\n\n".join(story(8))
    shelf.put(second=f"算法备案公告（第2批）\n\n{text}\n", third=f"算法备案公告（第3批）\n\n{text.replace('之日起', '当日起')}\n")
    assert shelf.kinds() == {}


def test_texts_too_short_to_tell_are_not_linked(shelf):
    shelf.put(first="路灯巡查通告\n\n编号七的路灯每晚七点打开。\n", second="路灯巡查通告\n\n编号七的路灯每晚七点打开。\n\n")
    assert shelf.kinds() == {}


@pytest.mark.slow
def test_links_follow_updates_and_removals(shelf):
    final, draft = rule("数据流通管理办法", seed=5), rule("数据流通管理办法（草案）", seed=5, changed=frozenset({4}))
    shelf.put(final=final, draft=draft, copy=final)
    assert shelf.kinds() == {("copy", "final"): "copy", ("copy", "draft"): "version", ("draft", "final"): "version"}
    shelf.put(copy=rule("算力设施管理办法", seed=6))
    assert shelf.kinds() == {("draft", "final"): "version"}
    (shelf.documents / "draft.txt").unlink()
    shelf.ingest(prune=True)
    assert shelf.kinds() == {}
    shelf.put(draft=draft)
    assert shelf.kinds() == {("draft", "final"): "version"}
    with open_store(shelf.settings, shelf.embedder.name, shelf.embedder.dim, write=True) as store:
        store.rebuild(shelf.embedder)
    assert shelf.kinds() == {("draft", "final"): "version"}


@pytest.mark.slow
def test_many_copies_of_one_text_are_bounded_and_stay_symmetric(shelf):
    text = rule("数据流通管理办法", seed=5, articles=8)
    shelf.put(**{f"n{n:02}": text for n in range(30)})
    assert set(shelf.kinds().values()) == {"copy"}
    assert len(shelf.kinds()) <= 30 * 20


@pytest.mark.slow
def test_a_home_of_an_older_program_is_read_and_then_completed(shelf):
    final, draft = rule("数据流通管理办法", seed=5), rule("数据流通管理办法（草案）", seed=5, changed=frozenset({4}))
    shelf.put(final=final, draft=draft)
    before = shelf.relations()
    with sqlite3.connect(shelf.settings.home / "manifest.sqlite3") as db:
        for table in ("relations", "bands", "sketches"):
            db.execute(f"DROP TABLE {table}")
    db.close()
    assert shelf.relations() == {}
    assert len(shelf.ingest().unchanged) == 2
    assert shelf.relations() == before


@pytest.mark.parametrize(
    ("a", "b", "resemblance", "expected"),
    [
        ("数据流通管理办法", "数据流通管理办法（试行）", 0.3, "version"),
        ("数据流通管理暂行办法", "数据流通管理办法", 0.3, "version"),
        ("中华人民共和国数据流通法（修订草案）", "《数据流通法（2024修正）》", 0.3, "version"),
        ("数据流通管理办法", "数据流通管理办法（全文）", 0.9, "copy"),
        ("数据流通管理办法", "数据流通管理办法", 0.4, None),
        ("数据流通管理办法（草案）", "数据流通管理办法", 0.2, None),
        ("数据流通管理办法", "算力设施管理办法", 0.7, None),
        ("数据流通管理办法", "算力设施管理办法", 0.85, "copy"),
        ("一文读懂数据流通", "数据流通怎么看", 0.6, "copy"),
        ("政策周报第3期", "政策周报第4期", 0.9, None),
        ("通知", "通知（试行）", 0.4, None),
    ],
)
def test_kinship_is_judged_by_names_and_states_and_is_symmetric(a, b, resemblance, expected):
    def meta(title):
        return DocumentMeta(title=title, kind="measure" if "办法" in title else "law" if "法" in title else "")

    assert kinship(meta(a), meta(b), resemblance) == kinship(meta(b), meta(a), resemblance) == expected


def test_another_state_is_another_version_and_an_unknown_one_is_not():
    def meta(status):
        return DocumentMeta(title="数据流通管理办法", kind="measure", status=status)

    assert kinship(meta("draft"), meta("in force"), 0.99) == "version"
    assert kinship(meta("repealed"), meta(""), 0.99) == "version"
    assert kinship(meta("in force"), meta(""), 0.99) == "copy"
