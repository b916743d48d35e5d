"""One script's `measure()` in a process of its own: `python eval/bench/measured.py SCRIPT ARGS.json OUT.json`.

What a benchmark loads goes with its process, and one that dies takes nothing with it. OUT gets {"values": [...]} or {"error": "..."}.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent


def loaded(script: Path) -> ModuleType:
    """Return a script as a module, with what stands beside it importable as when it is run."""
    for place in (str(HERE), str(script.parent)):
        if place not in sys.path:
            sys.path.insert(0, place)
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[script.stem] = module
    spec.loader.exec_module(module)
    return module


def main() -> int:
    """Measure; 1 if that failed."""
    script, args, out = Path(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3])
    try:
        found = loaded(script).measure(**args)
        told: dict[str, object] = {"values": [asdict(value) for value in found]}
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it is, it is told beside the figure
        first = (str(error).strip() or "no message").splitlines()[0]
        told = {"error": first if isinstance(error, SystemExit) else f"{type(error).__name__}: {first}"}
    out.write_text(json.dumps(told, ensure_ascii=False), encoding="utf8")
    return int("error" in told)


if __name__ == "__main__":
    sys.exit(main())
