"""Saved questions asked of what is new: which documents are, which sentences are told, and where they go."""

from __future__ import annotations

import http.server
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.errors import UsageError
from ragassist.serving import uploads
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.tasks.digest import as_markdown, digest, moment, new_since
from ragassist.types import Answer, Citation, Claim, ModelName
from tests.store.fakes import HashEmbedder, entry

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


def answer(question: str, *claims: Claim, refused: bool = False) -> Answer:
    cited = tuple(
        Citation(n, "d", "a.txt", "办法", "", "", "", "", None, 0, 4, f"原句{n}", quote_clean="", translation="", status="verified")
        for n in (1, 2)
    )
    return Answer(question, "zh", "", "zh", refused, None, claims, cited, ModelName("x", "extractive"))


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("7d", NOW - timedelta(days=7)),
        ("2026-03-02T08:00+00:00", datetime(2026, 3, 2, 8, tzinfo=UTC)),
        ("2026-03-02T08:00:00Z", datetime(2026, 3, 2, 8, tzinfo=UTC)),
    ],
)
def test_a_moment_is_named_by_date_time_or_days(since, expected):
    assert moment(since, NOW) == expected


@pytest.mark.parametrize(
    ("since", "day"),
    [("Monday", 9), ("mon", 9), ("sunday", 8), ("Tuesday", 3), ("周二", 3), ("星期天", 8), ("礼拜六", 7), ("yesterday", 8), ("今天", 9)],
)
def test_a_day_is_named_as_people_name_it(since, day):
    assert moment(since, NOW) == datetime(2026, 3, day, tzinfo=UTC)


def test_a_date_is_the_beginning_of_the_day_here():
    assert moment("2026-03-02", NOW) == datetime(2026, 3, 2).astimezone()


@pytest.mark.parametrize("since", ["", "moonday", "周八", "7", "2026-13-01", "d7", "-7d"])
def test_what_names_no_moment_is_refused(since):
    with pytest.raises(UsageError, match="Give a date"):
        moment(since, NOW)


def test_a_document_is_new_when_it_came_in_or_has_another_text_and_not_when_it_was_looked_at_or_rebuilt(tmp_path):
    embedder, settings = HashEmbedder(), Settings(home=tmp_path / "home")

    def arrivals(store):
        return {record.path: store.arrivals()[record.doc_id] for record in store.documents()}

    with open_store(settings, "hash", 64, write=True) as store:
        old = entry("/d/old.txt", "港口每天装卸两千箱货物。\n", embedder)
        store.put_all([old, entry("/d/changed.txt", "桥梁每五年检测一次。\n", embedder)])
        first = arrivals(store)
        store.rebuild(embedder)
        store.put_all([old])
        store.touch(old.document.doc_id, old.origin)
        assert arrivals(store) == first
        store.put_all([entry("/d/changed.txt", "桥梁每六年检测一次。\n", embedder), entry("/d/new.txt", "隧道照明须开启。\n", embedder)])
        second = arrivals(store)
        since = datetime.fromtimestamp((max(first.values()) + 1) / 1e9, UTC)
        assert second["old.txt"] == first["old.txt"]
        assert {record.path for record in new_since(since, store.documents(), store.arrivals())} <= {"changed.txt", "new.txt"}
        assert min(second["changed.txt"], second["new.txt"]) > max(first.values())
        store.remove(store.find("old").doc_id)
        store.put_all([old])
        assert arrivals(store)["old.txt"] > second["new.txt"]


def test_only_verified_sentences_are_told_with_their_quotations(tmp_path):
    with open_store(Settings(home=tmp_path), "hash", 64, write=True) as store:
        store.put_all([entry("/d/a.txt", "港口每天装卸两千箱货物。\n", HashEmbedder())])
        documents = tuple(store.documents())
    answers = {
        "甲？": answer("甲？", Claim("真的。", (1,), "verified"), Claim("也许。", (2,), "rough"), Claim("假的。", (2,), "unsupported")),
        "乙？": answer("乙？", refused=True),
    }
    asked = []
    found = digest(["甲？", "乙？"], NOW, documents, lambda question, ids: asked.append(ids) or answers[question])
    assert [[(s.text, [c.quote for c in s.citations]) for s in e.sentences] for e in found.entries] == [[("真的。", ["原句1"])], []]
    assert asked == [frozenset({documents[0].doc_id})] * 2
    told = as_markdown(found, "zh")
    assert "- 真的。\n  > 原句1\n  > (办法)" in told
    assert "## 乙？\n\n没有新内容回答这个问题。" in told
    assert "也许" not in told
    assert "假的" not in told


