"""`sync` over real files, a real Chroma directory and an embedder without weights."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.errors import StoreError
from ragassist.ingest import sync as module
from ragassist.ingest.sync import rebuild, sync
from ragassist.models.embed import EmbedChoice
from ragassist.store import open_store
from tests.store.fakes import HashEmbedder, settings

RIVER = "河道管理办法\n\n水利部门负责河道疏浚，每年三月公布疏浚计划。\n\n沿岸居民可以查阅计划，也可以提出意见。\n"
BRIDGE = "桥梁检测规定\n\n桥梁每五年检测一次，检测结果向社会公开。\n\n检测费用由市政部门承担，不得向车主收取。\n"
PARK = "The city opens three parks every year.\n\nEach park has at least two hundred trees and a public well.\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    documents = tmp_path / "documents"
    (documents / "rules").mkdir(parents=True)
    (documents / "rules" / "river.txt").write_text(RIVER, encoding="utf8")
    (documents / "bridge.md").write_text(BRIDGE, encoding="utf8")
    (documents / "park.txt").write_text(PARK, encoding="utf8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Home:
    """One home, opened for each run as the command line does."""

    def __init__(self, path: Path) -> None:
        self.embedder = HashEmbedder()
        self.settings = settings(path)

    def ingest(self, *paths: Path | str, **more):
        with open_store(self.settings, self.embedder.name, self.embedder.dim, write=True) as store:
            return sync([Path(p) for p in paths], store=store, embedder=self.embedder, settings=self.settings, **more)

    def read(self):
        return open_store(self.settings, self.embedder.name, self.embedder.dim)

    def snapshot(self) -> dict[str, list[str]]:
        with self.read() as store:
            assert store.check() == []
            return {record.path: [p.text for p in store.passages_of(record.doc_id)] for record in store.documents()}

    def best(self, question: str) -> str:
        with self.read() as store:
            passage = store.passages([store.dense(self.embedder.questions([question], ["zh"])[0], 1)[0][0]])[0]
            return store.document(passage.doc_id).path


@pytest.fixture
def home(place):
    return Home(place / "home")


def test_a_directory_goes_in_whole_and_every_offset_holds(home, place):
    (place / "documents" / "clip.mp4").write_bytes(b"\x00\x00")
    (place / "documents" / ".hidden.txt").write_text("不该被看见的文件。", encoding="utf8")
    (place / "documents" / ".git").mkdir()
    (place / "documents" / ".git" / "notes.txt").write_text("也不该被看见。", encoding="utf8")
    report = home.ingest("documents")
    assert report.added == ("documents/bridge.md", "documents/park.txt", "documents/rules/river.txt")
    assert (report.skipped, report.failed, report.updated) == (1, (), ())
    with home.read() as store:
        assert report.passages == sum(record.passages for record in store.documents()) > 0
        for record in store.documents():
            raw = store.raw(record.doc_id)
            assert raw == Path(record.path).read_text(encoding="utf8")
            for passage in store.passages_of(record.doc_id):
                assert 0 <= passage.start < passage.end <= len(raw)
                assert all(raw[s.start : s.end].strip() for s in passage.sentences)
    assert home.best("河道疏浚计划") == "documents/rules/river.txt"


def test_a_second_ingest_changes_nothing_and_embeds_nothing(home, place):
    home.ingest("documents")
    asked = home.embedder.asked
    with home.read() as store:
        version = store.version
    os.utime(place / "documents" / "park.txt")  # a new time stamp over the same bytes
    report = home.ingest("documents", "documents/park.txt", prune=True)
    assert len(report.unchanged) == 3
    assert (report.added, report.updated, report.removed, report.failed, report.passages) == ((), (), (), (), 0)
    with home.read() as store:
        assert store.version == version
    assert home.embedder.asked == asked


def test_a_file_changed_within_the_clock_tick_is_noticed(home, place):
    path = place / "documents" / "park.txt"
    home.ingest("documents")
    stat = path.stat()
    path.write_text(PARK.replace("three", "seven"), encoding="utf8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert home.ingest("documents").updated == ("documents/park.txt",)


def test_an_old_unchanged_file_is_not_even_opened(home, place, monkeypatch):
    path = place / "documents" / "park.txt"
    old = time.time() - 3600
    os.utime(path, (old, old))
    home.ingest(path)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail(f"{self} was read"))
    assert home.ingest(path).unchanged == ("documents/park.txt",)


def test_a_changed_file_replaces_its_passages(home, place):
    home.ingest("documents")
    (place / "documents" / "rules" / "river.txt").write_text(
        "湖泊保护条例\n\n湖泊岸线一百米内禁止新建工厂，违者处以罚款。\n", encoding="utf8"
    )
    report = home.ingest("documents")
    assert report.updated == ("documents/rules/river.txt",)
    assert len(report.unchanged) == 2
    with home.read() as store:
        assert store.lexical("疏浚", 5) == []
        assert store.lexical("湖泊", 5)
    assert home.snapshot().keys() == {"documents/bridge.md", "documents/park.txt", "documents/rules/river.txt"}


def test_pruning_drops_what_is_gone_and_only_under_the_paths_given(home, place):
    home.ingest("documents")
    (place / "documents" / "rules" / "river.txt").unlink()
    (place / "documents" / "park.txt").unlink()
    assert home.ingest("documents").removed == ()
    assert home.ingest("documents/rules", prune=True).removed == ("documents/rules/river.txt",)
    report = home.ingest("documents/park.txt", prune=True)
    assert (report.removed, report.failed) == (("documents/park.txt",), ())
    assert home.snapshot().keys() == {"documents/bridge.md"}
    with home.read() as store:
        assert store.lexical("疏浚", 5) == []


def test_what_is_moved_or_copied_costs_no_embedding(home, place):
    home.ingest("documents")
    asked, documents = home.embedder.asked, place / "documents"
    (documents / "rules" / "river.txt").rename(documents / "stream.txt")
    (documents / "copy.md").write_text(BRIDGE, encoding="utf8")
    report = home.ingest("documents", prune=True)
    assert (report.added, report.removed) == (("documents/copy.md", "documents/stream.txt"), ("documents/rules/river.txt",))
    assert home.embedder.asked == asked
    assert home.snapshot().keys() == {f"documents/{name}" for name in ("bridge.md", "copy.md", "park.txt", "stream.txt")}


def test_a_directory_that_is_not_there_prunes_nothing(home, place):
    home.ingest("documents")
    (place / "documents").rename(place / "unmounted")
    report = home.ingest("documents", prune=True)
    assert report.removed == ()
    assert [failure.reason for failure in report.failed] == ["There is no such file or directory."]
    assert len(home.snapshot()) == 3


def test_globs_are_expanded_and_prune_too(home, place):
    assert home.ingest("documents/*.txt").added == ("documents/park.txt",)
    assert home.ingest("documents/**/*.txt").added == ("documents/rules/river.txt",)
    assert home.ingest("nothing-*.txt").failed[0].reason == "No file fits this pattern."
    (place / "documents" / "park.txt").unlink()
    report = home.ingest("documents/*.txt", prune=True)
    assert (report.removed, report.failed) == (("documents/park.txt",), ())


def test_a_file_whose_name_looks_like_a_glob_is_taken_literally(home, place):
    (place / "rule[1].txt").write_text(RIVER, encoding="utf8")
    (place / "rule1.txt").write_text(BRIDGE, encoding="utf8")
    assert home.ingest("rule[1].txt").added == ("rule[1].txt",)


def test_bad_files_are_listed_and_the_rest_goes_in(home, place):
    documents = place / "documents"
    (documents / "empty.txt").write_text("", encoding="utf8")
    (documents / "noise.txt").write_bytes(bytes(range(256)) * 8)
    (documents / "shell.md").write_text("---\ntitle: 通知\n---\n\n# 通知\n", encoding="utf8")
    (documents / "table.pages").write_bytes(b"PK")
    report = home.ingest("documents", "documents/table.pages", "documents/absent.txt")
    assert len(report.added) == 3
    reasons = {failure.path: failure.reason for failure in report.failed}
    assert reasons.keys() == {
        "documents/empty.txt",
        "documents/noise.txt",
        "documents/table.pages",
        "documents/absent.txt",
    }
    assert report.empty == ("documents/shell.md",)
    assert "not a format" in reasons["documents/table.pages"]
    assert all("Traceback" not in reason for reason in reasons.values())


def test_a_parser_that_breaks_is_one_failure_with_its_type(home, place, monkeypatch):
    import ragassist.ingest.load

    real = ragassist.ingest.load.load

    def fragile(path, **more):
        if path.name == "bridge.md":
            raise ZeroDivisionError("odd table")
        return real(path, **more)

    monkeypatch.setattr(ragassist.ingest.load, "load", fragile)
    report = home.ingest("documents")
    assert len(report.added) == 2
    assert report.failed[0].path == "documents/bridge.md"
    assert "ZeroDivisionError: odd table" in report.failed[0].reason


def test_a_file_that_turns_bad_keeps_its_earlier_version(home, place):
    home.ingest("documents")
    before = home.snapshot()
    (place / "documents" / "park.txt").write_text(" \n", encoding="utf8")
    report = home.ingest("documents")
    assert [failure.path for failure in report.failed] == ["documents/park.txt"]
    assert home.snapshot() == before


def test_the_same_file_by_several_names_goes_in_once(home, place):
    (place / "link.txt").symlink_to(place / "documents" / "park.txt")
    (place / "loop").symlink_to(place / "documents")
    report = home.ingest("documents/park.txt", "link.txt", "documents", str(place / "documents"))
    assert sorted(report.added) == ["documents/bridge.md", "documents/park.txt", "documents/rules/river.txt"]


def test_a_file_outside_the_working_directory_is_shown_by_its_absolute_path(home, place, monkeypatch):
    monkeypatch.chdir(place / "documents")
    assert home.ingest(place / "documents").added == ("bridge.md", "park.txt", "rules/river.txt")
    monkeypatch.chdir(place / "documents" / "rules")
    (place / "outside.txt").write_text(BRIDGE, encoding="utf8")
    assert home.ingest(place / "outside.txt").added == (str(place / "outside.txt"),)


def test_progress_only_grows_and_ends_at_the_total(home, place):
    seen = []
    report = home.ingest("documents", progress=seen.append)
    assert [p.done_files for p in seen] == sorted(p.done_files for p in seen)
    assert [p.passages for p in seen] == sorted(p.passages for p in seen)
    assert {p.total_files for p in seen} == {3}
    assert (seen[0].done_files, seen[0].path) == (0, "documents/bridge.md")
    assert (seen[-1].done_files, seen[-1].passages) == (3, report.passages)


def test_an_interruption_keeps_what_is_committed(home, place, monkeypatch):
    monkeypatch.setattr(module, "_PASSAGES_AT_ONCE", 1)

    def stop(progress):
        if progress.done_files == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        home.ingest("documents", progress=stop)
    assert home.snapshot().keys() == {"documents/bridge.md", "documents/park.txt"}
    assert home.ingest("documents").added == ("documents/rules/river.txt",)


def test_a_book_does_not_hold_up_what_was_read_before_it(home, place, monkeypatch):
    monkeypatch.setattr(module, "_PASSAGES_AT_ONCE", 4)
    book = "".join(f"第{number}条 渡口的第{number}号浮桥每年检修一次，检修结果向社会公开。\n\n" * 8 for number in range(1, 40))
    (place / "documents" / "rules" / "zz.txt").write_text(book, encoding="utf8")
    embed = home.embedder.passages

    def passages(texts, *more):
        if len(texts) >= 4:
            raise KeyboardInterrupt
        return embed(texts, *more)

    monkeypatch.setattr(home.embedder, "passages", passages)
    with pytest.raises(KeyboardInterrupt):
        home.ingest("documents")
    with home.read() as store:
        assert {record.path for record in store.documents()} == {"documents/bridge.md", "documents/park.txt", "documents/rules/river.txt"}


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="there every name is Unicode")
def test_a_name_that_is_no_text_is_one_failure_and_the_rest_goes_in(home, place):
    (place / "documents" / os.fsdecode(b"\xc7\xc5.txt")).write_text(BRIDGE, encoding="utf8")
    folder = place / "documents" / os.fsdecode(b"\xba\xd3")
    folder.mkdir()
    (folder / "river.txt").write_text(RIVER, encoding="utf8")
    report = home.ingest("documents")
    assert len(report.added) == 3
    assert {failure.why.code for failure in report.failed} == {"file.name_not_text"}
    assert len(report.failed) == 2
    json.dumps([failure.path for failure in report.failed], ensure_ascii=False).encode()


def test_another_passage_size_cuts_the_same_files_anew(home, place):
    long = "".join(f"第{n}条规定，第{n}类车辆每年检查{n}次，结果存档{n + 3}年。" for n in range(1, 60))
    (place / "documents" / "long.txt").write_text(f"车辆检查规定\n\n{long}\n", encoding="utf8")
    home.ingest("documents")
    before = home.snapshot()
    home.settings = settings(place / "home", ingest={"passage_tokens": 64})
    assert "documents/long.txt" in home.ingest("documents").updated
    after = home.snapshot()
    assert len(after["documents/long.txt"]) > len(before["documents/long.txt"])
    assert len(home.ingest("documents").unchanged) == 4


def test_a_rebuild_needs_no_files_and_no_embedding(home, place):
    import shutil

    home.ingest("documents")
    before, asked = home.snapshot(), home.embedder.asked
    shutil.rmtree(place / "documents")
    with open_store(home.settings, home.embedder.name, home.embedder.dim, write=True) as store:
        report = rebuild(store=store, embedder=home.embedder, settings=home.settings)
    assert (len(report.updated), report.failed) == (3, ())
    assert home.snapshot() == before
    assert home.embedder.asked == asked


def test_a_rebuild_changes_the_embedder(home, place):
    home.ingest("documents")
    before = home.snapshot()
    home.embedder = HashEmbedder("wider", 96)
    with pytest.raises(StoreError, match=r"'hash'.*'wider'"):
        home.ingest("documents")
    with open_store(home.settings, "wider", 96, write=True, rebuild=True) as store:
        rebuild(store=store, embedder=home.embedder, settings=home.settings)
    assert home.snapshot() == before
    assert home.best("桥梁检测结果") == "documents/bridge.md"
    assert len(home.ingest("documents").unchanged) == 3


def test_an_index_of_another_embedder_is_embedded_anew_by_whoever_names_one(home, place, monkeypatch, capsys):
    from ragassist.cli.program import main

    narrow = HashEmbedder()
    Assistant(home.settings, embedder=narrow).ingest([place / "documents"])
    wide = HashEmbedder("wider", 96)
    monkeypatch.setattr("ragassist.models.embed.choose_embedder", lambda settings, indexed="": EmbedChoice(wide, "chosen"))
    monkeypatch.setenv("RAGASSIST_EMBED__MODEL", "wider")
    assert main(["--home", str(home.settings.home), "ingest", "documents"]) == 0
    said = capsys.readouterr()
    assert "made with the embedder 'hash'; all of it is embedded anew with 'wider'" in said.err
    assert "3 unchanged" in said.out
    with Assistant(home.settings, embedder=wide) as assistant:
        assert assistant.search("桥梁检测结果", 1)[0].document.path == "documents/bridge.md"
        assert assistant.to_embed_anew() == ""


def test_an_embedder_that_fails_stops_the_run_and_loses_nothing(home, place, monkeypatch):
    from ragassist.errors import ModelError

    home.ingest("documents/park.txt")

    def fail(texts, langs):
        raise ModelError("encoder.endpoint", model="an encoder", why="it is off")

    monkeypatch.setattr(home.embedder, "passages", fail)
    with pytest.raises(ModelError):
        home.ingest("documents")
    assert home.snapshot().keys() == {"documents/park.txt"}


def test_the_command_line_rebuilds_with_another_embedder(place, monkeypatch, capsys):
    from ragassist.cli.program import main

    chosen = {"embedder": HashEmbedder()}
    monkeypatch.setattr("ragassist.models.embed.choose_embedder", lambda settings, indexed="": EmbedChoice(chosen["embedder"], "chosen"))
    assert main(["--home", "home", "ingest", "documents"]) == 0
    chosen["embedder"] = HashEmbedder("wider", 96)
    assert main(["--home", "home", "ingest", "documents"]) == 3
    assert "`ragassist ingest --rebuild`" in capsys.readouterr().err
    (place / "documents" / "park.txt").unlink()
    (place / "documents" / "new.txt").write_text("路灯每晚七点打开，早上六点关闭。\n", encoding="utf8")
    assert main(["--home", "home", "ingest", "--rebuild", "--prune", "--json", "documents"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["added"], report["removed"]) == (["documents/new.txt"], ["documents/park.txt"])
    assert sorted(report["updated"]) == ["documents/bridge.md", "documents/rules/river.txt"]
    assert report["unchanged"] == []
    assert main(["--home", "home", "ingest", "--rebuild"]) == 0
    assert main(["--home", "home", "ingest"]) == 2
    assert main(["--home", "nowhere", "ingest", "--rebuild"]) == 3
    assert not (place / "nowhere").exists()
