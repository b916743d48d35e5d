"""A question's way through the queue: what it is limited to, how many are before it, and what is said when too many are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gradio as gr
from pydantic import ValidationError

from ragassist.lang.detector import detect
from ragassist.serving.failure import TurnedAwayError
from ragassist.serving.limits import Limits
from ragassist.serving.question_queue import QuestionQueue, Ticket
from ragassist.settings import UiSettings
from ragassist.types import Answer, Filter, ModelName
from ragassist.ui.messages import AskRequest, Within
from ragassist.ui.server.conversation import Frame, failed
from ragassist.ui.views import reply_view
from ragassist.ui.words.catalogue import CATALOGUE


def asked(sent: Any) -> tuple[AskRequest, Filter | None]:  # noqa: ANN401  # what a browser sends
    """Return the question, and what it is limited to; None when nothing.

    Raises:
        ValidationError: it is not of the form that the page sends. A limit that cannot be read is an error too: never is
            more searched than the reader sees said.
    """
    if not isinstance(sent, dict):
        raise ValidationError.from_exception_data("AskRequest", [])
    within = sent.get("within")
    request = AskRequest.model_validate({name: value for name, value in sent.items() if name != "within"})
    return request, Within.model_validate(within).filter() if within is not None else None


@dataclass(frozen=True, slots=True)
class Turns:
    """How much each reader may ask, and in which turn it is answered: the same for the page and for its endpoints."""

    limits: Limits
    queue: QuestionQueue

    @classmethod
    def of(cls, ui: UiSettings) -> Turns:
        """Return what the settings ask for."""
        return cls(Limits(ui.per_minute), QuestionQueue(ui.concurrency, ui.queue, ui.at_once))

    @contextmanager
    def join(self, turn: str, reader: str) -> Iterator[Ticket]:
        """Count a question of `reader` and give it a place in the queue.

        Raises:
            TurnedAwayError: it is one too many.
        """
        with self.limits.admitted(reader), self.queue.join(turn, reader) as ticket:
            yield ticket


def reader_of(user: str, http: gr.Request) -> str:
    """Return whose limits a request counts for: the one who signed in, or else the visit, since everybody has the same name then."""
    host = http.client.host if http.client is not None else ""
    return f"user {user}" if user else f"visit {http.session_hash or host}"


def in_turn(turns: Turns, request: AskRequest, reader: str, model: ModelName, frames: Callable[[], Iterator[Frame]]) -> Iterator[Frame]:
    """Yield the frames of a turn once its turn has come; before that how many are ahead; one failed frame when it is one too many."""
    words = CATALOGUE[request.lang]
    try:
        with turns.join(request.turn, reader) as ticket:
            told = 0
            lang = detect(request.question)
            nothing = Answer(request.question, lang, "", lang, False, None, (), (), model)
            while ahead := ticket.wait():
                if ticket.given_up:
                    yield Frame(request.turn, "stopped", reply_view.stopped(None, words), say=words.stopped)
                    return
                if ahead != told:
                    told, said = ahead, words.queue_ahead.format(n=ahead)
                    yield Frame(request.turn, "running", reply_view.running(nothing, said, words), nothing, say=said)
            yield from frames()
    except TurnedAwayError as error:
        yield failed(request.turn, error, words)
