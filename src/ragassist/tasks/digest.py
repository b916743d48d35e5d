"""Saved questions asked again of what is new: a digest of verified sentences, each with its quotation. Nothing rough is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from ragassist.errors import UsageError
from ragassist.tasks.labels import word
from ragassist.text.shown import inert, one_line, visible
from ragassist.types import Answer, Citation, DocumentRecord, Lang

_DAYS = re.compile(r"(\d{1,4})d")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEAR = {"today": 0, "yesterday": 1, "今天": 0, "昨天": 1}


@dataclass(frozen=True, slots=True)
class DigestSentence:
    """A verified sentence and the quotations that it stands on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """What is new about one question; no sentences where nothing new answers it."""

    question: str
    sentences: tuple[DigestSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new since a moment."""

    since: str
    """ISO 8601, with its offset."""
    documents: tuple[DocumentRecord, ...]
    """What came in since, or came in with another text."""
    entries: tuple[DigestEntry, ...]
    """One for each question, in their order; empty when no document is new."""


def moment(since: str, now: datetime | None = None) -> datetime:
    """Return the moment that `since` names.

    A date or a time in ISO 8601 (local where it has no offset), so many days ago (`7d`), or the beginning of the last day of a name, today
    included (`Monday`, `mon`, `周一`, `yesterday`, `昨天`).

    Raises:
        UsageError: it names none.
    """
    now = now or datetime.now(UTC).astimezone()
    if days := _DAYS.fullmatch(since.strip()):
        return now - timedelta(days=int(days[1]))
    if (ago := _days_ago(since.strip().lower(), now.weekday())) is not None:
        return datetime.combine(now.date() - timedelta(days=ago), time(), now.tzinfo)
    try:
        found = datetime.fromisoformat(since.strip())
    except ValueError as error:
        raise UsageError("digest.since", since=since) from error
    return found.astimezone()


def _days_ago(name: str, weekday: int) -> int | None:
    """Return how many days ago the day of this name was, on a `weekday` counted from Monday; None where the name is none."""
    if name in _NEAR:
        return _NEAR[name]
    for number, (english, chinese) in enumerate(zip(_WEEKDAYS, "一二三四五六日", strict=True)):
        if name in (english, english[:3], *(f"{week}{chinese}" for week in ("周", "星期", "礼拜"))) or (number == 6 and name == "星期天"):
            return (weekday - number) % 7
    return None


def new_since(since: datetime, records: Sequence[DocumentRecord], arrivals: Mapping[str, int]) -> tuple[DocumentRecord, ...]:
    """Return the documents whose text came in at or after `since`; `arrivals` are in nanoseconds since 1970."""
    after_ns = int(since.timestamp() * 1e9)
    return tuple(record for record in records if arrivals.get(record.doc_id, 0) >= after_ns)


def digest(
    questions: Sequence[str], since: datetime, documents: tuple[DocumentRecord, ...], ask: Callable[[str, frozenset[str]], Answer]
) -> Digest:
    """Return what `documents`, the new ones, say to the questions.

    Args:
        questions: are asked in their order.
        since: what "new" means.
        documents: as `new_since` returns them.
        ask: answers a question from the documents with these ids; errors of the model and the index pass through.
    """
    at = since.isoformat(timespec="seconds")
    if not documents:
        return Digest(at, (), ())
    new = frozenset(record.doc_id for record in documents)
    return Digest(at, documents, tuple(DigestEntry(question, _verified(ask(question, new))) for question in questions))


def as_markdown(found: Digest, lang: Lang) -> str:
    """Return the digest as Markdown, its own words in `lang`."""
    lines = [f"# {word('digest.title', lang, since=found.since)}", "", word("digest.documents", lang, n=len(found.documents))]
    lines += [f"- {_name(record)}" for record in found.documents]
    for entry in found.entries:
        lines += ["", f"## {entry.question}", ""]
        lines += [line for sentence in entry.sentences for line in _told(sentence)] or [word("digest.nothing", lang)]
    return "\n".join(lines) + "\n"


def _verified(answer: Answer) -> tuple[DigestSentence, ...]:
    by_number = {citation.n: citation for citation in answer.citations}
    return tuple(
        DigestSentence(claim.text, tuple(by_number[n] for n in claim.citations if n in by_number))
        for claim in answer.claims
        if claim.status == "verified" and not answer.refused
    )


def _told(sentence: DigestSentence) -> list[str]:
    lines = [f"- {inert(one_line(sentence.text))}"]
    for citation in sentence.citations:
        about = inert(one_line(", ".join(filter(None, (citation.title or citation.path, citation.date, citation.url)))))
        lines.append(f"  > {inert(visible(citation.quote.strip()))}".replace("\n", "\n  > ") + f"\n  > ({about})")
    return lines


def _name(record: DocumentRecord) -> str:
    return inert(one_line(", ".join(filter(None, (record.meta.title or record.path, record.meta.date, record.meta.url)))))
