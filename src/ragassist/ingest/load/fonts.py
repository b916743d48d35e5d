"""Whether this machine has fonts for Chinese, which a PDF needs that does not bring its own."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Final

PACKAGE: Final = "fonts-noto-cjk"
"""Debian's and Ubuntu's package of such fonts."""
_PLACES: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
_CHINESE: Final = re.compile(
    r"cjk|noto\w*(?:sc|tc|hk)|wqy|wenquanyi|simsun|simhei|simkai|simfang|msyh|mingliu|pmingliu|msjh|dengxian|arphic|ukai|uming|droidsansfallback"
    r"|sourcehan|pingfang|songti|heiti|stheiti|stsong|hiragino|kaiti|fangsong|lxgw|fandol",
    re.IGNORECASE,
)
_MAX_FILES: Final = 20_000


@cache
def has_chinese_fonts() -> bool:
    """Return whether a font file with the name of a Chinese font lies where fonts are kept."""
    seen = 0
    for place in _PLACES:
        for _, _, names in os.walk(Path(place).expanduser()):
            if any(_CHINESE.search(name) for name in names):
                return True
            seen += len(names)
            if seen > _MAX_FILES:
                return False
    return False
