"""`ingest https://…`: one page, from a checked machine, as the site allows, kept with its address and day."""

import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.assistant import Assistant
from ragassist.cli import main
from ragassist.errors import LoadError
from ragassist.ingest.web.address import is_address, is_public, target
from ragassist.ingest.web.fetch import Fetcher
from ragassist.ingest.web.keep import keep
from ragassist.ingest.web.robots import allows
from ragassist.models.embed import EmbedChoice
from ragassist.settings import Settings
from tests.ingest.pdfs import column, pdf
from tests.ingest.web_server import Page, web_site
from tests.store.fakes import HashEmbedder

PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>灯塔维护通知</title></head><body><article><h1>灯塔维护通知</h1>"
    "<p>东岸灯塔自三月五日起停止照明，维护期为二十天。维护期间船只应当绕行南侧航道。</p>"
    "<p>航道管理处每天两次公布能见度。夜间出港的船只应当提前两小时报告。</p></article></body></html>"
).encode()


@pytest.fixture
def site():
    with web_site() as served:
        yield served


def fetcher(**options):
    return Fetcher(**{"max_bytes": 100_000, "seconds": 5.0, "private": True} | options)


def test_a_page_is_fetched_under_our_own_name_and_asked_for_once(site):
    site.pages["/notice.html"] = Page(PAGE)
    page = fetcher().fetch(site.url("/notice.html#part"))
    assert (page.content, page.media_type, page.url) == (PAGE, "text/html", site.url("/notice.html"))
    assert [path for path, _, _ in site.asked] == ["/robots.txt", "/notice.html"]
    assert all(agent.startswith("ragassist/") for _, _, agent in site.asked)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{p}/a",
        "http://localhost:{p}/a",
        "http://[::1]:{p}/a",
        "http://127.1:{p}/a",
        "http://0.0.0.0:{p}/a",
    ],
)
def test_a_machine_of_ones_own_is_never_asked(site, url):
    with pytest.raises(LoadError, match=r"private address|no host"):
        fetcher(private=False).fetch(url.format(p=site.port))
    assert site.asked == []


def test_a_name_that_means_a_private_machine_too_is_refused(site):
    for found in (["10.1.2.3"], ["93.184.215.14", "192.168.0.9"], ["fe80::1"], ["::ffff:127.0.0.1"], ["169.254.169.254"]):
        with pytest.raises(LoadError, match="private address"):
            fetcher(private=False, resolve=lambda host, port, found=found: found).fetch("http://example.org/a")


def test_the_machine_that_was_checked_is_the_one_that_is_asked(site):
    """A name server that answers with another address the second time changes nothing."""
    site.pages["/a"] = Page(PAGE)
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.2"]])
    page = fetcher(resolve=lambda host, port: next(answers)).fetch(f"http://pages.example:{site.port}/a")
    assert page.content == PAGE
    assert {host for _, host, _ in site.asked} == {f"pages.example:{site.port}"}


def test_a_redirect_to_a_private_machine_is_refused_and_not_asked(site, monkeypatch):
    monkeypatch.setattr("ragassist.ingest.web.address.is_public", lambda ip: ip == "127.0.0.1")  # the site stands for a public one
    with web_site() as inner:
        site.pages["/a"] = Page(status=302, headers={"Location": inner.url("/secret", host="inner.example")})
        with pytest.raises(LoadError, match=r"'inner\.example' is a private address"):
            fetcher(private=False, resolve=lambda host, port: ["127.0.0.1"] if host == "open.example" else ["10.9.9.9"]).fetch(
                site.url("/a", host="open.example")
            )
        assert inner.asked == []


