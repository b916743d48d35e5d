"""Write the labelled documents and their earlier versions as files, for an index to measure on: `python eval/bench/task_home.py DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

from ragassist.evaluate.tasks.gold import earlier, markdown, read_labelled
from ragassist.evaluate.tasks.measured import documents

ROOT = Path(__file__).parents[1] / "datasets" / "tasks"

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path in documents(ROOT):
        labelled = read_labelled(path)
        (folder / f"{path.stem}.md").write_text(markdown(labelled.head, labelled.body), encoding="utf8")
        if path.with_suffix(".changes.txt").exists():
            head, body, _ = earlier(labelled)
            (folder / f"{path.stem}-earlier.md").write_text(markdown(head, body), encoding="utf8")
