"""The bodies, companies, people, rules, countries or crimes that a Chinese sentence names, told by themselves in English.

A reader who asks who or which body wants the name first, and a small model invents English names. The glossary, the list of names
and pinyin do not; so the names are told in a sentence of one form, each with its characters beside it, which says nothing besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.glossary import Glossary, Term, glossary
from ragassist.text.name_table import abbreviations, common, known_names
from ragassist.text.offices import offices_in
from ragassist.text.persons import people_named
from ragassist.text.provisions import provisions_in
from ragassist.text.script import simplified

_NOUNS: dict[str, str] = {
    "body": r"bod(?:y|ies)|agenc(?:y|ies)|authorit(?:y|ies)|ministr(?:y|ies)|departments?|committees?|regulators?|offices?|courts?"
    r"|watchdogs?|associations?|organi[sz]ations?|institutions?|institutes?|universit(?:y|ies)|commissions?|administrations?|think tanks?",
    "company": r"compan(?:y|ies)|firms?|airlines?|vendors?|suppliers?|developers?|makers?|start-?ups?|banks?|newspapers?|manufacturers?"
    r"|tech giants?|business(?:es)?",
    "person": r"persons?|people|scholars?|professors?|officials?|ministers?|managers?|lawyers?|authors?|experts?|researchers?|executives?"
    r"|academicians?|presidents?|directors?|judges?",
    "law": r"laws?|acts?|regulations?|statutes?|bills?|treat(?:y|ies)|documents?|rules|measures|plans?|strateg(?:y|ies)",
    "provision": r"provisions|articles|sections",
    "crime": r"charges?|crimes?|offen[cs]es?",
    "country": r"countr(?:y|ies)",
}
"""What is asked for by name, in the words of questions."""
_ASKING = r"(?:^\W*|[,;:.?!] (?:and )?|\band )(?:(?:in|by|to|from|for|with|of|at|on|under|against|according to) )?(?:which|what) "
"""Where a question word asks: at the beginning or behind a mark; in "the tool with which firms build" it does not."""
_NO_NOUN = (
    r"do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must|may|of|in|for|to|by|from|with|on|that|which|who|share|number"
    r"|percentage|proportion|part|kinds?|types?|sorts?"
)
"""What stands between question word and noun only where another noun is asked for: "what share of firms"."""


def asks_which(nouns: str) -> str:
    """Return an expression, for English in any case, of questions that ask which of `nouns`, alternatives of an expression.

    >>> texts = ("by which big firms was it built", "the tool with which firms build", "what share of firms is left")
    >>> [bool(re.search(asks_which("firms?"), text)) for text in texts]
    [True, False, False]
    """
    return rf"{_ASKING}(?:(?!(?:{_NO_NOUN})\b)[\w'’-]+ ){{0,3}}?(?:{nouns})\b"


_NO_NAME = r"(?! (?:firms?|schools?|staff|workers?|hours|documents?|papers?|numbers?)\b)"
"""Behind the noun: that it only describes another, as in "which court documents"."""
_ASKS: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = (
    *(
        (
            frozenset({kind}),
            re.compile(asks_which(nouns) + _NO_NAME, re.IGNORECASE),
        )
        for kind, nouns in _NOUNS.items()
    ),
    (
        frozenset({"body", "company", "person"}),
        re.compile(r"(?:^\W*|[;:] |, (?=whom?\b[^,]*$)|\band |\b(?:to|by|from|with|for) )(?:who|whom)\b", re.IGNORECASE),
    ),
)
"""The narrower kind before the wider."""
_NARROWER: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks_which(nouns), re.IGNORECASE), re.compile(sign))
    for nouns, sign in (
        (r"newspapers?", r"报$|报纸|\b(?:Times|Post|Journal|Daily|Guardian|Tribune|News)\b"),
        (r"airlines?", r"航空|\bAir"),
        (r"banks?", r"银行|\bBank\b"),
        (r"universit(?:y|ies)", r"大学|学院|\b(?:University|College|Institute)\b"),
        (r"courts?", r"法院|\b[Cc]ourt\b"),
        (r"ministr(?:y|ies)", r"部$|\bMinistry\b"),
        (r"committees?", r"委员会|[标信]委$|\bCommittee\b"),
    )
)
"""Nouns that name a narrower kind than `_NOUNS` tells apart, and what its names look like."""
_ANY = re.compile(r"^(?:other )?relevant (?:competent )?(?:authorit|department|bod|organ)\w+$")
"""Bodies that are not named at all: the relevant authorities."""
_NOT_BY_NAME = re.compile(
    r"\bwho (?:pays|bears|has to|have to|must|may|can|should|shall|is (?:liable|allowed|entitled|responsible for paying))\b", re.IGNORECASE
)
"""Asks for a part that people have (the operator, the data subject), which no list of names knows."""
_KINDS = frozenset(_NOUNS)
_KIND_OF_TERM = {"programme": "law"}
"""Kinds of term of the glossary that are asked for as another kind is: a plan is a document."""
_LOWER = ("body", "crime")
"""Kinds whose names are not all capitalised."""
_LISTED = ("body", "company", "person", "country")
"""Kinds of the list of names that are told."""
_TITLE = re.compile(r"《[^》]*》")
"""A title with its marks."""
_UNKNOWN: dict[str, re.Pattern[str]] = {
    "body": re.compile(
        rf"[{IDEOGRAPHS}](?:(?<!全)部(?![分署长委件队级内外])|委员会|委(?![托派任员])|局(?![面势部限长])|总?署(?![名理])|[学法]院|厅|办(?![法理公学事])|办公室"
        r"|协会|学会|联盟|研究[所院]|中心(?!化)|检察院|组织|机构|部门|大学|基金会|交易所|小组|机关|报社|日报|时报)"
    ),
    "company": re.compile(
        rf"(?<![等家该各其多型业些有子母])(?![多几数各两三四五六七八九十]+家(?:公司|集团|银行|航空))(?:(?![该本此])[{IDEOGRAPHS}]){{2,6}}(?:公司|集团|银行(?![卡账存间])|航空(?![器煤])(?!安全|运输|法|管制))"
    ),
    "law": re.compile(r"《[^》，]+》"),
    "provision": re.compile(r"第[〇零一二三四五六七八九十百\d]+条"),
    "crime": re.compile(rf"[{IDEOGRAPHS}]罪(?![犯行责状证名])"),
}
"""What may be a name of the kind that nobody knows: where one is left, the names that are known may not be those asked for."""
_LATIN_BESIDE = re.compile(rf"[{IDEOGRAPHS}]·[{IDEOGRAPHS}·]{{1,12}}?\s?[（(]\s*([A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*)+)\s*[)）]")
"""A foreign person, whose own spelling the source gives: 凯伦·托马斯（Karen Thomas）."""
_OF_A_PLACE = re.compile(r"(?:[省市区县州旗盟镇乡级各驻]|地方|派驻)$")
"""Before the name of a body of the state: 区网信办 is an office of the district."""
_LATIN = re.compile(r"[A-Z][A-Za-z0-9&.-]+")
"""A word in Latin letters that may be a name."""
_OF_A_TITLE = re.compile(r"(?<=[》”])\s?[（(][A-Z][A-Za-z]+[)）]")
"""The short form of what is quoted before it: “海港法”（HPA）."""
_DIGITS = re.compile(r"\d+")
"""A figure of a name."""
_IN_LATIN = frozenset({"body", "company", "person", "law"})
"""Kinds whose names may stand in Latin letters."""
_IN_GENERAL = re.compile(
    r"(?:综合|该|本|其|各|上述|前款|前述|这些|一个|多个|几个)(?:的)?(?:监督管理|监管|行政|主管|管理)*(?:部门|机构|机关|组织|小组|委员会|办公室)"
)
"""Bodies that are meant without a name: that department, the department in charge of all of it."""
_MOST = 12
"""A sentence that names more is a list, which is better read as one."""
_NO_ARTICLE = re.compile(r"^[\w’'-]+$|\bUniversity$|\bCollege$|^(?:the|The)\b")
"""Names of one word, and universities, stand without an article."""
_TAKES_ARTICLE = re.compile(r"\b(?:Times|Post|Journal|Daily|Guardian)$|^(?:United|European) |^Netherlands$")
"""Newspapers take one, and countries that are unions or plurals."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written in English, and the characters that the source has for it."""

    english: str
    chinese: str
    kind: str


