"""English titles: certain ones from the glossary, the rest from a scripted model."""

from __future__ import annotations

import doctest

import pytest

from ragassist.errors import ModelError
from ragassist.ingest import titles
from ragassist.ingest.titles import known_title, translate_titles
from ragassist.store import open_store
from tests.ingest.test_sync import RIVER, Home

LAW = "数据安全法（草案）\n\n第一条 为了保障数据安全，制定本法。\n\n第二条 本法自公布之日起施行。\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "river.txt").write_text(RIVER, encoding="utf8")
    (tmp_path / "documents" / "law.txt").write_text(LAW, encoding="utf8")
    monkeypatch.chdir(tmp_path)
    return Home(tmp_path / "home")


def english(home):
    with home.read() as store:
        assert store.check() == []
        return {record.path: (record.meta.title_en, record.meta.title_en_by) for record in store.documents()}


def translate(home, say):
    with open_store(home.settings, write=True) as store:
        return translate_titles(store, say)


def test_the_examples_in_the_documentation_are_right():
    assert doctest.testmod(titles).failed == 0


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("中华人民共和国个人信息保护法", "Personal Information Protection Law"),
        (
            "生成式人工智能服务管理暂行办法（征求意见稿）",
            "Interim Measures for the Management of Generative AI Services (draft for comment)",
        ),
        ("《数据安全法（草案）》", "Data Security Law (draft)"),
        ("《数据安全法》（草案）", "Data Security Law (draft)"),
        ("解读《数据安全法》", ""),
        ("数据安全法与网络安全法", ""),
        ("数据安全法（释义）", ""),
        ("国务院", ""),
        ("河道管理办法", ""),
        ("", ""),
    ],
)
def test_only_the_whole_name_of_a_known_rule_is_certain(title, expected):
    assert known_title(title) == expected


def test_a_known_title_goes_in_at_ingest_and_says_where_it_is_from(home):
    home.ingest("documents")
    assert english(home) == {"documents/law.txt": ("Data Security Law (draft)", "glossary"), "documents/river.txt": ("", "")}


def test_the_pass_fills_what_is_missing_once_and_keeps_the_index(home):
    home.ingest("documents")
    before, asked = home.snapshot(), []

    def say(title):
        asked.append(title)
        return "Measures for River Management", "scripted"

    report = translate(home, say)
    assert (report.translated, report.known, report.unconfirmed, report.failed) == (("documents/river.txt",), (), (), ())
    assert english(home)["documents/river.txt"] == ("Measures for River Management", "scripted")
    assert translate(home, say).translated == ()
    assert asked == ["河道管理办法"]
    assert home.snapshot() == before
    with home.read() as store:
        assert store.lexical("疏浚", 3)
    assert len(home.ingest("documents").unchanged) == 2


def test_documents_of_one_title_are_asked_for_once(home, tmp_path):
    (tmp_path / "documents" / "again.txt").write_text(RIVER + "另有一段。\n", encoding="utf8")
    home.ingest("documents")
    asked = []
    report = translate(home, lambda title: asked.append(title) or ("Measures for River Management", "scripted"))
    assert len(report.translated) == 2
    assert len(asked) == 1


def test_an_unconfirmed_title_stays_empty_and_a_silent_model_ends_the_pass(home):
    home.ingest("documents")
    assert translate(home, lambda title: None).unconfirmed == ("documents/river.txt",)

    def silent(title):
        raise ModelError("answer.empty", name="A model")

    report = translate(home, silent)
    assert [failure.path for failure in report.failed] == ["documents/river.txt"]
    assert english(home)["documents/river.txt"] == ("", "")


def test_a_home_from_before_the_glossary_gets_its_known_titles(home):
    from dataclasses import replace

    home.ingest("documents")
    with open_store(home.settings, write=True) as store:
        store.set_meta({r.doc_id: replace(r.meta, title_en="", title_en_by="") for r in store.documents()})
    report = translate(home, lambda title: None)
    assert report.known == ("documents/law.txt",)
    assert english(home)["documents/law.txt"] == ("Data Security Law (draft)", "glossary")
