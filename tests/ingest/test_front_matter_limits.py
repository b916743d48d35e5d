"""Front matter that nests, repeats or outgrows itself: read line by line, in no time, and the program lives. All values are made up."""

from __future__ import annotations

import time

import pytest

from ragassist.ingest.load import frontmatter

_LAUGHS = "a: &a [渡口, 渡口, 渡口]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "block",
    ["notes: " + "[" * 200_000, "notes: " + "{a: " * 5_000, "- " * 9_000, "? " * 9_000, "x" * 30_000, _LAUGHS, f"{_LAUGHS}author: *i"],
    ids=["brackets", "braces", "bullets", "questions", "long", "laughs", "laughs in a field"],
)
def test_a_block_without_end_gives_its_title_at_once(block):
    began = time.process_time()
    assert frontmatter.read(f"---\ntitle: 渡口安全办法\ndate: 2026-02-03\n{block}\n---\n\n正文。").title == "渡口安全办法"
    assert time.process_time() - began < 2


def test_ordinary_front_matter_keeps_its_types():
    meta = frontmatter.read('---\ntitle: "渡口: 办法"\nauthors: [沈渡, 周闻]\ndate: 2026-02-03\neffective: 2026年3月1日\n---\n正文。')
    assert (meta.title, meta.author, meta.date, meta.effective) == ("渡口: 办法", "沈渡、周闻", "2026-02-03", "2026-03-01")


def test_stars_that_are_no_aliases_are_read_as_they_stand():
    assert frontmatter.read("---\ntitle: 算力 3*4 之争\n---\n正文。").title == "算力 3*4 之争"
