"""What the marks of one reader say of the program, and how far two readers agree. Pure counting; the words are in `told`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ragassist.evaluate.metrics.statistics import Estimate, cohen_kappa, estimate, wilson
from ragassist.evaluate.metrics.undefined import Score, Undefined
from ragassist.evaluate.read.items import Item
from ragassist.evaluate.read.reader_marks import Mark, Marks
from ragassist.evaluate.read.words import MARKS, NO, PARTLY, YES
from ragassist.types import WORST_FIRST, ClaimStatus

ALL = "all"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95 % interval by Wilson; sentences count as independent."""

    k: int
    n: int

    @property
    def value(self) -> float:
        """0 to 1; 0 of 0 is 0."""
        return self.k / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """0 to 1, both."""
        return wilson(self.k, self.n)


@dataclass(frozen=True, slots=True)
class StateRow:
    """The marked sentences of one state and language."""

    state: ClaimStatus
    lang: str
    """`all` for both."""
    n: int
    yes: int
    partly: int
    no: int
    copied: int
    """How many of them are their original word for word, of which there is little to doubt."""

    @property
    def right(self) -> Share:
        """Verified and rough sentences that are entailed; unsupported ones that are not."""
        return Share(self.n - self.yes if self.state == "unsupported" else self.yes, self.n)

    @property
    def said_not(self) -> Share:
        """Those that the original does not say."""
        return Share(self.no, self.n)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The marked answers of one language, by whether the documents answer."""

    answerable: bool
    lang: str
    n: int
    counts: tuple[tuple[str, int], ...]
    """How many have each mark, in the order of `words.MARKS`."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far two agree on the same things."""

    what: str
    """A language, a kind, or `all`."""
    same: Share
    kappa: Score


@dataclass(frozen=True, slots=True)
class Weighted:
    """The agreement of verifier and reader over all that the run shows, where a sheet holds more of some strata than of others."""

    share: float
    kappa: Score
    covered: int
    """Sentences of the run in strata of which something was marked."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a kind: how many the run shows, how many the sheet has, how many are marked."""

    kind: str
    run: int
    sheet: int
    marked: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one sheet says."""

    sheet: str
    states_shown: bool
    coverage: tuple[Coverage, ...]
    unmarked: tuple[Mark, ...]
    states: tuple[StateRow, ...]
    """Verified first; each state by language, then both together where there are two."""
    verifier: tuple[Agreed, ...]
    """Verified or not against yes or not: all, then by language."""
    weighted: Weighted | None
    """None where the sheet holds the same share of every stratum."""
    answers: tuple[AnswerRow, ...]
    english: Estimate | Undefined
    """The mean grade, 1 to 5."""
    not_held: tuple[Mark, ...]
    """Verified sentences that the reader does not find entailed."""
    marks: tuple[Mark, ...]
    """All of them, in the sheet's order, notes included."""


@dataclass(frozen=True, slots=True)
class TwoReaders:
    """What two sheets say of the same things."""

    sentences: tuple[Agreed, ...]
    """Yes, partly or no: all, then by language."""
    answers: Agreed
    grades: Share
    """Equal grades of the English."""
    grades_near: Share
    """Grades that are equal or one apart."""
    differing: tuple[tuple[Mark, Mark], ...]
    """In the order of the first sheet."""


def count(marks: Marks, items: Sequence[Item]) -> Found:
    """Return what a sheet says of the run that `items` are of."""
    sentences = marks.of("sentence")
    return Found(
        sheet=marks.sheet,
        states_shown=marks.states_shown,
        coverage=tuple(
            Coverage(kind, _of_kind(items, kind), _of_kind([mark.item for mark in marks.marks], kind), len(marks.of(kind)))
            for kind in MARKS
        ),
        unmarked=marks.unmarked,
        states=tuple(_state_rows(sentences)),
        verifier=_by_language(sentences, lambda mark: (_verified(mark), _entailed(mark))),
        weighted=_weighted(sentences, items),
        answers=tuple(_answer_rows(marks.of("answer"))),
        english=_grade(sentences),
        not_held=tuple(mark for mark in sentences if mark.item.state == "verified" and mark.word != YES),
        marks=marks.marks,
    )


