"""How large the program is: wheel, files and lines, functions, pinned packages, tests. `python eval/bench/sizes.py`."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from values import Value, count

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/ragassist"


def measure() -> list[Value]:
    """Sizes of the checkout: what is counted stands in each name."""
    files = [path.read_text(encoding="utf8") for path in sorted(SOURCE.rglob("*.py"))]
    lines = [text.count("\n") for text in files]
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for text in files
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    pinned = re.findall(r"^[a-zA-Z0-9].*==", (ROOT / "requirements.lock").read_text(encoding="utf8"), re.MULTILINE)
    return [
        Value("wheel", _wheel_mb(), unit="MB"),
        count("Python files", len(files)),
        Value("lines of the median file", median(lines), len(files), unit="lines"),
        Value("lines of the longest file", max(lines), len(files), unit="lines"),
        Value("lines of the median function", median(functions), len(functions), unit="lines"),
        Value("lines of the longest function", max(functions), len(functions), unit="lines"),
        count("lines of Python", sum(lines), len(files)),
        count("pinned packages, extras and tools of development included", len(pinned)),
        count("tests", _tests()),
    ]


def _wheel_mb() -> float:
    with tempfile.TemporaryDirectory() as folder:
        _asked([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder])
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.stat().st_size / 1e6


def _tests() -> int:
    told = _asked([sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"])
    found = re.search(r"^(\d+)(?:/\d+)? tests? collected", told, re.MULTILINE)
    if found is None:
        raise SystemExit(f"pytest does not say how many tests there are: {told.splitlines()[-1:]}")
    return int(found.group(1))


def _asked(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:4])} failed: {(done.stdout + done.stderr).strip().splitlines()[-1]}")
    return done.stdout


if __name__ == "__main__":
    for value in measure():
        print(value)
