"""A timeline as a picture: the same drawing as the SVG, with a font of this machine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from ragassist.errors import UsageError
from ragassist.tasks.labels import word
from ragassist.tasks.picture_font import font_for, not_drawn
from ragassist.tasks.timeline import Timeline
from ragassist.tasks.timeline_layout import Drawing, Mark, Written, layout, shortened
from ragassist.tasks.timeline_svg import COLOURS, CROSSED, INK, PAPER, RULE, SOFT, SOLID, diamond

if TYPE_CHECKING:
    from PIL import ImageDraw

_SCALE: Final = 2
"""Pixels of the picture for one of the drawing: sharp on today's screens and in print."""
_MOST_PIXELS: Final = 80_000_000
_FOOT: Final = 26.0
_ANCHORS: Final = {"start": "ls", "middle": "ms", "end": "rs"}
_MISSING: Final = "〓"


def png(timeline: Timeline) -> bytes:
    """Return the drawing as a PNG, 1,920 pixels wide, or 960 where a long list would make it too large.

    Raises:
        UsageError: no font here has Chinese, or the list is too long for a picture.
    """
    from PIL import Image, ImageDraw

    drawing = layout(timeline)
    pixels = drawing.width * (drawing.height + _FOOT)
    if pixels > _MOST_PIXELS:
        raise UsageError("timeline.too_long", rows=timeline.rows, megapixels=pixels / 1e6, most=_MOST_PIXELS // 1_000_000)
    scale = _SCALE if pixels * _SCALE**2 <= _MOST_PIXELS else 1
    written = "".join(text.text for text in drawing.texts)
    if font_for(written, 12) is None:
        raise UsageError("timeline.no_font")
    pen = _Pen(written, scale)
    size = (round(drawing.width * scale), round((drawing.height + (_FOOT if pen.missing else 0)) * scale))
    image = Image.new("RGB", size, PAPER)
    pen.draw(ImageDraw.Draw(image), drawing, timeline)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


class _Pen:
    """Draws in one scale with one font."""

    def __init__(self, written: str, scale: int) -> None:
        """`written`: all that will be; characters that the font lacks are replaced by a sign that says so."""
        self._written, self._scale = written + _MISSING, scale
        font = font_for(written, 24)
        self.missing = not_drawn(font, written) if font is not None else frozenset()
        self._sign = "?" if font is not None and not_drawn(font, _MISSING) else _MISSING

    def draw(self, on: ImageDraw.ImageDraw, drawing: Drawing, timeline: Timeline) -> None:
        """Draw everything, and below it which characters no font here has."""
        for rule in drawing.rules:
            on.line([self._at(rule.x1, rule.y1), self._at(rule.x2, rule.y2)], fill=RULE, width=self._scale)
        for mark in drawing.marks:
            self._mark(on, mark)
        for text in drawing.texts:
            self._text(on, text)
        if self.missing:
            codes = ", ".join(f"U+{ord(char):04X}" for char in sorted(self.missing))
            told = word("timeline.missing", timeline.lang, characters=codes).replace(_MISSING, self._sign)
            self._text(on, Written(28, drawing.height + 4, shortened(told, 11, drawing.width - 56), 11, "soft"))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, y * self._scale

    def _mark(self, on: ImageDraw.ImageDraw, mark: Mark) -> None:
        colour, r, width = COLOURS[mark.standing], mark.radius * self._scale, max(1, round(min(1.5, mark.radius * 0.35) * self._scale))
        x, y = self._at(mark.x, mark.y)
        fill = colour if mark.standing in SOLID else PAPER
        if mark.counted:
            on.polygon([self._at(*corner) for corner in diamond(mark)], fill=fill, outline=colour, width=width)
        else:
            on.ellipse([x - r, y - r, x + r, y + r], fill=fill, outline=colour, width=width)
        if mark.standing in CROSSED:
            arm = r * 0.6
            for way in CROSSED[mark.standing]:
                on.line([(x - arm, y - way * arm), (x + arm, y + way * arm)], fill=colour, width=width)

    def _text(self, on: ImageDraw.ImageDraw, text: Written) -> None:
        font = font_for(self._written, text.size * self._scale)
        colour = INK if text.tone == "ink" else SOFT
        shown = "".join(self._sign if char in self.missing else char for char in text.text)
        on.text(self._at(text.x, text.y), shown, fill=colour, font=font, anchor=_ANCHORS[text.anchor])
