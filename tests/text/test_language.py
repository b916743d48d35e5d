"""Chinese or English, mixed questions included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.lang.detector import detect, han_ratio, other_language
from ragassist.text.language import language_of_own_words


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("港湾施設における自動運転クレーンの安全基準を定める。", "japanese"),
        ("自動運転クレーンについて", "japanese"),
        ("データ利活用", "japanese"),
        ("항만 자동화 장비의 안전 기준을 정한다.", "korean"),
        ("항만의 안전기준(安全基準)", "korean"),
        ("Правила безопасности портовых кранов", "cyrillic"),
        ("กฎความปลอดภัยของท่าเรือ", "thai"),
        ("港口自动化设备的安全标准由省级部门制定。", ""),
        ("港口自動化設備的安全標準由主管機關訂定。", ""),
        ("《はじめてのクレーン》由东京的出版社出版，介绍港口设备的操作方法。", ""),
        ("海の味茶飲在滨海港开设门店", ""),
        ("The crane maker カトー sells to the port of Binhai.", ""),
        ("α 与 β 为参数", ""),
        ("2024", ""),
        ("", ""),
    ],
)
def test_a_language_that_is_neither_is_named(text, language):
    assert other_language(text) == language
    if language:
        assert detect(text) != "zh"


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_han_characters_alone_are_chinese_in_either_script(text):
    assert other_language(text) == ""
    assert detect(text) == "zh"


def test_what_one_line_opens_the_next_does_not_close() -> None:
    assert language_of_own_words("The “harbour is open\nand the ferry” sails 夜航") == "en"
    assert language_of_own_words("“The harbour is open.” 渡轮夜航。") == "zh"
