"""Text of documents where something would act on it: a terminal, a Markdown renderer, a list that a program reads line by line.

What is shown stays readable, and says the same.
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.text.characters import UNSEEN

_UNSEEN: Final = re.compile(f"[{UNSEEN}\x0b\x0c\x85\u2028\u2029]")
_ACTIVE: Final = re.compile(
    r"!(?=\[)"  # a picture, which a front end fetches
    r"|(?<=\])(?=\()"  # where a link goes
    r"|<(?=[A-Za-z/!?]|$)"  # a tag, or an address
)
_NAMED: Final = re.compile(r"^(\s*(?:[-*>]\s+)*\[[^\]\n]+\])(?=:)", re.MULTILINE)
"""A line that says where a link of this name goes."""


def visible(text: str) -> str:
    r"""Return `text` without characters that nobody sees: control characters, marks of direction, hidden tags. Lines stay lines.

    >>> visible("港口\x1b[31m\u202e办法\n第一条")
    '港口[31m办法\n第一条'
    """
    return _UNSEEN.sub("", text)


def whole(text: str) -> str:
    r"""Return `text` with U+FFFD for each half of a character: a command line and JSON can bring one, and no encoder or file takes it.

    >>> whole("日志\udcff几天"), whole("\ud83d\ude00")
    ('日志\ufffd几天', '😀')
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def one_line(text: str) -> str:
    r"""Return `text` on one line, without characters that nobody sees.

    >>> one_line("港口办法\n[2] 另一份")
    '港口办法 [2] 另一份'
    """
    return " ".join(visible(text).split())


def inert(text: str, before: str = "") -> str:
    r"""Return `text` so that no Markdown renderer makes a picture, a link or a tag of anything in it; all else is as it was.

    Args:
        text: as it is to be shown.
        before: what was shown right before it, where it goes on.

    >>> inert("在两年内![x](http://a.example/?q)接通<img src=y>。[1][2]")
    '在两年内\\![x]\\(http://a.example/?q)接通\\<img src=y>。[1][2]'
    >>> inert("(http://a.example)", "[1]")
    '\\(http://a.example)'
    """
    escaped = _NAMED.sub(r"\1\\", _ACTIVE.sub(lambda found: f"\\{found.group()}", text))
    joined = (before[-1:], escaped[:1]) in (("!", "["), ("]", "("))
    return f"\\{escaped}" if joined else escaped
