"""What the tests run in processes of their own: `python -m tests.store.processes VERB HOME ...`.

ingest HOME DOCUMENTS    ingest in groups of three passages; prints the number of documents after every commit
work HOME LEASE_S        work on the queue until it is empty, committing every few passages; prints what became of each job and its path
hold HOME                take the write lock, print "held", wait to be told to end
search HOME QUESTION N   print "ready", then search at each line of input; prints path and text of the best, or "-"

Other settings than the home come from the environment, as everywhere.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from ragassist.ingest import sync as module
from ragassist.ingest import worker
from ragassist.ingest.sync import IngestProgress, sync
from ragassist.settings import Settings
from ragassist.store import open_store
from tests.store.fakes import HashEmbedder

EMBEDDER = HashEmbedder()


def settings(home: Path) -> Settings:
    return Settings.load({"home": home}, directory=home)


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def ingest(home: Path, documents: Path) -> None:
    module._PASSAGES_AT_ONCE = 3
    with open_store(settings(home), EMBEDDER.name, EMBEDDER.dim, write=True) as store:

        def tell(progress: IngestProgress) -> None:
            say(len(store.documents()))

        sync([documents], store=store, embedder=EMBEDDER, settings=settings(home), progress=tell)
    say("done")


def work(home: Path, lease_s: float) -> None:
    worker._PASSAGES_AT_ONCE = 6
    embedder = HashEmbedder(statement_dim=64)
    told = lambda worked: say(f"{worked.kind}\t{worked.path}\t{worked.reason}")  # noqa: E731
    worker.Worker(settings(home), embedder, told, lease_s=lease_s).run(threading.Event(), until_empty=True)
    say("done")


def hold(home: Path) -> None:
    with open_store(settings(home), EMBEDDER.name, EMBEDDER.dim, write=True):
        say("held")
        sys.stdin.readline()


def search(home: Path, question: str) -> None:
    with open_store(settings(home), EMBEDDER.name, EMBEDDER.dim) as store:
        say("ready")
        for _ in sys.stdin:
            dense = store.dense(EMBEDDER.questions([question], ["zh"])[0], 3)
            lexical = store.lexical(question, 3)
            texts = [store.passages([found[0][0]])[0].text if found else "-" for found in (dense, lexical)]
            say("\t".join([*texts, str(len(store.documents()))]).replace("\n", " "))


def run(verb: str, home: Path, *rest: str) -> None:
    if verb == "ingest":
        ingest(home, Path(rest[0]))
    elif verb == "work":
        work(home, float(rest[0]))
    elif verb == "hold":
        hold(home)
    else:
        search(home, rest[0])


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
