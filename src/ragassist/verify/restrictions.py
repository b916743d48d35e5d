"""What a text lets be done only in one case, in whatever words: who is shut out, what is asked for, what is allowed without a denial."""

from __future__ import annotations

import re

from ragassist.verify.predicates import negations
from ragassist.verify.rules import sign
from ragassist.verify.view import Part

_SHUT_OUT = re.compile(
    r"(?:不|未|没有?|无)[^。；]{1,40}?(?:的)?，?[^，。；]{0,24}(?:不得|不能|不予|不可|禁止)|(?:不得|不能|禁止)[^，。；]{0,16}(?:[两二]次|再次|重复|其他)"
    r"|否则|经[^，。；]{1,16}(?:批准|同意|许可|确认)后|须经[^，。；]{1,20}(?:确认|同意|批准|许可|审核|核准)"
    r"|所称|(?:是|系)指|\b(?:not|no|never)\b[^.;]{1,80}\b(?:without|until|if|who|that|twice|again)\b|\b(?:means|defined\sas)\b",
    re.IGNORECASE,
)
"""Shuts all others out without a word for it: who has no permit must not land, twice is forbidden, a ferry is defined as, or else."""
_ONE_WAY = re.compile(
    r"一律(?:采用?|使用|通过|经由?|以|用|在)|[，；。]\s?[^，。；]{0,10}不(?:再)?(?:受理|接受|接收|收取|采纳|认可|承认)(?!的)"
    r"|\b(?:does|do|is|are|will\sbe)\snot\s(?:accept|recogni[sz]|tak)\w*",
    re.IGNORECASE,
)
"""What is done in one way without exception, and what is not accepted: 一律网上办理，不受理纸质材料."""
_NOT_BUT = re.compile(
    r"(?:没有|未|不是)[^。；]{1,30}，\s?(?:但是?|而是)|[，；。]\s?其[他余它]|(?:不得|不能)(?:自行|擅自|单独|私自)|\bnot\b[^.;]{1,60}\bbut\b",
    re.IGNORECASE,
)
"""Not the one but the other: only the other. What is said of the others, or not left to them, holds them apart too."""
_MAY_ONLY = re.compile(
    r"\b(?:may|can|could|possible|allowed|permitted|permissible)\s(?:[\w'’-]+\s){0,6}?only\b"
    r"|\b(?:let|lets|letting|allow(?:s|ed|ing)?|permit(?:s|ted|ting)?)\b[^.;,]{1,60}\bonly\b"
    r"|\bonly\s(?:[\w-]+\s){0,3}(?:that|which|who|whose|with)\b[^.;]*\b(?:may|can)\b|只[能可准许]",
    re.IGNORECASE,
)
"""Who may only do this must do it."""
_NOT_WITHOUT = re.compile(
    r"(?:\b(?:not|no|nobody|none|never|cannot|neither|nor)\b|n['’]t\b)[^.;]*\b(?:without|unless|until|before|except|other\sthan|un(?!der|if|it|io|iq|iv)\w{3,}ed"
    r"|(?:that|which|who)\s(?:\w+\s){0,2}not)\b"
    r"|(?:不|未|没有?|无)[^，。；]{1,20}，?[^，。；]{0,12}?(?:不得|不能|不可|不予|不许)|非[^，。；]{1,16}不",
    re.IGNORECASE,
)
"""A denial of what is without something requires that thing: "may not be drawn up without asking" says that one must ask."""
_NOT_ALONE = re.compile(
    r"(?:\b(?:not|no|never|cannot)\b|n['’]t\b)[^.;,]*\b(?:alone|on\s(?:its|their|his|her|one['’]s)\sown|(?:it|him|her)self|themselves|unilaterally)\b"
    r"|(?:不得|不能|不可|不许)[^，。；]{0,6}(?:单独|自行|擅自|私自)",
    re.IGNORECASE,
)
"""A denial of what one does alone requires another: "cannot close the pier on its own"."""
_DUE_ONLY_IF = re.compile(
    r"\b(?:must|shall|ha(?:s|ve)\sto|needs?|demands?|requires?|required|obliged|due|owes?|owed)\b[^.;]{0,80}\bonly\s(?:where|when|if|in\scases?)\b"
    r"|只有?在[^。；]{2,30}(?:时|情况下|情形下)才(?:需要?|应当?|须|必须|要求)",
    re.IGNORECASE,
)
"""Says when alone something is required."""
_DUE_IN_CASE = re.compile(
    r"(?:要求|应当?|必须|须)[^，。；]{0,2}在[^，。；]{2,40}(?:时|的?情况下|情形下)|在[^，。；]{2,40}(?:时|的?情况下|情形下)，?(?:应当?|必须|须)"
    r"|的，(?:[^，。；]{1,12})?(?:应当?|必须|须)|\b(?:if|when|where|in\scases?)\b[^.;]{3,120}\b(?:must|shall|ha(?:s|ve)\sto)\b"
    r"|\b(?:must|shall|ha(?:s|ve)\sto)\b[^.;]{3,120}\b(?:if|when|where|in\scases?)\b",
    re.IGNORECASE,
)
"""A duty that the source ties to a case: what is due in that case is due only in it, as far as that rule goes."""
_COMPARED = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower|later|earlier|longer|shorter|larger|smaller|stricter|laxer|above|below|over|beyond|exceed\w*"
    r"|surpass\w*|fall\w*|lack)\b|[超过高低多少大小晚早长短]于|超[过出]|[高低大多]?过(?=[\d一二三四五六七八九十百])|高过|低过",
    re.IGNORECASE,
)
"""More or less than something."""


