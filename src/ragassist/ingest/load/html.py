"""Saved web pages: WeChat articles, government and news pages, anything else in HTML. Nothing is fetched and no script is run.

The text becomes Markdown, which is what offsets point into.
"""

from __future__ import annotations

import codecs
import datetime
import html as entities
import json
import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.ingest.load import encoding, head, html_blocks, html_prepare, marks
from ragassist.ingest.load.losses import Tally
from ragassist.text.iso_dates import iso_date
from ragassist.text.script import without_space
from ragassist.types import DocumentMeta

if TYPE_CHECKING:
    from lxml.etree import _Element

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MAX_CHARS: Final = 20_000_000
MAX_SEARCHED_CHARS: Final = 3_000_000
"""Of more text than that all is kept; looking for the article in it would take minutes."""
MAX_DEPTH: Final = 250
_BEIJING: Final = datetime.timezone(datetime.timedelta(hours=8))
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_SAME: Final = {
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "x-x-big5", "big5-eten", "ms950"), "cp950"),
    "big5-hkscs": "big5hkscs",
}
_EMBEDDED: Final = re.compile(r"data:[a-z]+/[^\s\"')>]{200,}", re.IGNORECASE)
_CONTROL: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\U000ff0f1-\U000ff0f3]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f][0-9a-f]{2}))(?:;|(?![0-9a-f;]))",
    re.IGNORECASE,
)
"""What no tree may hold, also where it is written as a number."""
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_NAMES: Final = {
    "title": ("og:title", "articletitle", "twitter:title", "citation_title", "dc.title"),
    "author": ("author", "og:article:author", "article:author", "citation_author", "dc.creator"),
    "date": (
        *("article:published_time", "pubdate", "publishdate", "publish_date", "og:published_time", "citation_publication_date"),
        *("dc.date", "dc.date.issued", "firstpublishedtime"),
    ),
    "source": ("contentsource", "og:site_name", "citation_journal_title", "sitename"),
    "url": ("og:url",),
}
_WECHAT: Final = re.compile(r"mp\.weixin\.qq\.com|id=[\"']js_(?:content|article)[\"']")
_SCRIPTED: Final = {
    "title": re.compile(r"\bvar\s+msg_title\s*=\s*(['\"])(.+?)\1"),
    "url": re.compile(r"\bvar\s+msg_link\s*=\s*(['\"])(https?:.+?)\1"),
    "source": re.compile(r"\bvar\s+nickname\s*=\s*(?:htmlDecode\()?(['\"])(.+?)\1"),
}
_POSTED: Final = re.compile(r"\bcdn_url\s*:\s*['\"]?[^'\",\s]|\bcdn_url\s*=\s*['\"]h")
"""A picture of a post that has nothing but pictures."""
_STAMP: Final = re.compile(r"\b(?:var\s+)?(?:ct|create_time|createTimestamp)\s*[=:]\s*['\"]?(1\d{9})\b")
_PLACES: Final = (
    "//*[@id='js_content']",
    "//*[@id='UCAP-CONTENT']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' TRS_Editor ')]",
    "//*[@id='zoom']",
)
"""Where WeChat and the usual systems of Chinese government sites keep an article's text."""


_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:share|social|related|recommend\w*|bread-?crumbs?|side-?bar|comments?|copyright|menu|nav(?:igation|bar)?|footer|pagination"
    r"|pager|toolbar|advert\w*|cookie\w*|subscribe|newsletter)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PROSE_CHARS: Final = 15
