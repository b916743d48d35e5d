"""What a pinned part says to a reader of the other language, by rule alone: times, amounts, modality, known terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ragassist.lang.detector import detect
from ragassist.lang.en import MONTHS
from ragassist.tasks.counted_dates import Resolved
from ragassist.tasks.labels import word
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.quantities import Quantity, english, find_quantities
from ragassist.text.quantities.numerals import han_value
from ragassist.text.script import has_han, simplified
from ragassist.text.structure import Time, find_times
from ragassist.types import Lang

_UNITS: Final = {
    "minute": "minute", "hour": "hour", "day": "day", "working_day": "working day", "week": "week",
    "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_FIGURE: Final = r"(?:\d{1,2}|[〇零一二三四五六七八九十]{1,3})"
_ARTICLE: Final = re.compile("第([〇零一二三四五六七八九十百]+)条")
_RUN: Final = 3
"""So many articles in a row are told as one."""
_HALF: Final = 0.5
_HALVES: Final = {"year": "6 months", "hour": "30 minutes", "minute": "30 seconds"}
_ORDINALS: Final = ("first", "second", "third", "fourth")
_BOUND: Final = re.compile(r"少于|低于|高于|超过|多于|大于|小于")


def time_in_english(time: Time) -> str:
    """Return when something is due, in English; an event that has no known English keeps its Chinese.

    >>> time_in_english(find_times("自收到申请之日起十五个工作日内")[0])
    'within 15 working days from “收到申请之日”'
    """
    count = _counted(time.count, time.unit) if time.count and time.unit else ""
    anchor = f"“{time.anchor.text}”" if time.anchor else ""
    if time.kind == "within":
        return f"within {count}" + (f" from {anchor}" if anchor else "")
    if time.kind == "before":
        if time.date:
            return f"by {time.date}"
        return (
            (f"{count} before {anchor}" if anchor else f"{count} in advance") if count else f"before {anchor}" if anchor else "beforehand"
        )
    if time.kind == "every":
        unit = _UNITS.get(time.unit, "")
        often = "as the text says" if not unit else f"every {unit}" if time.count == 1 else f"every {count}"
        return often + (f", {place_in_english(time.anchor.text)}" if time.anchor else "")
    plain = {
        "from": f"from {time.date or anchor}", "at_least": f"at least {count}" + (f" after {anchor}" if anchor else ""),
        "at_most": f"at most {count}",
        "lasting": count, "at_once": "at once",
    }  # fmt: skip
    return plain[time.kind]


def _counted(count: float, unit: str) -> str:
    """A length of time in words; half of one in the smaller unit where there is a plain one."""
    if count == _HALF:
        return _HALVES.get(unit, f"half a {_UNITS.get(unit, '')}")
    return f"{count:g} {_UNITS.get(unit, '')}{'' if count == 1 else 's'}"


def place_in_english(place: str) -> str:
    """Return the part of a year or a month in which something is due every time, in English.

    >>> place_in_english("1月15日前"), place_in_english("一季度"), place_in_english("年底前")
    ('by January 15', 'in the first quarter', 'by the end of the year')
    """
    till = place.endswith("前")
    month = re.match(rf"({_FIGURE})月", place)
    day = re.search(rf"({_FIGURE})日", place)
    edge = "the end" if re.search(r"[底末]", place) else "the beginning" if "初" in place else ""
    if quarter := re.search(r"([一二三四])季度", place):
        whole = f"the {_ORDINALS['一二三四'.index(quarter[1])]} quarter"
    elif "半年" in place:
        whole = "the first half" if "上" in place else "the second half"
    elif month:
        name = MONTHS[int(han_value(month[1]) or 1) - 1]
        whole = f"{name} {int(han_value(day[1]) or 0)}" if day else name
    elif day:
        whole = f"day {int(han_value(day[1]) or 0)}"
    else:
        whole = "the month" if "月" in place else "the year"
    if edge:
        return f"{'by' if till else 'at'} {edge} of {whole}"
    return f"{'by' if till else 'on' if day else 'in'} {whole}"


def when(text: str, lang: Lang) -> str:
    """Return a cell that says when, in the reader's language."""
    return text if lang == "zh" or detect(text) == "en" else _times(text)


