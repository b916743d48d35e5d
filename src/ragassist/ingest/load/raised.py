"""What stands above or below the line: an exponent is written 10^26, the mark of a note is no part of the text.

Readers put raised and lowered text between `SUP` or `SUB` and `END` while a line is gathered, and `settle` it once the line is whole,
since what a raised 3 means is told by what stands before it.
"""

from __future__ import annotations

import re
from typing import Final

SUP: Final = "\U000ff0f1"
SUB: Final = "\U000ff0f2"
END: Final = "\U000ff0f3"
"""Private-use characters, since a tree of XML holds no control characters."""
MARKS: Final = SUP + SUB + END
_SHIFTED: Final = re.compile(f"([{SUP}{SUB}])([^{MARKS}]*){END}")
_TOUCHING: Final = re.compile(f"({SUP}[^{MARKS}]*){END}{SUP}|({SUB}[^{MARKS}]*){END}{SUB}")
"""One raised text in two runs of characters."""
_NUMBER: Final = re.compile(r"[-\u2212\u2013+]?\d{1,3}(?:\.\d+)?")
_BASE: Final = re.compile(r"(?<![\d.,])(\d[\d,.]*)\s?$")
_OPERATOR: Final = re.compile(r"[×*·=/÷∙⋅+<>≤≥≈~(（]\s?\d+\s?$|(?<![A-Za-z])-\s?\d+\s?$|(?<![A-Za-z])[x✕]\s?\d+\s?$")
_OPERATED: Final = re.compile(r"\s?[×*·=÷^⋅+]|\s?x\s?\d")
_UNIT: Final = re.compile(r"(?:^|[\d\s/·]|[^\x00-\x7f])(?:[kcdmnµμ]?m|in|ft)$|\d\s?(?:千|厘|毫|公|分)?[米里]$")
_VARIABLE: Final = re.compile(r"(?:^|[^A-Za-z])[a-zNORQZχσρηλθ]$")
_LETTER: Final = re.compile(r"[A-Za-zα-ωΑ-Ω)\]]$")
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th)", re.IGNORECASE)
_NOTE: Final = re.compile(
    r"[\[［(（〔【〈<]?\s?(?:注|註|note|fn)?\.?\s?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*＊†‡§¶#]{1,3}|[①-⑳]|[㉑-㉟])"
    r"(?:\s?[-\u2013,，、;]\s?(?:\d{1,3}|[a-z*]|[①-⑳]))*\s?[\]］)）〕】〉>]?|[\[［(（]?[注註][\]］)）]?",
    re.IGNORECASE,
)
_MARKS_OF_TRADE: Final = frozenset("™®©℠") | {"TM", "SM", "R", "(R)", "(TM)"}
_SQUARED: Final = {"2": "²", "3": "³"}
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2,}[.,)'’”\"]?$")


def settle(line: str) -> str:
    """Return the line with its raised and lowered text as plain text.

    >>> settle(f"超过10{SUP}26{END}次，2024年{SUP}3{END}起，500{SUP}[3]{END}家，CO{SUB}2{END}，x{SUP}n+1{END}")
    '超过10^26次，2024年起，500家，CO2，x^(n+1)'
    """
    if SUP not in line and SUB not in line:
        return line
    before = None
    while before != line:
        before = line
        line = _TOUCHING.sub(lambda match: match[1] or match[2], line)
    before = None
    while before != line:  # one inside of another comes first
        before = line
        match = _SHIFTED.search(line)
        if match is not None:
            left, right = line[: match.start()], line[match.end() :]
            put = raised(left, match[2], right) if match[1] == SUP else _lowered(left, match[2])
            line = (left.rstrip(" ") if put.startswith("^") else left) + put + right
    return re.sub(f"[{MARKS}]", "", line)


def raised(before: str, inner: str, after: str = "") -> str:
    """Return what raised text comes to: `^26` for an exponent, nothing for the mark of a note, itself for anything else.

    Args:
        before: the text before it on its line; its end decides.
        inner: what is raised.
        after: the text behind it.
    """
    inner, before = inner.strip(), before.rstrip()
    if not inner or inner in _MARKS_OF_TRADE:
        return ""
    if _ORDINAL.fullmatch(inner) and before[-1:].isdigit():
        return inner
    if not before or before[-1] in "\n":
        return inner  # the number that a note begins with
    if _NUMBER.fullmatch(inner):
        return _power(before, inner.replace("\u2212", "-").replace("\u2013", "-").removeprefix("+"), after)
    single = bool(_VARIABLE.search(before)) or before[-1].isdigit()
    if _NOTE.fullmatch(inner) and not (single and re.fullmatch("[a-z]", inner) and not _is_word_like(before)):
        return ""
    if (single or before[-1] in ")]") and re.fullmatch(r"[\w\s+\-\u2212*/().,=α-ωΑ-Ω]{1,20}", inner) and not re.search("[一-鿿]", inner):
        return f"^{inner}" if len(inner) == 1 else f"^({inner})"
    return inner


def _is_word_like(before: str) -> bool:
    """Whether the number before is a year or a count of many digits, which nobody raises to a letter."""
    base = _BASE.search(before)
    return bool(base and len(base[1]) > 2)


def _power(before: str, number: str, after: str) -> str:
    base = _BASE.search(before)
    if number.startswith("-"):
        return f"^{number}" if base or _LETTER.search(before) else ""
    if base:
        operated = _OPERATOR.search(before) or _OPERATED.match(after)
        short = base[1].isdigit() and len(base[1]) <= 2
        is_power = base[1] == "10" or (short and operated) or (base[1] == "2" and len(number) == 2)
        return f"^{number}" if is_power else ""
    if number in _SQUARED and _UNIT.search(before):
        return _SQUARED[number]
    if _VARIABLE.search(before) or re.search(r"=\s?[A-Za-z]{1,3}$", before) or (before[-1] == ")" and _OPERATED.match(after)):
        return f"^{number}"
    return ""


def _lowered(before: str, inner: str) -> str:
    """Lowered text: CO2 as it is spoken of, an index with an underscore."""
    inner = inner.strip()
    if not inner or not before or not _LETTER.search(before.rstrip()):
        return inner
    lone = re.search(r"(?:^|[^A-Za-z])[a-zα-ω]$|log$", before.rstrip())
    if inner.isdigit() and not lone:
        return inner
    return f"_{inner}" if len(inner) == 1 or inner.isalnum() else f"_({inner})"
