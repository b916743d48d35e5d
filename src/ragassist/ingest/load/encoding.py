"""Bytes to text, once, without touching a newline."""

from __future__ import annotations

import codecs
from typing import Final

from ragassist.errors import LoadError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
)
_SAMPLE_BYTES: Final = 1_000_000
_BROKEN_SHARE: Final = 0.002
_STRAY_SHARE: Final = 0.002
"""Zero bytes that a text may have and still be one; cleaning drops them."""


def decode(content: bytes, name: str) -> str:
    """The text of a file.

    Tried in turn: a byte-order mark, strict UTF-8, UTF-16 without a mark, UTF-8 with a few broken bytes, GB18030 or Big5, then a guess.

    Newlines stay as they are; a byte-order mark is not part of the text.

    Raises:
        LoadError: the bytes are not text.
    """
    for magic, kind in _OTHER_FORMATS:
        if content.startswith(magic):
            raise LoadError(f"{name!r} is {kind}, not text, whatever its name says.", "Give the file its real suffix, or save it as text.")
    for mark, codec in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(codec)
            except UnicodeDecodeError as error:
                raise LoadError(
                    f"{name!r} begins like {codec} text but is broken at byte {error.start}.", "Save it again as UTF-8."
                ) from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and text.count("\0") <= _STRAY_SHARE * len(text):
        return text
    if b"\0" in content[:_SAMPLE_BYTES]:
        return _unmarked_utf16(content, name)
    return _legacy(content, name)


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
    raise LoadError(f"{name!r} is a binary file, not text.", "Leave it out, or save its text as UTF-8.")


def _legacy(content: bytes, name: str) -> str:
    repaired = content.decode("utf-8", errors="replace")
    broken = repaired.count("\ufffd")
    if broken <= max(3, _BROKEN_SHARE * len(repaired)) and any(
        char > "\u07ff" and char != "\ufffd" for char in repaired[: _SAMPLE_BYTES // 3]
    ):
        return repaired
    best = max(("gb18030", "big5"), key=lambda codec: _familiar(content[:_SAMPLE_BYTES], codec))
    if _familiar(content[:_SAMPLE_BYTES], best) > 0.6:
        for codec in (best, "gb18030", "big5hkscs"):
            try:
                return content.decode(codec)
            except UnicodeDecodeError:
                continue
    from charset_normalizer import from_bytes  # 60 ms of import, needed for few files

    guess = from_bytes(content[:_SAMPLE_BYTES]).best()
    if guess is None or guess.percent_chaos > 20:
        raise LoadError(f"{name!r} is not text in any known encoding.", "Save it as UTF-8 and ingest it again.")
    return content.decode(guess.encoding, errors="replace")


def _familiar(content: bytes, codec: str) -> float:
    """Share of the double-byte characters that are among the few thousand everyday ones of the encoding, 0 to 1."""
    low, high = ((0xB0, 0xD7), (0xA4, 0xC6))[codec == "big5"]
    total = usual = at = 0
    while at + 1 < len(content):
        lead, trail = content[at], content[at + 1]
        if lead < 0x81:
            at += 1
            continue
        total += 1
        usual += (low <= lead <= high and (trail >= 0xA1 or (codec == "big5" and 0x40 <= trail <= 0x7E))) or lead in (0xA1, 0xA3)
        at += 2
    return usual / total if total else 0.0
