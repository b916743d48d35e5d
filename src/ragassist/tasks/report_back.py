"""A result read back from its JSON, so that what was saved yesterday can be exported, packed or shown again."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from pathlib import Path
from typing import Any

from ragassist.errors import UsageError
from ragassist.tasks.report import Report
from ragassist.types import Answer


def read(path: Path) -> Report | Answer:
    """Return what `--json` or `--out FILE.json` wrote: the report of a task, or the answer of `ask`.

    Raises:
        UsageError: the file cannot be read or holds something else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
        found: Report | Answer = _build(Report if "task" in value else Answer, value)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("result.unreadable", path=path) from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise UsageError("result.other", path=path) from error
    return found


def report_of(value: Any) -> Report:  # noqa: ANN401  # JSON
    """Return the report that a JSON value holds.

    Raises:
        UsageError: it holds something else.
    """
    try:
        found = _build(Report, value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise UsageError("result.not_one") from error
    assert isinstance(found, Report)
    return found


def _build(wanted: Any, value: Any) -> Any:  # noqa: ANN401  # any type of a report's fields
    """`value`, as JSON gave it, as the type that a field has.

    Raises:
        TypeError: it is of another type.
    """
    origin = typing.get_origin(wanted)
    if dataclasses.is_dataclass(wanted):
        hints = typing.get_type_hints(wanted)
        fields = {field.name: _build(hints[field.name], value[field.name]) for field in dataclasses.fields(wanted) if field.name in value}
        return wanted(**fields)  # type: ignore[operator]  # a class, not an instance
    if origin is tuple:
        inner = typing.get_args(wanted)
        if len(inner) == 2 and inner[1] is ...:
            return tuple(_build(inner[0], each) for each in value)
        return tuple(_build(kind, each) for kind, each in zip(inner, value, strict=True))
    if origin is dict:
        key, kind = typing.get_args(wanted)
        return {_build(key, name): _build(kind, each) for name, each in value.items()}
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _build(next(kind for kind in typing.get_args(wanted) if kind is not type(None)), value)
    if origin is typing.Literal:
        if value not in typing.get_args(wanted):
            raise TypeError(f"{value!r} is none of {typing.get_args(wanted)}")
        return value
    if wanted is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, wanted):
        raise TypeError(f"{value!r} is no {wanted}")
    return value
