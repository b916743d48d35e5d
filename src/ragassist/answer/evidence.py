"""From retrieved passages to numbered source sentences: which ones, and how much of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ragassist.answer.cells import asked_cell, strengths
from ragassist.answer.expected import expected_kinds, holds
from ragassist.models.embed import Embedder
from ragassist.text.language import detect
from ragassist.text.sentences import ENGLISH_WORDS
from ragassist.text.words import query_words, words
from ragassist.types import Evidence, Hit, Lang, Sentence

_PLACED_WORDS, _OWN_WORDS, _RANK, _KIND = 0.5, 0.07, 0.07, 0.16
"""What counts beside the meaning of a sentence in its place: shared words there and in the sentence alone, the rank of its
passage, and a quantity of the kind asked for. Fitted by softmax over candidate sentences (`eval/bench/SENTENCES.md`)."""
_CELL = 0.5
"""What counts for the row of a table of which the question names both the row and a column: more than likeness tells rows apart."""
_ROUGH = 2.3
"""The same counts so many times more beside the cheap likeness by which the first choice is made."""
_SCORED_TWICE = 20
_LEAST_SIMILARITY = 0.24
_MIN_CHARS = {"zh": 8, "en": 20}
_ENDS = re.compile(r"[。！；.!;…][”’\"'）)』」]*\s*$")
_CUT_OFF = re.compile(r"(?:\.\.\.|\s…|[\u4e00-\u9fff]\d+\.)\s*$")
"""How a teaser or a search result ends: the rest of the sentence is somewhere else, or of its last number (达到9.)."""
_FOREIGN = re.compile(ENGLISH_WORDS + r"[.!?](?=[^\n]*[\u4e00-\u9fff])")
"""A whole English sentence inside a Chinese one: two texts that stand together by accident, or an instruction that was planted."""
_QUESTION = re.compile(r"[？?][”’\"'）)』」]*$")
_OPENS_LIST = re.compile(r"[：:]$")
_REFERENCES = re.compile(
    r"参考文献|资料来源|参考资料|注释|^来源|\b(?:references|sources|bibliography|further reading|notes)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is worked on: self-contained, in the asker's language, with its translation where one was made."""

    text: str
    lang: Lang
    answer_lang: Lang
    translation: str | None = None

    def in_language(self, lang: Lang) -> str | None:
        """The question in `lang`, if it is known in that language."""
        if detect(self.text) == lang:
            return self.text
        return self.translation


def rank_sentences(question: Question, hits: Sequence[Hit], embedder: Embedder) -> list[Evidence]:
    """Every statement in `hits`, best first, numbered from 1.

    A sentence is read in its place, under its document's title and its heading, for "it takes effect on 1 September" says
    nothing without them. Its score is the likeness of that to the question in both languages, plus the share of the question's
    words found in it, in its title, headings and the sentence before (rare words counting more), plus a little for the rank of
    its passage and for holding the kind of quantity that is asked for. All are scored roughly first; the first twenty are then
    read by the passage encoders, which tell more and cost more. Headings, questions and fragments are left out. Ties keep the
    passages' order.
    """
    found = [
        _Candidate(hit, sentence, before)
        for hit in hits
        for sentence, before in zip(hit.passage.sentences, (None, *hit.passage.sentences), strict=False)
        if is_statement(sentence, hit)
    ]
    if not found:
        return []
    versions = [question.text] + ([question.translation] if question.translation else [])
    langs = [detect(version) for version in versions]
    texts = [item.sentence.read for item in found]
    asked = embedder.sentences(versions, langs)
    similarity = (embedder.sentences(texts, [detect(text) for text in texts]) @ asked.T).max(axis=1)
    prior = _priors(question, found)
    rough = sorted(
        (
            (float(similar) + _ROUGH * before, float(similar), before, item)
            for item, similar, before in zip(found, similarity, prior, strict=True)
        ),
        key=lambda entry: -entry[0],
    )
    rough = _without_repeats(rough)
    first = [item for *_, item in rough[:_SCORED_TWICE]]
    read = embedder.passages([item.placed for item in first], [detect(item.sentence.read) for item in first])
    likeness = (read @ embedder.questions(versions, langs).T).mean(axis=1)
    again = [
        Evidence(0, item.sentence, item.hit, float(like) + before, similar)
        for (_, similar, before, item), like in zip(rough, likeness, strict=False)
    ]
    again.sort(key=lambda evidence: -evidence.score)
    least = min(evidence.score for evidence in again)
    rest = [Evidence(0, item.sentence, item.hit, min(least, before), similar) for _, similar, before, item in rough[_SCORED_TWICE:]]
    return number([_with_cell(question.text, item) for item in [*again, *rest]])