_Mention = tuple[int, int, Name]
"""Where a name stands, start and end (exclusive), and the name."""
_OPENING = "The source names "


def asked_for(question: str) -> frozenset[str]:
    """Return the kinds of name that an English question asks for, of body, company, person and law; empty where it asks for none.

    >>> sorted(asked_for("Which ministry drew the line?")), sorted(asked_for("Who must pay the fee?"))
    (['body'], [])
    """
    if _NOT_BY_NAME.search(question):
        return frozenset()
    return next((kinds for kinds, pattern in _ASKS if pattern.search(question)), frozenset())


def names_in(text: str, kinds: frozenset[str], terms: Glossary | None = None) -> tuple[Name, ...]:
    """Return the names of these kinds in a Chinese text whose English is known, in order, each once.

    Args:
        text: a statement.
        kinds: of body, company, person and law.
        terms: the user's glossary; the program's own by default.

    >>> [name.english for name in names_in("公安部会同商务部印发通知，张伟介绍。", frozenset({"body", "person"}))]
    ['Ministry of Public Security', 'Ministry of Commerce', 'Zhang Wei']
    """
    return _apart(_mentions(text, terms), kinds)


def _apart(mentions: Sequence[_Mention], kinds: frozenset[str]) -> tuple[Name, ...]:
    """The names of these kinds in the order of the text, each once; what overlaps an earlier mention is none."""
    found: dict[int, Name] = {}
    taken = bytearray(max((end for _, end, _ in mentions), default=0))
    for start, end, name in mentions:
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        if name.kind in kinds and name.english and (name.kind in _LOWER or name.english[:1].isupper()):
            found[start] = name
    by_name: dict[str, Name] = {}
    for at in sorted(found):
        by_name.setdefault(found[at].english, found[at])
    return tuple(by_name.values())


