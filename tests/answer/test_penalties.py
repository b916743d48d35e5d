"""Which articles a penalty is for, and which article a statement stands in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.answer.test_pick import document

from ragassist.answer.penalties import article_of, articles_named, punished
from ragassist.types import Passage, Sentence


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        ("违反本办法第七条规定，未公示价格的，处三百元罚款。", {"七"}),
        ("违反本条例第二十一条、第二十二条第一款规定的，责令改正。", {"二十一", "二十二"}),
        ("违反第三条的，给予警告。", {"三"}),
        ("A stall that violates Article 12 is fined 300 yuan.", {"12"}),
        ("未依照本办法第十条规定征得同意的，处五百元罚款。", {"十"}),
        ("不履行第九条规定的义务的，给予警告。", {"九"}),
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


def test_the_paragraph_that_a_further_one_means_is_found_in_another_passage() -> None:
    whole = document("a", [("违反本办法第七条规定的，处三百元罚款。", 1.0), ("单位有前款行为的，处三千元罚款。", 1.0)])
    further = whole[1]
    alone = replace(further.hit.passage, sentences=(further.sentence,))
    cut = replace(further, hit=replace(further.hit, passage=alone))
    assert punished(cut) == frozenset()
    assert punished(cut, whole) == {"七"}