_ONLY_MUST = re.compile(
    r"\bonly\s(?:[\w'’-]+\s){1,6}?(?:must|shall|ha(?:s|ve)\sto|need\sto|(?:is|are)\s(?:required|obliged)\sto)\b|只有[^，。；]{1,20}(?:必须|应当)",
    re.IGNORECASE,
)
"""Says of whom alone something is required."""


_ONLY_AFTER = re.compile(r"\bonly\s(?:after|once|upon|when|on)\b", re.IGNORECASE)
"""Says that something waits for another."""


def shuts_out(claim: Part, source: Part) -> bool:
    """Return whether the source shuts all others out, in whatever words, or makes a duty of what the claim says may only be so.

    >>> [shuts_out(Part("Only insured ferries may sail."), Part(text)) for text in ("未投保的渡轮，不得开航。", "投保的渡轮可以开航。")]
    [True, False]
    """
    must = sign("must_plain").search(source.text)
    owed = must and _MAY_ONLY.search(claim.text)
    # 一般渡轮可以投保，客渡轮应当投保: only those of which the source requires it must.
    left_free = must and sign("may").search(source.text) and _ONLY_MUST.search(claim.text)
    waits = _ONLY_AFTER.search(claim.text) and sign("after_step").search(source.text)
    in_case = _DUE_ONLY_IF.search(claim.text) and _DUE_IN_CASE.search(source.text)
    return bool(
        owed
        or left_free
        or in_case
        or waits
        or sign("only_wide").search(source.text)
        or _SHUT_OUT.search(source.text)
        or _ONE_WAY.search(source.text)
        or _NOT_BUT.search(source.text)
    )


def demands(said: str, meant: str) -> bool:
    """Return whether the claim requires what the source forbids to go without: "needs a permit", "only with one" for 未经许可不得.

    >>> [demands(f"{word} ferries may sail.", "未投保的渡轮，不得开航。") for word in ("Only insured", "Insured")]
    [True, False]
    """
    if not forbids_without(meant):
        return False
    return bool(sign("only").search(said) or (sign("must").search(said) and not permits(said)))


def forbids_alone(text: str) -> bool:
    """Return whether a text denies that somebody does something alone, and so requires another: "cannot close the pier on its own"."""
    return bool(_NOT_ALONE.search(text))


def bounded(claim: str, source: str) -> bool:
    """Return whether the claim's denial may be a bound of the source in other words, which arithmetic compares.

    >>> [bounded(f"No ferry may {said}.", "渡轮载客不得超过十人。") for said in ("carry more than ten", "sail")]
    [True, False]
    """
    return bool(sign("limit").search(source) and _COMPARED.search(claim))


def forbids_without(text: str) -> bool:
    """Return whether a text denies what is done without something, and so requires that thing: 未经许可不得离港."""
    return bool(_NOT_WITHOUT.search(text))


def permits(text: str) -> bool:
    """Return whether some clause allows something, with no denial before the permission or right behind it."""
    return any(_is_plain(text, match) for match in sign("permits").pattern.finditer(text))


def _is_plain(text: str, match: re.Match[str]) -> bool:
    before = re.split(r"[，；。,;.:]", text[: match.start()])[-1]
    return not negations(before) and not negations(text[match.end() : match.end() + 12].split(",")[0])
