"""Document work over one store: the tasks with the parts of an assistant. Everything that is written here is a report."""

from __future__ import annotations

import contextlib
import datetime
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from ragassist.errors import RagassistError, UsageError
from ragassist.store.filter import passing
from ragassist.text.glossary import glossary
from ragassist.text.shown import whole
from ragassist.types import Answer, DocumentRecord, Event, Filter, Lang, ModelName

if TYPE_CHECKING:
    from ragassist.answer.render import Renderer
    from ragassist.models.chat import ChatModel
    from ragassist.models.embed import Embedder
    from ragassist.settings import Settings
    from ragassist.store import Store
    from ragassist.store.texts import TextCache
    from ragassist.tasks.audit_values import Source
    from ragassist.tasks.brief_by_model import WrittenBrief
    from ragassist.tasks.list import Kind, Progress
    from ragassist.tasks.rendering import InTime
    from ragassist.tasks.report import Report
    from ragassist.verify.verifier import Verifier


class _Made(TypedDict):
    model: ModelName
    made: str
    version: str


_PICTURES = 200
_SPARE_S = 8.0
"""What is left of the time of an answer for the sentence that is being rendered when it ends."""
_BRIEF_S = 58.0
"""What a brief takes whose statements are rendered one by one, to be there within a minute; what is left stands as written."""
_PASSAGES = 8
"""How many passages a claim is looked for in, of an index too large to be compared whole."""
Tell = Callable[["Progress"], None]


