"""The file of one embedder's numbers in `models/calibration`, as the scripts here that fit them write it: section by section."""

import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "src" / "ragassist" / "models" / "calibration"


def file_of(embedder: str) -> Path:
    """Return the file of the embedder of this name; a new one, named as it is up to its dimension, where there is none."""
    known = (path for path in sorted(FOLDER.glob("*.json")) if embedder.startswith(path.stem))
    return next(known, FOLDER / f"{embedder.split('@')[0]}.json")


def section(embedder: str, name: str = "claims") -> dict:
    """Return what a section of the embedder's file holds; nothing where it is not there."""
    path = file_of(embedder)
    return json.loads(path.read_text(encoding="utf8")).get(name, {}) if path.exists() else {}


def keep(embedder: str, fields: dict, name: str = "claims") -> Path:
    """Put `fields` into a section of the embedder's file, those of other names as they were, and return the file."""
    path = file_of(embedder)
    sections = json.loads(path.read_text(encoding="utf8")) if path.exists() else {}
    sections[name] = {**sections.get(name, {}), **fields}
    path.write_text(json.dumps(sections, indent=2, ensure_ascii=False) + "\n", encoding="utf8")
    return path
