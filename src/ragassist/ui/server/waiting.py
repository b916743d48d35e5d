"""A question's way through the queue: what it is limited to, how many are before it, and what is said when too many are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from ragassist.text.language import detect
from ragassist.types import Answer, Filter, ModelName
from ragassist.ui.messages import AskRequest, Within
from ragassist.ui.server.conversation import Frame
from ragassist.ui.server.question_queue import QuestionQueue, QueueFullError
from ragassist.ui.views import reply
from ragassist.ui.words.catalogue import CATALOGUE


def asked(sent: Any) -> tuple[AskRequest, Filter | None]:  # noqa: ANN401  # what a browser sends
    """The question, and what it is limited to; None when nothing.

    Raises:
        ValidationError: it is not of the form that the page sends. A limit that cannot be read is an error too: never is
            more searched than the reader sees said.
    """
    if not isinstance(sent, dict):
        raise ValidationError.from_exception_data("AskRequest", [])
    within = sent.get("within")
    request = AskRequest.model_validate({name: value for name, value in sent.items() if name != "within"})
    return request, Within.model_validate(within).filter() if within is not None else None


def in_turn(question_queue: QuestionQueue, request: AskRequest, model: ModelName, frames: Callable[[], Iterator[Frame]]) -> Iterator[Frame]:
    """The frames of a turn once its turn has come; before that how many are ahead; one failed frame when the line is full."""
    words = CATALOGUE[request.lang]
    try:
        ticket = question_queue.join(request.turn)
    except QueueFullError:
        problem = words.queue_full
        yield Frame(request.turn, "failed", reply.failure(None, words, problem), problem=problem, say=problem)
        return
    with ticket:
        told = 0
        lang = detect(request.question)
        nothing = Answer(request.question, lang, "", lang, False, None, (), (), model)
        while ahead := ticket.wait():
            if ticket.given_up:
                yield Frame(request.turn, "stopped", reply.stopped(None, words), say=words.stopped)
                return
            if ahead != told:
                told, said = ahead, words.queue_ahead.format(n=ahead)
                yield Frame(request.turn, "running", reply.running(nothing, said, words), nothing, say=said)
        yield from frames()
