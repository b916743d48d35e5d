"""Benchmarks and trainers use what the program offers: no private name of it is imported, read or replaced."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable
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


def ours(tree: ast.AST) -> dict[str, tuple[str, str]]:
    """What a script takes from the program, by the name it is known under there: the module and the name in it, empty for the module."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "ragassist":
            found |= {alias.asname or alias.name: (node.module or "", alias.name) for alias in node.names}
    return found


def named(module: str, name: str) -> object:
    """What `from module import name` gives.

    Raises:
        ImportError, AttributeError: there is no such module, or no such name in it.
    """
    home = importlib.import_module(module)
    return getattr(home, name) if hasattr(home, name) else importlib.import_module(f"{module}.{name}")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_what_a_script_takes_from_the_program_is_there_and_takes_what_it_is_given(path: Path) -> None:
    """A script that is seldom run goes on being true: names are there, and calls by name fit."""
    tree = ast.parse(path.read_text(encoding="utf8"))
    taken = {name: named(*where) for name, where in ours(tree).items()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and inspect.ismodule(taken.get(node.value.id)):
            assert hasattr(taken[node.value.id], node.attr), f"{node.lineno} {node.value.id}.{node.attr}"
        if isinstance(node, ast.Call):
            called = called_in(node, taken)
            if (
                called is not None
                and all(word.arg for word in node.keywords)
                and not any(isinstance(each, ast.Starred) for each in node.args)
            ):
                fits = inspect.signature(called)
                assert fits.bind(*node.args, **{word.arg or "": word.value for word in node.keywords}), f"{node.lineno}"


def called_in(call: ast.Call, taken: dict[str, object]) -> Callable[..., object] | None:
    """The function of the program that is called, if it is one."""
    found = taken.get(call.func.id) if isinstance(call.func, ast.Name) else None
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        found = getattr(taken.get(call.func.value.id), call.func.attr, None) if inspect.ismodule(taken.get(call.func.value.id)) else None
    return found if inspect.isfunction(found) else None