_PROSE_LINES: Final = 200
_STEPS_DOWN: Final = 60
_ROWS: Final = 3
"""A head and two rows at least make a page of nothing but a table worth reading."""


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the article of a page as Markdown, below its title, and what the page says about it.

    Raises:
        LoadError: not text, too large, nested too deeply, or a page without an article.
    """
    page = _EMBEDDED.sub("", _decode(content, name))
    tree = parsed(page, name)
    wechat = bool(_WECHAT.search(page))
    meta = _meta(tree, page, wechat=wechat)
    prepared = html_prepare.prepare(tree)
    body, place = _article(tree, wechat=wechat)
    posted = len(_POSTED.findall(page)) if wechat and not re.search(r"\w", body) else 0
    if posted:
        body = _caption(tree)
    if not re.search(r"\w", body):
        raise LoadError("file.furniture_html", name=name)
    title = marks.escape(meta.title)
    if title and not any(line.lstrip("# ").strip() == title for line in body.split("\n", 12)[:12]):
        body = f"{marks.heading(title, 1)}\n\n{body}"
    raw = body.rstrip() + "\n"
    tally = Tally()
    prepared.count(place, tally)
    tally.add("pictures", posted)
    return raw, replace(head.complete(meta, raw), lost=tally.losses(raw))


def _caption(tree: _Element) -> str:
    r"""What a post of pictures says beside them: WeChat writes it in the page's head alone, where lines end in \x0a."""
    told = next((text for text in tree.xpath("//meta[@name='description' or @property='og:description']/@content") if text.strip()), "")
    lines = re.split(r"\\x0a|\\n|\n", entities.unescape(re.sub(r"\\x26", "&", str(told))))
    return "\n\n".join(marks.escape(" ".join(line.split())) for line in lines if line.strip())


def parsed(page: str, name: str) -> _Element:
    """Return the tree of a page.

    Raises:
        LoadError: too large, empty, or nested too deeply.
    """
    from lxml import etree, html

    if len(page) > MAX_CHARS:
        raise LoadError("file.too_much_html", name=name, millions=len(page) / 1e6, most_millions=MAX_CHARS / 1e6)
    page = _CONTROL.sub("", _DECLARATION.sub("", page))
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise LoadError("file.not_html", name=name) from error
    if is_deeper(tree, MAX_DEPTH):
        raise LoadError("file.nested", name=name, max_depth=MAX_DEPTH)
    return tree


def _decode(content: bytes, name: str) -> str:
    """By the encoding that the page declares where it is not UTF-8 and keeps to what it declares."""
    declared = _CHARSET.search(content[:4096])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = declared.group(1).decode("ascii").lower()
        codec = _SAME.get(codec, codec)
        if codec in ("gb18030", "cp950", "big5hkscs"):  # pages name the wrong one of these often
            return encoding.decode(content, name, codec)
        for attempt in ("utf-8-sig", codec):
            try:
                return content.decode(codecs.lookup(attempt).name)
            except (LookupError, UnicodeDecodeError):
                continue
    return encoding.decode(content, name)


def is_deeper(tree: _Element, limit: int) -> bool:
    """Return whether elements stand inside of each other more than `limit` deep."""
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False


def _article(tree: _Element, *, wechat: bool) -> tuple[str, _Element]:
    """The article as Markdown, and the element that holds it."""
    for place in _PLACES:
        found = [(html_blocks.markdown(element), element) for element in tree.xpath(place)]
        best, holder = max(found, key=lambda pair: len(pair[0]), default=("", tree))
        if re.search(r"\w", best):
            return best, holder
    if wechat and tree.xpath(_PLACES[0]):
        return "", tree  # a page saved before its text arrived, or an article that was taken down
    body = tree.find("body")
    if body is None:
        return "", tree
    prose = _prose(tree) if sum(map(len, body.itertext())) <= MAX_SEARCHED_CHARS else []
    if not prose:
        plain = html_blocks.markdown(body)
        return (plain if re.search(r"[。！？]|[.!?](?:\s|$)", plain) or any(map(_tells, body.iter("table"))) else ""), body
    place = _around(body, prose)
    for element in [inner for inner in place.iterdescendants() if isinstance(inner.tag, str) and _is_aside(inner)]:
        if element.getparent() is not None and not _held(element, prose):
            element.drop_tree()
    return html_blocks.markdown(place), place


def _tells(table: _Element) -> bool:
    """Whether a table is what a page is for: rows of several cells, which are not for the most part links."""
    rows = [
        row for row in table.iter("tr") if sum(bool(without_space("".join(cell.itertext()))) for cell in row.iterchildren("td", "th")) > 1
    ]
    said = len(without_space("".join(table.itertext())))
    linked = sum(len(without_space("".join(link.itertext()))) for link in table.iter("a"))
    return len(rows) >= _ROWS and 2 * linked < said


