"""Measured figures as JSON lines, one a value, and whether they are of the program and data as they are now."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from figures_declared import Figure
from values import Value

PROGRAM = ("src", "prompts", "requirements.lock", "eval/bench/values.py")
"""What every figure depends on."""


@dataclass(frozen=True, slots=True)
class Run:
    """One figure measured once: its values, or the error that it ended with."""

    name: str
    command: str
    commit: str
    """The commit that was checked out, with a `+` where program or data differed from it."""
    fingerprint: str
    """Of the program, the script, its arguments and its data."""
    date: str
    """Day and minute, UTC."""
    cores: int
    load: float
    """The load average of the last minute when it began: what else kept the machine busy."""
    seconds: float
    values: tuple[Value, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one figure: the last run that came out, and a later one that failed."""

    good: Run | None = None
    failed: Run | None = None


def lines(run: Run) -> list[str]:
    """Return the JSON lines of a run: one a value, or one that names the error."""
    common = {key: value for key, value in asdict(run).items() if key not in {"values", "error"}}
    told: list[dict[str, object]] = [_rounded(value) for value in run.values] or [{"error": run.error}]
    return [json.dumps({"name": run.name, **each, **common}, ensure_ascii=False) for each in told]


def _rounded(value: Value) -> dict[str, object]:
    return {key: round(each, 6) if isinstance(each, float) else each for key, each in asdict(value).items()}


def read(path: Path) -> dict[str, Kept]:
    """Return what the file holds by figure; nothing where there is no file."""
    runs: dict[tuple[str, bool], dict[str, object]] = {}
    values: dict[tuple[str, bool], list[Value]] = {}
    for line in path.read_text(encoding="utf8").splitlines() if path.exists() else ():
        row = json.loads(line)
        error = row.pop("error", "")
        key = (row["name"], bool(error))
        if not error:
            values.setdefault(key, []).append(Value(**{each: row.pop(each) for each in Value.__dataclass_fields__}))
        runs[key] = {**row, "error": error}
    found: dict[str, Kept] = {}
    for key, row in runs.items():
        run = Run(**row, values=tuple(values.get(key, ())))  # type: ignore[arg-type]
        before = found.get(key[0], Kept())
        found[key[0]] = Kept(before.good, run) if key[1] else Kept(run, before.failed)
    return found


def added(kept: Mapping[str, Kept], run: Run) -> dict[str, Kept]:
    """Return what is known after a run: one that came out takes the place of both, one that failed stands beside the last good one."""
    before = kept.get(run.name, Kept())
    return {**kept, run.name: Kept(before.good, run) if run.error else Kept(run)}


def write(path: Path, kept: Mapping[str, Kept], order: Iterable[str]) -> None:
    """Put everything in the file, whole or not at all, in the order of the declared figures; what is declared no more is dropped."""
    told = [line for name in order if name in kept for run in (kept[name].good, kept[name].failed) if run for line in lines(run)]
    partial = path.with_suffix(".partial")
    partial.write_text("".join(f"{line}\n" for line in told), encoding="utf8")
    partial.replace(path)


def fingerprint(figure: Figure, root: Path) -> str:
    """Return 16 digits that change with the program, the figure's script and arguments, and its data."""
    digest = hashlib.sha256(_contents(root, PROGRAM).encode())
    digest.update(_contents(root, (f"eval/bench/{figure.script}", *figure.data)).encode())
    digest.update(json.dumps(figure.args, sort_keys=True).encode())
    return digest.hexdigest()[:16]


@cache
def _contents(root: Path, places: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for place in places:
        for path in sorted([root / place] if (root / place).is_file() else (root / place).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def current(figures: Iterable[Figure], kept: Mapping[str, Kept], root: Path) -> frozenset[str]:
    """Return the names of the figures whose last good run is of program and data as they are now."""
    known = ((figure, kept.get(figure.name, Kept()).good) for figure in figures)
    return frozenset(figure.name for figure, run in known if run and run.fingerprint == fingerprint(figure, root))


def commit(root: Path, figures: Iterable[Figure]) -> str:
    """Return the commit that is checked out, ten digits, with `+` where program, scripts or data differ from it; `unknown` without git."""
    places = {*PROGRAM, *(place for figure in figures for place in (f"eval/bench/{figure.script}", *figure.data))}
    there = [place for place in sorted(places) if (root / place).exists()]
    try:
        head = _git(root, "rev-parse", "--short=10", "HEAD")
        return head + ("+" if _git(root, "status", "--porcelain", "--", *there) else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(root: Path, *words: str) -> str:
    # Run from a hook, git would take another repository's place from these.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(["git", *words], cwd=root, env=environ, capture_output=True, text=True, check=True).stdout.strip()
