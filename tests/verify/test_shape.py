"""The way of a claim through the house: down one list, each check entered once, and no check leaning on another."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

import pytest
from tests.store.fakes import HashEmbedder

from ragassist import verify
from ragassist.verify.calibration import calibrations
from ragassist.verify.checks import CHECKS
from ragassist.verify.verifier import Verifier

HOUSE = Path(verify.__file__).parent
FILES = {path.relative_to(HOUSE).as_posix(): path for path in HOUSE.rglob("*.py")}
CLAIM, SOURCE = "Ferries must carry a log for 30 days, and Japan has 40 of them.", "渡轮应当保存日志三十日，法国有40艘渡轮，日本有75艘。"


def _entries(claim: str, source: str) -> Counter[tuple[str, str]]:
    """How often each file of the house is entered from each other one while a claim is checked."""
    verifier = Verifier(HashEmbedder(calibrations()[0].embedder), None)  # type: ignore[arg-type]
    verifier.verify(claim, [source])
    stack: list[str] = []
    found: Counter[tuple[str, str]] = Counter()

    def follow(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if HOUSE not in path.parents:
            return
        name = path.relative_to(HOUSE).as_posix()
        if event == "call":
            if not stack or stack[-1] != name:
                found[stack[-1] if stack else "", name] += 1
            stack.append(name)
        elif event == "return" and stack:
            stack.pop()

    sys.setprofile(follow)
    try:
        verifier.verify(claim, [source])
    finally:
        sys.setprofile(None)
    return found


def test_each_check_is_entered_from_the_list_alone_once_for_each_check_that_its_file_holds() -> None:
    found = _entries(CLAIM, SOURCE)
    held = Counter(f"checks/{type(check).__module__.rpartition('.')[2]}.py" for check in CHECKS)
    entered = Counter({name: times for (came_from, name), times in found.items() if came_from == "checks/__init__.py"})
    assert entered <= held
    assert len(entered) >= len(held) - 1  # the last one is not asked of a claim that another refuses
    others = {came_from for came_from, name in found if name.startswith("checks/") and name != "checks/__init__.py"}
    assert others <= {"checks/__init__.py", "view.py"}  # a view asks back only what the check itself gave it


def test_a_claim_goes_through_the_door_once_and_each_stage_is_entered_from_the_door() -> None:
    found = _entries(CLAIM, SOURCE)
    assert found["", "verifier.py"] == 1
    for stage in ("score.py", "say.py", "checks/__init__.py", "turned_round.py"):
        assert {came_from for came_from, name in found if name == stage} <= {"verifier.py", "checks/contrast.py"}, stage


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.startswith("checks/") and name != "checks/__init__.py"))
def test_no_check_leans_on_another_and_each_file_of_them_holds_one_that_is_in_the_list(name: str) -> None:
    assert [other for other in _imports(FILES[name]) if other.startswith("ragassist.verify.checks")] == []
    assert any(f"checks/{type(check).__module__.rpartition('.')[2]}.py" == name for check in CHECKS)


def test_no_file_of_the_house_is_above_and_below_another() -> None:
    imported = {name: _imports(path) for name, path in FILES.items()}
    wanted = {name: {each for each in FILES if _module(each) in imported[name]} - {name} for name in FILES}
    while free := {name for name, below in wanted.items() if not below}:
        wanted = {name: below - free for name, below in wanted.items() if name not in free}
    assert wanted == {}


def _module(name: str) -> str:
    return f"ragassist.verify.{name.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}".removesuffix(".__init__")


def _imports(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf8")))
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def test_each_bound_says_what_it_is_and_those_of_an_encoder_stand_in_its_calibration() -> None:
    bare = [f"{name}: {ast.unparse(node)}" for name, path in FILES.items() for node in _bounds(path) if not _is_told(path, node)]
    assert bare == []
    numbers = calibrations()
    assert all(0 < each.clauses.fits < 1 and 0 < each.clauses.margin < 1 and 0 < each.clauses.earned < 1 for each in numbers)
    assert any(each.contrast for each in numbers)


def _bounds(path: Path) -> list[ast.stmt]:
    """The plain numbers at the head of a file."""
    body = ast.parse(path.read_text(encoding="utf8")).body
    return [node for node in body if isinstance(node, ast.Assign | ast.AnnAssign) and _is_number(node.value)]


def _is_number(value: ast.expr | None) -> bool:
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    return bool(parts) and all(isinstance(each, ast.Constant) and type(each.value) in (int, float) for each in parts)


def _is_told(path: Path, node: ast.stmt) -> bool:
    """Whether a docstring stands below the number, or below the last of several that stand together."""
    lines = path.read_text(encoding="utf8").splitlines()
    after = next((line for line in lines[(node.end_lineno or 0) :] if not line[:1].isupper() or " = " not in line), "")
    return after.startswith('"""')


def test_each_pattern_says_what_it_is() -> None:
    """A table has its reasons in its rows; a pattern in code has one below it, or below the last of several that stand together."""
    bare = []
    for name, path in FILES.items():
        body = ast.parse(path.read_text(encoding="utf8")).body
        for at, node in enumerate(body):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and "re.compile(" in ast.unparse(node.value):
                after = next((each for each in body[at:] if not isinstance(each, ast.Assign | ast.AnnAssign)), None)
                if not isinstance(after, ast.Expr):
                    bare.append(f"{name}:{node.lineno}")
    assert bare == []