def named(question: str, text: str, terms: Glossary | None = None, whole: str = "") -> str | None:
    """Return in a sentence the names in the Chinese `text` that the English `question` asks for and does not name itself.

    `whole` is the question of which it is a part, where it is one: what that names is not asked for either. None where it asks for none,
    where none is known, and where the text has what may be another name of that kind.

    >>> named("Which ministry issued the ferry notice?", "公安部会同商务部印发轮渡通知。")
    'The source names the Ministry of Public Security (公安部) and the Ministry of Commerce (商务部).'
    >>> named("Which ministry issued the notice?", "公安部会同港务局印发通知。")
    """
    names = _named(question, text, terms, whole)
    return said(names) if names else None


def names_others(question: str, text: str, than: str, terms: Glossary | None = None) -> bool:
    """Return whether the Chinese `text` answers `question` by a name that `than`, in Chinese too, does not have.

    >>> names_others("Which ministry issued it?", "商务部印发通知。", "公安部会同商务部印发通知。")
    False
    >>> names_others("Which ministry issued it?", "财政部印发通知。", "公安部会同商务部印发通知。")
    True
    """
    had = {name.english for name in names_in(than, asked_for(question), terms)}
    return any(name.english not in had for name in _named(question, text, terms))


def _named(question: str, text: str, terms: Glossary | None, whole: str = "") -> list[Name]:
    """The names that `named` tells; none where it tells nothing."""
    kinds = asked_for(question)
    if not kinds:
        return []
    spoken_of = f"{question} {whole}"
    known = {occurrence.term.forms("en")[0] for occurrence in (terms or glossary()).find(spoken_of, "en")}
    known |= {english for _, _, kind, english in known_names(spoken_of) if kind == "country"}
    lowered = spoken_of.lower()
    mentions = _mentions(text, terms)
    names = [name for name in _apart(mentions, kinds) if name.english not in known and name.english.lower() not in lowered]
    names = _of_the_noun(question, [name for name in names if not _ANY.search(name.english)])
    return [] if len(names) > _MOST or _holds_unknown(text, kinds, mentions) else names