class Work:
    """Lists, comparisons, audits and briefs of stored documents."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        verifier: Verifier,
        chat: ChatModel | None,
        cache: TextCache,
        settings: Settings,
        model: ModelName,
        version: str,
    ) -> None:
        """Work on `store`.

        `chat` renders statements, and writes briefs if it is large; without one everything is quoted. `cache` keeps what was rendered.
        """
        from ragassist.answer.render import Renderer

        self._chat, self._cache = chat, cache
        self._store = store
        self._embedder = embedder
        self._verifier = verifier
        self._renderer = Renderer(chat, verifier, cache) if chat is not None else None
        self._settings = settings
        self._model = model
        self._version = version

    def list_all(
        self,
        kind: Kind,
        within: Filter | None = None,
        lang: Lang = "en",
        *,
        ask: str = "",
        render: bool = False,
        progress: Tell | None = None,
        known: Filter | None = None,
    ) -> Report:
        """Return everything of `kind` that the documents in scope say.

        Args:
            kind: which list.
            within: the documents in scope; all by default.
            lang: the reader's language.
            ask: keep only rows whose statement holds all of these words, in either language.
            render: put each statement into the reader's language with the model, where there is one.
            progress: called for every document, then for every statement that is rendered.
            known: the documents that may be named as later versions of those in scope; those in scope by default.

        Raises:
            UsageError: no document is in scope.
            ModelError: the model does not answer.
        """
        from ragassist.tasks.ask import narrowed
        from ragassist.tasks.list import list_all as everything
        from ragassist.tasks.list_report import report
        from ragassist.tasks.supersession import later_versions

        terms = glossary(self._settings.retrieve.glossary)
        found = everything(kind, self.scope(within), self._store.passages_of, self._store.raw, terms=terms, progress=progress)
        kept = narrowed(found, whole(ask), terms)
        said = self._render(lang, progress, len(kept.rows)) if render else None
        later = later_versions(found.documents, self.scope(known if known is not None else within), lang)
        return self._placed(report(kept, lang, self._store.raw, render=said, terms=terms, later=later, **self._made()))

    def compare(self, old: str, new: str, lang: Lang = "en", *, render: bool = False, progress: Tell | None = None) -> Report:
        """Return what changed from the document `old` to the document `new`; each is named by id, path, title or its beginning.

        `progress` is called for every sentence that is rendered.

        Raises:
            UsageError: both names mean the same document.
            StoreError: a name fits no document, or several.
        """
        from ragassist.tasks.compare import Side, compare
        from ragassist.tasks.compare_report import report

        sides = [self._store.find(name) for name in (old, new)]
        if sides[0].doc_id == sides[1].doc_id:
            raise UsageError("compare.same", old=old, new=new)
        before, after = (Side(record, self._store.passages_of(record.doc_id), self._store.raw(record.doc_id)) for record in sides)
        found = compare(before, after)
        said = self._render(lang, progress, 2 * sum(len(entry.lines) for entry in found.changes)) if render else None
        return self._placed(report(found, lang, self._store.raw, render=said, **self._made()))

    def audit(
        self,
        text: str,
        within: Filter | None = None,
        lang: Lang = "en",
        *,
        render: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Report:
        """Return a finding for every claim of `text`, held against every statement of the documents in scope.

        Raises:
            UsageError: no document is in scope, or the text states nothing.
            ModelError: the model does not answer.
        """
        from ragassist.retrieve.retriever import Retriever
        from ragassist.store.sentence_vectors import SentenceVectors
        from ragassist.tasks.audit import audit
        from ragassist.tasks.audit_report import report
        from ragassist.tasks.nearest import Nearness
        from ragassist.tasks.stored_statements import stored_statements
        from ragassist.verify.verifier import Verifier

        records = self.scope(within)
        if not records:
            raise UsageError("task.no_scope")
        sources, text = self._sources(records), whole(text)

        retriever = Retriever(self._store, self._embedder, self._settings)

        def search(claim: str) -> list[tuple[str, int, int]]:
            return [(hit.document.doc_id, hit.passage.start, hit.passage.end) for hit in retriever.batch([claim], _PASSAGES, within)[0]]

        checks = Verifier(self._embedder, None, glossary(self._settings.retrieve.glossary))
        judge = self._verifier if self._renderer is not None else None
        kept = SentenceVectors(self._store.home, self._embedder.name)
        stored = stored_statements(sources, self._store, self._embedder)
        near = Nearness(sources, self._embedder, search, kept, stored)
        found = audit(text, sources, near, checks, judge=judge, progress=progress)
        if not found:
            raise UsageError("audit.no_claims")
        said = self._render(lang) if render else None
        return self._placed(report(found, records, len(sources), lang, self._store.raw, text=text, render=said, **self._made()))

    def brief(
        self,
        names: Sequence[str],
        lang: Lang = "en",
        *,
        full: bool = False,
        focus: str = "",
        render: bool = True,
        progress: Tell | None = None,
    ) -> Report:
        """Return what documents say, in the statements that carry them; each cited, with what was left out.

        Args:
            names: documents by id, path, title or its beginning.
            lang: the reader's language.
            full: twice as many statements.
            focus: what the reader is interested in, in a few words.
            render: have a large model write the brief, section by section and then its head, each sentence checked against the statements
                it cites (`tasks.brief_by_model` says in how many calls at most). What it does not write, and everything with a small
                model, are statements put into the reader's language: those that take no call first, then the weightiest, until a
                minute is over (what a large model writes may take as long as an answer, `answer.timeout_s`); the others stand as they
                are written, and the coverage says so.
            progress: called before each document and at the end, before each section that is written, then before every statement that
                is rendered, with the last that is in the reader's language, if one is; what it raises ends the work.

        Raises:
            StoreError: a name fits no document, or several.
            ModelError: the model does not answer; a large one that fails is named in the coverage instead.
        """
        from ragassist.tasks.brief import brief
        from ragassist.tasks.brief_report import report, rest_of
        from ragassist.tasks.brief_session import begun
        from ragassist.tasks.disagreements import disagreements
        from ragassist.tasks.list import Progress

        began, records = time.monotonic(), list({record.doc_id: record for record in map(self._store.find, names)}.values())
        briefs, focus = [], whole(focus)
        for at, record in enumerate(records):
            if progress is not None:
                progress(Progress(at, len(records), record.meta.title or record.path))
            briefs.append(brief(record, self._store.passages_of(record.doc_id), full=full, focus=focus))
        if progress is not None:
            progress(Progress(len(records), len(records), ""))
        sources = self._sources(records) if len(records) > 1 else []
        against = disagreements(sources, sources, glossary(self._settings.retrieve.glossary))
        session = begun(self._chat, self._settings, self._embedder, self._cache) if render else None
        made: dict[str, WrittenBrief] = {}
        if session is not None:
            made = session.written(briefs, self._store.passages_of, lang, full=full, focus=focus, progress=progress)
        left = sum(len(rest_of(each, made.get(each.record.doc_id)).chosen) for each in briefs)
        limit_s = min(self._settings.answer.timeout_s or math.inf, _BRIEF_S if session is None else math.inf)
        within_s = limit_s - _SPARE_S - (time.monotonic() - began)
        said = self._render(lang, progress, left, within_s, session.renderer if session is not None else None) if render else None
        ready = said.ready if said is not None else None
        if session is None:
            return self._placed(report(briefs, lang, self._store.raw, render=said, ready=ready, against=against, **self._made()))
        kind, used = session.forgiving(said) if said is not None else None, session.usage
        found = report(briefs, lang, self._store.raw, render=kind, ready=ready, against=against, written=made, usage=used, **self._made())
        return self._placed(found)

    def of_answer(self, answer: Answer) -> Report:
        """Return an answer as a report, to be exported and packed like any other result."""
        from ragassist.tasks.answer_report import report

        cited = {citation.doc_id for citation in answer.citations}
        return report(answer, [record for record in self._store.documents() if record.doc_id in cited], **self._made())

    def scope(self, within: Filter | None) -> list[DocumentRecord]:
        """Return the documents that pass `within`, by path."""
        records = self._store.documents()
        if within is None:
            return records
        ids = passing(records, within)
        return [record for record in records if record.doc_id in ids]

    def pictures(self, report: Report) -> dict[int, bytes]:
        """Return for each citation of a PDF whose file is there unchanged its page as a PNG, boxed, by its number; at most 200."""
        from ragassist.ingest.page_place import picture_of

        made: dict[int, bytes] = {}
        for citation in report.citations:
            if citation.page is None or len(made) >= _PICTURES:
                continue
            with contextlib.suppress(RagassistError):  # a result outlives its documents and their files
                record = self._store.find(citation.doc_id)
                raw = self._store.raw(record.doc_id)
                made[citation.n] = picture_of(
                    record, raw, citation.page, (citation.start, citation.end), self._store.readings(record.doc_id)
                )
        return made

    def everything(self, question: str, lang: Lang | None = None, within: Filter | None = None) -> Iterator[Event] | None:
        """Return the answer to a question that asks for everything of a kind, as it comes to be; None for any other question.

        It is in `lang`, by default the question's own language.

        Raises:
            ModelError: the model does not answer.
        """
        from ragassist.lang.detector import detect
        from ragassist.tasks.exhaustive import everything
        from ragassist.tasks.question import asked_for_all

        if asked_for_all(question) is None:
            return None
        asked_lang = detect(question)
        lang = lang or asked_lang
        terms = glossary(self._settings.retrieve.glossary)
        return everything(
            question, asked_lang, lang, self.scope(within), self._store.passages_of, self._store.raw, model=self._model,
            render=self._render(lang), terms=terms, within_s=self._settings.answer.timeout_s,
        )  # fmt: skip

    def _sources(self, records: Sequence[DocumentRecord]) -> list[Source]:
        """Every statement of the documents, in their order."""
        from ragassist.tasks.audit_values import Source
        from ragassist.tasks.statements import statements

        passages = self._store.passages_of
        return [Source(record, each) for record in records for each in statements(record, passages(record.doc_id)) if not each.heads]

    def _placed(self, report: Report) -> Report:
        """The report with the boxes of its citations."""
        from ragassist.ingest.page_place import placed

        return replace(report, citations=placed(report.citations, self._store))

    def _made(self) -> _Made:
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        return {"model": self._model, "made": now.isoformat(), "version": self._version}

    def _within(self, within_s: float) -> Renderer | None:
        """A renderer whose calls end a little after that time; None where there is no limit or no model."""
        from ragassist.answer.render import Renderer
        from ragassist.models.deadline import Deadline
        from ragassist.models.meter import MeteredChat

        if self._chat is None or math.isinf(within_s):
            return None
        return Renderer(MeteredChat(self._chat, deadline=Deadline(max(0.1, within_s + _SPARE_S))), self._verifier, self._cache)

    def _render(
        self, lang: Lang, progress: Tell | None = None, total: int = 0, within_s: float = math.inf, by: Renderer | None = None
    ) -> InTime | None:
        """What renders sentences of the other language, telling `progress` of each beforehand; None without a model.

        After `within_s` seconds nothing more is rendered, and a sentence that is then under way is given up some seconds later: a busy
        machine can take minutes for one. `by` is what renders, by default the assistant's own.
        """
        from ragassist.tasks.rendering import InTime

        renderer = by or self._within(within_s) or self._renderer
        return InTime(renderer, lang, progress=progress, total=total, within_s=within_s) if renderer is not None else None
