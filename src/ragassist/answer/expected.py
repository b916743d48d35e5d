"""What kind of thing a question asks for, where its words say so: a number, an amount, a share, a date, an article.

Source: expected answer types of classical question answering (Li and Roth, "Learning Question Classifiers", COLING 2002),
reduced to the kinds that can be recognised in a sentence without a model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ragassist.answer.counted_things import counted_thing, speaks_of_thing
from ragassist.lang.en import uncontracted
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.amounts import asked_amount, speaks_of
from ragassist.text.clause_marks import cut
from ragassist.text.counts import counted_noun
from ragassist.text.given_figures import PERIODS, is_limit
from ragassist.text.occasions import asked_occasion, asked_period, speaks_of_occasion
from ragassist.text.quantities import Quantity, find_quantities, years_in
from ragassist.text.quantities.units import TIMES, UNITS, unit_of
from ragassist.text.script import has_han, simplified
from ragassist.types import Lang

_SHARE = (
    r"\b(?:share|percent(?:age)?|proportion|(?<!exchange )(?<!frame )(?<!bit )(?<!data )(?<!sampling )rate|fraction)\b"
    rf"|比例|占比|份额|百分比|百分之几|[{IDEOGRAPHS}][^\W效功频速汇辨倍码帧样]率"
)
"""Not every 率 is a share: efficiency, exchange rates and multiples are bare figures; power, frequency, speed and resolution have units."""
_PRIZE = r"(?:prize|reward) money|(?:top|highest|maximum|biggest|largest|total|first) (?:prize|reward|bounty|award)"
_PAID = "fine|penalt(?:y|ie)|compensation|bount(?:y|ie)|price|cost|budget|revenue|turnover|subsid(?:y|ie)|salar(?:y|ie)|payout|payment"
_MONEYED = rf"(?:(?:{_PAID})s?|{_PRIZE}|market value|(?:average|total|financial) loss(?:es)?|(?:total|overall|combined) value)"
"""What is counted in money by its nature."""
_MONEY_EN = (
    r"\bhow much (?:money|funding|investment)"
    r"|\b(?:funds?|funding|cost|budget|invest\w*|amount|price|fine[sd]?|penalt\w+)\b.*\bhow much\b"
    r"|\bhow much\b.*\b(?:invest|spen[dt]|cost|fund|pa(?:y|id)|fine|worth)"
    r"|\bwhat (?:is|was) the (?:total|overall|combined) (?:value|amount|worth)\b"
    rf"|\b(?:how (?:much|large|big|high)|what (?:is|was|are|were))\b[^,;]*?\b{_MONEYED}\b|\b(?:what|which) (?:\w+ )?{_MONEYED}\b"
)
_MONEY_ZH = (
    r"多少(?:钱|资金|美元|元|亿|投资|奖金|罚款|赔偿|补偿|费用|补贴|预算)|金额|投资额|资金规模|罚款|(?:交易额|市值|营收|售价"
    r"|造价|成本)(?:是|为|有)?多少"
)
_MONEY = f"{_MONEY_EN}|{_MONEY_ZH}"
_COUNT = (
    r"\bhow (?:many|much|large|big|long|far|often|old)\b|\b(?:the number|the size|the scale) of\b"
    r"|多少|(?<![少多好前后近这那十数哪])几(?:个|家|种|项|类|条|次|款|年|天|名|人|座|级)|数量|规模|人数|[销产总]量"
)
_HOW_MANY = r"^\W*(?:(?:in|into|for|within|by|to|at|on|over|about|roughly|and|altogether) )*how many\b"
"""Before any "when" that only tells the time."""
_COUNTS = re.compile(_HOW_MANY, re.IGNORECASE)
_DATE = (
    r"\bwhen\b|\b(?:what|which) (?:date|day|month|year)s?\b|\bby what (?:date|year)\b"
    r"|何时|什么时候|哪[一个]?[年月日天]|几月(?:几|份)?|几[日号](?!楼|线|门)|日期|什么时间|(?<!多少)(?<!多长)时间(?:是|为)?[？?]?$"
)
_ARTICLE = r"\b(?:which|what) (?:article|chapter|section|clause)s?\b|哪[一]?[条章款]|第几[条章款]"
_INTERROGATIVE = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|which|how)\b|谁|多少|为什么|为何|什么|何时|哪"
    r"|(?<![少多好前后近这那十数哪])几(?=[个家种项类条次款年天名人座级])",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(kinds.split()))
    for pattern, kinds in (
        (_SHARE, "percent fraction points"),
        (_HOW_MANY, "number money percent fraction multiple points"),
        (_MONEY, "money"),
        (_ARTICLE, "article"),
        (_DATE, "date"),
        (_COUNT, "number money percent fraction multiple points"),
    )
)
"""What is asked for by how, the narrower kind before the wider."""
_AMOUNT_NEEDED_EN = (
    rf"\bhow (?:many|much)\b|\bwhat (?:is|was|are|were) the (?:\w+ ){{0,3}}?{_MONEYED}\b|\bwhat fines?\b|\bwhat (?:is"
    rf"|was) the (?:total|overall|highest|largest) (?:value|amount|number|sum)\b|\bhow (?:large|big|high) (?:a |an |is |was "
    rf"|were |are |the ){{1,3}}(?:\w+ )?{_MONEYED}\b"
)
_FORM_NEEDED_EN = (
    r"\b(?:what|which) (?:date|day|month|year|share|percentage|proportion|article|chapter|clause)s?\b"
    r"|\bwhen (?:did|does|do|is|are|was|were|will|has|have|had|must|should)\b"
)
_NEEDED_ZH = (
    r"(?:人数|数量|[销产总]量|日期|时间)(?:是|为)?[？?]?$|多少|何时|什么时[候间](?![^，。？?]{0,14}(?:可以|能|不用|不必|无需|才))|哪[一个]?[年月日天条章款]|几月几|百分之几|第几"
    r"|(?<![少多好前后近这那十数哪])几(?:个|家|种|项|类|条|次|款|年|天|名|人|座|级)|率[^，。？?]{0,8}多[高大低]"
)
_NEEDED = re.compile(f"{_AMOUNT_NEEDED_EN}|{_FORM_NEEDED_EN}|{_NEEDED_ZH}", re.IGNORECASE)
"""Words that leave no answer but a quantity of the kind; "how large" may be answered with "larger than all others"."""
_NEEDED_TOO = re.compile(
    r"\bwhat (?:penalty|fine) range\b"
    rf"|\b(?:above|below|over|under|exceeding|beyond|up to) (?:what|which) (?:\w+ )?{_MONEYED}\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"吗\s*[？?]?\s*$|^\s*(?:is|are|was|were|do|does|did|has|have|had|can|must|may|should|will)\b", re.IGNORECASE)
_MEASURE = re.compile(rf"(?:多少|(?<![少多好前后近这那十数哪])几)[万亿]?([{IDEOGRAPHS}]{{1,4}})|\bhow many ([a-z]+)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:多少|(?<![少多好前后近这那十数哪])几)([篇件起家期次份部条枚台辆座颗届轮批场级档])")
_PEOPLE_ASKED = re.compile(
    r"(?:多少|几)[万亿]?[名位人]|人数|\bhow many (?:people|persons|employees|workers|staff|deaths|students|volunteers)\b", re.IGNORECASE
)
_PEOPLE = re.compile(r"人$|[名位](?:以[上下内]|左右)?$")
_PEOPLE_AFTER = re.compile(
    rf"\s*(?:余|多)?(?:[{IDEOGRAPHS}]{{0,4}}(?:人(?![工力脸权文类机形体口才])|员(?!额)|者|生(?![成产物态活效命]))"
    r"|(?:[a-z-]+ ){0,2}(?:people|persons|[a-z]+(?:ers|ees|ists|ors)|staff|students)\b)"
)
_A_PERSON = re.compile(
    r"\b(?:people|persons?|experts?|officials?|members?|professionals|staff|personnel|crew|police|children|women|men|households|\w+(?:er|or|ist|ee|ian|ant|ent)s?)$|[人者员生师户]$",
    re.IGNORECASE,
)
"""What may be counted as people are."""
_ITEM = re.compile(r"^[（(\[［].*[）)\]］]$|^[表图]")
"""The mark of an item of a list, of a note or of a table, which counts nothing: （十五）, [3], 表1."""
_MOMENT = re.compile(
    r"[0-9一二三四五六七八九十]月|每[年月周日天]|季度|之日|当[天日]|同时|届时"
    r"|[明后来]年|[上下]半年|年[内底末](?!部|容)|月[底末]"
    r"|\b(?:up)?on (?:publication|adoption|the day)|\bimmediately\b|\bthe day\b",
    re.IGNORECASE,
)
"""Points in time that no calendar names."""
_HOW_LONG = (
    r"\bhow long\b[^?]*\b(?:must|may|can|could|shall|should|have to|has to|last|run|take|kept?|stay|valid|punished|barred|banned)\b"
    r"|\bhow long (?:does|do|did|will|would|has|have|had)\b|\b(?:for|within) how long\b"
)
_SPAN_EN = (
    rf"\bhow (?:soon|quickly|far (?:ahead|in advance|before))\b|{_HOW_LONG}"
    r"|\b(?:for|over|within|during) what (?:period|time|length of time)\b|\bwhat time limit\b"
    r"|\bhow much time\b|\bhow many (?:working |business )?(?:hours|days|weeks|months|years)\b"
)
_SPAN_ZH = (
    r"多久(?:之?内|以内|之前)|多[长少]时间|(?:期限|有效期|时限)(?:是|为)?(?:多|几|[？?]?$)"
    r"|(?<![少多好前后近这那十数哪])几(?:个)?(?:工作日|小时|日|天|周|月|年)(?:之?内|以内)"
    r"|(?:[保留]存|保[管留])[^，。？?]{0,3}到(?:什么时候|何时|几时|哪[一]?[年天日])"
)
_EXTREME = r"\bwhat (?:is|was) the (?:longest|shortest|usual|normal) (?:[a-z]+ )?(?:period|time|term|duration)\b"
_SPAN = re.compile(f"{_SPAN_EN}|{_SPAN_ZH}|{_EXTREME}", re.IGNORECASE)
"""Asks for a length of time, or the time within which."""
_OF_YEAR = re.compile(
    r"\b(?:month|day|date)s? (?:of|in) ((?:19|20)\d\d)\b|((?:19|20)\d\d)年(?:的)?(?:哪|几|什么)[一几]?个?(?:月|天|日|时)", re.IGNORECASE
)
"""Asks for a month or a day of that year, which no date of another year is."""
_AT_ONCE = re.compile(
    r"立即|即时|及时|即刻|当场|随时|每[年月季周日天]|每半年|长期|永久|终身|无限期"
    r"|\b(?:immediately|at once|without delay|promptly|permanently|indefinitely|for life)\b",
    re.IGNORECASE,
)
"""Answers that a length of time has without a figure."""


_SHARED = frozenset({"money", "percent"})
_WHOLE = re.compile(
    r"全额|(?:全部|一半|半数|悉数)(?:的)?(?:[款金费补资奖投税罚](?!资料源)|上缴|返还|退|收回)|(?:收回|返还|退还|上缴|没收)全部",
)
"""Says how much, or what share, without a figure."""
_LIMIT = re.compile(r"(?:多久|几[^，。？?]{1,4}|多少[^，。？?]{1,4}|多长时间)[之以]?内|\bhow (?:soon|quickly)\b|\bwithin\b", re.IGNORECASE)
"""Asks within what time something has to be done, be it keeping."""
_IN_A_NAME = re.compile(rf"(?:^|(?<=[《“\"（(]))\d+(?=[{IDEOGRAPHS}]{{3}})(?![余多几来名])")
"""A bare figure that opens a name: in 360港口周报 no measure word counts anything."""
_FIGURES = (("article", "article"), ("date", "date"), ("number", "number"), ("percent", "share"), ("money", "amount"))
"""The wider kind before the narrower ones that it takes in."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a sentence must hold to answer a question: a quantity of one of `kinds` that the question does not name itself."""

    kinds: frozenset[str]
    dimension: str
    """Of the measure asked for ("how many gigawatts"), as in `units.UNITS`; empty where none is named."""
    people: bool
    given: frozenset[tuple[object, ...]]
    dates: frozenset[tuple[int | None, int | None, int | None]] = frozenset()
    """Year, month and day of the dates that the question names."""
    counted: str = ""
    """The measure word of a Chinese question (多少篇, 几家), which a Chinese answer repeats; empty for those that stand for each other."""
    amount: str = ""
    """Of the money asked for, as in `amounts`; empty where the question does not say."""
    thing: str = ""
    """What is to be counted, in the question's words; empty where it does not say."""
    occasion: str = ""
    """Of the date or the length of time asked for, as in `occasions`; empty where the question does not say."""
    year: int = 0
    """The year of which a month or day is asked for; 0 where the question names none."""
    span: bool = False
    """Whether a length of time is asked for, or the time within which."""
    limit: bool = False
    """Whether it is the time within which something has to be done."""

    def met_by(self, sentence: str, lang: Lang) -> bool:
        """Return whether `sentence`, written in `lang`, holds it."""
        sentence = simplified(sentence)
        if not speaks_of_occasion(sentence, self.occasion):
            return False
        if self.year and not _may_be_of(self.year, sentence):
            return False
        if "date" in self.kinds and _MOMENT.search(self._without_its_own_dates(sentence)):
            return True
        if self.span and not self.dimension and self._at_once(sentence):
            return True
        if not speaks_of(sentence, self.amount):
            return False
        if not self.thing and not self.dimension and self.kinds & _SHARED and _WHOLE.search(sentence):
            return True
        return speaks_of_thing(sentence, self.thing, lang) and bool(self.held_in(sentence))

    @property
    def figure(self) -> str:
        """What the figure asked for is the figure of, by its name in `given_figures.KINDS`."""
        if self.amount or self.occasion:
            return self.amount or self.occasion
        return "length" if self.span else next((name for kind, name in _FIGURES if kind in self.kinds), "number")

    def held_in(self, sentence: str) -> tuple[Quantity, ...]:
        """Return the quantities of `sentence` that fit, in their order and in simplified characters."""
        sentence = simplified(sentence)
        return tuple(
            quantity
            for quantity in find_quantities(sentence)
            if not _ITEM.search(sentence[max(0, quantity.start - 1) : quantity.end + 1])
            and self._fits(quantity, sentence[quantity.end :])
            and self._is_its_period(sentence, quantity)
            and not (quantity.surface.isdigit() and _IN_A_NAME.match(sentence, quantity.start))
        )

    def _is_its_period(self, sentence: str, quantity: Quantity) -> bool:
        """Whether a length of time is of what it is asked to be of: its clause or the one before speaks of that, and it is no time limit.

        存储期限等信息应当在30日内报备 sets a time for reporting.
        """
        clauses = cut(sentence[: quantity.start])
        behind = cut(sentence[quantity.end :])[0]
        within = is_limit(sentence, quantity)
        if self.limit:  # 有效期三年 is no time within which anything has to be done
            return within or not any(speaks_of_occasion(clauses[-1] + quantity.surface + behind, period) for period in PERIODS)
        if self.occasion not in PERIODS:
            return True
        if within:
            return False
        near = "，".join(clauses[-2:]) + quantity.surface + behind
        return speaks_of_occasion(near, self.occasion)

    def _at_once(self, sentence: str) -> bool:
        """Whether a clause says "at once" or "for good" of what is asked for."""
        return any(_AT_ONCE.search(clause) and speaks_of_occasion(clause, self.occasion) for clause in cut(sentence))

    def _without_its_own_dates(self, sentence: str) -> str:
        """The sentence without the dates that the question gives itself."""
        for quantity in reversed(find_quantities(sentence) if self.dates else ()):
            if self._dated_before(quantity):
                sentence = sentence[: quantity.start] + sentence[quantity.end :]
        return sentence

    def _dated_before(self, quantity: Quantity) -> bool:
        """Whether the question gives that date itself, or a day of that month or year."""
        found = quantity.date
        parts = (found.year, found.month, found.day) if found else ()
        return any(parts) and any(all(mine in (None, own) for mine, own in zip(parts, each, strict=True)) for each in self.dates)

    def _fits(self, quantity: Quantity, after: str) -> bool:
        dimension = UNITS[quantity.unit][0] if quantity.unit in UNITS else ""
        anniversary = quantity.surface.endswith("周年")  # which is no length of time
        if anniversary or quantity.meant in self.given or self._dated_before(quantity):
            return False
        if self.span and not self.dimension:
            return dimension in TIMES
        if "date" in self.kinds and dimension == UNITS["day"][0]:
            return True
        if quantity.kind not in self.kinds:
            return False
        if self.thing and (
            quantity.unit or quantity.kind != "number" or (not _A_PERSON.search(self.thing) and _of_people(quantity, after))
        ):
            return False  # hours, sums, shares and people count no things
        if self.dimension:
            return dimension == self.dimension
        if self.counted and has_han(after.lstrip()[:1] or quantity.surface[-1]):
            return quantity.surface.endswith(self.counted) or self.counted in after.lstrip(" 余多")[:2]
        return not self.people or _of_people(quantity, after)


