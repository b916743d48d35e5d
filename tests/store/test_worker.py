"""Workers over one queue: what they index together is what one ingest indexes, and nobody's end, delay or bad file loses anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import doctor, main
from ragassist.errors import ModelError, StoreError, UsageError
from ragassist.ingest import worker as module
from ragassist.ingest.queueing import enqueue
from ragassist.ingest.sync import sync
from ragassist.ingest.worker import Worked, Worker
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.place import Place
from ragassist.store.problems import read_problems
from ragassist.store.work_queue import open_queue, queued
from tests.store.fakes import HashEmbedder

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow  # a store, and often several workers, for each


class Embedder(HashEmbedder):
    """Calls `before` each time it is asked for passages."""

    def __init__(self, before=lambda texts: None) -> None:
        super().__init__(statement_dim=64)
        self.before = before

    def passages(self, texts, langs, titles=None):
        self.before(texts)
        return super().passages(texts, langs, titles)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "_LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(module, "_PASSAGES_AT_ONCE", 6)
    monkeypatch.setattr("ragassist.store.work_queue._PAUSE_S", 0.0)


@pytest.fixture
def documents(tmp_path) -> Path:
    directory = tmp_path / "documents"
    directory.mkdir()
    for n in range(24):
        text = f"第{n}号通告\n\n编号{n}的仓库每{n + 2}年盘点一次，由{n % 7 + 3}人完成。\n\n结果在{n % 12 + 1}月公布。\n"
        (directory / f"notice-{n:03}.txt").write_text(text, encoding="utf8")
    return directory


def work(chosen: Settings, told: list[Worked], embedder: Embedder | None = None, stop: threading.Event | None = None) -> None:
    Worker(chosen, embedder or Embedder(), told.append, lease_s=5).run(stop or threading.Event(), until_empty=True)


def contents(chosen: Settings) -> list[tuple[object, ...]]:
    with open_store(chosen, "hash", 64) as store:
        assert store.check() == []
        records = store.documents()
        question = Embedder().questions(["仓库盘点"], ["zh"])[0]
        near = sorted((i, round(score, 5)) for i, score in store.dense(question, 200))
        words = sorted((i, round(score, 5)) for i, score in store.lexical("仓库盘点", 200))
        passages = [passage for record in records for passage in store.passages_of(record.doc_id)]
        sentences = [vectors.shape for vectors in store.statements(passages, Embedder())]
        return [records, passages, near, words, sentences]


def test_two_workers_index_what_one_ingest_would_each_document_once(tmp_path, documents):
    alone, together = Settings(home=tmp_path / "alone"), Settings(home=tmp_path / "together")
    with open_store(alone, "hash", 64, write=True) as store:
        sync([documents], store=store, embedder=Embedder(), settings=alone)
    assert len(enqueue([documents], together).queued) == 24
    told: list[Worked] = []
    workers = [threading.Thread(target=work, args=(together, told)) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(300)
    assert sorted(one.path for one in told if one.kind == "indexed") == sorted({one.path for one in told if one.kind == "indexed"})
    assert [sum(one.kind == kind for one in told) for kind in ("indexed", "sentences", "failed", "waiting")] == [24, 24, 0, 0]
    found = contents(together)
    assert found[:4] == contents(alone)[:4]
    assert all(rows for rows, _ in found[4])
    assert queued(Place.of(together)) == []
    told.clear()
    enqueue([documents], together)
    work(together, told)
    assert {one.kind for one in told} == {"unchanged"}


def test_a_bad_file_is_set_aside_with_its_reason_and_goes_in_once_it_is_mended(tmp_path, documents):
    chosen = Settings(home=tmp_path / "home")
    bad = documents / "notice-005.txt"
    good = bad.read_text(encoding="utf8")
    enqueue([documents], chosen)
    bad.unlink()
    told: list[Worked] = []
    work(chosen, told)
    assert [one.kind for one in told if one.path.endswith(bad.name)] == ["failed", "failed", "aside"]
    (job,) = queued(Place.of(chosen))
    assert (job.state, job.failures, job.reason.code) == ("aside", 3, "file.vanished")
    with Assistant(chosen, embedder=Embedder()) as ours:
        assert len(ours.documents()) == 23
        (problem,), counts = doctor._of_queue(ours)
        assert problem.weight == "worse"
        assert bad.name in problem.said
        assert counts == {"waiting": 0, "working": 0, "aside": 1}
    bad.write_text(good, encoding="utf8")
    enqueue([bad], chosen)
    work(chosen, told)
    assert queued(Place.of(chosen)) == []
    assert read_problems(chosen.home) == []
    assert len(contents(chosen)[0]) == 24


def test_a_file_that_changes_while_it_is_embedded_is_read_again(tmp_path, documents):
    chosen, changing = Settings(home=tmp_path / "home"), documents / "notice-000.txt"
    enqueue([changing], chosen)
    asked: list[int] = []

    def before(texts) -> None:
        asked.append(1)
        if len(asked) == 1:
            changing.write_text("新的通告\n\n仓库不再盘点，改为每日清点。\n", encoding="utf8")

    work(chosen, [], Embedder(before))
    with open_store(chosen, "hash", 64) as store:
        (record,) = store.documents()
        assert "每日清点" in store.raw(record.doc_id)


def test_a_job_that_went_to_somebody_else_meanwhile_is_not_committed(tmp_path, documents):
    chosen = Settings(home=tmp_path / "home")
    enqueue([documents / "notice-000.txt", documents / "notice-001.txt"], chosen)
    taken: list[str] = []

    def before(texts) -> None:
        if not taken:
            with closing(open_queue(Place.of(chosen))) as other:
                other.manifest.database.execute("UPDATE jobs SET holder = 'other', due_s = due_s + 600 WHERE holder <> ''")
            taken.append("first")

    told: list[Worked] = []
    stop = threading.Event()

    def tell(worked: Worked) -> None:
        told.append(worked)
        if worked.kind == "sentences":
            stop.set()

    Worker(chosen, Embedder(before), tell).run(stop)
    assert [Path(one.path).name for one in told if one.kind == "indexed"] == ["notice-001.txt"]
    with open_store(chosen, "hash", 64) as store:
        assert [Path(record.path).name for record in store.documents()] == ["notice-001.txt"]
    assert [(Path(job.shown).name, job.state) for job in queued(Place.of(chosen))] == [("notice-000.txt", "working")]


def test_an_embedder_that_does_not_answer_is_waited_for_and_counts_as_no_failure(tmp_path, documents, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST_PAUSE_S", 0.05)
    chosen = Settings(home=tmp_path / "home")
    enqueue([documents / "notice-000.txt"], chosen)
    asked: list[int] = []

    def before(texts) -> None:
        asked.append(1)
        if len(asked) < 5:
            raise ModelError("answer.empty", name="encoder")

    told: list[Worked] = []
    work(chosen, told, Embedder(before))
    assert [one.kind for one in told] == ["waiting"] * 4 + ["indexed", "sentences"]

    def never(texts) -> None:
        raise ModelError("answer.empty", name="encoder")

    enqueue([documents / "notice-001.txt"], chosen)
    with pytest.raises(ModelError):
        work(chosen, told, Embedder(never))
    assert [(job.state, job.failures) for job in queued(Place.of(chosen))] == [("waiting", 0)]


def test_a_worker_that_is_told_to_stop_commits_what_is_ready_and_leaves_the_rest_to_others(tmp_path, documents, monkeypatch):
    monkeypatch.setattr(module, "_PASSAGES_AT_ONCE", 1000)
    chosen, stop = Settings(home=tmp_path / "home"), threading.Event()
    enqueue([documents], chosen)
    asked: list[int] = []

    def before(texts) -> None:
        asked.append(1)
        if len(asked) == 3:
            stop.set()

    told: list[Worked] = []
    work(chosen, told, Embedder(before), stop)
    assert [one.kind for one in told] == ["indexed"] * 3
    assert {(job.kind, job.state, job.failures) for job in queued(Place.of(chosen))} == {
        ("document", "waiting", 0),
        ("sentences", "waiting", 0),
    }
    assert len(contents(chosen)[0]) == 3


def test_what_a_worker_that_was_killed_at_its_last_commit_left_is_tidied_up_by_one_that_has_nothing_to_do(tmp_path, documents):
    chosen = Settings(home=tmp_path / "home")
    enqueue([documents], chosen)
    work(chosen, [])
    whole = contents(chosen)
    with open_store(chosen, "hash", 64, write=True) as store:  # as a kill between the commit and the end of the writing leaves it
        store.put_all([])
        store._dense.vectors().delete([f"{row[1]}" for row in store._manifest.vector_keys()[:1]])
        store._dirty = False
    with open_store(chosen, "hash", 64) as store:
        assert any("interrupted" in said for said in store.check())
        assert any("no vector" in said for said in store.check())
    told: list[Worked] = []
    work(chosen, told)
    assert told == []
    assert contents(chosen) == whole


def test_another_embedder_is_refused_before_anything_is_taken(tmp_path, documents):
    chosen = Settings(home=tmp_path / "home")
    enqueue([documents / "notice-000.txt"], chosen)
    work(chosen, [])
    with pytest.raises(StoreError, match="--rebuild"):
        Worker(chosen, HashEmbedder("another", 32), print)


def test_the_commands_queue_work_and_say_how_it_stands(tmp_path, documents, monkeypatch, capsys):
    monkeypatch.setattr("ragassist.models.embed_in_use.EmbedderInUse.filling", Embedder())
    home = ["--home", str(tmp_path / "home")]
    assert main([*home, "ingest", "--queue", str(documents), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["queued"]) == 24
    assert main([*home, "worker", "--status"]) == 0
    assert capsys.readouterr().out.startswith("24 waiting, 0 in hand, 0 set aside")
    (documents / "notice-003.txt").unlink()
    assert main([*home, "worker", "--until-empty", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(line["kind"] == "indexed" for line in lines) == 23
    assert main([*home, "worker", "--status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["waiting"], told["aside"]) == (0, 1)
    assert "notice-003.txt" in told["jobs"][0]["path"]
    assert told["jobs"][0]["reason"]
    assert main([*home, "ingest", "--queue", "--prune", str(documents)]) == UsageError.exit_code
    assert "without --queue" in capsys.readouterr().err


def start(chosen: Settings) -> subprocess.Popen[str]:
    environ = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    if url := chosen.manifest.url.get_secret_value():
        environ |= {
            "RAGASSIST_MANIFEST__URL": url,
            "RAGASSIST_MANIFEST__NAME": chosen.manifest.name,
            "RAGASSIST_CHROMA__URL": chosen.chroma.url,
        }
    command = [sys.executable, "-m", "tests.store.processes", "work", str(chosen.home), "2"]
    return subprocess.Popen(command, cwd=ROOT, text=True, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("kind", ["files", "servers"])
def test_what_a_killed_worker_had_in_hand_is_done_by_another_process(tmp_path, documents, kind, request):
    chosen = Settings(home=tmp_path / "home")
    if kind == "servers":
        manifest = {"url": request.getfixturevalue("postgres_server").url(), "name": f"index_{uuid4().hex[:8]}"}
        chosen = Settings(home=tmp_path / "home", manifest=manifest, chroma={"url": request.getfixturevalue("chroma_server").url})
    enqueue([documents], chosen)
    killed = start(chosen)
    acknowledged = [killed.stdout.readline().split("\t")[1] for _ in range(2)]
    other = start(chosen)
    killed.send_signal(signal.SIGKILL)
    acknowledged += [line.split("\t")[1] for line in killed.communicate()[0].splitlines() if line.startswith("indexed\t")]
    with open_store(chosen, "hash", 64) as store:
        assert set(acknowledged) <= {record.path for record in store.documents()}
    assert other.communicate(timeout=300)[0].endswith("done\n")
    assert queued(Place.of(chosen)) == []
    assert len(contents(chosen)[0]) == 24
