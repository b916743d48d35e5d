"""The sides of an English statement that can change places: two who act, the two things of a comparison, the subjects of two clauses.

The order of words says who does what to whom, and a statement about two keeps its words when it is turned round. What may be exchanged is
found by what marks it in any text: nouns of those who act, the word that compares, the word that two clauses share. (In Chinese none of 154
false claims by others was caught so that nothing else had caught: `eval/bench/CONTRASTS.md`.)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ragassist.lang.en import AGENTS, ASKING
from ragassist.verify.clauses import Clause
from ragassist.verify.finding import Span
from ragassist.verify.view import Part

Sides = tuple[Span, Span]
"""Two stretches of a text, in order, not overlapping."""
_MODALS = r"must|shall|may|can|will|would|should|might|could|cannot"
_STOP = (
    rf"(?:{'|'.join(sorted(ASKING))}|{_MODALS}|and|or|not|no|but|to|under|against|between|among|while|whereas|where|unless|each|every|all|any"
    r"|other|such|its|than|said|says|whether|without|within|upon|after|before)\b"
)
_AGENT = re.compile(
    rf"(?:(?:^|(?<=[,;:]\s)|\b(?:of|by|from|with|for|on|against|between|among|and|or|but|while|whereas|that|than|if|when|where|unless"
    rf"|the|an?|its|their|any|each|every|all|no|some|other|such)\s)(?P<whole>(?:(?!{_STOP})[\w'’-]+\s){{0,4}}?{AGENTS})|\b(?P<bare>{AGENTS}))\b(?!['’]|\s{AGENTS}\b)",
    re.IGNORECASE,
)
"""Somebody who acts or is acted upon, with the words before that say which."""
_WORDS = r"[^,.;:]{3,70}?"
_COMPARED = (
    re.compile(rf"\bnot\s(?P<a>{_WORDS}),?\sbut\s(?:rather\s)?(?P<b>[^,.;]{{3,70}})", re.IGNORECASE),
    re.compile(
        rf"(?P<a>{_WORDS}),?\s(?:rather\sthan|instead\sof|as\sopposed\sto|more\sthan|less\sthan|and\snot|but\snot|(?<=,\s)not)"
        rf"\s(?!\d|(?:a|one|two|three|half)\b)(?P<b>[^,.;]{{3,60}})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:more|less|rather|sooner|better|worse|\w{{3,}}er)\s(?P<a>{_WORDS})\sthan\s(?!\d)(?P<b>[^,.;]{{3,60}})", re.IGNORECASE
    ),
)
"""The two things of a choice or of a comparison."""
_LEADS_ON = re.compile(
    r"\s+(?:(?:and|but|while|whereas|or|yet|so|that|which)\s+)?|(?:and|but|while|whereas|or|yet|so|that|which)\s+", re.IGNORECASE
)
"""What opens a clause before its subject."""
_MOST_WORDS = 10
"""Words of a subject: what is longer is hardly one."""


def sides(part: Part) -> Iterator[Sides]:
    """Yield the pairs of stretches of an English `part` that can change places, comparisons first, then subjects, then those who act.

    >>> text = "Port authorities must report to the captain."
    >>> [(text[a:b], text[c:d]) for (a, b), (c, d) in sides(Part(text))]
    [('Port authorities', 'captain')]
    """
    yield from _compared(part)
    yield from _subjects(part)
    yield from _agents(part)


def _agents(part: Part) -> Iterator[Sides]:
    """Each two different ones who act or are acted upon, neighbours first."""
    spans = [m.span("whole") if m["whole"] else m.span("bare") for m in _AGENT.finditer(part.text)]
    for gap in range(1, len(spans)):
        for one, other in zip(spans, spans[gap:], strict=False):
            if part.text[slice(*one)].lower() != part.text[slice(*other)].lower():
                yield one, other


def _compared(part: Part) -> Iterator[Sides]:
    """The two things of a comparison or of a choice; where both begin with one preposition, from there on."""
    for pattern in _COMPARED:
        for match in pattern.finditer(part.text):
            other = _trimmed(part.text, match.span("b"))
            one = _parallel(part.text, match.span("a"), other)
            if one[0] < one[1] and other[0] < other[1]:
                yield one, other


def _parallel(text: str, one: Span, other: Span) -> Span:
    """The end of `one` that is built like `other`: from the same first word, or of as many words."""
    words = text[slice(*other)].split()
    opening = text.lower().rfind(f" {words[0].lower()} ", one[0], one[1]) if words else -1
    if opening >= 0:
        return opening + 1, one[1]
    starts = [m.start() for m in re.finditer(r"\S+", text[slice(*one)])]
    return (one[0] + starts[max(0, len(starts) - len(words))], one[1]) if starts else (one[0], one[0])


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    return start, start + len(text[start:end].rstrip())


def _subjects(part: Part) -> Iterator[Sides]:
    """What stands before the verb in two clauses that share that verb."""
    for one, other in itertools.combinations(part.clauses[:4], 2):
        pair = _before_shared(part, one, other)
        if pair and all(_is_subject(part.text[slice(*span)]) for span in pair):
            yield pair


def _is_subject(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= _MOST_WORDS and any(word.lower() not in ASKING for word in words)


def _before_shared(part: Part, one: Clause, other: Clause) -> Sides | None:
    """What stands before the first word that both clauses have and that is none of the small ones."""
    first, second = (_words(clause) for clause in (one, other))
    for word, at in first.items():
        if word in second and at > one.start and second[word] > other.start:
            begins = [clause.start + (opens.end() if (opens := _LEADS_ON.match(clause.text)) else 0) for clause in (one, other)]
            return _trimmed(part.text, (begins[0], at)), _trimmed(part.text, (begins[1], second[word]))
    return None


def _words(clause: Clause) -> dict[str, int]:
    """Each telling word of a clause and where it first stands."""
    found: dict[str, int] = {}
    for match in re.finditer(r"[A-Za-z]{3,}", clause.text):
        if match[0].lower() not in ASKING:
            found.setdefault(match[0].lower(), clause.start + match.start())
    return found
