"""Pages, lists and feeds that are followed: a real site on loopback, a real store."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.ingest.web import follow as module
from ragassist.ingest.web.feed import is_feed, items
from ragassist.ingest.web.fetch import Fetched
from ragassist.ingest.web.follow import Follow
from ragassist.settings import Settings
from tests.ingest.web_server import Page, web_site
from tests.store.fakes import HashEmbedder

pytestmark = pytest.mark.slow


def page(text: str) -> bytes:
    body = (
        "<p>航道管理处每天两次公布能见度。夜间出港的船只应当提前两小时报告。</p>"
        f"<p>维护期间船只应当绕行南侧航道，并听从引航员指挥。{text}</p>"
    )
    return f"<!doctype html><html><head><meta charset=utf-8><title>航道通告</title></head><body><article><h1>航道通告</h1>{body}</article></body></html>".encode()


def rss(*entries: tuple[str, str]) -> bytes:
    body = "".join(f"<item><title>x</title><link>{link}</link><pubDate>{date}</pubDate></item>" for link, date in entries)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>news</title>{body}</channel></rss>'.encode()


@pytest.fixture
def site():
    with web_site() as served:
        yield served


class Following:
    """A follower over one home whose clock a test moves."""

    def __init__(self, home: Path, monkeypatch) -> None:
        self.settings = Settings(home=home, chat={"tier": "extractive"}, ingest={"fetch_private": True, "fetch_seconds": 5})
        self.assistant, self.told, self.now = Assistant(self.settings, embedder=HashEmbedder()), [], time.time()
        monkeypatch.setattr(module.time, "time", lambda: self.now)

    def look(self, *addresses: str, lists=(), after_s: float = 0.0, **more) -> list[tuple[str, str]]:
        """What is told when all that is due is asked for, `after_s` seconds later, by a follower that has just been started."""
        self.now += after_s
        self.told.clear()
        made = Follow(self.assistant, addresses, lists, self.settings, self.told.append, pause_s=0.0, **more)
        made.look(threading.Event())
        return [(change.kind, change.path.rpartition("/")[2]) for change in self.told]

    def texts(self) -> set[str]:
        return {self.assistant.clean(record.doc_id).rpartition("指挥。")[2].strip() for record in self.assistant.documents()}


@pytest.fixture
def following(tmp_path, monkeypatch):
    made = Following(tmp_path / "home", monkeypatch)
    yield made
    made.assistant.close()


def test_a_page_is_taken_once_and_again_when_it_is_another(following, site):
    site.pages["/a"] = Page(page("灯塔自五月起停止照明。"), headers={"ETag": '"one"'})
    assert following.look(site.url("/a")) == [("added", "a")]
    assert following.look(site.url("/a"), after_s=10) == []
    assert [path for path, _, _ in site.asked].count("/a") == 1
    assert following.look(site.url("/a"), after_s=901) == []
    site.pages["/a"] = Page(page("灯塔自六月起恢复照明。"), headers={"ETag": '"two"'})
    assert following.look(site.url("/a"), after_s=901) == [("updated", "a")]
    assert following.texts() == {"灯塔自六月起恢复照明。"}
    assert following.assistant.documents()[0].meta.url == site.url("/a")


def test_only_another_state_than_the_known_one_is_asked_for(following, site, monkeypatch):
    sent = []
    site.pages["/a"] = Page(page("灯塔自五月起停止照明。"), headers={"ETag": '"one"', "Last-Modified": "Mon, 02 Mar 2026 00:00:00 GMT"})
    following.look(site.url("/a"))
    original = module.Fetcher.fetch
    monkeypatch.setattr(module.Fetcher, "fetch", lambda self, url, known: sent.append(known) or original(self, url, known))
    site.pages["/a"] = Page(b"", status=304)
    assert following.look(site.url("/a"), after_s=901) == []
    assert sent == [('"one"', "Mon, 02 Mar 2026 00:00:00 GMT")]
    assert len(following.assistant.documents()) == 1


def test_a_list_is_read_again_and_what_leaves_it_is_kept_until_pruned(following, site, tmp_path):
    site.pages |= {f"/{name}": Page(page(f"第{name}号通告自三月起施行。")) for name in "abc"}
    listed = tmp_path / "list.txt"
    listed.write_text(f"# ours\n{site.url('/a')}\n\n{site.url('/b')}\n/etc/passwd\nfile:///etc/passwd\n", encoding="utf8")
    assert following.look(lists=[listed]) == [("added", "a"), ("added", "b")]
    listed.write_text(f"{site.url('/b')}\n{site.url('/c')}\n", encoding="utf8")
    assert following.look(lists=[listed]) == [("added", "c"), ("vanished", "a")]
    assert following.look(lists=[listed]) == []
    assert len(following.assistant.documents()) == 3
    listed.write_text(f"{site.url('/c')}\n", encoding="utf8")
    assert following.look(lists=[listed], prune=True) == [("removed", "b")]
    listed.unlink()
    assert following.look(lists=[listed], prune=True) == [("waiting", "list.txt")]
    assert len(following.assistant.documents()) == 2


def test_a_page_that_is_gone_keeps_its_document_comes_back_and_is_dropped_when_pruned(following, site):
    site.pages["/a"] = Page(page("灯塔自五月起停止照明。"))
    following.look(site.url("/a"))
    there = site.pages.pop("/a")
    assert following.look(site.url("/a"), after_s=901) == [("vanished", "a")]
    assert following.look(site.url("/a"), after_s=100_000) == []
    assert following.texts() == {"灯塔自五月起停止照明。"}
    site.pages["/a"] = there
    assert following.look(site.url("/a"), after_s=100_000) == [("back", "a")]
    del site.pages["/a"]
    assert following.look(site.url("/a"), after_s=901, prune=True) == [("removed", "a")]
    assert following.assistant.documents() == []


def test_the_items_of_a_feed_are_taken_and_nothing_else(following, site):
    site.pages["/a"] = Page(page("灯塔自五月起停止照明。<a href='/elsewhere'>more</a>"))
    site.pages["/b"] = Page(page("港口自六月起关闭。"))
    entries = [
        (site.url("/a#top"), "Mon, 02 Mar 2026"),
        (site.url("/b"), "Tue, 03 Mar 2026"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
    ]
    site.pages["/feed"] = Page(rss(*entries), "application/rss+xml")
    assert following.look(site.url("/feed")) == [("added", "a"), ("added", "b")]
    assert {path for path, _, _ in site.asked} == {"/robots.txt", "/feed", "/a", "/b"}
    site.pages["/a"] = Page(page("灯塔自七月起停止照明。"))
    assert following.look(site.url("/feed"), after_s=901) == []
    site.pages["/feed"] = Page(rss((site.url("/a"), "Wed, 04 Mar 2026")), "application/rss+xml")
    assert following.look(site.url("/feed"), after_s=901) == [("updated", "a")]
    assert following.texts() == {"灯塔自七月起停止照明。", "港口自六月起关闭。"}


def test_one_bad_page_is_told_once_stops_nothing_and_is_tried_less_and_less_often(following, site):
    site.pages["/bad"] = Page(b"", status=500)
    site.pages["/odd"] = Page(b"\x00\x01", "application/x-unknown")
    site.pages["/good"] = Page(page("灯塔自五月起停止照明。"))
    addresses = [site.url("/bad"), site.url("/odd"), site.url("/good")]
    assert following.look(*addresses) == [("failed", "bad"), ("failed", "odd"), ("added", "good")]
    tried = 0
    for _ in range(40):
        assert following.look(*addresses, after_s=900) == []
    tried = [path for path, _, _ in site.asked].count("/bad")
    assert 4 <= tried <= 7, tried
    assert [path for path, _, _ in site.asked].count("/good") == 41
    following.look(*addresses, after_s=90_000)
    assert [path for path, _, _ in site.asked].count("/bad") == tried + 1


def test_a_pause_lies_between_two_requests_to_one_host(following, site):
    site.pages |= {f"/{name}": Page(page(f"第{name}号通告。")) for name in "abc"}
    began = time.monotonic()
    follow = Follow(following.assistant, [site.url(f"/{n}") for n in "abc"], [], following.settings, following.told.append, pause_s=0.4)
    follow.look(threading.Event())
    assert time.monotonic() - began >= 0.8
    assert len(following.told) == 3


def test_what_a_site_forbids_and_private_machines_are_not_asked_for(tmp_path, site, monkeypatch):
    made = Following(tmp_path / "home", monkeypatch)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /in", "text/plain")
    site.pages["/in"] = Page(page("内部通告。"))
    assert made.look(site.url("/in")) == [("failed", "in")]
    made.settings = Settings(home=tmp_path / "other", chat={"tier": "extractive"})
    asked = len(site.asked)
    assert made.look(site.url("/open")) == [("failed", "open")]
    assert len(site.asked) == asked
    made.assistant.close()


@pytest.mark.parametrize(
    ("content", "links"),
    [
        (
            rss(("https://a.example/1", ""), ("https://a.example/1", ""), ("https://a.example/2", "")),
            ["https://a.example/1", "https://a.example/2"],
        ),
        (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="alternate" href="/n/1"/><updated>2026-03-02T00:00:00Z</updated></entry></feed>',
            ["https://host.example/n/1"],
        ),
        (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
            b'<item rdf:about="x"><link>https://a.example/3</link></item></rdf:RDF>',
            ["https://a.example/3"],
        ),
        (
            b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><link>&x;</link></item></channel></rss>',
            [],
        ),
        (b"<rss><channel><item><link>https://a.example/4</link></item>", ["https://a.example/4"]),
    ],
)
def test_feeds_of_each_form_are_read_and_never_more_than_their_links(content, links):
    found = Fetched("https://host.example/feed", content, "text/xml")
    assert is_feed(found)
    assert [item.url for item in items(found)] == links


def test_a_page_that_speaks_of_feeds_is_no_feed():
    assert not is_feed(Fetched("https://host.example/", b"<!doctype html><p>Subscribe to &lt;rss&gt;: see rss, feed", "text/html"))


def test_the_command_line_wants_something_to_watch(capsys):
    assert main(["watch"]) == 2
    assert main(["watch", "https://a.example/x", "--fetch-every", "0"]) == 2
    assert "--fetch-every cannot be 0" in capsys.readouterr().err
