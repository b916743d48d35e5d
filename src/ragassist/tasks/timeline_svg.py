"""A timeline as SVG: light by itself, dark where the reader's screen is; whatever was shortened is whole in a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from ragassist.tasks.timeline import Standing, Timeline
from ragassist.tasks.timeline_layout import WIDTH, Mark, Rule, Strip, Written, layout, legend

PAPER, INK, SOFT, RULE = "#ffffff", "#1b2126", "#525b63", "#8b8778"
COLOURS: Final[dict[Standing, str]] = {
    "in_force": "#0d5463", "draft": "#0d5463", "superseded": "#a8321f", "repealed": "#a8321f", "unknown": "#6b6f73",
}  # fmt: skip
SOLID: Final = frozenset({"in_force", "unknown"})
"""Standings whose sign is filled; the others' is open."""
CROSSED: Final[dict[Standing, tuple[int, ...]]] = {"superseded": (1,), "repealed": (1, -1)}
"""Of what no longer holds, which ways its sign is crossed: 1 falls to the right, -1 rises."""
_FONTS: Final = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif"
_DARK: Final = (
    "@media (prefers-color-scheme:dark){.tl-paper{fill:#14181b}.tl-ink{fill:#e9e6df}.tl-soft{fill:#aab2b7}.tl-rule{stroke:#7a858c}"
    ".tl-in_force,.tl-draft{stroke:#84c8d3;color:#84c8d3}.tl-superseded,.tl-repealed{stroke:#f09a8a;color:#f09a8a}"
    ".tl-unknown{stroke:#aab2b7;color:#aab2b7}.tl-open{fill:#14181b}}"
)
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(timeline: Timeline, width: float = WIDTH) -> bytes:
    """Return the drawing as one SVG document, UTF-8."""
    drawing = layout(timeline, width)
    size = f'width="{_n(drawing.width)}" height="{_n(drawing.height)}" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}"'
    lang = "zh-Hans" if drawing.lang == "zh" else "en"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tl" {size} role="img" xml:lang="{lang}" font-family="{_FONTS}">',
        f"<title>{_text(drawing.title)}</title><style>{_DARK}</style>",
        f'<rect class="tl-paper" width="100%" height="100%" fill="{PAPER}"/>',
        *map(_rule, drawing.rules),
        *map(mark_svg, drawing.marks),
        *map(_written, drawing.texts),
        "</svg>",
    ]
    return "".join(parts).encode()


def strip_svg(axis: Strip, left: float, right: float) -> str:
    """Return the axis alone as an SVG element, for a page that colours it; hidden from assistive technology, its list says the same."""
    line = _rule(Rule(left, axis.baseline, right, axis.baseline))
    ticks = "".join(_rule(Rule(x, axis.baseline, x, axis.baseline + 4)) for x, _ in axis.ticks)
    years = "".join(_written(Written(x, axis.baseline + 16, year, 11, "soft")) for x, year in axis.ticks)
    marks = "".join(map(mark_svg, axis.marks))
    box = f"0 0 {_n(right + left)} {_n(axis.height)}"
    return f'<svg class="strip" viewBox="{box}" aria-hidden="true" focusable="false">{line}{ticks}{years}{marks}</svg>'


def sign_svg(standing: Standing, counted: bool) -> str:
    """Return the sign of an entry alone, as an SVG element that is hidden from assistive technology."""
    return (
        f'<svg class="sign" viewBox="0 0 14 14" aria-hidden="true" focusable="false">{mark_svg(Mark(7, 7, 5.5, standing, counted))}</svg>'
    )


def legend_signs(timeline: Timeline) -> Sequence[tuple[str, str]]:
    """Return the legend: each sign as an SVG element, and what it says."""
    return [(sign_svg(standing, counted), told) for standing, counted, told in legend(timeline)]


def mark_svg(mark: Mark) -> str:
    """Return the sign as SVG; the classes tl-STANDING and tl-open let a page colour it."""
    colour, r = COLOURS[mark.standing], mark.radius
    solid = mark.standing in SOLID
    look = f'class="tl-open" fill="{PAPER}"' if not solid else 'fill="currentColor"'
    if mark.counted:
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in diamond(mark))
        shape = f'<polygon points="{corners}" {look}/>'
    else:
        shape = f'<circle cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(r)}" {look}/>'
    cross = ""
    if mark.standing in CROSSED:
        arm = r * 0.6
        cross = "".join(
            f'<line x1="{_n(mark.x - arm)}" y1="{_n(mark.y - way * arm)}" x2="{_n(mark.x + arm)}" y2="{_n(mark.y + way * arm)}"/>'
            for way in CROSSED[mark.standing]
        )
    told = f"<title>{_text(mark.whole)}</title>" if mark.whole else ""
    return (
        f'<g class="tl-{mark.standing}" stroke="{colour}" color="{colour}" stroke-width="{_n(min(1.5, r * 0.35))}">{told}{shape}{cross}</g>'
    )


def diamond(mark: Mark) -> list[tuple[float, float]]:
    """Return the corners of the sign of a counted date."""
    return [(mark.x, mark.y - mark.radius), (mark.x + mark.radius, mark.y), (mark.x, mark.y + mark.radius), (mark.x - mark.radius, mark.y)]


def _rule(rule: Rule) -> str:
    ends = f'x1="{_n(rule.x1)}" y1="{_n(rule.y1)}" x2="{_n(rule.x2)}" y2="{_n(rule.y2)}"'
    return f'<line class="tl-rule" {ends} stroke="{RULE}"/>'


def _written(text: Written) -> str:
    told = f"<title>{_text(text.whole)}</title>" if text.whole and text.whole != text.text else ""
    strong = ' font-weight="600"' if text.strong else ""
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    colour = INK if text.tone == "ink" else SOFT
    where = f'x="{_n(text.x)}" y="{_n(text.y)}" font-size="{_n(text.size)}"'
    return f'<text class="tl-{text.tone}" {where} fill="{colour}"{anchor}{strong}>{told}{_text(text.text)}</text>'


def _text(text: str) -> str:
    """`text` as XML: what XML cannot hold is left out."""
    return escape(_FORBIDDEN.sub("", text), quote=True)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
