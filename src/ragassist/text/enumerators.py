"""The signs that count articles and items of a list in Chinese rules: 第十二条, （三）, ①. Expressions, to be put into longer ones."""

from __future__ import annotations

from typing import Final

ARTICLE: Final = r"第[一二三四五六七八九十百零〇\d]{1,5}条"
BRACKETED: Final = r"[（(][一二三四五六七八九十百\d]{1,4}[）)]"
CIRCLED: Final = "[①-⑳]"
