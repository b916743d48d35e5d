"""Each stage inside a LlamaIndex pipeline of somebody's own."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.base.response.schema import Response
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import CustomQueryEngine, RetrieverQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.schema import NodeRelationship

from ragassist.assistant import Assistant
from ragassist.errors import LoadError
from ragassist.llamaindex import DocumentReader, PassageEmbedding, PassageNodeParser, PassageRetriever, VerifiedQueryEngine
from ragassist.retrieve.retriever import Retriever
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.types import Answer, Citation, Claim, ModelName
from tests.store.fakes import HashEmbedder, entry, settings

REPEATED = "附则\n\n本办法由市图书馆解释。\n\n阅览室每天开放十小时，节假日除外。\n\n本办法由市图书馆解释。\n\n儿童借书每次不超过五册，\n借期三十天。\n"


@pytest.fixture
def documents(tmp_path):
    directory = tmp_path / "documents"
    directory.mkdir()
    (directory / "library.md").write_text(f"---\ntitle: 图书馆办法\ndate: 2021-03-01\n---\n\n{REPEATED}", encoding="utf8")
    (directory / "museum.txt").write_text("The museum opens at nine.\n\nChildren under six enter without a ticket.\n", encoding="utf8")
    return directory


def parser(**fields):
    return PassageNodeParser(count_tokens=len, **fields)


def test_the_reader_gives_raw_text_and_metadata(documents):
    library, museum = DocumentReader().load_data(documents)
    assert library.text == (documents / "library.md").read_text(encoding="utf8")
    assert (library.metadata["title"], library.metadata["date"], library.metadata["lang"]) == ("图书馆办法", "2021-03-01", "zh")
    assert museum.metadata["lang"] == "en"
    assert library.get_content(metadata_mode="embed") == library.text
    assert [d.id_ for d in DocumentReader().load_data(str(documents / "*.md"))] == [library.id_]


def test_the_reader_raises_or_passes_over_what_it_cannot_read(documents):
    (documents / "empty.txt").write_text("", encoding="utf8")
    with pytest.raises(LoadError, match="empty"):
        DocumentReader().load_data(documents)
    with pytest.raises(LoadError, match="no such file"):
        DocumentReader().load_data(documents / "absent.txt")
    assert len(DocumentReader(raise_on_error=False).load_data(documents)) == 2


def test_nodes_point_at_the_raw_text_even_where_it_repeats_itself(documents):
    loaded = DocumentReader().load_data(documents)
    nodes = parser(passage_tokens=32).get_nodes_from_documents(loaded)
    raw = {document.id_: document.text for document in loaded}
    assert len(nodes) > 3
    for node in nodes:
        text = raw[node.ref_doc_id]
        assert 0 <= node.start_char_idx < node.end_char_idx <= len(text)
        spans = json.loads(node.metadata["sentences"])
        assert (spans[0][0], spans[-1][1]) == (node.start_char_idx, node.end_char_idx)
        plain = "".join(node.text.split())
        assert "".join("".join(text[a:b].split()) for a, b in spans) == plain
    repeated = [node.start_char_idx for node in nodes if "解释" in node.text]
    assert repeated == sorted(set(repeated))


def test_nodes_of_one_document_follow_each_other_and_nothing_but_the_text_is_embedded(documents):
    nodes = parser(passage_tokens=32).get_nodes_from_documents(DocumentReader().load_data(documents / "library.md"))
    for before, after in itertools.pairwise(nodes):
        assert before.relationships[NodeRelationship.NEXT].node_id == after.node_id
    assert all(node.get_content(metadata_mode="embed") == node.text for node in nodes)
    assert all(value is not None and isinstance(value, str | int) for node in nodes for value in node.metadata.values())


def test_documents_of_another_reader_can_be_cut_too():
    foreign = LlamaDocument(text=REPEATED, metadata={"file_path": "somewhere.txt", "owner": "city"})
    nodes = parser(passage_tokens=32).get_nodes_from_documents([foreign])
    assert nodes
    assert {node.metadata["owner"] for node in nodes} == {"city"}
    assert {node.ref_doc_id for node in nodes} == {foreign.id_}


def test_the_embedding_tells_questions_from_passages_and_finds_the_language():
    class Watching(HashEmbedder):
        def passages(self, texts, langs, titles=None):
            self.seen = ("passages", list(langs))
            return super().passages(texts, langs)

        def questions(self, texts, langs):
            self.seen = ("questions", list(langs))
            return super().questions(texts, langs)

    embedder = Watching()
    embedding = PassageEmbedding(embedder)
    assert embedding.model_name == "hash"
    vectors = embedding.get_text_embedding_batch(["阅览室每天开放十小时。", "The museum opens at nine."])
    assert embedder.seen == ("passages", ["zh", "en"])
    assert [len(vector) for vector in vectors] == [64, 64]
    assert embedding.get_query_embedding("图书馆几点开门？") == asyncio.run(embedding.aget_query_embedding("图书馆几点开门？"))
    assert embedder.seen == ("questions", ["zh"])


def test_fifteen_lines_of_somebody_elses_pipeline(documents):
    nodes = parser().get_nodes_from_documents(DocumentReader().load_data(documents))
    index = VectorStoreIndex(nodes, embed_model=PassageEmbedding(HashEmbedder()))
    engine = RetrieverQueryEngine.from_args(index.as_retriever(similarity_top_k=1), llm=MockLLM())
    response = engine.query("儿童借书借期几天")
    assert "借期三十天" in response.source_nodes[0].text
    assert "借期三十天" in str(response)  # the mock model says its prompt


def test_fifteen_lines_of_somebody_elses_query_engine(documents, tmp_path):
    assistant = Assistant(Settings(home=tmp_path / "home"), embedder=HashEmbedder())  # without it: the one that the settings choose
    assistant.ingest([documents])

    class BestPassage(CustomQueryEngine):
        retriever: BaseRetriever

        def custom_query(self, query_str):
            best, *others = self.retriever.retrieve(query_str)
            return Response(f"{best.text} ({best.metadata['title']})", source_nodes=[best, *others])

    retriever = PassageRetriever(Retriever(assistant.store, assistant.embedder, assistant.settings), k=2)
    response = BestPassage(retriever=retriever).query("儿童借书每次不超过几册")
    assert "儿童借书每次不超过五册" in str(response)
    assert str(response).endswith("(图书馆办法)")
    assert len(response.source_nodes) == 2
    assistant.close()


def test_the_retriever_answers_a_query_engine(tmp_path):
    embedder, chosen = HashEmbedder(), settings(tmp_path)
    with open_store(chosen, "hash", 64, write=True) as store:
        store.put_all([entry("/d/library.txt", "阅览室每天开放十小时。\n儿童借书每次不超过五册。\n", embedder, title="图书馆办法")])
    with open_store(chosen, "hash", 64) as store:
        retriever = PassageRetriever(Retriever(store, embedder, chosen), k=2)
        found = retriever.retrieve("儿童借书")
        assert found[0].text == "儿童借书每次不超过五册。"
        assert found[0].score >= found[1].score
        assert found[0].metadata["title"] == "图书馆办法"
        raw = store.raw(found[0].node.ref_doc_id)
        assert raw[found[0].node.start_char_idx : found[0].node.end_char_idx] == found[0].text
        assert [n.node_id for n in asyncio.run(retriever.aretrieve("儿童借书"))] == [n.node_id for n in found]
        answer = RetrieverQueryEngine.from_args(retriever, llm=MockLLM()).query("儿童借书")
        assert len(answer.source_nodes) == 2


class ScriptedAssistant:
    """Gives the answer it was made with."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str | None]] = []

    def ask(self, question, lang=None, history=()):
        self.asked.append((question, lang))
        return self.answer


