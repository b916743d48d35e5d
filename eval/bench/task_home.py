"""Write the labelled documents and their earlier versions as files, for an index to measure on: `python eval/bench/task_home.py DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from task_gold import ROOT, earlier, markdown, read_labelled

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "documents").glob("*.txt")):
        if path.name.endswith(".changes.txt"):
            continue
        labelled = read_labelled(path)
        (folder / f"{path.stem}.md").write_text(markdown(labelled.head, labelled.body), encoding="utf8")
        if path.with_suffix(".changes.txt").exists():
            head, body, _ = earlier(labelled)
            (folder / f"{path.stem}-earlier.md").write_text(markdown(head, body), encoding="utf8")