def compare(first: Marks, second: Marks) -> TwoReaders:
    """Return how far two readers agree on what both marked."""
    others = {mark.item.key: mark for mark in second.marks if mark.word}
    pairs = [(mark, others[mark.item.key]) for mark in first.marks if mark.word and mark.item.key in others]
    said = {one.item.key: (one.word, other.word) for one, other in pairs}
    sentences = [one for one, _ in pairs if one.item.kind == "sentence"]
    answers = [one for one, _ in pairs if one.item.kind == "answer"]
    apart = [abs(one.grade - other.grade) for one, other in pairs if one.grade and other.grade]
    return TwoReaders(
        sentences=_by_language(sentences, lambda mark: said[mark.item.key]),
        answers=agreed("answer", [said[mark.item.key] for mark in answers]),
        grades=Share(sum(step == 0 for step in apart), len(apart)),
        grades_near=Share(sum(step <= 1 for step in apart), len(apart)),
        differing=tuple((one, other) for one, other in pairs if one.word != other.word),
    )


def agreed(what: str, pairs: Sequence[tuple[str, str]]) -> Agreed:
    """Return how far two agree, from what each says of the same things."""
    return Agreed(what, Share(sum(one == other for one, other in pairs), len(pairs)), cohen_kappa(Counter(pairs)))


def _by_language(marks: Sequence[Mark], said: Callable[[Mark], tuple[str, str]]) -> tuple[Agreed, ...]:
    rows = [agreed(ALL, [said(mark) for mark in marks])]
    langs = _langs(marks)
    if len(langs) > 1:
        rows += [agreed(lang, [said(mark) for mark in marks if mark.item.lang == lang]) for lang in langs]
    return tuple(rows)


def _langs(marks: Iterable[Mark]) -> list[str]:
    return sorted({mark.item.lang for mark in marks})


def _verified(mark: Mark) -> str:
    return YES if mark.item.state == "verified" else NO


def _entailed(mark: Mark) -> str:
    return YES if mark.word == YES else NO


def _of_kind(items: Sequence[Item], kind: str) -> int:
    return sum(item.kind == kind for item in items)


def _state_rows(sentences: Sequence[Mark]) -> list[StateRow]:
    rows = []
    for state in reversed(WORST_FIRST):
        of_state = [mark for mark in sentences if mark.item.state == state]
        langs = _langs(of_state)
        for lang in [*langs, *([ALL] if len(langs) > 1 else [])]:
            these = [mark for mark in of_state if lang in (ALL, mark.item.lang)]
            said = Counter(mark.word for mark in these)
            rows.append(StateRow(state, lang, len(these), said[YES], said[PARTLY], said[NO], sum(mark.item.copied for mark in these)))
    return rows


def _answer_rows(answers: Sequence[Mark]) -> list[AnswerRow]:
    rows = []
    for answerable in (True, False):
        for lang in _langs(answers):
            these = [mark.word for mark in answers if mark.item.answerable == answerable and mark.item.lang == lang]
            if these:
                rows.append(AnswerRow(answerable, lang, len(these), tuple((word, these.count(word)) for word in MARKS["answer"])))
    return rows


def _weighted(sentences: Sequence[Mark], items: Sequence[Item]) -> Weighted | None:
    """Each marked sentence stands for as many of the run as its stratum has for each marked one."""
    whole = Counter(item.stratum for item in items if item.kind == "sentence")
    marked = Counter(mark.item.stratum for mark in sentences)
    if not marked or len({marked[stratum] / size for stratum, size in whole.items()}) == 1:
        return None
    weights: dict[tuple[str, str], float] = {}
    for mark in sentences:
        pair = _verified(mark), _entailed(mark)
        weights[pair] = weights.get(pair, 0.0) + whole[mark.item.stratum] / marked[mark.item.stratum]
    covered = sum(size for stratum, size in whole.items() if marked[stratum])
    share = sum(weight for (one, other), weight in weights.items() if one == other) / covered
    return Weighted(share, cohen_kappa(weights), covered)


def _grade(sentences: Sequence[Mark]) -> Estimate | Undefined:
    graded = [mark for mark in sentences if mark.grade]
    return estimate([float(mark.grade or 0) for mark in graded], [mark.item.cluster for mark in graded])
