from __future__ import annotations

import dataclasses
import json
import time
import zipfile

import pytest

from ragassist import Assistant, Settings
from ragassist.cli import main
from ragassist.cli import tasks as commands
from ragassist.errors import UsageError
from ragassist.types import Filter
from tests.answer.garbage import ScriptedChat
from tests.store.fakes import HashEmbedder

LAW = "---\ntitle: {title}\ntitle_en: {title_en}\ndate: {date}\nkind: measure\n---\n\n# {title}\n\n{body}\n"
OLD = "第一条　租赁企业应当每年检修车辆。\n\n第二条　租赁企业可以收取押金，押金不得超过二百元。\n\n第三条　骑行者不得载人。\n\n第四条　本办法自2025年1月1日起施行。"
NEW = OLD.replace("每年", "每半年").replace("二百元", "一百元").replace("2025年", "2026年")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "old.md").write_text(
        LAW.format(title="共享单车管理办法（试行）", title_en="Bike Sharing Measures (Trial)", date="2024-11-01", body=OLD), encoding="utf8"
    )
    (folder / "new.md").write_text(
        LAW.format(title="共享单车管理办法", title_en="Bike Sharing Measures", date="2025-11-01", body=NEW), encoding="utf8"
    )
    return tmp_path


@pytest.fixture
def ours(home):
    made = Assistant(Settings.load({"home": home / "home", "chat.tier": "extractive"}), embedder=HashEmbedder())
    made.ingest([home / "docs"])
    with made:
        yield made


@pytest.fixture
def run(ours, monkeypatch, capsys):
    def call(*words):
        for module in (commands,):
            monkeypatch.setattr(module, "assistant", lambda args: ours)
        capsys.readouterr()
        code = main([str(word) for word in words])
        return code, capsys.readouterr().out

    return call


class Slow(ScriptedChat):
    def complete(self, messages, *, max_tokens, stop=()):
        time.sleep(20)
        return super().complete(messages, max_tokens=max_tokens, stop=stop)

    def stream(self, messages, *, max_tokens, stop=()):
        time.sleep(20)
        yield from super().stream(messages, max_tokens=max_tokens, stop=stop)


def holds(ours, result):
    return all(ours.raw(c["doc_id"])[c["start"] : c["end"]] == c["quote"] for c in result["citations"])


def used(result):
    cited = {n for table in result["tables"] for line in table["lines"] for n in line["citations"]}
    return cited | {n for claim in result["summary"] for n in claim["citations"]}


def test_each_command_gives_one_json_document_whose_citations_are_exact_and_used(run, ours, home):
    memo = home / "memo.txt"
    memo.write_text("租赁企业应当每半年检修车辆。押金不得超过三百元。", encoding="utf8")
    for words in (
        ("list", "duties"),
        ("list", "amounts", "--lang", "zh"),
        ("compare", "old.md", "new.md"),
        ("audit", memo, "--in", "new.md"),
        ("brief", "new.md", "--length", "full"),
    ):
        code, out = run(*words, "--json")
        result = json.loads(out)
        assert code == 0
        assert holds(ours, result)
        assert used(result) == {citation["n"] for citation in result["citations"]}, words


def test_an_audit_through_the_index_tells_right_from_wrong(ours):
    within = Filter(doc_ids=frozenset({ours.store.find("new.md").doc_id}))
    found = ours.work.audit("押金不得超过一百元。押金不得超过三百元。", within, "zh")
    assert [line.status for line in found.tables[0].lines][1] == "unsupported"
    assert found.counts.get("contradicted") == 1


def test_a_list_counts_what_was_read(ours):
    found = ours.work.list_all("deadlines")
    assert (found.counts["read"], found.counts["total"]) == (2, 2)
    assert "Read 2 of 2 documents" in found.coverage


def test_comparing_a_document_with_itself_is_an_error(ours):
    with pytest.raises(UsageError, match="same document"):
        ours.work.compare("new.md", "new.md")


def test_a_result_is_packed_and_verified_here_and_on_an_empty_home(run, ours, home, monkeypatch):
    result, pack = home / "result.json", home / "result.zip"
    assert run("list", "prohibitions", "--out", result)[0] == 0
    assert run("pack", result)[0] == 0
    code, out = run("verify", pack, "--json")
    assert (code, json.loads(out)["same"] > 0) == (0, True)
    elsewhere = Assistant(Settings.load({"home": home / "elsewhere", "chat.tier": "extractive"}), embedder=HashEmbedder())
    monkeypatch.setattr(commands, "assistant", lambda args: elsewhere)
    assert commands.verify_pack(type("Args", (), {"pack": pack, "json": True})()) == 0


