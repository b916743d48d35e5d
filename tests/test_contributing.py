"""What the guide for contributors and the page on architecture say is there, is there."""

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


ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf8")
PACKAGE = ROOT / "src" / "ragassist"
PARAGRAPHS = re.findall(r"^\*\*(`[^*]+`)\*\*: (.*)$", ARCHITECTURE, re.MULTILINE)


def test_each_package_has_its_paragraph() -> None:
    told = {name.rstrip("/") for names, _ in PARAGRAPHS for name in re.findall(r"`([^`]+)`", names)}
    there = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem[0] != "_")}
    assert told == there


@pytest.mark.parametrize(("names", "text"), PARAGRAPHS, ids=[names for names, _ in PARAGRAPHS])
def test_each_file_that_a_paragraph_names_is_in_its_package(names: str, text: str) -> None:
    folders = [PACKAGE / name for name in re.findall(r"`([^`]+)/`", names)] or [PACKAGE]
    for path in re.findall(r"`((?:[\w]+/)*[\w]+(?:\.(?:py|tsv|toml)|/))`", text):
        assert any((folder / path).exists() for folder in (*folders, PACKAGE, ROOT)), path


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"\b((?:answer|ingest|retrieve|store|models|tasks|ui|cli|api|mcp|verify)/\w+)", ARCHITECTURE)))
)
def test_each_step_of_the_two_ways_is_a_module(path: str) -> None:
    assert (PACKAGE / path).is_dir() or (PACKAGE / f"{path}.py").exists(), path


def test_there_are_ten_everyday_changes_each_with_its_place() -> None:
    table = TEXT.split("## Where the ten everyday changes go")[1].split("\n## ")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) == 10
    for change, where in rows:
        assert re.search(r"`[^`]+`", where), change
