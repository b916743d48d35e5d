"""Files and functions stay small enough to be read at a glance: what CONTRIBUTING.md asks for."""

import ast
from pathlib import Path
from statistics import median

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "ragassist"
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FILE = 400, 60, 130


def statements(node):
    """Every statement within, at any depth; expressions hold none."""
    for inside in ("body", "orelse", "finalbody", "handlers", "cases"):
        for each in getattr(node, inside, ()):
            yield each
            yield from statements(each)


def test_a_function_is_found_wherever_it_stands():
    text = """
class A:
    async def one(self): pass
if x:
    pass
else:
    try: pass
    except E:
        def two():
            while x:
                with y:
                    def three(): pass
    finally:
        match x:
            case 1:
                def four(): pass
"""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [each.name for each in statements(ast.parse(text)) if isinstance(each, functions)]
    assert sorted(found) == ["four", "one", "three", "two"]


def test_no_file_is_long_and_most_are_short():
    lengths = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf8").count("\n") for path in FILES}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}
    assert median(lengths.values()) <= MEDIAN_FILE


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_function_is_long(folder):
    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for path in FILES
        if path.parent == folder
        for node in statements(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_no_two_modules_bear_one_name():
    """In one folder a name is told by its folder; across folders it would mean two things."""
    names = [path.stem for path in FILES if not path.stem.startswith("__")]
    assert {name for name in names if names.count(name) > 1} == set()
