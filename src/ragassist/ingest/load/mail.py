"""Messages (.eml) and web pages saved as one file (.mht, .mhtml). Nothing that they point to is fetched."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Final

from ragassist.errors import LoadError
from ragassist.ingest.load import encoding, head, html, html_blocks, html_prepare, mail_parts, marks
from ragassist.ingest.load.losses import Tally
from ragassist.types import DocumentMeta

SUFFIXES = frozenset({".eml", ".mht", ".mhtml"})
MAX_PARTS: Final = 2000
MAX_DEPTH: Final = 20


def read(content: bytes, name: str) -> tuple[str, DocumentMeta]:
    """Return the text of a message under its subject, or the article of a saved page, as Markdown.

    A message that is written twice is read as HTML. Files that go with it are documents of their own (`archives`); those of a format
    that cannot be read are named as left out.

    Raises:
        LoadError: not such a file, nested too deeply, or without text.
    """
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        if not any(_header(message, field) for field in ("From", "Subject", "Date", "MIME-Version", "Content-Type")):
            raise LoadError("file.not_mail", name=name)
        parts = list(_parts(message, name, 0))
        subject, sender, sent = (_header(message, field) for field in ("Subject", "From", "Date"))
    except LoadError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError) as error:
        raise LoadError("file.damaged_mail", name=name) from error
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    if not pages and not plain:
        raise LoadError("file.no_text_mail", name=name)
    if name.lower().endswith((".mht", ".mhtml")) and pages:
        return _page(pages[0], name)
    tally = Tally()
    left = _left_out(message)
    tally.add("parts_left_out", len(left), places=", ".join(left)[:200])
    body = "\n\n".join(_marked(part, name, tally) for part in pages[:1]) if pages else "\n\n".join(_text(part, name) for part in plain)
    if not re.search(r"\w", body):
        raise LoadError("file.no_text_mail", name=name)
    title = " ".join(subject.split())
    raw = (f"{marks.heading(marks.escape(title), 1)}\n\n" if title else "") + body.strip() + "\n"
    author = email.utils.parseaddr(sender)
    meta = DocumentMeta(title=title, author=author[0] or author[1], date=_date(sent))
    return raw, replace(head.complete(meta, raw), lost=tally.losses(raw))


def _left_out(message: EmailMessage) -> list[str]:
    """The names of the files that nothing reads."""
    from ragassist.ingest.archives import SUFFIX
    from ragassist.ingest.load import SUFFIXES  # here, for it imports this module

    names = [mail_parts.name_of(part, number) for number, part in enumerate(mail_parts.attached(message), start=1)]
    return [name for name in names if PurePosixPath(name).suffix.lower() not in {*SUFFIXES, SUFFIX}]


def _page(part: EmailMessage, name: str) -> tuple[str, DocumentMeta]:
    """A saved web page, read like any other."""
    content = _bytes(part)
    charset = part.get_content_charset()
    if charset and not re.search(rb"charset", content[:4096], re.IGNORECASE):
        content = f"<meta charset='{charset}'>".encode() + content
    raw, meta = html.read(content, name)
    place = _header(part, "Content-Location")
    return raw, replace(meta, url=meta.url or (place if place.startswith(("http://", "https://")) else ""))


def _parts(message: EmailMessage, name: str, depth: int) -> Iterator[EmailMessage]:
    """The parts that are read: not attachments, and not messages inside of this one."""
    if depth > MAX_DEPTH:
        raise LoadError("file.nested_mail", name=name, max_depth=MAX_DEPTH)
    if mail_parts.is_attached(message) and depth:
        return
    if message.is_multipart():
        inner = message.get_payload()
        if len(inner) > MAX_PARTS:
            raise LoadError("file.too_many_parts", name=name, max_parts=MAX_PARTS)
        for part in inner:
            if isinstance(part, EmailMessage):
                yield from _parts(part, name, depth + 1)
    else:
        yield message


def _marked(part: EmailMessage, name: str, tally: Tally) -> str:
    tree = html.parsed(_with_charset(part, name), name)
    prepared = html_prepare.prepare(tree)
    body = tree.find("body")
    if body is None:
        return ""
    prepared.count(body, tally)
    return html_blocks.markdown(body)


def _text(part: EmailMessage, name: str) -> str:
    lines = _with_charset(part, name).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(marks.escape(line.rstrip()) for line in lines)


def _with_charset(part: EmailMessage, name: str) -> str:
    content, charset = _bytes(part), (part.get_content_charset() or "").lower()
    if charset and charset not in ("us-ascii", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "iso-8859-1"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    return (
        encoding.decode(
            content, name, {"big5": "cp950", "big5-hkscs": "big5hkscs"}.get(charset, "gb18030" if charset.startswith("gb") else "")
        )
        if content
        else ""
    )


def _bytes(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _header(part: EmailMessage, name: str) -> str:
    try:
        return str(part.get(name, "") or "")
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, OverflowError):
        return ""


def _date(sent: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(sent).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
