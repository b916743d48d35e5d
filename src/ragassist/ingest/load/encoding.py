"""Bytes to text, once, without touching a newline."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from typing import Final

from ragassist.errors import LoadError
from ragassist.lang.zh import COMMON
from ragassist.phrases import Phrase
from ragassist.text.script import simplified

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS: Final = (
    (b"%PDF", "kind.pdf"),
    (b"PK\x03\x04", "kind.zip"),
    (b"\xd0\xcf\x11\xe0", "kind.old_office"),
    (b"{\\rtf", "kind.rtf"),
    (b"\x89PNG", "kind.png"),
    (b"\xff\xd8\xff", "kind.jpeg"),
    (b"GIF8", "kind.gif"),
    (b"\x1f\x8b", "kind.gzip"),
    (b"\x7fELF", "kind.program"),
    (b"SQLite format 3\0", "kind.sqlite"),
)
_SAMPLE_BYTES: Final = 1_000_000
_BROKEN_SHARE: Final = 0.002
_CHINESE: Final = ("gb18030", "cp950", "big5hkscs")
_USUAL: Final = frozenset("，。、；：！？“”‘’《》〈〉「」『』（）【】〔〕—…·．－％　①②③④⑤⑥⑦⑧⑨⑩〇")
_READS: Final = 0.5
"""Share of everyday characters from which bytes are Chinese; ordinary text has .9, the wrong encoding's .1."""
_STRAY_SHARE: Final = 0.002
"""Zero bytes that a text may have and still be one; cleaning drops them."""


def decode(content: bytes, name: str, declared: str = "") -> str:
    """Return the text of a file.

    Tried in turn: a byte-order mark, strict UTF-8, UTF-16 without a mark, UTF-8 with a few broken bytes, GB18030 or Big5 by
    which of them reads like Chinese, then a guess.

    Newlines stay as they are; a byte-order mark is not part of the text.

    Args:
        content: the bytes.
        name: of the file, for messages.
        declared: the codec that the file itself names, if any.

    Raises:
        LoadError: the bytes are not text.
    """
    for magic, kind in _OTHER_FORMATS:
        if content.startswith(magic):
            raise LoadError("file.not_text", name=name, kind=Phrase.of(kind))
    for mark, codec in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(codec)
            except UnicodeDecodeError as error:
                raise LoadError("file.broken_text", name=name, codec=codec, start=error.start) from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and text.count("\0") <= _STRAY_SHARE * len(text):
        return text
    if b"\0" in content[:_SAMPLE_BYTES]:
        return _unmarked_utf16(content, name)
    return _legacy(content, name, declared)


def _unmarked_utf16(content: bytes, name: str) -> str:
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        sample = text[:5000]
        usual = sum((char.isascii() and char.isprintable()) or char in "\r\n\t" or "\u3000" <= char <= "\u9fff" for char in sample)
        if usual > 0.9 * len(sample):
            return text
    raise LoadError("file.binary", name=name)


def _legacy(content: bytes, name: str, declared: str) -> str:
    repaired = content.decode("utf-8", errors="replace")
    broken = repaired.count("\ufffd")
    if broken <= max(3, _BROKEN_SHARE * len(repaired)) and any(
        char > "\u07ff" and char != "\ufffd" for char in repaired[: _SAMPLE_BYTES // 3]
    ):
        return repaired
    chinese, score = told_apart(content, declared)
    if score > _READS:
        return chinese
    from charset_normalizer import from_bytes  # 60 ms of import, needed for few files

    guess = from_bytes(content[:_SAMPLE_BYTES]).best()
    if guess is None or guess.percent_chaos > 20:
        raise LoadError("file.encoding", name=name)
    return content.decode(guess.encoding, errors="replace")


def told_apart(content: bytes, declared: str = "") -> tuple[str, float]:
    """Return the text in the Chinese encoding in which it reads best, and how well it does, at most 1.

    Big5 and GB18030 seldom fail on each other's text; what they make of it is characters that nobody writes.

    Args:
        content: the bytes.
        declared: the codec that the file names; it wins where two read alike.
    """
    sample = content[:_SAMPLE_BYTES]
    order = [declared, *_CHINESE] if declared in _CHINESE else list(_CHINESE)
    scores = {codec: _reads(sample.decode(codec, errors="replace")) for codec in dict.fromkeys(order)}
    best = max(scores, key=lambda codec: scores[codec])
    return content.decode(best, errors="replace"), scores[best]


def _reads(text: str) -> float:
    """Share of the characters beyond ASCII that are everyday Chinese ones or its punctuation, less what is no character at all."""
    foreign = {char: count for char, count in Counter(text).items() if char > "\x7f"}
    if not foreign:
        return 0.0
    plain = simplified("".join(foreign))
    usual = sum(
        count
        for char, count in zip(plain, foreign.values(), strict=True)
        if char in COMMON or char in _USUAL or "\uff01" <= char <= "\uff5e"
    )
    strange = sum(count for char, count in foreign.items() if char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc"))
    return (usual - 4 * strange) / sum(foreign.values())
