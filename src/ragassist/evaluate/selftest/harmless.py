"""Changes a good answer in a way that leaves it good, so that the gate's false alarms can be counted.

A gate that compares an answer with itself cannot cry wolf; one that meets the same answer in other words can. Every function
returns the changed entry, or None where it has nothing to change.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from ragassist.evaluate.run.log import Entry
from ragassist.evaluate.selftest.edit import in_a_claim, with_added
from ragassist.lang.detector import detect
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.script import without_space
from ragassist.types import Claim

_EN_WORDS = (
    (r"\babout (?=[\d\w$])", "approximately "),
    (r"\bmust\b(?! not)", "have to"),
    (r"\bincluding\b", "among them"),
    (r"\bsuch as\b", "for example"),
    (r"\bbecause\b", "since"),
    (r"\bhowever\b", "nevertheless"),
    (r"\bshow(s?)\b", r"indicate\1"),
    (r"\bpublished\b", "released"),
    (r"\bset up\b", "established"),
    (r"\bhelp(s?)\b", r"assist\1"),
    (r"\balso\b", "in addition"),
    (r"\bbut\b", "yet"),
    (r"\bwhich\b", "that"),
)
_ZH_WORDS = (
    ("大约|约(?=[0-9一二三四五六七八九十百千万亿])", "大概"),
    ("包括", "包含"),
    ("例如|比如", "譬如"),
    ("因为|由于", "因"),
    ("但是|但", "不过"),
    ("并且|而且", "并"),
    ("应当", "须"),
    ("必须", "须"),
    ("发布(?![者会])", "公布"),
    (f"以及|(?<=[{IDEOGRAPHS}])和(?![林平谐解约睦])", "与"),
    ("其中", "这当中"),
    ("使用(?!者|率|权)", "运用"),
)
_FRAMES = {"en": "According to the document, ", "zh": "根据该文件，"}


def reworded(entry: Entry, written: Mapping[str, Entry], rng: random.Random) -> Entry | None:
    """Return one common word of one claim becomes another that means the same."""
    return in_a_claim(entry, rng, lambda text: _other_word(text, rng))


def framed(entry: Entry, written: Mapping[str, Entry], rng: random.Random) -> Entry | None:
    """Return one claim is introduced with "According to the document"."""
    return in_a_claim(entry, rng, _framed)


def reordered(entry: Entry, written: Mapping[str, Entry], rng: random.Random) -> Entry | None:
    """Return the claims stand in the opposite order, each with its citations."""
    answer = entry.answer
    if answer is None or len(answer.claims) < 2 or any(claim.status == "unsupported" or not claim.citations for claim in answer.claims):
        return None
    claims = answer.claims[::-1]
    gap = " " if answer.answer_lang == "en" else ""
    text = gap.join(claim.text + gap + "".join(f"[{n}]" for n in claim.citations) for claim in claims)
    return replace(entry, answer=replace(answer, answer=text, claims=claims))


def quoted(entry: Entry, written: Mapping[str, Entry], rng: random.Random) -> Entry | None:
    """Return a sentence that the answer cites is quoted behind it, word for word, where it is in the answer's language."""
    answer = entry.answer
    if answer is None or answer.refused:
        return None
    shown = without_space(answer.answer)
    fitting = [c for c in answer.citations if detect(c.quote_clean) == answer.answer_lang and without_space(c.quote_clean) not in shown]
    if not fitting:
        return None
    citation = rng.choice(fitting)
    return replace(entry, answer=with_added(answer, Claim(citation.quote_clean, (citation.n,), "verified", 1.0)))


def rewritten(entry: Entry, written: Mapping[str, Entry], rng: random.Random) -> Entry | None:
    """Return the answer is the one that a person wrote for this question."""
    other = written.get(entry.sample.id)
    if other is None or other.answer is None or entry.answer is None or other.answer.refused or other.answer.answer == entry.answer.answer:
        return None
    return replace(entry, answer=other.answer)


Change = Callable[[Entry, Mapping[str, Entry], random.Random], Entry | None]
KINDS: dict[str, Change] = {
    "reworded": reworded,
    "framed": framed,
    "reordered": reordered,
    "quoted": quoted,
    "rewritten": rewritten,
}


def _other_word(text: str, rng: random.Random) -> str | None:
    words = _ZH_WORDS if detect(text) == "zh" else _EN_WORDS
    fitting = [(pattern, new) for pattern, new in words if re.search(pattern, text)]
    if not fitting:
        return None
    pattern, new = rng.choice(fitting)
    return re.sub(pattern, new, text, count=1)


def _framed(text: str) -> str:
    lang = detect(text)
    # A name keeps its capital letter: only words that would be small within a sentence lose theirs.
    small = re.match(r"(?:The|A|An|In|It|They|This|These|At|By|On|For|From|Under|No)\b", text)
    return _FRAMES[lang] + (text[0].lower() + text[1:] if small else text)
