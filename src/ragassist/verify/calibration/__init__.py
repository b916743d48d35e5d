"""The numbers that turn likeness and judgement into a probability: one JSON file per embedder in this folder, made by one script.

`eval/bench/fit_verifier.py` writes them and says beside each what it was fitted on. An embedder without a file is not compared by
likeness at all: its cosines mean something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from ragassist.errors import UsageError


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
    """Likeness below which a clause of a claim is said nowhere in the evidence, `cross` language and `same`, and the share of its
    words or character pairs from which it counts as `written` there all the same."""
    thresholds: Mapping[str, float]
    """`verified` and `rough`, for claims that people bring; `strict`, the `verified` of what models draft; `rendered` and `doubtful`,
    the chances from which a small model's rendering is verified and below which it is not shown, missing where no reading has set them."""
    contrast: Mapping[str, float] = field(default_factory=dict)
    """How much nearer than the claim an altered form of it must be to refuse it, `cross` language and `same`;
    empty where none was measured."""
    rendering: Mapping[str, float] = field(default_factory=dict)
    """Weights of the curve for what a small model rendered from its source; empty where no reading has fitted one."""


@cache
def calibrations() -> tuple[Calibration, ...]:
    """Return every calibration of this folder, by file name."""
    found = sorted((f for f in files(__name__).iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    return tuple(_read(json.loads(f.read_text(encoding="utf8"))) for f in found)


def calibration_of(embedder: str) -> Calibration | None:
    """Return the calibration of the embedder of that name, the user's own before those of this folder; None where there is none."""
    return next((each for each in (*_own.values(), *calibrations()) if embedder.startswith(each.embedder)), None)


def take(path: Path) -> None:
    """Take in the user's own calibration from a file in the form of those in this folder; it holds for this process.

    Raises:
        UsageError: there is no such file, or it is in another form.
    """
    try:
        _own[path] = _read(json.loads(path.expanduser().read_text(encoding="utf8")))
    except OSError as error:
        raise UsageError("calibration.absent", path=path, why=error.strerror or error) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError("calibration.form", path=path, error=f"{type(error).__name__}: {error}".rstrip(".")) from error


_own: dict[Path, Calibration] = {}


def _read(fields: dict[str, object]) -> Calibration:
    judge = fields.pop("judge")
    fields.pop("measured", None)  # figures for people
    fields.pop("source_rendering", None)
    return Calibration(judge=Judging(**judge), **fields)  # type: ignore[arg-type]
