"""Other people's question sets as a data set and documents of ours: SQuAD-like JSON and RGB-like JSONL.

Each writes `documents/*.txt` and `dataset.jsonl` into a directory; `ragassist --home H ingest DIR/documents` and
`ragassist --home H eval run --dataset DIR/dataset.jsonl` go on from there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragassist.errors import UsageError
from ragassist.evaluate.dataset.wordings import mentions
from ragassist.lang.detector import detect
from ragassist.text.sentences import split_sentences

_UNSAFE = re.compile(r"[^\w-]+")
_MAX_GOLD = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """How much came over."""

    dataset: Path
    samples: int
    documents: int
    without_gold: int
    """Answerable samples for which no sentence of a document holds the answer; retrieval is not scored for them."""


def squad(source: Path, out: Path) -> Imported:
    """SQuAD 1.1, SQuAD 2.0, XQuAD, CMRC and the like: articles of paragraphs with questions and answer spans.

    One document an article; the gold sentence is the one in which the first answer begins; any answer text counts.

    Raises:
        UsageError: the file is not of that shape.
    """

    def rows(texts: _Texts) -> Iterator[dict[str, Any]]:
        for number, article in enumerate(json.loads(source.read_text(encoding="utf8"))["data"], start=1):
            paragraphs = article["paragraphs"]
            body = "\n\n".join(paragraph["context"] for paragraph in paragraphs)
            path = texts.add(str(article.get("title") or f"article-{number}"), body)
            for paragraph in paragraphs:
                for asked in paragraph["qas"]:
                    answers = asked.get("answers") or []
                    gold = [_sentence_at(paragraph["context"], int(answers[0]["answer_start"]))] if answers else []
                    variants = list(dict.fromkeys(str(answer["text"]) for answer in answers))
                    yield _row(str(asked["id"]), asked["question"], [variants] if variants else [], [(path, text) for text in gold], "span")

    return _write(source, out, rows)


def rgb(source: Path, out: Path) -> Imported:
    """RGB and the like: a question a line, groups of accepted answers, positive and negative documents.

    Gold sentences are those of the positive documents that mention an accepted answer, at most five; a question without
    positive documents is not answerable.

    Raises:
        UsageError: the file is not of that shape.
    """

    def rows(texts: _Texts) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(source.read_text(encoding="utf8").splitlines(), start=1):
            if not line.strip():
                continue
            item = json.loads(line)
            groups = [[str(variant) for variant in (group if isinstance(group, list) else [group])] for group in item["answers"]]
            for at, text in enumerate(item.get("negative_docs", ())):
                texts.add(f"{item.get('id', number)}-negative-{at}", text)
            gold = []
            for at, text in enumerate(item.get("positive_docs", ())):
                path = texts.add(f"{item.get('id', number)}-positive-{at}", text)
                gold += [(path, sentence) for sentence in _sentences_with(text, groups)]
            answerable = bool(item.get("positive_docs"))
            kind = str(item.get("subset", "imported")).lower()
            sample_id = str(item.get("id", f"line-{number}"))
            yield _row(sample_id, item["question"], groups if answerable else [], gold[:_MAX_GOLD], kind, answerable=answerable)

    return _write(source, out, rows)


class _Texts:
    """Documents as they are met; the same text is one document."""

    def __init__(self, out: Path) -> None:
        self._folder = out / "documents"
        self.paths: dict[str, str] = {}

    def add(self, name: str, text: str) -> str:
        digest = hashlib.sha256(text.encode()).hexdigest()
        if digest not in self.paths:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / f"{_UNSAFE.sub('-', name)[:60]}-{digest[:8]}.txt"
            file.write_text(text, encoding="utf8")
            self.paths[digest] = f"documents/{file.name}"
        return self.paths[digest]


def _write(source: Path, out: Path, rows: Callable[[_Texts], Iterable[dict[str, Any]]]) -> Imported:
    texts = _Texts(out)
    try:
        found = list(rows(texts))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UsageError("import.shape", source=source, error_type=type(error).__name__, error=error) from error
    if not found:
        raise UsageError("import.empty", source=source)
    out.mkdir(parents=True, exist_ok=True)
    dataset = out / "dataset.jsonl"
    dataset.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf8")
    without = sum(row["answerable"] and not row["gold"] for row in found)
    return Imported(dataset, len(found), len(texts.paths), without)


def _row(
    sample_id: str, question: str, groups: list[list[str]], gold: list[tuple[str, str]], kind: str, *, answerable: bool | None = None
) -> dict[str, Any]:
    return {
        "id": sample_id,
        "lang": detect(question),
        "type": kind,
        "question": question,
        "answerable": bool(groups) if answerable is None else answerable,
        "gold": [{"path": path, "sentence": sentence} for path, sentence in dict.fromkeys(gold)],
        "must_include": groups,
    }


def _sentence_at(text: str, at: int) -> str:
    for start, end in split_sentences(text):
        if at < end:
            return text[start:end]
    return text[at:]


def _sentences_with(text: str, groups: list[list[str]]) -> list[str]:
    variants = [variant for group in groups for variant in group]
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return [sentence for sentence in sentences if any(mentions(sentence, variant) for variant in variants)]