def test_a_saved_answer_is_packed_and_verified_and_a_refusal_too(run, ours, home):
    saved = home / "answer.json"
    question = "租赁企业收取的押金不得超过多少元？"
    for within, quotations in ((None, 1), (Filter(kinds=frozenset({"law"})), 0)):
        answer = ours.ask(question, within=within)
        assert answer.refused == (quotations == 0)
        saved.write_text(json.dumps(dataclasses.asdict(answer), ensure_ascii=False), encoding="utf8")
        code, out = run("pack", saved, "--json")
        assert (code, json.loads(out)["citations"] >= quotations) == (0, True)
        inside = zipfile.ZipFile(home / "answer.zip")
        assert question in inside.read("index.html").decode()
        assert json.loads(inside.read("report.json"))["task"] == "answer"
        code, out = run("verify", home / "answer.zip", "--json")
        assert (code, json.loads(out)["same"]) == (0, len(answer.citations))
    saved.write_text('{"question": "x"}', encoding="utf8")
    assert run("pack", saved)[0] == 2


def test_an_unknown_format_is_two_sentences_and_exit_code_two(run, home):
    code, _ = run("list", "duties", "--out", home / "list.odt")
    assert code == 2


def test_a_list_draws_its_timeline_beside_its_table_and_marks_what_was_superseded(run, home):
    code, out = run("list", "deadlines", "--timeline", home / "t.svg", "--json")
    assert code == 0
    assert {date["date"] for table in json.loads(out)["tables"] for line in table["lines"] for date in line["dates"]} >= {"2026-01-01"}
    drawn = (home / "t.svg").read_text(encoding="utf8")
    assert "superseded, later version: Bike Sharing Measures (2025-11-01)" in drawn
    assert "2025-01-01" in drawn
    assert run("list", "deadlines", "--in", "old.md", "--timeline", home / "one.svg")[0] == 0
    assert "later version: Bike Sharing Measures (2025-11-01)" in (home / "one.svg").read_text(encoding="utf8")


def test_a_timeline_in_another_format_is_refused_before_anything_is_read(run, home, ours, monkeypatch):
    monkeypatch.setattr(type(ours.work), "list_all", lambda *_, **__: pytest.fail("the list was made"))
    assert run("list", "deadlines", "--timeline", home / "t.gif")[0] == 2


def test_every_export_is_written(run, home):
    for ending in ("md", "csv", "xlsx", "docx", "html", "json"):
        assert run("compare", "old.md", "new.md", "--out", home / f"c.{ending}")[0] == 0
        assert (home / f"c.{ending}").stat().st_size > 100


def test_a_sentence_that_the_model_does_not_render_in_time_is_given_up(ours, monkeypatch):
    from ragassist.tasks import work as module

    monkeypatch.setattr(module, "_SPARE_S", 0.2)
    work = ours.work
    work._chat = Slow("Bicycles are mended.", tier="local")
    render = work._render("en", within_s=0.3)
    began = time.monotonic()
    assert render("租赁企业应当每年检修车辆。") is None
    assert time.monotonic() - began < 10


def test_a_brief_ends_in_time_and_tells_first_what_takes_no_model(ours, monkeypatch):
    from ragassist.tasks import work as module

    monkeypatch.setattr(module, "_BRIEF_S", 1.5)
    monkeypatch.setattr(module, "_SPARE_S", 0.5)
    work, told = ours.work, []
    work._chat = Slow("Bicycles are mended.", tier="local")
    began = time.monotonic()
    found = work.brief(["new.md"], "en", progress=lambda at: told.append(at.title))
    assert time.monotonic() - began < 10
    said = [line.cells[-1].text for table in found.tables[1:] for line in table.lines]
    by_rule = [text for text in said if text]
    assert by_rule
    assert all(text != "Bicycles are mended." for text in by_rule)
    assert next(title for title in told if title.isascii() and "take effect" in title) in by_rule
    assert f"{len(by_rule)} of the {len(said)} statements are in your language" in found.coverage
    assert all(line.citations for table in found.tables[1:] for line in table.lines)
