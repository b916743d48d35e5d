"""One question on its way to an answer: what is known of it, what it has cost, and the two ways in which it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ragassist.answer.draftbook import Draftbook
from ragassist.answer.events import Listener, QuestionRefused, nobody
from ragassist.answer.evidence import Question
from ragassist.answer.expected import need
from ragassist.answer.fallback import told
from ragassist.answer.refuse import Reason, refuse
from ragassist.answer.states import notice_of, parts_found
from ragassist.errors import ModelError
from ragassist.models.chat import ChatModel
from ragassist.models.deadline import Deadline
from ragassist.models.meter import MeteredChat, total
from ragassist.types import Answer, DocumentRecord, Done, Event, Hit, Lang, ModelName, Piece, Step, Timings

EXTRACTIVE = ModelName("extractive", "extractive")


@dataclass(slots=True)
class Turn:
    """What is known of one question so far; times are milliseconds since it was asked."""

    question: str
    """As it was asked."""
    lang: Lang
    """The language to answer in."""
    asked_lang: Lang
    """The question's own language."""
    book: Draftbook
    model: MeteredChat | None
    """The model the assistant is set up with."""
    deadline: Deadline
    listener: Listener = nobody
    """Hears what is done, step by step."""
    began: float = field(default_factory=time.monotonic)
    indexed: Sequence[DocumentRecord] = ()
    searched: Sequence[DocumentRecord] = ()
    """Those of the indexed documents that the question may be answered from."""
    worked: Question | None = None
    """The question as it is searched, once that is known."""
    answering: MeteredChat | None = None
    """The model that writes the answer; differs from `model` once that has failed."""
    failed: ModelError | None = None
    """What went wrong first, and so why something else answers."""
    half: bool = False
    """Whether what answers failed when part of its answer was shown."""
    meters: list[MeteredChat] = field(default_factory=list)
    no_answer: bool = False
    """Whether a model said that what it was given holds no answer."""
    asked_for: list[tuple[int, ...]] = field(default_factory=list)
    """For each claim which part of the question it was written for."""
    planned: tuple[str, ...] | None = None
    """The searches that the model planned while the question was being translated; None where nobody asked it yet."""
    steps: list[Step] = field(default_factory=list)
    """The searches besides the question's own."""
    brought: list[list[str]] = field(default_factory=list)
    """For each search, the question's own first, the passages that it found, best first; empty where there was only that one."""
    retrieve_ms: int = 0
    first_token_ms: int = 0
    """Zero until text is shown."""

    def __post_init__(self) -> None:
        self.answering = self.model
        if self.model is not None:
            self.meters.append(self.model)

    def holds(self, lang: Lang) -> bool:
        """Return whether a document that is searched is in the language."""
        return any(document.lang == lang for document in self.searched)

    def since(self) -> int:
        """Return the milliseconds since the question was asked."""
        return round((time.monotonic() - self.began) * 1000)

    def unanswerable(self) -> Reason | None:
        """Return why no search is worth while: nothing is asked, or there is nothing to search."""
        if not any(char.isalnum() for char in self.question):
            return "empty_question"
        if not self.searched:
            return "nothing_within" if self.indexed else "nothing_indexed"
        return None

    def answered(self) -> Done:
        """Return the end of an answer: what the book holds."""
        return self._done(None, self.book.text)

    def refused(self, reason: Reason, hits: Sequence[Hit] = (), absent: Sequence[str] = ()) -> Iterator[Event]:
        """Yield the refusal as text, and then as the whole answer.

        Args:
            reason: why nothing is answered.
            hits: the passages found, best first; the first one's document is offered.
            absent: what the question names and the documents do not.
        """
        self.listener(QuestionRefused(reason, tuple(absent)))
        documents = len(self.searched if reason != "nothing_within" else self.indexed)
        shown = self.question
        if self.asked_lang != self.lang and self.worked is not None and self.worked.translation:
            shown = self.worked.translation
        nearest = hits[0].document if hits else None
        needed = need(self.worked.text) if self.worked is not None else None
        nearby = [
            one.read for hit in hits if nearest is not None and hit.document.doc_id == nearest.doc_id for one in hit.passage.sentences
        ]
        text = refuse(
            reason, question=shown, lang=self.lang, documents=documents, nearest=nearest, absent=absent, needed=needed, nearby=nearby
        ).text
        yield Piece(text)
        yield self._done(reason, text)

    def _done(self, reason: Reason | None, text: str) -> Done:
        name, refused = name_of(self.answering), reason is not None
        usage = total(self.meters)
        fallback = None
        if self.failed is not None:
            fallback = told(self.failed, name_of(self.model), name, self.lang, partial=self.half, refused=refused)
        claims, citations = tuple(self.book.claims), tuple(self.book.citations.values())
        if refused:
            claims, citations = tuple(claim for claim in claims if claim.status == "unsupported"), ()
        timings = Timings(self.retrieve_ms, self.first_token_ms or self.since(), self.since())
        found = parts_found(self.worked.parts if self.worked is not None and not refused else (), claims, self.asked_for)
        notice = "" if refused else notice_of(claims, self.lang, found)
        return Done(
            Answer(
                self.question, self.asked_lang, text, self.lang, refused, reason, claims, citations, name, timings, usage, notice,
                parts=found, steps=tuple(self.steps), fallback=fallback,
            )
        )  # fmt: skip


def name_of(model: ChatModel | None) -> ModelName:
    """Return the model's name and tier; of None, those of answering without a model."""
    return ModelName(model.name, model.tier) if model is not None else EXTRACTIVE
