"""What hosted models have cost today, and the ceilings that stop them: counted in the home, by day (UTC)."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ragassist.errors import ModelError
from ragassist.settings import CostSettings
from ragassist.types import Usage

FILE_NAME = "spending.json"
_KEPT_DAYS = 31
_LOCK_S = 2.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens (prompts and completions together) and their price."""

    tokens: int = 0
    cost: float = 0.0

    def and_more(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(self.tokens + other.tokens, self.cost + other.cost)


class Ledger:
    """What was spent, by day, in one JSON file of the home. A broken file counts as empty; several processes may write.

    What cannot be written now, because others hold the file too long or the home may only be read, is counted here and written later:
    keeping the book never costs an answer.
    """

    def __init__(self, path: Path | None, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        """Keep the book in `path`, whose folder must exist for it to outlive the process; None keeps it in memory."""
        self._path = path if path is not None and path.parent.is_dir() else None
        self._today = today
        self._turn = threading.Lock()
        """Of the threads of this process: only one of them at a time tries for the file."""
        self._unwritten: dict[str, Spent] = {}

    def today(self) -> Spent:
        """Return what was spent today."""
        key = self._today().isoformat()
        ours = self._unwritten.get(key, Spent())  # before the file: what is just being written counts twice rather than never
        return self._read().get(key, Spent()).and_more(ours)

    def add(self, tokens: int, cost: float) -> None:
        """Add to today's."""
        with self._turn:
            key = self._today().isoformat()
            self._unwritten[key] = self._unwritten.get(key, Spent()).and_more(Spent(tokens, cost))
            if self._path is not None:
                with contextlib.suppress(Timeout, OSError), FileLock(f"{self._path}.lock", timeout=_LOCK_S):
                    self._write(self._path)

    def _write(self, path: Path) -> None:
        """Put what is not written yet into the file, which nobody else writes meanwhile."""
        days = self._read()
        for day, spent in self._unwritten.items():
            days[day] = days.get(day, Spent()).and_more(spent)
        kept = dict(sorted(days.items())[-_KEPT_DAYS:])
        fresh = path.with_name(path.name + ".new")
        fresh.write_text(json.dumps({day: [spent.tokens, spent.cost] for day, spent in kept.items()}), encoding="utf8")
        fresh.replace(path)
        self._unwritten = {}

    def _read(self) -> dict[str, Spent]:
        if self._path is None:
            return {}
        with contextlib.suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self._path.read_text(encoding="utf8"))
            return {str(day): Spent(int(tokens), float(cost)) for day, (tokens, cost) in found.items()}
        return {}


class Budget:
    """Prices a call, and refuses one that a ceiling does not leave room for."""

    def __init__(self, settings: CostSettings, ledger: Ledger) -> None:
        """Hold `settings` against what `ledger` says of today."""
        self._settings = settings
        self._ledger = ledger

    @property
    def priced(self) -> bool:
        """Whether prices are set."""
        return bool(self._settings.input_per_million or self._settings.output_per_million)

    def price(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return what so many tokens cost, in the currency of the settings."""
        return (prompt_tokens * self._settings.input_per_million + completion_tokens * self._settings.output_per_million) / 1_000_000

    def require(self, answer: Usage, prompt_tokens: int, max_tokens: int) -> None:
        """Let a call pass whose prompt alone stays below every ceiling.

        Args:
            answer: what this answer has used before the call.
            prompt_tokens: of the call, by estimate.
            max_tokens: the most that it may write; counted towards the ceilings of one answer.

        Raises:
            ModelError: a ceiling would be passed; its kind is `ceiling`.
        """
        limits = self._settings
        if not (limits.max_per_answer or limits.max_per_day or limits.max_tokens_per_answer or limits.max_tokens_per_day):
            return
        today = self._ledger.today()
        tokens, cost = prompt_tokens + max_tokens, self.price(prompt_tokens, max_tokens)
        used_tokens = answer.prompt_tokens + answer.completion_tokens
        for setting, limit, wanted in (
            ("max_tokens_per_answer", limits.max_tokens_per_answer, used_tokens + tokens),
            ("max_per_answer", limits.max_per_answer, self.price(answer.prompt_tokens, answer.completion_tokens) + cost),
            ("max_tokens_per_day", limits.max_tokens_per_day, today.tokens + tokens),
            ("max_per_day", limits.max_per_day, today.cost + cost),
        ):
            if limit and wanted > limit:
                raise ModelError(f"spending.{setting}", kind="ceiling", limit=limit)

    def spend(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Write a call into the book."""
        self._ledger.add(prompt_tokens + completion_tokens, self.price(prompt_tokens, completion_tokens))
