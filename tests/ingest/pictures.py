"""Pages drawn for tests of what reads pictures: small, so that a test takes a second."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont


@lru_cache(maxsize=1)
def _font_file() -> tuple[str, int]:
    for folder in ("/usr/share/fonts", "/Library/Fonts", "C:/Windows/Fonts"):
        for found in sorted(Path(folder).rglob("NotoS*CJK-Regular.ttc"), reverse=True):
            return str(found), 2
    if shutil.which("fc-match"):
        told = subprocess.run(["fc-match", "-f", "%{file}|%{lang}", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
        path, _, langs = told.partition("|")
        if "zh" in langs:
            return path, 0
    pytest.skip("no Chinese font is installed")


def font(pixels: int) -> ImageFont.FreeTypeFont:
    path, index = _font_file()
    return ImageFont.truetype(path, pixels, index=index)


def drawn(lines: list[str], *, size: tuple[int, int] = (1000, 260), pixels: int = 30, at: tuple[int, int] = (40, 30), pitch: int = 56):
    """A white picture with lines of black type."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((at[0], at[1] + number * pitch), line, font=font(pixels), fill="black")
    return picture


def saved(picture: Image.Image, form: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()
