"""Articles of a rule are found by number, whole, however the text was cut into passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragassist.ingest.articles import article_number, articles, find_articles
from ragassist.ingest.cut import cut
from ragassist.ingest.load import load

RULE = """滨海市人工智能服务管理办法

第一章 总则

第一条 为了促进人工智能服务健康发展，制定本办法。

第二条 在本市行政区域内提供人工智能服务，适用本办法。法律另有规定的，从其规定。

第二章 服务规范

第三条 提供者应当履行下列义务：
（一）公布服务说明；
（二）保存日志不少于六个月，本办法第二条所称服务除外。

第三条之一　小型提供者可以简化前条第一项的说明。

第三章 附则

第四条 本办法自2024年3月1日起施行。
"""
ENGLISH = """Harbour Data Rules

Chapter 1 General

Article 1 These rules govern harbour data.

Article 2 Operators keep logs for six months. Article 1 applies to them.

Chapter 2 Final

Article 3 These rules take effect on 1 March 2024.
"""


def passages(tmp_path: Path, text: str, budget: int):
    path = tmp_path / "rule.txt"
    path.write_text(text, encoding="utf8")
    document = load(path, shown_path="rule.txt", max_file_mb=1)
    return cut(document, count_tokens=len, budget_tokens=budget), document.raw


@pytest.mark.parametrize("budget", [40, 80, 300])
def test_each_article_is_whole_and_ends_before_the_next_chapter(tmp_path, budget):
    found = articles(*passages(tmp_path, RULE, budget))
    assert [(a.label, RULE[a.start : a.end].split("\n")[0][:8]) for a in found] == [
        ("第一条", "第一条 为了促进"),
        ("第二条", "第二条 在本市行"),
        ("第三条", "第三条 提供者应"),
        ("第三条之一", "第三条之一　小型"),
        ("第四条", "第四条 本办法自"),
    ]
    assert all("章" not in RULE[a.start : a.end] for a in found)
    assert RULE[found[1].start : found[1].end].endswith("从其规定。")
    assert RULE[found[2].start : found[2].end].endswith("除外。")


@pytest.mark.parametrize("budget", [60, 300])
def test_an_article_that_names_another_does_not_end_there(tmp_path, budget):
    found = articles(*passages(tmp_path, ENGLISH, budget))
    assert [a.label for a in found] == ["Article 1", "Article 2", "Article 3"]
    assert ENGLISH[found[1].start : found[1].end].endswith("applies to them.")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("第三条", (3, 0)),
        ("3", (3, 0)),
        ("三", (3, 0)),
        ("Article 3", (3, 0)),
        ("art. 3", (3, 0)),
        ("第三条之一", (3, 1)),
        (" 第 3 条 ", (3, 0)),
    ],
)
def test_an_article_is_named_in_either_language(tmp_path, name, number):
    assert article_number(name) == number
    (found,) = find_articles(*passages(tmp_path, RULE, 80), number)
    assert article_number(found.label) == number


@pytest.mark.parametrize("name", ["", "附则", "chapter one", "第条", "三四五章"])
def test_what_names_no_article_is_none(name):
    assert article_number(name) is None