def _with_cell(question: str, item: Evidence) -> Evidence:
    asked = asked_cell(question, item.sentence)
    return item if asked is None else replace(item, cell=asked.cell)


def relevant(evidence: Sequence[Evidence]) -> bool:
    """Whether any of it is about the question at all.

    Over the evaluation set, the most similar sentence reaches .26 or more for every answerable Chinese question, and for an
    English one with its translation .32; it stays below .22 for questions about something else.
    """
    return any(item.similarity >= _LEAST_SIMILARITY for item in evidence)


def number(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same, numbered from 1 in the order given."""
    return [replace(item, n=n) for n, item in enumerate(evidence, start=1)]


def is_statement(sentence: Sentence, hit: Hit) -> bool:
    """Whether a statement says something that can be cited.

    A finished sentence does, and so do an item of a list and a row of a table, which need no end mark; a heading, the names of a table's
    columns, a question, and an entry of a reference list do not.
    """
    text = sentence.text.strip()
    whole = sentence.read.strip()
    if sentence.kind == "head" or len(whole) < _MIN_CHARS[detect(whole)] or _FOREIGN.search(text):
        return False
    if sentence.kind == "sentence" and (not _ENDS.search(text) or _CUT_OFF.search(text)):
        return False
    if sentence.kind == "item" and (_QUESTION.search(text) or _OPENS_LIST.search(text)):
        return False
    if sentence.kind == "row" and sum(bool(cell.text) for cell in sentence.cells) < 2 and sentence.cells:
        return False
    heading = hit.passage.heading
    return not any(_REFERENCES.search(title) for title in heading) and text not in heading and text != hit.document.meta.title


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence with where it stands."""

    hit: Hit
    sentence: Sentence
    before: Sentence | None

    @property
    def above(self) -> str:
        """Its document's title and the heading right above it."""
        return " ".join(dict.fromkeys([self.hit.document.meta.title, *self.hit.passage.heading[-1:]]))

    @property
    def placed(self) -> str:
        """The sentence under its title and heading."""
        return f"{self.above}\n{self.sentence.read}".strip()

    @property
    def around(self) -> str:
        """All that a reader knows when she comes to the sentence."""
        return " ".join([self.hit.document.meta.title, *self.hit.passage.heading, self.before.text if self.before else ""])


def _priors(question: Question, found: Sequence[_Candidate]) -> list[float]:
    """For each sentence what speaks for it besides its meaning; rarity of words is counted over these sentences."""
    held = [set(words(item.sentence.read)) for item in found]
    frequency = Counter(word for own in held for word in own)
    kinds = expected_kinds(question.text)
    asked = {lang: set(query_words(question.in_language(lang) or question.text)) for lang in ("en", "zh")}

    def weight(wanted: set[str]) -> float:
        return math.fsum(math.log(1 + len(found) / (1 + frequency[word])) for word in wanted)

    whole = {lang: weight(asked[lang]) or 1.0 for lang in asked}
    named = strengths(question.text, [item.sentence for item in found])
    priors: list[float] = []
    for item, own, strength in zip(found, held, named, strict=True):
        lang = detect(item.sentence.read)
        alone = weight(asked[lang] & own) / whole[lang]
        placed = weight(asked[lang] & (own | set(words(item.around)))) / whole[lang]
        fits = _KIND if kinds and holds(item.sentence.read, kinds) else 0.0
        priors.append(_PLACED_WORDS * placed + _OWN_WORDS * alone + _RANK / item.hit.rank + fits + _CELL * strength)
    return priors


def _without_repeats(rough: list[tuple[float, float, float, _Candidate]]) -> list[tuple[float, float, float, _Candidate]]:
    """One of each sentence: overlapping spans of one document and the same words in several count once."""
    seen: set[str] = set()
    kept: list[tuple[float, float, float, _Candidate]] = []
    for entry in rough:
        folded = "".join(entry[3].sentence.read.split())
        if folded not in seen:
            seen.add(folded)
            kept.append(entry)
    return kept
