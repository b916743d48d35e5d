"""Every expression in the code of the checks catches its own examples and leaves alone what only looks like them.

Its reason stands under it in the code; its examples stand in `patterns/`, one file a module, under its name, or `_NAME[key]` inside of a
table. They are asked as the code asks: a sentence is searched; `▸` marks where a match must begin, `◂` where the text before it ends that
is searched, and what stands between both marks must match whole. An expression that is nothing but rows of `rules/` has theirs.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import pytest

from ragassist import verify
from ragassist.verify.rules import signs

HERE = Path(__file__).parent / "patterns"
DATA_SETS = Path(__file__).parents[2] / "eval" / "datasets"
FEWEST = 2
SHORTEST_REASON = 10
HOUSE = sorted(module.name for module in pkgutil.walk_packages(verify.__path__, f"{verify.__name__}."))
SETTLING = [
    f"ragassist.{name}" for name in ("text.set_phrases", "text.given_figures", "text.given_names", "answer.spelled_out", "answer.fixed")
]
"""What a sentence is verified by without a look at its likeness, and what is written for certain before a model renders the rest."""
MODULES = [*HOUSE, *SETTLING]
HELD = {
    "bounds._CLAUSE_END": "cuts at marks",
    "moves._BREAK": "cuts at marks",
    "quotation._CELLS": "cuts at marks",
    "worded_figures._ENDS": "ends at marks",
    "worded_figures._WORD": "any English word",
    "wording._FIGURE": "any figure",
    "set_phrases._BLANK": "a blank of a row, in our own notation",
    "given_names._DIGITS": "any figure",
    "spelled_out._SEGMENT": "cuts at marks",
}
"""What tells no words, only characters of a class, and why it needs no sentences."""
SOUGHT, PLACED = frozenset({"search", "finditer", "findall", "sub", "split"}), frozenset({"match", "fullmatch"})
"""How an expression is asked: anywhere, or at a place."""
WORDS = re.compile("[\u4e00-\u9fff]|[A-Za-z]{2,}")
CLASS = re.compile(r"\\.|\[[^\]\u4e00-\u9fff]*\]|\(\?[a-zA-Z<!=:]+")
"""What of an expression is no words: escapes, classes of characters that name none, openings of groups."""


@dataclass(frozen=True)
class Pattern:
    """One compiled expression of a module, the name at the top of that module, and how the code asks it."""

    module: str
    name: str
    pattern: re.Pattern[str]
    reason: str
    asked: frozenset[str]

    @property
    def key(self) -> str:
        return f"{self.module}.{self.name}"


def _compiled(value: object, name: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _compiled(each, f"{name}[{key}]")
    elif isinstance(value, tuple | list):
        for at, each in enumerate(value):
            yield from _compiled(each, f"{name}[{at}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _compiled(getattr(value, field.name), f"{name}[{field.name}]")


def _assigned(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every name that is given a value at the top of a module, and the text right under it."""
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            told = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    yield target.id, str(told)


def _of_rows() -> set[str]:
    """The expressions that are nothing but rows of the table, one or several."""
    return {sign.pattern.pattern for sign in signs().values()}


def _is_of_rows(pattern: str, rows: set[str]) -> bool:
    if pattern in rows:
        return True
    first = (row for row in rows if pattern.startswith(f"{row}|"))
    return any(_is_of_rows(pattern[len(row) + 1 :], rows) for row in first)


def _all() -> Iterator[Pattern]:
    rows = _of_rows()
    for name in MODULES:
        module = importlib.import_module(name)
        source = Path(str(module.__file__)).read_text(encoding="utf8")
        for top, reason in _assigned(ast.parse(source)):
            asked = frozenset(re.findall(rf"\b{top}\.(\w+)\(", source)) & {*SOUGHT, *PLACED}
            for full, pattern in _compiled(getattr(module, top, None), top):
                if not _is_of_rows(pattern.pattern, rows):
                    yield Pattern(name.rpartition(".")[2], full, pattern, reason, asked)