def test_nothing_is_asked_when_nothing_is_new():
    assert digest(["甲？"], NOW, (), lambda *_: pytest.fail("asked")).entries == ()


@pytest.fixture
def hook():
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.headers["Content-Type"], json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(302 if self.path == "/away" else 204)
            self.send_header("Location", f"http://127.0.0.1:{server.server_address[1]}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", got
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_the_command_writes_prints_and_sends(tmp_path, monkeypatch, capsys, hook):
    url, got = hook
    monkeypatch.setattr("ragassist.cli.digesting.assistant", lambda args: Assistant(settings, embedder=HashEmbedder()))
    settings = Settings(home=tmp_path / "home", chat={"tier": "extractive"})
    (tmp_path / "a.txt").write_text("港口装卸办法\n\n港口每天装卸两千箱货物，计划在每月五日公布。\n", encoding="utf8")
    with Assistant(settings, embedder=HashEmbedder()) as ours:
        ours.ingest([tmp_path / "a.txt"])
    questions = tmp_path / "questions.txt"
    questions.write_text("# ours\n\n港口每天装卸多少箱货物？\n", encoding="utf8")
    assert main(["digest", str(questions), "--since", "1d", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [s["text"] for s in found["entries"][0]["sentences"]] == ["港口每天装卸两千箱货物，计划在每月五日公布。"]
    assert main(["digest", str(questions), "--since", "1d", "--out", str(tmp_path / "d.md"), "--webhook", f"{url}/in"]) == 0
    assert "两千箱" in (tmp_path / "d.md").read_text(encoding="utf8")
    assert [(path, kind, body["entries"][0]["question"]) for path, kind, body in got] == [
        ("/in", "application/json; charset=utf-8", "港口每天装卸多少箱货物？")
    ]
    assert main(["digest", str(questions), "--since", "1d", "--webhook", f"{url}/away"]) == 2
    assert [path for path, _, _ in got] == ["/in", "/away"]
    assert main(["digest", str(questions), "--since", "2999-01-01", "--webhook", f"{url}/in"]) == 0
    assert len(got) == 2
    for wrong in ("file:///etc/passwd", "http://ada:marked@127.0.0.1:9/in", "https://marked@127.0.0.1/in"):
        assert main(["digest", str(questions), "--since", "1d", "--webhook", wrong]) == 2
    assert "marked" not in capsys.readouterr().err
    assert main(["digest", str(tmp_path / "none.txt"), "--since", "1d"]) == 2


@pytest.mark.slow
def test_what_a_signed_in_user_uploaded_is_in_no_digest_but_their_own(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("ragassist.cli.digesting.assistant", lambda args: Assistant(settings, embedder=HashEmbedder()))
    settings = Settings(home=tmp_path / "home", chat={"tier": "extractive"})
    places = {"shared": tmp_path, "wei": uploads.directory(settings.home, "wei"), "ana": uploads.directory(settings.home, "ana")}
    with Assistant(settings, embedder=HashEmbedder()) as ours:
        for n, (name, place) in enumerate(places.items(), 3):
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{name}.txt").write_text(f"港口装卸办法\n\n港口每天装卸{n}千箱货物。\n", encoding="utf8")
        ours.ingest([place / f"{name}.txt" for name, place in places.items()])
    questions = tmp_path / "questions.txt"
    questions.write_text("港口每天装卸多少箱货物？\n", encoding="utf8")

    def told(*more: str) -> tuple[list[str], str]:
        assert main(["digest", str(questions), "--since", "1d", "--json", *more]) == 0
        out = capsys.readouterr().out
        return [one["path"].rpartition("/")[2] for one in json.loads(out)["documents"]], out

    for more, seen in (((), {"shared"}), (("--user", "wei"), {"shared", "wei"}), (("--user", "nobody"), {"shared"})):
        names, out = told(*more)
        assert set(names) == {f"{name}.txt" for name in seen}
        assert not any(f"{n}千箱" in out or f"{name}.txt" in out for n, name in enumerate(places, 3) if name not in seen)
