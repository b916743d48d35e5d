"""What a short trial showed of a model on this machine: kept in the home, one JSON file, and read whenever the model is used."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal

FILE_NAME: Final = "models.json"
TOLD_APART: Final = 0.8
"""Share of (true, false) pairs that a model's yes has to put in order before it is asked at all; a coin has .5. Placed, not fitted."""

Way = Literal["generate", "select", "quote"]


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome of `answer.trial`. Counts are of the few questions of the trial: enough to tell a way of use, not to rank models."""

    cited: int
    """Answers that cite the right sentence and no other."""
    answerable: int
    figures: int
    """Answers that hold the figure asked for."""
    in_language: int
    """Answers in the question's language; the others copy the source's."""
    refused: int
    """Questions without an answer that were refused with the agreed word."""
    unanswerable: int
    told_apart: float
    """Of pairs of a true and a false statement, the share in which yes was likelier for the true one; the lower of two kinds."""
    right: int
    """Yes and no questions answered rightly, taking the likelier word."""
    asked: int
    yes_bias: float
    """By how much it leans to yes (above 0) or no, in log odds."""
    probabilities: bool
    """Whether it tells how likely yes and no are; without, a word counts 1 or 0."""
    long: bool | None
    """Whether it found a sentence in half of its context; None where that was not asked."""
    seconds: float
    learned: str = ""
    """The day, ISO 8601."""

    @property
    def follows_formats(self) -> bool:
        """Whether it can be given the one prompt: at most one slip of each kind."""
        slips = self.answerable - min(self.cited, self.figures, self.in_language), self.unanswerable - self.refused
        return max(slips) <= 1

    @property
    def tells_yes_from_no(self) -> bool:
        """Whether its yes and no are worth asking for."""
        return self.told_apart >= TOLD_APART

    @property
    def way(self) -> Way:
        """How it is used best: `generate` from all sources at once, `select` in small steps, or `quote` without asking it."""
        if self.follows_formats and self.long:
            return "generate"
        return "select" if self.tells_yes_from_no else "quote"


def told(trial: Trial) -> tuple[str, ...]:
    """Return what a trial showed, in lines for people; the last says how the model is used."""
    leans = f"leans to {'yes' if trial.yes_bias > 0 else 'no'} by {abs(trial.yes_bias):.1f} in log odds"
    lines = [
        f"format      {trial.cited} of {trial.answerable} cite the right sentence, "
        f"{trial.refused} of {trial.unanswerable} say that it is not there",
        f"content     {trial.figures} of {trial.answerable} hold the figure; {trial.in_language} are in the asker's language, not copied",
        f"yes and no  {trial.told_apart:.2f} told apart (a coin: .50), {trial.right} of {trial.asked} right; "
        + (leans if trial.probabilities else "words only, without probabilities"),
    ]
    if trial.long is not None:
        lines.append(f"long        {'finds' if trial.long else 'does not find'} a sentence in half of its context")
    used = {
        "generate": "so it writes answers from whole passages in one prompt",
        "select": "so it chooses and renders sentences in small steps",
        "quote": "so it is not asked: answers are quoted sentences; another model would do better",
    }
    return (*lines, used[trial.way])


class Trials:
    """The trials of one home."""

    def __init__(self, home: Path) -> None:
        """Nothing is read yet."""
        self._path = home / FILE_NAME

    def of(self, path: Path) -> Trial | None:
        """Return the trial of the model in the file `path`; None where there was none, or the file is another by now."""
        fields = self._load().get(_key(path))
        try:
            return Trial(**fields) if fields else None  # type: ignore[arg-type]  # as it was written
        except TypeError:
            return None  # of another version

    def keep(self, path: Path, trial: Trial) -> None:
        """Keep the trial of the model in the file `path`, in place of an earlier one.

        Raises:
            OSError: the home cannot be written to.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        everything = self._load() | {_key(path): asdict(trial)}
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n", encoding="utf8")
        fresh.replace(self._path)

    def _load(self) -> dict[str, dict[str, object]]:
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf8"))
            if isinstance(found, dict):
                return {name: fields for name, fields in found.items() if isinstance(fields, dict)}
        return {}


def _key(path: Path) -> str:
    try:
        return f"{path.name} {path.stat().st_size}"
    except OSError:
        return path.name
