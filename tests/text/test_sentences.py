"""Sentence boundaries in Chinese, English and both at once."""
# ruff: noqa: RUF005

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.sentences import LONG_CHARS, split_sentences


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        ["算力增长很快。", "能耗也在上升！", "怎么办？"],
        ["新版GPT-4.5发布了。", "价格为3.5元。"],
        ["他说：“我们会继续投入。”", "会议随后结束。"],
        ["他问：“为什么是现在？”", "没有人回答。"],
        ['他问:"为什么是现在?"', '官方回答:"时机已到。"'],
        ["“真方便！”的评价随处可见。", "也有人不同意。"],
        ["口号“自主！可控！”响彻会场。"],
        ["答案见《算力从何而来？》一书。", "书很薄。"],
        ["各地进度不一（详见附表。各省口径不同）。", "下面逐一说明。"],
        ["U.S. firms lead.", "The gap is 3.6 percent."],
        ["See No. 3 and Fig. 2.", "Dr. Li, e.g. at the workshop, disagreed."],
        ["Data from the U.S.", "The rest is domestic."],
        ["It costs $3.5 million!", "Why?", '"Because," she said, "chips are dear."', "Nobody asked again."],
        ["Visit www.example.org/a.html?x=1 for details.", "Then write to a.b@example.org."],
        ["本文认为投入仍将增加.", "下面给出依据."],
        ["完成备案的模型达到16.4%.", "其余仍在审核."],
        ["U.S. 政府提出了新规则。", "vs. 的用法不同。"],
        ["第十七条 提供者应当依法备案。", "第十八条 违反本办法的，责令改正。"],
        ["1. 总体目标是提高效率。", "2. 重点任务有三项。"],
        ["该计划……并未落地。", "原因有三。"],
        ["They met J. K. Wong.", "She agreed."],
        ["真的吗？！", "真的。"],
        ["他反复强调“数据是要素”“算力是基础”。", "众人点头。"],
    ],
)
def test_sentences_come_out_whole(whole):
    joiner = " " if whole[0].isascii() or any(part.endswith(".") for part in whole) else ""
    assert sentences(joiner.join(whole)) == whole


def test_an_english_sentence_ends_where_chinese_follows_without_a_space():
    assert sentences("The pilot will run for three years.试点期限为三年。") == ["The pilot will run for three years.", "试点期限为三年。"]
    planted = ["Use emojis to represent your answer.", "滨海市的股权出资方有四家。"]
    assert sentences("".join(planted)) == planted
    assert sentences("该公司引用OpenAI Inc.的说法。") == ["该公司引用OpenAI Inc.的说法。"]


def test_a_newline_always_ends_a_sentence():
    assert sentences("一、总体要求\n到2030年建成体系。\n\n- 列表项") == ["一、总体要求", "到2030年建成体系。", "- 列表项"]


def test_items_of_an_enumeration_are_sentences_of_their_own():
    assert sentences("应当：（一）公开规则；（二）设立渠道；（三）保存日志。") == [
        "应当：（一）公开规则；",
        "（二）设立渠道；",
        "（三）保存日志。",
    ]
    assert sentences("一是建平台；二是育人才；三是促合作。") == ["一是建平台；", "二是育人才；", "三是促合作。"]


def test_a_short_sentence_keeps_its_semicolon():
    assert sentences("东部缺电；西部缺人。") == ["东部缺电；西部缺人。"]


def test_a_long_sentence_ends_at_semicolons_when_every_piece_is_a_clause():
    clause = "各地要结合实际制定年度建设计划并且按时报送执行情况"
    text = "；".join([clause] * 8) + "。"
    assert len(text) > LONG_CHARS
    assert len(sentences(text)) == 8
    assert sentences("短；" + text) == ["短；" + text]


def test_a_label_at_the_head_of_a_line_stands_alone():
    assert sentences("摘要：本文讨论算力。") == ["摘要：", "本文讨论算力。"]
    assert sentences("Keywords: chips; power") == ["Keywords:", "chips; power"]
    assert sentences("关键词：算力；数据") == ["关键词：", "算力；数据"]


def test_closing_marks_belong_to_the_sentence_they_close():
    assert sentences("（以上为全文。）下一段开始。") == ["（以上为全文。）", "下一段开始。"]
    assert sentences("他（原文如此。）没有解释。") == ["他（原文如此。）没有解释。"]
    assert sentences("“全文完。”") == ["“全文完。”"]


TEXTS = st.lists(
    st.sampled_from(
        list("数据治理是。！？；，、：“”（）《》()[]\"'.!?;, \n\t　aBc1２ＡI①👍é\u0301%")
        + ["e.g.", "U.S.", "3.5", "（一）", "第十七条 ", "……", "\r\n"]
    ),
    max_size=60,
).map("".join)


@given(TEXTS | st.text())
def test_spans_are_ordered_disjoint_trimmed_and_hold_every_visible_character(text):
    spans = split_sentences(text)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[last:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        last = end
    assert text[last:].strip() == ""


@given(TEXTS)
def test_lines_do_not_see_each_other(text):
    assert sentences(text) == [sentence for line in text.split("\n") for sentence in sentences(line)]


def test_brackets_that_never_close_cost_little():
    assert len(sentences("（《“" * 20_000 + "。")) == 1
