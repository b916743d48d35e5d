"""What the guide for contributors says is there, is there."""

import re
from pathlib import Path

import pytest

from ragassist.verify.say import sentences

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf8")
PATHS = sorted(set(re.findall(r"`((?:[\w.]+/)+[\w.]*|[\w]+\.(?:py|tsv|toml|md))`", TEXT)))
EXAMPLES = {"ingest/load/fb2.py"}
"""Files that the guide makes up."""


def test_the_guide_names_places() -> None:
    assert len(PATHS) > 20
    assert sentences()


@pytest.mark.parametrize("path", [path for path in PATHS if path not in EXAMPLES])
def test_each_place_that_is_named_exists(path: str) -> None:
    places = (ROOT / path, ROOT / "src" / "ragassist" / path)
    assert any(place.exists() for place in places), path


def test_there_are_ten_everyday_changes_each_with_its_place() -> None:
    table = TEXT.split("## Where the ten everyday changes go")[1].split("\n## ")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) == 10
    for change, where in rows:
        assert re.search(r"`[^`]+`", where), change
