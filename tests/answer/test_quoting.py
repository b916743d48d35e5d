"""A quotation for a reader of the other language carries the figure that is asked for, and no other."""

from __future__ import annotations

import pytest

from ragassist.answer.quoting import figures_asked, not_rendered, without_model


@pytest.mark.parametrize(
    ("question", "text", "figures"),
    [
        ("How long must recordings be kept?", "录音应当保存不少于90日。", ["at least 90 days"]),
        ("When do the ferry rules take effect?", "本办法自2026年3月1日起施行。", ["March 1, 2026"]),
        ("What is the fine for a second breach?", "处二十万元以上一百万元以下罚款。", ["200,000–1 million yuan"]),
        ("When do the ferry rules take effect?", "2026年3月1日前可以提出意见。", []),
        ("How long is a mooring permit valid?", "录音应当保存不少于90日。", []),
        ("What must the harbour office do?", "港务处应当在90日内答复。", []),
        ("How many users are registered?", "已有6万名用户。", ["60,000"]),
        ("What is the fine for dumping?", "处三百万元或上年营业额5%的罚款，以较高者为准。", []),
        ("and how much in yuan?", "营业收入118亿元，比上年增长41.3%，船员0.87万人。", []),
    ],
)
def test_only_a_figure_of_the_asked_kind_and_occasion_is_written_out(question, text, figures):
    assert figures_asked(question, text, "en") == figures


def test_the_quotation_is_word_for_word_and_its_figure_is_told_in_words_of_the_question():
    text = "本办法自2026年3月1日起施行。"
    asked = ("When do the ferry rules take effect?",)
    for framed in (without_model(text, "en", "Ferries", asked=asked), not_rendered(text, "en", asked=asked)):
        assert f"“{text}”" in framed
        assert framed.endswith("The date of taking effect asked for is given as March 1, 2026.")


def test_a_quotation_for_a_question_that_asks_for_no_figure_says_none():
    assert without_model("港务处应当在90日内答复。", "en", asked=("What must the harbour office do?",)).endswith("”")
