"""A question goes in; stages, checked pieces of text and the whole answer come out.

The five promises of an answer are kept here and nowhere else: text is shown only after `Pinner` has pinned it, markers are
written here and not by the model, a quotation is cut from the raw text, and what remains of nothing is a refusal.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ragassist import prompts
from ragassist.answer.compose import Composer, Draft, Extract, Generate, NoAnswer, Select
from ragassist.answer.evidence import Question, rank_sentences, relevant
from ragassist.answer.fallback import falls_back, told
from ragassist.answer.parts import question_parts
from ragassist.answer.pin import Pinned, Pinner
from ragassist.answer.refuse import NOT_SUPPORTED, Reason, refuse
from ragassist.answer.render import Renderer
from ragassist.answer.repair import Rewriter
from ragassist.answer.sources import whole_passages
from ragassist.answer.states import better, notice_of, parts_found
from ragassist.answer.unheard import unheard
from ragassist.answer.versions import lead
from ragassist.errors import ModelError
from ragassist.models.capabilities import capabilities_of
from ragassist.models.chat import ChatModel
from ragassist.models.deadline import Deadline
from ragassist.models.embed import Embedder
from ragassist.models.meter import MeteredChat, total
from ragassist.models.spending import FILE_NAME as SPENDING
from ragassist.models.spending import Budget, Ledger
from ragassist.retrieve.retriever import Retriever
from ragassist.retrieve.translate import QuestionTranslator
from ragassist.settings import Settings
from ragassist.store import Store
from ragassist.store.texts import TextCache
from ragassist.text.glossary import glossary
from ragassist.text.language import detect
from ragassist.text.pages import page_at
from ragassist.types import (
    Answer,
    Citation,
    Claim,
    ClaimStatus,
    DocumentRecord,
    Done,
    Event,
    Evidence,
    Filter,
    Hit,
    Lang,
    ModelName,
    Piece,
    Stage,
    Timings,
)
from ragassist.verify.verifier import Verifier

EXTRACTIVE = ModelName("extractive", "extractive")

_HISTORY_TURNS = 3
_WIDER = 3
"""Sentences are chosen from so many times the passages that a model would be given: what answers often stands in passing."""
_FOLLOW_UP_CHARS = 600
_NAMED_IN = 50


@dataclass(slots=True)
class _Draftbook:
    """What an answer consists of so far."""

    lang: Lang
    raw_of: Callable[[str], str]
    text: str = ""
    claims: list[Claim] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)
    """Sentences shown, or to be shown, as unsupported; each once."""
    waiting: list[str] = field(default_factory=list)
    """Marked sentences that may be shown only once something verified or rough is."""
    leads: bool = True
    """Whether a sentence from a draft says so; quotations without any model stay bare."""
    sources: list[DocumentRecord] = field(default_factory=list)
    """The documents cited so far."""

    def add(self, pinned: Pinned, *, mark: bool) -> str:
        """Take in one sentence; returns the text by which the answer grows."""
        verdict = pinned.verdict
        if verdict.status == "unsupported" or not pinned.evidence:
            self.claims.append(Claim(pinned.text, (), "unsupported", verdict.score, verdict.reasons, verdict.partly, verdict.findings))
            if not mark or not any(char.isalnum() for char in pinned.text) or detect(pinned.text) != self.lang:
                return ""
            marked = pinned.text + NOT_SUPPORTED[self.lang]
            if marked in self.marked:
                return ""
            self.marked.append(marked)
            if not self.text:
                self.waiting.append(marked)
                return ""
            return self._grow(marked, starts_line=pinned.starts_line)
        sources = [item.hit.document for item in pinned.evidence]
        text = lead(pinned.text, sources, self.sources, self.lang) + pinned.text if self.leads else pinned.text
        self.sources += sources
        numbers = tuple(dict.fromkeys(self._cite(item, pinned.text, verdict.status) for item in pinned.evidence))
        self.claims.append(Claim(text, numbers, verdict.status, verdict.score, verdict.reasons, findings=verdict.findings))
        gap = " " if self.lang == "en" else ""
        piece = self._grow(text + gap + "".join(f"[{n}]" for n in numbers), starts_line=pinned.starts_line)
        piece += "".join(self._grow(marked, starts_line=False) for marked in self.waiting)
        self.waiting.clear()
        return piece

    def _grow(self, text: str, *, starts_line: bool) -> str:
        gap = "" if not self.text else "\n" if starts_line else " " if self.lang == "en" else ""
        self.text += gap + text
        return gap + text

    def _cite(self, item: Evidence, claim: str, status: ClaimStatus) -> int:
        """The number of the sentence as a citation. One that several claims cite stands, and is translated, as the best of them."""
        document, sentence = item.hit.document, item.sentence
        key = (document.doc_id, sentence.start, sentence.end)
        if key not in self.citations:
            meta = document.meta
            translated = detect(sentence.text) != self.lang
            raw = self.raw_of(document.doc_id)
            self.citations[key] = Citation(
                n=len(self.citations) + 1,
                doc_id=document.doc_id,
                path=document.path,
                title=meta.title,
                title_en=meta.title_en,
                date=meta.date,
                source=meta.source,
                url=meta.url,
                page=page_at(document.path, raw, sentence.start),
                start=sentence.start,
                end=sentence.end,
                quote=raw[sentence.start : sentence.end],
                quote_clean=sentence.text,
                translation=claim if translated else "",
                status=status,
                issuer=meta.issuer,
                kind=meta.kind,
                doc_status=meta.status,
                heading=" / ".join(item.hit.passage.heading),
                stem=sentence.context,
                row=sentence.cells,
                cell=item.cell,
            )
        known = self.citations[key]
        if better(known.status, status) != known.status:
            self.citations[key] = replace(known, status=status, translation=claim if known.translation else "")
        return known.n


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
    ) -> None:
        """`model` None is the extractive tier; `stand_in` gives the model that answers when a hosted one fails."""
        self._stand_in = stand_in
        self._budget = Budget(settings.cost, Ledger(settings.home / SPENDING))
        self._store = store
        self._embedder = embedder
        self._model = model
        self._settings = settings
        self._cache = cache

    def ask(
        self, question: str, *, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Answer:
        """The last event of `stream`."""
        for event in self.stream(question, lang=lang, history=history, within=within):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream of events ends with Done")

    def stream(
        self, question: str, *, lang: Lang | None = None, history: Sequence[tuple[str, str]] = (), within: Filter | None = None
    ) -> Iterator[Event]:
        """What happens, as it happens: stages, pieces of checked text, and one `Done` at the end.

        Args:
            question: in English or Chinese.
            lang: the language to answer in; the question's own by default.
            history: earlier (question, answer) pairs, oldest first; they resolve a follow-up and are never evidence.
            within: which documents are searched, and counted in a refusal; by default all.

        Raises:
            ModelError: the model cannot be used as it is set up. One that merely fails is no error: see `Answer.fallback`.
            StoreError: the index cannot be read.
            UsageError: a date of the filter is none, or the range ends before it begins.
        """
        began = time.monotonic()
        deadline = Deadline(self._settings.answer.timeout_s)
        model = MeteredChat(self._model, budget=self._budget, deadline=deadline) if self._model is not None else None
        meters = [model] if model is not None else []
        answering, failed = model, None
        asked_lang = detect(question)
        answer_lang = lang or asked_lang
        book = _Draftbook(answer_lang, self._store.raw, leads=model is not None)
        times = {"retrieve": 0, "first_token": 0}
        asked_for: list[int] = []
        """For each claim which part of the question it was written for."""

        def since() -> int:
            return round((time.monotonic() - began) * 1000)

        def done(refused: Reason | None, text: str) -> Done:
            name = _name(answering)
            usage = total(meters)
            fallback = (
                told(failed, _name(model), name, answer_lang, partial=bool(book.text), refused=refused is not None) if failed else None
            )
            claims = tuple(book.claims) if refused is None else tuple(claim for claim in book.claims if claim.status == "unsupported")
            citations = () if refused is not None else tuple(book.citations.values())
            timings = Timings(times["retrieve"], times["first_token"] or since(), since())
            asked = worked.parts if worked is not None and refused is None else ()
            found = parts_found(asked, claims, asked_for)
            notice = notice_of(claims, answer_lang, found) if refused is None else ""
            return Done(
                Answer(
                    question, asked_lang, text, answer_lang, refused is not None, refused, claims, citations, name, timings, usage, notice,
                    parts=found, fallback=fallback,
                )
            )  # fmt: skip

        def refusal(reason: Reason, hits: Sequence[Hit] = (), absent: Sequence[str] = ()) -> Iterator[Event]:
            documents = len(searched if reason != "nothing_within" else indexed)
            shown = question if asked_lang == answer_lang else (worked.translation or question) if worked else question
            nearest = hits[0].document if hits else None
            text = refuse(reason, question=shown, lang=answer_lang, documents=documents, nearest=nearest, absent=absent).text
            yield Piece(text)
            yield done(reason, text)

        worked: Question | None = None
        indexed = searched = self._store.documents()
        if within is not None:
            passing = self._store.narrowed(within).doc_ids or frozenset()
            searched = [document for document in indexed if document.doc_id in passing]
        if not any(char.isalnum() for char in question):
            yield from refusal("empty_question")
            return
        languages = {document.lang for document in searched}
        if not languages:
            yield from refusal("nothing_within" if indexed else "nothing_indexed")
            return
        text = question.strip()
        if history and model is not None:
            yield Stage("translating")
            text = self._self_contained(model, text, history)
        translation = None
        other: Lang = "zh" if detect(text) == "en" else "en"
        if model is not None and self._needs_translation() and other in languages:
            yield Stage("translating")
            translation = QuestionTranslator(model, self._cache)(text, other)
        worked = Question(text, asked_lang, answer_lang, translation, question_parts(text))
        yield Stage("searching", len(searched))
        retriever = Retriever(self._store, self._embedder, self._settings, translator=lambda _question, _target: translation)
        hits = retriever.retrieve(text, self._settings.answer.passages * _WIDER, within)
        evidence = rank_sentences(worked, hits, self._embedder, lambda passages: self._store.statements(passages, self._embedder))
        times["retrieve"] = since()
        if not relevant(evidence):
            failed = model.failure if model is not None and translation is None and other in languages else None
            yield from refusal("model_failed" if failed else "nothing_relevant", hits)
            return
        if model is None or not capabilities_of(model, self._settings).one_prompt:
            absent = unheard(worked, self._said(worked, hits, within, searched))
            if absent is not None:
                yield from refusal("not_in_sources", hits, absent)
                return

        sources = ""
        if model is not None and self._in_one_prompt(model):
            budget = capabilities_of(model, self._settings).evidence_tokens
            given = whole_passages(evidence, self._store.neighbours, answer_lang, budget)
            evidence, sources = list(given.evidence), given.text
        mark = self._settings.answer.unsupported == "mark"
        answered = True
        ways = deque(self._ways(model, sources))
        while ways:
            composer, answering = ways.popleft()
            rewriter = Rewriter(answering, answer_lang) if answering is not None else None
            pinner = Pinner(self._verifier(answering), self._embedder, evidence, answer_lang, rewriter)
            try:
                for step in composer.compose(worked, evidence):
                    if isinstance(step, NoAnswer):
                        answered = False
                    elif isinstance(step, Draft):
                        piece = book.add(pinner.pin(step), mark=mark)
                        asked_for.append(step.part)
                        if piece:
                            times["first_token"] = times["first_token"] or since()
                            yield Piece(piece, tuple(book.claims), tuple(book.citations.values()))
                    else:
                        yield step
            except ModelError as error:
                if not book.text and not falls_back(error):
                    raise
                failed = error
                if not book.text:
                    ways = deque(self._instead(answering, error, deadline, meters))
                    continue
            if book.text or not answered:
                break
        if book.text:
            yield done(None, book.text)
        else:
            yield from refusal("model_failed" if failed and answering is None else "unsupported" if answered else "not_in_sources", hits)

    def _needs_translation(self) -> bool:
        """Whether the question is searched in both languages: an encoder of one space finds as much without, and sooner."""
        return self._settings.retrieve.translate and self._embedder.statement_dim != self._embedder.dim

    def _verifier(self, model: ChatModel | None) -> Verifier:
        return Verifier(self._embedder, model, glossary(self._settings.retrieve.glossary))

    def _in_one_prompt(self, model: MeteredChat) -> bool:
        """Whether `model` writes the answer in one go, from all that it is given."""
        wanted = self._settings.answer.compose
        return wanted == "generate" or (wanted == "auto" and capabilities_of(model, self._settings).one_prompt)

    def _ways(self, model: MeteredChat | None, sources: str = "") -> Iterator[tuple[Composer, MeteredChat | None]]:
        """The ways to write an answer, first choice first; the next is tried when nothing of the one before could be shown."""
        if model is None:
            yield Extract(), None
            return
        if self._in_one_prompt(model):
            room, longest = capabilities_of(model, self._settings).evidence_tokens, self._settings.chat.max_answer_tokens
            yield Generate(model, evidence_tokens=room, max_answer_tokens=longest, sources=sources), model
        yield Select(model, Renderer(model, self._verifier(model), self._cache, self._settings.retrieve.glossary)), model

    def _instead(
        self, failed: MeteredChat | None, error: ModelError, deadline: Deadline, meters: list[MeteredChat]
    ) -> Iterator[tuple[Composer, MeteredChat | None]]:
        """What answers when a model has failed: the one on this machine for a hosted one, if there is time, and then quotations."""
        other = self._stand_in() if failed is not None and failed.tier == "hosted" and error.code != "time" else None
        if other is not None:
            meters.append(MeteredChat(other, deadline=deadline))
            yield from self._ways(meters[-1])
        yield Extract(), None

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

    def _self_contained(self, model: ChatModel, question: str, history: Sequence[tuple[str, str]]) -> str:
        """The question with what it leaves to the conversation filled in; itself when the model fails or wanders off."""
        lang = detect(question)
        turns = "\n".join(f"Q: {asked}\nA: {answer[:_FOLLOW_UP_CHARS]}" for asked, answer in history[-_HISTORY_TURNS:])
        try:
            messages = prompts.load(f"follow_up_{lang}", history=turns, question=question)
            said = model.complete(messages, max_tokens=120, stop=("\n",))
            text = "" if said.cut_off else said.text.strip().strip('"“”')
        except ModelError:
            return question
        return text if text and detect(text) == lang and len(text) <= 4 * len(question) + 120 else question


def _name(model: ChatModel | None) -> ModelName:
    return ModelName(model.name, model.tier) if model is not None else EXTRACTIVE
