"""A home that may only be read is read: on a read-only mount, in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.settings import Settings
from tests.store.fakes import HashEmbedder

ROOT = Path(__file__).resolve().parents[2]
READ = """
import json, sys
from pathlib import Path
from ragassist.assistant import Assistant
from ragassist.settings import Settings
from tests.store.fakes import HashEmbedder
with Assistant(Settings(home=Path(sys.argv[1]), chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
    found = [[hit.passage.text for hit in ours.search("港口", 1)] for _ in range(2)]
    print(json.dumps({"documents": len(ours.documents()), "found": found, "problems": ours.store.check()}))
"""

DOCTOR = """
import sys
from pathlib import Path
from ragassist.assistant import Assistant
from ragassist.cli import doctor, main
from ragassist.settings import Settings
from tests.store.fakes import HashEmbedder
doctor.assistant = lambda args: Assistant(Settings(home=Path(sys.argv[1]), chat={"tier": "extractive"}), embedder=HashEmbedder())
raise SystemExit(main(["doctor", "--json"]))
"""


@pytest.fixture
def read_only(tmp_path):
    """Runs Python with `home` mounted so that nothing in it can be written."""
    home = tmp_path / "home"
    (tmp_path / "a.txt").write_text("港口办法自三月起施行。\n", encoding="utf8")
    with Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "a.txt"])
    mount = f"mount --bind {home} {home} && mount -o remount,ro,bind {home}"
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("only root on Linux can mount a directory read-only")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        line = ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', "sh", sys.executable, *words]
        return subprocess.run(line, capture_output=True, text=True, check=False, env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, timeout=300)

    return home, run


@pytest.mark.slow
def test_documents_and_answers_are_found_and_nothing_is_called_broken(read_only):
    home, run = read_only
    done = run("-c", READ, str(home))
    assert done.returncode == 0, done.stderr
    assert "--rebuild" not in done.stderr
    assert json.loads(done.stdout) == {"documents": 1, "found": [["港口办法自三月起施行。"]] * 2, "problems": []}


WATCH = """
import json, sys, threading
from pathlib import Path
from ragassist.assistant import Assistant
from ragassist.ingest.watch import Watch
from ragassist.settings import Settings
from tests.store.fakes import HashEmbedder
stop, told = threading.Event(), []
def tell(change):
    told.append([change.kind, change.reason])
    stop.set()
home, source = map(Path, sys.argv[1:])
with Assistant(Settings(home=home, chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
    Watch(ours, [source], home, tell).run(stop)
print(json.dumps(told))
"""


@pytest.mark.slow
def test_what_would_write_is_refused_and_nobody_is_told_to_throw_anything_away(read_only, tmp_path):
    home, run = read_only
    source = tmp_path / "b.txt"
    source.write_text("岸电价格由省里公布。\n", encoding="utf8")
    for words in (["ingest", source], ["ingest", "--queue", source], ["remove", "a.txt"], ["snapshot", "one"], ["worker"]):
        done = run("-m", "ragassist", "--home", str(home), *map(str, words))
        assert done.returncode == 3, done
        assert "Read-only file system" in done.stderr
        assert not any(word in done.stderr for word in ("Traceback", "Move it away", "Delete that file", "--rebuild"))
    done = run("-c", WATCH, str(home), str(source))
    (told,) = json.loads(done.stdout)
    assert told[0] == "waiting"
    assert "Read-only file system" in told[1]


@pytest.mark.slow
def test_the_doctor_says_that_it_may_only_be_read_and_finds_nothing_wrong(read_only):
    home, run = read_only
    done = run("-c", DOCTOR, str(home))
    found = json.loads(done.stdout)
    assert (done.returncode, found["read_only"], found["documents"]) == (0, True, 1), done.stderr
    assert set(found["weights"]) <= {"small"}
