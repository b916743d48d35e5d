"""What a pinned part says to a reader of the other language, by rule alone: times, amounts, modality, known terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ragassist.lang.detector import detect
from ragassist.tasks.counted_dates import Resolved
from ragassist.tasks.labels import word
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.quantities import Quantity, english, find_quantities
from ragassist.text.script import has_han
from ragassist.text.structure import Time, find_times
from ragassist.types import Lang

_UNITS: Final = {
    "minute": "minute", "hour": "hour", "day": "day", "working_day": "working day", "week": "week",
    "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_BOUND: Final = re.compile(r"少于|低于|高于|超过|多于|大于|小于")


def time_in_english(time: Time) -> str:
    """Return when something is due, in English; an event that has no known English keeps its Chinese.

    >>> time_in_english(find_times("自收到申请之日起十五个工作日内")[0])
    'within 15 working days from “收到申请之日”'
    """
    count = f"{time.count:g} {_UNITS.get(time.unit, '')}{'' if time.count == 1 else 's'}" if time.count and time.unit else ""
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
        return "as the text says" if not unit else f"every {unit}" if time.count == 1 else f"every {count}"
    plain = {
        "from": f"from {time.date or anchor}", "at_least": f"at least {count}", "at_most": f"at most {count}",
        "lasting": count, "at_once": "at once",
    }  # fmt: skip
    return plain[time.kind]


def when(text: str, lang: Lang) -> str:
    """Return a cell that says when, in the reader's language."""
    if lang == "zh" or detect(text) == "en":
        return text
    times = find_times(text)
    return "; ".join(time_in_english(time) if _countable(time) else time.part.text for time in times) if times else text


def _countable(time: Time) -> bool:
    """Whether the time has all that its English needs; else its Chinese stands."""
    if time.kind in ("at_least", "at_most", "lasting", "within"):
        return bool(time.count and time.unit)
    return time.kind != "every" or bool(time.unit)


def amount(text: str, lang: Lang) -> str:
    """Return an amount in the reader's language."""
    if lang == "zh" or detect(text) == "en":
        return text
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


def term(text: str, lang: Lang, terms: Glossary | None = None) -> str:
    """Return a name or term in the reader's language where all of it is known, else as it stands."""
    written = detect(text)
    if written == lang:
        return text
    said = " ".join((terms or glossary()).say(text, written, lang).split())
    return said if lang == "zh" or not has_han(said) else text


def basis(dates: Sequence[Resolved], lang: Lang) -> str:
    """Return the calendar dates, each with what it was counted from."""
    told = []
    for date in dates:
        why = "" if date.basis == "stated" else word(f"basis.{date.basis}", lang, start=date.counted_from)
        told.append(date.date + (f" ({why})" if why and lang == "en" else f"（{why}）" if why else ""))
    return "; ".join(told)
