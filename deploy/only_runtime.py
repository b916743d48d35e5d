#!/usr/bin/env python3
"""Name the installed packages that the program does not need to run: the lock pins the tools of its developers too.

    python deploy/only_runtime.py engine ocr otel postgres | xargs pip uninstall --yes

Prints one name a line: what neither `ragassist` with these extras asks for, nor what it asks for in turn. `pip` stays.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from importlib.metadata import distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

KEPT = {"pip", "ragassist"}


def needed(name: str, extras: Collection[str]) -> set[str]:
    """Return the canonical names of `name` and of every installed package that it needs here with these extras."""
    found: dict[str, set[str]] = {}
    waiting = [(canonicalize_name(name), frozenset(extras))]
    while waiting:
        name, wanted = waiting.pop()
        known = found.get(name)
        if known is not None and wanted <= known:
            continue
        found[name] = wanted | (known or set())
        for line in distribution(name).requires or ():
            asked = Requirement(line)
            if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in found[name] or {""}):
                waiting.append((canonicalize_name(asked.name), frozenset(asked.extras)))
    return set(found)


def main() -> int:
    """Print what is not needed; an extra that there is not is an error."""
    known = set(distribution("ragassist").metadata.get_all("Provides-Extra") or ())
    if strange := sorted(set(sys.argv[1:]) - known):
        sys.stderr.write(f"There is no extra {strange[0]!r}; there are {', '.join(sorted(known))}.\n")
        return 2
    kept = needed("ragassist", sys.argv[1:]) | KEPT
    print("\n".join(sorted({canonicalize_name(each.name) for each in distributions()} - kept)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
