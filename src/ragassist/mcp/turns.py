"""A call's way through the queue: the same fair turns by user as at the endpoint, told as progress to a client that waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import sleep
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from ragassist.serving.failure import TurnedAwayError
from ragassist.serving.question_queue import QuestionQueue

_LISTEN_S = 0.05


@asynccontextmanager
async def in_turn(question_queue: QuestionQueue, user: str, ctx: Context[Any, Any]) -> AsyncIterator[None]:
    """Hold a place while the body runs, once its turn has come. Who waits holds no thread; one that is given up leaves the queue.

    Raises:
        ToolError: too many wait, or the place was given to a user who has fewer; says when to come back.
    """
    try:
        with question_queue.join("", user) as ticket:
            told = moved = 0
            while ahead := ticket.wait(0):
                if ahead != told:
                    told, moved = ahead, moved + 1
                    # Progress has to grow, and the work itself counts from 1.
                    await ctx.report_progress(1 - 1 / (moved + 1), message=f"waiting behind {ahead}")
                await sleep(_LISTEN_S)
            yield
    except TurnedAwayError as error:
        raise ToolError(str(error)) from error
