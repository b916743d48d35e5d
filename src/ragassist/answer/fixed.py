"""What is written in the reader's language before a model translates the rest: quantities, policy terms, names.

A small model copies what already stands in its own words and gets wrong what it must work out: 360亿 becomes 360 billion,
近3年 nearly three years. So arithmetic and the glossary write those first. Enumerators go: they belong to the list, not to the
sentence.
"""

from __future__ import annotations

import re
from pathlib import Path

from ragassist.answer.spelled_out import spelled_out
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.document_kinds import ITSELF, KINDS
from ragassist.text.document_numbers import in_english, year_and_number
from ragassist.text.enumerators import ARTICLE, BRACKETED, CIRCLED
from ragassist.text.glossary import glossary
from ragassist.text.persons import romanise
from ragassist.text.quantities import Quantity, chinese, english, find_quantities
from ragassist.text.quantities.ordinals import ordinal_suffix
from ragassist.types import Lang

_NAME_BEFORE = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*\.?[ -]?$")
"""Before a number that is part of a name: Executive Order 14110."""
_TWICE = re.compile(r"\b([A-Z][\w .&-]*?)\s*[（(]\s*\1\s*[)）]")
"""A name that the source glosses with itself once it is written in English: 新思科技(Synopsys)."""
_FIXED_KINDS = frozenset({"money", "article", "percent", "points", "fraction", "date"})
_LARGE = 10_000
_COUNTER = re.compile(r"[名人位家个项件部篇次种类期台份座所](?=(?:及|或|或者)?(?:以上|以下|左右|上下)?$)")
"""Ends a number of things that the word for counting them tells: 三万名."""
_DURATIONS = frozenset({"day", "week", "month", "year"})
_ENUMERATOR = re.compile(
    rf"^\s*(?:{BRACKETED}|{CIRCLED}|{ARTICLE}"
    rf"(?:\s*[【〔（(](?![一二三四五六七八九十\d]+[）)]|以下|下称)[{IDEOGRAPHS}、]{{2,20}}[】〕）)]|[\s　]+"
    rf"|(?=[{IDEOGRAPHS}])(?![的规之和与及至到第或关所中、，]|款|项|明确|确定|要求|禁止的|第))"
    r"|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、)\s*"
)
"""The sign that only counts a sentence in its list, with the heading that a draft gives an article."""
_INNER = re.compile(rf"(?<=[：:])\s*(?:{BRACKETED}|{CIRCLED}|\d{{1,2}}[.．、](?!\d))\s*")
"""The same behind the sentence that opens the list."""
_NUMBER_OF = re.compile(
    rf"(?:(?<![{IDEOGRAPHS}])(?!根据|依据|按照|依照|参照|见)|(?<=[据照见]))([{IDEOGRAPHS}]{{2,6}})" + year_and_number(r"\s*")
)
"""The number under which a document was issued: 港渔发〔2021〕7号."""
_TITLE = re.compile(
    rf"《(?![^《》]*[方算做手用看想说写]法[》（(])([^《》]*?)({'|'.join(sorted(KINDS, key=len, reverse=True))})((?:[（(][^《》]*[)）])?)》"
)
"""A title by the kind of document that it ends in; in Chinese the kind decides what the English is called, and a small model guesses it."""
_SHORT_NAME = re.compile(r"[（(](?:以下|下文|下)(?:均)?(?:简称|统称|合称|称)(?:为)?[^（）()]*[）)]")
"""（以下简称《框架》）: what the text will call the thing from here on says nothing of it."""
_DAY_ALONE = re.compile(
    r"(?<![\d月年每近前后满超达约第个起期至到、-])(3[01]|[12]?\d)日(?=上午|下午|晚|凌晨|早|中午|夜|电|讯|报道|消息|发布|宣布|公布|表示|召开|举行|说|称|在|援引)"
)
"""26日上午: a day of the month that is named before, and no length of time; a small model makes a month up for it."""
_COUNTS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
_COUNTING = re.compile(rf"^(?:其)?([一二三四五六七八九十])是(?![否非])(?=[{IDEOGRAPHS}A-Za-z ])")
"""四是加强…… counts the fourth point and says nothing of four."""
_SELF = re.compile("|".join(sorted(ITSELF, key=len, reverse=True)))
"""What a rule calls itself."""
_RELATIVE_YEAR = {
    "今年": "this year", "本年": "this year", "当年": "that year", "同年": "the same year", "去年": "last year",
    "前年": "the year before last", "次年": "the following year", "翌年": "the following year", "明年": "next year",
}  # fmt: skip
_RELATIVE = re.compile(rf"^(?:自|从)?({'|'.join(_RELATIVE_YEAR)})")
"""Begins a date by a year that is told from the present one."""


