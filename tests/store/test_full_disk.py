"""A disk that fills up while documents come in: on a small disk of its own, or under a limit of the size of files."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import doctor
from ragassist.settings import Settings
from tests.store.fakes import HashEmbedder

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES, DOCUMENTS = 6, 150
INGEST = """
import sys
from pathlib import Path
from ragassist.assistant import Assistant
from ragassist.cli import indexing, main
from ragassist.ingest import sync
from ragassist.settings import Settings
from tests.store.fakes import HashEmbedder
sync._PASSAGES_AT_ONCE = 24
home, source = map(Path, sys.argv[1:])
indexing.assistant = lambda args, **_: Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=HashEmbedder(dim=512))
raise SystemExit(main(["ingest", str(source)]))
"""
pytestmark = pytest.mark.slow


def ingest(home: Path, source: Path, **more: object) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    command = [sys.executable, "-c", INGEST, str(home), str(source)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ, timeout=600, **more)


@pytest.fixture
def source(tmp_path) -> Path:
    made = tmp_path / "source"
    made.mkdir()
    for n in range(DOCUMENTS):
        body = "".join(
            f"第{k}条 编号{n}的仓库每{n + k + 2}年盘点一次，盘点由{n % 7 + 3}人完成，结果在{k + 1}月公布。\n\n" for k in range(8)
        )
        (made / f"rule-{n:03}.txt").write_text(f"仓库盘点办法之{n}\n\n{body}", encoding="utf8")
    return made


def opened(home: Path) -> Assistant:
    return Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=HashEmbedder(dim=512))


def test_a_full_disk_loses_nothing_acknowledged_and_room_is_all_it_takes_to_go_on(tmp_path, source):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can mount a small disk")
    try:
        first = ingest(disk / "home", source)
        assert first.returncode == 3, first.stderr
        assert "Traceback" not in first.stderr
        assert "nothing that was acknowledged is lost" in first.stderr
        with opened(disk / "home") as ours:
            there = {record.path: ours.raw(record.doc_id) for record in ours.documents()}
            assert 0 < len(there) < DOCUMENTS
            assert ours.search("仓库盘点", 3)
            assert any("free on the disk" in one.said for one in doctor._of_machine(disk / "home", fonts=True))
        subprocess.run(["mount", "-o", "remount,size=300m", str(disk)], check=True)
        second = ingest(disk / "home", source)
        assert second.returncode == 0, second.stderr
        with opened(disk / "home") as ours:
            found = {record.path: ours.raw(record.doc_id) for record in ours.documents()}
            assert len(found) == DOCUMENTS
            assert there.items() <= found.items()
            assert ours.store.check() == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_limit_of_file_sizes_is_told_in_a_sentence_and_loses_nothing(tmp_path, source):
    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    home = tmp_path / "home"
    first = ingest(home, source, preexec_fn=limit)
    assert first.returncode == 3, first.stderr
    assert "Traceback" not in first.stderr
    with opened(home) as ours:
        there = {record.path: ours.raw(record.doc_id) for record in ours.documents()}
    assert len(there) < DOCUMENTS
    assert ingest(home, source).returncode == 0
    with opened(home) as ours:
        found = {record.path: ours.raw(record.doc_id) for record in ours.documents()}
        assert there.items() <= found.items()
        assert (len(found), ours.store.check()) == (DOCUMENTS, [])


def test_what_is_wrong_comes_in_the_order_of_its_weight(tmp_path, source):
    for path in sorted(source.iterdir())[3:]:
        path.unlink()
    home = tmp_path / "home"
    with opened(home) as ours:
        ours.ingest([source])
        vectors = ours.store._dense.vectors()
        there = sorted(vectors.ids())
    from ragassist.store.vectors import Vectors, VectorServer

    writing = Vectors(home, VectorServer(), vectors.name, create=True)
    writing.delete(there[:1])
    writing.upsert(["left-over"], HashEmbedder(dim=512).questions(["x"], ["en"]), ["x"], [_meta()])
    writing.close()
    shutil.rmtree(home / "lexical")
    with opened(home) as ours:
        found = ours.store.problems()
    assert [problem.weight for problem in found] == ["broken", "small", "small"]
    assert "1 of" in found[0].said
    assert json.dumps([problem.said for problem in found]).count("ragassist ingest") == 2


def _meta():
    from ragassist.store.vectors import VectorMeta

    return VectorMeta("p", "d", 0, "en", 0, 1, "t", "p")
