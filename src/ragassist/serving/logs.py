"""The log of a server: lines for people, or one JSON object a line, on standard error. No question, no text of a document, no key in it."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ragassist.settings import Settings


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what the caller gave as `facts`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for `record`; an exception is named with its place, its message left out (it may quote a document)."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        entry: dict[str, object] = {"at": f"{at}.{int(record.msecs):03d}Z", "level": record.levelname.lower(), "logger": record.name}
        entry |= {"message": record.getMessage(), **getattr(record, "facts", {})}
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                entry["where"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        return json.dumps(entry, ensure_ascii=False, default=str)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        return super().format(record) + "".join(f" {name}={value!r}" for name, value in facts.items())


def set_up(settings: Settings) -> None:
    """Send the log of this process to standard error, as `log.format` and `log.level` say."""
    handler = logging.StreamHandler(sys.stderr)
    plain = _Plain("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if settings.log.format == "json" else plain)
    root = logging.getLogger("ragassist")
    root.handlers = [handler]
    root.propagate = False
    root.setLevel(settings.log.level.upper())
