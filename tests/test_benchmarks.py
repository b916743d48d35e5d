"""Benchmarks and trainers use what the program offers: no private name of it is imported, read or replaced."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

EVAL = Path(__file__).parents[1] / "eval"
SCRIPTS = sorted(path for folder in ("bench", "train") for path in (EVAL / folder).glob("*.py"))
OFFERED = {"_asdict", "_fields", "_replace"}
"""Names of the standard library's named tuples."""


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in OFFERED


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_nothing_private_is_reached_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf8"))
    own = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    reached = [
        f"{node.lineno} {node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and private(node.attr) and node.attr not in own
    ]
    reached += [
        f"{node.lineno} {name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if private(name.name)
    ]
    assert reached == []
    replaced = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr"
    ]
    assert replaced == []