def _may_be_of(year: int, sentence: str) -> bool:
    """Whether a sentence has a date of `year`, or none whose year is said."""
    years = years_in(sentence)
    return not years or year in years


def _of_people(quantity: Quantity, after: str) -> bool:
    return bool(_PEOPLE.search(quantity.surface) or _PEOPLE_AFTER.match(after))


def need(question: str) -> Need | None:
    """Return what an answer cannot do without; None where the question's words do not say for certain.

    >>> asked = need("How many gigawatts does the campus draw?")
    >>> asked.met_by("The campus draws 1.2 GW.", "en"), asked.met_by("The campus has 8 halls.", "en")
    (True, False)
    """
    question = uncontracted(simplified(question))
    span = bool(_SPAN.search(question))
    times = counted_noun(question) == "times"
    kinds = expected_kinds(question) or (frozenset({"number"}) if span else frozenset())
    if not kinds or not (span or times or _NEEDED.search(question) or _NEEDED_TOO.search(question)) or _YES_OR_NO.search(question):
        return None
    measure = _MEASURE.search(question)
    words = (measure.group(1) or "") if measure else ""
    # "How many times" wants no multiple, and "how many military posts" no miles.
    named = unit_of(measure.group(2)) if measure and measure.group(2) and not times else None
    unit = named or next((found for size in range(len(words), 0, -1) if (found := unit_of(words[:size]))), "")
    named_here = find_quantities(question)
    given = frozenset(quantity.meant for quantity in named_here)
    counts = bool(_COUNTS.search(question))
    amount = asked_amount(question) if "money" in kinds and not unit and not span and not counts else ""
    counted = _COUNTED.search(question)
    return Need(
        kinds,
        UNITS[unit][0] if unit else "",
        bool(_PEOPLE_ASKED.search(question)),
        given,
        dates=frozenset((day.year, day.month, day.day) for quantity in named_here if (day := quantity.date)),
        counted=counted.group(1) if counted and "number" in kinds else "",
        amount=amount,
        thing="" if unit or amount or span or "number" not in kinds or times else counted_thing(question),
        occasion=("" if _LIMIT.search(question) else asked_period(question))
        if span
        else asked_occasion(question)
        if kinds == {"date"}
        else "",
        year=int(within[1] or within[2]) if (within := _OF_YEAR.search(question)) else 0,
        span=span,
        limit=span and bool(_LIMIT.search(question)),
    )


def expected_kinds(question: str) -> frozenset[str]:
    """Return the kinds of quantity (`Quantity.kind`) that an answer should hold; empty when the question does not say.

    >>> sorted(expected_kinds("When did the measures take effect?"))
    ['date']
    """
    question = uncontracted(simplified(question))
    return next((kinds for pattern, kinds in _PATTERNS if pattern.search(question)), frozenset())


def parts(question: str) -> int:
    """Return how many things a question asks, by its question words; at least 1.

    >>> parts("Who funds it, and with how much money?"), parts("由谁出资，金额是多少？"), parts("What is it?")
    (2, 2, 1)
    """
    return max(1, len(_INTERROGATIVE.findall(simplified(question))))


def holds(sentence: str, kinds: frozenset[str]) -> bool:
    """Return whether `sentence` has a quantity of one of `kinds`; true when nothing is asked for."""
    return not kinds or any(quantity.kind in kinds for quantity in find_quantities(sentence))
