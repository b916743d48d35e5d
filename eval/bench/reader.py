#!/usr/bin/env python3
"""A perfect reader behind a real endpoint: what the program makes of an answer that is right, and how long its reader waits.

    python eval/bench/reader.py [--dataset FILE] [--documents PATH] [--encoder gemma|bundled] [--rate 50] [--wait 0.5] [--lang en]
                                [--n N] [--skip N] [--wrong]

A loopback server speaks the OpenAI protocol as a large model does that gives no probabilities. Asked to write, it finds the gold
sentences among the numbered ones and writes the data set's reference answer with their numbers, or NOT_IN_SOURCES where they are not
all there; asked to judge, it answers YES to each claim (`--judge garbage`: nothing that can be read). It sends `--rate` tokens a second
after `--wait` seconds.

Printed by language: questions answered rightly (every `must_include` group), refused, sentences of the reader by what became of them
(verified, rough, rejected), calls an answer, and seconds until the first text, the first verified sentence, and the end, medians; beside
the last two the seconds of processor time that this program had used by then, server and all, which other work on the machine does not
lengthen: where nothing else runs, a reader waits no longer than for these and for the model.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.openai_server import OpenAIServer, Reply
from values import Value, median, share

from ragassist.assistant import Assistant
from ragassist.models.tokens import count_tokens
from ragassist.settings import ChatSettings, EmbedSettings, Settings
from ragassist.text.sentences import split_sentences
from ragassist.types import Done, Piece

CHUNK_CHARS = 8


def squeezed(text: str) -> str:
    """The text without white space, punctuation and what spells a quantity out."""
    return re.sub(r"\W", "", re.sub(r"[(（]=[^()（）]*[)）]", "", text))


class Reader:
    """Answers requests about the sample at hand."""

    def __init__(self, judge: str, rate: float, wait_s: float) -> None:
        """No sample yet."""
        self.judge, self.rate, self.wait_s = judge, rate, wait_s
        self.sample: dict = {}
        self.found = True

    def __call__(self, request) -> Reply:
        """Write, judge or plan, at the speed that was set."""
        asked = request.body["messages"][-1]["content"]
        time.sleep(self.wait_s)
        if "<claim>" in asked:
            letters = re.findall(r"<([A-Z])><source>", asked)
            return self._sent(request, "I think so." if self.judge == "garbage" else "\n".join(f"{letter}: YES" for letter in letters))
        if request.body.get("stream"):
            return self._sent(request, self._answer(asked))
        return self._sent(request, "DONE" if "<question>" in asked else "NONE")

    def _answer(self, prompt: str) -> str:
        numbered = {int(n): squeezed(text) for n, text in re.findall(r"^\[(\d+)\] (.*)$", prompt, re.MULTILINE)}
        numbers = [
            next((n for n, text in numbered.items() if squeezed(gold["sentence"]) in text), 0) for gold in self.sample.get("gold", ())
        ]
        self.found = bool(numbers) and all(numbers)
        if not self.found:
            return "NOT_IN_SOURCES"
        reference = self.sample["reference"]
        marks = "".join(f"[{n}]" for n in dict.fromkeys(numbers))
        return " ".join(f"{reference[start:end].strip()} {marks}" for start, end in split_sentences(reference))

    def _sent(self, request, text: str) -> Reply:
        pieces = [text[at : at + CHUNK_CHARS] for at in range(0, len(text), CHUNK_CHARS)] or [""]
        pause = count_tokens(text) / self.rate
        if request.body.get("stream"):
            return Reply(text, chunks=pieces, delay_s=pause / len(pieces))
        return Reply(text, delay_s=pause)


def asked(ours: Assistant, reader: Reader, sample: dict) -> dict:
    """One question, timed."""
    reader.sample, reader.found = sample, True
    began, first, verified = time.monotonic(), 0.0, 0.0
    used, cpu = time.process_time(), 0.0
    for event in ours.stream(sample["question"]):
        at = time.monotonic() - began
        if isinstance(event, Piece):
            first = first or at
            if any(claim.status == "verified" for claim in event.claims):
                verified, cpu = verified or at, cpu or time.process_time() - used
        if isinstance(event, Done):
            if any(claim.status == "verified" for claim in event.answer.claims):
                verified, cpu = verified or at, cpu or time.process_time() - used
            answer = event.answer
    included = all(any(form.lower() in answer.answer.lower() for form in group) for group in sample.get("must_include", ()))
    return {
        "right": not answer.refused and included,
        "refused": answer.refused,
        "given": reader.found,
        "claims": [claim.status for claim in answer.claims],
        "calls": answer.usage.calls,
        "first": first,
        "verified": verified,
        "total": time.monotonic() - began,
        "verified_cpu": cpu,
        "total_cpu": time.process_time() - used,
        "why": [(claim.text, claim.reasons[:2]) for claim in answer.claims if claim.status == "unsupported"],
    }


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=Path("eval/datasets/corpus.jsonl"))
    parser.add_argument("--documents", type=Path, nargs="+", default=[Path("corpus"), Path("eval/datasets/planted")])
    parser.add_argument("--encoder", default="auto", help="as the setting embed.model")
    parser.add_argument("--home", type=Path, help="keep the index here")
    parser.add_argument("--judge", choices=("yes", "garbage"), default="yes")
    parser.add_argument("--rate", type=float, default=50.0, help="tokens a second")
    parser.add_argument("--wait", type=float, default=0.5, help="seconds before the first token")
    parser.add_argument("--lang", choices=("en", "zh"), help="only questions in this language")
    parser.add_argument("--n", type=int, help="only the first so many of each language")
    parser.add_argument("--skip", type=int, default=0, help="leave out the first so many of each language")
    parser.add_argument("--wrong", action="store_true", help="print the sentences that were rejected, and why")
    wanted = parser.parse_args()
    home = wanted.home or Path(tempfile.mkdtemp())
    samples = chosen(wanted.dataset, wanted.lang, wanted.n, wanted.skip)
    reader = Reader(wanted.judge, wanted.rate, wanted.wait)

    def wrong(sample: dict, row: dict) -> None:
        for text, reasons in row["why"]:
            print(f"-- {sample['id']} {text}\n     " + " | ".join(reasons), flush=True)

    rows = all_asked(home, wanted.documents, wanted.encoder, reader, samples, wrong if wanted.wrong else None)
    print(f"encoder {wanted.encoder}, judge {wanted.judge}, {wanted.rate:.0f} tokens/s after {wanted.wait} s")
    for lang, found in sorted(rows.items()):
        report(lang, found)


def chosen(dataset: Path, lang: str | None, n: int | None, skip: int = 0) -> list[dict]:
    """The questions that stand alone, in one language if one is named, the first `n` of each after `skip`."""
    samples = [json.loads(line) for line in dataset.read_text(encoding="utf8").splitlines()]
    alone = [sample for sample in samples if not sample.get("history")]
    return [sample for each in ("en", "zh") if each == (lang or each) for sample in [s for s in alone if s["lang"] == each][skip:][:n]]


def all_asked(
    home: Path,
    documents: Sequence[Path],
    encoder: str,
    reader: Reader,
    samples: Sequence[dict],
    seen: Callable[[dict, dict], None] | None = None,
) -> dict[str, list[tuple[dict, dict]]]:
    """What became of each question, by language; `seen` is told each as it comes."""
    rows: dict[str, list[tuple[dict, dict]]] = defaultdict(list)
    with OpenAIServer(("reader-70b",)) as server:
        server.answer = reader
        chat = ChatSettings(tier="hosted", model="reader-70b", base_url=server.url, api_key="none")
        with Assistant(Settings(home=home, chat=chat, embed=EmbedSettings(model=encoder))) as ours:
            if not ours.documents():
                ours.ingest(documents)
                ours.embed_sentences()
            asked(ours, reader, samples[0])  # what is loaded once is loaded now
            for sample in samples:
                row = asked(ours, reader, sample)
                rows[sample["lang"]].append((sample, row))
                if seen:
                    seen(sample, row)
    return rows


def measure(dataset: str, documents: Sequence[str], encoder: str, lang: str, n: int) -> list[Value]:
    """What became of a perfect reader's answers to answerable questions in one language, and how long its reader waited."""
    samples = chosen(Path(dataset), lang, n)
    with tempfile.TemporaryDirectory() as home:
        rows = all_asked(Path(home), [Path(each) for each in documents], encoder, Reader("yes", 50.0, 0.5), samples)[lang]
    able = [row for sample, row in rows if sample.get("answerable", True)]
    given = [row for row in able if row["given"]]
    claims = Counter(status for row in given for status in row["claims"])
    values = [
        share("right", sum(row["right"] for row in able), len(able)),
        share("refused", sum(row["refused"] for row in able), len(able)),
    ]
    for status, told in (("verified", "verified"), ("rough", "rough"), ("unsupported", "rejected")):
        values.append(share(f"its sentences {told}", claims[status], claims.total()))
    for name, told in (("first", "first text"), ("verified", "first verified sentence"), ("total", "end")):
        if seconds := [row[name] for row in given if row[name]]:
            values.append(median(f"seconds to the {told}, median", seconds, "s"))
    return [*values, median("model calls an answer, median", [row["calls"] for row in able], "count")]


