"""The drafts of one writer on their way into the answer: pinned, judged all in one call where a model judges, shown in their order."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from ragassist.answer.compose import Draft, NoAnswer, Step
from ragassist.answer.drafting import Answered, Drafting, Waited
from ragassist.answer.events import NoAnswerFound, SentenceDrafted
from ragassist.answer.judge_claims import Pair, judge_claims
from ragassist.answer.pin import Pinned, Pinner
from ragassist.answer.states import better
from ragassist.answer.turn import Turn
from ragassist.errors import ModelError
from ragassist.models.meter import MeteredChat, total
from ragassist.models.side_by_side import at_once_of
from ragassist.types import Event, Evidence, Piece, Stage
from ragassist.verify.verifier import is_settled, stands_firm

MOST_CALLS = 3
"""Calls for an answer of one sentence to a simple question: translate the question, write, and judge, or write it anew instead of one."""

PATIENCE_S = 0.3
"""A sentence that waits for the judge longer than this, while the writer writes on, is judged with what there is: one call more."""


@dataclass(slots=True)
class Writing:
    """Takes drafts in, and shows what stands.

    Without a judge each draft is shown as it is pinned. With one, what the checks confirm is shown at once; what they hold for rough, or
    neither confirm nor refute, waits, and everything behind it, until all claims have been judged together: at the end, or where the
    writer takes long, in two calls, the first of them beside its writing. A yes raises what waits, a no leaves it out; what was shown
    as verified a no lowers to rough: the checks have found nothing against it, and text never goes back.
    """

    turn: Turn
    pinner: Pinner
    judge: MeteredChat | None
    mark: bool
    """Whether what is unsupported is shown, and marked."""
    _shown: list[tuple[int, Pinned]] = field(default_factory=list)
    """Claims in the book that a judge may be asked about and was not, by their place there."""
    _waiting: list[tuple[Draft, Pinned]] = field(default_factory=list)
    _since: float = 0.0
    """When the first of those that wait was drafted."""
    _ahead: list[Pinned] | None = None
    """What the judge was given while the rest was being written; None where it was not asked then."""
    _said: dict[int, float | None] = field(default_factory=dict)
    """What the judge said, by the `id` of what was pinned."""
    _late: ModelError | None = None

    def written(self, steps: Iterable[Step]) -> Iterator[Event]:
        """Yield what `steps` come to.

        Raises:
            ModelError: the writer fails, or time is over; what was drafted before is in the book.
        """
        try:
            yield from self._heard(steps)
        except ModelError:
            yield from self._settled()
            raise
        yield from self._settled()

    def _heard(self, steps: Iterable[Step]) -> Iterator[Event]:
        """Take in each step as it comes; what waits too long is judged meanwhile, where the judge takes several calls."""
        if at_once_of(self.judge) < 2:
            for step in steps:
                yield from self._step(step)
            return
        with closing(Drafting[list[float | None]](steps)) as drafting:
            for came in drafting.heard(self._patience):
                if isinstance(came, Waited):
                    yield from self._ask_ahead(drafting)
                elif isinstance(came, Answered):
                    yield from self._answered(came)
                else:
                    yield from self._step(came)

    def _step(self, step: Step) -> Iterator[Event]:
        if isinstance(step, NoAnswer):
            self.turn.no_answer = True
            self.turn.listener(NoAnswerFound())
        elif isinstance(step, Draft):
            yield from self._take(step, self.pinner.pin(step))
        else:
            yield step

    def _take(self, draft: Draft, pinned: Pinned) -> Iterator[Event]:
        if self._waiting or (self.judge is not None and pinned.is_unsure):
            self._since = self._since if self._waiting else time.monotonic()
            self._waiting.append((draft, pinned))
        else:
            yield from self._add(draft, pinned)

    def _patience(self) -> float | None:
        """The seconds until what waits has waited long enough; None where nothing does, or the judge was asked already."""
        if not self._waiting or self._ahead is not None:
            return None
        return max(0.0, self._since + PATIENCE_S - time.monotonic())

    def _ask_ahead(self, drafting: Drafting[list[float | None]]) -> Iterator[Event]:
        self._ahead = self._open(under_way=1)
        if self._ahead:
            yield Stage("checking", len(self._ahead))
            drafting.ask(partial(self._judged, self._ahead))

    def _answered(self, answered: Answered[list[float | None]]) -> Iterator[Event]:
        """Correct and show what was judged meanwhile, up to the next that still waits."""
        self._hear(self._ahead or [], answered.value, answered.failed)
        while self._waiting and (id(self._waiting[0][1]) in self._said or not self._waiting[0][1].is_unsure):
            yield from self._let_in(*self._waiting.pop(0))

    def _settled(self) -> Iterator[Event]:
        """Have judged what may be, correct what is shown, show what waited."""
        asked = self._open()
        if asked and self._late is None:
            yield Stage("checking", len(asked))
            try:
                self._hear(asked, self._judged(asked), None)
            except ModelError as error:
                self._hear(asked, None, error)
        waiting, self._waiting = self._waiting, []
        for draft, pinned in waiting:
            yield from self._let_in(draft, pinned)
        if self._late is not None:
            raise self._late

    def _open(self, under_way: int = 0) -> list[Pinned]:
        """What a judge may be asked about and was not; one alone only where it is not a call too many (`under_way`: not counted yet).

        A question that took several searches was no simple one: its answer is judged, however many calls they cost.
        """
        found = [pinned for _, pinned in self._shown if not is_settled(pinned.verdict.findings)]
        found += [pinned for _, pinned in self._waiting if pinned.evidence and not stands_firm(pinned.verdict)]
        found = [pinned for pinned in found if id(pinned) not in self._said]
        alone = len(found) + len(self._said) < 2
        simple = not self.turn.steps
        if self.judge is None or (alone and simple and total(self.turn.meters).calls + under_way >= MOST_CALLS):
            return []
        return found

    def _judged(self, asked: Sequence[Pinned]) -> list[float | None]:
        assert self.judge is not None
        return judge_claims(self.judge, [Pair(pinned.text, as_judged(pinned.evidence), pinned.lang) for pinned in asked])

    def _hear(self, asked: Sequence[Pinned], said: Sequence[float | None] | None, failed: ModelError | None) -> None:
        """Note what the judge said and correct what is shown; nobody's judgement is no judgement: the checks alone decide then."""
        if failed is not None and failed.kind == "time":
            self._late = failed
        self._said |= {id(pinned): probability for pinned, probability in zip(asked, said or [None] * len(asked), strict=True)}
        for at, pinned in self._shown:
            verdict = self.pinner.judged(pinned, self._said.get(id(pinned)))
            if verdict != pinned.verdict:
                self.turn.book.amend(at, replace(verdict, status=better(verdict.status, "rough")))
        self._shown = [(at, pinned) for at, pinned in self._shown if id(pinned) not in self._said]

    def _let_in(self, draft: Draft, pinned: Pinned) -> Iterator[Event]:
        known = id(pinned) in self._said
        judged = replace(pinned, verdict=self.pinner.judged(pinned, self._said.get(id(pinned))))
        yield from self._add(draft, judged if known else pinned, known=known)

    def _add(self, draft: Draft, pinned: Pinned, *, known: bool = False) -> Iterator[Event]:
        """Put the sentence into the book; a judge that `known` says has spoken is not asked about it again."""
        turn = self.turn
        if not any(map(str.isalnum, pinned.text)):
            return  # a bracket or a stray mark states nothing, and is no sentence that found no support
        piece = turn.book.add(pinned, mark=self.mark)
        turn.asked_for.append(draft.parts)
        turn.listener(SentenceDrafted(draft.text, draft.numbers, draft.parts, turn.book.claims[-1]))
        if not known and pinned.verdict.status != "unsupported" and pinned.evidence:
            self._shown.append((len(turn.book.claims) - 1, pinned))
        if piece:
            turn.first_token_ms = turn.first_token_ms or turn.since()
            yield Piece(piece, tuple(turn.book.claims), tuple(turn.book.citations.values()))


def as_judged(evidence: Iterable[Evidence]) -> str:
    """Return what a judge is given: the sentences a claim stands on, each document's title, date and headings before them.

    Who asks about 2022 must see the year.
    """
    lines: list[str] = []
    for item in evidence:
        meta = item.hit.document.meta
        place = " / ".join(part for part in (meta.title, meta.date, *item.hit.passage.heading) if part)
        if place and place not in lines:
            lines.append(place)
        lines.append(item.sentence.read)
    return "\n".join(lines)
