"""One setting written into `ragassist.toml`, everything else in it left as it stands, comments too."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from ragassist.errors import UsageError

_TABLE: Final = re.compile(r"^\s*\[")


def put(path: Path, table: str, name: str, value: str | None) -> str | None:
    """Set `name` in `[table]` to `value`, or take it out where `value` is None; return what it was, None where it was not set.

    Args:
        path: the file; made where there is none, and replaced whole.
        table: a table of the first level.
        name: of the setting.
        value: a text.

    Raises:
        UsageError: the file is no TOML, writes the setting in a way that cannot be changed safely, or cannot be written to.
    """
    try:
        before = path.read_text(encoding="utf8") if path.is_file() else ""
        known = tomllib.loads(before)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("setting.not_toml", file=path.name, error=error) from error
    section = known.get(table)
    old = section.get(name) if isinstance(section, dict) else None
    after = _changed(before, table, name, value)
    try:
        good = _without_empty(tomllib.loads(after), table) == _without_empty(_with(known, table, name, value), table)
    except tomllib.TOMLDecodeError:
        good = False
    if not good:
        line = f"{table}.{name} = {json.dumps(value, ensure_ascii=False)}" if value is not None else f"{table}.{name}"
        raise UsageError("setting.by_hand", file=path.name, line=line)
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(after, encoding="utf8")
        fresh.replace(path)
    except OSError as error:
        raise UsageError("setting.unwritable", file=path, why=error.strerror or error) from error
    return None if old is None else str(old)


def _with(known: dict[str, Any], table: str, name: str, value: str | None) -> dict[str, Any]:
    """What the file should come to."""
    section = known.get(table, {})
    rest = {key: old for key, old in section.items() if key != name} if isinstance(section, dict) else {}
    return {**known, table: rest if value is None else {**rest, name: value}}


def _without_empty(found: dict[str, Any], table: str) -> dict[str, Any]:
    """The same without a table that holds nothing."""
    return {key: value for key, value in found.items() if key != table or value != {}}


def _changed(text: str, table: str, name: str, value: str | None) -> str:
    """The text with that line set, added or taken out."""
    lines = text.splitlines(keepends=True)
    said = None if value is None else f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
    first = next((at for at, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    dotted = _line_of(lines[:first], rf"{table}\s*\.\s*{name}")
    if dotted is not None:
        lines[dotted : dotted + 1] = [] if said is None else [f"{table}.{said}"]
        return "".join(lines)
    head = _line_of(lines, rf"\[\s*{table}\s*\]", "")
    if head is None:
        lead = "" if not text or text.endswith("\n") else "\n"
        return text if said is None else f"{text}{lead}{'' if not text else chr(10)}[{table}]\n{said}"
    end = next((at for at in range(head + 1, len(lines)) if _TABLE.match(lines[at])), len(lines))
    at = _line_of(lines[head + 1 : end], name)
    if at is not None:
        lines[head + 1 + at : head + 2 + at] = [] if said is None else [said]
    elif said is not None:
        if not lines[head].endswith("\n"):
            lines[head] += "\n"
        lines.insert(head + 1, said)
    return "".join(lines)


def _line_of(lines: list[str], pattern: str, then: str = r"\s*=") -> int | None:
    wanted = re.compile(rf"\s*{pattern}{then}")
    return next((at for at, line in enumerate(lines) if wanted.match(line)), None)
