"""What readers say of answers: written down beside the index, and turned into samples for the evaluation.

`feedback.jsonl` in the home holds one JSON object a line, oldest first, each with the answer that it is about; nothing is sent
anywhere. `samples` makes evaluation samples of such records, in the form of `evaluate.dataset`.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ragassist.errors import StoreError
from ragassist.types import Answer
from ragassist.ui.messages import FeedbackRequest, TurnRecord

FILE = "feedback.jsonl"
MAX_BYTES = 50_000_000


class FullError(StoreError):
    """The file has grown to its limit."""


@dataclass
class FeedbackFile:
    """Appends to the file of one home; may be used by several threads."""

    home: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def path(self) -> Path:
        """Where it is, or will be."""
        return self.home / FILE

    def add(self, request: FeedbackRequest) -> None:
        """Write one record down.

        Raises:
            StoreError: the file is full, or cannot be written.
        """
        line = json.dumps(record(request.turn, fault=request.fault, note=request.note), ensure_ascii=False) + "\n"
        with self._lock:
            try:
                self.home.mkdir(parents=True, exist_ok=True)
                if self.path.exists() and self.path.stat().st_size + len(line.encode()) > MAX_BYTES:
                    raise FullError("feedback.full", path=self.path)
                with self.path.open("a", encoding="utf8") as file:
                    file.write(line)
            except OSError as error:
                raise StoreError("feedback.unwritable", path=self.path, error=error) from error

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield what was written down, oldest first; a line that cannot be read (cut off by a full disk) is left out."""
        if not self.path.is_file():
            return
        with self.path.open(encoding="utf8") as file:
            for line in file:
                try:
                    value = json.loads(line)
                except json.JSONDecodeError:
                    continue
                if isinstance(value, dict):
                    yield value


def record(turn: TurnRecord, *, fault: str = "", note: str = "") -> dict[str, Any]:
    """Return what is written down of one answer: the verdict and all that a sample can be made of."""
    answer = turn.answer
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "verdict": turn.feedback,
        "fault": fault,
        "note": note,
        "right": turn.right,
        "question": turn.question,
        "lang": answer.question_lang if answer is not None else "",
        "answer": answer.answer if answer is not None else "",
        "refused": bool(answer is not None and answer.refused),
        "gold": _gold(answer),
        "model": f"{answer.model.tier}:{answer.model.name}" if answer is not None else "",
    }


def samples(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Evaluation samples from feedback, in its order; of several records about one question the last one counts.

    A helpful answer gives its own text as reference and the sentences it cites as gold; a helpful refusal gives a sample that is not
    answerable; a wrong answer gives a sample only if its reader wrote the right one down, without gold: nobody has said which
    sentence holds it. What to check word for word (`must_include`) is for a person to add.
    """
    by_question: dict[tuple[str, str], dict[str, Any]] = {}
    for each in records:
        by_question[(each["lang"], each["question"])] = each
    made = []
    for (lang, question), each in by_question.items():
        helpful, right = each["verdict"] == "helpful", each["right"].strip()
        if lang not in ("en", "zh") or not question.strip() or not (helpful or right):
            continue
        answerable = bool(right) or not each["refused"]
        digest = hashlib.sha256(f"{lang}\n{question}".encode()).hexdigest()[:8]
        sample: dict[str, Any] = {
            "id": f"feedback-{digest}",
            "lang": lang,
            "type": "feedback",
            "question": question,
            "answerable": answerable,
        }
        if answerable:
            sample["gold"] = each["gold"] if helpful else []
            sample["reference"] = right or each["answer"]
        made.append(sample)
    return made


def as_lines(made: Iterable[dict[str, Any]]) -> str:
    """Samples as the JSONL that `ragassist eval run --dataset` reads."""
    return "".join(json.dumps(sample, ensure_ascii=False) + "\n" for sample in made)


def _gold(answer: Answer | None) -> list[dict[str, str]]:
    """The source sentences that an answer stands on, each once, with their documents' paths: the quotation holds, rough wording or not."""
    if answer is None:
        return []
    found = {(citation.path, citation.quote_clean or citation.quote) for citation in answer.citations if citation.status != "unsupported"}
    return [{"path": path, "sentence": sentence} for path, sentence in sorted(found)]