def test_redirects_are_followed_and_end(site):
    site.pages |= {
        "/old": Page(status=301, headers={"Location": "/new"}),
        "/new": Page(PAGE),
        "/round": Page(status=302, headers={"Location": "/round"}),
    }
    assert fetcher().fetch(site.url("/old")).url == site.url("/new")
    with pytest.raises(LoadError, match="more than 5 times"):
        fetcher().fetch(site.url("/round"))
    site.pages["/file"] = Page(status=302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(LoadError, match="not an address that can be fetched"):
        fetcher().fetch(site.url("/file"))


def test_what_the_site_forbids_is_not_asked_for(site):
    site.pages |= {"/inner/a": Page(PAGE), "/robots.txt": Page(b"User-agent: *\nDisallow: /inner", kind="text/plain")}
    with pytest.raises(LoadError, match=r"robots\.txt"):
        fetcher().fetch(site.url("/inner/a"))
    assert [path for path, _, _ in site.asked] == ["/robots.txt"]
    site.pages["/hop"] = Page(status=302, headers={"Location": "/inner/a"})
    with pytest.raises(LoadError, match=r"robots\.txt"):
        fetcher().fetch(site.url("/hop"))


def test_a_site_whose_robots_file_fails_forbids_everything_and_one_without_any_nothing(site):
    site.pages |= {"/a": Page(PAGE), "/robots.txt": Page(status=503)}
    with pytest.raises(LoadError, match=r"robots\.txt: 503"):
        fetcher().fetch(site.url("/a"))
    site.pages["/robots.txt"] = Page(status=403)
    assert fetcher().fetch(site.url("/a")).content == PAGE


def test_too_large_is_refused_whatever_the_server_says_of_its_length(site):
    site.pages["/big"] = Page(b"x" * 200_000)
    with pytest.raises(LoadError, match=r"more than 0\.1 MB"):
        fetcher().fetch(site.url("/big"))
    site.pages["/packed"] = Page(gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
    with pytest.raises(LoadError, match=r"more than 0\.1 MB"):
        fetcher().fetch(site.url("/packed"))
    site.pages["/fits"] = Page(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})
    assert fetcher().fetch(site.url("/fits")).content == PAGE


@pytest.mark.slow
def test_a_server_that_drips_is_given_up_in_time(site):
    site.pages["/slow"] = Page(b"x" * 90_000, pause_s=0.1)
    began = time.monotonic()
    with pytest.raises(LoadError, match="takes too long"):
        fetcher(seconds=1.0).fetch(site.url("/slow"))
    assert time.monotonic() - began < 4


def test_a_page_that_ends_in_the_middle_is_no_page(site):
    site.pages["/half"] = Page(PAGE, length=len(PAGE) + 500)
    with pytest.raises(LoadError, match=r"in the middle|does not answer|too long"):
        fetcher(seconds=3.0).fetch(site.url("/half"))


@pytest.mark.parametrize(("status", "advice"), [(404, "Check the address"), (403, "Save the page|save the page"), (500, "in a browser")])
def test_what_the_server_refuses_is_said_with_what_to_do(site, status, advice):
    site.pages["/a"] = Page(status=status)
    with pytest.raises(LoadError, match=f"{status}.*({advice})"):
        fetcher().fetch(site.url("/a"))


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "http://", "http://user:secret@example.org/", "http://exa mple.org/", "http://a.b:99999/"]
)
def test_other_addresses_are_refused_and_no_password_is_repeated(url):
    with pytest.raises(LoadError) as caught:
        target(url, resolve=lambda host, port: ["93.184.215.14"], private=False)
    assert caught.value.advice
    assert "secret" not in str(caught.value)


