"""Office documents and e-books are ZIP archives: opened here, with limits on what they may unpack to."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from ragassist.errors import LoadError
from ragassist.phrases import Phrase

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_UNPACKED_BYTES: Final = 400_000_000
MAX_TEXT_BYTES: Final = 100_000_000
MAX_PARTS: Final = 20_000
BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, SyntaxError, RecursionError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, StopIteration, AssertionError, OverflowError),
)
"""What the libraries raise over a part that does not hold together, besides lxml's own errors."""
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_STRICT_NAME: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([\w/]+)")
_TEXT: Final = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")


def opened(content: bytes, name: str, *, kind: str, needs: tuple[str, ...], max_text_bytes: int = MAX_TEXT_BYTES) -> zipfile.ZipFile:
    """Return the archive, once its table of contents keeps within the limits. Nothing is unpacked.

    Args:
        content: the file's bytes.
        name: of the file, for messages.
        kind: what the file should be, a code of `errors.tsv`: "kind.spreadsheet".
        needs: parts that such a file has; one whose name begins with each of them must be there.
        max_text_bytes: limit of one part of text.

    Raises:
        LoadError: no such archive, damaged, with a password, or too large when unpacked.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise LoadError("file.old_office", name=name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        cut_off = content.startswith(b"PK\x03\x04")
        what = LoadError("file.cut_off", name=name) if cut_off else LoadError("file.not_kind", name=name, kind=Phrase.of(kind))
        raise what from error
    names = [part.filename for part in parts]
    if not all(any(one.startswith(need) for one in names) for need in needs):
        raise LoadError("file.zip_not", name=name, kind=Phrase.of(kind))
    if any(part.flag_bits & 1 for part in parts):
        raise LoadError("file.locked_ingest", name=name)
    unpacked = sum(part.file_size for part in parts)
    text = max((part.file_size for part in parts if part.filename.lower().endswith(_TEXT)), default=0)
    if unpacked > MAX_UNPACKED_BYTES or text > max_text_bytes or len(parts) > MAX_PARTS:
        raise LoadError(
            "file.unpacks",
            name=name,
            unpacked_mb=unpacked / 1e6,
            parts=len(parts),
            most_mb=MAX_UNPACKED_BYTES / 1e6,
            most_text_mb=max_text_bytes / 1e6,
            most_parts=MAX_PARTS,
        )
    return archive


def transitional(content: bytes) -> bytes:
    """Return an office document of the strict form of ISO/IEC 29500 under the names of the usual form, which the libraries know.

    Any other archive comes back as it is. The limits of `opened` hold: call it first.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            if _STRICT.encode() not in archive.read("_rels/.rels"):
                return content
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
                for part in archive.infolist():
                    held = archive.read(part)
                    is_xml = part.filename.lower().endswith((".xml", ".rels"))
                    out.writestr(part.filename, _STRICT_NAME.sub(_usual, held) if is_xml else held)
            return buffer.getvalue()
        except BROKEN:
            return content  # what reads it says what is wrong


def _usual(match: re.Match[bytes]) -> bytes:
    rest = match[2].replace(b"Properties", b"-properties")
    return b"http://schemas.openxmlformats.org/" + match[1] + b"/2006/" + rest


def tree(content: bytes) -> _Element:
    """Return the root of an XML part. No entity is resolved and nothing is fetched.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser=parser)


def damaged(name: str, kind: str) -> LoadError:
    """Return the error for a file that opens and does not hold together."""
    return LoadError("file.damaged", name=name, kind=Phrase.of(kind))