def fix(sentence: str, target: Lang, own: Path | None = None) -> str:
    """Return `sentence` with its quantities, policy terms and Chinese names written in `target`, and without the enumerator it begins with.

    Args:
        sentence: a source sentence in the other language.
        target: the language it will be translated into.
        own: the user's own glossary, which wins over the program's.

    >>> fix("青石港于26日上午开航《渔港框架》（以下简称《框架》）。", "en")
    '青石港于 the 26th 上午开航《渔港 Framework》。'
    """
    bare = without_enumerator(sentence)
    if target == "en":
        bare = _DAY_ALONE.sub(lambda match: f" the {ordinal_suffix(int(match[1]))} ", _SHORT_NAME.sub("", bare))
        bare = _SELF.sub(lambda match: f" {ITSELF[match[0]]} ", _INNER.sub("", bare))
        bare = _COUNTING.sub(lambda match: f"{_COUNTS['一二三四五六七八九十'.index(match[1])]}, ", bare)
        bare = spelled_out(bare)
    fixed = glossary(own).say(fix_quantities(bare, target), "zh" if target == "en" else "en", target)
    return _TWICE.sub(r"\1", romanise(_NUMBER_OF.sub(_number_of, _TITLE.sub(_titled, fixed)))) if target == "en" else fixed


def _number_of(match: re.Match[str]) -> str:
    """A document's number as it is cited in English: the sound of its characters, the year, the number.

    >>> _NUMBER_OF.sub(_number_of, "依照港渔发〔2021〕7号办理")
    '依照 Gang Yu Fa [2021] No. 7 办理'
    """
    return f" {in_english(*match.groups())} "


def _titled(match: re.Match[str]) -> str:
    """A title with the kind of document in English; one that is nothing but its kind (《办法》) becomes a plain noun.

    >>> _TITLE.sub(_titled, "根据《渔港管理办法》和《意见》，")
    '根据《渔港管理 Measures》和 the Opinions ，'
    """
    name, kind, rest = match.groups()
    return f"《{name} {KINDS[kind]}{rest}》" if name else f" the {KINDS[kind]}{rest} "


def without_enumerator(sentence: str) -> str:
    """Return `sentence` without the sign that only counts it in its list; a sentence that is nothing else stays.

    The heading in brackets that a draft gives an article goes with the article's number.

    >>> without_enumerator("（六）争议受理机制；"), without_enumerator("2.5亿元已经到位。")
    ('争议受理机制；', '2.5亿元已经到位。')
    >>> without_enumerator("第九条【泊位分配】港务处分配泊位。"), without_enumerator("第九条（一）项所称泊位")
    ('港务处分配泊位。', '第九条（一）项所称泊位')
    """
    return _ENUMERATOR.sub("", sentence, count=1) or sentence


def fix_quantities(sentence: str, target: Lang) -> str:
    """Return `sentence` with its amounts, large or vague numbers, shares, dates and article numbers written as `target` writes them."""
    pieces: list[str] = []
    last = 0
    for quantity in find_quantities(sentence):
        recent = quantity.unit in _DURATIONS and sentence[: quantity.start].endswith("近")
        if quantity.start >= last and (recent or _slippery(quantity)) and not _numbered(sentence[: quantity.start], quantity):
            start, written = _written(sentence, quantity, target)
            gap = " " if target == "en" else ""
            pieces += [sentence[last:start], gap, written, gap]
            last = quantity.end
    return "".join([*pieces, sentence[last:]])


def _written(sentence: str, quantity: Quantity, target: Lang) -> tuple[int, str]:
    """Where the quantity's words begin, and how `target` writes them."""
    if target == "zh":
        return quantity.start, chinese(quantity)
    said = english(quantity)
    if quantity.kind == "date" and quantity.date and not quantity.date.year and (relative := _RELATIVE.match(quantity.surface)):
        year = _RELATIVE_YEAR[relative[1]]
        day = quantity.date.day or quantity.date.part
        return quantity.start, f"{said} of {year}" if day else f"{said} {year}"
    before = sentence[: quantity.start]
    if quantity.unit in _DURATIONS and before.endswith("近"):
        return quantity.start - 1, f"the past {said}"
    if quantity.kind == "number" and not quantity.unit and (counter := _COUNTER.search(quantity.surface)):
        return quantity.start, f"{said} {counter[0]}"
    return quantity.start, said


def _numbered(before: str, quantity: Quantity) -> bool:
    """Whether the number is part of a name, as in Executive Order 14110 and GB 45438, and is no amount."""
    return quantity.kind == "number" and quantity.surface.isdigit() and bool(_NAME_BEFORE.search(before))


def _slippery(quantity: Quantity) -> bool:
    """Whether a small model may get this quantity wrong; a plain small number it copies well."""
    return quantity.kind in _FIXED_KINDS or (quantity.kind == "number" and (quantity.high >= _LARGE or quantity.approx != "exact"))
