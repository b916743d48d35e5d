"""What is written down of each question, search and piece of document work.

Counts for Prometheus, a line in the log, and, where it is on, an entry in the audit log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ragassist.serving.audit_log import AuditLog
from ragassist.serving.metrics import Metrics
from ragassist.types import Answer, Done, Event

if TYPE_CHECKING:
    from ragassist.settings import Settings

_log = logging.getLogger("ragassist.questions")


@dataclass(frozen=True, slots=True)
class Recorder:
    """Notes questions as they are answered. Safe to call from several threads."""

    metrics: Metrics
    audit: AuditLog | None = None
    texts: bool = False
    """Whether the log holds the questions themselves."""

    @classmethod
    def of(cls, settings: Settings) -> Recorder:
        """Return the recorder that the settings ask for.

        Raises:
            UsageError: the audit log cannot be written, or its chain is broken.
        """
        path: Path | None = settings.log.audit
        return cls(Metrics(), AuditLog(path) if path is not None else None, settings.log.questions)

    @classmethod
    def of_nothing(cls) -> Recorder:
        """Return a recorder that only counts."""
        return cls(Metrics())

    def watched(self, events: Iterator[Event], *, question: str, door: str, user: str) -> Iterator[Event]:
        """Pass `events` on, and note how they end: answered, refused, failed or given up."""
        began, answer, outcome = time.monotonic(), None, "abandoned"
        self.metrics.begin(door)
        try:
            for event in events:
                if isinstance(event, Done):
                    answer = event.answer
                    outcome = "refused" if answer.refused else "answered"
                    self._note(door, user, question, outcome, time.monotonic() - began, answer)
                yield event
        except Exception as error:
            outcome = type(error).__name__
            raise
        finally:
            if hasattr(events, "close"):
                events.close()
            if answer is None:
                self._note(door, user, question, outcome, time.monotonic() - began, None)
            self.metrics.end(door)

    @contextmanager
    def work(self, kind: str, *, asked: str, door: str, user: str) -> Iterator[set[str]]:
        """Note a search or a piece of document work, of a `kind` such as `search`, however it ends.

        Args:
            kind: what is done.
            asked: the words of whoever asks.
            door: which door they came through.
            user: who asks.

        Yields:
            A set that takes the ids of the documents in what was found.
        """
        began, doc_ids, outcome = time.monotonic(), set[str](), "done"
        try:
            yield doc_ids
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self.metrics.count_work(door, kind, outcome)
            facts: dict[str, object] = {"door": door, "user": user, "outcome": outcome, "seconds": round(time.monotonic() - began, 3)}
            if self.texts:
                facts["asked"] = asked
            _log.info("%s %s", kind, outcome, extra={"facts": facts})
            if self.audit is not None:
                self.audit.add(user=user, door=door, question=asked, outcome=outcome, doc_ids=sorted(doc_ids), kind=kind)

    def _note(self, door: str, user: str, question: str, outcome: str, seconds: float, answer: Answer | None) -> None:
        self.metrics.count(door, outcome, seconds, answer)
        doc_ids = sorted({citation.doc_id for citation in answer.citations}) if answer is not None else []
        facts: dict[str, object] = {
            "door": door,
            "user": user,
            "outcome": outcome,
            "seconds": round(seconds, 3),
            "model": answer.model.name if answer is not None else "",
            "claims": len(answer.claims) if answer is not None else 0,
            "citations": len(answer.citations) if answer is not None else 0,
        }
        if self.texts:
            facts["question"] = question
        _log.info("question %s", outcome, extra={"facts": facts})
        if self.audit is not None:
            self.audit.add(user=user, door=door, question=question, outcome=outcome, doc_ids=doc_ids)
