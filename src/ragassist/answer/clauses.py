"""A claim set beside its evidence clause by clause: whose figure it is, who does what, what is added, what is turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ragassist.models.embed import Embedder
from ragassist.text.entities import Entity, entities
from ragassist.text.language import detect
from ragassist.text.negation import denies_plainly, negations
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.quantities.agree import same_value
from ragassist.text.words import ASKING

_CUT = re.compile(
    r"(?<=[，；。：])|(?<=[,;:])\s|(?<=[.!?])\s|\s(?=(?:and|while|whereas|but|whose|which)\s)"
    r"|(?<=[\u4e00-\u9fff])(?=[而但却]是?[\u4e00-\u9fff]{4})"
)
_NUMERIC = frozenset({"number", "money", "percent", "points", "fraction", "multiple"})
_PAIRED = ("year", "country", "company", "body", "person", "ordinal", "label", "duty", "place", "power")
_ACTORS = frozenset({"country", "company", "body", "person"})
MARGIN = 0.12
"""How much better another name's clause must fit before who does what counts as turned round."""
FIT = 0.3
DENIED_FIT = 0.45
_HAN, _WORDS = 8, 4
NEW_CROSS, NEW_SAME = 0.25, 0.35
"""Likeness below which a clause of the claim is said nowhere in the evidence, across languages and within one."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence between commas or conjunctions, with what is named in it."""

    text: str
    start: int
    sentence: int


def clauses(text: str) -> list[Clause]:
    """The clauses of `text`, in order; commas inside numbers divide nothing."""
    found, last, sentence = [], 0, 0
    for cut in [*(m.end() for m in _CUT.finditer(text)), len(text)]:
        piece = text[last:cut]
        if re.search(r"\w", piece):
            found.append(Clause(piece, last, sentence))
        sentence += bool(re.search(r"[。.!?！？]\s*$", piece))
        last = cut
    return found


def exchanged_sides(claim: str, evidence: str) -> list[str]:
    """Where the claim says yes of those of whom the evidence says no, and no of those of whom it says yes, in English.

    >>> exchanged_sides("美国和英国签了字，中国没有签。", "中国签了字，美国和英国没有签。")
    ['The claim denies of 中国 what the source denies of others.']
    """
    said, meant = _sides(claim), _sides(evidence)
    for names, (denied, surface) in said.items():
        turned = denied and names in meant and not meant[names][0]
        if turned and any(other in meant and meant[other][0] and not own for other, (own, _) in said.items() if not other & names):
            return [f"The claim denies of {surface} what the source denies of others."]
    return []


def _sides(text: str) -> dict[frozenset[str], tuple[bool, str]]:
    """Who a clause is about, and whether it denies something of them, with their names as written."""
    named = [e for e in entities(text) if e.kind in _ACTORS]
    found: dict[frozenset[str], tuple[bool, str]] = {}
    for clause in clauses(text):
        inside = [e for e in named if _inside(e, clause)]
        if inside:
            found[frozenset(e.key for e in inside)] = (bool(negations(clause.text) % 2), text[inside[0].start : inside[-1].end])
    return found


def misplaced_figures(claim: str, evidence: str) -> list[str]:
    """Figures of the claim that the evidence gives to another year, country, firm or body, in English, one sentence each.

    >>> misplaced_figures("China has 9,500 firms and the United States has 1,944.", "美国有9500家企业，中国有1944家。")[0]
    'The claim gives 9,500 to China; the source gives it to 美国.'
    """
    found: dict[str, None] = {}
    source = list(_figures(evidence))
    for q, mine, _ in _figures(claim):
        same = [(e, owners) for e, _, owners in source if same_value(q, e)]
        if len(same) != 1:
            continue
        _, owners = same[0]
        for kind, owner in mine.items():
            other = owners.get(kind)
            # Only a real exchange: the claim's owner has figures of its own in the evidence.
            elsewhere = any(own.get(kind) and own[kind].key == owner.key for _, _, own in source)
            if other and other.key != owner.key and elsewhere:
                surface, theirs = claim[owner.start : owner.end], evidence[other.start : other.end]
                found[f"The claim gives {q.surface.strip()} to {surface}; the source gives it to {theirs}."] = None
    return list(found)


def _figures(text: str) -> Iterator[tuple[Quantity, dict[str, Entity], dict[str, Entity]]]:
    """Each figure with the one name of each kind in its own clause, and with those of the sentence so far where its own has none."""
    named = entities(text)
    carried: dict[str, Entity] = {}
    sentence = 0
    for clause in clauses(text):
        if clause.sentence != sentence:
            carried, sentence = {}, clause.sentence
        inside = [e for e in named if _inside(e, clause)]
        keys = {kind: {e.key: e for e in inside if e.kind == kind} for kind in _PAIRED}
        own = {kind: next(iter(there.values())) for kind, there in keys.items() if len(there) == 1}
        carried = {**carried, **own}
        several = {kind for kind, there in keys.items() if len(there) > 1}
        for q in find_quantities(clause.text):
            if q.kind in _NUMERIC and (q.high > 3 or q.kind != "number"):
                # A year opens a sentence and holds for its clauses; who acts may change with each.
                mine = {**{kind: e for kind, e in carried.items() if kind == "year" and kind not in several}, **own}
                yield q, mine, {kind: e for kind, e in carried.items() if kind not in several}


