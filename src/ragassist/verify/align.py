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
MOST_SENTENCES = 3
"""What one claim takes up."""
MAX_SENTENCES = 30
MAX_CLAUSES = 12
"""Bounds of the work, and of no encoder: a claim takes up three sentences at most, and evidence is cut long before thirty."""
_CLAUSE = re.compile(r"(?<=[，；：,;:—])(?!\d)")
"""Where a sentence is cut into its clauses; a comma inside a figure cuts nothing."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The window of the evidence that is most like the claim."""

    window: Span
    """One to three consecutive sentences of the evidence's texts joined by newlines."""
    likeness: float
    """Cosine of claim and window, -1 to 1; 0 without an embedder."""
    containment: float
    """Share (0 to 1) of the claim's words or character pairs that stand in the evidence; means nothing across languages."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The piece of a window between commas that is most like the claim."""

    span: Span
    """The window itself where no piece is clearly closer."""
    likeness: float
    """Cosine of claim and piece, -1 to 1, never less than that of the window."""


def align(claim: str, evidence: Sequence[str], encode: Encode | None, *, same_language: bool, earned: float) -> Alignment:
    """Return the best window of `evidence` (not empty) for `claim`; ties go to the earlier and shorter one.

    `earned` is how much closer a wider window must be, as fitted to the encoder. Without an encoder the window is chosen by shared
    words, and across languages it is all of the evidence.
    """
    source = "\n".join(evidence)
    spans = _sentences(evidence)
    sentences = [source[a:b] for a, b in spans]
    contained = containment(claim, " ".join(sentences)) if same_language else 0.0
    if encode is None:
        best = max(spans, key=lambda span: containment(claim, source[span[0] : span[1]])) if same_language else (0, len(source))
        return Alignment(best, 0.0, contained)
    first, last, likeness = _best_window(claim, sentences[:MAX_SENTENCES], encode, earned)
    return Alignment((spans[first][0], spans[last][1]), likeness, contained)


def pieces(source: str, window: Span) -> list[Span]:
    """Return what `nearest` chooses from: one to three neighbouring clauses of the window, pairs first; none where it is one clause."""
    clauses = _clauses(source, window)
    runs = ((i, i + size - 1) for size in (2, 1, 3) for i in range(len(clauses) - size + 1) if size < len(clauses))
    return [(clauses[first][0], clauses[last][1]) for first, last in runs]


def nearest(claim: str, source: str, aligned: Alignment, encode: Encode | None) -> Nearest:
    """Return the piece of the window that is most like the claim, told from the vectors of its clauses; ties as in `pieces`."""
    whole = Nearest(aligned.window, aligned.likeness)
    runs = pieces(source, aligned.window)
    if encode is None or not runs:
        return whole
    clauses = _clauses(source, aligned.window)
    mine, theirs = _encoded(claim, [source[a:b].strip() for a, b in clauses], encode)
    starts, ends = [a for a, _ in clauses], [b for _, b in clauses]
    a, b = max(runs, key=lambda run: _together(mine, theirs, starts.index(run[0]), ends.index(run[1])))
    likeness = _similarity(claim, source[a:b].strip().replace("\n", " "), encode)
    return Nearest((a, b), likeness) if likeness > aligned.likeness else whole


def _clauses(source: str, window: Span) -> list[Span]:
    start, end = window
    cuts = [start, *(start + m.start() for m in _CLAUSE.finditer(source[start:end])), end]
    return [(a, b) for a, b in pairwise(cuts) if source[a:b].strip()][:MAX_CLAUSES]


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


def _best_window(claim: str, sentences: list[str], encode: Encode, earned: float) -> tuple[int, int, float]:
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
        if _together(mine, theirs, *top) < best + earned:
            break
        (first, last), best = top, _together(mine, theirs, *top)
    return first, last, best if first == last else _similarity(claim, " ".join(sentences[first : last + 1]), encode)


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
