"""From retrieved passages to numbered source sentences: which ones, and how much of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ragassist.answer.expected import expected_kinds, holds
from ragassist.models.embed import Embedder
from ragassist.text.language import detect
from ragassist.text.words import query_words, words
from ragassist.types import Evidence, Hit, Lang, Sentence

_WORD_WEIGHT = 0.35
_RANK_WEIGHT = 0.08
_KIND_WEIGHT = 0.12
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
    share of the question's words it has (in its own language), plus a little for the rank of its passage and for holding the
    kind of quantity that is asked for. Headings, questions and fragments are no statements and are left out. Ties keep the passages' order.
    """
    pairs = [(hit, sentence) for hit in hits for sentence in hit.passage.sentences if is_statement(sentence, hit)]
    if not pairs:
        return []
    versions = [question.text] + ([question.translation] if question.translation else [])
    asked = embedder.sentences(versions, [detect(version) for version in versions])
    told = embedder.sentences([sentence.text for _, sentence in pairs], [detect(sentence.text) for _, sentence in pairs])
    similarity = (told @ asked.T).max(axis=1)
    kinds = expected_kinds(question.text)
    scored = [
        Evidence(0, sentence, hit, float(similar) + _prior(question, hit, sentence, kinds), float(similar))
        for (hit, sentence), similar in zip(pairs, np.asarray(similarity), strict=True)
    ]
    scored.sort(key=lambda evidence: -evidence.score)
    return number(_without_repeats(scored))


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


def _prior(question: Question, hit: Hit, sentence: Sentence, kinds: frozenset[str]) -> float:
    fits = _KIND_WEIGHT if kinds and holds(sentence.text, kinds) else 0.0
    return fits + _WORD_WEIGHT * _shared_words(question, sentence) + _RANK_WEIGHT / hit.rank


def _shared_words(question: Question, sentence: Sentence) -> float:
    version = question.in_language(detect(sentence.text)) or question.text
    asked = set(query_words(version))
    return len(asked & set(words(sentence.text))) / len(asked) if asked else 0.0


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
