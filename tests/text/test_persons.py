"""Chinese names are spelled, everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.persons import romanise


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("会议由王小明主持。", "会议由 Wang Xiaoming 主持。"),
        ("张欣认为规则过严。", " Zhang Xin 认为规则过严。"),
        ("这是一场马拉松。", "这是一场马拉松。"),
        ("未经许可，不得停泊；许可证遗失的，应当陈述理由。", "未经许可，不得停泊；许可证遗失的，应当陈述理由。"),
        ("船东聘请顾问，谢谢大家。", "船东聘请顾问，谢谢大家。"),
        ("两项要求之间存在张力。", "两项要求之间存在张力。"),
        ("特朗普签署行政令。", "特朗普签署行政令。"),
        ("No Chinese at all.", "No Chinese at all."),
    ],
)
def test_names_and_only_names(text, spelled):
    assert romanise(text) == spelled


@given(st.text())
def test_a_text_without_names_of_the_list_is_unchanged_but_for_names(text):
    if not any("\u4e00" <= char <= "\u9fff" for char in text):
        assert romanise(text) == text