ALL = tuple(_all())
TABLES = {path.stem: tomllib.loads(path.read_text(encoding="utf8")) for path in sorted(HERE.glob("*.toml"))}


def examples(pattern: Pattern) -> tuple[list[str], list[str]]:
    row = TABLES.get(pattern.module, {}).get(pattern.name, {})
    return list(row.get("catches", ())), list(row.get("leaves", ()))


def asked(text: str) -> str:
    """How an example is asked by its marks."""
    if "▸" in text and "◂" in text:
        return "fullmatch"
    return "match" if "▸" in text else "before" if "◂" in text else "search"


def found(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return what the expression finds in an example, asked as its marks say."""
    plain = text.replace("▸", "").replace("◂", "")
    match asked(text):
        case "fullmatch":
            return pattern.fullmatch(text.split("▸")[1].split("◂")[0])
        case "match":
            return pattern.match(plain, text.index("▸"))
        case "before":
            return pattern.search(text.split("◂")[0])
    return pattern.search(plain)


@pytest.mark.parametrize("pattern", [each for each in ALL if each.key not in HELD], ids=lambda pattern: pattern.key)
def test_a_pattern_catches_its_own_examples_and_leaves_alone_what_only_looks_like_them(pattern: Pattern) -> None:
    catches, leaves = examples(pattern)
    assert min(len(set(catches)), len(set(leaves))) >= FEWEST
    assert [text for text in catches if not found(pattern.pattern, text)] == []
    assert [text for text in leaves if found(pattern.pattern, text)] == []


def test_a_pattern_has_its_reason_under_it_in_the_code() -> None:
    assert [pattern.key for pattern in ALL if len(pattern.reason) <= SHORTEST_REASON] == []


def test_examples_are_asked_as_the_code_asks() -> None:
    assert [pattern.key for pattern in ALL if not _asked_alike(pattern)] == []


def _asked_alike(pattern: Pattern) -> bool:
    catches, leaves = examples(pattern)
    how = {asked(text) for text in (*catches, *leaves)}
    known = ({"search", "before"} if SOUGHT & pattern.asked else set()) | (PLACED & pattern.asked)
    return not how - known if pattern.asked else how <= {"search", "before"} or len(how) == 1


def test_no_row_of_examples_is_left_without_its_pattern() -> None:
    named = {each.key for each in ALL}
    assert {f"{module}.{name}" for module, rows in TABLES.items() for name in rows} <= named
    assert {key for key in HELD if key not in {each.key for each in ALL}} == set()


def test_what_needs_no_sentences_tells_no_words() -> None:
    assert {each.key: each.pattern.pattern for each in ALL if each.key in HELD and WORDS.search(CLASS.sub("", each.pattern.pattern))} == {}


def test_no_two_patterns_say_the_same() -> None:
    seen: dict[tuple[str, int], str] = {}
    assert [each.key for each in ALL if seen.setdefault((each.pattern.pattern, each.pattern.flags), each.key) != each.key] == []


def test_no_example_comes_from_a_data_set() -> None:
    told = "\n".join(path.read_text(encoding="utf8") for path in DATA_SETS.glob("*.jsonl"))
    mine = [text.replace("▸", "").replace("◂", "") for each in ALL for texts in examples(each) for text in texts]
    assert [text for text in mine if len(text) > 12 and text in told] == []


@pytest.mark.parametrize("module", HOUSE)
def test_words_are_looked_for_by_no_expression_inside_of_a_function(module: str) -> None:
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf8")
    inside = [node for top in ast.parse(source).body if not isinstance(top, ast.Assign | ast.AnnAssign) for node in ast.walk(top)]
    calls = [
        node.args[0]
        for node in inside
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr != "escape"
    ]
    literal = [
        "".join(str(part.value) for part in getattr(arg, "values", [arg]) if isinstance(part, ast.Constant))
        for arg in calls
        if isinstance(arg, ast.Constant | ast.JoinedStr)
    ]
    assert [text for text in literal if WORDS.search(CLASS.sub("", text))] == []
