#!/usr/bin/env python3
"""What one commit costs every process that reads the index, by its size: what grows with all passages and not with the change.

    python eval/bench/replica.py [--passages 100000] [--store file postgres]

Fills a manifest with synthetic documents of twenty passages of one sentence each, without vectors, in SQLite or in a PostgreSQL started
for this run (Debian: postgresql), builds the word index, commits two documents more, and measures what a reader does at its next question:
reads the version, brings the word index up to date, lists the documents; and, beside it, reads the names of all passages, which it does
only where it cannot be told what changed. Processor seconds of the reader
beside the elapsed ones, and bytes on disk. Needs no model, no encoder and no Chroma.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import scale
from scale import Words

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.store.servers import Postgres, postgres_programs  # noqa: E402

from ragassist.settings import Settings  # noqa: E402
from ragassist.store import Entry  # noqa: E402
from ragassist.store.lexical import Lexical  # noqa: E402
from ragassist.store.manifest import Manifest  # noqa: E402
from ragassist.store.place import Place  # noqa: E402
from ragassist.store.search import LexicalSearch  # noqa: E402

AT_ONCE = 250


def fill(manifest: Manifest, passages: int) -> None:
    """Documents as `scale.py` makes them, without the comparison of each with the others."""
    waiting: list[Entry] = []

    def write() -> None:
        with manifest.transaction():
            for entry in waiting:
                names = [passage.passage_id for passage in entry.passages]
                manifest.insert(entry, [name.encode()[-16:] for name in names], [f"{name}-0123456789ab" for name in names])
            manifest.bump()
        waiting.clear()

    for document, some in scale.documents(passages):
        waiting.append(Entry(document, some, scale.np.zeros((0, 0), "f4")))
        if len(waiting) == AT_ONCE:
            write()
    write()


def timed(work: Callable[[], object]) -> dict[str, float]:
    began, worked = time.perf_counter(), time.process_time()
    work()
    return {"s": round(time.perf_counter() - began, 3), "processor_s": round(time.process_time() - worked, 3)}


def one_more(name: str) -> tuple[Entry, list[bytes], list[str]]:
    """Return one document more, told apart by `name`, with keys and ids for its passages."""
    fresh, some = next(scale.documents(scale.PASSAGES_A_DOCUMENT))
    doc_id = sha256(name.encode()).hexdigest()[:16]
    more = replace(fresh, doc_id=doc_id, location=f"/synthetic/{name}.txt")
    passages = tuple(replace(passage, passage_id=f"{doc_id}:{passage.ordinal:05d}", doc_id=doc_id) for passage in some)
    names = [passage.passage_id for passage in passages]
    return Entry(more, passages, scale.np.zeros((0, 0), "f4")), [n.encode()[-16:] for n in names], [f"{n}-0123456789ab" for n in names]


def measure(place: Place, passages: int) -> dict[str, object]:
    writer = place.manifest(write=True)
    found: dict[str, object] = {"passages": passages, "fill": timed(lambda: fill(writer, passages))}
    reader = place.manifest()
    words = LexicalSearch(place.home, reader, write=False)
    question = Words(seed=2).sentence(8, "？")
    found["first_question_builds_words"] = timed(lambda: words.query(question, 60))
    found["question"] = timed(lambda: [words.query(question, 60) for _ in range(20)])
    for name in ("first_commit_of_one_document", "commit_of_one_document"):  # what was filled in left no note of itself
        entry, keys, ids = one_more(name)
        found[name] = timed(lambda entry=entry, keys=keys, ids=ids: writer.put([entry], [keys], [ids]))
        if name.startswith("first"):
            found["first_question_after_a_commit_that_is_not_known"] = timed(lambda: words.query(question, 60))
    found["version"] = timed(reader.state)
    found["names_of_all_passages"] = timed(reader.vector_keys)
    found["first_question_after_it"] = timed(lambda: words.query(question, 60))
    found["list_of_documents"] = timed(reader.records)
    index = Lexical.open(place.home)
    found["words_are_of_the_new_version"] = index is not None and index.version == reader.state().version
    found["words_mb"] = round(sum(file.stat().st_size for file in (place.home / "lexical").rglob("*") if file.is_file()) / 1e6, 1)
    if place.url:
        sql = (
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE relkind = 'r' AND nspname = ?"
        )
        found["manifest_mb"] = round(int(reader.database.execute(sql, (place.name,))[0][0]) / 1e6, 1)
    else:
        writer.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found["manifest_mb"] = round((place.home / "manifest.sqlite3").stat().st_size / 1e6, 1)
    reader.close()
    writer.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--store", choices=("file", "postgres"), nargs="+", default=["file", "postgres"])
    args = parser.parse_args()
    scale.SENTENCES_A_PASSAGE = 1
    for store in args.store:
        with tempfile.TemporaryDirectory() as scratch:
            server, chosen = None, Settings(home=Path(scratch) / "home")
            if store == "postgres":
                programs = postgres_programs()
                if programs is None:
                    raise SystemExit("There is no PostgreSQL here: apt-get install postgresql")
                server = Postgres(programs)
                chosen = Settings(home=chosen.home, manifest={"url": server.url()}, chroma={"url": "http://127.0.0.1:9"})
            chosen.home.mkdir()
            try:
                print(json.dumps({"store": store, "load": round(os.getloadavg()[0]), **measure(Place.of(chosen), args.passages)}, indent=1))
            finally:
                if server is not None:
                    server.close()


if __name__ == "__main__":
    main()
