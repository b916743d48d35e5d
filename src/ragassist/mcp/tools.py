"""The tools. Each reads only, returns its result as data with a schema, and as text for a model that looks at nothing else.

Work on documents as a whole (list, compare, audit, brief) gives the report that the command line writes with `--json`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from typing import Annotated, Any, TypeVar

from anyio import CancelScope, from_thread
from anyio.to_thread import run_sync
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, RootModel

from ragassist.errors import RagassistError
from ragassist.ingest.articles import article_number, find_articles
from ragassist.mcp.text import answer_text, search_text
from ragassist.serving.client_view import View
from ragassist.serving.objects import DocumentEntry, SearchResult
from ragassist.tasks.export_report import markdown
from ragassist.tasks.list import Kind, Progress
from ragassist.tasks.report import Report
from ragassist.types import Answer, Done, Event, Lang, Piece, Verdict

_T = TypeVar("_T")
Turn = Callable[[Context[Any, Any]], AbstractAsyncContextManager[None]]
MAX_CHARS = 50_000
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Question = Annotated[str, Field(min_length=1, max_length=8000, description="In English or Chinese.")]
Docs = Annotated[list[str], Field(max_length=1000, description="Only these documents: id, path, title, or a unique beginning of one.")]
Kinds = Annotated[
    list[str], Field(description="Only these kinds: law, regulation, interpretation, measure, opinion, draft, paper, article.")
]
Statuses = Annotated[list[str], Field(description="Only documents of this status: draft, in force, repealed.")]
Langs = Annotated[list[Lang], Field(description="Only documents written in these languages.")]
From = Annotated[str, Field(description="Dated in or after this year, month or day, such as 2024-07.")]
To = Annotated[str, Field(description="Dated in or before this year, month or day.")]
Doc = Annotated[str, Field(min_length=1, description="A document: id, path, title, or a unique beginning of one.")]
ReadIn = Annotated[Lang, Field(description="The reader's language.")]
Translate = Annotated[bool, Field(description="Put every statement into the reader's language with the model; slow on a local one.")]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first."""

    results: tuple[SearchResult, ...]


@dataclass(frozen=True, slots=True)
class Documents:
    """A part of the list of documents, and how many there are."""

    total: int
    documents: tuple[DocumentEntry, ...]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """Part of a document's raw text: `text` is `raw[start:end]`."""

    document: DocumentEntry
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article: `text` is `raw[start:end]` of the document."""

    doc_id: str
    path: str
    title: str
    label: str
    heading: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles with the number asked for: one, or several where a document prints several rules."""

    articles: tuple[ArticleText, ...]


def add_tools(server: MCPServer[Any], view: Callable[[], View], turn: Turn) -> None:
    """Add the tools to `server`; `view` gives what the one who asks may see, `turn` holds a place in the queue for them."""
    _add_searching(server, view)
    _add_asking(server, view, turn)
    _add_reading(server, view)
    _add_articles(server, view)
    _add_gathering(server, view, turn)
    _add_comparing(server, view, turn)


def _add_searching(server: MCPServer[Any], view: Callable[[], View]) -> None:
    @server.tool(title="Search", annotations=_READS)
    async def search(
        question: Question,
        k: Annotated[int, Field(ge=1, le=100, description="How many passages.")] = 5,
        docs: Docs = [],  # noqa: B006  # read only
        kinds: Kinds = [],  # noqa: B006
        statuses: Statuses = [],  # noqa: B006
        langs: Langs = [],  # noqa: B006
        date_from: From = "",
        date_to: To = "",
    ) -> Annotated[CallToolResult, RootModel[Found]]:
        """Find the passages that a question retrieves, best first. No language model is called; an English question finds Chinese text."""

        def work() -> Found:
            seen = view()
            within = seen.within(docs=docs, kinds=kinds, statuses=statuses, langs=langs, date_from=date_from, date_to=date_to)
            return Found(tuple(SearchResult.of(hit, seen.page(hit)) for hit in seen.search(question, k, within)))

        found = await _do(work)
        return _result(found, search_text(found.results))


