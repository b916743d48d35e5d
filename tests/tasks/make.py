"""Documents of a few articles, as ingest would cut them."""

from __future__ import annotations

from pathlib import Path

from ragassist.evaluate.tasks.gold import markdown, record_of
from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from ragassist.tasks.compare import Side


def side(folder: Path, name: str, body: str, **head: str) -> Side:
    """The document `name` with a title and front matter."""
    fields = {"title": "测试管理办法", "title_en": "Test Measures", "kind": "measure", **head}
    path = folder / f"{name}.md"
    path.write_text(markdown(fields, f"{body}\n"), encoding="utf8")
    document = load(path, shown_path=path.name, max_file_mb=1)
    passages = split(document, clean(document), count_tokens=len, budget_tokens=300)
    return Side(record_of(document, passages), passages, document.raw)
