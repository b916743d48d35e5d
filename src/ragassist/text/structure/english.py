"""An English legal sentence as the statements it makes: a smaller reading than the Chinese one, with the same parts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ragassist.lang.en import FULL, ONES, TEENS, TENS, month_number
from ragassist.text.structure.norm import Definition, Modality, Norm, Part, Time, TimeKind, TimeUnit

_MODALS: Final[tuple[tuple[Modality, re.Pattern[str]], ...]] = (
    (
        "must_not",
        re.compile(
            r"\b(?:must|shall|may|can)\s(?:not|never)\b|\bcannot\b|\b(?:is|are)\s(?:prohibited|forbidden|banned|barred)(?:\sfrom)?\b"
            r"|\bprohibits?\b|\bforbids?\b|\bno\s(?=[^,.;]{2,40}\s(?:may|shall)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "need_not",
        re.compile(r"\b(?:need\snot|(?:do|does)\snot\s(?:need|have)\sto|(?:is|are)\snot\s(?:required|obliged)\sto)\b", re.IGNORECASE),
    ),
    (
        "must",
        re.compile(
            r"\b(?:must|shall)\b|\b(?:is|are)\s(?:required|obliged)\sto\b|\b(?:has|have)\sto\b|\brequires?\b"
            r"|\b(?:is|are)\sresponsible\sfor\b",
            re.IGNORECASE,
        ),
    ),
    ("may", re.compile(r"\bmay\b(?!\s\d)|\b(?:is|are)\s(?:allowed|permitted|entitled)\sto\b", re.IGNORECASE)),
    ("encouraged", re.compile(r"\bencourages?\b|\b(?:is|are)\sencouraged\sto\b", re.IGNORECASE)),
)
_SANCTION: Final = re.compile(
    r"\b(?:is|are|be)\sfined\b|\bfines?\sof\b|\ba\sfine\b|\bpenalt(?:y|ies)\s(?:of|up)\b|\bliable\b"
    r"|\brevok\w+\s(?:the|its|his|a|their)\s(?:\w+\s)?(?:licen[cs]es?|permits?|authori[sz]ation|registration)|\bconfiscat\w+|\bsuspen(?:d|ded|sion)\b"
    r"|\bwarned\b|\bordered\sto\s(?:correct|stop|rectify)\b|\bcriminal\sliability\b",
    re.IGNORECASE,
)
_NUMBERS: Final = {**ONES, **TEENS, **TENS}
_NUM: Final = rf"(?P<num>\d+|{'|'.join(_NUMBERS)})"
_UNIT: Final = r"[\s-](?:\(\d+\)\s)?(?P<unit>working\sday|business\sday|day|hour|minute|week|month|quarter|year)s?\b"
_DATE: Final = (
    rf"(?:(?P<m1>{FULL})\s(?P<d1>\d{{1,2}}),?\s(?P<y1>\d{{4}})|(?P<d2>\d{{1,2}})\s(?P<m2>{FULL})\s(?P<y2>\d{{4}})"
    rf"|(?P<m3>{FULL})\s(?P<y3>\d{{4}})|(?P<y4>(?:19|20)\d\d))"
)
_FROM: Final = r"\b(?:takes?\seffect|effective|in\sforce|enters?\sinto\sforce|applies)\s(?:on|from|as\sof|since)"
_EVERY: Final = (
    r"\b(?:every|each)\s(?:(?P<num>two|three|six|\d+)\s)?(?P<unit>day|week|month|quarter|year)s?\b|\b(?:annually|quarterly|monthly)\b"
)
_TIMES: Final[tuple[tuple[TimeKind, re.Pattern[str]], ...]] = (
    ("within", re.compile(rf"\bwithin\s{_NUM}{_UNIT}(?:\s(?:of|from|after)\s(?P<anchor>[^,.;]{{3,60}}))?", re.IGNORECASE)),
    ("before", re.compile(rf"\b(?:by|before|no\slater\sthan|not\slater\sthan|until)\s{_DATE}", re.IGNORECASE)),
    ("before", re.compile(rf"\b(?:at\sleast\s)?{_NUM}{_UNIT}\s(?:before|prior\sto|in\sadvance)", re.IGNORECASE)),
    ("from", re.compile(rf"{_FROM}\s{_DATE}", re.IGNORECASE)),
    ("at_least", re.compile(rf"\b(?:for\s)?(?:at\sleast|not?\s(?:less|fewer|shorter)\sthan)\s{_NUM}{_UNIT}", re.IGNORECASE)),
    ("at_most", re.compile(rf"\b(?:at\smost|not?\s(?:more|longer)\sthan|not\sexceed(?:ing)?|up\sto)\s{_NUM}{_UNIT}", re.IGNORECASE)),
    ("lasting", re.compile(rf"\bfor\s(?:a\speriod\sof\s)?{_NUM}{_UNIT}", re.IGNORECASE)),
    ("every", re.compile(_EVERY, re.IGNORECASE)),
    ("at_once", re.compile(r"\bimmediately\b|\bwithout\sdelay\b|\bat\sonce\b", re.IGNORECASE)),
)  # fmt: skip
_UNITS: Final[dict[str, TimeUnit]] = {
    "working day": "working_day", "business day": "working_day", "day": "day", "hour": "hour", "minute": "minute", "week": "week",
    "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_CONDITION: Final = re.compile(r"\b(?:if|where|when|unless|in\scase|once|provided\sthat)\b[^,;.]*", re.IGNORECASE)
_EXCEPTION: Final = re.compile(r"\b(?:unless|except|other\sthan|save\swhere)\b[^,;.]*", re.IGNORECASE)
_DEFINES: Final = re.compile(r"[\"“]?(?P<term>[A-Z“\"]?[\w\s-]{2,50}?)[\"”]?\s(?:means|refers\sto|is\sdefined\sas)\s(?P<meaning>[^.;]{8,})")
_AGENT: Final = re.compile(
    r"(?:providers?|operators?|users?|departments?|agenc(?:y|ies)|authorit(?:y|ies)|compan(?:y|ies)|persons?|organi[sz]ations?|entit(?:y|ies)|governments?"
    r"|ministr(?:y|ies)|secretary|commission|developers?|deployers?|institutions?|bod(?:y|ies)|applicants?|individuals?|platforms?|firms?|processors?"
    r"|controllers?|offices?|committees?|states?|banks?|importers?|distributors?)$",
    re.IGNORECASE,
)
_WORD_BEFORE: Final = re.compile(r"(?:^|(?:,(?!\d)|[;:])\s*|\b(?:and|but|that|which|who)\s)(?P<who>(?:[^,;:]|,(?=\d{3})){2,80}?)\s*$")


@lru_cache(maxsize=2048)
def parse(sentence: str) -> tuple[Norm, ...]:
    """Return the statements of an English sentence in order, one a word of modality; one for a sanction or a time where there is none.

    >>> [(n.modality, n.actor.text, n.times[0].part.text) for n in parse("Providers must report incidents within 24 hours.")]
    [('must', 'Providers', 'within 24 hours')]
    """
    found = sorted(
        ((match.start(), match.end(), modality) for modality, pattern in _MODALS for match in pattern.finditer(sentence)),
        key=lambda each: (each[0], -each[1]),
    )
    kept: list[tuple[int, int, Modality]] = []
    for start, end, modality in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, modality))
    times = find_times(sentence)
    if not kept:
        modality_alone: Modality = "sanction" if _SANCTION.search(sentence) else "is"
        if modality_alone == "is" and not times:
            return ()
        return (_norm(sentence, 0, len(sentence), None, modality_alone, times),)
    norms = []
    for at, (_start, _, _) in enumerate(kept):
        begin = 0 if at == 0 else _clause_start(sentence, kept[at - 1][1], kept[at][0])
        stop = _clause_start(sentence, kept[at][1], kept[at + 1][0]) if at + 1 < len(kept) else len(sentence)
        norms.append(_norm(sentence, begin, stop, kept[at], kept[at][2], times))
    return tuple(norms)


def find_times(text: str) -> list[Time]:
    """Return the deadlines, dates and terms of an English sentence in order, without overlaps."""
    found: list[Time] = []
    for kind, pattern in _TIMES:
        for match in pattern.finditer(text):
            if all(match.end() <= time.part.start or match.start() >= time.part.end for time in found):
                groups = match.groupdict()
                anchor = Part(match.start("anchor"), match.end("anchor"), match["anchor"]) if groups.get("anchor") else None
                word = (groups.get("num") or "").lower()
                count = float(_NUMBERS.get(word) or (word if word.isdigit() else 0))
                unit = _UNITS.get(" ".join((groups.get("unit") or "").lower().split()), "")
                found.append(Time(Part(match.start(), match.end(), match[0]), kind, count, unit, anchor, _iso(groups)))
    return sorted(found, key=lambda time: time.part.start)


def definitions(sentence: str) -> tuple[Definition, ...]:
    """Return the terms that an English sentence defines."""
    return tuple(
        Definition(Part(*match.span("term"), match["term"]), Part(*match.span("meaning"), match["meaning"]))
        for match in _DEFINES.finditer(sentence)
    )


def _iso(groups: dict[str, str | None]) -> str:
    for year, month, day in (("y1", "m1", "d1"), ("y2", "m2", "d2"), ("y3", "m3", ""), ("y4", "", "")):
        if written := groups.get(year):
            name = (groups.get(month) or "").capitalize() if month else ""
            parts = [written] + ([f"{month_number(name):02d}"] if name else [])
            return "-".join(parts + ([f"{int(groups[day] or 0):02d}"] if day and groups.get(day) else []))
    return ""


def _clause_start(sentence: str, start: int, end: int) -> int:
    """Where the clause before the next word of modality begins: at the last comma or "and" between, else right after the one before."""
    at = max(sentence.rfind(", ", start, end), sentence.rfind("; ", start, end), sentence.rfind(" and ", start, end))
    return at + 1 if at >= 0 else start


def _norm(sentence: str, start: int, end: int, modal: tuple[int, int, Modality] | None, modality: Modality, times: list[Time]) -> Norm:
    span = sentence[start:end].rstrip()
    end = start + len(span)
    own = tuple(time for time in times if start <= time.part.start < end)
    conditions = tuple(_found(start, m) for m in _CONDITION.finditer(span) if not m[0].lower().startswith("unless"))
    exceptions = tuple(_found(start, m) for m in _EXCEPTION.finditer(span))
    actor = _actor(sentence, start, modal[0]) if modal else None
    action_start = modal[1] if modal else start
    piece = sentence[action_start:end]
    action = Part(action_start + len(piece) - len(piece.lstrip()), end, piece.strip()) if piece.strip() else None
    punishes = _SANCTION.search(span) and modality in ("must", "may", "sanction", "is")
    word = Part(modal[0], modal[1], sentence[modal[0] : modal[1]]) if modal else None
    agent = actor is not None and bool(_AGENT.search(actor.text))
    kind: Modality = "sanction" if punishes else modality
    return Norm(
        Part(start, end, span), kind, word, actor, agent, action, None, conditions, exceptions, own, action if punishes else None
    )  # fmt: skip


def _found(start: int, match: re.Match[str]) -> Part:
    return Part(start + match.start(), start + match.end(), match[0])


def _actor(sentence: str, start: int, end: int) -> Part | None:
    match = _WORD_BEFORE.search(sentence[start:end])
    if not match:
        return None
    lead = re.match(r"\s*(?:(?:and|but|or|so|yet|also|then)\s+)*", match["who"], re.IGNORECASE)
    begin = start + match.start("who") + (lead.end() if lead else 0)
    text = sentence[begin : start + match.end("who")].strip()
    return Part(begin, begin + len(text), text) if text and not _CONDITION.match(text) else None
