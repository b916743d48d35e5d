"""`docs` for people and scripts: the listing, the check of files and index, English titles."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile

import pytest

from ragassist.answer.translation import Translation
from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.models.embed import EmbedChoice
from tests.ingest.pdfs import column, pdf
from tests.store.fakes import HashEmbedder
from tests.store.rules import rule, story


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr("ragassist.models.embed.embedder", lambda settings: HashEmbedder())
    monkeypatch.setattr("ragassist.models.embed.choose_embedder", lambda settings, indexed="": EmbedChoice(HashEmbedder(), "chosen"))
    monkeypatch.setenv("RAGASSIST_CHAT__TIER", "extractive")
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "final.txt").write_text(rule("数据流通管理办法", seed=5), encoding="utf8")
    (documents / "draft.txt").write_text(rule("数据流通管理办法（征求意见稿）", seed=5, changed=frozenset({4, 9})), encoding="utf8")
    (documents / "port.txt").write_text("\n\n".join(["港口的数据由谁保管", *story(2)]), encoding="utf8")
    monkeypatch.chdir(tmp_path)
    assert main(["--home", "home", "ingest", "documents"]) == 0
    return tmp_path


def run(capsys, *words):
    capsys.readouterr()
    code = main(["--home", "home", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def states(capsys):
    code, out, _ = run(capsys, "docs", "--check", "--json")
    report = json.loads(out)
    assert (code == 0) == report["sound"]
    return {one["path"].split("/")[-1]: one["state"] for one in report["documents"]}, report


def test_the_listing_says_title_facts_path_and_relations(place, capsys):
    code, out, _ = run(capsys, "docs")
    assert code == 0
    blocks = out.split("\n数据流通管理办法\n")
    assert "draft, draft, zh" in blocks[0]
    assert "documents/draft.txt" in blocks[0]
    assert "    another version of 数据流通管理办法 (documents/final.txt): " in blocks[0]
    assert "another version of 数据流通管理办法（征求意见稿） (documents/draft.txt): " in blocks[1]
    assert blocks[1].count(" in common") == 1
    assert out.splitlines()[0] == "数据流通管理办法（征求意见稿）"


def test_the_list_as_json_names_relations_in_words(place, capsys):
    records = {record["path"]: record for record in json.loads(run(capsys, "docs", "--json")[1])}
    assert records["documents/port.txt"]["related"] == []
    relation = records["documents/draft.txt"]["related"][0]
    assert (relation["doc_id"], relation["path"], relation["kind"]) == (
        records["documents/final.txt"]["doc_id"],
        "documents/final.txt",
        "version",
    )
    assert relation["words"].startswith("another version of 数据流通管理办法 (documents/final.txt)")
    assert 0.5 < relation["similarity"] < 1


def test_a_sound_index_over_unchanged_files(place, capsys):
    found, report = states(capsys)
    assert set(found.values()) == {"unchanged"}
    assert report["problems"] == []
    assert all(one["left_out"] < 0.05 and one["unfinished"] == one["unknown"] == 0 for one in report["documents"])
    code, out, _ = run(capsys, "docs", "--check")
    assert code == 0
    assert "3 unchanged." in out
    assert "The index is sound" in out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_files_that_changed_went_or_cannot_be_read_are_named(place, capsys):
    documents = place / "documents"
    (documents / "final.txt").write_text(rule("数据流通管理办法", seed=6), encoding="utf8")
    (documents / "draft.txt").unlink()
    (documents / "port.txt").unlink()
    os.mkfifo(documents / "port.txt")
    found, report = states(capsys)
    assert found == {"final.txt": "changed", "draft.txt": "gone", "port.txt": "unreadable"}
    assert not report["sound"]
    code, out, _ = run(capsys, "docs", "--check")
    assert code == 3
    assert "gone        documents/draft.txt" in out
    assert "It is no longer a file." in out
    assert "`ragassist ingest --prune PATH`" in out


def test_offsets_that_do_not_hold_and_vectors_that_are_lost_are_found(place, capsys):
    with sqlite3.connect(place / "home" / "manifest.sqlite3") as db:
        db.execute("UPDATE documents SET passages = passages + 1 WHERE path LIKE '%draft.txt'")
        doc_id, ordinal, sentences = db.execute(
            "SELECT doc_id, ordinal, sentences FROM passages JOIN documents USING (doc_id) WHERE path LIKE '%final.txt' AND ordinal = 1"
        ).fetchone()
        rows = json.loads(sentences)
        rows[-1][0] = rows[-1][1] - 2  # the slice now holds two characters of the sentence
        db.execute("UPDATE passages SET sentences = ? WHERE doc_id = ? AND ordinal = ?", (json.dumps(rows), doc_id, ordinal))
    db.close()
    problems = {one["path"].split("/")[-1]: one["problems"] for one in states(capsys)[1]["documents"]}
    assert problems["port.txt"] == []
    assert "1 of" in problems["final.txt"][0]
    assert "numbered from 0" in problems["draft.txt"][0]
    code, out, _ = run(capsys, "docs", "--check")
    assert code == 3
    assert "`ragassist ingest --rebuild`" in out
    (place / "home" / "embeddings.sqlite3").unlink()
    assert any("missing from the embedding cache" in problem for problem in states(capsys)[1]["problems"])


def test_the_check_of_nothing_is_a_store_error_and_creates_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "docs", "--check")
    assert (code, out) == (3, "")
    assert "Nothing is indexed" in err
    assert not (tmp_path / "home").exists()


def test_titles_are_translated_with_the_model_at_hand(place, capsys, monkeypatch):
    code, out, _ = run(capsys, "docs", "--translate-titles")
    assert code == 0
    assert "3 titles need a model, and none is at hand" in out
    english = {"港口的数据由谁保管": "Who Keeps the Port's Data?", "数据流通管理办法": "Measures for Data Circulation."}

    def translate(self, text, target):
        return Translation(english.get(text, "?"), text in english, "scripted") if target == "en" else None

    monkeypatch.setattr(Assistant, "translate", translate)
    code, out, _ = run(capsys, "docs", "--translate-titles", "--json")
    report = json.loads(out)
    assert code == 0
    assert report["translated"] == ["documents/final.txt", "documents/port.txt"]
    assert report["unconfirmed"] == ["documents/draft.txt"]
    records = {record["path"]: record for record in json.loads(run(capsys, "docs", "--json")[1])}
    assert records["documents/final.txt"]["title_en"] == "Measures for Data Circulation"
    assert records["documents/final.txt"]["title_en_by"] == "scripted"
    assert "港口的数据由谁保管 / Who Keeps the Port's Data?" in run(capsys, "docs")[1]


def test_the_summary_names_shells_under_their_own_heading(place, capsys):
    (place / "documents" / "shell.md").write_text("---\ntitle: 通知\n---\n\n# 通知\n", encoding="utf8")
    code, out, err = run(capsys, "ingest", "documents")
    assert code == 0
    assert "3 unchanged, 1 empty; 0 passages" in out
    assert "empty: documents/shell.md: a title and page furniture, no text" in err
    assert json.loads(run(capsys, "ingest", "documents", "--json")[1])["empty"] == ["documents/shell.md"]
    assert run(capsys, "ingest", "documents/shell.md")[0] == 3


@pytest.mark.slow
def test_a_page_of_a_pdf_is_written_as_a_picture_with_what_is_marked_boxed(place, capsys):
    (place / "documents" / "pier.pdf").write_bytes(
        pdf([column("栈桥检修通知", 60, 790), column("检修期间货车改走北门。北门限高四米。", 60, 780)])
    )
    assert run(capsys, "ingest", "documents/pier.pdf")[0] == 0
    start = run(capsys, "docs", "--text", "documents/pier.pdf")[1].index("北门限高")
    marked = ("--mark", str(start), str(start + 6))
    pictures = []
    for more in ((), marked):
        assert run(capsys, "docs", "--page", "documents/pier.pdf", "2", *more, "--out", "page.png")[0] == 0
        pictures.append((place / "page.png").read_bytes())
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert pictures[0] != pictures[1]
    for words, said in (
        (("docs", "--page", "documents/pier.pdf", "1", *marked, "--out", "x.png"), "does not stand on page 1"),
        (("docs", "--page", "documents/pier.pdf", "3", "--out", "x.png"), "no page 3"),
        (("docs", "--page", "documents/pier.pdf", "two", "--out", "x.png"), "not the number of a page"),
        (("docs", "--page", "documents/pier.pdf", "2"), "--out FILE.png"),
        (("docs", "--page", "documents/port.txt", "1", "--out", "x.png"), "not known by pages"),
        (("docs", *marked), "--page DOC N"),
    ):
        code, _, err = run(capsys, *words)
        assert (code, said in err) == (2, True)
    (place / "documents" / "pier.pdf").unlink()
    code, _, err = run(capsys, "docs", "--page", "documents/pier.pdf", "2", "--out", "x.png")
    assert (code, "not there any more" in err) == (3, True)
    assert not (place / "x.png").exists()


@pytest.mark.slow
def test_a_result_and_its_pack_hold_boxes_and_the_pictures_of_cited_pages(place, capsys):
    text = "第一条　栈桥每年检修一次。第二条　检修期间货车不得进入栈桥。第三条　违者处二百元罚款。"
    (place / "documents" / "pier.pdf").write_bytes(pdf([column("栈桥检修办法", 60, 800) + column(text, 60, 770)]))
    assert run(capsys, "ingest", "documents/pier.pdf")[0] == 0
    assert run(capsys, "list", "prohibitions", "--in", "documents/pier.pdf", "--out", "found.json")[0] == 0
    citations = json.loads((place / "found.json").read_text(encoding="utf8"))["citations"]
    assert citations
    assert all(citation["boxes"] and citation["box_pages"] == [1] * len(citation["boxes"]) for citation in citations)
    assert run(capsys, "pack", "found.json", "--out", "found.zip")[0] == 0
    assert run(capsys, "verify", "found.zip")[0] == 0
    with zipfile.ZipFile(place / "found.zip") as pack:
        assert pack.read("index.html").decode().count('src="data:image/png;base64,iVBOR') == len(citations)
    assert run(capsys, "list", "prohibitions", "--in", "documents/pier.pdf", "--out", "found.html")[0] == 0
    assert 'src="data:image/png;base64,iVBOR' in (place / "found.html").read_text(encoding="utf8")


def test_an_answer_as_json_says_where_on_its_page_a_citation_stands_or_why_not(place, capsys):
    text = "第一条　栈桥每年检修一次。第二条　检修期间货车不得进入栈桥。第三条　违者处二百元罚款。"
    pier = place / "documents" / "pier.pdf"
    pier.write_bytes(pdf([column("栈桥检修办法", 60, 800) + column(text, 60, 770)]))
    assert run(capsys, "ingest", "documents/pier.pdf")[0] == 0

    def cited():
        code, out, _ = run(capsys, "ask", "货车何时不得进入栈桥？", "--json")
        assert code == 0
        return [citation for citation in json.loads(out)["citations"] if "货车不得进入" in citation["quote"]]

    found = cited()
    assert found
    for citation in found:
        assert (citation["page"], citation["no_boxes"]) == (1, "")
        assert citation["box_pages"] == [1] * len(citation["boxes"])
        assert all(left < right and bottom < top for left, bottom, right, top in citation["boxes"])
    pier.write_bytes(pdf([column("别的办法", 60, 800)]))
    assert {(citation["page"], citation["no_boxes"], len(citation["boxes"])) for citation in cited()} == {(1, "changed", 0)}
