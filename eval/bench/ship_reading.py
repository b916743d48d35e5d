#!/usr/bin/env python3
"""Write `src/ragassist/ingest/readings.json`: the version of the reading, and what it makes of each document in `corpus/`.

    python eval/bench/ship_reading.py            # raises the version if anything in corpus/ reads otherwise than before
    python eval/bench/ship_reading.py --raise    # raises it anyway: after a change that only other files show

Run it after every change of how files are read, cleaned or cut; a test says when. Indexes in use read their documents again, once, where
the version is higher than theirs. It needs no weights.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ragassist.ingest.cut import cut
from ragassist.ingest.load import load

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "src/ragassist/ingest/readings.json"
_PASSAGE_TOKENS = 220
"""Of one character each: any size does, the statements are what is looked at."""


def fingerprint(path: Path) -> str:
    """Return SHA-256 over all that reading makes of a file: text, language, metadata, passages and statements with their places."""
    document = load(path, shown_path=path.name, max_file_mb=50)
    passages = [asdict(passage) for passage in cut(document, count_tokens=len, budget_tokens=_PASSAGE_TOKENS)]
    for passage in passages:  # these name the directory
        del passage["passage_id"], passage["doc_id"]
        for sentence in passage["sentences"]:  # told of what was read, when it is asked for
            del sentence["known_lang"]
    made = [document.raw, document.lang, asdict(document.meta), passages]
    return hashlib.sha256(json.dumps(made, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def readings(before: dict[str, Any], folder: Path, *, anyway: bool = False) -> dict[str, Any]:
    """Return what `readings.json` should hold: `before`, where `folder` reads as it says, else with a raised version."""
    found = {hashlib.sha256(path.read_bytes()).hexdigest(): (path.name, fingerprint(path)) for path in sorted(folder.iterdir())}
    known = before["starters"]
    changed = {sha for sha, (_, made) in found.items() if sha in known and known[sha]["made"] != made}
    version = before["version"] + bool(changed or anyway)
    starters = {
        sha: {"name": name, "made": made, "since": known[sha]["since"] if sha in known and sha not in changed else version}
        for sha, (name, made) in found.items()
    }
    return {"version": version, "starters": starters}


if __name__ == "__main__":
    held = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.is_file() else {"version": 1, "starters": {}}
    written = readings(held, ROOT / "corpus", anyway="--raise" in sys.argv[1:])
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"Reading version {written['version']}, {len(written['starters'])} starter documents.")
