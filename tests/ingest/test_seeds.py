"""Sentences of documents as people have them come out whole, clean and unglued, and no furniture survives.

Documents made dirty by `tests.ingest.dirty` are always read. The real ones are not part of the repository; what was read in
them is (`seed_reference.json`: per file its hash, per sentence its raw span and the first 16 hexadecimal digits of SHA-256 of
its characters without white space, chosen by reading the raw text). With the directory that holds them:

    SEED_DOCUMENTS=/directory/of/the/files pytest tests/ingest/test_seeds.py
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load
from ragassist.ingest.split import split
from tests.ingest import dirty

REFERENCE = json.loads(Path(__file__).with_name("seed_reference.json").read_text(encoding="utf-8"))
SEEDS = os.environ.get("SEED_DOCUMENTS", "")
WHOLE_SHARE = 0.99
MARKS = re.compile(r"[\W_]*(?:[\[［]\d[\d,，–-]*[\]］][\W_]*)*")


def fingerprint(text):
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:16]


def sentences(document):
    """Every sentence of every passage."""
    passages = split(document, clean(document), count_tokens=len, budget_tokens=300)
    return [sentence for passage in passages for sentence in passage.sentences]


def alike(raw, one, other):
    """Whether two offsets differ by marks and space alone."""
    return bool(MARKS.fullmatch(raw[min(one, other) : max(one, other)]))


def is_whole(raw, found, start, end, digest):
    return any(
        alike(raw, sentence.start, start) and alike(raw, sentence.end, end) and fingerprint(sentence.text) == digest for sentence in found
    )


def meets(sentence, spans):
    return any(min(sentence.end, end) - max(sentence.start, start) > 0 for start, end in spans)


def check(document, reference, furniture=()):
    found = sentences(document)
    missed = [raw_span for *raw_span, digest in reference if not is_whole(document.raw, found, *raw_span, digest)]
    glued = [
        sentence.text
        for sentence in found
        if sum(min(sentence.end, end) - max(sentence.start, start) > 0 for start, end, _ in reference) > 1
    ]
    survived = [
        sentence.text
        for sentence in found
        if meets(sentence, furniture) and not meets(sentence, [(start, end) for start, end, _ in reference])
    ]
    assert survived == []
    assert glued == []
    assert len(missed) <= (1 - WHOLE_SHARE) * len(reference), [document.raw[slice(*span)] for span in missed]


@pytest.mark.parametrize("made", [dirty.paper(), dirty.report(), dirty.account_page()], ids=["paper", "report", "account page"])
def test_sentences_of_a_document_made_dirty_come_out_whole(made, tmp_path):
    assert len(made.sentences) >= 40
    path = tmp_path / made.name
    path.write_text(made.raw, encoding="utf-8", newline="")
    document = load(path, shown_path=made.name, max_file_mb=1)
    assert document.raw == made.raw
    check(document, [(start, end, fingerprint(text)) for start, end, text in made.sentences], made.furniture)


def test_the_reference_is_large_enough_and_holds_no_text():
    assert sum(len(item["sentences"]) for item in REFERENCE) >= 200
    for item in REFERENCE:
        spans = [(start, end) for start, end, _ in item["sentences"]]
        assert spans == sorted(spans)
        assert all(start < end for start, end in spans)
        assert all(re.fullmatch("[0-9a-f]{16}", digest) for *_, digest in item["sentences"])


if SEEDS:

    @pytest.mark.parametrize("item", REFERENCE, ids=[item["file"] for item in REFERENCE])
    def test_sentences_of_a_real_document_come_out_whole(item):
        path = Path(SEEDS) / item["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == item["sha256"], "another file than was read"
        check(load(path, shown_path=item["file"], max_file_mb=1), item["sentences"], item.get("furniture", ()))
