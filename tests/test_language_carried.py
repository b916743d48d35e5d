"""The language of a text is told once, where the text comes in; from there the values that hold the text carry it."""

from __future__ import annotations

import ast
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

import ragassist
from ragassist.answer.engine import Engine
from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from ragassist.lang.detector import detect
from ragassist.models.chat import Completion
from ragassist.settings import Settings
from ragassist.store import Store
from ragassist.store.rows import pack_sentences, unpack_sentences
from ragassist.store.texts import TextCache
from ragassist.types import Sentence
from ragassist.verify.verifier import Verifier
from tests.answer.garbage import ScriptedChat, index
from tests.store.fakes import HashEmbedder

SOURCE = Path(ragassist.__file__).parent
ENTRANCES = {
    "answer/engine.py": "a question is asked",
    "answer/follow_up.py": "a model has rewritten the question",
    "answer/model_trial.py": "the trial's own questions and what a model answered",
    "answer/refuse.py": "whether a refusal reads as a text in its language, the question quoted in it included",
    "answer/render.py": "a piece of a sentence is to be rendered",
    "retrieve/retriever.py": "the retriever is used by itself, or searches for what a model wrote",
    "retrieve/translate.py": "a model has translated the question",
    "tasks/ask.py": "one word of what a list is narrowed to",
    "tasks/claims_in_text.py": "a sentence of a text to be checked",
    "tasks/gloss.py": "a time, an amount or a name cut from a statement",
    "tasks/question.py": "what is left of a question without the words for everything of a kind",
    "tasks/statements.py": "a statement that is not from the index",
    "tasks/work.py": "a question is asked",
    "text/language.py": "a draft: as a whole and by its own words",
    "types/documents.py": "a sentence that is not from the index",
    "verify/view.py": "a claim, its evidence and the pieces that they are cut into",
    "ingest/load/__init__.py": "a file is read",
    "ingest/split.py": "a passage is cut",
}
"""Where the answering program may ask for the language of a text, and which text that is."""


@contextmanager
def asked_for() -> Iterator[Counter[str]]:
    """Count the texts whose language is told, in every thread that begins meanwhile."""
    told: Counter[str] = Counter()

    def heard(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is detect.__code__:
            told[frame.f_locals["text"]] += 1

    threading.setprofile(heard)
    sys.setprofile(heard)
    try:
        yield told
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def twice(told: Counter[str]) -> list[str]:
    return [text for text, times in told.items() if times > 1]


@pytest.mark.parametrize("folder", ["answer", "retrieve", "tasks", "verify", "text", "types", "ingest", "store"])
def test_only_entrances_ask(folder: str) -> None:
    asking = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / folder).rglob("*.py")
        if "detect(" in (text := path.read_text(encoding="utf8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "detect"
    }
    assert asking == {name for name in ENTRANCES if name.startswith(f"{folder}/")}


def test_a_sentence_of_the_index_brings_its_language_along() -> None:
    made = (Sentence(0, 8, "The pier is shut."), Sentence(9, 16, "（二）码头；", "item", "下列地点关闭："), Sentence(17, 20, "2024"))
    assert [sentence.lang for sentence in made] == ["en", "zh", "en"]
    text = "\n".join(sentence.text for sentence in made)
    with asked_for() as told:
        kept = unpack_sentences(text, pack_sentences(text, made))
        assert [sentence.lang for sentence in kept] == ["en", "zh", "en"]
    assert kept == made
    assert not told


def test_what_an_earlier_program_stored_is_told_when_somebody_asks() -> None:
    (old,) = unpack_sentences("The pier is shut.", "[[0,17,0,17]]")
    with asked_for() as told:
        assert (old.lang, old.lang) == ("en", "en")
    assert told == {"The pier is shut.": 1}


def test_reading_a_document_tells_each_sentence_and_each_passage_once(tmp_path: Path) -> None:
    path = tmp_path / "rules.md"
    path.write_text(
        "# 码头管理办法\n\n第一条 码头每日六点开放。渡轮按时开航。\n\nThe pier opens at six. Ferries sail on time.\n", encoding="utf8"
    )
    document = load(path, shown_path=path.name, max_file_mb=1)
    with asked_for() as told:
        passages = split(document, clean(document), count_tokens=len, budget_tokens=400)
        for passage in passages:
            pack_sentences(passage.text, passage.sentences)
    sentences = [sentence.read for passage in passages for sentence in passage.sentences]
    assert set(told) == {*sentences, *(passage.text for passage in passages)}
    assert not twice(told)


@pytest.mark.parametrize(
    "claim", ["Ferries must report within 10 days, and the pier closes at six.", "渡轮应当在十日内报告，“码头”六点关闭。"]
)
def test_of_a_claim_each_text_is_told_once(claim: str) -> None:
    evidence = ["渡轮应当在十日内向港务局报告，码头六点关闭。", "Ferries report to the port authority within ten days."]
    with asked_for() as told:
        Verifier(HashEmbedder(), None).verify(claim, evidence, context="码头管理办法")
    assert told
    assert not twice(told)
    with asked_for() as told:
        Verifier(None, None).verify(claim, evidence[:1], lang=detect(claim))
    assert claim not in {text for text, times in told.items() if times > 1}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store, HashEmbedder]]:
    settings, store, embedder = index(tmp_path_factory.mktemp("carried"))
    yield settings, store, embedder
    store.close()


def engine(indexed: tuple[Settings, Store, HashEmbedder], model: ScriptedChat | None) -> Engine:
    settings, store, embedder = indexed
    return Engine(store=store, embedder=embedder, model=model, settings=settings, cache=TextCache(None))


QUESTIONS = [
    "How much does Binhai set aside for computing centres, and when do Harbour City vouchers expire?",
    "滨海市安排了多少专项资金，算力券何时施行？",
    "How long are companies excluded, as the author says?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_language_of_a_question_is_told_once_and_of_what_is_indexed_never(indexed, question: str) -> None:
    with asked_for() as told:
        found = engine(indexed, None).find(question)
    assert found.evidence
    assert told[question] == 1
    assert not twice(told)
    assert not {sentence.read for hit in found.hits for sentence in hit.passage.sentences} & set(told)


class WritesOnce(ScriptedChat):
    """Has nothing to add to what it wrote."""

    def complete(self, messages, *, max_tokens, stop=()):
        return Completion("NONE")


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_a_written_answer_each_sentence_is_told_once(indexed, question: str) -> None:
    reply = "Vouchers expire after twelve months. [1] 市政府在2024年安排专项资金360亿元。[2] Vouchers expire after ten months. [1]"
    with asked_for() as told:
        answer = engine(indexed, WritesOnce(reply)).ask(question)
    assert answer.claims
    assert told[question] == 1
    assert [claim.text for claim in answer.claims if told[claim.text] > 1] == []
    assert not {citation.quote_clean for citation in answer.citations} & set(twice(told))
