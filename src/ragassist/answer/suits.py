"""What ties a statement to a question besides likeness: the figures it names, a body or a reason it asks for, what becomes of a rule.

An encoder reads "within 15 days" and "by 15 January" as much alike; arithmetic does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ragassist.answer.counted_things import counted_thing
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.models.calibration.fitted import ties
from ragassist.text.counts import counted_noun, counts_thing
from ragassist.text.occasions import EFFECT_ASKED
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.script import has_han, simplified
from ragassist.text.signs import Signs
from ragassist.types import Sentence

_RULE: Final = r"(?:measures?|provisions?|regulations?|law|notice|rules|guidelines?|standard|decision|act|order)"
_ITSELF: Final = (
    r"(?:本(?:办法|规定|条例|法|通知|细则|指南|标准|规则|意见|方案|措施|制度|决定|公告|规范|章程)"
    rf"|\b(?:these|this) {_RULE}\b)"
)
_OF_RULE: Final = Signs(
    (
        (
            "effect",
            EFFECT_ASKED,
            rf"{_ITSELF}[^，。]*(?:施行|生效|起实施)|{_ITSELF}.*\b(?:effect|in force|into force)\b",
        ),
        ("interpretation", r"\binterpret\w*|(?:谁|哪|负责)[^，。？]{0,8}解释|解释权", r"负责解释|解释权|由[^，。]{2,30}解释|\binterpret"),
        (
            "repeal",
            r"\b(?:repeal\w*|replac\w*|supersed\w*|abolish\w*)\b|废止|取代|代替|旧(?:规|办法|条例)",
            r"废止|失效|取代|代替|\b(?:repeal|replac|supersed|abolish)",
        ),
        (
            "revision",
            r"\b(?:revis\w*|amend\w*|predecessor)\b|(?:修订|修改|改)(?:自|的是|了?哪)|基础上[^，。？]{0,4}[改修]|前身|老(?:规|办法|条例)",
            r"修订|修改|修正|废止|\b(?:revis|amend|repeal|replac)",
        ),
        (
            "validity",
            rf"\b{_RULE}\b[^?]*\b(?:(?:stay|remain)s? (?:valid|in force|in effect)|valid for|validity|expir\w+|lapse\w*)\b"
            r"|(?:办法|规定|条例|通知|细则|指南|标准|意见|方案|措施)[^，。？]{0,12}(?:有效期|失效|到期)",
            rf"{_ITSELF}[^。]*(?:有效期|试行期|有效至)|{_ITSELF}.*\b(?:valid|expir|lapse)",
        ),
    )
)
"""What becomes of a rule. Chinese rules say it of themselves in their last articles, a dozen characters each (本办法由…负责解释;
本通知有效期二年), which a long preamble in the question's words outdoes by likeness."""
_REASON_ASKED: Final = re.compile(r"\b(?:why|reasons?|explain\w*)\b|为什么|为何|何以|原因|理由", re.IGNORECASE)
_CAUSE: Final = re.compile(
    r"因为|由于|因此|原因|从而|以便|为了|导致|致使|使得|避免|防止|[源缘]于|归[因结咎]|与[^，。]{1,40}有[^，。]{0,4}关"
    r"|\b(?:because|since|due to|in order to|so that|therefore|owing to|stems? from)\b",
    re.IGNORECASE,
)

_BARRED_ASKED: Final = re.compile(
    r"不[准许得能](?![不够力])|不允许|不可以|禁止|严禁|违禁|\b(?:forbid\w*|forbade|prohibit\w*|bann?(?:s|ed|ing)?|barr?(?:s|ed|ing)"
    r"|must not|may not|not (?:be )?allowed"
    r"|not permitted|off[- ]limits)\b",
    re.IGNORECASE,
)
_BARS: Final = re.compile(
    r"不得|禁止|严禁|不准|不许|不允许|不可以|[^可]不能|\b(?:forbid\w*|prohibit\w*|bann?(?:s|ed)?"
    r"|must not|may not|shall not|not allowed|not permitted)\b",
    re.IGNORECASE,
)
_LEVELS: Final = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"国家(?:级|网信|主管|有关)?(?:部门|机关|网信|局)|中央|国务院"
        r"|\bnational(?:-level)? (?:\w+ ){0,2}(?:authorit|regulator|office|body|bodies|department|administration)",
        r"省一?级|省、自治区|各省|\bprovincial",
        r"市一?级|地市|\bmunicipal|\bcity[- ]level|\bprefectur",
        r"县一?级|区县|\bcounty",
    )
)
"""Levels of government, the state's first, which is never asked for: its bodies are named for having issued a rule far more often than for
what the rule has them do."""

