"""Questions among noise: answered rightly when the answer is there, refused when it is not; beside LlamaIndex's own engine.

    python eval/bench/noise.py FILE.jsonl --n 30 [--peer N] [--out ANSWERS.jsonl]

FILE has the shape of RGB (Chen et al., "Benchmarking Large Language Models in Retrieval-Augmented Generation", AAAI 2024): `question`,
`answers` (every group must be hit by one of its strings), `positive_docs`, `negative_docs`. Each question is asked twice, over an
index of its positive and negative documents and over one of its negative documents only, first of the noise subset. With `--peer N`
the first N are also asked of `CitationQueryEngine` over the same documents, with the same model and embedder, in the same run.
Prints one line an engine: right, of n; refused, of n.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ragassist import Assistant, Settings
from ragassist.evaluate.dataset.wordings import mentions
from ragassist.models.chat import ChatModel, Message
from ragassist.models.embed import Embedder

_UNSURE = re.compile(
    r"(?:can|could) ?not (?:be )?(?:find|found|answer|determin)|no (?:relevant )?information|not (?:provide|mention|contain|specif)|"
    r"do(?:es)? not|unable to|insufficient|无法|没有(?:提供|提到|提及|相关|足够|明确|直接)|未(?:提供|提及|提到|明确)|不足以|"
    r"不能确定|不确定|抱歉",
    re.IGNORECASE,
)
"""What counts as a refusal of the peer, which has no sign of its own for it: generous to the peer."""

Asks = Callable[[str], tuple[str, bool]]


def ours(texts: Sequence[str], model: ChatModel, ingested: Path) -> tuple[Asks, Assistant]:
    """Our engine over `texts`, written as files under `ingested`."""
    (ingested / "documents").mkdir(parents=True)
    for number, text in enumerate(texts):
        (ingested / "documents" / f"{number:02}.txt").write_text(text, encoding="utf8")
    assistant = Assistant(Settings(home=ingested / "home"), model=model)
    assistant.ingest([ingested / "documents"])

    def ask(question: str) -> tuple[str, bool]:
        answer = assistant.ask(question)
        return answer.answer, answer.refused

    return ask, assistant


def peer(texts: Sequence[str], model: ChatModel, embedder: Embedder) -> Asks:
    """LlamaIndex's `CitationQueryEngine` as its documentation sets it up, over `texts`."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
    from llama_index.core.query_engine import CitationQueryEngine

    from ragassist.llamaindex import PassageEmbedding

    class Same(CustomLLM):
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(context_window=4096, num_output=256, model_name=model.name)

        def complete(self, prompt: str, formatted: bool = False, **_: object) -> CompletionResponse:
            return CompletionResponse(text=model.complete([Message("user", prompt)], max_tokens=256).text)

        def stream_complete(self, prompt: str, formatted: bool = False, **_: object) -> CompletionResponseGen:
            yield self.complete(prompt)

    index = VectorStoreIndex.from_documents([Document(text=text) for text in texts], embed_model=PassageEmbedding(embedder))
    engine = CitationQueryEngine.from_args(index, llm=Same(), similarity_top_k=3, citation_chunk_size=512)

    def ask(question: str) -> tuple[str, bool]:
        text = str(engine.query(question))
        return text, bool(_UNSURE.search(text)) or text.strip() == "Empty Response"

    return ask


def right(answer: str, groups: Sequence[Sequence[str] | str]) -> bool:
    """Whether every group of accepted strings is hit."""
    return all(any(mentions(answer, text) for text in ([group] if isinstance(group, str) else group)) for group in groups)


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--n", type=int, default=30)
    parser.add_argument("--peer", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.file.read_text(encoding="utf8").splitlines() if line.strip()]
    rows = [row for row in rows if row.get("subset", "noise") == "noise"][: options.n]
    shared = Assistant(Settings(home=Path(tempfile.mkdtemp()) / "none"))
    model, embedder = shared.model, shared.embedder
    if model is None:
        raise SystemExit("There is no model here: this measures the local or a hosted tier.")
    tally: dict[tuple[str, str], list[bool]] = {}
    out = options.out.open("w", encoding="utf8") if options.out else None
    with tempfile.TemporaryDirectory() as scratch:
        for number, row in enumerate(rows):
            for kind, texts in (("answered", row["positive_docs"] + row["negative_docs"]), ("refused", row["negative_docs"])):
                ask, assistant = ours(texts, model, Path(scratch) / f"{number}-{kind}")
                engines = {"ragassist": ask} | ({"CitationQueryEngine": peer(texts, model, embedder)} if number < options.peer else {})
                for name, asks in engines.items():
                    began = time.monotonic()
                    text, refused = asks(row["question"])
                    good = not refused and right(text, row["answers"]) if kind == "answered" else refused
                    tally.setdefault((name, kind), []).append(good)
                    if out:
                        seconds = round(time.monotonic() - began, 1)
                        line = {"id": row["id"], "engine": name, "kind": kind, "good": good, "refused": refused, "seconds": seconds}
                        print(json.dumps({**line, "question": row["question"], "answer": text}, ensure_ascii=False), file=out, flush=True)
                assistant.close()
    for (name, kind), found in sorted(tally.items()):
        print(f"{name:22} {'right' if kind == 'answered' else 'refused':8} {sum(found):3} of {len(found)} = {sum(found) / len(found):.2f}")


if __name__ == "__main__":
    main()
