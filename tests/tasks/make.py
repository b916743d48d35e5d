"""Documents of a few articles, as ingest would cut them."""

from __future__ import annotations

from pathlib import Path

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from ragassist.tasks.compare import Side
from ragassist.types import DocumentRecord


def side(folder: Path, name: str, body: str, **head: str) -> Side:
    """The document `name` with a title and front matter."""
    fields = {"title": "测试管理办法", "title_en": "Test Measures", "kind": "measure", **head}
    text = "---\n" + "\n".join(f"{key}: {value}" for key, value in fields.items()) + f"\n---\n\n# {fields['title']}\n\n{body}\n"
    path = folder / f"{name}.md"
    path.write_text(text, encoding="utf8")
    document = load(path, shown_path=path.name, max_file_mb=1)
    passages = split(document, clean(document), count_tokens=len, budget_tokens=300)
    record = DocumentRecord(
        document.doc_id,
        document.path,
        document.location,
        document.content_sha256,
        document.lang,
        document.meta,
        len(passages),
        len(document.raw),
    )
    return Side(record, passages, document.raw)
