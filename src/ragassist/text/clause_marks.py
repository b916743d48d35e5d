"""The clauses of a sentence, cut at its marks: which words stand by a figure.

A comma inside a figure (1,000) cuts nothing. A colon joins a name to its figure (有效期：三年) and cuts only where that is asked for.
"""

from __future__ import annotations

import re
from typing import Final

_COMMA: Final = r"[，；;。！？]|,(?!\d)|(?<!\d),|(?<=[a-z])\.\s"
_MARK: Final = re.compile(_COMMA)
_MARK_OR_COLON: Final = re.compile(rf"{_COMMA}|：|:(?!\d)|(?<!\d):")


def cut(text: str, *, at_colons: bool = False) -> list[str]:
    """Return the clauses of `text` without their marks, in order; an empty one where two marks stand together or one ends the text.

    >>> cut("处1,000元罚款，没收所得；有效期：三年。"), cut("有效期：三年", at_colons=True)
    (['处1,000元罚款', '没收所得', '有效期：三年', ''], ['有效期', '三年'])
    """
    return (_MARK_OR_COLON if at_colons else _MARK).split(text)


def around(text: str, start: int, end: int, *, at_colons: bool = False) -> tuple[str, str]:
    """Return what stands in the clause of `text[start:end]` before it and behind it.

    >>> around("存储三年，保存五年以上。", 7, 9)
    ('保存', '以上')
    """
    return cut(text[:start], at_colons=at_colons)[-1], cut(text[end:], at_colons=at_colons)[0]
