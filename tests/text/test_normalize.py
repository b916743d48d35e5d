"""Characters are repaired, and every clean character still knows its raw span."""
# ruff: noqa: RUF005

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.characters import ONE_FOR_ONE
from ragassist.text.normalize import CleanText, repair_characters, repair_numbers

PIECES = st.sampled_from(
    [
        "数",
        "据",
        "治理",
        "model",
        "ＡＩ",
        "２０２５",
        "％",
        "⼈⼯",
        "⻓⻩",
        "é",
        "e\u0301",
        "👩\u200d🔬",
        "\ue012",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "　",
        " ",
        "  ",
    ]
    + [
        "\t",
        "\u00a0",
        "\r\n",
        "\n",
        "\n\n",
        "\r",
        "\x0c",
        "，",
        "。",
        "；",
        "：",
        "“",
        "”",
        "（",
        "）",
        "①",
        "m²",
        ".",
        "3. 6亿",
        "-",
        "［１］",
        "[2-3]",
        "！",
        "?",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def repaired(raw):
    return repair_characters(CleanText.of(raw)).text


def assert_sound(clean, raw):
    assert len(clean.starts) == len(clean.ends) == len(clean.text)
    assert clean.starts.dtype == clean.ends.dtype == np.int64
    if len(clean):
        assert np.all(np.diff(clean.starts) >= 0)
        assert np.all(np.diff(clean.ends) >= 0)
        assert np.all(clean.starts < clean.ends)
        assert clean.starts[0] >= 0
        assert clean.ends[-1] <= len(raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("２０２４年ＡＩ普及率为１６．４％", "2024年AI普及率为16.4%"),
        ("⼈⼯智能的⻓期⻛险", "人工智能的长期风险"),
        ("⻓⻔⻄⻋⻅⻢⻩⻰", "长门西车见马黄龙"),
        ("，；：！？（）“”《》、。", "，；：！？（）“”《》、。"),
        ("①面积为5 m²", "①面积为5 m²"),
        ("算\u200b力\ufeff调\u00ad度\ue012", "算力调度"),
        ("人 工 智 能 产 业", "人工智能产业"),
        ("推动 AI 大模型 发展。 随后", "推动 AI 大模型发展。随后"),
        ("第一章 总则", "第一章 总则"),
        ("第十七条　提供者应当备案", "第十七条 提供者应当备案"),
        ("摘　要：本文", "摘要：本文"),
        ("王小明　李小红", "王小明 李小红"),
        ("王明 李红 赵刚", "王明 李红 赵刚"),
        ("共 3. 6 亿元，增长 16. 4%。", "共 3.6 亿元，增长 16.4%。"),
        ("报告 2. 0》发布", "报告 2.0》发布"),
        ("见表 1. 2023年的数据", "见表 1. 2023年的数据"),
        ("In 2023. 5 firms left", "In 2023. 5 firms left"),
        ("China ' s plan , etc. , works", "China's plan, etc., works"),
        ("１．２．１　健全体系", "1.2.1 健全体系"),
        ("\uf06c 要点", "• 要点"),
        ("甲\r\n乙\r丙\x0c丁", "甲\n乙\n丙\n丁"),
        ("👩\u200d🔬研究", "👩\u200d🔬研究"),
    ],
)
def test_what_extraction_garbled_is_read_as_written(raw, text):
    assert repaired(raw) == text


def test_every_radical_becomes_a_character_of_the_unified_blocks():
    for code in [*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6)]:
        assert unicodedata.name(ONE_FOR_ONE[code]).startswith("CJK UNIFIED IDEOGRAPH"), hex(code)


@given(TEXTS)
def test_the_map_is_monotone_and_in_range(raw):
    assert_sound(repair_characters(CleanText.of(raw)), raw)


@given(TEXTS)
def test_an_unchanged_character_maps_to_itself_and_an_exchanged_one_to_what_it_stands_for(raw):
    clean = repair_characters(CleanText.of(raw))
    for char, start, end in zip(clean.text, clean.starts, clean.ends, strict=True):
        origin = raw[start:end]
        assert char in origin or char in [origin.translate(ONE_FOR_ONE), "\n", " ", ".", "'", "•"]


@given(TEXTS)
def test_repairing_twice_changes_nothing_more_than_once_for_letters(raw):
    def letters(text):
        return [char for char in text if char.isalnum()]

    assert letters(repaired(repaired(raw))) == letters(repaired(raw))


@given(st.text(alphabet="ab数 ", max_size=30), st.sampled_from(["a+", "数", " +", "b数"]), st.sampled_from(["", "x", "yy", "数数数"]))
def test_sub_writes_what_re_sub_writes(raw, pattern, replacement):
    import re

    clean = CleanText.of(raw).sub(pattern, replacement)
    assert clean.text == re.sub(pattern, replacement, raw)
    assert_sound(clean, raw)


def test_a_shorter_replacement_covers_all_that_it_replaced():
    clean = CleanText.of("ab  cd").sub(" +", "-").sub("b-c", "!")
    assert clean.text == "a!d"
    assert clean.span(1, 2) == (1, 5)
    assert clean.span(0, 3) == (0, 6)


def test_a_replacement_of_equal_length_keeps_each_character_in_place():
    clean = CleanText.of("xx12yy").sub(r"\d+", lambda match: match.group()[::-1])
    assert clean.span(2, 3) == (2, 3)
    assert clean.text == "xx21yy"


def test_dropped_groups_leave_the_rest_of_the_match():
    clean = CleanText.of("看[原文](u)吧").drop(r"(\[)[^\]]*(\]\([^)]*\))", 1, 2)
    assert clean.text == "看原文吧"
    assert clean.span(1, 3) == (2, 4)


@pytest.mark.parametrize("spans", [[(2, 2)], [(1, 3), (2, 4)], [(3, 9)], [(3, 4), (0, 1)]])
def test_spans_that_are_no_spans_are_refused(spans):
    with pytest.raises(ValueError, match="disjoint"):
        CleanText.of("abcdef").delete(spans)


def test_an_empty_span_has_no_raw_span():
    with pytest.raises(ValueError, match="no characters"):
        CleanText.of("abc").span(1, 1)


def test_numbers_are_joined_again_after_lines_were():
    assert repair_numbers(CleanText.of("投资 3. 6亿美元")).text == "投资 3.6亿美元"


def test_a_megabyte_of_replacements_is_handled_at_once():
    raw = "人 工，ＡＩ。" * 60_000
    clean = repair_characters(CleanText.of(raw))
    assert clean.text == "人工，AI。" * 60_000
    assert clean.span(len(clean) - 1, len(clean)) == (len(raw) - 1, len(raw))
