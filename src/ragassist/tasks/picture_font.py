"""A font of this machine that can draw a text, Chinese included; none is carried along."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from ragassist.text.script import has_han

if TYPE_CHECKING:
    from PIL import ImageFont

NAMES: Final = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf", "NotoSansSC[wght].ttf",
    "SourceHanSansSC-Regular.otf", "SourceHanSans.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "STHeiti Light.ttc", "msyh.ttc",
    "simhei.ttf", "simsun.ttc", "NotoSerifCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf", "uming.ttc",
)  # fmt: skip
"""Files of fonts with simplified Chinese, best first; Pillow looks for them where the system keeps its fonts."""
LATIN: Final = ("NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc")
_NOWHERE: Final = "\U0010fffd"
"""No font has a sign for it: it is drawn as what stands for a missing one."""
_FACES: Final = 10


def font_for(text: str, size: float) -> ImageFont.FreeTypeFont | None:
    """Return a font that draws `text` in `size` pixels; None where the text has Chinese and no font here has."""
    names = NAMES if has_han(text) else (*NAMES, *LATIN)
    path = next((found for name in names if (found := _found(name)) is not None), None)
    if path is not None:
        return _sized(*path, size)
    if has_han(text):
        return None
    from PIL import ImageFont

    own = ImageFont.load_default(size)
    return own if isinstance(own, ImageFont.FreeTypeFont) else None


def not_drawn(font: ImageFont.FreeTypeFont, characters: Iterable[str]) -> frozenset[str]:
    """Return those of `characters` that the font would draw as a box."""
    box = bytes(font.getmask(_NOWHERE))
    return frozenset(char for char in set(characters) if not char.isspace() and bytes(font.getmask(char)) == box)


@cache
def _found(name: str) -> tuple[str, int] | None:
    """Where the font lies, and which of its faces has the forms of simplified Chinese."""
    from PIL import ImageFont

    try:
        path = str(ImageFont.truetype(name, 12).path)
    except OSError:
        return None
    for face in range(_FACES if name.endswith(".ttc") else 1):
        try:
            family = ImageFont.truetype(path, 12, index=face).getname()[0] or ""
        except OSError:
            break
        if family.endswith((" SC", " GB")):
            return path, face
    return path, 0


@cache
def _sized(path: str, face: int, size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size, index=face)
