"""The assistant as one client sees it: shared documents and the client's own uploads, and nothing of anybody else's.

The command line belongs to whoever owns the home and sees all; every door that listens goes through a view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ragassist.errors import StoreError, UsageError
from ragassist.serving import uploads
from ragassist.serving.record import Recorder
from ragassist.store.which_document import meant, no_document
from ragassist.types import DocumentRecord, Event, Filter, Hit, Lang, Passage, Verdict

if TYPE_CHECKING:
    from ragassist.tasks.list import Kind, Progress
    from ragassist.tasks.report import Report
    from ragassist.tasks.work import Work

NO_DOCUMENT = "-"
"""An id that no document has: an empty set of ids in a Filter would limit nothing."""


class Asked(Protocol):
    """As much of an assistant as a view needs. Called from several threads at once."""

    def stream(
        self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        """As `Assistant.stream`."""
        ...

    def search(self, question: str, k: int | None = None, within: Filter | None = None) -> list[Hit]:
        """As `Assistant.search`."""
        ...

    def documents(self) -> list[DocumentRecord]:
        """As `Assistant.documents`."""
        ...

    def passages(self, doc_id: str) -> list[Passage]:
        """As `Assistant.passages`."""
        ...

    def raw(self, doc_id: str) -> str:
        """As `Assistant.raw`."""
        ...

    def page(self, hit: Hit) -> int | None:
        """As `Assistant.page`."""
        ...

    def verify(self, claim: str, evidence: str | Sequence[str], context: str = "") -> Verdict:
        """As `Assistant.verify`."""
        ...

    @property
    def work(self) -> Work:
        """As `Assistant.work`."""
        ...


def limited(within: Filter | None, allowed: frozenset[str] | None) -> Filter | None:
    """Return the filter that lets through what both `within` and `allowed` let through; None when nothing limits.

    >>> limited(Filter(doc_ids=frozenset({"a", "b"})), frozenset({"b", "c"})).doc_ids
    frozenset({'b'})
    >>> limited(None, frozenset()).doc_ids
    frozenset({'-'})
    """
    if within == Filter():
        within = None
    if allowed is None:
        return within
    within = within or Filter()
    ids = within.doc_ids & allowed if within.doc_ids else allowed
    return replace(within, doc_ids=ids or frozenset({NO_DOCUMENT}))


def among(record: DocumentRecord, allowed: frozenset[str]) -> DocumentRecord:
    """Return the record without near-duplicates that are not among `allowed`."""
    if not record.related:
        return record
    return replace(record, related=tuple(relation for relation in record.related if relation.doc_id in allowed))


class View:
    """One client's view of an assistant. Nothing is passed on that is not named here, so that nothing is by accident."""

    def __init__(self, assistant: Asked, home: Path, user: str = "", *, door: str = "", recorder: Recorder | None = None) -> None:
        """Narrow `assistant` to what `user` may see.

        Args:
            assistant: knows all documents.
            home: where they live, to tell whose uploads are whose.
            user: who asks; "" is whoever asks without a name, who has the uploads made without a name.
            door: which door they came through, for the record.
            recorder: notes the questions; none by default.
        """
        self._assistant, self._home, self._user, self._door, self._recorder = assistant, home, user, door, recorder

    def allowed(self) -> frozenset[str] | None:
        """Return the ids of the documents that may be seen now; None when that is all of them."""
        if not (self._home.expanduser() / uploads.DIRECTORY).is_dir():  # nobody has uploaded anything
            return None
        own = uploads.key(self._user)
        records, owner = self._assistant.documents(), uploads.owners(self._home)
        seen = frozenset(record.doc_id for record in records if owner(record.location) in (None, own))
        return None if len(seen) == len(records) else seen

    def documents(self) -> list[DocumentRecord]:
        """Return the documents that may be seen, by path; a near-duplicate that is not among them is not named."""
        allowed = self.allowed()
        records = self._assistant.documents()
        return records if allowed is None else [among(record, allowed) for record in records if record.doc_id in allowed]

    def find(self, name: str) -> DocumentRecord:
        """Return the document meant by an id, a path, a title, or a unique beginning of one.

        Raises:
            UsageError: no document that may be seen, or several, answer to it.
        """
        try:
            return meant(name, self.documents())
        except StoreError as error:  # the index is sound; what was asked for is not in it
            raise UsageError(error.code, **error.values) from error

    def within(
        self,
        *,
        docs: Sequence[str] = (),
        kinds: Sequence[str] = (),
        statuses: Sequence[str] = (),
        langs: Sequence[Lang] = (),
        date_from: str = "",
        date_to: str = "",
    ) -> Filter | None:
        """Return the filter for documents as people name them; None for all of them.

        Raises:
            UsageError: a name of `docs` fits no document, or several.
        """
        doc_ids = frozenset(self.find(name).doc_id for name in docs)
        chosen = Filter(doc_ids, frozenset(kinds), frozenset(statuses), frozenset(langs), date_from, date_to)
        return None if chosen == Filter() else chosen

    def stream(
        self, question: str, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        """As `Assistant.stream`, over what may be seen."""
        events = self._assistant.stream(question, lang, tuple(history), limited(within, self.allowed()))
        if self._recorder is None:
            return events
        return self._recorder.watched(events, question=question, door=self._door, user=self._user)

    def search(self, question: str, k: int | None = None, within: Filter | None = None) -> list[Hit]:
        """As `Assistant.search`, over what may be seen."""
        allowed = self.allowed()
        with self._noted("search", question) as doc_ids:
            hits = self._assistant.search(question, k, limited(within, allowed))
            doc_ids.update(hit.document.doc_id for hit in hits)
        return hits if allowed is None else [replace(hit, document=among(hit.document, allowed)) for hit in hits]

    def passages(self, doc_id: str) -> list[Passage]:
        """Return a document's passages in order.

        Raises:
            StoreError: there is no such document that may be seen.
        """
        found = self._assistant.passages(self._seen(doc_id))
        if not found:
            self._assistant.raw(doc_id)  # says so where there is no such document
        return found

    def raw(self, doc_id: str) -> str:
        """Return a document's raw decoded text, the text that every offset points into.

        Raises:
            StoreError: there is no such document that may be seen.
        """
        return self._assistant.raw(self._seen(doc_id))

    def page(self, hit: Hit) -> int | None:
        """As `Assistant.page`."""
        return self._assistant.page(hit)

    def verify(self, claim: str, evidence: str | Sequence[str], context: str = "") -> Verdict:
        """As `Assistant.verify`."""
        with self._noted("verify", claim):
            return self._assistant.verify(claim, evidence, context)

    def list_all(
        self, kind: Kind, within: Filter | None, lang: Lang, *, ask: str, render: bool, progress: Callable[[Progress], None] | None = None
    ) -> Report:
        """As `Work.list_all`, over what may be seen."""
        allowed = self.allowed()
        scope, known = limited(within, allowed), limited(None, allowed) or Filter()
        with self._reported("list", f"{kind} {ask}".strip()) as reported:
            return reported(self._assistant.work.list_all(kind, scope, lang, ask=ask, render=render, progress=progress, known=known))

    def compare(self, old: str, new: str, lang: Lang, *, render: bool, progress: Callable[[Progress], None] | None = None) -> Report:
        """As `Work.compare`, of two documents that may be seen."""
        before, after = (self.find(name).doc_id for name in (old, new))
        with self._reported("compare", f"{before} {after}") as reported:
            return reported(self._assistant.work.compare(before, after, lang, render=render, progress=progress))

    def audit(
        self, text: str, within: Filter | None, lang: Lang, *, render: bool, progress: Callable[[int, int], None] | None = None
    ) -> Report:
        """As `Work.audit`, against what may be seen."""
        with self._reported("audit", text) as reported:
            return reported(self._assistant.work.audit(text, limited(within, self.allowed()), lang, render=render, progress=progress))

    def brief(
        self, names: Sequence[str], lang: Lang, *, full: bool, focus: str, render: bool, progress: Callable[[Progress], None] | None = None
    ) -> Report:
        """As `Work.brief`, of documents that may be seen."""
        ids = [self.find(name).doc_id for name in names]
        with self._reported("brief", " ".join([*ids, focus]).strip()) as reported:
            return reported(self._assistant.work.brief(ids, lang, full=full, focus=focus, render=render, progress=progress))

    def _noted(self, kind: str, asked: str) -> AbstractContextManager[set[str]]:
        """Have what the body does written down, with the ids that it puts into the set."""
        if self._recorder is None:
            return nullcontext(set[str]())
        return self._recorder.work(kind, asked=asked, door=self._door, user=self._user)

    @contextmanager
    def _reported(self, kind: str, asked: str) -> Iterator[Callable[[Report], Report]]:
        """Have document work written down, with the documents that its report cites."""
        with self._noted(kind, asked) as doc_ids:

            def reported(report: Report) -> Report:
                doc_ids.update(citation.doc_id for citation in report.citations)
                return report

            yield reported

    def _seen(self, doc_id: str) -> str:
        allowed = self.allowed()
        if allowed is not None and doc_id not in allowed:
            raise no_document(doc_id)
        return doc_id
