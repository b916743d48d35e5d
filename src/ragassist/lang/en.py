"""What is known of English: its months, numbers, small words, plurals, abbreviations, and what heads its lists of sources."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

FULL: Final = "|".join(MONTHS)
"""Alternatives of a regular expression: the full names."""

NAMED: Final = "|".join([*MONTHS, *(name[:3] for name in MONTHS if name != "May")]).replace("|Sep|", "|Sept|Sep|")
"""The same with the abbreviations, without their full stop; a longer name stands before what it begins with."""

_NUMBERS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


def month_number(name: str) -> int:
    """Return 1 to 12 for a name of `NAMED`, in any case.

    >>> month_number("Sept"), month_number("MAY"), month_number("january")
    (9, 5, 1)
    """
    return _NUMBERS[name[:3].lower()]


ONES: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
TEENS: Final = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
TENS: Final = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
SCALES: Final = {
    "hundred": Decimal(100), "dozen": Decimal(12), "thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12, "k": Decimal(10) ** 3, "m": Decimal(10) ** 6, "mn": Decimal(10) ** 6, "mln": Decimal(10) ** 6,
    "b": Decimal(10) ** 9, "bn": Decimal(10) ** 9, "tn": Decimal(10) ** 12, "trn": Decimal(10) ** 12,
}  # fmt: skip
"""What multiplies a number, abbreviations included."""

FUNCTION_WORDS: Final = frozenset(
    """
    a an and are as at be been by for from had has have her his in is it its of on or than that the their this to was were which who will
    with would
    """.split()  # noqa: SIM905 - prose is easier to keep than a list of quoted words
)
"""Words that hold a sentence together and say nothing of its matter."""

ASKING: Final = FUNCTION_WORDS | frozenset(
    """
    being but can could did do does having he him how i if into many may might more most much our shall she should so some them then there
    these they those we what when where while whom whose why you your
    """.split()  # noqa: SIM905
)
"""With them the words of a question that say what kind of answer is wanted, not what it is about."""

AGENTS: Final = (
    r"(?:providers?|operators?|users?|developers?|deployers?|processors|controllers?|handlers?|platforms?|compan(?:y|ies)|firms?|enterprises?"
    r"|employers?|employees?|workers?|staff|unions?|owners?|landlords?|tenants?|buyers?|sellers?|suppliers?|purchasers?|customers?|clients?"
    r"|consumers?|passengers?|drivers?|carriers?|insurers?|banks?|lenders?|borrowers?|investors?|shareholders?|directors?|schools?"
    r"|universit(?:y|ies)|colleges?|teachers?|students?|pupils?|parents?|guardians?|children|minors?|hospitals?|doctors?|physicians?"
    r"|surgeons?|patients?|courts?|judges?|prosecutors?|police|lawyers?|plaintiffs?|defendants?|claimants?|applicants?|respondents?"
    r"|authorit(?:y|ies)|regulators?|departments?|ministr(?:y|ies)|agenc(?:y|ies)|bureaus?|offices?|commissions?|committees?|councils?"
    r"|administrations?|governments?|associations?|institutions?|institutes?|laborator(?:y|ies)|organi[sz]ations?|bod(?:y|ies)"
    r"|entit(?:y|ies)|units?|centres?|centers?|part(?:y|ies)|individuals?|persons?|people|citizens?|residents?|members?|states"
    r"|countr(?:y|ies)|cit(?:y|ies)|provinces?|count(?:y|ies)|townships?|villages?|robots?|humans?|experts?|scholars?|researchers?"
    r"|scientists?|analysts?|journalists?|reporters?|media|manufacturers?|makers?|vendors?|dealers?|distributors?|importers?|exporters?"
    r"|contractors?|publishers?|authors?|artists?|writers?|websites?|recipients?|donors?|producers?|farmers?|merchants?|traders?|brokers?"
    r"|auditors?|managers?|officials?|officers?|captains?|crews?|harbours?|ports?)"
)
"""A pattern, for any case: nouns of those who act or are acted upon."""

SMALL_WORDS: Final = (
    r"\b(?:the|an?|of|in|on|for|to|and|or|is|are|was|were|be|do|does|did|has|have|can|will|what|which|who|whom|whose|why|how|when|where|many|much|"
    r"explain|describe|summari[sz]e|translate|compare|list|define|tell|about|meaning|mean|by|with|from|that|this|it)\b"
)
"""A pattern, for any case: what tells an English sentence with Chinese names in it from a Chinese one with English names."""

SOURCES: Final = "references|bibliography|works cited|sources"
"""Alternatives of a pattern, for any case: what heads a list of sources."""

NOTES: Final = "further reading|notes"
"""What heads notes, likewise."""

SENTENCE: Final = r"(?:[A-Za-z0-9'’-]+,? ){4,}[A-Za-z0-9'’.-]*[A-Za-z0-9]"
"""A pattern: words enough to be a sentence."""

ABBREVIATIONS: Final = (
    r"mr|mrs|ms|dr|prof|st|figs?|vs|e\.g|i\.e|cf|pp?|vol|arts?|sec|ch|eq|approx|gen|sen|rep|gov|lt|col|capt|hon|rev|messrs|eds?|dept|univ|nos?"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|al|viz|tel|ext|paras?"
)
"""A pattern in small letters, without their last full stop: those that never end a sentence."""

LAST_ABBREVIATIONS: Final = r"etc|u\.s|u\.k|u\.n|e\.u|a\.m|p\.m|inc|ltd|co|corp|jr|sr|ph\.d|d\.c|m\.d|b\.c|a\.d|u\.s\.a|llc|plc|bros"
"""Those that may."""

STARTERS: Final = (
    r"(?:The|This|These|Those|That|In|It|Its|However|We|Our|They|Their|He|She|An?|But|And|For|On|At|As|By|If|When|While|With|To|From|There|Such|Most|Many|"
    r"Some|Moreover|Therefore|Thus|Since|Although|According|Meanwhile|Under|After|Before|Both|Each|All|So|Yet|Not|No|What|Why|How|Who|Congress|Officials)\b"
)
"""A pattern: words that, written with a capital, begin a sentence."""

HYPHENATED_FIRST: Final = frozenset(
    ("self", "quasi", "two", "three", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
)
"""What, cut off by a hyphen at a line's end, begins a compound and no longer word."""

