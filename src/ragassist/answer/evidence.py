"""From retrieved passages to numbered source sentences: which ones, and how much of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ragassist.answer.cells import asked_cell, strengths
from ragassist.answer.expected import expected_kinds, holds
from ragassist.answer.late_interaction import dealt_anew
from ragassist.answer.parts import in_full
from ragassist.answer.suits import bonuses
from ragassist.answer.two_texts import names_draft
from ragassist.lang import en, zh
from ragassist.models.calibration.fitted import TwiceReadWeights, relevance, statement_weights, twice_read_weights
from ragassist.models.embed import Embedder, in_one_space, word_reader
from ragassist.text.glossary import Glossary
from ragassist.text.terms import query_words, words
from ragassist.types import Evidence, Hit, Lang, Passage, Sentence

if TYPE_CHECKING:
    from ragassist.models.embed import Vectors

Told = Callable[[Sequence[Passage]], "list[Vectors]"]
_T = TypeVar("_T")
_Ranked = tuple[float, float, "_Candidate", tuple[float, ...]]

_SCORED_TWICE = 20
_MADE_NOW = 48
"""So many missing vectors of statements are made while somebody waits: two seconds' worth."""
_MIN_CHARS = {"zh": 8, "en": 20}
_STEM_CHARS = {"zh": 14, "en": 40}
"""A shorter sentence that opens a list only announces it."""
_ENDS = re.compile(r"[。！；.!;…][”’\"'）)』」]*\s*$")
_CUT_OFF = re.compile(rf"(?:\.\.\.|\s…|[{zh.IDEOGRAPHS}]\d+\.)\s*$")
"""How a teaser or a search result ends: the rest of the sentence is somewhere else, or of its last number (达到9.)."""
_FOREIGN = re.compile(rf"{en.SENTENCE}[.!?](?=[^\n]*[{zh.IDEOGRAPHS}])")
"""A whole English sentence inside a Chinese one: two texts that stand together by accident, or an instruction that was planted."""
_QUESTION = re.compile(r"[？?][”’\"'）)』」]*$")
_OPENS_LIST = re.compile(r"[：:]$")
_REFERENCES = re.compile(rf"{zh.SOURCES}|注释|^(?:{zh.NOTES})|\b(?:{en.SOURCES}|{en.NOTES})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is worked on: self-contained, in the asker's language, with its translation where one was made."""

    text: str
    lang: Lang
    answer_lang: Lang
    translation: str | None = None
    parts: tuple[str, ...] = ()
    """What it asks, one by one, where it asks several things; else empty."""
    terms: Glossary | None = field(default=None, compare=False, repr=False)
    """The glossary that the settings name; None for the program's own."""

    @property
    def other_lang(self) -> Lang:
        """The language that it was not asked in: that of `translation`."""
        return "en" if self.lang == "zh" else "zh"

    def asked(self, parts: Sequence[int]) -> tuple[str, ...]:
        """Return the words of these parts (from 0); the whole question where it is one."""
        return tuple(self.parts[part] for part in parts if part < len(self.parts)) or (self.text,)

    def in_language(self, lang: Lang) -> str | None:
        """Return the question in `lang`; None where it is not known in that language."""
        if self.lang == lang:
            return self.text
        return self.translation


def rank_sentences(question: Question, hits: Sequence[Hit], embedder: Embedder, told: Told | None = None) -> list[Evidence]:
    """Return every statement in `hits`, best first, numbered from 1.

    Where the encoder puts questions, passages and statements into one space, a statement's score is its own likeness to the question,
    read under its title and heading, and a share of its passage's. An encoder that cannot is asked twice (`_by_reading_twice`).

    Args:
        question: as it is worked on.
        hits: the passages found.
        embedder: the encoder that found them.
        told: returns the kept vectors of the statements of passages, as `Store.statements`; where it has none they are made now.
    """
    one_space = in_one_space(embedder)
    found = [
        _Candidate(hit, sentence, before, place)
        for hit in hits
        for place, (sentence, before) in enumerate(zip(hit.passage.sentences, (None, *hit.passage.sentences), strict=False))
        if is_statement(sentence, hit) or (one_space and is_stem(sentence, hit))
    ]
    if not found:
        return []
    if one_space:
        return _by_statements(question, found, embedder, told)
    return _by_reading_twice(question, found, embedder)


def _by_statements(question: Question, found: list[_Candidate], embedder: Embedder, told: Told | None) -> list[Evidence]:
    """One reading: the statements' own vectors beside the question's and those of its parts."""
    asked = [question.text, *(in_full(question.parts, part, question.lang) for part in range(len(question.parts)))]
    vectors, known = _vectors(found, embedder, told)
    likeness = vectors @ embedder.questions(asked, [question.lang] * len(asked)).T
    sentences = [item.sentence for item in found]
    cells = strengths(question.text, sentences)
    ties = list(zip(*(bonuses(text, sentences, embedder.name) for text in asked), strict=True))
    weights = statement_weights(embedder.name)
    ranked = []
    owns = [float(like[0]) if read else item.hit.score - weights.unread for item, like, read in zip(found, likeness, known, strict=True)]
    nearest = max(owns)
    for item, like, own, ties_of, named in zip(found, likeness, owns, ties, cells, strict=True):
        placed = weights.passage * item.hit.score
        cell = weights.cell * named
        tie = [one * _still_tied(nearest - own, weights.ties_reach) for one in ties_of]
        whole = own + placed + tie[0] + cell
        # What ties a statement to one part says nothing for the others.
        parts = tuple((own + float(part) + cell) / 2 + placed + own_tie for part, own_tie in zip(like[1:], tie[1:], strict=True))
        ranked.append((whole, own, item, parts or (whole,)))
    ranked.sort(key=lambda entry: -entry[0])
    kept = _without_repeats(ranked, names_draft(question.text))
    if not question.parts:  # how like one part alone a statement is is told from its scores, which must stay together
        kept = _word_by_word(question.text, kept, embedder)
    scored = [Evidence(0, item.sentence, item.hit, whole, own, parts=parts, scored_by=embedder.name) for whole, own, item, parts in kept]
    return number([_with_cell(question.text, item) for item in scored])


def _word_by_word(question: str, ranked: list[_Ranked], embedder: Embedder) -> list[_Ranked]:
    """The same statements, those nearly as likely as the best read word by word, best first; for a question of one part.

    Args:
        question: the whole question.
        ranked: score, own likeness, statement, scores for the parts, which is the score again.
        embedder: what scored them.
    """
    reader = word_reader(embedder)
    if reader is None or not ranked:
        return ranked
    weights = statement_weights(embedder.name)
    placed = [(item.sentence.read, item.above) for _, _, item, _ in ranked]
    dealt = dealt_anew(question, [whole for whole, *_ in ranked], placed, reader, weights.words, weights.words_reach)
    return [(score, ranked[at][1], ranked[at][2], (score,)) for at, score in dealt]


def _still_tied(behind: float, reach: float) -> float:
    """How much of what ties a statement to a question counts, 0 to 1, by how far behind the likeliest one it is in likeness.

    Up to `reach` all of it, from twice that on nothing. Every rule says when it takes effect: the one about another matter must not win
    by saying so.
    """
    return min(1.0, max(0.0, 1.0 - (behind - reach) / reach))


def _vectors(found: Sequence[_Candidate], embedder: Embedder, told: Told | None) -> tuple[Vectors, list[bool]]:
    """The statements' vectors `[n, dim]` float32 and which of them are known: kept, or few and early enough to be made now."""
    hits = {item.hit.passage.passage_id: item.hit.passage for item in found}
    kept = dict(zip(hits, told(list(hits.values())), strict=True)) if told else {}
    vectors = np.zeros((len(found), embedder.dim), np.float32)
    known = [True] * len(found)
    missing: list[int] = []
    for i, item in enumerate(found):
        of_passage = kept.get(item.hit.passage.passage_id)
        if of_passage is not None and item.place < len(of_passage):
            vectors[i] = of_passage[item.place]
        elif len(missing) < _MADE_NOW:
            missing.append(i)
        else:
            known[i] = False
    if missing:
        told_now = [found[i].sentence for i in missing]
        texts, langs = [sentence.read for sentence in told_now], [sentence.lang for sentence in told_now]
        vectors[missing] = embedder.statements(texts, langs, [found[i].above for i in missing])
    return vectors, known


def _by_reading_twice(question: Question, found: list[_Candidate], embedder: Embedder) -> list[Evidence]:
    """Two readings, for an encoder whose statements' vectors are cheap and rough.

    A sentence is read in its place, under its document's title and its heading, for "it takes effect on 1 September" says
    nothing without them. Its score is the likeness of that to the question in both languages, plus the share of the question's
    words found in it, in its title, headings and the sentence before (rare words counting more), plus a little for the rank of
    its passage and for holding the kind of quantity that is asked for. All are scored roughly first; the first twenty are then
    read by the passage encoders, which tell more and cost more. Headings, questions and fragments are left out. Ties keep the
    passages' order.
    """
    versions = [question.text] + ([question.translation] if question.translation else [])
    langs: list[Lang] = [question.lang, question.other_lang][: len(versions)]
    texts = [item.sentence.read for item in found]
    asked = embedder.sentences(versions, langs)
    similarity = (embedder.sentences(texts, [item.sentence.lang for item in found]) @ asked.T).max(axis=1)
    weights = twice_read_weights(embedder.name)
    prior = _priors(question, found, weights)
    rough = sorted(
        (
            (float(similar) + weights.rough * before, float(similar), item, before)
            for item, similar, before in zip(found, similarity, prior, strict=True)
        ),
        key=lambda entry: -entry[0],
    )
    rough = _without_repeats(rough)
    first = [item for _, _, item, _ in rough[:_SCORED_TWICE]]
    read = embedder.passages([item.placed for item in first], [item.sentence.lang for item in first])
    likeness = (read @ embedder.questions(versions, langs).T).mean(axis=1)
    again = [
        Evidence(0, item.sentence, item.hit, float(like) + before, similar, scored_by=embedder.name)
        for (_, similar, item, before), like in zip(rough, likeness, strict=False)
    ]
    again.sort(key=lambda evidence: -evidence.score)
    least = min(evidence.score for evidence in again)
    rest = [
        Evidence(0, item.sentence, item.hit, min(least, before), similar, scored_by=embedder.name)
        for _, similar, item, before in rough[_SCORED_TWICE:]
    ]
    return number([_with_cell(question.text, item) for item in [*again, *rest]])


def _with_cell(question: str, item: Evidence) -> Evidence:
    asked = asked_cell(question, item.sentence)
    return item if asked is None else replace(item, cell=asked.cell)


def relevant(evidence: Sequence[Evidence], *, read_by_large: bool = False) -> bool:
    """Return whether any of it is about the question at all; what a large model is to read may be a little less like it.

    Where nobody fitted bounds to the encoder that scored it, anything is.
    """
    return any(_relevant(item, read_by_large) for item in evidence)


def _relevant(item: Evidence, read_by_large: bool) -> bool:
    bounds = relevance(item.scored_by)
    return bounds is None or item.similarity >= (bounds.read_by_large if read_by_large else bounds.least)


def number(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the same, numbered from 1 in the order given."""
    return [replace(item, n=n) for n, item in enumerate(evidence, start=1)]


def is_statement(sentence: Sentence, hit: Hit) -> bool:
    """Return whether a statement says something that can be cited.

    A finished sentence does, and so do an item of a list and a row of a table, which need no end mark; a heading, the names of a table's
    columns, a question, and an entry of a reference list do not.
    """
    text = sentence.text.strip()
    whole = sentence.read.strip()
    if sentence.kind == "head" or len(whole) < _MIN_CHARS[sentence.lang] or _FOREIGN.search(text):
        return False
    if sentence.kind == "sentence" and (not _ENDS.search(text) or _CUT_OFF.search(text)):
        return False
    if sentence.kind == "item" and (_QUESTION.search(text) or _OPENS_LIST.search(text)):
        return False
    if sentence.kind == "row" and sum(bool(cell.text) for cell in sentence.cells) < 2 and sentence.cells:
        return False
    heading = hit.passage.heading
    return not any(_REFERENCES.search(title) for title in heading) and text not in heading and text != hit.document.meta.title


def is_stem(sentence: Sentence, hit: Hit) -> bool:
    """Return whether a sentence that opens a list says something by itself: who must, by when, under what penalty.

    Only the encoder of one space tells such a sentence from a bare "as follows:", so only there it is ranked.

    >>> from ragassist.types import DocumentMeta, DocumentRecord, Passage
    >>> record = DocumentRecord("d", "a.md", "/a.md", "", "zh", DocumentMeta(), 1, 9)
    >>> hit = Hit(1, 1.0, Passage("d:0", "d", 0, "zh", (), 0, 9, "", ()), record)
    >>> is_stem(Sentence(0, 24, "摊主应当于每月五日前向街道办事处报送下列材料："), hit), is_stem(Sentence(0, 5, "主要包括："), hit)
    (True, False)
    """
    text = sentence.text.strip()
    if sentence.kind not in ("sentence", "item") or not _OPENS_LIST.search(text) or _FOREIGN.search(text):
        return False
    heading = hit.passage.heading
    referring = any(_REFERENCES.search(title) for title in heading)
    return len(text) >= _STEM_CHARS[sentence.lang] and not referring and text not in heading and text != hit.document.meta.title


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence with where it stands."""

    hit: Hit
    sentence: Sentence
    before: Sentence | None
    place: int
    """Which sentence of its passage, from 0."""

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


def _priors(question: Question, found: Sequence[_Candidate], weights: TwiceReadWeights) -> list[float]:
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
        lang = item.sentence.lang
        alone = weight(asked[lang] & own) / whole[lang]
        placed = weight(asked[lang] & (own | set(words(item.around)))) / whole[lang]
        fits = weights.kind if kinds and holds(item.sentence.read, kinds) else 0.0
        shared = weights.placed_words * placed + weights.own_words * alone
        priors.append(shared + weights.rank / item.hit.rank + fits + weights.cell * strength)
    return priors


def _without_repeats(ranked: list[tuple[float, float, _Candidate, _T]], draft: bool = False) -> list[tuple[float, float, _Candidate, _T]]:
    """One of each sentence: overlapping spans of one document and the same words in several count once.

    What stands in a draft and in the text that followed alike is taken from the latter, unless the `draft` is asked for.
    """
    kept: dict[str, tuple[float, float, _Candidate, _T]] = {}
    for entry in ranked:
        folded = "".join(entry[2].sentence.read.split())
        known = kept.setdefault(folded, entry)
        if not draft and _of_draft(known[2]) and not _of_draft(entry[2]):
            kept[folded] = (known[0], known[1], entry[2], known[3])
    return list(kept.values())


def _of_draft(item: _Candidate) -> bool:
    return item.hit.document.meta.status == "draft"