def _add_asking(server: MCPServer[Any], view: Callable[[], View], turn: Turn) -> None:
    @server.tool(title="Ask", annotations=_READS)
    async def ask(
        question: Question,
        ctx: Context[Any, Any],
        lang: Annotated[Lang | None, Field(description="Language of the answer; the question's own by default.")] = None,
        docs: Docs = [],  # noqa: B006
        kinds: Kinds = [],  # noqa: B006
        statuses: Statuses = [],  # noqa: B006
        langs: Langs = [],  # noqa: B006
        date_from: From = "",
        date_to: To = "",
    ) -> Annotated[CallToolResult, RootModel[Answer]]:
        """Answer a question from the documents: every sentence pinned to exact quotations and checked against them, or a refusal."""

        def begin() -> Iterator[Event]:
            seen = view()
            within = seen.within(docs=docs, kinds=kinds, statuses=statuses, langs=langs, date_from=date_from, date_to=date_to)
            return seen.stream(question, lang, (), within)

        async with turn(ctx):
            answer = await _answered(await _do(begin), ctx)
        return _result(answer, answer_text(answer))

    @server.tool(title="Verify a claim", annotations=_READS)
    async def verify_claim(
        claim: Annotated[str, Field(min_length=1, max_length=4000, description="One sentence, in English or Chinese.")],
        evidence: Annotated[list[str], Field(min_length=1, max_length=50, description="The sentences that it is said to stand on.")],
        ctx: Context[Any, Any],
        context: Annotated[str, Field(max_length=4000, description="Title and heading under which the evidence stands.")] = "",
    ) -> Annotated[CallToolResult, RootModel[Verdict]]:
        """Check whether evidence supports a claim: quantities, dates, negation, names and meaning, across English and Chinese."""
        async with turn(ctx):
            verdict = await _do(lambda: view().verify(claim, evidence, context))
        reasons = "".join(f"\n- {reason}" for reason in verdict.reasons)
        return _result(verdict, f"{verdict.status} (score {verdict.score:.2f}){reasons}")


def _add_reading(server: MCPServer[Any], view: Callable[[], View]) -> None:
    @server.tool(title="List documents", annotations=_READS)
    async def list_documents(
        kinds: Kinds = [],  # noqa: B006
        statuses: Statuses = [],  # noqa: B006
        langs: Langs = [],  # noqa: B006
        first: Annotated[int, Field(ge=0, description="Leave out so many.")] = 0,
        limit: Annotated[int, Field(ge=1, le=500)] = 100,
    ) -> Annotated[CallToolResult, RootModel[Documents]]:
        """List what is indexed, by path, with title, issuer, date, kind and status."""

        def work() -> Documents:
            records = [
                record
                for record in view().documents()
                if (not kinds or record.meta.kind in kinds)
                and (not statuses or record.meta.status in statuses)
                and (not langs or record.lang in langs)
            ]
            return Documents(len(records), tuple(map(DocumentEntry.of, records[first : first + limit])))

        found = await _do(work)
        lines = [f"{d.doc_id}  {d.title or d.path}" + (f" ({d.date})" if d.date else "") for d in found.documents]
        return _result(found, "\n".join([f"{found.total} documents", *lines]))

    @server.tool(title="Get a document", annotations=_READS)
    async def get_document(
        doc: Doc,
        start: Annotated[int, Field(ge=0, description="Code point of the raw text to begin at.")] = 0,
        chars: Annotated[int, Field(ge=1, le=MAX_CHARS, description="At most so many code points.")] = 20_000,
    ) -> Annotated[CallToolResult, RootModel[DocumentText]]:
        """Read a document's raw text, the text that every offset points into; long ones in parts."""

        def work() -> DocumentText:
            seen = view()
            record = seen.find(doc)
            text = seen.raw(record.doc_id)[start : start + chars]
            return DocumentText(DocumentEntry.of(record), start, start + len(text), text)

        found = await _do(work)
        left = found.document.chars - found.end
        return _result(found, found.text + (f"\n\n[{left} characters follow; ask again with start={found.end}]" if left > 0 else ""))


def _add_articles(server: MCPServer[Any], view: Callable[[], View]) -> None:
    @server.tool(title="Get an article", annotations=_READS)
    async def get_article(
        doc: Doc, article: Annotated[str, Field(min_length=1, max_length=40, description="第十七条, 17 or Article 17.")]
    ) -> Annotated[CallToolResult, RootModel[Articles]]:
        """Read one article of a law or rule, word for word, by its number."""
        number = article_number(article)
        if number is None:
            raise ToolError(f"{article!r} is not the number of an article. Write 第十七条, 17 or Article 17.")

        def work() -> Articles:
            seen = view()
            record = seen.find(doc)
            raw = seen.raw(record.doc_id)
            about = (record.doc_id, record.path, record.meta.title)
            found = find_articles(seen.passages(record.doc_id), raw, number)
            return Articles(tuple(ArticleText(*about, a.label, a.heading, a.start, a.end, raw[a.start : a.end]) for a in found))

        found = await _do(work)
        if not found.articles:
            raise ToolError(f"{doc!r} has no article {article!r}. `search` with a limit to this document finds what it says.")
        return _result(found, "\n\n".join(each.text for each in found.articles))


