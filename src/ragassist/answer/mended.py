"""What a small model's English gets wrong every time and arithmetic or grammar can put right: torn figures, a past told as a future."""

from __future__ import annotations

import re

from ragassist.text.quantities import years_in
from ragassist.verify.rules import sign

_TORN = re.compile(r"\b\d{1,3}(?:, ?\d{3})+\b")
_WILL = re.compile(
    r"\b(?P<before>\w+) will (?!(?:not|never|also|still|only|no|just|even|soon|further|then|all|both|[a-z]+ly)\b)(?P<verb>[a-z]+)\b",
    re.IGNORECASE,
)
_LATER = re.compile("将|会|预计|预期|有望|计划|拟|力争|目标|争取|到时|届时|明年|未来|之前|以前|前(?=[，。完达实])|底前")
"""A Chinese text that speaks of what is to come, in whatever words."""
_PAST = {
    "be": "was", "have": "had", "reach": "reached", "exceed": "exceeded", "become": "became", "grow": "grew", "rise": "rose",
    "fall": "fell",
    "hold": "held", "make": "made", "bring": "brought", "build": "built", "go": "went", "come": "came", "begin": "began", "see": "saw",
    "take": "took", "give": "gave", "get": "got", "lead": "led", "meet": "met", "win": "won", "sell": "sold", "buy": "bought", "set": "set",
    "cut": "cut", "put": "put", "spend": "spent", "drop": "dropped", "stop": "stopped", "account": "accounted", "total": "totalled",
}  # fmt: skip


def mended(english: str, fixed: str, sentence: str, context: str) -> str:
    """Return a rendering with figures joined as they were written beforehand, and the past told as past.

    Args:
        english: what the model wrote.
        fixed: what it read.
        sentence: the Chinese.
        context: what stands around it; a line that is a date is the day of its document.

    >>> mended("The port has 370, 000 buoys.", "港口有 370,000 浮标", "", "")
    'The port has 370,000 buoys.'
    >>> mended("The fleet will exceed 90 boats in 2021.", "", "2021年船队超过90艘。", "2022-03-01")
    'The fleet exceeded 90 boats in 2021.'
    """
    joined = _TORN.sub(lambda match: whole if (whole := match[0].replace(" ", "")) in fixed else match[0], english)
    return _WILL.sub(_past, joined) if is_past(sentence, context) else joined


def is_past(sentence: str, context: str) -> bool:
    """Return whether a Chinese sentence tells only of years before that of its document, and of nothing to come.

    >>> [is_past("2021年船队超过90艘。", date) for date in ("2022-03-01", "2021-12-31", "")]
    [True, False, False]
    """
    dated = re.search(r"^((?:19|20)\d\d)-\d\d-\d\d$", context, re.MULTILINE)
    years = years_in(sentence)
    if dated is None or not years or _LATER.search(sentence) or sign("open").search(sentence):
        return False
    return max(years) < int(dated[1])


def _past(match: re.Match[str]) -> str:
    verb = match["verb"].lower()
    several = match["before"].lower() in ("there", "they", "which", "that", "and") or re.search("(?<!s)s$", match["before"])
    said = "were" if verb == "be" and several else _PAST.get(verb) or _regular(verb)
    return f"{match['before']} {said}"


def _regular(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    return re.sub(r"(?<=[^aeiou])y$", "i", verb) + "ed"
