"""Finding dates, years, decades, centuries, quarters and fiscal years in Chinese and English text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ragassist.lang.en import NAMED, month_number
from ragassist.lang.zh import DAY_NUMBER, REPUBLIC_YEAR
from ragassist.text.quantities.numerals import han_value
from ragassist.text.quantities.ordinals import ORDINAL_WORDS, ordinal_word_value
from ragassist.text.quantities.quantity import Day, Part, Quantity
from ragassist.text.quantities.units import CURRENCY_AFTER, UNIT

_ZH_PART: dict[str, Part] = {
    "初": "early", "年初": "early", "初期": "early", "早期": "early", "上旬": "early", "中": "mid",
    "年中": "mid", "中旬": "mid", "中期": "mid",
    "中叶": "mid", "底": "late", "末": "late", "年底": "late", "年末": "late", "月底": "late",
    "月末": "late", "下旬": "late", "末期": "late",
    "晚期": "late", "后期": "late", "上半年": "first half", "下半年": "second half",
}  # fmt: skip
_zh_part = "|".join(sorted(_ZH_PART, key=len, reverse=True))
_ZH = re.compile(
    rf"""(?=[0-9〇零一二三四五六七八九十今去明本当同次前第公中民])(?:(?:公元\s?)?(?P<year>{REPUBLIC_YEAR}(?=\s?年)|(?<![\d.,第])1[0-4]\d(?=年(?:度|\s?(?:1[0-2]|0?[1-9])月))|(?<!\d)\d{{4}}|[〇零一二三四五六七八九]{{4}}|(?<=公元)\d{{1,3}}|今|去|明|本|当|同|次|前)\s?(?P<fiscal>财)?年(?!代|间|级)度?的?
          (?:\s?第?(?P<quarter>[一二三四1-4])季度|\s?(?P<month>{DAY_NUMBER})\s?月份?(?:\s?(?P<day>{DAY_NUMBER})\s?[日号])?)?(?:(?P<part>{_zh_part})(?!期|心|国|央|间|的?时候))?
      |(?P<fy>\d{{4}})\s?财年
      |(?:(?<![\d年个第几数])|(?<=每年))(?P<month2>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])\s?月(?!球|亮|饼|薪)份?(?:\s?(?P<day2>{DAY_NUMBER})\s?[日号])?(?:(?P<part2>初|底|末|中旬|上旬|下旬))?
      |(?<![上下每前])第?(?P<quarter2>[一二三四])季度
      |(?P<century>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?世纪(?:\s?(?P<decade>\d0|[一二三四五六七八九]十)\s?年代)?(?P<part3>初期?|中叶|中期|末期?|后期|晚期|早期)?
      |(?P<decade2>\d{{4}})\s?年代(?P<part4>初期?|中叶|中期|末期?|后期|晚期|早期)?
      |(?<!\d)(?P<decade3>\d0|[二三四五六七八九]十)\s?年代(?P<part5>初期?|中叶|中期|末期?|后期|晚期|早期)?)""",
    re.VERBOSE,
)
_EN_PART = r"(?:(?P<{0}>early|mid|late|(?:the\s)?(?:beginning|start|middle|end)\sof)[-\s](?:in\s|the\s)?)?"
_BEFORE_MAY = (r"in\s", r"of\s", r"since\s", r"until\s", r"by\s", r"last\s", r"this\s", r"early\s", r"late\s", "mid-", r"from\s")
_UNIT = f"(?:{UNIT.pattern}|{CURRENCY_AFTER.pattern})"
# "May" is a month only where something says so.
_unclear = rf"(?<![A-Za-z])(?:{'|'.join(rf'(?<={word})' for word in _BEFORE_MAY)})May"
# What no date begins with is passed over before the alternatives are tried one by one.
_EN_START = (
    r"(?=[0-9'’]|[JFMASOND][a-z]{2}|Q[1-4]|(?i:ear|mid|lat|the|beg|sta|end|fis|FY|fir|sec|thi|fou|for|fif|six|sev|eig|nin|ten|ele|twe))"
)
_EN = re.compile(
    rf"""{_EN_START}(?:{_EN_PART.format("p1")}(?P<m1>\b(?:{NAMED})\b\.?)\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|,\d{{3}})(?:,?\s(?P<y1>\d{{4}})\b)?
      |\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>(?:{NAMED})\b\.?)(?:,?\s(?P<y2>\d{{4}})\b)?
      |{_EN_PART.format("p3")}(?P<m3>\b(?:{NAMED})\b\.?)(?:\sof|,)?\s(?P<y3>\d{{4}})\b
      |\b(?P<y4>[12]\d{{3}})[-/.](?P<m4>0?[1-9]|1[0-2])[-/.](?P<d4>0?[1-9]|[12]\d|3[01])(?!\d)
      |(?i:{_EN_PART.format("p5")}\b(?P<q5>first|second|third|fourth)[-\s]quarter)(?:\s(?:of\s)?(?:(?i:fiscal\s)?(?P<y5>\d{{4}})))?
      |\bQ(?P<q6>[1-4])(?:\s(?:of\s)?(?P<y6>\d{{4}}))?\b|\b(?P<y7>\d{{4}})\sQ(?P<q7>[1-4])\b
      |(?i:the\s)?\b(?i:(?P<h8>first|second|latter)\shalf\sof\s)(?:the\s)?(?P<y8>\d{{4}})\b
      |(?i:\b(?:fiscal(?:\syear)?|FY)\s?)(?P<y9>\d{{4}}|(?<=FY)\d{{2}})\b
      |(?i:{_EN_PART.format("p10")}(?:the\s)?)(?P<dec>\b\d{{3}}0|(?<=the\s)['’]?\d0)s\b
      |(?i:{_EN_PART.format("p11")}(?:the\s)?\b(?P<c11>\d{{1,2}}(?:st|nd|rd|th)|{ORDINAL_WORDS})[-\s]century)
      |(?i:{_EN_PART.format("p12")})(?P<y12>(?<![\d.,$€£¥])(?<!\bthan\s)(?<!\bover\s)(?<!\bleast\s)(?<!\bnearly\s)(?<![少多大高低小]于)(?<!超过)(?<!至少)(?<![超逾达])\b(?:(?:1[5-9]|2\d)\d\d|(?<=[Ii]n\s)1[0-4]\d\d))\b(?!\s?(?:[题道步台件套间架辆颗枚棵匹艘]|次(?!年)))(?![,.]\d|%|\s?(?:percent|people|companies|hundred|thousand|million|billion|trillion|dozen|[万亿余多%个家项种名人]|{_UNIT}))
      |{_EN_PART.format("p13")}(?P<m13>\b(?:{NAMED.replace("May|", "")})\b(?![À-ɏ])|{_unclear}\b))""",
    re.VERBOSE | re.ASCII,
)
_SHORT_RANGE = re.compile(r"(?<![\d.,$€£¥])(1[5-9]\d\d|20\d\d)\s?[-–—/]\s?(\d\d)(?![\d年月./-]|%|\s?[月-])")
_MONTHS = re.compile(r"(?<![\d个第几数.])(1[0-2]|[1-9])\s?[-–—~～至到]\s?(?=(?:1[0-2]|[1-9])\s?月(?!球|亮|饼|薪))")
"""The first of two months that share one word: 1至4月."""
_REPUBLIC = re.compile(rf"{REPUBLIC_YEAR}|1[0-4]\d")
_RELATIVE = frozenset("今去明本当同次前")


def find_dates(text: str) -> Iterator[Quantity]:
    """Yield every date of the text, Chinese patterns first; spans may overlap those of other finders."""
    for match in _SHORT_RANGE.finditer(text):
        first, last = int(match[1]), int(match[1]) // 100 * 100 + int(match[2])
        if first < last:
            yield Quantity(match.start(1), match.end(1), match[1], "date", date=Day(year=first))
            yield Quantity(match.start(2), match.end(2), match[2], "date", date=Day(year=last))
    for match in _MONTHS.finditer(text):
        yield Quantity(match.start(1), match.end(1), match[1], "date", date=Day(month=int(match[1])))
    for match in _ZH.finditer(text):
        if day := _chinese_day(match.groupdict()):
            yield _quantity(text, match, day)
    for match in _EN.finditer(text):
        if day := _english_day(match.groupdict(), text, match.end()):
            yield _quantity(text, match, day)


def _quantity(text: str, match: re.Match[str], day: Day) -> Quantity:
    return Quantity(match.start(), match.end(), text[match.start() : match.end()], "date", date=day)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.strip() == "元":
        return 1
    value = han_value(text.strip())
    return None if value is None else int(value)


def _year(written: str | None) -> int | None:
    """The year, one counted from the founding of the Republic of China (民國113年) as the common one."""
    if not written:
        return None
    if _REPUBLIC.fullmatch(written):
        count = _number(written.rpartition("国")[2])
        return None if count is None else count + 1911
    return _number(written)


def _chinese_day(found: dict[str, str | None]) -> Day | None:
    part: Part = next((_ZH_PART.get(found[name] or "", "") for name in ("part", "part2", "part3", "part4", "part5") if found[name]), "")
    if found["century"]:
        century = _number(found["century"])
        if century is None:
            return None
        if found["decade"]:
            return Day(decade=(century - 1) * 100 + (_number(found["decade"]) or 0), part=part)
        return Day(century=century, part=part)
    if found["decade2"]:
        return Day(decade=int(found["decade2"]), part=part)
    if found["decade3"]:
        return Day(decade=_assumed_decade(_number(found["decade3"]) or 0), part=part)
    if found["fy"]:
        return Day(year=int(found["fy"]), fiscal=True)
    if found["quarter2"]:
        return Day(quarter=_number(found["quarter2"]))
    if found["month2"]:
        return Day(month=_number(found["month2"]), day=_number(found["day2"]), part=part)
    relative = (found["year"] or "") in _RELATIVE
    day = Day(
        year=None if relative else _year(found["year"]),
        month=_number(found["month"]),
        day=_number(found["day"]),
        quarter=_number(found["quarter"]),
        part=part,
        fiscal=bool(found["fiscal"]),
    )
    return None if day == Day() or day == Day(part=part) else day


def _english_day(found: dict[str, str | None], text: str, end: int) -> Day | None:
    part: Part = next((_english_part(found[name] or "") for name in ("p1", "p3", "p5", "p10", "p11", "p12") if found[name]), "")
    if found["dec"]:
        digits = found["dec"].lstrip("'’")
        return Day(decade=int(digits) if len(digits) == 4 else _assumed_decade(int(digits)), part=part)
    if found["c11"]:
        return Day(century=ordinal_word_value(found["c11"]), part=part)
    if found["h8"]:
        return Day(year=int(found["y8"] or 0), part="first half" if found["h8"].lower() == "first" else "second half")
    if found["y9"]:
        year = int(found["y9"])
        return Day(year=year + 2000 if year < 100 else year, fiscal=True)
    quarter = found["q6"] or found["q7"]
    if found["q5"] or quarter:
        spoken = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get((found["q5"] or "").lower())
        quarter_year = found["y5"] or found["y6"] or found["y7"]
        return Day(year=int(quarter_year) if quarter_year else None, quarter=int(quarter) if quarter else spoken)
    month = next((found[name] for name in ("m1", "m2", "m3", "m4", "m13") if found[name]), None)
    day = next((found[name] for name in ("d1", "d2", "d4") if found[name]), None)
    written_year = next((found[name] for name in ("y1", "y2", "y3", "y4", "y12") if found[name]), None)
    if not month and written_year and not 1000 <= int(written_year) <= 2199:
        return None
    number = (int(month) if month.isdigit() else month_number(month)) if month else None
    part = part or (_english_part(found["p13"] or "") if found["p13"] else "")
    return Day(year=int(written_year) if written_year else None, month=number, day=int(day) if day else None, part=part)


def _english_part(words: str) -> Part:
    word = words.lower().replace("the ", "").split()[0] if words else ""
    parts: dict[str, Part] = {
        "early": "early",
        "beginning": "early",
        "start": "early",
        "mid": "mid",
        "middle": "mid",
        "late": "late",
        "end": "late",
    }
    return parts.get(word, "")


def _assumed_decade(two_digits: int) -> int:
    return (2000 if two_digits < 40 else 1900) + two_digits