def report(lang: str, found: list[tuple[dict, dict]]) -> None:
    """One block a language."""
    able = [row for sample, row in found if sample.get("answerable", True)]
    unable = [row for sample, row in found if not sample.get("answerable", True)]
    claims = Counter(status for row in able if row["given"] for status in row["claims"])
    total = max(1, claims.total())
    right, wrongly = sum(row["right"] for row in able) / len(able), sum(row["refused"] for row in able)
    print(f"{lang}  answerable n {len(able)}: right {right:.3f}, refused {wrongly}")
    absent, refused = sum(not row["given"] for row in able), sum(row["refused"] for row in unable)
    print(f"    gold not in the prompt {absent}; unanswerable refused {refused} of {len(unable)}")
    print(
        f"    its sentences n {total}: " + ", ".join(f"{name} {claims[name] / total:.3f}" for name in ("verified", "rough", "unsupported"))
    )
    calls = Counter(row["calls"] for row in able)
    print(f"    calls an answer {dict(sorted(calls.items()))}")
    for name in ("first", "verified", "total", "verified_cpu", "total_cpu"):
        values = [row[name] for row in able if row["given"] and row[name]]
        if values:
            most = sorted(values)[int(0.9 * len(values))]
            print(f"    seconds to {name:12}  median {statistics.median(values):.2f}, nine in ten {most:.2f} (n {len(values)})")


if __name__ == "__main__":
    main()