@given(
    st.ip_addresses(network="10.0.0.0/8")
    | st.ip_addresses(network="172.16.0.0/12")
    | st.ip_addresses(network="100.64.0.0/10")
    | st.ip_addresses(network="127.0.0.0/8")
)
def test_no_way_of_writing_a_private_address_makes_it_public(ip):
    packed = int(ip)
    forms = (str(ip), f"::ffff:{ip}", f"64:ff9b::{packed >> 16:x}:{packed & 0xFFFF:x}", f"2002:{packed >> 16:x}:{packed & 0xFFFF:x}::1")
    assert not any(is_public(form) for form in forms)


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: Ragassist/1\nDisallow: /x", "/x/1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: ragassist\nDisallow: /x", "/a", True),
        ("User-agent: *\nAllow: /\nDisallow: /x", "/xy", False),
        ("User-agent: *\nDisallow: /x\nAllow: /x/open", "/x/open/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /规定", "/%E8%A7%84%E5%AE%9A/1", False),
        ("User-agent: *  # all\nDisallow: /x # inner\n", "/x", False),
        ("\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ],
)
def test_the_longest_fitting_rule_of_the_group_that_names_us_decides(robots, path, allowed):
    assert allows(robots, path) is allowed


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_robots_file_breaks_the_reader(robots, path):
    assert allows(robots, "/" + path) in (True, False)
    assert is_address(path) == path.lower().startswith(("http://", "https://"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("ragassist.models.embed.embedder", lambda settings: HashEmbedder())
    monkeypatch.setattr("ragassist.models.embed.choose_embedder", lambda settings, indexed="": EmbedChoice(HashEmbedder(), "chosen"))
    monkeypatch.setenv("RAGASSIST_CHAT__TIER", "extractive")
    monkeypatch.setenv("RAGASSIST_INGEST__FETCH_PRIVATE", "true")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def run(capsys, *words):
    capsys.readouterr()
    code = main(["--home", "home", *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_fetched_page_is_a_document_with_its_address_and_day_that_outlives_the_page(site, home, capsys):
    site.pages["/notice.html"] = Page(PAGE)
    url = site.url("/notice.html")
    assert run(capsys, "ingest", url)[0] == 0
    site.pages["/notice.html"] = Page(status=410)
    code, _, err = run(capsys, "ingest", url)
    assert code == 3
    assert "410" in err
    record = json.loads(run(capsys, "docs", "--json")[1])[0]
    assert (record["url"], record["title"]) == (url, "灯塔维护通知")
    assert record["fetched"][:2] == "20"
    assert record["path"].startswith("127.0.0.1/notice-")
    assert not record["gone"]
    answer = json.loads(run(capsys, "ask", "东岸灯塔何时停止照明？", "--json")[1])
    assert any("三月五日" in citation["quote"] and citation["url"] == url for citation in answer["citations"])


def test_the_same_address_again_is_unchanged_or_updated_never_a_second_document(site, home, capsys):
    site.pages["/notice.html"] = Page(PAGE)
    url = site.url("/notice.html")
    counts = []
    for body in (PAGE, PAGE, PAGE.replace("二十天".encode(), "三十天".encode())):
        site.pages["/notice.html"] = Page(body)
        report = json.loads(run(capsys, "ingest", url, "--json")[1])
        counts.append((len(report["added"]), len(report["unchanged"]), len(report["updated"])))
    assert counts == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert len(json.loads(run(capsys, "docs", "--json")[1])) == 1


def test_an_address_that_fails_does_not_stop_the_files_beside_it(site, home, capsys):
    (home.parent / "a.txt").write_text("渡轮每小时一班。船闸夜间关闭。", encoding="utf-8")
    code, out, err = run(capsys, "ingest", site.url("/none"), "a.txt")
    assert (code, "1 added" in out, "404" in err) == (0, True, True)


def test_a_pdf_from_the_web_is_known_by_pages_and_boxes(site, home, tmp_path):
    text = "灯塔的灯每十秒亮一次。守塔人每晚记录两次风速。"
    site.pages["/files/rules"] = Page(pdf([column(text * 4, 60, 780, 25)]), kind="application/pdf")
    with Assistant(Settings(home=home, ingest={"fetch_private": True}, chat={"tier": "extractive"}), embedder=HashEmbedder()) as ours:
        assert len(ours.ingest([site.url("/files/rules")]).added) == 1
        answer = ours.ask("灯塔的灯多久亮一次？")
    assert next((citation.page, bool(citation.boxes), citation.no_boxes) for citation in answer.citations) == (1, True, "")


def test_what_is_of_no_readable_format_is_not_kept(site, tmp_path):
    site.pages["/clip"] = Page(b"\x00\x01", kind="video/mp4")
    with pytest.raises(LoadError, match="video/mp4"):
        keep(site.url("/clip"), fetcher().fetch(site.url("/clip")), tmp_path)
    assert not list(tmp_path.rglob("*.*"))
