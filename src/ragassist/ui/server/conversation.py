"""One question from asking to its last frame: runs the assistant aside, so that Stop is heard at once and nothing runs on unheard."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any, Protocol

from ragassist.errors import ModelError, RagassistError, StoreError
from ragassist.lang.detector import detect
from ragassist.phrases import Phrase
from ragassist.serving.failure import TurnedAwayError
from ragassist.text.glossary import Glossary
from ragassist.types import Answer, Done, Event, Lang, ModelName, Stage
from ragassist.ui.messages import HISTORY_TURNS, MAX_QUESTION_CHARS, AskRequest, State
from ragassist.ui.views import reply_view
from ragassist.ui.views.answer_sentences import standing_claims
from ragassist.ui.views.glosses import explained_by
from ragassist.ui.words.catalogue import CATALOGUE, Words

log = logging.getLogger(__name__)


class Streaming(Protocol):
    """What a conversation needs of the assistant."""

    def stream(self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]:
        """Return what happens while a question is answered, then the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Frame:
    """All that is known of a turn at one moment; each frame replaces the one before it."""

    turn: str
    state: State
    html: str
    answer: Answer | None = None
    """The whole answer, or while the turn is running what there is of it: its text and the claims and citations so far."""
    problem: str = ""
    """The code of what went wrong."""
    values: dict[str, Any] = field(default_factory=dict)
    """What its sentence is filled with."""
    seconds: float = 0.0
    say: str = ""
    """What a screen reader announces."""


_REMEMBERED = 7


@dataclass
class Conversations:
    """Asks questions and can stop them, by turn id; keeps nothing of a turn once it has ended."""

    assistant: Streaming
    suggest: Callable[[Answer], Sequence[str]] = lambda _answer: ()
    """What could be asked after an answer."""
    _running: dict[str, threading.Event] = field(default_factory=dict)
    _took_s: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    """How long the last answers took: what the next one is announced with."""
    terms: Glossary | None = None
    """The glossary that explains; the program's own by default."""

    def stop(self, turn: str) -> None:
        """End that turn with what is there; a turn that has ended already is left alone."""
        stopping = self._running.get(turn)
        if stopping is not None:
            stopping.set()

    def is_running(self, turn: str) -> bool:
        """Return whether that turn is being answered now."""
        return turn in self._running

    def ask(self, request: AskRequest, model: ModelName) -> Iterator[Frame]:
        """Yield the frames of a turn; the last one is done, refused, stopped or failed. Never raises for what the assistant does.

        Closing this iterator stops the assistant as Stop does: at its next event its own iterator is closed.

        Args:
            request: the question and the conversation so far.
            model: which model is going to answer; shown until the answer itself says so.
        """
        words = CATALOGUE[request.lang]
        began = time.monotonic()
        question = request.question.strip()
        if len(question) > MAX_QUESTION_CHARS:
            problem = words.too_long.format(n=MAX_QUESTION_CHARS)
            yield Frame(
                request.turn, "failed", reply_view.failure(Phrase.of("words.as_told", said=problem), words), problem=problem, say=problem
            )
            return
        stopping = threading.Event()
        events: queue.SimpleQueue[Event | Exception | None] = queue.SimpleQueue()
        self._running[request.turn] = stopping
        threading.Thread(target=self._work, args=(question, request, stopping, events), name="ragassist-turn", daemon=True).start()
        asked = detect(question)
        spoken = asked if request.answer_lang == "auto" else request.answer_lang
        so_far = Answer(question, asked, "", spoken, False, None, (), (), model)
        doing, searched = words.waiting, False
        estimate_s = median(self._took_s) if self._took_s else 0.0
        try:
            yield Frame(request.turn, "running", reply_view.running(so_far, doing, words, estimate_s=estimate_s), so_far)
            for event in _heard(events, stopping):
                if isinstance(event, Exception):
                    yield failed(request.turn, event, words)
                    return
                if isinstance(event, Done):
                    self._took_s.append(time.monotonic() - began)
                    suggested = self.suggest(event.answer)
                    with explained_by(self.terms):
                        last = _done(request.turn, event.answer, self._took_s[-1], words, suggested)
                    yield last
                    return
                say = ""
                if isinstance(event, Stage):
                    searched = searched or event.name == "searching"
                    doing = say = reply_view.stage_label(event, words, searched=searched)
                else:
                    so_far = replace(so_far, answer=so_far.answer + event.text, claims=event.claims, citations=event.citations)
                with explained_by(self.terms):
                    html = reply_view.running(so_far, doing, words, estimate_s=estimate_s)
                yield Frame(request.turn, "running", html, so_far, say=say)
            with explained_by(self.terms):
                html = reply_view.stopped(so_far, words)
            yield Frame(request.turn, "stopped", html, so_far, say=words.stopped)
        finally:
            stopping.set()
            self._running.pop(request.turn, None)

    def _work(
        self,
        question: str,
        request: AskRequest,
        stopping: threading.Event,
        events: queue.SimpleQueue[Event | Exception | None],
    ) -> None:
        lang = None if request.answer_lang == "auto" else request.answer_lang
        try:
            stream = self.assistant.stream(question, lang=lang, history=tuple(request.history[-HISTORY_TURNS:]))
            with closing(stream):  # type: ignore[type-var]
                for event in stream:
                    if stopping.is_set():
                        return
                    events.put(event)
        except Exception as error:
            if not isinstance(error, RagassistError):
                log.exception("A question could not be answered.")
            events.put(error)
        finally:
            events.put(None)


_LISTEN_S = 0.1


def _heard(events: queue.SimpleQueue[Event | Exception | None], stopping: threading.Event) -> Iterator[Event | Exception]:
    """The events until the last one, or until somebody says stop."""
    while not stopping.is_set():
        try:
            event = events.get(timeout=_LISTEN_S)
        except queue.Empty:
            continue
        if event is None:
            return
        yield event


def _done(turn: str, answer: Answer, seconds: float, words: Words, suggested: Sequence[str]) -> Frame:
    state: State = "refused" if answer.refused else "done"
    say = answer.answer if answer.refused else _ready(answer, words)
    return Frame(turn, state, reply_view.finished(answer, words, suggested), answer=answer, seconds=seconds, say=say)


def _ready(answer: Answer, words: Words) -> str:
    """What a screen reader hears of a whole answer: how many sources, and how many sentences are rough."""
    rough = sum(claim.status == "rough" for claim in standing_claims(answer))
    said = words.answer_ready_rough if rough else words.answer_ready
    return said.format(n=len(answer.citations), rough=rough)


def failed(turn: str, error: Exception, words: Words) -> Frame:
    """Return the last frame of a turn that `error` ended; a bug's own words stay in the log."""
    wrong = error.phrase if isinstance(error, RagassistError) else None
    general = general_problem(error, words)
    html = reply_view.failure(wrong, words, general)
    if wrong is None:
        return Frame(turn, "failed", html, say=general)
    return Frame(turn, "failed", html, problem=wrong.code, values=wrong.as_json()["values"], say=general)


def general_problem(error: Exception, words: Words) -> str:
    """Return what kind of thing went wrong, in the interface's language."""
    if isinstance(error, TurnedAwayError):
        return words.turned_away
    if isinstance(error, ModelError):
        return words.failed_model
    if isinstance(error, StoreError):
        return words.failed_store
    return words.failed if isinstance(error, RagassistError) else words.failed_bug
