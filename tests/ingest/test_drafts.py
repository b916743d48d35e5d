"""A draft is known by what it is, not by the word: a notice that asks for comments, a date that is still blank, a marked title."""

import pytest

from ragassist.ingest.load.drafts import is_draft
from ragassist.ingest.load.head import complete
from ragassist.types import DocumentMeta

RULE = "第一条 为了规范夜市，制定本办法。\n第二条 摊主应当持证经营。\n第三条 收费标准另行规定。\n第四条 本办法自{}起施行。"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("夜市摊位管理办法（征求意见稿）", RULE.format("2025年5月1日"), True),
        ("夜市影响评估指南（征求意见稿）", "本指南适用于夜市。", True),
        ("夜市摊位管理办法", RULE.format("　年 月 日"), True),
        ("夜市摊位管理办法", RULE.format("20XX年X月X日"), True),
        ("夜市摊位管理办法", RULE.format("2025年5月1日"), False),
        ("市商务局公开征求对《夜市摊位管理办法》的意见", "请于5月1日前反馈。", True),
        ("关于夜市摊位管理的通知", "我局起草了《夜市摊位管理办法》，现向社会公开征求意见。公众可通过以下途径反馈。", True),
        ("《夜市摊位管理办法（征求意见稿）》五大看点", "市商务局日前公布了征求意见稿，向社会公开征求意见。", False),
        ("解读 | 夜市摊位管理办法（征求意见稿）", "笔者认为，征求意见稿放宽了收费。", False),
        ("《夜市摊位管理办法》公开征求意见情况的反馈", "共收到意见三十条，采纳八条。", False),
        ("夜市何以繁荣", "去年的征求意见稿要求持证，正式文本删去了这一条。", False),
    ],
)
def test_a_draft_is_told_from_a_text_about_one(title, text, expected):
    assert is_draft(title, text) is expected


def test_the_state_is_read_from_the_body_and_an_analyst_s_article_has_none():
    assert complete(DocumentMeta(), "# 夜市摊位管理办法\n\n" + RULE.format(" 年 月 日")).status == "draft"
    article = "# 解读 | 放宽与收紧——浅谈《夜市摊位管理办法（征求意见稿）》\n\n市商务局公布了征求意见稿，笔者认为其放宽了收费。"
    assert complete(DocumentMeta(), article).status == ""
