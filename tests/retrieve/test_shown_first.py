from __future__ import annotations

import doctest

import pytest

from ragassist.retrieve import shown_first as module
from ragassist.retrieve.shown_first import first_distinct, lists_sources
from ragassist.types import Passage

CANAL = "灌溉渠每年春天由村民轮流清理，谁家的水田靠近渠口，谁家就多出一天工，渠长由三个村子轮流推举，任期一年。"
TEA = "茶农在清明前采下的嫩芽价格最高，一斤可以卖到一千二百元，谷雨以后只能做成普通的炒青。"
REFERENCES = """[1] 王某某. 山区灌溉渠的轮流清理[J]. 水利研究, 2019(3): 11-19.
[2] 李某. 村规与水权[M]. 北京: 某出版社, 2015.
[3] Doe J, et al. Canals and villages[J]. Water, 2018, 12(2): 33-40."""


def passage(name: str, text: str, heading: tuple[str, ...] = ()) -> Passage:
    return Passage(name, name, 0, "zh", heading, 0, len(text), text, ())


def test_doctests() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        (REFERENCES, (), True),
        (CANAL, ("参考文献",), True),
        (CANAL, ("第三章", "References"), True),
        (CANAL, ("参考文献的写法",), False),
        (CANAL, (), False),
        (CANAL + "（见 https://canal.example/1）" + TEA, (), False),
        ("", (), False),
    ],
)
def test_a_list_of_sources_is_told_from_text_with_sources(text: str, heading: tuple[str, ...], expected: bool) -> None:
    assert lists_sources(passage("p", text, heading)) is expected


def test_versions_of_one_text_and_reference_lists_come_last_and_nothing_is_lost() -> None:
    texts = {"list": REFERENCES, "canal": CANAL, "again": CANAL.replace("任期一年", "任期两年"), "copy": CANAL, "tea": TEA}
    found = {name: passage(name, text) for name, text in texts.items()}
    order = [(name, 1 - i / 10) for i, name in enumerate(texts)]
    assert [name for name, _ in first_distinct(order, found, 2)] == ["canal", "tea"]
    assert [name for name, _ in first_distinct(order, found, 9)] == ["canal", "tea", "list", "again", "copy"]
    assert [name for name, _ in first_distinct(order[:1], found, 3)] == ["list"]
