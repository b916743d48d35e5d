"""Who comes in, what a user's file holds, what one reader may see, and how many at once. Pure, but for a temporary directory."""

from __future__ import annotations

import asyncio
import io
import json
import re
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.library_assistant import LibraryAssistant
from tests.ui.scripted_assistant import ScriptedAssistant

from ragassist.errors import StoreError, UsageError
from ragassist.phrases import Phrase
from ragassist.serving import uploads
from ragassist.serving.client_view import NO_DOCUMENT, limited
from ragassist.serving.library import Library, LibraryError
from ragassist.settings import Settings
from ragassist.types import Failure, Filter
from ragassist.ui.messages import Within
from ragassist.ui.page import LIBRARY_STYLES, STYLES
from ragassist.ui.server.access import Attempts, Sessions, Users, add_user, hash_line, is_trusted, read_users
from ragassist.ui.server.backend import USER_HEADER, Backend, NotSignedInError
from ragassist.ui.server.middleware import Access, PageMiddleware, warning
from ragassist.ui.server.page_services import starters
from ragassist.ui.server.starters import fitting
from ragassist.ui.views.library_view import LibraryState, panel
from ragassist.ui.words.catalogue import EN, ZH

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

# ---- users


def test_a_user_is_admitted_with_the_password_alone(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    assert not add_user(path, "ada", "long enough")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    users = Users(path)
    assert users.admits("ada", "long enough")
    assert not users.admits("ada", "Long enough")
    assert not users.admits("eve", "long enough")
    assert not users.admits("", "")
    assert add_user(path, "ada", "another one")
    assert users.admits("ada", "another one")
    assert not users.admits("ada", "long enough")
    path.write_text("nonsense", encoding="utf8")
    assert not users.has("ada")
    path.unlink()
    assert not users.has("ada")


@pytest.mark.parametrize(
    "line",
    ["ada", "ada:plain", "ada:scrypt$16384$8$1$!!$!!", "ada:scrypt$0$8$1$YWFhYQ==$YWFhYQ==", "", "# only a remark",
     "ada:scrypt$1073741824$8$1$YWFhYWFhYWFhYWFhYWFhYQ==$YWFhYWFhYWFhYWFhYWFhYQ=="],
)  # fmt: skip
def test_a_file_that_is_not_of_the_form_lets_nobody_start_and_repeats_no_secret(tmp_path: Path, line: str) -> None:
    path = tmp_path / "users.txt"
    path.write_text(line, encoding="utf8")
    with pytest.raises(UsageError) as error:
        read_users(path)
    assert "scrypt$1" not in str(error.value)
    assert "YWFh" not in str(error.value)


@pytest.mark.parametrize(("name", "password"), [("", "long enough"), ("a:b", "long enough"), ("a\nb", "long enough"), ("ada", "short")])
def test_names_and_passwords_that_will_not_do(name: str, password: str) -> None:
    with pytest.raises(UsageError):
        hash_line(name, password)


def test_sessions_end_and_attempts_are_counted() -> None:
    sessions, attempts = Sessions(), Attempts()
    token = sessions.begin("ada")
    assert sessions.user(token) == "ada"
    assert sessions.user("") is None
    sessions.end(token)
    assert sessions.user(token) is None
    for _ in range(10):
        assert not attempts.spent("here ada")
        attempts.fail("here ada")
    assert attempts.spent("here ada")
    assert not attempts.spent("here eve")


def test_a_header_is_believed_of_a_trusted_proxy_only() -> None:
    access = Access(Settings.model_validate({"ui": {"auth_header": "X-Forwarded-User", "trusted_proxies": "127.0.0.1, 10.0.0.0/8"}}))
    assert access.from_proxy("10.2.3.4", "ada") == "ada"
    assert access.from_proxy("::ffff:10.2.3.4", "ada") == "ada"
    assert access.from_proxy("192.168.0.9", "ada") == ""
    assert access.from_proxy("", "ada") == ""
    with pytest.raises(UsageError):
        is_trusted("10.0.0.1", ["nonsense"])


def test_serving_others_without_signing_in_is_warned_of(tmp_path: Path) -> None:
    assert "sign in" in warning(Settings(), "0.0.0.0")
    assert warning(Settings(), "127.0.0.1") == warning(Settings(), "localhost") == warning(Settings(), "::1") == ""
    assert warning(Settings.model_validate({"ui": {"auth": tmp_path / "users.txt"}}), "0.0.0.0") == ""


# ---- the gate


class Inner:
    """What stands behind the gate: notes what reaches it."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"in"})


def knock(
    gate: PageMiddleware,
    path: str,
    *,
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    client: str = "127.0.0.1",
) -> tuple[int, str, dict[str, str]]:
    """One request through the gate: status, body and headers of the answer."""
    sent: list[Any] = []
    parts = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]

    async def receive() -> Any:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers], "client": (client, 5), "server": ("127.0.0.1", 7860),
    }  # fmt: skip
    asyncio.run(gate(scope, receive, send))
    given = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]).decode(), given


def gate_over(tmp_path: Path, assistant: Any = None, **ui: Any) -> tuple[PageMiddleware, Inner, Backend]:
    settings = Settings.model_validate({"home": tmp_path / "home", "ui": ui})
    backend, inner = Backend.over(assistant or ScriptedAssistant(), settings), Inner()
    return PageMiddleware(inner, backend, Access(settings), "body {}"), inner, backend


def test_without_signing_in_nobody_can_name_a_user(tmp_path: Path) -> None:
    gate, inner, _ = gate_over(tmp_path)
    assert knock(gate, "/", headers=[(USER_HEADER, "eve"), ("accept", "text/html")])[0] == 200
    assert USER_HEADER not in inner.seen[0]


def test_who_is_not_signed_in_reaches_nothing(tmp_path: Path) -> None:
    add_user(tmp_path / "users.txt", "ada", "long enough")
    gate, inner, _ = gate_over(tmp_path, LibraryAssistant(tmp_path / "home"), auth=tmp_path / "users.txt")
    status, html, headers = knock(gate, "/", headers=[("accept", "text/html"), ("accept-language", "zh")])
    assert status == 200
    assert ZH.sign_in in html
    assert "content-security-policy" in headers
    for path, method in (("/gradio_api/component_server", "POST"), ("/config", "GET"), ("/uploads?name=a.txt", "POST")):
        assert knock(gate, path, method=method, headers=[(USER_HEADER, "ada")], body=b"text")[0] == 401
    assert inner.seen == []
    assert not (tmp_path / "home" / "uploads").exists()
    form = b"name=ada&password=long+enough"
    assert knock(gate, "/sign-in", method="POST", body=form, headers=[("sec-fetch-site", "cross-site")])[0] == 403
    assert knock(gate, "/sign-in", method="POST", body=b"name=ada&password=wrong+one")[0] == 401
    status, _, headers = knock(gate, "/sign-in", method="POST", body=form)
    assert status == 303
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    cookie = ("cookie", headers["set-cookie"].split(";")[0])
    assert knock(gate, "/config", headers=[cookie, (USER_HEADER, "eve")])[0] == 200
    assert inner.seen[-1][USER_HEADER] == "ada"
    for _ in range(10):
        knock(gate, "/sign-in", method="POST", body=b"name=ada&password=wrong+one")
    assert knock(gate, "/sign-in", method="POST", body=form)[0] == 429
    assert knock(gate, "/sign-out", method="POST", headers=[cookie])[0] == 303
    assert knock(gate, "/config", headers=[cookie])[0] == 401


def test_a_proxy_names_the_user_and_nobody_else_does(tmp_path: Path) -> None:
    gate, inner, backend = gate_over(tmp_path, LibraryAssistant(tmp_path / "home"), auth_header="X-Forwarded-User")
    assert knock(gate, "/config", headers=[("x-forwarded-user", "李伟")])[0] == 200
    assert backend.user(inner.seen[-1]) == "李伟"
    assert knock(gate, "/config", headers=[("x-forwarded-user", "ada")], client="192.168.1.5")[0] == 401
    assert knock(gate, "/config")[0] == 401
    with pytest.raises(NotSignedInError):
        backend.user({})


def test_healthz_tells_no_names_and_fails_when_documents_do(tmp_path: Path) -> None:
    add_user(tmp_path / "users.txt", "ada", "long enough")
    gate, _, backend = gate_over(tmp_path, LibraryAssistant(tmp_path / "home"), auth=tmp_path / "users.txt")
    status, body, _ = knock(gate, "/healthz")
    assert status == 200
    assert set(json.loads(body)) == {"status", "documents", "tier", "version"}

    def broken() -> list[Any]:
        raise StoreError("vectors.gone", path="chroma")

    backend.assistant.documents = broken  # type: ignore[method-assign]
    status, body, _ = knock(gate, "/healthz")
    assert status == 503
    assert "gone" not in body


def test_an_upload_is_stored_whole_under_a_safe_name_or_not_at_all(tmp_path: Path) -> None:
    assistant = LibraryAssistant(tmp_path / "home")
    gate, _, backend = gate_over(tmp_path, assistant, max_upload_mb=0.01)
    assert backend.library is not None
    home = tmp_path / "home"
    same = ("sec-fetch-site", "same-origin")
    assert knock(gate, "/uploads?name=a.txt", method="POST", body=b"x", headers=[("sec-fetch-site", "cross-site")])[0] == 403
    assert knock(gate, "/uploads?name=a.txt", method="POST", body=b"x", headers=[("origin", "http://evil"), ("host", "here")])[0] == 403
    assert knock(gate, "/uploads?name=a.exe", method="POST", body=b"x", headers=[same])[0] == 415
    assert knock(gate, "/uploads?name=a.txt", method="POST", body=b"", headers=[same])[0] == 400
    status, body, _ = knock(gate, "/uploads?name=a.txt&lang=zh", method="POST", body=b"x" * 20_000, headers=[same])
    assert status == 413
    assert "上限为 0.01 MB" in body
    status, body, _ = knock(gate, "/uploads?name=a.txt", method="POST", body=b"x", headers=[same, ("content-length", "20000")])
    assert status == 413
    assert [path for path in home.rglob("*") if path.is_file() and "uploads" in path.parts] == []
    name = "..%2F..%2Fetc%2F规定.txt".replace("规定", "%E8%A7%84%E5%AE%9A")
    status, body, _ = knock(gate, f"/uploads?name={name}", method="POST", body="规定自发布之日起施行。".encode(), headers=[same])
    assert status == 200
    stored = home / "uploads" / "local" / json.loads(body)["name"]
    assert stored.read_text(encoding="utf8") == "规定自发布之日起施行。"
    backend.library.close()


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_an_archive_becomes_uploads_of_the_same_user_and_is_not_kept(tmp_path: Path) -> None:
    add_user(tmp_path / "users.txt", "ada", "long enough")
    gate, _, backend = gate_over(tmp_path, LibraryAssistant(tmp_path / "home"), auth_header="X-Forwarded-User")
    assert backend.library is not None
    sent: dict[str, Any] = {"method": "POST", "headers": [("sec-fetch-site", "same-origin"), ("x-forwarded-user", "ada")]}
    inside = {"一.txt": "登记每年一次。".encode(), "二/三.md": "# 期限\n\n期限为半年。".encode(), "四.exe": b"x"}
    status, body, _ = knock(gate, "/uploads?name=%E8%B5%84%E6%96%99.zip", body=packed(inside), **sent)
    assert (status, json.loads(body)) == (200, {"name": "资料.zip"})
    folder = tmp_path / "home" / "uploads" / uploads.key("ada")
    assert {path.name for path in folder.iterdir() if path.is_file()} == {"资料-一.txt", "资料-二-三.md"}
    assert {item.title for item in backend.library.items("ada")} == {"资料-一.txt", "资料-二-三.md"}
    status, body, _ = knock(gate, "/uploads?name=a.zip", body=packed({"a.txt": b"The fee is due.", "b.zip": b"PK no archive"}), **sent)
    assert status == 200
    assert "a.zip/b.zip" in json.loads(body)["problem"]
    assert "problem" in json.loads(knock(gate, "/uploads?name=b.zip", body=packed({"a.exe": b"x"}), **sent)[1])
    assert "problem" in json.loads(knock(gate, "/uploads?name=c.zip", body=b"no archive", **sent)[1])
    assert {path.suffix for path in folder.iterdir() if path.is_file()} == {".txt", ".md"}
    backend.library.close()


# ---- names and ownership


@given(st.text(max_size=300), st.text(max_size=300))
def test_safe_names_stay_in_their_directory_and_never_meet(one: str, other: str) -> None:
    name = uploads.safe_name(one)
    assert name == Path(name).name
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    assert name == uploads.safe_name(one)
    if uploads.safe_name(other).lower() == name.lower():
        import unicodedata

        assert unicodedata.normalize("NFC", one).lower() == unicodedata.normalize("NFC", other).lower()


@given(st.text(max_size=50), st.text(max_size=50))
def test_two_users_have_two_directories(one: str, other: str) -> None:
    assert (uploads.key(one) == uploads.key(other)) == (one == other)
    assert "/" not in uploads.key(one)
    assert ".." not in uploads.key(one)


def test_ownership_follows_the_directory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    mine = uploads.directory(home, "ada") / "a.txt"
    assert uploads.owner(str(mine), home) == uploads.key("ada")
    assert uploads.owner(str(tmp_path / "a.txt"), home) is None


def test_ownership_is_told_by_where_a_file_really_is(tmp_path: Path) -> None:
    real, linked = tmp_path / "real", tmp_path / "linked"
    (real / "uploads").mkdir(parents=True)
    linked.symlink_to(real, target_is_directory=True)
    ada = uploads.key("ada")
    owner = uploads.owners(linked)
    for place in (linked, real, f"{tmp_path}//real", f"{tmp_path}/./real"):
        assert owner(str(Path(place) / "uploads" / ada / "a.txt")) == ada
        assert owner(f"{place}//uploads/{ada}/a.txt") == ada or "./" in str(place)
    for shared in (f"{real}/uploads2/{ada}/a.txt", f"{real}/a.txt", "https://example.org/uploads/a", "a.txt", ""):
        assert owner(shared) is None
    assert owner(f"{real}/uploads") == ""


# ---- what one reader may see


def test_an_empty_set_of_documents_never_means_all() -> None:
    assert limited(None, None) is None
    assert limited(Filter(), None) is None
    assert limited(None, frozenset()) == Filter(doc_ids=frozenset({NO_DOCUMENT}))
    assert limited(Filter(doc_ids=frozenset({"secret"})), frozenset({"mine"})) == Filter(doc_ids=frozenset({NO_DOCUMENT}))
    assert limited(Filter(kinds=frozenset({"law"})), frozenset({"mine"})) == Filter(doc_ids=frozenset({"mine"}), kinds=frozenset({"law"}))


def test_a_limit_that_cannot_be_read_is_an_error_and_none_is_none() -> None:
    from ragassist.ui.server.waiting import asked  # with Gradio, which takes each process that collects tests over a second

    question = {"turn": "turn-0001", "question": "How much?"}
    assert asked(question)[1] is None
    assert asked({**question, "within": {"kinds": ["law"], "date_from": "2024-07"}})[1] == Filter(
        kinds=frozenset({"law"}), date_from="2024-07"
    )
    for wrong in ({"date_from": "last year"}, {"owner": "ada"}, {"langs": ["fr"]}, "all"):
        with pytest.raises(ValueError):  # pydantic's
            asked({**question, "within": wrong})
    assert Within().filter() == Filter()


# ---- the library itself


def test_a_removal_is_carried_out_when_the_server_ends_and_never_of_somebody_elses(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assistant = LibraryAssistant(home)
    (tmp_path / "shared.txt").write_text("Everybody shares this sentence about ports.", encoding="utf8")
    mine = uploads.directory(home, "ada")
    mine.mkdir(parents=True)
    (mine / "own.txt").write_text("This sentence about cranes is of one person alone.", encoding="utf8")
    assistant.ingest([tmp_path / "shared.txt", mine / "own.txt"])
    ids = {Path(record.path).name: record.doc_id for record in assistant.documents()}
    library = Library(assistant, home, private=True)
    assert library.allowed("ada") == set(ids.values())
    assert library.allowed("eve") == {ids["shared.txt"]}
    for user, name in (("eve", "own.txt"), ("eve", "shared.txt"), ("ada", "shared.txt")):
        with pytest.raises(LibraryError):
            library.remove(user, ids[name])
    library.remove("ada", ids["own.txt"])
    assert library.allowed("ada") == {ids["shared.txt"]}
    assert not library.undo("eve", ids["own.txt"])
    assert library.undo("ada", ids["own.txt"])
    assert library.allowed("ada") == set(ids.values())
    library.remove("ada", ids["own.txt"])
    library.close()
    assert [Path(record.path).name for record in assistant.documents()] == ["shared.txt"]
    assert not (mine / "own.txt").exists()


def test_what_an_ended_server_received_goes_in_at_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    mine = uploads.directory(home, "")
    mine.mkdir(parents=True)
    (mine / "left.txt").write_text("This sentence was received and not yet indexed.", encoding="utf8")
    (mine / "empty.txt").write_text(" \n", encoding="utf8")
    assistant = LibraryAssistant(home)
    library = Library(assistant, home)
    library.recover()
    _settled(library)
    assert {item.title: item.state for item in library.items("")} == {"left.txt": "added", "empty.txt": "empty"}
    assert [Path(failure.path).name for failure in library.problems("")] == ["empty.txt"]
    library.close()
    again = Library(assistant, home)
    again.recover()
    assert again.items("") == []
    library.forget("", library.problems("")[0].path)
    assert library.problems("") == []


def _settled(library: Library) -> None:
    import time

    for _ in range(1000):
        if not library.is_busy(""):
            return
        time.sleep(0.02)
    raise AssertionError("The library is still busy.")


def test_why_a_file_did_not_go_in_is_told_in_the_readers_language() -> None:
    scan = Failure("/home/uploads/a/scan.pdf", Phrase.of("file.scan", name="uploads/a/scan.pdf", install="pip"))
    old = Failure("/home/uploads/a/old.pdf", Phrase.of("words.as_told", said="Something an earlier program said."))
    state = LibraryState(problems=(scan, old))
    english, chinese = panel(state, EN), panel(state, ZH)
    assert "&#x27;scan.pdf&#x27; holds no text: it is probably a scan, and what reads scans is not installed" in english
    assert "“scan.pdf”没有文字，可能是扫描件，而识别扫描件的组件尚未安装" in chinese
    assert all("Something an earlier program said." in html for html in (english, chinese))


# ---- starter questions


def test_each_starter_question_goes_with_its_document() -> None:
    record = ScriptedAssistant().documents()[0]
    everything = [replace(record, path=f"corpus/{path.name}") for path in CORPUS.iterdir()]
    for lang in ("en", "zh"):
        questions = starters(lang)  # type: ignore[arg-type]
        assert fitting(questions, everything) == questions
        assert fitting(questions, [record]) == ()
    assert fitting(["What is this?"], [record]) == ("What is this?",)


# ---- the library's own script and styles


def test_the_librarys_script_and_styles_use_only_words_and_colours_that_are_there() -> None:
    script = LIBRARY_STYLES.with_name("library.js").read_text(encoding="utf8")
    used = set(re.findall(r"\bwords\.(\w+)", script))
    assert "only_in" in used
    assert used <= {field.name for field in fields(EN)}
    colours = set(re.findall(r"--([\w-]+):", STYLES.read_text(encoding="utf8")))
    assert set(re.findall(r"var\(--([\w-]+)\)", LIBRARY_STYLES.read_text(encoding="utf8"))) <= colours
