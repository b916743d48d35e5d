"""The file of one embedder's numbers in `models/calibration`: where it is, and its text. `calibrate.py` alone writes it."""

import json
from pathlib import Path

from ragassist.models.calibration.form import in_order, wrong
from ragassist.verify.calibration import read

FOLDER = Path(__file__).resolve().parents[2] / "src" / "ragassist" / "models" / "calibration"


def file_of(embedder):
    """Return the file of the embedder of this name; a new one, named as it is up to its dimension, where there is none."""
    known = (path for path in sorted(FOLDER.glob("*.json")) if embedder.startswith(path.stem))
    return next(known, FOLDER / f"{embedder.split('@')[0]}.json")


def sections(embedder):
    """Return what the embedder's file holds, by section; nothing where there is no file."""
    path = file_of(embedder)
    return json.loads(path.read_text(encoding="utf8")) if path.exists() else {}


def text(held, one_space):
    """Return the text of a file that holds these sections, each in its place with its source.

    Args:
        held: numbers and source by section; `claims` as `Calibration` reads it.
        one_space: whether the embedder has questions, passages and statements in one space.

    Raises:
        ValueError: a number or a source is missing, or there is one that nothing reads; the message names all of them.
    """
    said = list(wrong(held, one_space))
    if not said and "claims" in held:
        try:
            read(held["claims"])
        except TypeError as error:
            said.append(f"claims: {error}")
    if said:
        raise ValueError("; ".join(said))
    return json.dumps(in_order(held), indent=2, ensure_ascii=False) + "\n"
