"""A claim and its evidence as the checks read them: everything that several checks need, each computed once and only when asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from ragassist.lang.detector import detect, han_ratio
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.entities import Entity, entities
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.script import simplified
from ragassist.text.sentences import split_sentences
from ragassist.types import Finding, Lang
from ragassist.verify.align import MOST_SENTENCES, Alignment, Encode, Nearest, align, nearest, pieces
from ragassist.verify.calibration import Calibration, calibration_of, calibrations
from ragassist.verify.clauses import Clause, clauses
from ragassist.verify.finding import Span
from ragassist.verify.rules import attribute_sets

if TYPE_CHECKING:
    import numpy.typing as npt

    from ragassist.models.embed import Embedder, Vectors

Scope = Literal["source", "window", "clause"]
"""How much of the evidence a check may look at: all of it, the sentences that say what the claim says, or the clause that does."""
NAMED = ("year", "country", "company", "body", "person", "ordinal", "label", "party", "place")
"""Kinds of name that sentences set against each other: 2023 … 2024, China … Japan, providers … users."""


class Languages:
    """The language of each text that a check looks at, told once."""

    def __init__(self, known: Mapping[str, Lang | None] | None = None) -> None:
        """Keep what is known already."""
        self._told: dict[str, Lang] = {text: lang for text, lang in (known or {}).items() if lang is not None}

    def __call__(self, text: str) -> Lang:
        """Return the language of `text`."""
        if text not in self._told:
            self._told[text] = detect(text)
        return self._told[text]


class Part:
    """A text, or a piece of a longer one, as the checks read it. Chinese is read in simplified characters, one for one."""

    def __init__(
        self, text: str, start: int = 0, terms: Glossary | None = None, *, lang: Lang | None = None, told: Languages | None = None
    ) -> None:
        """Keep the text.

        Args:
            text: as it is written.
            start: where the piece begins in the longer text.
            terms: the glossary that names its entities.
            lang: its language, where it is known.
            told: tells it otherwise, and remembers.
        """
        self._known, self._told = lang, told or Languages()
        self.written = text
        self.start = start
        self.text = simplified(text)
        self.terms = terms or glossary()

    def span(self, match: re.Match[str]) -> Span:
        """Return where a match in `text` lies in the longer text."""
        return self.start + match.start(), self.start + match.end()

    def words(self, span: Span) -> str:
        """Return what is written at a span of the longer text, without white space around it."""
        return self.written[span[0] - self.start : span[1] - self.start].strip()

    def said(self, match: re.Match[str]) -> str:
        """Return what is written where `match` lies."""
        return self.written[match.start() : match.end()].strip()

    def surface(self, entity: Entity) -> str:
        """Return what is written where `entity`, found in this piece, is named."""
        return self.written[entity.start : entity.end]

    @cached_property
    def lang(self) -> Lang:
        """Its language."""
        return self._known or self._told(self.text)

    @cached_property
    def han_share(self) -> float:
        """The share of Chinese characters among its characters and letters, 0 to 1."""
        return han_ratio(self.text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its quantities, in order, with offsets into this piece."""
        return find_quantities(self.text)

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """What it names, in order, with offsets into this piece."""
        found = list(entities(self.text, self.terms, self.lang))
        for attribute in (value for each in attribute_sets() if each.kind in NAMED for value in each.values):
            for m in attribute.pattern.finditer(self.text):
                if not any(e.start < m.end() and m.start() < e.end for e in found):
                    found.append(Entity(m.start(), m.end(), attribute.kind, attribute.name))
        return tuple(sorted(found, key=lambda e: e.start))

    @cached_property
    def clauses(self) -> list[Clause]:
        """Its clauses, in order, with offsets into this piece."""
        return clauses(self.text)

    def without(self, span: Span) -> Part:
        """Return the piece with what stands at `span` blanked out, its offsets unchanged."""
        a, b = span[0] - self.start, span[1] - self.start
        return Part(self.text[:a] + " " * (b - a) + self.text[b:], self.start, self.terms, lang=self.lang)


