"""A quotation for a reader of the other language carries its figures in hers."""

from __future__ import annotations

import pytest

from ragassist.answer.quoting import figures_in, not_rendered, without_model


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("录音应当保存不少于90日。", ["at least 90 days"]),
        ("自2026年3月1日起施行。", ["March 1, 2026"]),
        ("处二十万元以上一百万元以下罚款，或者上一年度营业额百分之三以下罚款。", ["200,000–1 million yuan", "at most 3%"]),
        ("本节三处问题仍待解决。", []),
        ("配套标准GB 12345-2024与ISO/IEC 99999:2023同日实施。", []),
        ("上一年度的材料应当每30日更新。", []),
        ("已有4600台设备、6万名用户。", ["60,000"]),
    ],
)
def test_the_figures_that_stand_by_themselves_are_written_out(text, figures):
    assert figures_in(text, "en") == figures


def test_the_quotation_is_word_for_word_whatever_is_written_out():
    text = "录音应当保存不少于90日。"
    for framed in (without_model(text, "en", "Recordings"), not_rendered(text, "en")):
        assert f"“{text}”" in framed
        assert framed.endswith("It gives: at least 90 days.")
