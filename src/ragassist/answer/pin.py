"""Pins a drafted sentence to the source sentences that support it, or finds that none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ragassist.answer.compose import Draft
from ragassist.answer.repair import Rewriter
from ragassist.answer.stream import MARKER
from ragassist.answer.surroundings import context_of
from ragassist.models.embed import Embedder
from ragassist.text.language import languages
from ragassist.types import WORST_FIRST, Evidence, Lang, Verdict
from ragassist.verify.machine_read import at_most_rough
from ragassist.verify.verifier import Verifier, refused, refutes, stands_firm

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_OTHERS_TRIED = 3
_COMPARED = 32
"""Statements among which another source is looked for: each that has no vector yet costs 30 ms."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A sentence as it may be shown, the evidence it stands on (empty when unsupported) and the verifier's verdict."""

    text: str
    evidence: tuple[Evidence, ...]
    verdict: Verdict
    lang: Lang
    """Of `text`."""
    starts_line: bool = False
    quotes: bool = False
    """Whether it sets its source down as it stands, so that a judge has nothing to compare."""

    @property
    def is_open(self) -> bool:
        """Whether the checks neither confirm it nor refute it for good, so that a judge may decide."""
        return self.verdict.status == "unsupported" and bool(self.evidence) and not stands_firm(self.verdict)

    @property
    def is_unsure(self) -> bool:
        """Whether the checks do not confirm it, and a judge may still say yes or no."""
        return not self.quotes and (self.is_open or (self.verdict.status == "rough" and bool(self.evidence)))


class Pinner:
    """Pins the drafts of one answer to its evidence."""

    def __init__(
        self,
        verifier: Verifier,
        embedder: Embedder,
        evidence: Sequence[Evidence],
        lang: Lang,
        rewriter: Rewriter | None = None,
        *,
        leaves_open: bool = False,
    ) -> None:
        """Pin to `evidence`.

        Args:
            verifier: checks.
            embedder: finds other evidence.
            evidence: numbered from 1 without gaps.
            lang: the language the answer must be in.
            rewriter: may try once more.
            leaves_open: whether what the checks do not refute keeps the evidence it cites, for a judge to decide (`Pinned.is_open`).
        """
        self._leaves_open = leaves_open
        self._rewriter = rewriter
        self._verifier = verifier
        self._embedder = embedder
        self._evidence = list(evidence)
        self._lang = lang

    def pin(self, draft: Draft) -> Pinned:
        """Return the draft with the evidence that supports it.

        What it cites is tried first; failing that (or citing nothing that exists), the most similar other sentences are
        tried one at a time, and last of all the sentence is written anew from what it cites. Evidence that verifies it is taken
        before evidence to which it is rough, and its own before another. A draft in the wrong language is unsupported whatever it
        says. Of one that quotes, the quotation is checked, against what it cites and nothing else.
        """
        text = plain(draft.text)
        cited = [self._evidence[n - 1] for n in draft.numbers if 1 <= n <= len(self._evidence)]
        if not any(char.isalnum() for char in text):
            return Pinned(text, (), refused("claim.bare"), self._lang)
        spoken, own = (draft.lang, draft.lang) if draft.lang is not None else languages(text)
        if draft.verdict is None and not draft.quotes and (spoken, own) != (self._lang, self._lang):
            return Pinned(text, (), refused("claim.not_english" if self._lang == "en" else "claim.not_chinese"), spoken)
        verdict = self._verdict(draft.quotes or text, cited, draft.verdict, quotes=bool(draft.quotes))
        best = Pinned(text, tuple(cited), verdict, spoken, draft.starts_line, bool(draft.quotes))
        if verdict.status == "verified" or draft.verdict is not None or draft.quotes:
            return best if verdict.status != "unsupported" else replace(best, evidence=())
        if self._leaves_open and cited and not refutes(verdict):
            return best
        for other in self._most_similar(text, without=cited):
            second = Pinned(text, (other,), self._verdict(text, [other]), spoken, draft.starts_line)
            if second.verdict.status == "verified":
                return second
            best = second if _promises_more(second, best) else best
        if best.verdict.status == "rough":
            return best
        again = self._rewriter.rewrite(text, cited, verdict) if self._rewriter else None
        if again is not None:
            third = Pinned(plain(again), tuple(cited), self._verdict(plain(again), cited), self._lang, draft.starts_line)
            if third.verdict.status != "unsupported" or (self._leaves_open and third.is_open):
                return third
        keeps = self._leaves_open and not stands_firm(verdict)
        return Pinned(text, tuple(cited) if keeps else (), verdict, spoken, draft.starts_line)

    def judged(self, pinned: Pinned, probability: float | None) -> Verdict:
        """Return the verdict on what was pinned, now that a judge has said how probable it is; the same where it has not."""
        if probability is None or not pinned.evidence:
            return pinned.verdict
        sentences = [item.sentence.read for item in pinned.evidence]
        verdict = self._verifier.verify(
            pinned.text,
            sentences,
            context=context_of(pinned.evidence),
            strict=True,
            told=probability,
            lang=pinned.lang,
            source_lang=_language_of(pinned.evidence),
        )
        return _as_read(verdict, pinned.evidence)

    def _verdict(self, text: str, cited: Sequence[Evidence], known: Verdict | None = None, *, quotes: bool = False) -> Verdict:
        if not cited:
            return refused("claim.uncited")
        sentences, of_sources = [item.sentence.read for item in cited], _language_of(cited)
        lang = of_sources if quotes else self._lang
        verdict = known or self._verifier.verify(
            text, sentences, context=context_of(cited), strict=True, copied=quotes, lang=lang, source_lang=of_sources
        )
        return _as_read(verdict, cited)

    def _most_similar(self, text: str, *, without: Sequence[Evidence]) -> list[Evidence]:
        others = self._others(without)
        if not others:
            return []
        claim = self._embedder.sentences([text], [self._lang])[0]
        told = self._embedder.sentences([item.sentence.read for item in others], [item.sentence.lang for item in others])
        order = (told @ claim).argsort()[::-1]
        return [others[int(index)] for index in order[:_OTHERS_TRIED]]

    def _others(self, without: Sequence[Evidence]) -> list[Evidence]:
        """The statements of the passages that are cited, and those that fit the question best."""
        passages = {item.hit.passage.passage_id for item in without}
        others = [item for item in self._evidence if item not in without]
        beside = [item for item in others if item.hit.passage.passage_id in passages]
        return [*beside, *(item for item in others if item.hit.passage.passage_id not in passages)][:_COMPARED]


def _language_of(cited: Sequence[Evidence]) -> Lang | None:
    """The one language of what is cited; None where it is in both."""
    langs = {item.sentence.lang for item in cited}
    return langs.pop() if len(langs) == 1 else None


def _promises_more(one: Pinned, other: Pinned) -> bool:
    return WORST_FIRST.index(one.verdict.status) > WORST_FIRST.index(other.verdict.status)


def plain(text: str) -> str:
    """`text` on one line, without control and direction characters, and with nothing left in it that reads as a marker."""
    text = _CONTROL.sub("", " ".join(text.split()))
    return MARKER.sub(lambda match: f"({match[match.lastgroup or 0]})", text).strip()


def _as_read(verdict: Verdict, cited: Sequence[Evidence]) -> Verdict:
    """The verdict, at most rough where a machine read what is cited and was not sure."""
    return at_most_rough(verdict, [doubt for item in cited for doubt in item.sentence.doubts])
