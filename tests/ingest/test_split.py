"""Passages hold whole sentences, keep to their budget and know the headings above them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.ingest.clean import clean
from ragassist.ingest.split import OVERLONG, split
from ragassist.text.normalize import CleanText
from ragassist.text.sentences import split_sentences
from tests.examples import examples
from tests.ingest.documents import ACCOUNT_PAGE, HARD_WRAPPED, LAW, WITH_RUNNING_HEADS, document


def passages(raw, budget=60, path="a.txt", count=len, **meta):
    made = document(raw, path, **meta)
    return split(made, clean(made), count_tokens=count, budget_tokens=budget)


def assert_sound(made, text, found):
    spans = split_sentences(text.text)
    assert "".join("".join(s.text for s in passage.sentences) for passage in found).replace(" ", "") == "".join(
        text.text[a:b] for a, b in spans
    ).replace(" ", "")
    last = 0
    for ordinal, passage in enumerate(found):
        assert passage.ordinal == ordinal
        assert passage.passage_id == f"{made.doc_id}:{ordinal:05d}"
        assert passage.sentences
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        at = 0
        for sentence in passage.sentences:
            assert last <= sentence.start < sentence.end <= len(made.raw)
            last = sentence.end
            at = passage.text.index(sentence.text, at) + len(sentence.text)
        assert at == len(passage.text)


@pytest.mark.parametrize("raw", [HARD_WRAPPED, WITH_RUNNING_HEADS, ACCOUNT_PAGE, LAW])
@pytest.mark.parametrize("budget", [20, 60, 200, 10_000])
def test_every_sentence_is_in_one_passage_in_order(raw, budget):
    made = document(raw, "a.md" if raw is ACCOUNT_PAGE else "a.txt")
    text = clean(made)
    found = split(made, text, count_tokens=len, budget_tokens=budget)
    assert_sound(made, text, found)
    for passage in found:
        *before, last = [len(sentence.text) for sentence in passage.sentences]
        assert sum(before) <= 1.15 * budget
        assert last <= OVERLONG * budget


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["数据很多。", "Chips are dear. ", "一、总则\n", "（一）范围\n", "很长的句子，" * 9, "\n", "甲；乙；", "什么？", "　"]
        ),
        max_size=40,
    ).map("".join),
    st.integers(5, 80),
)
def test_any_text_is_split_soundly(raw, budget):
    made = document(raw)
    text = clean(made)
    assert_sound(made, text, split(made, text, count_tokens=len, budget_tokens=budget))


def test_a_short_document_is_one_passage():
    (only,) = passages("一句话。又一句话。\n")
    assert only.text == "一句话。又一句话。"
    assert [sentence.text for sentence in only.sentences] == ["一句话。", "又一句话。"]
    assert only.lang == "zh"


def test_an_empty_text_has_no_passages():
    made = document("")
    assert split(made, CleanText.of(""), count_tokens=len, budget_tokens=60) == []


def test_paragraphs_stay_visible_in_the_text_of_a_passage():
    (only,) = passages("第一段第一句。第一段第二句。\n\n第二段。\n", budget=200)
    assert only.text == "第一段第一句。第一段第二句。\n第二段。"


def test_the_heading_path_is_kept_outermost_first():
    found = passages(LAW, budget=40, title="智能停车管理办法")
    assert [passage.heading for passage in found if "手机号码" in passage.text] == [("智能停车管理办法", "第二章 服务规范", "第三条")]
    assert all(passage.sentences[-1].text not in ("第一章 总则", "第二章 服务规范") for passage in found)


def test_markdown_headings_make_the_path_and_open_passages():
    raw = (
        "# 报告\n\n"
        + "开头的话说了很多内容。" * 3
        + "\n\n## 一、现状\n\n"
        + "现状的话说了很多内容。" * 3
        + "\n\n### 细节\n\n细节的话也说了很多的内容。细节的话到此就说完了。\n\n## 二、对策\n\n"
        + "对策的话说了很多内容。" * 3
    )
    found = passages(raw, path="a.md", title="报告")
    heads = {sentence.text: passage.heading for passage in found for sentence in passage.sentences}
    assert heads["现状的话说了很多内容。"] == ("报告", "一、现状")
    assert heads["对策的话说了很多内容。"] == ("报告", "二、对策")
    assert any(passage.text.startswith("二、对策\n") for passage in found)


def test_the_abstract_of_a_chinese_paper_is_an_english_passage():
    found = passages(WITH_RUNNING_HEADS, budget=80)
    assert {passage.lang for passage in found} == {"zh", "en"}


def test_a_sentence_beyond_the_budget_stands_alone_and_one_far_beyond_is_cut_at_clauses():
    long = "，".join(["这一分句大约有十个字"] * 7) + "。"
    found = passages("前一句。" + long + "后一句。", budget=60)
    assert [len(passage.sentences) for passage in found] == [1, 1, 1]
    found = passages("前一句。" + long * 1 + "后一句。", budget=30)
    parts = [sentence.text for passage in found for sentence in passage.sentences]
    assert "".join(parts) == "前一句。" + long + "后一句。"
    assert all(len(part) <= OVERLONG * 30 for part in parts)
    assert all(part.endswith(("，", "。")) for part in parts)


def test_a_text_without_any_mark_is_still_cut():
    found = passages("字" * 1000, budget=50)
    assert max(len(passage.text) for passage in found) <= 50
    assert "".join(passage.text for passage in found) == "字" * 1000


def test_a_tiny_tail_joins_the_passage_before():
    raw = "这一句话正好有二十个字左右的长度吧。" * 3 + "尾。"
    assert len(passages(raw, budget=55)) == 1


def test_tokens_are_counted_once_for_each_sentence():
    asked = []

    def count(text):
        asked.append(text)
        return len(text)

    passages("同一句话。" * 500 + "另一句话。", budget=40, count=count)
    assert sorted(set(asked)) == sorted(asked)
