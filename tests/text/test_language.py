"""Chinese or English, mixed questions included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.language import detect, han_ratio


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("各省的算力规模是多少？", "zh"),
        ("How large is the computing capacity?", "en"),
        ("What is 东数西算?", "en"),
        ("Explain 卡脖子", "en"),
        ("How does 小院高墙 differ from 脱钩断链?", "en"),
        ("ChatGPT是什么？", "zh"),
        ("OpenAI和DeepSeek有什么区别", "zh"),
        ("EDA 市场由谁主导", "zh"),
        ("GPT-4.5 与 Claude 的差别在哪里？", "zh"),
        ("企业使用 Amazon Web Services 和 Microsoft Azure 的云平台训练模型。", "zh"),
        ("The State Council (国务院) issued the plan in July 2017, and ministries followed.", "en"),
        ("2024", "en"),
        ("", "en"),
        ("👍", "en"),
        ("㐀㐁", "zh"),
    ],
)
def test_the_language_a_reader_would_name(text, lang):
    assert detect(text) == lang


@given(st.text())
def test_the_ratio_is_a_share(text):
    assert 0.0 <= han_ratio(text) <= 1.0


def test_the_ratio_counts_letters_and_characters_only():
    assert han_ratio("数据 ab, 12!") == 0.5
    assert han_ratio("123") == 0.0
