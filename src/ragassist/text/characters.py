"""Facts about characters: which stand for which, which are never seen.

No rule lives here, only tables; `normalize` applies them.
"""

from __future__ import annotations

import unicodedata
from typing import Final

UNSEEN: Final = (
    "\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
"""Inside of a regular-expression class: zero-width, control, tag and private-use characters, and selectors of variants."""

_SUPPLEMENT: Final = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔"
    "⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门"
    "⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)


def _pairs() -> dict[int, str]:
    table = {ord(radical): han for radical, han in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    table |= {
        code: chr(code - 0xFEE0)
        for first, last in ("\uff10\uff19", "\uff21\uff3a", "\uff41\uff5a")
        for code in range(ord(first), ord(last) + 1)
    }
    table |= dict.fromkeys(map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), " ")
    table |= dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
    return table | {ord("％"): "%", 0x2010: "-", 0x2011: "-"}


ONE_FOR_ONE: Final = _pairs()
"""For `str.translate`, length-preserving: radicals to characters, full-width letters, digits and percent sign to ASCII, every
space but the ideographic one to a plain one, every line or page end to a newline, the two hyphens to one. Punctuation, ① and m² stay.
Source: Unicode's EquivalentUnifiedIdeograph.txt (U+2E80 block, which NFKC leaves alone) and NFKC (Kangxi block)."""
