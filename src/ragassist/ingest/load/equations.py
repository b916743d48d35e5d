"""Equations as one line of text: those of Word (OMML) and those of web pages and e-books (MathML)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_DEPTH: Final = 60
_UNSEEN: Final = re.compile("[\u2061-\u2064\u200b]")
_SIMPLE: Final = re.compile(r"[-\u2212]?[\w.]+|√\(.*\)")
_ALPHABET: Final = {"mn", "mi", "mo", "mtext", "ms"}


def linear(element: _Element, depth: int = 0) -> str:
    """Return the equation in one line: `10^26`, `(a+b)/c`, `x_i`, `√(2)`. Nesting beyond `MAX_DEPTH` is written out flat.

    Args:
        element: of either language; namespaces do not matter.
        depth: how deep it stands in its equation.
    """
    name = _name(element)
    if not name or name in ("annotation", "annotation-xml", "rPr", "ctrlPr", "mphantom") or name.endswith("Pr"):
        return ""
    if depth > MAX_DEPTH:
        return _tidy("".join(element.itertext()))
    if name in _ALPHABET or name == "t":
        return _tidy("".join(element.itertext()))
    parts = [linear(child, depth + 1) for child in element if _name(child) and not _name(child).endswith("Pr")]
    return _written(name, element, parts)


def _written(name: str, element: _Element, parts: list[str]) -> str:
    while len(parts) < 3:
        parts.append("")
    one, two, three = parts[:3]
    if name in ("sSup", "msup", "limUpp", "mover"):
        return f"{_group(one)}^{_group(two)}" if two and name not in ("mover",) else one
    if name in ("sSub", "msub", "limLow", "munder"):
        return f"{one}_{_group(two)}"
    if name in ("sSubSup", "msubsup", "munderover"):
        return f"{one}_{_group(two)}^{_group(three)}"
    if name == "sPre":
        return f"{three}_{_group(one)}^{_group(two)}"
    if name in ("f", "mfrac"):
        return f"{_group(one)}/{_group(two)}"
    if name in ("rad", "mroot"):
        degree, base = (one, two) if name == "rad" else (two, one)
        return f"{degree}√({base})"
    if name == "msqrt":
        return f"√({''.join(parts)})"
    if name == "nary":
        sign = _property(element, "chr", "∫")
        return f"{sign}{'_' + _group(one) if one else ''}{'^' + _group(two) if two else ''} {three}"
    if name == "d":
        inner = _property(element, "sepChr", "|").join(part for part in parts if part)
        return f"{_property(element, 'begChr', '(')}{inner}{_property(element, 'endChr', ')')}"
    if name == "mfenced":
        return f"{element.get('open', '(')}{','.join(part for part in parts if part)}{element.get('close', ')')}"
    if name in ("m", "mtable", "eqArr"):
        return "; ".join(part for part in parts if part)
    if name in ("mr", "mtr"):
        return ", ".join(part for part in parts if part)
    if name == "semantics":
        return one
    return "".join(parts)


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _property(element: _Element, name: str, default: str) -> str:
    """A character that the equation's properties name."""
    for found in element.iter():
        if _name(found) == name:
            return next((str(value) for key, value in found.attrib.items() if key.endswith("val")), default)
    return default


def _group(text: str) -> str:
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) or (text.startswith("(") and text.endswith(")")) else f"({text})"


def _tidy(text: str) -> str:
    return _UNSEEN.sub("", re.sub(r"\s+", " ", text)).replace("\u2212", "-").strip()
