"""What a table's figures are measured in, where its caption, a heading or a column of units says so.

A unit is given only to a bare figure, and never to one that names itself otherwise: a year, a rank, a share under 单位：亿元.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ragassist.lang.zh import HAN
from ragassist.text.quantities.units import CLASSIFIERS, currency_of, unit_of
from ragassist.text.word_tables import word_table

_MEASURED_IN: Final = re.compile(
    r"(?:计量|金额|数量|货币)?单位 ?[:：] ?([^\s()（）；。|]{1,30}(?: [A-Za-z]+){0,3})"
    r"|\b[Uu]nits?: ?([^()|;.]{1,30})|\bin ([^()|;.]{3,30})(?=\)|$)"
)
_IN_BRACKETS: Final = re.compile(r"[（(\[]([^（）()\[\]]{1,20})[）)\]](?=\s|$)|[/／]([^/／\s]{1,8})(?=\s|$)|[,，] ([^,，]{1,20})$")
_EXCEPT: Final = re.compile(
    r"[,，；;] ?(?:除?另有(?:注明|说明|标注|规定)|除.{0,8}外|特别(?:注明|说明))[^，,。；;）)]{0,12}|[,;] ?(?:unless|except)\b[^);]{0,40}",
    re.IGNORECASE,
)
"""Said behind a unit: where a column names another one, that holds anyway."""
_PER: Final = re.compile(
    r"(.{1,8})[/／]((?:百|千|万)?(?:人次|次|人|年|月|天|日|小时|户|台|套|件|个|吨|公斤|千克|平方米|㎡|立方米|度|千瓦时|公里|亩|家|项|篇|辆|股|张|份|卡时))"
)
_CHINESE: Final = re.compile(f"(?:[十百千]?[万亿]|[百千])?(?:[{CLASSIFIERS}](?:次|天|年)?|人次|人民币|字|分)?")
_SCALES: Final = re.compile(r"(thousands?|millions?|billions?|trillions?|mn|bn)\b", re.IGNORECASE)
_SIGN: Final = re.compile(r"(?:US|HK|NT|A|C)?\$|[€£¥]|\b(?:RMB|CNY|USD|EUR|GBP|JPY)\b")
_FIGURE: Final = re.compile(
    r"(?:[≥≤><\uff1e\uff1c≧≦约]\s?)?[-\u2212–+±]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?: ?[-–—~～至] ?\d+(?:\.\d+)?)?"
)
YEAR: Final = re.compile(r"(?:19|20)\d\d")
_COUNTS_OTHERWISE: Final = word_table("ragassist.ingest")["counted_otherwise"].pattern
_SHARE: Final = re.compile(r"率$|占比|比重|比例|份额|增速|增幅|增长$|同比|环比|\b(?:share|rate|growth|yoy)\b", re.IGNORECASE)
_YEARS: Final = re.compile("年份?|年度|会计年度|统计年度")


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands before and after a figure of this unit: ("", "亿元"), ("US$", " billion")."""

    before: str = ""
    after: str = ""


NONE: Final = Unit()


def unit(written: str) -> Unit:
    """Return the unit that `written` names, `NONE` where it names none for certain.

    >>> unit("亿元"), unit("US$ million"), unit("部门")
    (Unit(before='', after='亿元'), Unit(before='US$', after=' million'), Unit(before='', after=''))
    """
    text = written.strip(" .:：")
    if not text or any(char.isdigit() for char in text):
        return NONE
    if text in ("%", "％", "百分比"):
        return Unit("", "%")
    if (per := _PER.fullmatch(text)) and unit(per[1]) != NONE:
        return Unit("", f"{per[1]}/{per[2]}")
    scaled = re.sub("^(?:[十百千]?[万亿]|[百千])", "", text)
    if re.search(f"[{HAN}]", text):
        known = bool(_CHINESE.fullmatch(text)) or bool(unit_of(scaled) or currency_of(scaled) or unit_of(text))
        return Unit("", text) if known else NONE
    sign, scale = _SIGN.search(text), _SCALES.search(text)
    rest = _SCALES.sub("", _SIGN.sub("", text)).strip(" ,/")
    rest = re.sub(r"^of |\bof ", "", rest).strip()
    size = f" {scale.group().lower().rstrip('s')}" if scale else ""
    size = {" mn": " million", " bn": " billion"}.get(size, size)
    if sign:
        return Unit(sign.group() + ("" if sign.group()[-1] in "$€£¥" else " "), size) if not rest else NONE
    if rest and not (unit_of(rest) or currency_of(rest) or rest.lower() in ("people", "persons", "units", "companies", "firms", "cases")):
        return NONE
    return Unit("", f"{size} {rest}".rstrip() if rest else size)


def stated(text: str) -> tuple[Unit, ...]:
    """Return the units that a caption or a line above a table says its figures are in; empty when it says none.

    >>> stated("表2 全市投入（单位：亿元、%）")
    (Unit(before='', after='亿元'), Unit(before='', after='%'))
    """
    found = _MEASURED_IN.search(_EXCEPT.sub("", text))
    if not found:
        return ()
    named = next(group for group in found.groups() if group)
    if (whole := unit(named)) != NONE:
        return (whole,)
    units = tuple(unit(part) for part in re.split("[、,，/]", named))
    return units if all(one != NONE for one in units) else ()


def of_heading(heading: str) -> Unit:
    """Return the unit at the end of a heading or of one of its levels, the innermost first: 投入（亿元）, Revenue (US$ million), 增速/%.

    >>> of_heading("投入（亿元）").after, of_heading("牵头部门（单位）").after
    ('亿元', '')
    """
    for found in reversed(list(_IN_BRACKETS.finditer(heading))):
        named = next(group for group in found.groups() if group)
        known = (stated(named) or (unit(named.removeprefix("in ")),))[0]
        if known != NONE:
            return known
    return NONE


def of_figure(text: str, heading: str, label: str, row_unit: str, table: Sequence[Unit]) -> Unit:
    """Return the unit of one cell; `NONE` unless it is a bare figure that something says the unit of.

    The nearest word wins: the column's heading, then the row's own unit or label, then the caption.

    Args:
        text: of the cell.
        heading: of its column.
        label: what names the row.
        row_unit: what the row has in the table's column of units, empty without one.
        table: what the caption says.
    """
    if not _FIGURE.fullmatch(text):
        return NONE
    if _YEARS.fullmatch(heading) and YEAR.fullmatch(text):
        return Unit("", "年")
    for found in (of_heading(heading), unit(row_unit), of_heading(label)):
        if found != NONE:
            return found
    if _SHARE.search(heading) or _SHARE.search(label):
        return next((one for one in table if one.after == "%"), NONE)
    if _COUNTS_OTHERWISE.search(heading) or _COUNTS_OTHERWISE.search(label):
        return NONE
    amounts = [one for one in table if one.after != "%"] if len(table) > 1 else list(table)
    return amounts[0] if len(amounts) == 1 else NONE