_LARGE = 1000
"""A bare number below this stands in too many sentences to tell them apart."""
_BODY_ASKED = re.compile(
    r"\b(?:which|what) (?:\w+ )?(?:bod(?:y|ies)|agenc(?:y|ies)|departments?|ministr(?:y|ies)|authorit(?:y|ies)|regulators?"
    r"|organi[sz]ations?|compan(?:y|ies)|firms?|institutions?|office)\b"
    r"|\bwho\b|哪[个些一几]?(?:个|家)?(?:政府)?(?:部门|机构|单位|企业|公司|机关|组织)|谁",
    re.IGNORECASE,
)
_A_BODY = re.compile(
    rf"[{IDEOGRAPHS}]{{2}}(?:部门|机构|委员会|总局|办公室|银行|公司|集团|大学|协会|中心|政府|法院|研究[院所])"
    rf"|[{IDEOGRAPHS}]{{2}}[部局厅署委](?:[、，和及与会联]|$)"
    r"|\b(?:Ministry|Commission|Administration|Agency|Office|Bureau|Department|Council|University|Inc|Ltd|Company)\b"
)


def gives_cause(sentence: Sentence) -> bool:
    """Return whether `sentence` has a word that gives a cause or a purpose."""
    return bool(_CAUSE.search(simplified(sentence.read)))


def bonuses(question: str, sentences: Sequence[Sentence], embedder: str = "") -> list[float]:
    """Return `bonus` for each sentence, in their order."""
    return [bonus(question, sentence, embedder) for sentence in sentences]


def bonus(question: str, sentence: Sentence, embedder: str = "") -> float:
    """Return what speaks for `sentence` besides its likeness to `question` by that embedder, a little below 0 to .45, to be added to it.

    >>> asked = "In which cases must a stall be closed within 15 days?"
    >>> within, by = Sentence(0, 9, "The stall shall be closed within 15 days."), Sentence(0, 9, "Stalls shall report by 15 January.")
    >>> bonus(asked, within) > bonus(asked, by)
    True
    """
    weights, asked, total = ties(embedder), _asked(question), 0.0
    if asked.given:
        held = {quantity.meant for quantity in find_quantities(sentence.read)}
        total += weights.given * sum(value in held for value in asked.given) / len(asked.given)
    if asked.body and _A_BODY.search(sentence.text):
        total += weights.body
    if any(_OF_RULE.spoken_of(sentence.text, event) for event in asked.of_rule):
        total += weights.of_rule
    if asked.reason and _CAUSE.search(sentence.text):
        total += weights.cause
    if asked.barred and _BARS.search(sentence.read):
        total += weights.barred
    if asked.counted and counts_thing(asked.counted, sentence.text):
        total += weights.counted
    return total + weights.level * _of_level(asked.levels, sentence.read)


def _of_level(asked: frozenset[int], text: str) -> int:
    """Whether a sentence speaks of the one level of government that is asked for, 1, of others only, -1, or of none, 0."""
    if len(asked) != 1:
        return 0
    named = {at for at, words in enumerate(_LEVELS) if words.search(text)}
    return 1 if asked & named else -1 if named else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks for, read once for all the sentences that may answer it."""

    given: frozenset[tuple[object, ...]]
    """The figures that it names; years and small bare numbers are too common to tell statements apart."""
    body: bool
    of_rule: tuple[str, ...]
    reason: bool
    barred: bool
    counted: str
    """The thing of which a number is asked for, in Chinese as the question has it or as an English noun."""
    levels: frozenset[int]


@lru_cache(maxsize=64)
def _asked(question: str) -> _Asked:
    return _Asked(
        given=frozenset(quantity.meant for quantity in find_quantities(question) if _telling(quantity)),
        body=bool(_BODY_ASKED.search(question)),
        of_rule=_OF_RULE.asked(question),
        reason=bool(_REASON_ASKED.search(question)),
        barred=bool(_BARRED_ASKED.search(question)),
        counted=counted_thing(question) if has_han(question) else counted_noun(question),
        levels=frozenset(at for at, words in enumerate(_LEVELS) if at and words.search(question)),
    )


def _telling(quantity: Quantity) -> bool:
    if quantity.kind == "date":
        return bool(quantity.date and (quantity.date.day or quantity.date.month))
    return bool(quantity.unit) or quantity.kind in ("money", "percent") or quantity.low >= _LARGE
