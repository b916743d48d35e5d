"""Somebody else's part by its dotted name: imported when it is used, told from what it is not by the methods it must have.

Nothing of LlamaIndex is imported here: a part is asked only for what every part of its kind has.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ragassist.errors import UsageError

_PART: Final = "dotted"
"""Key of a table that stands for another part: its other key, `options`, has that part's keyword arguments."""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part and how its settings are called."""

    name: str
    """What LlamaIndex calls its base class."""
    methods: tuple[str, ...]
    """What each of the kind can be asked."""
    setting: str
    """The setting that names it; its options are in the setting of that name with `_options`."""


LLM: Final = PartKind("LLM", ("complete", "stream_complete"), "chat.llama_index")
EMBEDDING: Final = PartKind("BaseEmbedding", ("get_query_embedding", "get_text_embedding_batch"), "embed.llama_index")
READER: Final = PartKind("BaseReader", ("load_data",), "ingest.reader")
POSTPROCESSOR: Final = PartKind("BaseNodePostprocessor", ("postprocess_nodes",), "retrieve.rerank")


def part(dotted: str, options: Mapping[str, Any], kind: PartKind) -> Any:  # noqa: ANN401
    """Return the part of that dotted name: an object of a module as it is; what a class or a function makes of `options`.

    Args:
        dotted: such as `llama_index.core.readers.json.JSONReader`; a colon may stand before the name.
        options: keyword arguments. A table `{"dotted": NAME, "options": {...}}` in them stands for another part.
        kind: what it must be.

    Raises:
        UsageError: no such name, something of another kind, or options that it does not take or lacks.
    """
    found = _named(dotted)
    if isinstance(found, type):
        _require(found, dotted, kind)
    elif _fits(found, kind):
        return found
    elif not callable(found):
        _require(found, dotted, kind)
    made = _called(found, dotted, options, kind)
    _require(made, dotted, kind)
    return made


def _named(dotted: str) -> Any:  # noqa: ANN401
    module, _, name = dotted.replace(":", ".").rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError("foreign.import", dotted=dotted, error=str(error).rstrip(".")) from error


def _called(found: Any, dotted: str, options: Mapping[str, Any], kind: PartKind) -> Any:  # noqa: ANN401
    arguments = {name: _inner(value, kind) for name, value in options.items()}
    try:
        return found(**arguments)
    except UsageError:
        raise
    except ImportError as error:  # many import what they need when they are made
        raise UsageError("foreign.import", dotted=dotted, error=" ".join(str(error).split()).rstrip(".")) from error
    except Exception as error:  # what somebody else's constructor raises is anybody's guess
        setting = f"{kind.setting}_options"
        if missing := _missing(found, arguments):
            raise UsageError("foreign.needs", dotted=dotted, names=", ".join(missing), setting=setting) from error
        said = " ".join(str(error).split()).rstrip(".")
        raise UsageError("foreign.options", dotted=dotted, names=", ".join(options) or "-", setting=setting, error=said) from error


def _inner(value: Any, kind: PartKind) -> Any:  # noqa: ANN401
    """An option; a part where it names one."""
    if isinstance(value, Mapping) and _PART in value and set(value) <= {_PART, "options"}:
        return _called(_named(str(value[_PART])), str(value[_PART]), value.get("options") or {}, kind)
    return value


def _missing(found: Any, arguments: Mapping[str, Any]) -> list[str]:  # noqa: ANN401
    """The arguments without a default that are not given."""
    try:
        wanted = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        one.name
        for one in wanted
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD) and one.name not in arguments
    ]


def _fits(found: object, kind: PartKind) -> bool:
    return all(callable(getattr(found, method, None)) for method in kind.methods)


def _require(found: object, dotted: str, kind: PartKind) -> None:
    if not _fits(found, kind):
        absent = next(method for method in kind.methods if not callable(getattr(found, method, None)))
        raise UsageError("foreign.kind", dotted=dotted, kind=kind.name, method=absent, setting=kind.setting)