def _prose(tree: _Element) -> list[str]:
    """The sentences that trafilatura takes for the article's, without spaces. It finds a text well but loses headings and tables."""
    import trafilatura

    logger = logging.getLogger("trafilatura")
    if not logger.handlers:  # it would warn on standard error of every page without an article
        logger.addHandler(logging.NullHandler())
    text: str | None = trafilatura.extract(deepcopy(tree), include_comments=False, include_tables=False, favor_precision=True)
    lines = (without_space(line).lstrip("-") for line in (text or "").split("\n"))
    return [line for line in lines if len(line) >= _PROSE_CHARS and re.search("[。；，,.;]", line)][:_PROSE_LINES]


def _around(body: _Element, prose: list[str]) -> _Element:
    """The innermost element that holds nearly all of `prose`."""
    place = body
    needed = 0.9 * sum(map(len, prose))
    for _ in range(_STEPS_DOWN):
        inner = next((child for child in place if isinstance(child.tag, str) and _held(child, prose) >= needed), None)
        if inner is None or inner.tag in ("p", "span"):
            break
        place = inner
    return place


def _held(element: _Element, prose: list[str]) -> int:
    """How many characters of `prose` stand in the element."""
    text = without_space("".join(element.itertext()))
    return sum(len(line) for line in prose if line in text)


def _is_aside(element: _Element) -> bool:
    return bool(_ASIDE.search(f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"))


def _meta(tree: _Element, page: str, *, wechat: bool) -> DocumentMeta:
    given: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        value = " ".join((element.get("content") or "").split())
        if key and value:
            given.setdefault(key, value)
    values = {field: next((given[key] for key in keys if key in given), "") for field, keys in _NAMES.items()}
    for key, value in _linked(tree):
        values[key] = values[key] or value
    if wechat:
        _complete_wechat(values, tree, page)
    title = values["title"] or _title(tree, given.get("og:site_name", ""))
    link = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "")
    url = next((url for url in (values["url"], str(link)) if url.startswith(("http://", "https://"))), "")
    author = "" if values["author"].startswith("http") else values["author"]
    return DocumentMeta(title=title, author=author, date=iso_date(values["date"]), source=values["source"], url=url)


def _complete_wechat(values: dict[str, str], tree: _Element, page: str) -> None:
    for field, pattern in _SCRIPTED.items():
        match = pattern.search(page)
        if match and not values[field]:
            values[field] = " ".join(entities.unescape(match.group(2)).split())
    values["title"] = values["title"] or _first(tree, "//*[@id='activity-name']")
    account = _first(tree, "//*[@id='js_name']")
    values["source"] = account or ("" if values["source"] == "微信公众平台" else values["source"])
    values["author"] = values["author"] or _first(tree, "//*[@id='js_author_name']")
    stamp = _STAMP.search(page)
    if stamp:
        values["date"] = datetime.datetime.fromtimestamp(int(stamp.group(1)), _BEIJING).date().isoformat()
    values["date"] = values["date"] or _first(tree, "//*[@id='publish_time']")


def _linked(tree: _Element) -> Iterator[tuple[str, str]]:
    """What the page says of itself for search engines, in JSON."""
    for text in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        items = found if isinstance(found, list) else found.get("@graph", [found]) if isinstance(found, dict) else []
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and str(item.get("@type", "")).endswith(("Article", "BlogPosting", "Report")):
                author = item.get("author")
                author = author[0] if isinstance(author, list) and author else author
                author = author.get("name") if isinstance(author, dict) else author
                named = {"title": item.get("headline"), "date": item.get("datePublished"), "author": author}
                yield from ((key, " ".join(value.split())) for key, value in named.items() if isinstance(value, str))


def _first(tree: _Element, path: str) -> str:
    element = next(iter(tree.xpath(path)), None)
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _title(tree: _Element, site: str) -> str:
    """The main heading that the page's title begins with; otherwise the title, or the only main heading."""
    whole = _first(tree, "//head/title")
    headings = [" ".join("".join(element.itertext()).split()) for element in tree.iter("h1")]
    named = [heading for heading in headings if heading and whole.startswith(heading)]
    if not named and not whole and len(headings) == 1:
        named = headings
    return max(named, key=len, default="") or _site_free(whole, site)


def _site_free(title: str, site: str) -> str:
    """A page's title without the site's name behind it."""
    parts = re.split(r"\s*(?:[|｜_]|\s[-–—]\s)\s*", title)
    return parts[0] if len(parts) > 1 and (parts[-1] == site or len(parts[0]) >= 8) else title
