"""Crashes, two writers, and readers beside a writer: each in processes of their own."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ragassist.errors import StoreError
from ragassist.store import open_store
from tests.store.fakes import HashEmbedder, entry, settings

ROOT = Path(__file__).parents[2]
SEED = 20241
KILLS = 10
DOCUMENTS = 200
pytestmark = pytest.mark.slow


def start(verb: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.processes", verb, *map(str, args)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def ask(process: subprocess.Popen[str]) -> list[str]:
    process.stdin.write("go\n")
    process.stdin.flush()
    return process.stdout.readline().rstrip("\n").split("\t")


@pytest.fixture
def documents(tmp_path):
    directory = tmp_path / "documents"
    directory.mkdir()
    for n in range(DOCUMENTS):
        text = (
            f"第{n}号通告\n\n编号{n}的仓库每{n + 2}年盘点一次，盘点由{n % 7 + 3}人完成。\n\n盘点结果在{n % 12 + 1}月公布，保存{n + 5}年。\n"
        )
        (directory / f"notice-{n:03}.txt").write_text(text, encoding="utf8")
    return directory


def contents(home: Path) -> tuple[list[object], list[object], list[object]]:
    """Documents, passages and the answers to some questions: equal for equal indexes."""
    embedder = HashEmbedder()
    with open_store(settings(home), embedder.name, embedder.dim) as store:
        assert store.check() == []
        records = store.documents()
        passages = [passage for record in records for passage in store.passages_of(record.doc_id)]
        questions = [f"编号{n}的仓库盘点" for n in range(0, DOCUMENTS, 23)]
        dense = [[(i, round(s, 5)) for i, s in store.dense(v, 8)] for v in embedder.questions(questions, ["zh"] * 9)]
        return records, passages, [dense, [store.lexical(q, 8) for q in questions]]


def test_ingests_killed_at_any_moment_come_to_the_same_index(tmp_path, documents):
    chance = random.Random(SEED)
    home = tmp_path / "killed"
    acknowledged, moments = 0, []
    for _ in range(KILLS):
        process = start("ingest", home, documents)
        moments.append((chance.randint(1, 2 * DOCUMENTS // KILLS), round(chance.uniform(0, 0.05), 4)))
        for _ in range(moments[-1][0]):
            line = process.stdout.readline().strip()
            if not line.isdigit():
                break
            acknowledged = max(acknowledged, int(line))
        time.sleep(moments[-1][1])
        process.kill()
        process.wait()
        with open_store(settings(home), "hash", 64) as store:
            there = store.documents()
            assert len(there) >= acknowledged, f"killed after (lines, seconds) {moments}"
            for passage_id, _ in store.dense(HashEmbedder().questions(["仓库盘点"], ["zh"])[0], 20):
                assert store.passages([passage_id]), f"killed after (lines, seconds) {moments}"
    assert acknowledged > 0
    last = start("ingest", home, documents)
    assert last.communicate()[0].endswith("done\n")
    calm = tmp_path / "calm"
    assert start("ingest", calm, documents).communicate()[0].endswith("done\n")
    assert contents(home) == contents(calm), f"killed after (lines, seconds) {moments}"


def test_a_second_writer_is_told_who_writes_and_a_dead_one_is_no_obstacle(tmp_path):
    home = tmp_path / "home"
    holder = start("hold", home)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(
        StoreError, match=rf"is being written by process {holder.pid} \(.*hold.*, since \d\d:\d\d\)\. Wait for it, or stop it\."
    ):
        open_store(settings(home), "hash", 64, write=True)
    holder.kill()
    holder.wait()
    open_store(settings(home), "hash", 64, write=True).close()


def test_two_writers_of_one_process_exclude_each_other(tmp_path):
    with open_store(settings(tmp_path), "hash", 64, write=True), pytest.raises(StoreError, match="is being written by process"):
        open_store(settings(tmp_path), "hash", 64, write=True)


def test_a_reader_in_another_process_sees_every_commit_while_and_after_it_is_written(tmp_path):
    home, embedder = tmp_path / "home", HashEmbedder()
    with open_store(settings(home), "hash", 64, write=True) as store:
        store.put_all([entry("/d/first.txt", "港口每天装卸两千箱货物。\n", embedder)])
    reader = start("search", home, "机场跑道维修")
    assert reader.stdout.readline() == "ready\n"
    assert ask(reader) == ["港口每天装卸两千箱货物。", "-", "1"]
    with open_store(settings(home), "hash", 64, write=True) as store:
        store.put_all([entry("/d/second.txt", "机场跑道每年维修两次。\n", embedder)])
        assert ask(reader)[::2] == ["机场跑道每年维修两次。", "2"]
    assert ask(reader) == ["机场跑道每年维修两次。", "机场跑道每年维修两次。", "2"]
    with open_store(settings(home), "hash", 64, write=True) as store:
        store.remove(store.find("second").doc_id)
        assert ask(reader) == ["港口每天装卸两千箱货物。", "-", "1"]
    assert ask(reader) == ["港口每天装卸两千箱货物。", "-", "1"]
    reader.communicate()


def test_readers_never_fail_beside_a_busy_writer(tmp_path, documents):
    home = tmp_path / "home"
    for path in sorted(documents.iterdir())[60:]:
        path.unlink()
    with open_store(settings(home), "hash", 64, write=True) as store:
        store.put_all([entry("/d/first.txt", "港口每天装卸两千箱货物。\n", HashEmbedder())])
    reader = start("search", home, "编号31的仓库盘点")
    assert reader.stdout.readline() == "ready\n"
    writer = start("ingest", home, documents)
    asked = 0
    while writer.poll() is None:
        assert ask(reader)[0] not in {"", "-"}
        asked += 1
    assert asked > 5
    assert "31" in ask(reader)[1]
    reader.communicate()
    assert reader.returncode == 0
    assert writer.stdout.read().endswith("done\n")
    with open_store(settings(home), "hash", 64) as store:
        assert len(store.documents()) == 61
        assert store.check() == []
