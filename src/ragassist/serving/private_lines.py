"""A file of `name:secret` lines that its owner alone may read: keys of the endpoint, passwords of the page."""

from __future__ import annotations

import os
from pathlib import Path


def put_line(path: Path, name: str, line: str) -> bool:
    """Put `line` in place of the one that begins with `name:`, or at the end; return whether there was one.

    The file appears whole or not at all, and is created readable for its owner alone.

    Raises:
        OSError: it cannot be read or written.
    """
    lines = path.read_text(encoding="utf8").splitlines() if path.exists() else []
    kept = [each for each in lines if each.partition(":")[0].strip() != name]
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf8") as file:
        file.write("\n".join([*kept, line]) + "\n")
    beside.replace(path)
    return len(kept) < len(lines)