def citation(n: int, start: int, quote: str) -> Citation:
    more = {"path": "library.txt", "title": "图书馆办法", "title_en": "", "date": "", "source": "", "url": "", "page": None}
    return Citation(
        n=n, doc_id="d", start=start, end=start + len(quote), quote=quote, quote_clean=quote, translation="", status="verified", **more
    )


def test_the_query_engine_gives_quotations_as_sources():
    claims = (Claim("Children may borrow five books.", (1,), "verified"), Claim("The room opens for ten hours.", (2,), "verified"))
    cited = (citation(2, 30, "阅览室每天开放十小时。"), citation(1, 3, "儿童借书每次不超过五册。"))
    text = "Children may borrow five books [1]. The room opens for ten hours [2]."
    assistant = ScriptedAssistant(Answer("How many?", "en", text, "en", False, None, claims, cited, ModelName("scripted", "local")))
    engine = VerifiedQueryEngine(assistant, lang="en")
    for response in (engine.query("How many?"), asyncio.run(engine.aquery("How many?"))):
        assert str(response) == text
        assert [node.text for node in response.source_nodes] == ["儿童借书每次不超过五册。", "阅览室每天开放十小时。"]
        assert (response.source_nodes[0].node.start_char_idx, response.source_nodes[0].node.end_char_idx) == (3, 15)
        assert response.metadata["refused"] is False
    assert assistant.asked == [("How many?", "en")] * 2


def test_rough_sentences_are_told_in_the_metadata_which_stays_flat():
    claims = (Claim("Children may borrow five books.", (1,), "rough"), Claim("It is blue.", (), "unsupported"))
    cited = replace(citation(1, 3, "儿童借书每次不超过五册。"), status="rough", boxes=((1.0, 2.0, 3.0, 4.0),))
    made = Answer("?", "en", "Children may borrow five books [1].", "en", False, None, claims, (cited,), ModelName("scripted", "local"))
    response = VerifiedQueryEngine(ScriptedAssistant(replace(made, notice="Machine renderings."))).query("?")
    told = response.metadata
    assert (told["verified_claims"], told["rough_claims"], told["unsupported_claims"]) == (0, 1, 1)
    assert told["notice"] == "Machine renderings."
    metadata = response.source_nodes[0].node.metadata
    assert (metadata["status"], metadata["boxes"]) == ("rough", "[[1.0,2.0,3.0,4.0]]")
    assert all(isinstance(value, str | int | float | bool) for value in metadata.values())


def test_a_refusal_has_no_sources():
    refusal = Answer("Who?", "en", "Nothing was found.", "en", True, "nothing found", (), (), ModelName("scripted", "local"))
    response = VerifiedQueryEngine(ScriptedAssistant(refusal)).query("Who?")
    assert (response.source_nodes, response.metadata["refused"]) == ([], True)


@pytest.mark.slow
def test_llama_index_is_imported_only_when_asked_for():
    script = (
        "import sys, ragassist.llamaindex, ragassist.assistant, ragassist.ingest.sync; assert 'llama_index' not in ' '.join(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
