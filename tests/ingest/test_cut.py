"""A long text is cut in parts; what comes out is as good as in one piece."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragassist.ingest import clean
from ragassist.ingest.cut import EmptyPageError, cut
from ragassist.types import Document, DocumentMeta
from tests.store.rules import article


def document(raw, path="long.txt"):
    return Document("d" * 16, path, f"/{path}", "", raw, "zh", DocumentMeta(title="数据流通管理办法"))


def passages(one):
    return cut(one, count_tokens=len, budget_tokens=256)


def test_a_text_in_parts_gives_the_same_sentences_in_the_same_places(monkeypatch):
    raw = "\n\n".join(["数据流通管理办法", *(article(n, 1) for n in range(1, 200))])
    whole = passages(document(raw))
    monkeypatch.setattr(clean, "PART_CHARS", 3000)
    parts = passages(document(raw))
    assert len(raw) > 6 * 3000
    assert [p.ordinal for p in parts] == list(range(len(parts)))
    assert len({p.passage_id for p in parts}) == len(parts)
    assert [s for p in parts for s in p.sentences] == [s for p in whole for s in p.sentences]
    for passage in parts:
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)


def test_work_grows_with_the_text_and_not_faster(monkeypatch):
    """What each part is given to clean adds up to the text, whatever its length, and no part is more than two million characters."""
    given = []
    monkeypatch.setattr("ragassist.ingest.clean.clean_lines", lambda part: given.append(part.raw) or (clean.CleanText.of(""), []))
    raw = "每年三月公布疏浚计划。\n" * 400_000
    assert len(raw) > 4 * clean.PART_CHARS
    large = replace(document(raw), meta=DocumentMeta())
    with pytest.raises(EmptyPageError):
        passages(large)
    assert "".join(given) == raw
    assert max(map(len, given)) <= 2 * clean.PART_CHARS
    given.clear()
    with pytest.raises(EmptyPageError):
        passages(document("长" * 5_000_000))  # no line end to cut at
    assert sum(map(len, given)) == 5_000_000
    assert max(map(len, given)) <= 2 * clean.PART_CHARS


@pytest.mark.slow
def test_five_megabytes_go_in_whole():
    """Every paragraph of a five-megabyte text is in a passage, once, where it stands."""
    few = [article(n, 2).split(" ", 1)[1] for n in range(400)]
    count = 5_000_000 // len("".join(few).encode()) + 1
    raw = "\n".join(few * count)
    assert len(raw.encode()) >= 5_000_000
    found = passages(document(raw))
    held = sum(len(sentence.text) for passage in found for sentence in passage.sentences)
    assert held >= 0.99 * len(raw)
    assert all(raw[s.start : s.end] == s.text for passage in found[:: len(found) // 50] for s in passage.sentences)


def test_a_shell_is_empty():
    with pytest.raises(EmptyPageError, match="no text beyond title"):
        passages(document("# 数据流通管理办法\n", "shell.md"))
