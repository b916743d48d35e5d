"""Pins a drafted sentence to the source sentences that support it, or finds that none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.answer.compose import Draft
from ragassist.answer.repair import Rewriter
from ragassist.answer.stream import MARKER
from ragassist.models.embed import Embedder
from ragassist.text.language import detect
from ragassist.types import Evidence, Lang, Verdict
from ragassist.verify.verifier import Verifier, refused

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_OTHERS_TRIED = 3
_SENTENCES_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Pinned:
    """A sentence as it may be shown, the evidence it stands on (empty when unsupported) and the verifier's verdict."""

    text: str
    evidence: tuple[Evidence, ...]
    verdict: Verdict
    starts_line: bool = False


class Pinner:
    """Pins the drafts of one answer to its evidence."""

    def __init__(
        self, verifier: Verifier, embedder: Embedder, evidence: Sequence[Evidence], lang: Lang, rewriter: Rewriter | None = None
    ) -> None:
        """`evidence` is numbered from 1 without gaps; `lang` is the language the answer must be in; `rewriter` may try once more."""
        self._rewriter = rewriter
        self._verifier = verifier
        self._embedder = embedder
        self._evidence = list(evidence)
        self._lang = lang

    def pin(self, draft: Draft) -> Pinned:
        """The draft with the evidence that supports it.

        What it cites is tried first; failing that (or citing nothing that exists), the most similar other sentences are
        tried one at a time, and last of all the sentence is written anew from what it cites. A draft in the wrong language is
        unsupported whatever it says.
        """
        text = plain(draft.text)
        cited = [self._evidence[n - 1] for n in draft.numbers if 1 <= n <= len(self._evidence)]
        if not any(char.isalnum() for char in text):
            return Pinned(text, (), refused("claim.bare"))
        if detect(text) != self._lang and draft.verdict is None:
            return Pinned(text, (), refused("claim.not_english" if self._lang == "en" else "claim.not_chinese"))
        verdict = self._verdict(text, cited, draft.verdict)
        if verdict.status == "verified":
            return Pinned(text, tuple(cited), verdict, draft.starts_line)
        if draft.verdict is None:
            for other in self._most_similar(text, without=cited):
                second = self._verdict(text, [other], None)
                if second.status == "verified":
                    return Pinned(text, (other,), second, draft.starts_line)
            again = self._rewriter.rewrite(text, cited, verdict) if self._rewriter else None
            if again is not None:
                third = self._verdict(plain(again), cited, None)
                if third.status == "verified":
                    return Pinned(plain(again), tuple(cited), third, draft.starts_line)
        return Pinned(text, (), verdict, draft.starts_line)

    def _verdict(self, text: str, cited: Sequence[Evidence], known: Verdict | None) -> Verdict:
        if not cited:
            return refused("claim.uncited")
        sentences = [item.sentence.text for item in cited]
        return known or self._verifier.verify(text, sentences, context=context_of(cited))

    def _most_similar(self, text: str, *, without: Sequence[Evidence]) -> list[Evidence]:
        others = [item for item in self._evidence if item not in without]
        if not others:
            return []
        claim = self._embedder.sentences([text], [detect(text)])[0]
        told = self._embedder.sentences([item.sentence.text for item in others], [detect(item.sentence.text) for item in others])
        order = (told @ claim).argsort()[::-1]
        return [others[int(index)] for index in order[:_OTHERS_TRIED]]


def context_of(cited: Sequence[Evidence]) -> str:
    """What a reader of the cited sentences knows besides: their documents' titles and dates, headings, and the sentences before."""
    parts: list[str] = []
    for item in cited:
        meta = item.hit.document.meta
        before = [sentence.text for sentence in item.hit.passage.sentences if sentence.end <= item.sentence.start]
        parts += [meta.title, meta.title_en, meta.date, *item.hit.passage.heading, *before[-_SENTENCES_BEFORE:]]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def plain(text: str) -> str:
    """`text` on one line, without control and direction characters, and with nothing left in it that reads as a marker."""
    text = _CONTROL.sub("", " ".join(text.split()))
    return MARKER.sub(lambda match: f"({match.group(1)})", text).strip()