HYPHENATED_SECOND: Final = frozenset(
    (
        *(
            "based",
            "term",
            "risk",
            "driven",
            "making",
            "party",
            "quality",
            "thirds",
            "fifths",
            "quarters",
            "tenths",
            "oriented",
            "specific",
        ),
        *("owned", "funded", "backed", "sized", "border", "performance", "purpose", "scale", "level", "wide"),
    )
)
"""What ends one."""


_SPELLED = {
    "centre": "center", "metre": "meter", "litre": "liter", "theatre": "theater", "fibre": "fiber", "calibre": "caliber",
    "defence": "defense", "offence": "offense", "licence": "license", "pretence": "pretense", "practise": "practice",
    "programme": "program", "judgement": "judgment", "acknowledgement": "acknowledgment", "cheque": "check", "catalogue": "catalog",
    "dialogue": "dialog", "analogue": "analog", "grey": "gray", "tyre": "tire", "aluminium": "aluminum", "ageing": "aging",
    "instalment": "installment", "enrolment": "enrollment", "fulfil": "fulfill", "enrol": "enroll", "storey": "story", "plough": "plow",
}  # fmt: skip
_OUR = re.compile(r"^(behavi|col|fav|harb|hon|lab|neighb|rum|vap|endeav|hum|flav|arm)our")
_ISE = re.compile(r"^([a-z]{3,})(is|ys)(e|es|ed|ing|ation|ations|er|ers)$")
_ALWAYS_ISE = re.compile(
    r"(?:^|dis|re)(?:adv|surpr|exerc|comprom|prom|prec|conc|superv|rev|dev|desp|disgu|expert|enterpr|prem|franch|merchand|improv|ra|pra|no|appra|otherw|likew)is"
)
"""Words that are written so on both sides."""


def american(word: str) -> str:
    """Return a word in small letters as Americans spell it; what is spelled alike, or by no rule, as it is.

    >>> [american(word) for word in ("programmes", "organisation", "behaviour", "defence", "advise", "analysed")]
    ['programs', 'organization', 'behavior', 'defense', 'advise', 'analyzed']
    """
    one = singular(word)
    if one in _SPELLED:
        return _SPELLED[one] + word[len(one) :] if word.startswith(one) else _SPELLED[one]
    if _OUR.search(word):
        return _OUR.sub(r"\1or", word)
    if (match := _ISE.match(word)) and not _ALWAYS_ISE.match(word):
        return f"{match[1]}{match[2][0]}z{match[3]}"
    return word


def singular(word: str) -> str:
    """Return a word in small letters without the ending of the plural; only what looks like one is taken off.

    Source: D. Harman, "How effective is suffixing?", JASIS 42(1), 1991, the S stemmer; words of four letters (ties, lies) lose no more
    than their s.

    >>> [singular(word) for word in ("companies", "ties", "rules", "status", "glass")]
    ['company', 'tie', 'rule', 'status', 'glass']
    """
    if len(word) > 4 and word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "us":
        return word[:-1]
    return word


_CONTRACTED: Final = re.compile(r"\b(what|who|where|when|how|which|why|that|it|there|here)['’]s\b", re.IGNORECASE)


def uncontracted(text: str) -> str:
    """Return `text` with "is" written out behind question words and pronouns.

    >>> uncontracted("What's the fine, and who’s told?"), uncontracted("the port's fees")
    ('What is the fine, and who is told?', "the port's fees")
    """
    return _CONTRACTED.sub(r"\1 is", text)
