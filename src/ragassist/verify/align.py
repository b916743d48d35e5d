"""Which part of the evidence says what a claim says, and how alike the two are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ragassist.lang.en import FUNCTION_WORDS
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.script import without_space
from ragassist.text.sentences import split_sentences
from ragassist.verify.finding import Span

Vector = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vector]
"""Returns the vectors of texts, `[n, dim]`, L2-normalised."""
WINDOW_SENTENCES = 3
MAX_SENTENCES = 30
MAX_CLAUSES = 12
EARNED = 0.01
"""How much closer a wider window must be, or every claim would align with three sentences."""
_CLAUSE = re.compile(r"(?<=[，；：,;:—])(?!\d)")


@dataclass(frozen=True, slots=True)
class Alignment:
    """The window of the evidence that is most like the claim."""

    window: Span
    """One to three consecutive sentences of the evidence's texts joined by newlines."""
    clause: Span
    """The part of the window between commas that is most like the claim; the window itself where no part is clearly closer."""
    similarity: float
    """Cosine of claim and window, or of claim and clause where that is closer, -1 to 1; 0 without an embedder."""
    whole: float
    """Cosine of claim and window, -1 to 1; 0 without an embedder."""
    containment: float
    """Share (0 to 1) of the claim's words or character pairs that stand in the evidence; means nothing across languages."""


def align(claim: str, evidence: Sequence[str], encode: Encode | None, *, same_language: bool) -> Alignment:
    """Return the best window of `evidence` (not empty) for `claim`; ties go to the earlier and shorter one.

    Without an encoder the window is chosen by shared words, and across languages it is all of the evidence.
    """
    source = "\n".join(evidence)
    spans = _sentences(evidence)
    sentences = [source[a:b] for a, b in spans]
    whole = " ".join(sentences)
    contained = containment(claim, whole) if same_language else 0.0
    if encode is None:
        best = max(spans, key=lambda span: containment(claim, source[span[0] : span[1]])) if same_language else (0, len(source))
        return Alignment(best, best, 0.0, 0.0, contained)
    first, last, similarity = _best_window(claim, sentences[:MAX_SENTENCES], encode)
    window = spans[first][0], spans[last][1]
    clause, closer = _best_clause(claim, source, window, similarity, encode)
    return Alignment(window, clause, max(similarity, closer), similarity, contained)


def _sentences(evidence: Sequence[str]) -> list[Span]:
    """The spans of the sentences in the texts joined by newlines."""
    found: list[Span] = []
    at = 0
    for text in evidence:
        found += [(at + a, at + b) for a, b in split_sentences(text)] or [(at, at + len(text))]
        at += len(text) + 1
    return found


def containment(claim: str, text: str) -> float:
    """Return the share (0 to 1) of the claim's content words (English) or character pairs (Chinese) that `text` has; 1 for none.

    >>> round(containment("The fund bought chips", "In May the fund bought new chips."), 2)
    1.0
    """
    pieces = _pieces(claim)
    if not pieces:
        return 1.0
    there = _pieces(text)
    return len(pieces & there) / len(pieces)


def _pieces(text: str) -> set[str]:
    words = {w[:6] for w in re.findall(r"[a-z0-9]+", text.lower()) if w not in FUNCTION_WORDS}
    for run in re.findall(f"[{IDEOGRAPHS}]+", without_space(text)):
        words |= {run[i : i + 2] for i in range(max(1, len(run) - 1))}
    return words


def _best_window(claim: str, sentences: list[str], encode: Encode) -> tuple[int, int, float]:
    """First and last index of the closest sentence, widened by a neighbour while that brings it closer, and the likeness.

    What a wider window would be like is told from the vectors of its sentences; only the one that is taken is encoded whole.
    """
    mine, theirs = _encoded(claim, sentences, encode)
    scores = theirs @ mine
    first = last = int(np.argmax(scores))
    best = float(scores[first])
    while last - first + 1 < WINDOW_SENTENCES:
        wider = [(a, b) for a, b in ((first - 1, last), (first, last + 1)) if a >= 0 and b < len(sentences)]
        if not wider:
            break
        top = max(wider, key=lambda span: _together(mine, theirs, *span))
        if _together(mine, theirs, *top) < best + EARNED:
            break
        (first, last), best = top, _together(mine, theirs, *top)
    return first, last, best if first == last else _similarity(claim, " ".join(sentences[first : last + 1]), encode)


def _best_clause(claim: str, source: str, window: Span, similarity: float, encode: Encode) -> tuple[Span, float]:
    start, end = window
    cuts = [start, *(start + m.start() for m in _CLAUSE.finditer(source[start:end])), end]
    clauses = [(a, b) for a, b in pairwise(cuts) if source[a:b].strip()][:MAX_CLAUSES]
    if len(clauses) < 2:
        return window, similarity
    mine, theirs = _encoded(claim, [source[a:b].strip() for a, b in clauses], encode)
    runs = [(i, i + size - 1) for size in (2, 1, 3) for i in range(len(clauses) - size + 1) if size < len(clauses)]
    first, last = max(runs, key=lambda run: _together(mine, theirs, *run))
    a, b = clauses[first][0], clauses[last][1]
    score = _similarity(claim, source[a:b].strip().replace("\n", " "), encode)
    return ((a, b), score) if score > similarity else (window, similarity)


def _together(mine: Vector, theirs: Vector, first: int, last: int) -> float:
    """Likeness of the claim and neighbouring pieces taken together, by the sum of their vectors."""
    whole = theirs[first : last + 1].sum(axis=0)
    return float(whole @ mine / max(float(np.linalg.norm(whole)), 1e-9))


def _similarity(claim: str, text: str, encode: Encode) -> float:
    mine, theirs = _encoded(claim, [text], encode)
    return float(theirs[0] @ mine)


def _encoded(claim: str, texts: list[str], encode: Encode) -> tuple[Vector, Vector]:
    vectors = encode([claim, *texts])
    return vectors[0], vectors[1:]
