"""Answers that people wrote: a sample's reference, citing its gold sentences, as an answer object.

They are certainly good, whichever model is used, and no verifier has chosen them: what a check doubts in them is a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ragassist.answer.refuse import refuse
from ragassist.evaluate.dataset.load import Gold, Sample, find_document, fingerprint
from ragassist.evaluate.run.log import Entry, Header, Log
from ragassist.text.normalize import CleanText
from ragassist.text.pages import page_at
from ragassist.text.script import without_space
from ragassist.types import Answer, Citation, Claim, Document, ModelName

WRITER = ModelName("reference", "extractive")


def reference_log(samples: Sequence[Sample], dataset: Path, *, root: Path | None = None) -> Log:
    """Return a log in which every sample with a reference is answered by it, and every unanswerable one is refused.

    Args:
        samples: as loaded from `dataset`, gold sentences checked.
        dataset: where they come from.
        root: where gold paths start, as for `dataset.load`.

    Raises:
        UsageError: a gold document cannot be found.
        LoadError: a gold document cannot be read.
    """
    texts: dict[str, tuple[Document, CleanText]] = {}
    entries = []
    for sample in samples:
        if sample.answerable and not (sample.reference and sample.gold):
            continue
        answer = _answer(sample, dataset, root, texts) if sample.answerable else _refusal(sample)
        entries.append(Entry(sample, "answered", "", answer))
    header = Header(
        dataset=str(dataset),
        fingerprint=fingerprint(samples),
        samples=len(entries),
        mode="replay",
        model=WRITER.name,
        tier=WRITER.tier,
        embedder="",
        program="",
        versions=(),
        documents=len(texts),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        finished=True,
    )
    return Log(header, tuple(entries), {document.doc_id: document.raw for document, _ in texts.values()})


def _answer(sample: Sample, dataset: Path, root: Path | None, texts: dict[str, tuple[Document, CleanText]]) -> Answer:
    citations = tuple(_citation(n, gold, dataset, root, texts) for n, gold in enumerate(sample.gold, start=1))
    numbers = tuple(citation.n for citation in citations)
    text = " ".join(sample.reference.split())
    gap = " " if sample.lang == "en" else ""
    marked = text + gap + "".join(f"[{n}]" for n in numbers)
    return Answer(
        sample.question, sample.lang, marked, sample.lang, False, None, (Claim(text, numbers, "verified", 1.0),), citations, WRITER
    )


def _refusal(sample: Sample) -> Answer:
    refusal = refuse("not_in_sources", question=sample.question, lang=sample.lang, documents=1)
    return Answer(sample.question, sample.lang, refusal.text, sample.lang, True, refusal.reason, (), (), WRITER)


def _citation(n: int, gold: Gold, dataset: Path, root: Path | None, texts: dict[str, tuple[Document, CleanText]]) -> Citation:
    if gold.path not in texts:
        texts[gold.path] = _read(gold.path, find_document(gold.path, dataset, root))
    document, clean = texts[gold.path]
    start, end = clean.span(*_place(gold.sentence, clean.text))
    meta = document.meta
    quote = document.raw[start:end]
    return Citation(
        n=n,
        doc_id=document.doc_id,
        path=gold.path,
        title=meta.title,
        title_en=meta.title_en,
        date=meta.date,
        source=meta.source,
        url=meta.url,
        page=page_at(gold.path, document.raw, start),
        start=start,
        end=end,
        quote=quote,
        quote_clean=gold.sentence,
        translation="",
        status="verified",
    )


def _read(shown: str, path: Path) -> tuple[Document, CleanText]:
    from ragassist.ingest.clean import clean
    from ragassist.ingest.load import load

    document = load(path, shown_path=shown, max_file_mb=100.0)
    return document, clean(document)


def _place(sentence: str, text: str) -> tuple[int, int]:
    """Where the sentence stands in the text, white space aside."""
    kept = [at for at, char in enumerate(text) if not char.isspace()]
    squeezed = "".join(text[at] for at in kept)
    wanted = without_space(sentence)
    at = squeezed.index(wanted)
    return kept[at], kept[at + len(wanted) - 1] + 1