def _of_the_noun(question: str, names: list[Name]) -> list[Name]:
    """Those of the narrower kind that the question's noun names, where any is: a newspaper among companies."""
    for asked, sign in _NARROWER:
        if asked.search(question):
            return [name for name in names if sign.search(name.chinese) or sign.search(name.english)] or names
    return names


def said(names: list[Name]) -> str:
    """Return the sentence that tells these names."""
    written = [_written(name) for name in names]
    return f"{_OPENING}{', '.join(written[:-1]) + ' and ' if written[1:] else ''}{written[-1]}."


def stands_in(claim: str, text: str, terms: Glossary | None = None) -> bool:
    """Return whether `claim` is such a sentence, in whole, and the Chinese `text` has each of its names.

    >>> stands_in("The source names the Ministry of Commerce (商务部).", "商务部印发通知。")
    True
    """
    if not claim.startswith(_OPENING):
        return False  # asked of every claim; to look for names takes a reading of the text
    names = [name for name in names_in(text, _KINDS, terms) if _written(name) in claim]
    return bool(names) and said(names) == claim


def _mentions(text: str, terms: Glossary | None) -> list[_Mention]:
    """What the glossary, the list of names and pinyin know, in this order, the longer before the shorter within each."""
    by_glossary: list[_Mention] = []
    for each in (terms or glossary()).find(text, "zh"):
        chinese = text[each.start : each.end]
        kind = _KIND_OF_TERM.get(each.term.kind, each.term.kind)
        by_glossary.append((each.start, each.end, Name(_english(each.term, chinese), chinese.strip("《》"), kind)))
    by_list = [
        (start, end, Name(english, text[start:end], kind))
        for start, end, kind, english in known_names(text)
        if end - start > 1 and kind in _LISTED
    ]
    spelled = [(m.start(), m.end(), Name(m[1], m[1], "person")) for m in _LATIN_BESIDE.finditer(text)]
    by_sound = [(start, end, Name(english, text[start:end], "person")) for start, end, english in people_named(text)]
    found = [*spelled, *by_glossary, *by_list, *by_sound]
    found = [each for each in found if each[2].kind != "body" or not _OF_A_PLACE.search(text[: each[0]])]
    cited = [(start, end, Name(english, text[start:end], "provision")) for start, end, english in provisions_in(text, terms)]
    offices = [(start, end, Name(english, text[start:end], "body")) for start, end, english in offices_in(text)]
    return [*cited, *(office for office in offices if not any(_within(office, each) for each in found)), *found]


def _within(office: _Mention, name: _Mention) -> bool:
    return name[2].kind == "body" and name[0] <= office[0] and office[1] <= name[1]


def _holds_unknown(text: str, kinds: frozenset[str], mentions: Sequence[_Mention]) -> bool:
    rest = list(simplified(text))
    for start, end, _ in mentions:
        rest[start:end] = "，" * (end - start)
    left = _IN_GENERAL.sub("，", "".join(rest))
    latin = _LATIN.findall(_OF_A_TITLE.sub("", left)) if kinds & _IN_LATIN else []
    if any(word not in common() and word not in abbreviations() for word in latin):
        return True  # IS0、NIST、ETSI: one of three is known
    if "law" not in kinds:
        left = _TITLE.sub("，", left)
    return any(_UNKNOWN[kind].search(left) for kind in kinds if kind in _UNKNOWN)


def _written(name: Name) -> str:
    takes_article = name.kind in ("body", "law", "crime") and not _NO_ARTICLE.search(name.english)
    english = f"the {name.english}" if takes_article or _TAKES_ARTICLE.search(name.english) else name.english
    return f"{english} ({name.chinese})" if name.chinese.lower() != name.english.lower() else english


def _english(term: Term, chinese: str) -> str:
    """The first English form without a figure that the characters lack; empty where there is none."""
    return next((form for form in term.forms("en") if set(_DIGITS.findall(form)) <= set(_DIGITS.findall(chinese))), "")
