"""What Markdown and the HTML in it raise, delete, hide and annotate: found in the raw text, settled when the text is cleaned."""

from __future__ import annotations

import re
from typing import Final

from ragassist.ingest.load.html_hidden import is_hidden
from ragassist.ingest.load.losses import Tally
from ragassist.ingest.load.raised import SUB, SUP, raised, settle
from ragassist.lang.zh import HAN
from ragassist.text.normalize import CleanText
from ragassist.types import Loss

_RAISED: Final = re.compile(r"<(sup|sub)(?:\s[^<>]{0,300})?>((?:(?!</?su[bp]).){0,200}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_INNER_TAG: Final = re.compile(r"<[^<>]{1,300}>|\[|\]\([^()\n]{0,300}\)|\]")
_HAT: Final = re.compile(r"(?<=[\w)])\^([^\s^~]{1,12})\^")
_LOW: Final = re.compile(r"(?<=[A-Za-z])~(\d{1,2})~(?!~)")
_DELETED: Final = re.compile(
    r"<(del|s|strike)(?:\s[^<>]{0,300})?>(?:(?!</?\1\b).){0,5000}?</\1\s*>|(?<![~\\])~~(?=\S)[^~\n]{1,1000}?(?<=\S)~~(?!~)",
    re.IGNORECASE | re.DOTALL,
)
_READING: Final = re.compile(r"<(rt|rp)(?:\s[^<>]{0,300})?>[^<>]{0,200}</\1\s*>", re.IGNORECASE)
_STYLED: Final = re.compile(
    r"<(p|div|span|font|section|em|strong|b|i|small)(\s(?=[^<>]{0,500}(?:hidden|style|class|color))[^<>]{1,800})>((?:(?!<\1\b).){0,5000}?)</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_NOTE_MARK: Final = re.compile(r"(?<=\S)\[\^([^\]\s]{1,40})\](?!:)")
_NOTE: Final = re.compile(r"^[ ]{0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(?=\S)", re.MULTILINE)
_MATH: Final = re.compile(
    r"(?<![\\$\d])\$(?![\s$\d,.]*\$)((?:[^$\n\\]|\\.){1,300}?)(?<![\s\\])\$(?!\d)|\\\((.{1,300}?)\\\)|(?<!\\)\$\$(.{1,600}?)\$\$", re.DOTALL
)
_IS_MATH: Final = re.compile(r"[\\^_={}]")
_COMMANDS: Final = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "approx": "≈", "sim": "~",
    "infty": "∞", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ",
    "sum": "∑", "prod": "∏", "int": "∫", "rightarrow": "→", "to": "→", "log": "log", "ln": "ln", "max": "max", "min": "min", "ldots": "…",
    "cdots": "…", "partial": "∂", "in": "∈", "quad": " ", "qquad": " ", "left": "", "right": "", "displaystyle": "",
}  # fmt: skip
_WORDS: Final = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname|mbox|rm)\s*\{([^{}]*)\}")
_FRACTION: Final = re.compile(r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT: Final = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_GROUP: Final = re.compile(r"([\^_])\{([^{}]*)\}")
_IMAGE: Final = re.compile(r"!\[[^\]\n]{0,300}\]\((?!\s*\))[^)\n]{1,2000}\)|<img\s[^<>]*src\s*=", re.IGNORECASE)


def settled(text: CleanText) -> CleanText:
    """Return the text with exponents written 10^26, notes labelled, and without marks of notes and what is deleted or hidden."""
    found = text.text
    if "<" in found:
        text = text.drop(_READING)
        text = _drop(text, _hidden(text.text))
    text = text.drop(_DELETED) if "~~" in text.text or "<" in text.text else text
    if "<su" in text.text.lower():
        text = text.sub(_RAISED, _settle)
    if "$" in text.text or "\\(" in text.text:
        text = text.sub(_MATH, _math)
    if "[^" in text.text:
        text = text.sub(_NOTE, _label).drop(_NOTE_MARK)
    text = text.sub(_LOW, lambda match: match[1]) if "~" in text.text else text
    return (
        text.sub(_HAT, lambda match: raised(match.string[max(0, match.start() - 20) : match.start()], match[1]))
        if "^" in text.text
        else text
    )


def lost(raw: str) -> tuple[Loss, ...]:
    """Return what of a Markdown text is not indexed, or in another shape."""
    tally = Tally()
    if "<" in raw:
        tally.add("hidden", len(_hidden(raw)))
    if "~~" in raw or "<" in raw:
        tally.add("deleted", sum(1 for _ in _DELETED.finditer(raw)))
    if "![" in raw or "<img" in raw:
        tally.add("pictures", sum(1 for _ in _IMAGE.finditer(raw)))
    if "[^" in raw:
        tally.add("notes", sum(1 for _ in _NOTE.finditer(raw)))
    return tally.losses(raw)


def _drop(text: CleanText, spans: list[tuple[int, int]]) -> CleanText:
    return text.delete(spans) if spans else text


def _hidden(text: str) -> list[tuple[int, int]]:
    from lxml import etree, html

    spans: list[tuple[int, int]] = []
    for match in _STYLED.finditer(text):
        try:
            element = html.fragment_fromstring(f"<{match[1]}{match[2]}></{match[1]}>")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            continue
        if re.search(r"\w", match[3]) and is_hidden(element):
            spans.append(match.span())
    return spans


def _settle(match: re.Match[str]) -> str:
    inner = _INNER_TAG.sub("", match[2])
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    before = _RAISED.sub("", line)[-40:]
    mark = SUP if match[1].lower() == "sup" else SUB
    if mark == SUP:
        return raised(before, inner, match.string[match.end() : match.end() + 10])
    whole = settle(f"{before}{mark}{inner}\U000ff0f3")
    return whole[len(before) :]


def _label(match: re.Match[str]) -> str:
    text = match.string[match.end() : match.end() + 200]
    return f"注{match[1]}：" if re.search(f"[{HAN}]", text) else f"Note {match[1]}: "


def _math(match: re.Match[str]) -> str:
    inner = next(group for group in match.groups() if group is not None)
    if not _IS_MATH.search(inner) or re.search(f"[{HAN}。，]", re.sub(r"\\\w+\{[^{}]*\}", "", inner)):
        return match[0]
    return linear(inner)


def linear(tex: str) -> str:
    r"""Return an equation in LaTeX as one line of text.

    >>> linear(r"1.5 \times 10^{25}"), linear(r"\frac{a+b}{2}")
    ('1.5 ×10^25', '(a+b)/2')
    """
    before = None
    while before != tex:
        before = tex
        tex = _WORDS.sub(r"\1", tex)
        tex = _ROOT.sub(r"√(\1)", tex)
        tex = _FRACTION.sub(lambda match: f"{_grouped(match[1])}/{_grouped(match[2])}", tex)
        tex = _GROUP.sub(lambda match: f"{match[1]}{_grouped(match[2])}", tex)
    tex = re.sub(r"\\([A-Za-z]+)\s?", lambda match: _COMMANDS.get(match[1], f"{match[1]} "), tex)
    tex = re.sub(r"\\[,;:! ]", " ", tex)
    return " ".join(re.sub(r"\\([%&$#_{}])", r"\1", tex).replace("{", "").replace("}", "").split())


def _grouped(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[-\u2212]?[\w.]+", text) else f"({text})"
