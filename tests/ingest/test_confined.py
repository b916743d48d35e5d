"""Files that would fill the memory, take for ever or bring their parser down: real files, real processes, limits that hold."""

from __future__ import annotations

import io
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import docx
import pytest

from ragassist.errors import LoadError
from ragassist.ingest.confined import pipe_messages, process
from ragassist.ingest.confined.process import READERS, Limits, Readers
from ragassist.ingest.confined.read_apart import load
from ragassist.ingest.load import load as here
from ragassist.ingest.sync import sync
from ragassist.settings import IngestSettings, Settings
from ragassist.store import open_store
from tests.ingest.pdfs import pdf
from tests.store.fakes import HashEmbedder

pytestmark = pytest.mark.slow
PORTS = "港口岸电管理办法\n\n泊位应当在两年内接通岸电。\n"


@pytest.fixture(autouse=True)
def _fresh():
    READERS.close()
    yield
    READERS.close()


def word(path: Path, *paragraphs: str) -> Path:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(path)
    return path


def page_of_many_pieces(path: Path) -> Path:
    """One page of so many separate pieces of text that laying it out takes far longer than any limit here."""
    pieces = [(10 + n % 97 * 6, 5 + n // 97 % 160 * 5, 5, "港口岸电"[n % 4]) for n in range(400_000)]
    path.write_bytes(pdf([pieces]))
    return path


def swollen(path: Path) -> Path:
    """A small Word file that unpacks to 19 million bytes of elements, within the limits on archives; a tree of it takes far more."""
    out = io.BytesIO()
    with zipfile.ZipFile(word(path, "起重机每年检查一次。")) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "word/document.xml":
                content = content.replace(b"<w:sectPr", b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 550_000 + b"<w:sectPr", 1)
            new.writestr(part, content)
    path.write_bytes(out.getvalue())
    return path


def test_a_document_read_in_a_process_of_its_own_is_the_same_document(tmp_path):
    for path in (word(tmp_path / "rule.docx", *PORTS.split("\n\n")), tmp_path / "page.pdf", tmp_path / "plain.txt"):
        if path.suffix == ".pdf":
            path.write_bytes(pdf([[(50, 700, 12, "泊位应当在两年内接通岸电。")], [(50, 700, 12, "岸电价格由省里公布。")]]))
        if path.suffix == ".txt":
            path.write_text(PORTS, encoding="utf8")
        assert load(path, shown_path=path.name, settings=IngestSettings()) == here(path, shown_path=path.name, max_file_mb=100)


def test_an_error_of_a_reader_comes_back_as_it_is(tmp_path):
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(LoadError) as there:
        load(path, shown_path=path.name, settings=IngestSettings())
    with pytest.raises(LoadError) as direct:
        here(path, shown_path=path.name, max_file_mb=100)
    assert there.value.phrase == direct.value.phrase


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system keeps no limit to a process's memory")
def test_a_file_that_takes_too_much_memory_costs_its_own_process_and_the_next_is_read(tmp_path):
    swollen(tmp_path / "swollen.docx")
    word(tmp_path / "sound.docx", "岸电价格由省里公布。")
    tight = IngestSettings(parse_memory_mb=150)
    with pytest.raises(LoadError, match="150 MB of memory"):
        load(tmp_path / "swollen.docx", shown_path="swollen.docx", settings=tight)
    assert "岸电" in load(tmp_path / "sound.docx", shown_path="sound.docx", settings=tight).raw


def test_a_file_that_takes_too_long_is_given_up_in_time_and_nothing_of_it_goes_on(tmp_path):
    slow = page_of_many_pieces(tmp_path / "slow.pdf")
    readers = Readers()
    assert readers.ask("load", Limits(), name="a", path=str(word(tmp_path / "a.docx", PORTS)), shown_path="a", max_file_mb=9).raw
    ((_, one),) = readers._idle
    began = time.monotonic()
    with pytest.raises(LoadError, match=r"took more than 0.5 s"):
        readers.ask("load", Limits(seconds=0.5), name="slow.pdf", path=str(slow), shown_path="slow.pdf", max_file_mb=100)
    assert time.monotonic() - began < 20
    assert not one.is_alive
    assert readers._idle == []


def test_each_page_that_is_read_is_a_sign_that_it_gets_on(tmp_path, monkeypatch):
    path = tmp_path / "book.pdf"
    path.write_bytes(pdf([[(40, 800, 10, "泊位应当在两年内接通岸电，价格由省里公布。")]] * 9))
    kinds = []
    reply_of = pipe_messages.reply_of
    monkeypatch.setattr(pipe_messages, "reply_of", lambda content: kinds.append(reply_of(content)[0]) or reply_of(content))
    assert load(path, shown_path=path.name, settings=IngestSettings()).raw.count("\f") == 8
    assert kinds == ["ready", *["page"] * 9, "result"]


@pytest.mark.parametrize(("seconds", "pages", "ends"), [(0.4, 6, None), (0.2, 40, "file.slow")])
def test_a_sign_gives_time_anew_and_not_for_ever(monkeypatch, seconds, pages, ends):
    monkeypatch.setattr(process, "WHOLE", 8)
    reading = object.__new__(process._Process)
    reading._answers, reading._is_up = queue.SimpleQueue(), True
    reading._process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def read() -> None:
        for _ in range(pages):
            time.sleep(0.1)
            reading._answers.put(pickle.dumps(("page", None)))
        reading._answers.put(pickle.dumps(("result", "text")))

    threading.Thread(target=read, daemon=True).start()
    if ends is None:
        assert reading.ask("load", {}, Limits(seconds), "a") == "text"
    else:
        with pytest.raises(LoadError) as told:
            reading.ask("load", {}, Limits(seconds), "a")
        assert told.value.code == ends
    reading._process.kill()
    reading._process.wait()


def test_a_parser_that_is_brought_down_is_one_failure(tmp_path):
    slow = page_of_many_pieces(tmp_path / "slow.pdf")
    readers = Readers()
    readers.ask("load", Limits(), name="a", path=str(word(tmp_path / "a.docx", PORTS)), shown_path="a", max_file_mb=9)
    ((_, one),) = readers._idle
    threading.Timer(0.5, lambda: os.kill(one._process.pid, signal.SIGKILL)).start()
    with pytest.raises(LoadError, match="ended the process that read it"):
        readers.ask("load", Limits(), name="slow.pdf", path=str(slow), shown_path="slow.pdf", max_file_mb=100)
    assert readers.ask("load", Limits(), name="a", path=str(tmp_path / "a.docx"), shown_path="a", max_file_mb=9).raw
    readers.close()


def test_an_ingest_goes_on_behind_a_file_that_passes_a_limit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page_of_many_pieces(tmp_path / "a-slow.pdf")
    word(tmp_path / "b.docx", "岸电价格由省里公布。")
    settings, embedder = Settings.model_validate({"home": tmp_path / "home", "ingest": {"parse_seconds": 2}}), HashEmbedder()
    with open_store(settings, embedder.name, embedder.dim, write=True) as store:
        READERS.ask("load", Limits(), name="b", path=str(tmp_path / "b.docx"), shown_path="b", max_file_mb=9)
        report = sync([tmp_path], store=store, embedder=embedder, settings=settings)
    assert report.added == ("b.docx",)
    assert [(failure.path, failure.why.code) for failure in report.failed] == [("a-slow.pdf", "file.slow")]


def test_files_are_read_side_by_side_and_no_more_processes_than_allowed(tmp_path):
    paths = [word(tmp_path / f"{n}.docx", f"第{n}条 岸电价格由省里公布。") for n in range(7)]
    readers, begun, most = Readers(at_once=2), [], []
    started = process._Process.__init__

    def counted(self, memory_mb):
        started(self, memory_mb)
        begun.append(self)
        most.append(sum(one.is_alive for one in begun))

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(7) as pool:
        patch.setattr(process._Process, "__init__", counted)
        ask = partial(readers.ask, "load", Limits(), max_file_mb=9)
        found = list(pool.map(lambda path: ask(name=path.name, path=str(path), shown_path=path.name).raw.strip(), paths))
    assert found == [f"第{n}条 岸电价格由省里公布。" for n in range(7)]
    assert max(most) <= 2
    assert sum(one.is_alive for one in begun) == 1
    readers.close()


class Forged:
    """What a parser that somebody took over might send in place of a document."""

    def __reduce__(self):
        return os.system, ("touch taken-over",)


@pytest.mark.parametrize("forged", [Forged(), ("result", Forged()), ("result", Path("/etc/passwd")), ("result", ValueError("x"))])
def test_a_reply_that_is_no_document_runs_nothing(forged, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pickle.UnpicklingError, match="no part of a document"):
        pipe_messages.reply_of(pickle.dumps(forged))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="this system does not show a process's environment")
def test_the_process_that_reads_is_given_no_key_and_no_password(tmp_path, monkeypatch):
    for name in ("OPENAI_API_KEY", "RAGASSIST_API__KEY", "RAGASSIST_MANIFEST__URL", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hush-4711")
    readers = Readers()
    readers.ask("load", Limits(), name="a", path=str(word(tmp_path / "a.docx", PORTS)), shown_path="a", max_file_mb=9)
    ((_, one),) = readers._idle
    assert b"hush-4711" not in Path(f"/proc/{one._process.pid}/environ").read_bytes()
    readers.close()


def test_nothing_is_left_when_the_one_who_asks_is_killed(tmp_path):
    slow = page_of_many_pieces(tmp_path / "slow.pdf")
    code = (
        "import sys, threading, time\n"
        "from ragassist.ingest.confined.process import Readers, Limits\n"
        "readers = Readers()\n"
        "ask = lambda path: readers.ask('load', Limits(), name='x', path=path, shown_path=path, max_file_mb=100)\n"
        "ask(sys.argv[1])\n"
        "print(readers._idle[0][1]._process.pid, flush=True)\n"
        "ask(sys.argv[2])\n"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    line = [sys.executable, "-c", code, str(word(tmp_path / "a.docx", PORTS)), str(slow)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environ) as asker:
        assert asker.stdout is not None
        reading = int(asker.stdout.readline())
        time.sleep(0.2)
        asker.kill()
    for _ in range(200):
        if not is_running(reading):
            return
        time.sleep(0.05)
    raise AssertionError("the reading process is still there")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf8")
    except FileNotFoundError:
        return False
    return ") Z" not in state
