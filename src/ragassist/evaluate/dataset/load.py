"""The evaluation data set: typed samples from a JSONL file, strict about every field.

A misspelt field, a wrong type, a repeated id or a gold sentence that no longer stands in its document is an error at
load, with the file and the line. Nothing here asks a model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from ragassist.errors import RagassistError, UsageError
from ragassist.evaluate.dataset.sample import FIELDS, REQUIRED, Gold, LineError, Sample, Turn, parse
from ragassist.text.script import without_space

__all__ = ["FIELDS", "REQUIRED", "Gold", "Sample", "Turn", "find_document", "fingerprint", "load", "look_up", "parse"]


def load(path: Path, *, root: Path | None = None, check_gold: bool = True) -> tuple[Sample, ...]:
    """Return the samples of a JSONL file, in its order.

    Args:
        path: one JSON object a line; empty lines are skipped. Fields: see `Sample`.
        root: where gold paths start. By default the working directory, then the file's own directory and its parents.
        check_gold: read every gold document and look its sentences up.

    Raises:
        UsageError: anything about the file that is not as documented, with the path and the line.
    """
    try:
        lines = path.read_text(encoding="utf8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("dataset.unreadable", path=path, error=error) from error
    samples: list[Sample] = []
    seen: dict[str, int] = {}
    cleaned: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            sample = parse(line)
            if sample.id in seen:
                raise LineError("line.sample_twice", id=sample.id, seen=seen[sample.id])
            if check_gold:
                for gold in sample.gold:
                    look_up(gold, path, root, cleaned)
        except LineError as wrong:
            raise UsageError("line.wrong", path=path, number=number, wrong=wrong.phrase) from None
        seen[sample.id] = number
        samples.append(sample)
    if not samples:
        raise UsageError("dataset.empty", path=path)
    return tuple(samples)


def find_document(shown: str, dataset: Path, root: Path | None = None) -> Path:
    """Return the file that a gold path means: under `root`, else under the working directory or a folder that the data set is in.

    Raises:
        UsageError: there is no such file.
    """
    places = [root] if root else [Path.cwd(), *dataset.resolve().parents]
    for place in places:
        if (place / shown).is_file():
            return place / shown
    raise LineError("line.gold_absent_root" if root else "line.gold_absent", shown=shown, place=places[0])


def fingerprint(samples: Iterable[Sample]) -> str:
    """16 hexadecimal digits that change with any field of any sample, but not with the order of the lines."""
    lines = sorted(json.dumps(asdict(sample), ensure_ascii=False, sort_keys=True) for sample in samples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def look_up(gold: Gold, dataset: Path, root: Path | None, cleaned: dict[str, str]) -> None:
    """Nothing, if the sentence stands in its document; `cleaned` keeps texts by path from one call to the next.

    Raises:
        LineError: it does not, and how much of it does.
    """
    if gold.path not in cleaned:
        cleaned[gold.path] = without_space(_clean_text(find_document(gold.path, dataset, root), gold.path))
    sentence, text = without_space(gold.sentence), cleaned[gold.path]
    if sentence in text:
        return
    # The longest beginning that still stands there shows where the wording changed.
    kept = _longest(lambda size: sentence[:size] in text, len(sentence))
    if kept > 3:
        raise LineError("line.gold_differs", sentence=gold.sentence, path=gold.path, kept=sentence[max(0, kept - 20) : kept])
    raise LineError("line.gold_not_there", sentence=gold.sentence, path=gold.path)


def _longest(holds: Callable[[int], bool], size: int) -> int:
    low, high = 0, size
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _clean_text(path: Path, shown: str) -> str:
    from ragassist.ingest.clean import clean
    from ragassist.ingest.load import load as load_document

    try:
        return clean(load_document(path, shown_path=shown, max_file_mb=100.0)).text
    except RagassistError as error:
        raise LineError("line.gold_unreadable", shown=shown, why=error.phrase) from error
