"""A question that asks several things, taken apart: each part wants its own sentence, or to be named as not found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.script import simplified
from ragassist.types import Lang

_OPENS_A_QUESTION = (
    "how|what|when|who|whom|whose|which|where|why|did|does|do|is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should"
)
_ASKS = rf"(?:{_OPENS_A_QUESTION}|(?:for|by|on|to|in|from|with|under|since|until|at|over|within|during)\s(?:what|which|whom|how|when))\b"
_ENGLISH = re.compile(rf"\s*[,;]?\s+and,?\s+(?={_ASKS})|\s*[;?]\s+(?={_ASKS})", re.IGNORECASE)
_OR_NOT_ZH = rf"(?P<either>[{IDEOGRAPHS}])[不没](?P=either)|是否|[能可应]否|有无"
"""需不需要, 有没有, 能否: whether or not."""
_CHINESE = re.compile(
    r"[？?]\s*(?=[^\s？?])|[，,；;？?]\s*(?:以及|并且|而且|又|还|且)?(?=[^，,；;？?]*(?:多少|多久|多长|何时|什么|谁|哪"
    rf"|(?<![少多好前后近这那十数])几[个家种项类条次款年天名人元折月日周期座级届份件张步回]|如何|怎样|怎么|为何|为什么|{_OR_NOT_ZH}))"
)
_ASKING_ZH = re.compile(
    r"多少|多久|多长|何时|什么|谁|哪|(?<![少多好前后近这那十数])几[个家种项类条次款年天名人元折月日周期座级届份件张步回]|如何|怎样|怎么|为何|为什么"
    rf"|{_OR_NOT_ZH}|[吗呢]"
)
_ASKING_WORD = re.compile(rf"\b(?:how|what|when|who|whom|whose|which|where|why)\b|^\W*(?:{_OPENS_A_QUESTION})\b", re.IGNORECASE)
_BARE_ZH = re.compile(r"(?:各自?|分别|又|都|他们|它们)*(?:是)?(?:怎么|如何|怎样)(?:讲|说|看|写|规定|评价|认为|表述)?的?[呢吗]?")
_HELPERS = "did|does|do|is|are|was|were|has|have|will|can|may|must|should"
_AUXILIARY = re.compile(rf"\b(?:{_HELPERS})\b", re.IGNORECASE)
_OF_THE_SAME = re.compile(rf"(?:{_HELPERS}) (?:it|they|this|that|these|those)\b", re.IGNORECASE)
"""Opens a part that asks whether something is true of what the one before it is about."""
_ASKING_PHRASE = re.compile(
    r"((?:(?:for|by|on|to|in|from|with|under|since|until|at) )?(?:what|which|when|where|how (?:many|much|long)|why"
    rf"|who)(?: (?!{_HELPERS})\w+){{0,3}})(?= (?:{_HELPERS})\b)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:dates|years|days|months|times|[a-z]{3,}s)$", re.IGNORECASE)
_EACH_BY_ITSELF_EN = re.compile(
    r"(?P<asked>.*?\b)(?P<by>by|in|for|under|to|from|with|at|on)\s(?P<one>[^,;?]+?)\s(?:and|or)\s(?P=by)\s(?P<other>[^,;?]+)\??$",
    re.IGNORECASE,
)
"""What is asked of two things, each under a preposition of its own: "repealed by the first rules and by the second"."""
_EACH_BY_ITSELF_ZH = re.compile(
    r"(?P<one>[^，,；;？?]{2,}?)(?:和|与|以及|及)(?P<other>[^，,；;？?]{2,}?)[，,]?(?:分别|各自?(?![地方类项种级界国]))(?P<asked>[^，,；;]+)$"
)
"""甲条例和乙条例分别由谁通过 asks who passed the one, and who the other."""
_LEAST_CHARS = {"en": 8, "zh": 3}
_LEAST_WORDS = 3
_MOST = 4
_BARE_CHARS, _BARE_WORDS = 6, 5
"""A part of so few, without a verb, only asks: "in which journal", 条件是什么."""


def question_parts(question: str, lang: Lang) -> tuple[str, ...]:
    """Return what `question`, written in `lang`, asks, one by one and in its order; empty when it asks one thing.

    A part is cut where the question goes on to ask again, and must ask something itself; a list of things under one question
    word stays one part.

    >>> question_parts("Who funds it, and with how much money?", "en")
    ('Who funds it', 'with how much money')
    >>> question_parts("On what dates was it signed, and did it take effect?", "en")
    ('On what dates was it signed', 'On what dates did it take effect')
    >>> question_parts("How many leaks were there, and over how many days?", "en")
    ('How many leaks were there', 'over how many days')
    >>> question_parts("由谁出资，金额是多少？", "zh"), question_parts("Which bodies and firms signed it?", "en")
    (('由谁出资', '金额是多少'), ())
    >>> question_parts("船票哪天开售，需不需要实名？", "zh")
    ('船票哪天开售', '需不需要实名')
    >>> question_parts("船票几元？团体买得多，最低几折？", "zh")
    ('船票几元', '团体买得多，最低几折')
    >>> question_parts("Which dues were dropped by the harbour rules and by the ferry rules?", "en")
    ('Which dues were dropped by the harbour rules', 'Which dues were dropped by the ferry rules')
    >>> question_parts("渔港条例和渡口条例分别由谁通过？", "zh")
    ('渔港条例由谁通过', '渡口条例由谁通过')
    """
    chinese = lang == "zh"
    if each := _of_each(question, chinese):
        return each
    read = simplified(question)
    cuts = [(0, 0), *(cut.span() for cut in (_CHINESE if chinese else _ENGLISH).finditer(read)), (len(read), len(read))]
    pieces = [question[one[1] : other[0]].strip(" ，,；;？?") for one, other in pairwise(cuts)]
    asks = _ASKING_ZH if chinese else re.compile(_ASKS, re.IGNORECASE)
    if chinese:
        pieces = _with_what_is_told(pieces)
        pieces = _with_bare_askings(pieces)
    least = _LEAST_CHARS["zh" if chinese else "en"]
    if len(pieces) < 2 or len(pieces) > _MOST or not all(len(piece) >= least and asks.search(simplified(piece)) for piece in pieces):
        return ()
    if not chinese and any(len(piece.split()) < _LEAST_WORDS for piece in pieces):
        return ()  # "what changed, and what did not, in the terms" asks one thing
    return tuple(pieces) if chinese else _with_asking_words(pieces)


_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"“])|[。？！?]\s*")
_CLAUSE_ENDS_ZH = re.compile(r"[，,；;。？?！!]")


def asking_clause(question: str, lang: Lang) -> str:
    """Return that sentence of an English question, or clause of a Chinese one, which asks; the question where none does.

    >>> asking_clause("The port burnt down in 2019. When did it open again?", "en"), asking_clause("港口2019年失火，哪年重开？", "zh")
    ('When did it open again', '哪年重开')
    """
    pieces = (_CLAUSE_ENDS_ZH if lang == "zh" else _SENTENCE_ENDS).split(question)
    asks = _ASKING_ZH if lang == "zh" else _ASKING_WORD
    return next((piece.strip() for piece in reversed(pieces) if asks.search(simplified(piece))), question)


def in_full(parts: Sequence[str], part: int, lang: Lang) -> str:
    """Return the part of a question in `lang` as it is searched: with the one before it where it says nothing of its matter alone.

    >>> in_full(("Who may moor here", "on what condition"), 1, "en"), in_full(("Who may moor here", "when must they leave"), 1, "en")
    ('Who may moor here, on what condition', 'when must they leave')
    """
    text = parts[part]
    chinese = lang == "zh"
    leans = not chinese and bool(_OF_THE_SAME.match(text))
    short = len(text) <= _BARE_CHARS if chinese else leans or (len(text.split()) <= _BARE_WORDS and not _AUXILIARY.search(text))
    return f"{parts[part - 1]}{'，' if chinese else ', '}{text}" if part and short else text


def _of_each(question: str, chinese: bool) -> tuple[str, ...]:
    """The question asked of each of two things by itself; empty where it is not."""
    asks = _ASKING_ZH if chinese else re.compile(_ASKS, re.IGNORECASE)
    match = (_EACH_BY_ITSELF_ZH if chinese else _EACH_BY_ITSELF_EN).match(question.strip())
    if match is None or not asks.search(simplified(match["asked"])) or asks.search(simplified(match["one"] + match["other"])):
        return ()
    one, other = match["one"].strip(), match["other"].strip()
    if not chinese:
        dated = one.isdigit() and other.isdigit()  # both dates of one thing are looked for together
        return () if dated else tuple(f"{match['asked']}{match['by']} {each}" for each in (one, other))
    alike = one[-1] == other[-1] and min(len(one), len(other)) > _LEAST_CHARS["zh"]  # in 数和算 or 中国和美国的 the first half wants more
    return (one + match["asked"].strip("？? "), other + match["asked"].strip("？? ")) if alike else ()


def _with_what_is_told(pieces: list[str]) -> list[str]:
    """Each piece that asks, with those before it that only tell what it is about: 证据登记保存以后，几天之内要处理."""
    found: list[str] = []
    told: list[str] = []
    for piece in pieces:
        told.append(piece)
        if _ASKING_ZH.search(simplified(piece)):
            found.append("，".join(told))
            told = []
    if told and found:
        found[-1] = "，".join([found[-1], *told])
    return found


def _with_bare_askings(pieces: list[str]) -> list[str]:
    """Each piece, those that only ask how each of several says it (各怎么讲) with the one before them."""
    found: list[str] = []
    for piece in pieces:
        if found and _BARE_ZH.fullmatch(piece):
            found[-1] = f"{found[-1]}，{piece}"
        else:
            found.append(piece)
    return found


def _with_asking_words(pieces: list[str]) -> tuple[str, ...]:
    """Each with the words that ask: "on what dates was it signed and did it take effect" asks for two dates.

    So does "when was it signed, and was it …" of one tense; "when was it signed, and does it bind others" asks when, and whether.
    """
    asked = _ASKING_PHRASE.match(pieces[0])
    if asked is None:
        return tuple(pieces)
    several = _SEVERAL.search(asked[1])
    own = _AUXILIARY.match(pieces[0][asked.end() :].strip())

    def goes_on(piece: str) -> bool:
        helper = _AUXILIARY.match(piece)
        return helper is not None and bool(several or (own and helper[0].lower() == own[0].lower()))

    return tuple(f"{asked[1]} {piece}" if at and goes_on(piece) else piece for at, piece in enumerate(pieces))
