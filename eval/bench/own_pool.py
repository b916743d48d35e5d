#!/usr/bin/env python3
"""Our own questions and passages in the shape that `retrieval.py` reads.

    ragassist --home H ingest corpus
    python eval/bench/own_pool.py --home H --out DIR

Writes DIR/passages.jsonl (`id`, `lang`, `text`; documents one after the other) and DIR/questions.jsonl (`id`, `lang`, `text`, `gold`: the
passage that holds the gold sentence, by the passage's language) from `eval/datasets/corpus.jsonl`, follow-ups left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ragassist import Assistant, Settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with Assistant(Settings(home=arguments.home)) as assistant:
        held = [passage for record in assistant.documents() for passage in assistant.passages(record.doc_id)]
    names = {passage.passage_id: f"{passage.passage_id}_{passage.lang}" for passage in held}
    squeezed = {passage.passage_id: "".join(passage.text.split()) for passage in held}
    passages = [{"id": names[passage.passage_id], "lang": passage.lang, "text": passage.text} for passage in held]
    questions = []
    for line in arguments.dataset.read_text(encoding="utf8").splitlines():
        sample = json.loads(line)
        wanted = ["".join(gold["sentence"].split()) for gold in sample.get("gold", [])]
        gold = {passage.lang: names[passage.passage_id] for passage in held for text in wanted if text in squeezed[passage.passage_id]}
        if gold and not sample.get("history"):
            questions.append({"id": sample["id"], "lang": sample["lang"], "text": sample["question"], "gold": gold})
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, rows in (("passages", passages), ("questions", questions)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (arguments.out / f"{name}.jsonl").write_text(text, encoding="utf8")
    print(f"{len(passages)} passages, {len(questions)} questions in {arguments.out}")


if __name__ == "__main__":
    main()
