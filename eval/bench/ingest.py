"""How fast documents go in, and with how much memory: loading, cleaning and splitting alone, then the whole of `ingest`.

    python eval/bench/ingest.py [PATH] [--big MB] [--fake]

Prints one JSON document and, on standard error, one line. Each measurement runs in a process of its own, so that its peak
memory (`ru_maxrss`) is its own; what an empty process with the same imports takes is subtracted. `--big` measures an invented
text of so many megabytes (with --fake: its vectors cost nothing, so that the pipeline itself is measured).
Times are of this machine now; compare within one run only. `linear` is time per character at full length over that at a quarter.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from values import Value

ROOT = Path(__file__).parents[2]


class FreeEmbedder:
    """Vectors of the usual length that cost nothing: one of a hundred fixed directions for each text."""

    name, dim, statement_dim = "free", 896, 0

    def __init__(self) -> None:
        self._directions = np.random.default_rng(1).standard_normal((100, self.dim)).astype(np.float32)
        self._directions /= np.linalg.norm(self._directions, axis=1, keepdims=True)

    def passages(self, texts, langs, titles=None):
        return self._directions[[len(text) % 100 for text in texts]]

    def statements(self, texts, langs, titles=None):
        return np.zeros((len(texts), 0), np.float32)

    def count_tokens(self, text: str) -> int:
        return 1 + len(text) * 2 // 3


def big_text(mb: float) -> str:
    """An invented rule of so many million bytes."""
    chance = random.Random(7)
    articles = [
        f"第{n}条 {chance.choice('东西南北')}部数据中心每年用电不得超过{chance.randint(1, 99)}亿千瓦时，"
        f"由{chance.choice(['工业', '能源', '交通'])}主管部门核定，并在{chance.randint(1, 12)}月公布结果。"
        for n in range(4000)
    ]
    paragraphs, size = [], 0
    while size < mb * 1e6:
        paragraphs.append("".join(chance.choice(articles) for _ in range(chance.randint(1, 5))))
        size += len(paragraphs[-1].encode()) + 1
    return "\n".join(paragraphs)


def read(path: Path, share: float = 1.0) -> dict[str, float]:
    """Loading, cleaning and splitting, no embedding and no store."""
    from ragassist.ingest.cut import cut
    from ragassist.ingest.files import find
    from ragassist.ingest.load import SUFFIXES, load

    free = FreeEmbedder()
    cut_some(free)  # imports and tables
    base, began, worked = peak_mb(), time.perf_counter(), time.process_time()
    documents = chars = passages = 0
    for file in find([path], suffixes=SUFFIXES).files:
        try:
            document = load(file, shown_path=file.name, max_file_mb=1000)
            if share < 1:
                from dataclasses import replace

                document = replace(document, raw=document.raw[: int(share * len(document.raw))])
            passages += len(cut(document, count_tokens=free.count_tokens, budget_tokens=256))
        except Exception as error:  # noqa: BLE001  # one bad file does not end the measurement
            print(f"not read: {file.name}: {error}", file=sys.stderr)
            continue
        documents, chars = documents + 1, chars + len(document.raw)
    seconds = time.perf_counter() - began
    return figures(documents, chars, passages, seconds, base) | {"processor_s": round(time.process_time() - worked, 3)}


def ingest(path: Path, *, fake: bool) -> dict[str, float]:
    """All of `ingest` into an empty home."""
    from ragassist.ingest.sync import sync
    from ragassist.models.embed import embedder
    from ragassist.settings import Settings
    from ragassist.store import open_store

    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), ingest={"max_file_mb": 1000})
        ours = FreeEmbedder() if fake else embedder(settings)
        ours.passages(["预热"], ["zh"])
        cut_some(ours)
        base, began, worked = peak_mb(), time.perf_counter(), time.process_time()
        with open_store(settings, ours.name, ours.dim, write=True) as store:
            report = sync([path], store=store, embedder=ours, settings=settings)
            chars = sum(record.chars for record in store.documents())
            related = sum(len(record.related) for record in store.documents()) // 2
        seconds, processor_s = time.perf_counter() - began, time.process_time() - worked
    found = figures(len(report.added), chars, report.passages, seconds, base)
    return found | {
        "failed": len(report.failed),
        "empty": len(report.empty),
        "related_pairs": related,
        "processor_s": round(processor_s, 3),
    }


def cut_some(ours) -> None:
    from ragassist.ingest.cut import cut
    from ragassist.types import Document, DocumentMeta

    text = "港口的数据由谁保管？由港务局保管，每年核验一次，结果在三月公布，任何人可以查阅。\n" * 3
    cut(Document("0" * 16, "a.txt", "/a.txt", "", text, "zh", DocumentMeta()), count_tokens=ours.count_tokens, budget_tokens=256)


def figures(documents: int, chars: int, passages: int, seconds: float, base_mb: float) -> dict[str, float]:
    return {
        "documents": documents,
        "chars": chars,
        "passages": passages,
        "seconds": round(seconds, 3),
        "documents_per_s": round(documents / seconds, 2),
        "chars_per_s": round(chars / seconds),
        "peak_mb": round(peak_mb()),
        "grown_mb": round(peak_mb() - base_mb),
    }


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)


def child(*words: object) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, *map(str, words)], cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(path: str) -> list[Value]:
    """How fast documents are read, cleaned and split, and put in with vectors that cost nothing."""
    from values import Value  # here, so that an earlier state of the project can be measured by this script

    at = (ROOT / path).resolve()
    read_only, whole = child(at, "--only", "read"), child(at, "--only", "ingest", "--fake")
    n = int(read_only["documents"])
    return [
        Value("read, cleaned and split", read_only["chars_per_s"], n, unit="characters/s"),
        Value("and stored, without the time of embedding", whole["chars_per_s"], n, unit="characters/s"),
        Value("peak memory meanwhile", whole["peak_mb"], unit="MB"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", type=Path, default=ROOT / "corpus")
    parser.add_argument("--big", type=float, metavar="MB", help="measure an invented text of so many megabytes instead")
    parser.add_argument("--fake", action="store_true", help="vectors that cost nothing in place of the embedder's")
    parser.add_argument("--only", choices=("read", "quarter", "ingest"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    path = args.path.resolve()
    if args.only:
        steps = {"read": lambda: read(path), "quarter": lambda: read(path, 0.25), "ingest": lambda: ingest(path, fake=args.fake)}
        print(json.dumps(steps[args.only]()))
        return
    with tempfile.TemporaryDirectory() as scratch:
        if args.big:
            path = Path(scratch) / "big.txt"
            path.write_text(big_text(args.big), encoding="utf8")
        size_mb = sum(file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()) / 1e6
        result = {"path": args.path.name if not args.big else "(invented)", "mb": round(size_mb, 3)}
        result["embedding_excluded"] = child(path, "--only", "read")
        if args.big:
            quarter = child(path, "--only", "quarter")
            result["linear"] = round(quarter["chars_per_s"] / result["embedding_excluded"]["chars_per_s"], 2)
        result["embedding_included"] = child(path, "--only", "ingest", *(["--fake"] if args.fake else []))
    print(json.dumps(result, indent=2))
    one, two = result["embedding_excluded"], result["embedding_included"]
    name = "with vectors that cost nothing" if args.fake else "with embedding"
    print(
        f"{one['documents']} documents, {one['chars']} characters: {one['documents_per_s']} documents/s and "
        f"{one['chars_per_s']} characters/s read, cleaned and split; {two['documents_per_s']} and {two['chars_per_s']} {name} and store; "
        f"peak {two['peak_mb']} MB, {two['grown_mb']} MB of it for {result['mb']} MB of files.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