def _add_gathering(server: MCPServer[Any], view: Callable[[], View], turn: Turn) -> None:
    @server.tool(title="List what documents say", annotations=_READS)
    async def list_statements(
        kind: Kind,
        ctx: Context[Any, Any],
        docs: Docs = [],  # noqa: B006
        words: Annotated[str, Field(max_length=200, description="Only rows that hold these words.")] = "",
        lang: ReadIn = "en",
        translate: Translate = False,
    ) -> Annotated[CallToolResult, RootModel[Report]]:
        """List everything of one kind that the documents say, such as deadlines or duties, each cell pinned to its exact words."""
        told = _documents_teller(ctx)

        def work() -> Report:
            seen = view()
            return seen.list_all(kind, seen.within(docs=docs), lang, ask=words, render=translate, progress=told)

        async with turn(ctx):
            return _report(await _do(work))

    @server.tool(title="Brief", annotations=_READS)
    async def brief(
        docs: Annotated[list[str], Field(min_length=1, max_length=20, description="Documents: id, path, title, or a unique beginning.")],
        ctx: Context[Any, Any],
        full: Annotated[bool, Field(description="Twice as many statements.")] = False,
        focus: Annotated[str, Field(max_length=200, description="What the reader is interested in, in a few words.")] = "",
        lang: ReadIn = "en",
        translate: Translate = False,
    ) -> Annotated[CallToolResult, RootModel[Report]]:
        """Say what documents say, in the statements that carry them, each cited, and what was left out."""
        told = _documents_teller(ctx)
        async with turn(ctx):
            return _report(await _do(lambda: view().brief(docs, lang, full=full, focus=focus, render=translate, progress=told)))


def _add_comparing(server: MCPServer[Any], view: Callable[[], View], turn: Turn) -> None:
    @server.tool(title="Compare", annotations=_READS)
    async def compare(
        old: Doc, new: Doc, ctx: Context[Any, Any], lang: ReadIn = "en", translate: Translate = False
    ) -> Annotated[CallToolResult, RootModel[Report]]:
        """Say what changed from one document to another, both sides cited."""
        told = _documents_teller(ctx)
        async with turn(ctx):
            return _report(await _do(lambda: view().compare(old, new, lang, render=translate, progress=told)))

    @server.tool(title="Audit a text", annotations=_READS)
    async def audit(
        text: Annotated[str, Field(min_length=1, max_length=MAX_CHARS, description="Whole sentences, in English or Chinese.")],
        ctx: Context[Any, Any],
        docs: Docs = [],  # noqa: B006
        lang: ReadIn = "en",
        translate: Translate = False,
    ) -> Annotated[CallToolResult, RootModel[Report]]:
        """Check a text: a finding for every claim in it, held against every statement of the documents."""
        tell = _teller(ctx)

        def work() -> Report:
            seen = view()
            return seen.audit(text, seen.within(docs=docs), lang, render=translate, progress=tell)

        async with turn(ctx):
            return _report(await _do(work))


def _teller(ctx: Context[Any, Any]) -> Callable[[int, int], None]:
    """Return what reports progress from the thread that works; in a call that was given up it ends the work."""

    def tell(done: int, total: int) -> None:
        from_thread.check_cancelled()
        from_thread.run(ctx.report_progress, done, total)

    return tell


def _documents_teller(ctx: Context[Any, Any]) -> Callable[[Progress], None]:
    """Return what reports progress by documents, as `_teller` does."""
    tell = _teller(ctx)
    return lambda at: tell(at.done, at.total)


def _report(report: Report) -> CallToolResult:
    return _result(report, markdown(report).decode())


async def _do(work: Callable[[], _T]) -> _T:
    """Return what `work` returns, run in a thread; what a user can act on becomes the tool's error."""
    try:
        return await run_sync(work)
    except RagassistError as error:
        raise ToolError(str(error)) from error


async def _answered(events: Iterator[Event], ctx: Context[Any, Any]) -> Answer:
    """Return the answer at the end of `events`, reporting progress. A client that cancels ends the model at its next step."""
    done = 0
    try:
        while True:
            event = await _do(lambda: next(events))
            if isinstance(event, Done):
                return event.answer
            done += 1
            await ctx.report_progress(done, message=event.text if isinstance(event, Piece) else event.name)
    finally:
        with CancelScope(shield=True):  # the model is stopped even when this request is being torn down
            await run_sync(events.close)  # type: ignore[attr-defined]  # a generator


def _result(value: Any, text: str) -> CallToolResult:  # noqa: ANN401  # a dataclass
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=asdict(value))
