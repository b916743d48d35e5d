"""How a request that fails is answered: a status code, and an error in OpenAI's shape, which clients of the protocol know how to show."""

from __future__ import annotations

from typing import Any

from ragassist.errors import BusyError, ModelError, RagassistError, StoreError, UsageError


class TurnedAwayError(UsageError):
    """A request that is not looked at, with its status code."""

    def __init__(self, status: int, name: str, *, retry_after_s: int = 0, **values: object) -> None:
        """Keep what the answer needs: the error's `name` for clients, and when to come back, 0 for never."""
        super().__init__(f"turned_away.{name}", **values)
        self.status, self.name, self.retry_after_s = status, name, retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the answer needs besides."""
        more = {"WWW-Authenticate": "Bearer"} if self.status == 401 else {}
        return {**more, "Retry-After": str(self.retry_after_s)} if self.retry_after_s else more


def failure(status: int, message: str, code: str) -> dict[str, Any]:
    """Return an error in OpenAI's shape."""
    usual = "server_error" if status >= 500 else "invalid_request_error"
    kind = {401: "authentication_error", 429: "rate_limit_error"}.get(status, usual)
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def status_of(error: RagassistError) -> tuple[int, str]:
    """Return the status code and the error code for `error`."""
    if isinstance(error, TurnedAwayError):
        return error.status, error.name
    if isinstance(error, ModelError):
        return 503, "model_unavailable"
    if isinstance(error, BusyError):
        return 503, "index_busy"
    if isinstance(error, StoreError):
        return 503, "index_unavailable"
    return (400, "invalid_request") if isinstance(error, UsageError) else (500, "internal_error")
