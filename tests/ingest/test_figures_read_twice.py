"""Figures that two networks read alike and both wrong: what gives them away is what stands in them or beside them. All lines are made up."""

from __future__ import annotations

import pytest

from ragassist.ingest.ocr.agreement import confirmed
from ragassist.ingest.ocr.recognise import Reading


def kept(text: str, doubted: str = "") -> str:
    """The line as both readings have it, `_` for what is not confirmed; `doubted`: characters of which one of them is not sure."""
    reading = Reading(text, tuple(0.5 if char in doubted else 1.0 for char in text))
    return "".join(char if ok else "_" for char, ok in zip(text, confirmed(reading, reading), strict=True))


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("计贰拾壹方肆仟元", "计______元"),
        ("共三干五百家", "共____家"),
        ("二王八号渡口", "___号渡口"),
        ("投入1O5万", "投入____"),
        ("下降·19.47个点", "下降·_____个点"),
        ("增长7.39\\上下", "增长____\\上下"),
        ("占|12%以上", "占|___以上"),
    ],
)
def test_a_figure_that_holds_or_touches_a_misread_part_of_it_is_not_confirmed(line, left):
    assert kept(line) == left


@pytest.mark.parametrize(
    ("line", "doubted", "left"),
    [("于2026年3月开航", "6", "于____年3月开航"), ("罚款1,204.5万元", ",", "罚款________元"), ("第十七条", "十", "第__条")],
)
def test_a_figure_is_confirmed_whole_or_not_at_all(line, doubted, left):
    assert kept(line, doubted) == left


@pytest.mark.parametrize(
    "line",
    [
        "三方企业各出资$500亿",
        "第17条、（三）两千人以下",
        "2024-2026年，24:35，8/20，-3.5%",
        "一个人、五力模型、三王渡口",
        "十年九旱，三个五年",
    ],
)
def test_ordinary_figures_and_words_stay_confirmed(line):
    assert kept(line) == line
