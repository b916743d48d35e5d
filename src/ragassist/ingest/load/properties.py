"""What a file's own properties say of author and title, believed only as far as the text bears it out.

Word processors fill them with template names, typists and file names.
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.types import DocumentMeta

_HEAD_CHARS: Final = 3000
_NO_TITLE: Final = re.compile(
    r"(?i)untitled.*|microsoft word\b.*|无标题.*|未命名.*|文档 ?\d*|document ?\d*|powerpoint.*|幻灯片.*"
    r"|.*\.(?:docx?|wps|pdf|tex|indd|cdr|dvi|rtf|html?|qxd)"
)


def stated(title: str, author: str, raw: str) -> DocumentMeta:
    """Title and author that also stand at the top of `raw`, each empty otherwise."""
    top = _letters(raw[:_HEAD_CHARS])
    title, author = " ".join(title.split()), "、".join(part.strip() for part in re.split("[;；,，、]", author) if part.strip())
    names = [_letters(name) for name in author.split("、")]
    return DocumentMeta(
        title=title if is_title(title) and _letters(title) in top else "",
        author=author if all(len(name) >= 2 and name in top for name in names) else "",
    )


def is_title(text: str) -> bool:
    """Return whether a property reads like a title and not like a file's or a template's name."""
    return 4 <= len(text) <= 200 and not _NO_TITLE.fullmatch(text) and bool(re.search(r"[^\W\d_]{2}", text)) and "\ufffd" not in text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
