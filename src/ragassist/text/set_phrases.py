"""Chinese sentences of which every word is set: what laws and notices always say alike, and so can be said in English with certainty.

When a rule takes effect and until when it holds, what it repeals, who interprets it, until when a draft may be commented on, who
issued what on which day: the drafting standards of the legislature prescribe these sentences (立法技术规范, Legislative Affairs
Commission of the Standing Committee of the National People's Congress, 2009 and 2011), and notices copy them. A sentence is read whole or
not at all, and each of its blanks must be known for certain: a date by arithmetic, a body or a title by the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ragassist.lang.en import ONES, TEENS
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.document_kinds import ITSELF
from ragassist.text.document_numbers import in_english, year_and_number
from ragassist.text.enumerators import ARTICLE, BRACKETED
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.persons import romanise
from ragassist.text.quantities import english, find_quantities
from ragassist.text.quantities.numerals import han_value
from ragassist.text.quantities.ordinals import ordinal_suffix
from ragassist.text.script import has_han, simplified

_BLANK: Final = re.compile(r"\{([a-z]\w*)\}")
"""A blank of a row."""
_LABEL: Final = re.compile(rf"^\s*(?:{ARTICLE}|{BRACKETED})\s*")
"""The number of the article or item that a sentence stands under."""
_ENDS: Final = "。.；;"
_DAY_OF: Final = re.compile(r"(公布|发布|印发|颁布|签署|签发|下发)之日")
"""A day that is told by what happens on it."""
_DAY_NAMES: Final = {"公布": "promulgation", "颁布": "promulgation", "发布": "publication", "签署": "signing", "签发": "signing"}
_NUMBER: Final = re.compile(rf"([{IDEOGRAPHS}]{{2,6}}){year_and_number(' ?')}")
"""The number of a document: 港渔发〔2021〕7号."""
_ORDER: Final = re.compile(r"第\s*(\d+)\s*号")
"""The number of an order."""
_TITLE: Final = re.compile(r"《([^《》]+)》")
"""A title without another in it."""
_PLURAL: Final = re.compile(r"\b(?:Measures|Regulations|Provisions|Rules|Opinions|Guidelines|Principles|Norms)\b")
"""A kind of rule that English calls by a plural."""
_AMONG: Final = re.compile(r"(?P<named>.+?)等(?P<count>[二两三四五六七八九十]{1,3})个?(?:部门|部委|单位|机构|部门单位)")
"""Some of so many bodies by their names: 商务部等五部门."""
_WORDS: Final = {value: word for word, value in (ONES | TEENS).items()}
_MEETINGS: Final = {
    "常务会议": "executive meeting", "会议": "meeting", "室务会议": "office meeting", "室务会会议": "office meeting",
    "部务会议": "ministerial meeting",
    "局务会议": "bureau meeting", "委务会议": "commission meeting",
}  # fmt: skip
_RULES: Final = {
    "法律": "laws", "法规": "regulations", "行政法规": "administrative regulations", "地方性法规": "local regulations", "规章": "rules",
    "部门规章": "departmental rules", "政府规章": "government rules", "司法解释": "judicial interpretations",
    "国家有关规定": "relevant state provisions", "国家规定": "state provisions", "有关规定": "relevant provisions",
    "国家": "the state",
}  # fmt: skip
"""What lays something down, besides bodies and rules with a name."""
_THINGS: Final = {
    "情形": "circumstances", "情况": "circumstances", "行为": "acts", "条件": "conditions", "职责": "duties", "事项": "matters",
    "材料": "materials", "文件": "documents", "资料": "materials", "措施": "measures", "义务": "obligations", "要求": "requirements",
    "内容": "content", "信息": "information", "权利": "rights", "活动": "activities", "用途": "uses", "方式": "ways", "程序": "procedures",
    "处罚": "penalties", "业务": "business", "场所": "places", "费用": "fees",
}  # fmt: skip
"""What the last item of a list leaves open."""
_OFFICE: Final = re.compile("(?:部门|机关|机构)$")
"""Ends the name of a body that may lay something down, whatever the glossary has it for."""
_EACH_RULE: Final = re.compile("、|以及|或者|[和与及或]")
"""Between two that lay something down."""
_DURATIONS: Final = frozenset({"day", "week", "month", "year"})
_COUNT: Final = r"[\d〇零○一二两三四五六七八九十百]+"
_LOOKS: Final = {
    "self": "|".join(ITSELF),
    "date": rf"(?:{_COUNT}年)?{_COUNT}月{_COUNT}日|{_DAY_OF.pattern.replace('(', '(?:')}",
    "duration": rf"{_COUNT}(?:个?月|年|日|天)",
    "titles": "原?《[^《》]+》(?:[、和与及]原?《[^《》]+》)*",
    "bodies": rf"[{IDEOGRAPHS}、]+?",
    "persons": rf"[{IDEOGRAPHS}、，·]+",
    "number": r"[^，；。]+",
    "count": _COUNT,
    "meeting": "|".join(_MEETINGS),
    "rules": f"[{IDEOGRAPHS}、《》]+?",
    "things": "|".join(sorted(_THINGS, key=len, reverse=True)),
}
"""What may fill each blank, as it looks."""


@dataclass(frozen=True, slots=True)
class Said:
    """What fills a blank: as it is written in English, and the pattern of every way to write it."""

    written: str
    pattern: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """One set phrase."""

    chinese: re.Pattern[str]
    english: str
    also: str


@dataclass(frozen=True, slots=True)
class SetPhrase:
    """A sentence that was read: its phrases in order, with what fills their blanks."""

    phrases: tuple[tuple[_Row, Mapping[str, Said]], ...]

    @property
    def english(self) -> str:
        """The sentence in English."""
        pieces = [_filled(row.english.removeprefix("+"), blanks, self._plural) for row, blanks in self.phrases]
        text = "".join(pieces)
        return f"{text[:1].upper()}{text[1:]}."

    def is_said_by(self, claim: str) -> bool:
        """Return whether an English sentence says just this, in one of the ways in which it may be said."""
        known = [_pattern(row.also, blanks, self._plural) for row, blanks in self.phrases]
        return re.fullmatch(r"[,;]?\s*".join(known) + r"\.?", " ".join(claim.split()), re.IGNORECASE) is not None

    @property
    def _plural(self) -> bool:
        """Whether what the sentence is about is called by a plural."""
        first = self.phrases[0][1]
        return next((first[name].plural for name in ("self", "titles") if name in first), False)


def read(sentence: str, terms: Glossary | None = None) -> SetPhrase | None:
    """Return what a Chinese sentence says if all of it is set; None for any other.

    Args:
        sentence: the sentence, with or without the number of its article and the marks of its file's format.
        terms: the glossary that knows bodies and titles; the program's own by default.

    >>> read("本办法自2023年8月15日起施行。").english
    'These Measures take effect on August 15, 2023.'
    >>> read("第九条　本法自公布之日起施行。").english
    'This Law takes effect on the day of its promulgation.'
    >>> read("本办法自2023年8月15日起在全省施行。") is None
    True
    """
    text = _LABEL.sub("", simplified(re.sub(r"[*_#\s\u3000]+", "", sentence))).rstrip(_ENDS)
    return next((SetPhrase(tuple(found)) for found in _parses(text, terms or glossary(), first=True) if found), None)


def _parses(text: str, terms: Glossary, *, first: bool) -> Iterator[list[tuple[_Row, Mapping[str, Said]]]]:
    """Every way to read `text` as set phrases."""
    if not text:
        yield []
        return
    for row in _rows():
        match = row.chinese.match(text) if row.english.startswith("+") != first else None
        blanks = _blanks(match, terms) if match is not None else None
        if match is not None and blanks is not None:
            for rest in _parses(text[match.end() :].lstrip("，,；;"), terms, first=False):
                yield [(row, blanks), *rest]


@cache
def _rows() -> tuple[_Row, ...]:
    lines = files("ragassist.text").joinpath("set_phrases.tsv").read_text(encoding="utf8").splitlines()[1:]
    made = []
    for line in lines:
        _name, chinese, english_of, also, _why = line.split("\t")
        blanks = _BLANK.sub(lambda blank: rf"(?P<{blank[1]}>{_LOOKS[blank[1].partition('_')[0]]})", chinese)
        made.append(_Row(re.compile(rf"{blanks}(?=[，,；;]|$)"), english_of, also))
    return tuple(made)


def _blanks(match: re.Match[str], terms: Glossary) -> dict[str, Said] | None:
    """What fills each blank of a phrase; None where one is not known for certain."""
    found: dict[str, Said] = {}
    for name, text in match.groupdict().items():
        said = _FILLERS[name.partition("_")[0]](text, terms)
        if said is None:
            return None
        found[name] = said
    return found


def _itself(text: str, _: Glossary) -> Said | None:
    said = ITSELF.get(text)
    return None if said is None else Said(said, rf"(?:{said}|the {said.split(' ', 1)[1]})", plural=said.startswith("these"))


def _date(text: str, _: Glossary) -> Said | None:
    if day := _DAY_OF.fullmatch(text):
        name = _DAY_NAMES.get(day[1], "issue")
        return Said(
            f"the day of {{its}} {name}", r"the (?:day|date) of (?:its|their) (?:promulgation|publication|issuance|issue|signing|release)"
        )
    found = find_quantities(text)
    if len(found) != 1 or found[0].kind != "date" or (found[0].start, found[0].end) != (0, len(text)) or found[0].date is None:
        return None
    written = english(found[0])
    if not found[0].date.day:
        return None
    month, day_of, year = re.fullmatch(r"(\w+) (\d+)(?:, (\d+))?", written).groups()  # type: ignore[union-attr]
    ways = [re.escape(written), rf"{day_of} {month}{f' {year}' if year else ''}"]
    return Said(written, f"(?:{'|'.join(ways)})")


def _duration(text: str, _: Glossary) -> Said | None:
    found = find_quantities(text)
    if len(found) != 1 or found[0].unit not in _DURATIONS or (found[0].start, found[0].end) != (0, len(text)):
        return None
    written = english(found[0])
    count, _gap, unit = written.partition(" ")
    return Said(written, rf"(?:{re.escape(count)}|{_WORDS.get(int(found[0].low), count)}) {unit}")


def _listed(text: str, terms: Glossary) -> list[str] | None:
    """The terms of which `text` is a list, in English; None where it holds anything else."""
    found = terms.find(text, "zh")
    left = text
    for each in reversed(found):
        left = f"{left[: each.start]}|{left[each.end :]}"
    if not found or not re.fullmatch(r"\|(?:(?:[、和与及]|会同)\|)*", left):
        return None
    return [f"the {each.term.forms('en')[0].removeprefix('the ')}" for each in found]


def _bodies(text: str, terms: Glossary) -> Said | None:
    several = _AMONG.fullmatch(text)
    listed = _listed(several["named"] if several else text, terms)
    if listed is None:
        return None
    if several is None:
        return Said(_joined(listed), _joined_pattern(listed), plural=len(listed) > 1)
    count = han_value(several["count"])
    said = f"{_WORDS.get(int(count or 0), several['count'])} departments including {_joined(listed)}"
    return Said(said, re.escape(said), plural=True)


def _titles(text: str, terms: Glossary) -> Said | None:
    if re.search(r"[^、和与及《》]", _TITLE.sub("", text.removeprefix("原"))):
        return None
    named = [_listed(match[1], terms) for match in _TITLE.finditer(text)]
    listed = [one[0] for one in named if one and len(one) == 1]
    if not listed or len(listed) < len(named):
        return None
    return Said(_joined(listed), _joined_pattern(listed), plural=len(listed) > 1 or bool(_PLURAL.search(listed[0])))


def _count(text: str, _: Glossary) -> Said | None:
    count = int(text) if text.isdigit() else han_value(text)
    return None if count is None else Said(ordinal_suffix(int(count)), ordinal_suffix(int(count)))


def _meeting(text: str, _: Glossary) -> Said | None:
    said = _MEETINGS.get(text)
    return Said(said, said) if said else None


def _number(text: str, _: Glossary) -> Said | None:
    if order := _ORDER.fullmatch(text):
        return Said(f"No. {order[1]}", rf"(?:Order )?No\. ?{order[1]}")
    issued = _NUMBER.fullmatch(text)
    if issued is None:
        return None
    written = in_english(*issued.groups())
    return Said(written, re.escape(written).replace(r"\ ", " ?"))


def _persons(text: str, _: Glossary) -> Said | None:
    names = [" ".join(romanise(one).split()) for one in re.split(r"[、,，]", text) if one]
    if not names or any(has_han(name) or len(name.split()) != 2 for name in names):
        return None
    return Said(_joined(names), _joined_pattern(names), plural=len(names) > 1)


def _rules(text: str, terms: Glossary) -> Said | None:
    """What lays something down: kinds of rules, this rule, a body."""
    named = [_rule(one, terms) for one in _EACH_RULE.split(text)]
    listed = _listed(text, terms) if None in named else [one for one in named if one]
    if not listed:
        return None
    pattern = r"(?:,? (?:(?:and|or) )?)".join(rf"(?:the )?{re.escape(one.removeprefix('the '))}" for one in listed)
    return Said(_joined(listed), pattern, plural=True)


def _rule(text: str, terms: Glossary) -> str | None:
    if known := _RULES.get(text) or ITSELF.get(text):
        return known
    rest = text.removeprefix("国务院")
    whole = terms.named(text, "zh")
    of, term = ("", whole) if whole is not None or rest == text else (" of the State Council", terms.named(rest, "zh"))
    if term is None or not (term.kind in ("body", "law") or _OFFICE.search(text)):
        return None
    return f"the {term.forms('en')[0].removeprefix('the ')}{of}"


def _things(text: str, _: Glossary) -> Said | None:
    return Said(_THINGS[text], _THINGS[text])


def _joined(listed: list[str]) -> str:
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _joined_pattern(listed: list[str]) -> str:
    return r"(?:,? (?:and )?)".join(rf"(?:the )?{re.escape(one.removeprefix('the '))}" for one in listed)


_FILLERS: Final[dict[str, Callable[[str, Glossary], Said | None]]] = {
    "self": _itself, "date": _date, "duration": _duration, "bodies": _bodies, "titles": _titles, "number": _number, "persons": _persons,
    "count": _count, "meeting": _meeting, "rules": _rules, "things": _things,
}  # fmt: skip


def _filled(template: str, blanks: Mapping[str, Said], plural: bool) -> str:
    """The English of a phrase."""
    text = template.replace("~", "" if plural else "s")
    subject = next((blanks[name].plural for name in ("titles", "bodies") if name in blanks), plural)
    text = text.replace("{are}", "are" if subject else "is").replace("{were}", "were" if subject else "was")
    return _BLANK.sub(lambda blank: blanks[blank[1]].written, text).replace("{its}", "their" if plural else "its")


def _pattern(template: str, blanks: Mapping[str, Said], plural: bool) -> str:
    text = template.replace("~?", "s?").replace("~", "" if plural else "s").replace("{are}", "(?:is|are)")
    return _BLANK.sub(lambda blank: blanks[blank[1]].pattern, text)
