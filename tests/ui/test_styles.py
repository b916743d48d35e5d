"""Contrast of every pair of colours that text is set in, light and dark, by the WCAG formula."""

from __future__ import annotations

import re

import pytest

from ragassist.ui.page import STYLES

CSS = STYLES.read_text(encoding="utf8")
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2])
PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("ink", "sunk"), ("ink", "mark"), ("ink-soft", "paper"), ("ink-soft", "sheet"), ("ink-soft", "sunk"),
    ("teal", "sheet"), ("teal", "paper"), ("teal", "teal-wash"), ("on-teal", "teal"), ("on-teal", "teal-deep"), ("ok", "ok-wash"), ("ok", "paper"),
    ("ok", "sheet"), ("sheet", "ok"), ("doubt", "doubt-wash"), ("doubt", "paper"), ("doubt", "sheet"), ("sheet", "doubt"), ("paper", "ink"),
    ("rough", "rough-wash"), ("rough", "paper"), ("rough", "sheet"), ("sheet", "rough"), ("ink", "rough-wash"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1. Source: WCAG 2.2, "relative luminance"."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_aa_contrast(scheme: str, text: str, ground: str) -> None:
    colours = LIGHT if scheme == "light" else {**LIGHT, **DARK}
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, {**LIGHT, **DARK}])
def test_edges_of_controls_can_be_seen(colours: dict[str, str]) -> None:
    for ground in ("paper", "sheet"):
        assert contrast(colours["rule-strong"], colours[ground]) >= 3
        assert contrast(colours["teal"], colours[ground]) >= 3


def test_every_colour_used_is_defined() -> None:
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) <= {*LIGHT, "sans", "serif", "mono"}
    assert set(DARK) <= set(LIGHT)
