"""From retrieved passages to numbered source sentences: which ones, and how much of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ragassist.answer.expected import expected_kinds, holds
from ragassist.models.embed import Embedder
from ragassist.text.language import detect
from ragassist.text.words import query_words, words
from ragassist.types import Evidence, Hit, Lang, Sentence

_WORD_WEIGHT = 0.35
_RANK_WEIGHT = 0.2
_KIND_WEIGHT = 0.15
_SCORED_TWICE = 16
_LEAST_SIMILARITY = 0.24
_MIN_CHARS = {"zh": 8, "en": 20}
_ENDS = re.compile(r"[。！；.!;…][”’\"'）)』」]*\s*$")
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

    The score of a sentence is its cross-lingual similarity to the question (the better of both language versions), plus the
    share of the question's words it has (in its own language, rare words counting more), plus a little for the rank of its
    passage and for holding the kind of quantity that is asked for. The first ones are then scored again with the passage
    encoders, which tell more and cost more. Headings, questions and fragments are left out. Ties keep the passages' order.
    """
    pairs = [(hit, sentence) for hit in hits for sentence in hit.passage.sentences if is_statement(sentence, hit)]
    if not pairs:
        return []
    versions = [question.text] + ([question.translation] if question.translation else [])
    langs = [detect(version) for version in versions]
    texts = [sentence.text for _, sentence in pairs]
    asked = embedder.sentences(versions, langs)
    similarity = (embedder.sentences(texts, [detect(text) for text in texts]) @ asked.T).max(axis=1)
    prior = _priors(question, pairs)
    ranked = sorted(
        (
            Evidence(0, sentence, hit, float(similar) + before, float(similar))
            for (hit, sentence), similar, before in zip(pairs, similarity, prior, strict=True)
        ),
        key=lambda item: -item.score,
    )
    ranked = _without_repeats(ranked)
    first = ranked[:_SCORED_TWICE]
    texts = [item.sentence.text for item in first]
    likeness = (embedder.passages(texts, [detect(text) for text in texts]) @ embedder.questions(versions, langs).T).mean(axis=1)
    again = [replace(item, score=item.score - item.similarity + float(like)) for item, like in zip(first, likeness, strict=True)]
    again.sort(key=lambda item: -item.score)
    return number([*again, *ranked[_SCORED_TWICE:]])


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
    """Whether a sentence says something that can be cited: a finished sentence, no heading, no question, no entry of a reference list."""
    text = sentence.text.strip()
    if len(text) < _MIN_CHARS[detect(text)] or not _ENDS.search(text):
        return False
    heading = hit.passage.heading
    return not any(_REFERENCES.search(title) for title in heading) and text not in heading and text != hit.document.meta.title


def _priors(question: Question, pairs: Sequence[tuple[Hit, Sentence]]) -> list[float]:
    """For each sentence what speaks for it besides its meaning; rarity of words is counted over these sentences."""
    held = [set(words(sentence.text)) for _, sentence in pairs]
    frequency = Counter(word for own in held for word in own)
    kinds = expected_kinds(question.text)
    asked = {lang: set(query_words(question.in_language(lang) or question.text)) for lang in ("en", "zh")}

    def weight(found: set[str]) -> float:
        return math.fsum(math.log(1 + len(pairs) / (1 + frequency[word])) for word in found)

    whole = {lang: weight(asked[lang]) for lang in asked}
    priors: list[float] = []
    for (hit, sentence), own in zip(pairs, held, strict=True):
        lang = detect(sentence.text)
        shared = weight(asked[lang] & own) / whole[lang] if whole[lang] else 0.0
        fits = _KIND_WEIGHT if kinds and holds(sentence.text, kinds) else 0.0
        priors.append(fits + _WORD_WEIGHT * shared + _RANK_WEIGHT / hit.rank)
    return priors


def _without_repeats(evidence: Sequence[Evidence]) -> list[Evidence]:
    """One of each sentence: overlapping spans of one document and the same words in several count once."""
    seen: set[str] = set()
    kept: list[Evidence] = []
    for item in evidence:
        folded = "".join(item.sentence.text.split())
        if folded not in seen:
            seen.add(folded)
            kept.append(item)
    return kept