class ClauseCheck:
    """The checks that need an encoder; holds one claim's and one evidence's clauses and their likenesses."""

    def __init__(self, claim: str, evidence: str, embedder: Embedder) -> None:
        """Encode the clauses of both, as they are and with their names taken out."""
        self._claim, self._evidence = claim, evidence
        self._mine, self._theirs = clauses(claim), clauses(evidence)
        self._cross = detect(claim) != detect(evidence)
        texts = [c.text.strip() for c in (*self._mine, *self._theirs)]
        bare = [_without_names(claim, c) for c in self._mine] + [_without_names(evidence, c) for c in self._theirs]
        vectors = embedder.sentences([*texts, *bare], [detect(t) for t in (*texts, *texts)])
        n, m = len(self._mine), len(self._theirs)
        self.likeness = vectors[:n] @ vectors[n : n + m].T
        self.bare = vectors[n + m : n + m + n] @ vectors[n + m + n :].T

    def turned_round(self) -> list[str]:
        """Where a clause of the claim says of one name what the evidence says of another, in English, one sentence each."""
        found: dict[str, None] = {}
        if len(self._theirs) < 2:
            return []
        mine, theirs = entities(self._claim), entities(self._evidence)
        for i, clause in enumerate(self._mine):
            for kind in _PAIRED:
                own = {e.key: e for e in mine if e.kind == kind and _inside(e, clause)}
                if len(own) != 1:
                    continue
                key, entity = next(iter(own.items()))
                by_name: dict[str, tuple[float, Entity]] = {}
                for j, other in enumerate(self._theirs):
                    there = {e.key: e for e in theirs if e.kind == kind and _inside(e, other)}
                    if len(there) == 1:
                        name, e = next(iter(there.items()))
                        by_name[name] = max(by_name.get(name, (-1.0, e)), (float(self.bare[i, j]), e), key=lambda pair: pair[0])
                if key not in by_name or len(by_name) < 2:
                    continue
                rival = max((name for name in by_name if name != key), key=lambda name: by_name[name][0])
                fit, e = by_name[rival]
                if fit >= FIT and fit - by_name[key][0] >= MARGIN:
                    said, meant = self._claim[entity.start : entity.end], self._evidence[e.start : e.end]
                    found[f"The claim says of {said} what the source says of {meant}."] = None
        return list(found)

    def denied(self) -> list[str]:
        """Where a clause of the evidence denies what the claim's clause closest to it asserts."""
        for i, clause in enumerate(self._mine):
            if denies_plainly(clause.text):
                continue
            j = int(self.likeness[i].argmax())
            if self.likeness[i, j] >= DENIED_FIT and negations(self._theirs[j].text) % 2 and not denies_plainly(self._claim):
                return ["The source denies something that the claim asserts."]
        return []

    def added(self) -> list[str]:
        """The clauses of a claim of several that are like nothing in the evidence, in English, one sentence each."""
        least = NEW_CROSS if self._cross else NEW_SAME
        if len(self._mine) < 2:
            return []
        new = [
            clause.text.strip(" ，,。.") for i, clause in enumerate(self._mine) if _tells(clause.text) and self.likeness[i].max() < least
        ]
        return [f"The claim adds “{text}”; the source says nothing like it." for text in new]


def turned_actor(claim: str, evidence: str) -> list[str]:
    """Where two names that are all a plain active sentence is about have changed places.

    >>> turned_actor("Nvidia summoned the Cyberspace Administration of China.", "国家互联网信息办公室约谈英伟达。")
    ['The claim puts Nvidia first where the source has 国家互联网信息办公室.']
    """
    said, meant = (_apart([e for e in entities(text) if e.kind in _ACTORS], text) for text in (claim, evidence))
    if len(said) != 2 or len(meant) != 2 or [e.key for e in said] != [meant[1].key, meant[0].key]:
        return []
    if not (_active(claim, said) and _active(evidence, meant)):
        return []
    return [f"The claim puts {claim[said[0].start : said[0].end]} first where the source has {evidence[meant[0].start : meant[0].end]}."]


def _apart(named: Sequence[Entity], text: str) -> list[Entity]:
    """Without the country that opens the name of its body: 中国 in 中国国家互联网信息办公室."""
    return [
        e
        for e, after in zip(named, [*named[1:], None], strict=False)
        if not (after and e.kind == "country" and not text[e.end : after.start].strip(" '’s"))
    ]


_TURNING = re.compile(
    r"[，。；、,;]|[被由受向对把给为与和同及获从在以]|\b(?:by|from|to|with|of|and|or|for|in|at|on|against|was|were|been|than|as)\b",
    re.IGNORECASE,
)


def _active(text: str, names: Sequence[Entity]) -> bool:
    between = text[names[0].end : names[1].start]
    return len(between.strip()) >= 2 and not _TURNING.search(between)


def _inside(entity: Entity, clause: Clause) -> bool:
    return clause.start <= entity.start < clause.start + len(clause.text)


def _without_names(text: str, clause: Clause) -> str:
    """The clause with its names of the kinds that can be exchanged cut out; the clause itself if nothing is left."""
    pieces, last = [], clause.start
    end = clause.start + len(clause.text)
    for e in entities(text):
        if e.kind in _PAIRED and clause.start <= e.start and e.end <= end:
            pieces.append(text[last : e.start])
            last = e.end
    bare = " ".join([*pieces, text[last:end]]).strip()
    return bare if re.search(r"\w{2}|[\u4e00-\u9fff]", bare) else clause.text.strip()


def _tells(text: str) -> bool:
    """Whether a clause is long enough to be told from a piece of a longer one, such as "and can provide public services"."""
    if re.search(r"[\u4e00-\u9fff]", text):
        return len(re.findall(r"[\u4e00-\u9fff]", text)) >= _HAN
    return sum(word not in ASKING for word in re.findall(r"[a-z]{3,}", text.lower())) >= _WORDS
