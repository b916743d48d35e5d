"""The numbers that turn likeness and judgement into a verdict: the section `claims` of each embedder's file in `models/calibration`.

`eval/bench/calibrate.py` writes them and says beside each what it was fitted on. An embedder without that section is not compared by
likeness at all: its cosines mean something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ragassist.errors import UsageError
from ragassist.models.calibration import calibration_files


@dataclass(frozen=True, slots=True)
class Judging:
    """How a model's probability is weighed beside likeness."""

    middle: float
    """The probability at which the model is undecided."""
    weight: float
    likeness_weight: float
    """Of what speaks for the claim in likeness, once a model was asked: that a text is much like its source says little of its details."""
    likeness_cap: float
    unlikeness_weight: float
    """Of what speaks against it: that a text is unlike its source says all."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """How far likeness tells clauses and sentences apart."""

    earned: float = 0.01
    """How much closer a wider window must be, or every claim would align with three sentences."""
    fits: float = 0.3
    """How like a clause of the source must be at least to be what a clause of the claim is about."""
    margin: float = 0.12
    """How much better another name's clause, or another figure's, must fit before they count as exchanged."""


@dataclass(frozen=True, slots=True)
class Contrasting:
    """How near to the source an altered form of a claim must be, beside the claim."""

    cross: float
    """So much nearer it refuses the claim, across languages."""
    same: float
    """The same within one language."""
    near: float
    """So much nearer it must be for a finding to stand that goes by a word of many senses."""
    far: float
    """So much farther it must be to overrule any other word: "all" in the claim, where the source lists them."""
    opened: float
    """Where "some think that" and the claim lie lower than this, no other opening of a statement is asked."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic curve over named features, for claims across languages and within one, and the thresholds on its result."""

    embedder: str
    """What the embedder's name begins with."""
    source: str
    """What the numbers were fitted on."""
    cross_language: Mapping[str, float]
    same_language: Mapping[str, float]
    judge: Judging
    detail: Mapping[str, float]
    """Likeness below which a clause of a claim is said nowhere in the evidence, `cross` language and `same`, each missing where likeness
    does not tell that, and the share of its words or character pairs from which it counts as `written` there all the same."""
    thresholds: Mapping[str, float]
    """`verified` and `rough`, for claims that people bring; `strict`, the `verified` of what models draft; `rendered` and `doubtful`,
    the chances from which a small model's rendering is verified and below which it is not shown, missing where no reading has set them."""
    clauses: Clauses = Clauses()
    contrast: Contrasting | None = None
    """None where none was measured: no claim is then set beside altered forms of itself."""
    rendering: Mapping[str, float] = field(default_factory=dict)
    """Weights of the curve for what a small model rendered from its source; empty where no reading has fitted one."""


@cache
def calibrations() -> tuple[Calibration, ...]:
    """Return every calibration that comes with the program, by the name of its file."""
    return tuple(read(sections["claims"]) for sections in calibration_files().values() if "claims" in sections)


def calibration_of(embedder: str) -> Calibration | None:
    """Return the calibration of the embedder of that name, the user's own before the program's; None where there is none."""
    return next((each for each in (*_own.values(), *calibrations()) if embedder.startswith(each.embedder)), None)


def take(path: Path) -> None:
    """Take in the user's own calibration from a file of the section `claims`, or one with that section; it holds for this process.

    Raises:
        UsageError: there is no such file, or it is in another form.
    """
    try:
        sections = json.loads(path.expanduser().read_text(encoding="utf8"))
        _own[path] = read(sections.get("claims", sections))
    except OSError as error:
        raise UsageError("calibration.absent", path=path, why=error.strerror or error) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError("calibration.form", path=path, error=f"{type(error).__name__}: {error}".rstrip(".")) from error


_own: dict[Path, Calibration] = {}


def read(section: Mapping[str, Any]) -> Calibration:
    """Return the calibration that a section `claims` holds.

    Raises:
        TypeError: it has not the form of one.
    """
    fields = {name: _without_source(value) for name, value in section.items() if name != "measured"}  # figures for people
    made = {"judge": Judging, "clauses": Clauses, "contrast": Contrasting}
    return Calibration(**{name: made[name](**value) if name in made else value for name, value in fields.items()})


def _without_source(value: Any) -> Any:  # noqa: ANN401
    return {name: number for name, number in value.items() if name != "source"} if isinstance(value, dict) else value
