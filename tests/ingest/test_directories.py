"""Directories as people have them: saved pages with their folders, links that lead nowhere, things that are no files."""

from __future__ import annotations

import os

import pytest

from ragassist.ingest.files import find
from ragassist.ingest.load import SUFFIXES
from tests.ingest.test_sync import BRIDGE, PARK, RIVER, Home


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "river.txt").write_text(RIVER, encoding="utf8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def home(place):
    return Home(place / "home")


def names(place, *paths):
    found = find([place / path for path in paths], suffixes=SUFFIXES)
    return sorted(str(file.relative_to(place)) for file in found.files)


@pytest.mark.parametrize(("page", "folder"), [("通知.html", "通知_files"), ("notice.htm", "notice.files"), ("a.b.html", "a.b_files")])
def test_the_folder_of_a_saved_page_is_passed_over(place, page, folder):
    documents = place / "documents"
    (documents / page).write_text("<p>x</p>", encoding="utf8")
    (documents / folder).mkdir()
    (documents / folder / "advertisement.html").write_text("<p>x</p>", encoding="utf8")
    assert names(place, "documents") == sorted([f"documents/{page}", "documents/river.txt"])
    assert names(place, f"documents/{folder}") == [f"documents/{folder}/advertisement.html"]


def test_a_folder_that_belongs_to_no_page_is_taken(place):
    folder = place / "documents" / "minutes_files"
    folder.mkdir()
    (folder / "bridge.md").write_text(BRIDGE, encoding="utf8")
    (place / "documents" / "minutes.txt").write_text(PARK, encoding="utf8")
    assert names(place, "documents") == ["documents/minutes.txt", "documents/minutes_files/bridge.md", "documents/river.txt"]


def test_links_in_a_circle_end_and_links_to_nowhere_are_listed(home, place):
    documents = place / "documents"
    (documents / "inner").mkdir()
    (documents / "inner" / "up").symlink_to(documents)
    (documents / "itself.txt").symlink_to(documents / "itself.txt")
    (documents / "ping.txt").symlink_to(documents / "pong.txt")
    (documents / "pong.txt").symlink_to(documents / "ping.txt")
    (documents / "nowhere.txt").symlink_to(place / "absent.txt")
    report = home.ingest("documents", "documents/itself.txt", "documents/nowhere.txt")
    assert report.added == ("documents/river.txt",)
    reasons = {}
    for failure in report.failed:
        reasons.setdefault(failure.path, failure.reason)
    assert reasons.keys() == {f"documents/{name}.txt" for name in ("itself", "ping", "pong", "nowhere")}
    assert "link to a file that is not there" in reasons["documents/nowhere.txt"]
    assert "symbolic links" in reasons["documents/ping.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_listed_and_never_waited_for(home, place):
    os.mkfifo(place / "documents" / "pipe.txt")
    (place / "documents" / "folder.txt").mkdir()
    (place / "documents" / "folder.txt" / "bridge.md").write_text(BRIDGE, encoding="utf8")
    report = home.ingest("documents")
    assert sorted(report.added) == ["documents/folder.txt/bridge.md", "documents/river.txt"]
    assert [failure.path for failure in report.failed] == ["documents/pipe.txt"]
    assert "a pipe" in report.failed[0].reason


def test_a_file_that_goes_while_others_are_read_is_listed(home, place):
    (place / "documents" / "bridge.md").write_text(BRIDGE, encoding="utf8")

    def remove(progress):
        if progress.path == "documents/bridge.md":
            (place / "documents" / "river.txt").unlink()

    report = home.ingest("documents", progress=remove)
    assert report.added == ("documents/bridge.md",)
    assert [(failure.path, failure.reason) for failure in report.failed] == [
        ("documents/river.txt", "It was there a moment ago and is gone.")
    ]


def test_a_file_and_a_directory_without_permission_are_listed_and_the_rest_goes_in(home, place, monkeypatch):
    from pathlib import Path

    documents = place / "documents"
    (documents / "locked.txt").write_text(PARK, encoding="utf8")
    (documents / "closed").mkdir()
    read_bytes, scandir = Path.read_bytes, os.scandir

    def refuse(self):
        if self.name == "locked.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return read_bytes(self)

    def refuse_listing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(os, "scandir", refuse_listing)
    report = home.ingest("documents")
    assert report.added == ("documents/river.txt",)
    assert {failure.path for failure in report.failed} == {"documents/locked.txt", "documents/closed"}
    assert all("Permission denied" in failure.reason for failure in report.failed)


def test_a_page_that_turns_into_a_shell_is_reported_as_empty_and_keeps_its_text(home, place):
    home.ingest("documents")
    before = home.snapshot()
    (place / "documents" / "river.txt").write_text("---\ntitle: 河道管理办法\n---\n\n# 河道管理办法\n", encoding="utf8")
    report = home.ingest("documents")
    assert (report.empty, report.failed, report.updated) == (("documents/river.txt",), (), ())
    assert home.snapshot() == before


def test_a_file_above_the_limit_is_refused_with_the_name_of_the_setting(home, place):
    from tests.store.fakes import settings

    home.settings = settings(place / "home", ingest={"max_file_mb": 0.001})
    (place / "documents" / "large.txt").write_text(RIVER * 20, encoding="utf8")
    report = home.ingest("documents")
    assert report.added == ("documents/river.txt",)
    assert [failure.path for failure in report.failed] == ["documents/large.txt"]
    assert "the limit is 0.001" in report.failed[0].reason
    assert "RAGASSIST_INGEST__MAX_FILE_MB" in report.failed[0].reason
