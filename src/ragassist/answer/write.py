"""The drafts of one writer on their way into the answer: pinned, judged all in one call where a model judges, shown in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ragassist.answer.compose import Draft, NoAnswer, Step
from ragassist.answer.events import NoAnswerFound, SentenceDrafted
from ragassist.answer.judge_claims import Pair, judge_claims
from ragassist.answer.pin import Pinned, Pinner
from ragassist.answer.states import better
from ragassist.answer.turn import Turn
from ragassist.errors import ModelError
from ragassist.models.meter import MeteredChat, total
from ragassist.types import Event, Evidence, Piece, Stage
from ragassist.verify.verifier import refutes

MOST_CALLS = 3
"""Calls for an answer of one sentence: translate the question, write, and judge; or write it anew instead of one of them."""


@dataclass(slots=True)
class Writing:
    """Takes drafts in, and shows what stands.

    Without a judge each draft is shown as it is pinned. With one, what the checks confirm or hold for rough is shown at once; what they
    neither confirm nor refute waits, and everything behind it, until all claims have been judged together. A judgement can raise what
    waits or is rough, and lowers what was shown as verified to rough: the checks have found nothing against it, and text never goes back.
    """

    turn: Turn
    pinner: Pinner
    judge: MeteredChat | None
    mark: bool
    """Whether what is unsupported is shown, and marked."""
    _shown: list[tuple[int, Pinned]] = field(default_factory=list)
    """Claims in the book that a judge may be asked about, by their place there."""
    _waiting: list[tuple[Draft, Pinned]] = field(default_factory=list)

    def written(self, steps: Iterable[Step]) -> Iterator[Event]:
        """Yield what `steps` come to.

        Raises:
            ModelError: the writer fails, or time is over; what was drafted before is in the book.
        """
        try:
            for step in steps:
                if isinstance(step, NoAnswer):
                    self.turn.no_answer = True
                    self.turn.listener(NoAnswerFound())
                elif isinstance(step, Draft):
                    yield from self._take(step, self.pinner.pin(step))
                else:
                    yield step
        except ModelError:
            yield from self._settled()
            raise
        yield from self._settled()

    def _take(self, draft: Draft, pinned: Pinned) -> Iterator[Event]:
        if self._waiting or (self.judge is not None and pinned.is_open):
            self._waiting.append((draft, pinned))
        else:
            yield from self._add(draft, pinned)

    def _add(self, draft: Draft, pinned: Pinned) -> Iterator[Event]:
        turn = self.turn
        piece = turn.book.add(pinned, mark=self.mark)
        turn.asked_for.append(draft.parts)
        turn.listener(SentenceDrafted(draft.text, draft.numbers, draft.parts, turn.book.claims[-1]))
        if pinned.verdict.status != "unsupported" and pinned.evidence:
            self._shown.append((len(turn.book.claims) - 1, pinned))
        if piece:
            turn.first_token_ms = turn.first_token_ms or turn.since()
            yield Piece(piece, tuple(turn.book.claims), tuple(turn.book.citations.values()))

    def _settled(self) -> Iterator[Event]:
        """Have judged what may be, correct what is shown, show what waited."""
        asked = [pinned for _, pinned in self._shown if not _copied(pinned)]
        asked += [pinned for _, pinned in self._waiting if pinned.evidence and not refutes(pinned.verdict)]
        said: dict[int, float | None] = {}
        late: ModelError | None = None
        if self.judge is not None and asked and (len(asked) > 1 or total(self.turn.meters).calls < MOST_CALLS):
            yield Stage("checking", len(asked))
            try:
                judged = judge_claims(self.judge, [Pair(pinned.text, _read(pinned.evidence)) for pinned in asked])
                said = {id(pinned): probability for pinned, probability in zip(asked, judged, strict=True)}
            except ModelError as error:  # nobody's judgement is no judgement: the checks alone decide
                late = error if error.kind == "time" else None
        for at, pinned in self._shown:
            verdict = self.pinner.judged(pinned, said.get(id(pinned)))
            if verdict != pinned.verdict:
                self.turn.book.amend(at, replace(verdict, status=better(verdict.status, "rough")))
        self._shown.clear()
        waiting, self._waiting = self._waiting, []
        for draft, pinned in waiting:
            verdict = self.pinner.judged(pinned, said.get(id(pinned)))
            yield from self._add(draft, replace(pinned, verdict=verdict))
        if late is not None:
            raise late


def _copied(pinned: Pinned) -> bool:
    return any(finding.code == "quotation.exact" for finding in pinned.verdict.findings)


def _read(evidence: Iterable[Evidence]) -> str:
    """The sentences a claim stands on, each document's title, date and headings before them: who asks about 2022 must see the year."""
    lines: list[str] = []
    for item in evidence:
        meta = item.hit.document.meta
        place = " / ".join(part for part in (meta.title, meta.date, *item.hit.passage.heading) if part)
        if place and place not in lines:
            lines.append(place)
        lines.append(item.sentence.read)
    return "\n".join(lines)
