"""The assistant that a command works with, from the command line's settings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ragassist.assistant import Assistant
    from ragassist.settings import Settings


def settings(args: argparse.Namespace, **overrides: Any) -> Settings:  # noqa: ANN401  # values are checked by Settings
    """Return the settings in force: the command line's over the environment's over the file's. Dots in names are written `__`."""
    from ragassist.settings import Settings

    given: dict[str, Any] = {name.replace("__", "."): value for name, value in overrides.items()}
    home: Path | None = getattr(args, "home", None)
    return Settings.load({"home": home, **given})


def assistant(args: argparse.Namespace, **overrides: Any) -> Assistant:  # noqa: ANN401
    """Return an assistant with those settings."""
    from ragassist.assistant import Assistant

    return Assistant(settings(args, **overrides))