def value(text: str, lang: Lang) -> str:
    """Return a cell that says when or how much, in the reader's language."""
    if lang == "zh" or detect(text) == "en":
        return text
    timed = _times(text)
    return timed if timed != text else _amounts(text)


def _times(text: str) -> str:
    read = simplified(text)
    times = find_times(read) or find_times(f"{read}，")  # 上市前 is a time where the clause goes on
    return "; ".join(time_in_english(time) if _countable(time) else time.part.text for time in times) if times else text


def _countable(time: Time) -> bool:
    """Whether the time has all that its English needs; else its Chinese stands."""
    if time.kind in ("at_least", "at_most", "lasting", "within"):
        return bool(time.count and time.unit)
    return time.kind != "every" or bool(time.unit)


def amount(text: str, lang: Lang) -> str:
    """Return an amount in the reader's language."""
    return text if lang == "zh" or detect(text) == "en" else _amounts(text)


def _amounts(text: str) -> str:
    found = find_quantities(text)
    return "; ".join(english(_figure(quantity)) for quantity in found) if found else text


def _figure(quantity: Quantity) -> Quantity:
    """The quantity without 少于 or 超过 in front: whether 不得 stands before that, the words alone do not tell."""
    return replace(quantity, approx="exact") if _BOUND.match(quantity.surface) else quantity


def article(label: str, lang: Lang) -> str:
    """Return an article's number as the reader's language writes it; other labels as they stand.

    >>> article("第十四条", "en"), article("第十四条", "zh")
    ('Article 14', '第十四条')
    """
    if lang == "zh" or not label.startswith("第"):
        return label
    found = [quantity for quantity in find_quantities(label) if quantity.kind == "article"]
    return english(found[0]) if found and found[0].end == len(label) else label


def articles(labels: Sequence[str], lang: Lang) -> list[str]:
    """Return articles as `article` does, three and more that follow one another as one.

    >>> articles(["第一条", "第二条", "第三条", "第五条"], "en"), articles(["第一条", "第二条", "第三条"], "zh")
    (['Articles 1–3', 'Article 5'], ['第一条至第三条'])
    """
    runs: list[list[tuple[str, int]]] = []
    for label in labels:
        value = han_value(match[1]) if (match := _ARTICLE.fullmatch(label)) else None
        number = int(value) if value is not None else -1
        if runs and number > 0 and runs[-1][-1][1] == number - 1:
            runs[-1].append((label, number))
        else:
            runs.append([(label, number)])
    found = []
    for run in runs:
        if len(run) < _RUN:
            found += [article(label, lang) for label, _ in run]
        else:
            found.append(f"{run[0][0]}至{run[-1][0]}" if lang == "zh" else f"Articles {run[0][1]}–{run[-1][1]}")
    return found


def term(text: str, lang: Lang, terms: Glossary | None = None) -> str:
    """Return a name or term in the reader's language where all of it is known, else as it stands.

    >>> term("operators", "zh"), term("Operators of a pier", "zh")
    ('运营者', 'Operators of a pier')
    """
    written = detect(text)
    if written == lang:
        return text
    said = " ".join((terms or glossary()).say(text, written, lang).split())
    unknown = re.search(r"[a-z]{2,}", said) if lang == "zh" else has_han(said)
    return text if unknown else said


def basis(dates: Sequence[Resolved], lang: Lang) -> str:
    """Return the calendar dates, each with what it was counted from."""
    told = []
    for date in dates:
        why = "" if date.basis == "stated" else word(f"basis.{date.basis}", lang, start=date.counted_from)
        told.append(date.date + (f" ({why})" if why and lang == "en" else f"（{why}）" if why else ""))
    return "; ".join(told)
