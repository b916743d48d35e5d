"""Finding articles and chapters, ordinals, fractions, multiples and names with digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ragassist.text.quantities.numerals import ARABIC, HAN, han_value, word_value
from ragassist.text.quantities.ordinals import ORDINAL_WORDS, VALUES, ordinal_word_value
from ragassist.text.quantities.quantity import Approx, Kind, Quantity
from ragassist.text.quantities.units import UNIT

ARTICLE_UNITS = {
    "条": "article", "章": "chapter", "节": "section", "款": "paragraph", "项": "item", "编": "part", "目": "item",
    "附件": "annex", "附录": "annex",
    "article": "article", "art.": "article", "section": "section", "sec.": "section", "§": "section",
    "chapter": "chapter", "paragraph": "paragraph",
    "para.": "paragraph", "clause": "paragraph", "item": "item", "subparagraph": "item", "part": "part", "annex": "annex",
    "appendix": "annex",
}  # fmt: skip
_ZH_PARAGRAPH = r"款(?:(?<=条第.款)|(?<=条第..款)|(?=第|之?[的所规、，,。；;：:和与及或至中）)\s]|$|情形|行为|措施|内容|事项|要求|处罚))"
"""第一款 of a rule; 第一款手机 is the first model."""
_ZH_ARTICLE = re.compile(
    rf"第\s?({ARABIC}|{HAN})\s?([条章节项编目]|{_ZH_PARAGRAPH})(?!目标|件)|(附件|附录)\s?({ARABIC}|[一二三四五六七八九十]+)"
)
_ROMAN = r"[IVXLC]+"
_EN_ARTICLE = re.compile(
    rf"(?:\b(article|art\.|section|sec\.|chapter|paragraph|para\.|clause|subparagraph|annex|appendix|item|part)s?"
    rf"|(§))\s?(?P<first>\(?\d+\)?|(?-i:{_ROMAN})\b|{ORDINAL_WORDS.split('|')[0]})"
    rf"(?P<sub>\s?\(\d+\))?(?P<more>(?:\s?(?:,|and|or|to|through|–|-)\s?(?:\d+\b|\(\d+\))(?!\s?(?:percent|%|days|years|months)))*)",
    re.IGNORECASE,
)
_ZH_ORDINAL = re.compile(rf"第\s?({ARABIC}|{HAN})(?!方(?!面|案|针|阵|向)|时间|线|手|性|财)")
_ZH_PLAN = re.compile(
    r"[“\"]?(?<![〇零一二三四五六七八九十])(十[一二三四五六])五[”\"]?(?=规划|时期|期间|计划|以来|末|”|\"|$|[，。、])"
    r"|(?<![第〇零一二三四五六七八九十])([一二]?十[一二三四五六七八九]?)(?=届[一二三四五六七]中全会|大报告|大以来|届中央)"
)
_EN_ORDINAL = re.compile(rf"\b(\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})\b(?![-\s](?:part(?:y|ies)|hand|rate|place\b(?=\sto)))", re.IGNORECASE)
_EN_PLAN = re.compile(rf"\b(\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})\s(?:five|5)-year(?:\splan)?", re.IGNORECASE)
_ZH_FRACTION = re.compile(rf"({HAN}|{ARABIC})\s?分之\s?({HAN}|{ARABIC})|一半|半数|过半|[对]半")
_ZH_TENTHS = re.compile(
    r"(?<![一二三四五六七八九十完年])([一二三四五六七八九两1-9])成(半"
    r"|[一二三四五六七八九]|[1-9](?=[，。；、）)\s的以左]|$))?(?!就(?!业)|[为立员功本果长绩分都人品型像效名交文千天体套熟不语])"
)
_ZH_MULTIPLE = re.compile(
    rf"(增长|增加|提高|提升|上升|扩大|增大|多|高出|翻)?了?(?:近|约|超过?|逾)?({HAN}|{ARABIC})(?:[多余])?\s?倍(?!增|率|数)"
    rf"|翻了?([一两二三])?[番倍]|双倍"
)
_DENOMINATORS = {word: value for word, value in VALUES.items() if value <= 10 and value > 2} | {
    "half": 2,
    "quarter": 4,
    "eleventh": 11,
    "twelfth": 12,
    "fifteenth": 15,
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "hundredth": 100,
    "thousandth": 1000,
}
_den = "|".join(_DENOMINATORS)
_EN_FRACTION = re.compile(
    rf"(?:\b(?:(?<!once\s)(?<!twice\s)(?<!times\s)(?P<one>an?|one|another)[-\s](?P<good>good\s|full\s)?(?P<single>{_den})(?!\sof\sa\scentury\b)(?=\s(?:of|less|more|higher|lower|larger|smaller|longer|shorter|cheaper|dearer|faster|slower|greater|fewer|above|below|as|from|by|in|to|over|within|during|since|were|are|have)\b|\s?[.,;:)]|$)"
    rf"|(?:(?<=\bover\s)|(?<=\bthan\s)|(?<=\babout\s)|(?<=\bnearly\s)|(?<=\balmost\s)|(?<=\broughly\s)|(?<=\baround\s)|(?<=\bunder\s)|(?<=\bbarely\s)|(?<=\bscarcely\s)|(?<=\bonly\s)|(?<=\bjust\s)|(?<=\bmerely\s))an?[-\s](?P<rounded>{_den})(?!-)"
    rf"|(?<=\bby\s)an?\s(?P<changed>{_den})(?=\s(?:compared|against|relative|each|every|when|while|after|this|last)\b)"
    rf"|(?P<some>one|two|three|four|five|six|seven|eight|nine|[1-9])\s(?:in|(?:[a-z]+\s)?out\sof)(?:\severy)?\s(?P<all>three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|10|12|15|20|25|30|40|50|100)"
    rf"(?!\s(?:years?|months?|weeks?|days?|cities|countries|provinces|languages|places|phases|stages))\b"
    rf"|(?P<few>two|three|four|five|six|seven|eight|nine|[2-9])\s(?:[a-z]+\s){{1,2}}?in\s(?P<many>three|four|five|six|seven|eight|nine|ten|10|100)"
    rf"(?=\s(?:is|are|was|were|has|had|have|do|did|will|can|now|last|this|by|during|at)\b|\s?[.,;:)]|$)"
    rf"|one\s(?:[a-z]+\s){{1,3}}?in\s(?P<of>three|four|five|six|seven|eight|nine|ten)"
    rf"(?=\s(?:is|are|was|were|has|had|have|does|did|will|can|now)\b|\s?[.,;:)]|$)"
    rf"|(?P<num>two|three|four|five|six|seven|eight|nine)[-\s](?P<plural>halve|{_den})s\b"
    rf"|(?<!first\s)(?<!second\s)(?<!latter\s)(?<!other\s)(?<!and\sa\s)(?P<half>half)(?=\s(?:of|the|as|its|their|all|that|those"
    rf"|these|our|a\s(?!centur|decade|million|billion|trillion|dozen|year|hour|day))\b|\s?[.,;:)]|$))"
    rf"|(?<![\d/])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![\d/]))",
    re.IGNORECASE,
)
_ABOUT_SO_MANY: dict[Approx, tuple[str, ...]] = {
    "less": ("fewer than", "less than", "under"),
    "more": ("more than", "over"),
    "nearly": ("nearly", "almost", "close to"),
    "about": ("about", "around", "roughly", "some"),
    "at_least": ("at least", "no fewer than"),
    "at_most": ("at most", "no more than"),
}
_OF_EVERY = re.compile(
    rf"\b(?:of|for|in)\s(?:every|each)\s(?P<all>three|four|five|six|seven|eight|nine|ten|twenty|100|10|20)\s(?:[a-z-]+\s){{0,3}}?[a-z-]+,?\s"
    rf"(?:(?:only|just|there\s(?:are|were))\s)?(?P<about>{'|'.join(words for several in _ABOUT_SO_MANY.values() for words in several)}|)\s?"
    rf"(?P<top>one|two|three|four|five|six|seven|eight|nine|\d)\b",
    re.IGNORECASE,
)
"""Of every ten berths, fewer than three."""
_PER_QUARTER = re.compile(
    r"(?:\b\d[\d,.]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten))\s[a-z]+s\s$|\b(?:once|twice|times)\s$", re.IGNORECASE
)
"""Before "a quarter" that is three months: 500 cards a quarter."""
_TIMES = {"twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "twofold": 2, "triple": 3, "tripled": 3,
    "tripling": 3,
          "triples": 3, "threefold": 3, "quadruple": 4, "quadrupled": 4, "quadrupling": 4, "fourfold": 4, "fivefold": 5, "tenfold": 10,
          "quintupled": 5}  # fmt: skip
_EN_MULTIPLE = re.compile(
    rf"\b(?:(?P<word>{'|'.join(sorted(_TIMES, key=len, reverse=True))})\b(?!-check|-edged|\sstandard)|(?P<n>{ARABIC}|two|three"
    rf"|four|five|six|seven|eight|nine|ten|a\shundred|a\sthousand)"
    rf"(?:[-\s]?fold\b|x\b|\stimes(?=\s(?:as|more|the|that|what|higher|larger|greater|faster|bigger|longer|over|those|its)\b)"
    r"|[-\s]to[-\s](?:one|1)(?![-\s]?[\w%]|[.,]\d)))",
    re.IGNORECASE | re.ASCII,
)
_NAME = re.compile(r"(?<![A-Za-z0-9.$€£¥^])(?=[A-Za-z0-9.\-]*[A-Za-z])(?=[A-Za-z0-9.\-]*\d)[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*")
_NOT_NAME = re.compile(
    r"\d(?:\.\d+)?e\d{2,3}|\d[\d.]*(?:st|nd|rd|th|s|k|m|bn|b|x|tn|mn)|(?:FY|Q)\d+|(?:RMB|CNY|USD|EUR|GBP|HKD|US)\d.*|(?:Top|No|Art|mid|pre|post"
    r"|early|late)[.-]?\d.*|\d[\d.]*-\d[\d.]*[a-z]+|.*-(?:year|day|month|week|hour|point|member|fold|page|story|percent)(?:-old)?s?",
    re.IGNORECASE,
)


def find_names(text: str) -> Iterator[Quantity]:
    """Latin tokens with a digit that name something: H20, GPT-4.5, 5G; not 14nm, 21st, 5-year, FY2023."""
    for match in _NAME.finditer(text):
        token = match[0]
        digits = re.match(r"\d[\d.]*", token)
        if _NOT_NAME.fullmatch(token) or (
            digits and (unit := UNIT.match(token, digits.end())) and unit.end() == len(token) and len(token) - digits.end() > 1
        ):
            continue
        if (any(char.isupper() for char in token) and not re.fullmatch(r"\d[\d.]*[mgstWhx]", token)) or re.fullmatch(r"[a-z]+\d+", token):
            yield Quantity(match.start(), match.end(), token, "name")


def find_references(text: str) -> Iterator[Quantity]:
    """Articles, chapters, plans and ordinals."""
    for match in _ZH_ARTICLE.finditer(text):
        value = han_value(match[1] or match[4])
        if value is not None:
            yield _made(text, match, "article", value, ARTICLE_UNITS[match[2] or match[3]])
    for match in _EN_ARTICLE.finditer(text):
        unit = ARTICLE_UNITS[(match[1] or match[2]).lower().rstrip("s") if match[1] else "§"]
        bare = match["first"].strip("()")
        first = int(bare) if bare.isdigit() else _roman_value(bare)
        if first is None:
            continue
        yield Quantity(
            match.start(), match.end("first"), text[match.start() : match.end("first")], "article", Decimal(first), Decimal(first), unit
        )
        for inner in re.finditer(r"\d+", match["sub"] or ""):
            yield _inner(text, match.start("sub") + inner.start(), inner[0], "paragraph")
        for inner in re.finditer(r"\d+", match["more"]):
            yield _inner(text, match.start("more") + inner.start(), inner[0], unit)
    for match in _ZH_PLAN.finditer(text):
        value = han_value(match[1] or match[2])
        if value is not None:
            yield _made(text, match, "ordinal", value, "plan" if match[1] else "")
    for match in _EN_PLAN.finditer(text):
        number = ordinal_word_value(match[1])
        if number is not None:
            yield _made(text, match, "ordinal", Decimal(number), "plan")
    for match in _ZH_ORDINAL.finditer(text):
        value = han_value(match[1])
        if value is not None:
            yield _made(text, match, "ordinal", value)
    for match in _EN_ORDINAL.finditer(text):
        number = ordinal_word_value(match[1])
        if number is not None and not (number == 2 and re.search(r"(?:\d|per|a)[-\s]?$", text[: match.start()])):
            yield _made(text, match, "ordinal", Decimal(number))


def find_ratios(text: str) -> Iterator[Quantity]:
    """Fractions, tenths (三成) and multiples (3倍, doubled); percentages with a sign or word come with the numbers."""
    yield from _chinese_ratios(text)
    yield from _english_ratios(text)


def _chinese_ratios(text: str) -> Iterator[Quantity]:
    for match in _ZH_FRACTION.finditer(text):
        if not match[1]:
            more = match[0] in ("过半",)
            yield Quantity(
                match.start(),
                match.end(),
                match[0],
                "fraction",
                Decimal("0.5"),
                Decimal("0.5"),
                approx="more" if more else "exact",
                parts=(1, 2),
            )
            continue
        bottom, top = _number(match[1]), _number(match[2])
        if bottom is None or top is None or not bottom:
            continue
        if bottom == 100:
            yield _made(text, match, "percent", top)
        else:
            whole = (int(top), int(bottom)) if top == int(top) else None
            yield Quantity(match.start(), match.end(), match[0], "fraction", top / bottom, top / bottom, parts=whole)
    for match in _ZH_TENTHS.finditer(text):
        tenths = _number(match[1]) or Decimal(0)
        extra = Decimal(5) if match[2] == "半" else _number(match[2]) or Decimal(0) if match[2] else Decimal(0)
        yield _made(text, match, "percent", tenths * 10 + extra)
    for match in _ZH_MULTIPLE.finditer(text):
        if match[2]:
            value = _number(match[2])
            if value is not None:
                yield Quantity(
                    match.start(2),
                    match.end(),
                    text[match.start(2) : match.end()],
                    "multiple",
                    value,
                    value,
                    "increase" if match[1] else "",
                )
        else:
            value = Decimal(2) ** {"两": 2, "二": 2, "三": 3}.get(match[3] or "一", 1)
            yield _made(text, match, "multiple", value)


def _english_ratios(text: str) -> Iterator[Quantity]:
    for match in _EN_FRACTION.finditer(text):
        if match["top"]:
            top_number, bottom_number = int(match["top"]), int(match["bottom"])
            if top_number >= bottom_number:
                continue
        elif match["some"]:
            top_number, bottom_number = int(_number(match["some"]) or 0), int(_number(match["all"]) or 1)
            if top_number >= bottom_number:
                continue
        elif match["few"]:
            top_number, bottom_number = int(_number(match["few"]) or 0), int(_number(match["many"]) or 1)
            if top_number >= bottom_number:
                continue
        elif match["of"]:
            top_number, bottom_number = 1, int(word_value(match["of"].lower()) or 1)
        elif match["half"]:
            top_number, bottom_number = 1, 2
        elif match["one"] or match["rounded"] or match["changed"]:
            if (
                match["one"]
                and match["single"].lower() == "quarter"
                and _PER_QUARTER.search(text[: match.start()])
                and text[match.end() : match.end() + 3] != " of"
            ):
                continue
            top_number, bottom_number = 1, _DENOMINATORS[(match["single"] or match["rounded"] or match["changed"]).lower()]
        else:
            top_number = int(word_value(match["num"]) or 0)
            if match["plural"].lower() == "quarter" and (top_number != 3 or _is_time(text, match)):
                continue
            bottom_number = _DENOMINATORS.get(match["plural"].lower(), 2)
            if top_number >= bottom_number:
                continue
        ratio = Decimal(top_number) / Decimal(bottom_number)
        approx: Approx = "more" if (match["good"] or "").startswith("good") else "exact"
        yield Quantity(match.start(), match.end(), match[0], "fraction", ratio, ratio, approx=approx, parts=(top_number, bottom_number))
    for match in _OF_EVERY.finditer(text):
        top_number, bottom_number = int(_number(match["top"]) or 0), int(_number(match["all"]) or 1)
        if top_number < bottom_number:
            ratio = Decimal(top_number) / Decimal(bottom_number)
            approx = next((name for name, words in _ABOUT_SO_MANY.items() if (match["about"] or "").lower().strip() in words), "exact")
            yield Quantity(match.start(), match.end(), match[0], "fraction", ratio, ratio, approx=approx, parts=(top_number, bottom_number))
    for match in _EN_MULTIPLE.finditer(text):
        number = Decimal(_TIMES[match["word"].lower()]) if match["word"] else _number(match["n"])
        if number is not None:
            yield _made(text, match, "multiple", number)


def _is_time(text: str, match: re.Match[str]) -> bool:
    """Whether quarters are those of a year: the first three quarters, after three quarters."""
    counted = re.search(r"\b(?:first|last|past|next|previous|consecutive|straight)\s$", text[: match.start()], re.IGNORECASE)
    lasting = re.search(r"\b(?:for|in|over|after|within|during)\s$", text[: match.start()], re.IGNORECASE)
    return bool(counted or (lasting and not text.startswith(" of", match.end())))


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    return word_value(text) if text[0].isalpha() and text[0].isascii() else han_value(text)


def _made(text: str, match: re.Match[str], kind: Kind, value: Decimal, unit: str = "") -> Quantity:
    return Quantity(match.start(), match.end(), text[match.start() : match.end()], kind, value, value, unit)


def _inner(text: str, start: int, digits: str, unit: str) -> Quantity:
    return Quantity(start, start + len(digits), text[start : start + len(digits)], "article", Decimal(digits), Decimal(digits), unit)


def _roman_value(text: str) -> int | None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    if not text or any(char not in values for char in text):
        return None
    total = 0
    for char, following in zip(text, [*text[1:], "I"], strict=True):
        total += -values[char] if values[char] < values[following] else values[char]
    return total
