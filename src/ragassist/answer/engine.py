"""A question goes in; stages, checked pieces of text and the whole answer come out.

The five promises of an answer are kept here, in `draftbook` and in `turn`, and nowhere else: text is shown only after `Pinner` has
pinned it, markers are written by the draftbook and not by the model, a quotation is cut from the raw text, and what remains of
nothing is a refusal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

from ragassist.answer.absent_names import absent_names
from ragassist.answer.byline import byline_of, of_named_author
from ragassist.answer.compose import Composer, Extract, Generate, Select
from ragassist.answer.draftbook import Draftbook
from ragassist.answer.events import (
    Found,
    Listener,
    ModelFailed,
    PassagesFound,
    QuestionSearched,
    SentencesRanked,
    Way,
    WritingBegun,
    nobody,
)
from ragassist.answer.evidence import Question, number, rank_sentences, relevant
from ragassist.answer.facts import facts
from ragassist.answer.fallback import falls_back, wrote_nothing
from ragassist.answer.follow_up import self_contained
from ragassist.answer.parts import question_parts
from ragassist.answer.pick import missing_parts
from ragassist.answer.pin import Pinner
from ragassist.answer.read_ahead import MOST_READ, read_ahead
from ragassist.answer.refuse import Reason
from ragassist.answer.render import Renderer
from ragassist.answer.repair import Rewriter
from ragassist.answer.second_look import second_look
from ragassist.answer.sources import Sources, whole_passages
from ragassist.answer.steps import in_turns, taken, translated, wants_steps
from ragassist.answer.tracing import traced
from ragassist.answer.turn import Turn, name_of
from ragassist.answer.write import Writing
from ragassist.errors import ModelError, StoreError
from ragassist.lang.detector import detect
from ragassist.models.capabilities import Capabilities, capabilities_of
from ragassist.models.chat import ChatModel
from ragassist.models.deadline import Deadline
from ragassist.models.embed import Embedder
from ragassist.models.meter import MeteredChat
from ragassist.models.select import judging
from ragassist.models.spending import FILE_NAME as SPENDING
from ragassist.models.spending import Budget, Ledger
from ragassist.retrieve.retriever import Retriever
from ragassist.retrieve.translate import QuestionTranslator
from ragassist.settings import Settings
from ragassist.store import Store
from ragassist.store.texts import TextCache
from ragassist.text.glossary import Glossary, glossary
from ragassist.types import Answer, DocumentRecord, Done, Event, Evidence, Filter, Hit, Lang, Stage
from ragassist.verify.verifier import Verifier

_WIDER = 3
"""Sentences are chosen from so many times the passages that a model would be given: what answers often stands in passing."""
_NAMED_IN = 50
_WAYS: dict[type, Way] = {Generate: "generate", Select: "select", Extract: "extract"}
_T = TypeVar("_T")


class Engine:
    """Answers questions from one store with one model."""

    def __init__(
        self,
        *,
        store: Store,
        embedder: Embedder,
        model: ChatModel | None,
        settings: Settings,
        cache: TextCache,
        stand_in: Callable[[], ChatModel | None] = lambda: None,
        verifier: Callable[[Embedder, ChatModel | None, Glossary], Verifier] = Verifier,
    ) -> None:
        """Answer from `store`.

        Args:
            store: holds the passages.
            embedder: filled the store.
            model: writes and judges; None is the extractive tier.
            settings: as ever.
            cache: keeps translations.
            stand_in: gives the model that answers when a hosted one fails.
            verifier: makes the verifier of one answer, from embedder, model and glossary.
        """
        self._stand_in = stand_in
        self._make_verifier = verifier
        self._budget = Budget(settings.cost, Ledger(settings.home / SPENDING))
        self._store = store
        self._embedder = embedder
        self._model = model
        self._settings = settings
        self._cache = cache

    def ask(
        self,
        question: str,
        *,
        lang: Lang | None = None,
        history: Sequence[tuple[str, str]] = (),
        within: Filter | None = None,
        listener: Listener | None = None,
    ) -> Answer:
        """Return the last event of `stream`."""
        events = self.stream(question, lang=lang, history=history, within=within, listener=listener)
        return next(event.answer for event in events if isinstance(event, Done))

    def find(
        self, question: str, *, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Found:
        """Return what an answer to `question` would be written from; arguments and errors as for `stream`. Nothing is found in nothing."""
        turn = self._turn(question, lang, within)
        if turn.unanswerable():
            return Found(Question(question.strip(), turn.asked_lang, turn.lang), (), ())
        worked = _returned(self._work_out(turn, history))
        hits, evidence = _returned(self._search(turn, worked, within))
        return Found(worked, tuple(hits), tuple(evidence))

    def stream(
        self,
        question: str,
        *,
        lang: Lang | None = None,
        history: Sequence[tuple[str, str]] = (),
        within: Filter | None = None,
        listener: Listener | None = None,
    ) -> Iterator[Event]:
        """Return what happens, as it happens: stages, pieces of checked text, and one `Done` at the end.

        Args:
            question: in English or Chinese.
            lang: the language to answer in; the question's own by default.
            history: earlier (question, answer) pairs, oldest first; they resolve a follow-up and are never evidence.
            within: which documents are searched, and counted in a refusal; by default all.
            listener: hears what the engine does, step by step (`answer.events`).

        Raises:
            ModelError: the model cannot be used as it is set up. One that merely fails is no error: see `Answer.fallback`.
            StoreError: the index cannot be read.
            UsageError: a date of the filter is none, or the range ends before it begins.
        """
        begin = partial(self._turn, question, lang, within)
        return traced(self._settings, question, listener or nobody, lambda heard: self._events(begin(heard), history, within))

    def _events(self, turn: Turn, history: Sequence[tuple[str, str]], within: Filter | None) -> Iterator[Event]:
        if reason := turn.unanswerable():
            yield from turn.refused(reason)
            return
        worked = turn.worked = yield from self._work_out(turn, history)
        hits, evidence = yield from self._search(turn, worked, within)
        reason, absent = self._not_there(turn, worked, hits, evidence, within)
        if reason is not None:
            yield from turn.refused(reason, hits, absent)
            return
        yield from self._compose(turn, worked, evidence)
        if turn.book.text:
            yield turn.answered()
        elif turn.failed and turn.answering is None:
            yield from turn.refused("model_failed", hits)
        else:
            yield from turn.refused("not_in_sources" if turn.no_answer else "unsupported", hits)

    def _turn(self, question: str, lang: Lang | None, within: Filter | None, listener: Listener = nobody) -> Turn:
        deadline = Deadline(self._settings.answer.timeout_s)
        model = None
        if self._model is not None:
            model = self._metered(self._model, deadline, listener)
        asked_lang = detect(question)
        answer_lang = lang or asked_lang
        book = Draftbook(answer_lang, self._store.raw)
        turn = Turn(question, answer_lang, asked_lang, book, model, deadline, listener)
        turn.indexed = turn.searched = self._store.documents()
        if within is not None:
            passing = self._store.narrowed(within).doc_ids or frozenset()
            turn.searched = [document for document in turn.indexed if document.doc_id in passing]
        return turn

    def _metered(self, model: ChatModel, deadline: Deadline, listener: Listener) -> MeteredChat:
        return MeteredChat(model, budget=self._budget, deadline=deadline, failed=lambda error: listener(ModelFailed(error)))

    def _work_out(self, turn: Turn, history: Sequence[tuple[str, str]]) -> Generator[Event, None, Question]:
        """The question with what the conversation adds, in its parts, and in the documents' other language where that helps."""
        model, text = turn.model, turn.question.strip()
        if history and model is not None:
            yield Stage("translating")
            text = self_contained(model, text, turn.asked_lang, history)
        translation = None
        other: Lang = "zh" if turn.asked_lang == "en" else "en"
        if model is not None and self._needs_translation() and turn.holds(other):
            yield Stage("translating")
            planning = self._settings.answer.steps and self._in_one_prompt(model)
            translation = translated(turn, model, text, partial(QuestionTranslator(model, self._cache), text, other), planning=planning)
        parts, terms = question_parts(text, turn.asked_lang), glossary(self._settings.retrieve.glossary)
        worked = Question(text, turn.asked_lang, turn.lang, translation, parts, terms)
        turn.listener(QuestionSearched(worked))
        return worked

    def _search(self, turn: Turn, worked: Question, within: Filter | None) -> Generator[Event, None, tuple[list[Hit], list[Evidence]]]:
        """The passages found, and their sentences, each best first."""
        yield Stage("searching", len(turn.searched))
        retriever = Retriever(self._store, self._embedder, self._settings)
        most = self._settings.answer.passages * _WIDER
        hits = retriever.retrieve(worked.text, most, within, lang=worked.lang, translation=worked.translation)
        if hits and self._settings.answer.steps and wants_steps(worked.text, worked.lang):
            hits = yield from self._in_steps(turn, worked, retriever, hits, within)
        evidence = self._ranked(worked, hits)
        if evidence and evidence[0].parts:
            evidence = of_named_author(worked, evidence, self._raw)
            if missing := missing_parts(worked, evidence, self._settings.answer.strictness):
                search = partial(retriever.retrieve, k=most, lang=worked.lang)
                hits = second_look(worked, hits, evidence, missing, lambda asked, only: search(asked, within=only), within)
                evidence = of_named_author(worked, self._ranked(worked, hits), self._raw)
            evidence = number(sorted([*facts(worked.text, evidence, self._raw, worked.parts), *evidence], key=lambda item: -item.score))
        turn.listener(PassagesFound(tuple(hits)))
        turn.listener(SentencesRanked(tuple(evidence)))
        turn.retrieve_ms = turn.since()
        return hits, evidence

    def _in_steps(
        self, turn: Turn, worked: Question, retriever: Retriever, hits: list[Hit], within: Filter | None
    ) -> Generator[Event, None, list[Hit]]:
        """The passages found, and behind them those of further searches."""

        def search(query: str) -> list[Hit]:
            return retriever.retrieve(query, self._settings.answer.passages, within)

        def read(found: Sequence[Hit]) -> Sources:
            return self._sources(turn, self._ranked(worked, found), turn.lang)

        planning = turn.model is not None and self._in_one_prompt(turn.model)
        terms = glossary(self._settings.retrieve.glossary)
        return (yield from taken(turn, worked, hits, search, terms, read if planning else None, self._store.neighbours))

    def _able(self, model: ChatModel) -> Capabilities:
        return capabilities_of(model, self._settings, self._model)

    def _room(self, turn: Turn) -> int:
        """Tokens of evidence that the model takes, by what is known of it now."""
        return self._able(turn.model).evidence_tokens if turn.model is not None else 0

    def _sources(self, turn: Turn, evidence: Sequence[Evidence], lang: Lang) -> Sources:
        """What a large model reads."""
        return whole_passages(in_turns(evidence, turn.brought), self._store.neighbours, lang, self._room(turn))

    def _ranked(self, worked: Question, hits: Sequence[Hit]) -> list[Evidence]:
        return rank_sentences(worked, hits, self._embedder, lambda passages: self._store.statements(passages, self._embedder))

    def _not_there(
        self, turn: Turn, worked: Question, hits: Sequence[Hit], evidence: Sequence[Evidence], within: Filter | None
    ) -> tuple[Reason | None, Sequence[str]]:
        """Why what was found cannot answer, and the names of the question that stand nowhere; None where it may."""
        model = turn.model
        if not relevant(evidence, read_by_large=model is not None and self._in_one_prompt(model)):
            if model is not None and worked.translation is None and turn.holds(worked.other_lang):
                unread = model.tier == "hosted" and self._needs_translation()
                turn.failed = model.failure or (wrote_nothing(model) if unread else None)
            return "model_failed" if turn.failed else "nothing_relevant", ()
        if model is None or not self._able(model).one_prompt:
            terms = glossary(self._settings.retrieve.glossary)
            said = self._said(worked, hits, within, turn.searched)
            absent = absent_names(worked, said, terms)
            if absent is not None:
                absent = absent_names(worked, self._with_bylines(said, hits), terms)
            if absent is not None:
                return "not_in_sources", absent
        return None, ()

    def _compose(self, turn: Turn, worked: Question, evidence: list[Evidence]) -> Iterator[Event]:
        """Write the answer in the first way of which something can be shown."""
        sources, ranked = "", evidence
        room = self._room(turn)
        # What is unlike the question may answer it all the same (a name in pinyin): a large reader decides, and nobody else does.
        unlike = not relevant(evidence)
        if turn.model is not None and self._in_one_prompt(turn.model):
            given = self._sources(turn, evidence, turn.lang)
            evidence, sources = list(given.evidence), given.text
        ways = deque(islice(self._ways(turn.model, sources), 1 if unlike else None))
        while ways:
            composer, turn.answering = ways.popleft()
            try:
                yield from self._write(turn, composer, worked, evidence)
            except ModelError as error:
                if not turn.book.text and not falls_back(error):
                    raise
                if error.kind == "context" and not turn.book.text and self._room(turn) < room:
                    yield from self._compose(turn, worked, ranked)
                    return
                turn.failed, turn.half = turn.failed or error, bool(turn.book.text)
                if not turn.half:
                    ways = deque(self._instead(turn, error) if not unlike else ())
                    turn.answering = turn.answering if ways else None
                    continue
            if turn.book.text or turn.no_answer:
                break

    def _write(self, turn: Turn, composer: Composer, worked: Question, evidence: list[Evidence]) -> Iterator[Event]:
        """Pin and check each sentence as it is drafted, and show what stands."""
        model, mark = turn.answering, self._settings.answer.unsupported == "mark"
        judge = self._judge(turn, model) if model is not None and isinstance(composer, Generate) else None
        rewriter = Rewriter(model, turn.lang) if model is not None else None
        turn.listener(WritingBegun(_WAYS[type(composer)], name_of(model)))
        verifier = self._verifier(model if judge is None else None)
        pinner = Pinner(verifier, self._embedder, evidence, turn.lang, rewriter, leaves_open=judge is not None)
        steps = composer.compose(worked, evidence)
        if judge is not None:  # the writer is elsewhere, and this machine has nothing to do meanwhile
            steps = read_ahead(steps, verifier.prepare, [item.sentence.read for item in evidence[:MOST_READ]])
        yield from Writing(turn, pinner, judge, mark).written(steps)

    def _judge(self, turn: Turn, writer: MeteredChat) -> MeteredChat | None:
        """Return what judges all claims of an answer in one call; None where each is judged as it comes, by the probability of a word."""
        model = judging(self._settings, None)
        if model is not None:
            turn.meters.append(self._metered(model, turn.deadline, turn.listener))
            return turn.meters[-1]
        one_by_one = writer.tier != "hosted" and self._able(writer).gives_probabilities
        return None if one_by_one else writer

    def _needs_translation(self) -> bool:
        """Whether the question is searched in both languages: an encoder of one space finds as much without, and sooner."""
        return self._settings.retrieve.translate and self._embedder.statement_dim != self._embedder.dim

    def _verifier(self, model: ChatModel | None) -> Verifier:
        return self._make_verifier(self._embedder, model, glossary(self._settings.retrieve.glossary))

    def _in_one_prompt(self, model: MeteredChat) -> bool:
        """Whether `model` writes the answer in one go, from all that it is given."""
        return (wanted := self._settings.answer.compose) == "generate" or (wanted == "auto" and self._able(model).one_prompt)

    def _ways(self, model: MeteredChat | None, sources: str = "") -> Iterator[tuple[Composer, MeteredChat | None]]:
        """The ways to write an answer, first choice first; the next is tried when nothing of the one before could be shown."""
        if model is None:
            yield Extract(strictness=self._settings.answer.strictness, own=self._settings.retrieve.glossary), None
            return
        if self._in_one_prompt(model):
            room, longest = self._able(model).evidence_tokens, self._settings.chat.max_answer_tokens
            yield Generate(model, evidence_tokens=room, max_answer_tokens=longest, sources=sources), model
        if self._settings.answer.compose == "auto" and not self._able(model).tells_yes_from_no:
            yield Extract(strictness=self._settings.answer.strictness, own=self._settings.retrieve.glossary), None
            return
        renderer = Renderer(model, self._verifier(model), self._cache, self._settings.retrieve.glossary)
        yield Select(model, renderer, strictness=self._settings.answer.strictness, embedder=self._embedder), model

    def _instead(self, turn: Turn, error: ModelError) -> Iterator[tuple[Composer, MeteredChat | None]]:
        """What answers when a model has failed: the one on this machine for a hosted one, if there is time, and then quotations."""
        failed = turn.answering
        other = self._stand_in() if failed is not None and failed.tier == "hosted" and error.kind != "time" else None
        if other is not None:
            turn.meters.append(MeteredChat(other, deadline=turn.deadline, failed=lambda error: turn.listener(ModelFailed(error))))
            yield from self._ways(turn.meters[-1])
        yield Extract(strictness=self._settings.answer.strictness, own=self._settings.retrieve.glossary), None

    def _said(self, question: Question, hits: Sequence[Hit], within: Filter | None, documents: Sequence[DocumentRecord]) -> dict[Lang, str]:
        """By language, what the passages say in which a name of the question is likeliest to stand: the hits and the best by words."""
        versions = [version for lang in ("en", "zh") if (version := question.in_language(lang))]
        searched = self._store if within is None else self._store.narrowed(within)
        found = {name for version in versions for name, _ in searched.lexical(version, _NAMED_IN)}
        passages = [hit.passage for hit in hits] + self._store.passages(sorted(found))
        records = {document.doc_id: document for document in documents}
        said: dict[Lang, str] = {}
        for passage in passages:
            document = records.get(passage.doc_id)
            title = f"{document.meta.title} {document.meta.title_en}" if document else ""
            said[passage.lang] = said.get(passage.lang, "") + "\n".join(["", title, *passage.heading, passage.text])
        return said

    def _with_bylines(self, said: dict[Lang, str], hits: Sequence[Hit]) -> dict[Lang, str]:
        """The same, and who wrote the documents found: read from the files, so only for a name that is missing without."""
        for doc_id, lang in {hit.document.doc_id: hit.document.lang for hit in hits}.items():
            said[lang] = f"{said.get(lang, '')}\n{byline_of(self._raw(doc_id))}"
        return said

    def _raw(self, doc_id: str) -> str:
        """The raw text of a document; nothing of one that was removed while the search was under way."""
        try:
            return self._store.raw(doc_id)
        except StoreError:
            return ""


def _returned(steps: Generator[Event, None, _T]) -> _T:
    """Return what `steps` end with."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: _T = end.value
            return found
