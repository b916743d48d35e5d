"""Which articles a penalty is for, and which article a statement stands in."""

from __future__ import annotations

import pytest

from ragassist.answer.penalties import article_of, articles_named
from ragassist.types import Passage, Sentence


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        ("违反本办法第七条规定，未公示价格的，处三百元罚款。", {"七"}),
        ("违反本条例第二十一条、第二十二条第一款规定的，责令改正。", {"二十一", "二十二"}),
        ("违反第三条的，给予警告。", {"三"}),
        ("A stall that violates Article 12 is fined 300 yuan.", {"12"}),
        ("依照本办法第七条收取费用。", set()),
        ("未公示价格的，处三百元罚款。", set()),
    ],
)
def test_the_articles_whose_breach_is_punished_are_read_from_the_clause(clause: str, named: set[str]) -> None:
    assert articles_named(clause) == named


def test_a_later_paragraph_stands_in_the_article_that_opened_before_it_or_in_that_of_its_heading() -> None:
    texts = ("第八条 摊主应当公示价格。", "价格应当含税。", "第九条 摊主应当清扫摊位。")
    starts = (0, 20, 40)
    sentences = tuple(Sentence(start, start + len(text), text) for start, text in zip(starts, texts, strict=True))
    passage = Passage("a:0", "a", 0, "zh", (), 0, 60, "\n".join(texts), sentences)
    assert [article_of(passage, start) for start in starts] == ["八", "八", "九"]
    under = Passage("a:1", "a", 1, "zh", ("第二章", "第十条"), 60, 80, "摊位应当编号。", (Sentence(60, 67, "摊位应当编号。"),))
    assert article_of(under, 60) == "十"
