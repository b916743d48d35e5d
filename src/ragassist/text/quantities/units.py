"""Currencies and units of measure in both languages, with what makes them comparable; the tables are `units.tsv` and `currencies.tsv`."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files


def _rows(name: str) -> list[list[str]]:
    text = files("ragassist.text.quantities").joinpath(name).read_text(encoding="utf8")
    return [line.split("\t") for line in text.splitlines()[1:]]


_CURRENCY_ROWS = _rows("currencies.tsv")
_UNIT_ROWS = _rows("units.tsv")
CURRENCIES: dict[str, str] = {written: code for code, _, _, words in _CURRENCY_ROWS for written in words.split("|")}
"""ISO 4217 by every way of writing it, lower case."""
EN_CURRENCY = {code: english for code, english, _, _ in _CURRENCY_ROWS if not english.endswith(("$", "€", "£"))}
"""The English word of a currency that is written after the amount."""
SYMBOLS = {code: english for code, english, _, _ in _CURRENCY_ROWS if english.endswith(("$", "€", "£"))}
"""The English sign of a currency that is written before the amount."""
ZH_CURRENCY = {code: chinese for code, _, chinese, _ in _CURRENCY_ROWS}
UNITS: dict[str, tuple[str, Decimal, str, str]] = {row[0]: (row[1], Decimal(row[2]), row[3], row[4]) for row in _UNIT_ROWS}
"""By symbol: dimension, factor to the dimension's base, English, Chinese."""
_WRITTEN = {written: row[0] for row in _UNIT_ROWS for written in row[5].split("|") if written}
CLASSIFIERS = (
    "个家项种名位人条件台套座所部本篇次届批类大方国省市区县地款款页步级层支只张片块户笔期轮派章节点代门艘架辆颗枚棵匹头场处份组对双股"
    "道幅封首集卷册则例宗起桩样段排列圈克拉公号院校村镇州"
)
_latin = sorted((w for w in _WRITTEN if w[0].isascii()), key=len, reverse=True)
_han = sorted((w for w in _WRITTEN if not w[0].isascii()), key=len, reverse=True)
UNIT = re.compile(rf"\s?(?:{'|'.join(map(re.escape, _han))})|[\s-]?(?:{'|'.join(map(re.escape, _latin))})(?![A-Za-z0-9])", re.IGNORECASE)
_latin_currency = sorted((w for w in CURRENCIES if w[0].isascii() and w[0].isalpha() and not w.endswith("$")), key=len, reverse=True)
_han_currency = sorted((w for w in CURRENCIES if "一" <= w[0] <= "鿿"), key=len, reverse=True)
CURRENCY_AFTER = re.compile(
    rf"\s?(?:{'|'.join(_han_currency)})(?:人民币)?|[\s-]?(?:{'|'.join(map(re.escape, _latin_currency))})(?![A-Za-z])|\s?[€£](?!\d)",
    re.IGNORECASE,
)
_before = sorted((w for w in CURRENCIES if not ("一" <= w[0] <= "鿿") and w not in ("won", "pounds", "yen")), key=len, reverse=True)
CURRENCY_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, _before))}|人民币|美元|新?台币|港[币元]|欧元|澳门币|日[元圆])\s?$", re.IGNORECASE
)


def unit_of(written: str) -> str:
    """Return the unit's symbol for a unit as written ("纳米" -> "nm"), empty if it is none."""
    return _WRITTEN.get(written.strip(" -").lower(), "")


TIMES = frozenset(UNITS[unit_of(unit)][0] for unit in ("hours", "days", "months"))
"""The dimensions of lengths of time."""


def currency_of(written: str) -> str:
    """ISO 4217 of a currency as written ("亿元人民币" must come as "元人民币"), empty if it is none."""
    text = written.strip(" -").lower()
    return CURRENCIES.get(text) or CURRENCIES.get(text.removesuffix("人民币"), "")


def base(value: Decimal, unit: str) -> tuple[str, Decimal]:
    """Return the dimension and the value in the dimension's base unit; ("", value) without a unit.

    >>> base(Decimal(2), "year") == base(Decimal(24), "month")
    True
    """
    if unit not in UNITS:
        return "", value
    dimension, factor, _, _ = UNITS[unit]
    return dimension, value * factor