class ClaimView:
    """One claim beside its evidence. `context` may supply names and dates, never the statement itself."""

    def __init__(
        self,
        claim: str,
        evidence: Sequence[str],
        context: str = "",
        *,
        embedder: Embedder | None = None,
        terms: Glossary | None = None,
        lang: Lang | None = None,
        source_lang: Lang | None = None,
        copied: bool = False,
    ) -> None:
        """Keep them; `evidence` is not empty, languages are given where they are known. Nothing is computed before it is asked for.

        `copied`: whether the claim is given as words of the evidence.
        """
        self.copied = copied
        self.texts = tuple(evidence)
        self.terms = terms or glossary()
        self.languages = Languages({**dict.fromkeys(self.texts, source_lang), claim: lang})
        self.claim = Part(claim, terms=self.terms, lang=lang, told=self.languages)
        self.source = Part("\n".join(self.texts), terms=self.terms, lang=source_lang, told=self.languages)
        self.context = Part(context, terms=self.terms, told=self.languages)
        self.embedder = embedder

    @cached_property
    def numbers(self) -> Calibration:
        """What was fitted to the encoder; without one, or with one that nobody fitted, what was fitted to the bundled encoders."""
        return (calibration_of(self.embedder.name) if self.embedder is not None else None) or calibrations()[0]

    @cached_property
    def background(self) -> Part:
        """Evidence and context together: where a name or a date may stand."""
        return Part(f"{self.source.written}\n{self.context.written}", terms=self.terms, told=self.languages)

    @cached_property
    def alignment(self) -> Alignment:
        """Which sentences of the evidence say what the claim says."""
        texts = [simplified(text) for text in self.texts]
        return align(self.claim.text, texts, self._encode, same_language=self.same_language, earned=self.numbers.clauses.earned)

    @cached_property
    def nearest(self) -> Nearest:
        """Which clause of them does. It costs the encoding of each: whoever may do without it asks `in_clause`."""
        return nearest(self.claim.text, self.source.text, self.alignment, self._encode)

    @cached_property
    def window(self) -> Part:
        """The one to three sentences of the evidence that are most like the claim; without an encoder, across languages, all of it."""
        return self._piece(self.alignment.window)

    @cached_property
    def clause(self) -> Part:
        """The part of the window between commas that is most like the claim."""
        return self._piece(self.nearest.span)

    @cached_property
    def pieces(self) -> tuple[Part, ...]:
        """All that `clause` may turn out to be."""
        return (self.window, *(self._piece(span) for span in pieces(self.source.text, self.alignment.window)))

    def in_clause(self, find: Callable[[Part], list[Finding]], *, narrow: bool = True) -> list[Finding]:
        """Return what `find` finds in `clause`, which is only looked for where there is a piece in which it finds anything.

        `narrow`: whether it finds nothing in several texts of which no clause could be told from the rest.
        """
        if not any(find(piece) for piece in self.pieces) or (narrow and not self.is_narrow):
            return []
        return find(self.clause)

    @cached_property
    def same_language(self) -> bool:
        """Whether claim and evidence are written in one language."""
        return self.claim.lang == self.source.lang

    def encoded(self, texts: Sequence[str], written: Sequence[str] | None = None) -> Vectors:
        """Return the vectors of texts, `[n, dim]` float32; there is an embedder. `written` tell the languages, where it is not they."""
        assert self.embedder is not None
        known = {self.source.text: self.source.lang, self.claim.text: self.claim.lang}
        return self.embedder.sentences(texts, [known.get(text) or self.languages(text) for text in written or texts])

    @property
    def is_narrow(self) -> bool:
        """Whether a clause was found that says what the claim says, or the evidence is one text: signs may be compared there."""
        return len(self.texts) == 1 or self.nearest.span != (0, len(self.source.written))

    @property
    def is_aligned(self) -> bool:
        """Whether the window is what the claim was told to be about: a few sentences, and not a whole text for want of an encoder."""
        return self.embedder is not None or len(split_sentences(self.window.written)) <= MOST_SENTENCES

    @property
    def _encode(self) -> Encode | None:
        return self.encoded if self.embedder is not None else None

    @cached_property
    def fit(self) -> ClauseFit | None:
        """How alike the clauses are; None without an encoder."""
        return ClauseFit(self.claim, self.window, self.encoded) if self.embedder is not None else None

    def _piece(self, span: Span) -> Part:
        whole = self.source.lang if span == (0, len(self.source.written)) else None
        return Part(self.source.written[span[0] : span[1]], span[0], self.terms, lang=whole, told=self.languages)


class ClauseFit:
    """Likeness of clauses of the claim with clauses of a piece of the evidence, `[n_claim, n_evidence]`, -1 to 1.

    Only the clauses that are asked for are encoded: most claims have one clause, or no name that another could replace.
    """

    def __init__(self, claim: Part, evidence: Part, encode: Callable[[Sequence[str], Sequence[str]], Vectors]) -> None:
        """Keep both; `encode` is given texts and those by which their languages are told."""
        self._sides = claim, evidence
        self._encode = encode

    def likeness(self, mine: Sequence[int] | None = None) -> npt.NDArray[np.float32]:
        """Return it for these clauses of the claim, all where none are given, with all of the evidence, as they are written."""
        claim, evidence = self._sides
        rows = [claim.clauses[i] for i in mine] if mine is not None else claim.clauses
        return self._alike(rows, evidence.clauses, lambda _, clause: clause.text.strip())

    def bare(self, mine: int, theirs: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return it for one clause of the claim with these of the evidence, `[n]`, their names taken out."""
        claim, evidence = self._sides
        return np.asarray(self._alike([claim.clauses[mine]], [evidence.clauses[j] for j in theirs], without_names)[0])

    def _alike(self, mine: Sequence[Clause], theirs: Sequence[Clause], read: Callable[[Part, Clause], str]) -> npt.NDArray[np.float32]:
        claim, evidence = self._sides
        texts = [*(read(claim, clause) for clause in mine), *(read(evidence, clause) for clause in theirs)]
        # The language is that of the clause as it is written: what is left of it may be a figure.
        vectors = self._encode(texts, [clause.text.strip() for clause in (*mine, *theirs)])
        return vectors[: len(mine)] @ vectors[len(mine) :].T


def inside(entity: Entity, clause: Clause) -> bool:
    """Return whether a name begins in a clause of the same piece."""
    return clause.start <= entity.start < clause.end


def without_names(part: Part, clause: Clause) -> str:
    """Return the clause with its names of the kinds that can be exchanged cut out; the clause itself if nothing is left."""
    pieces, last = [], clause.start
    for e in part.entities:
        if e.kind in NAMED and clause.start <= e.start and e.end <= clause.end:
            pieces.append(part.text[last : e.start])
            last = e.end
    bare = " ".join([*pieces, part.text[last : clause.end]]).strip()
    return bare if re.search(rf"\w{{2}}|[{IDEOGRAPHS}]", bare) else clause.text.strip()
