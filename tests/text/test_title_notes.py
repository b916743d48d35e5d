"""The note under a law's title, as the loader reads it for who and when, and as an answer quotes it."""

import pytest

from ragassist.text.title_notes import title_notes


def _told(head: str) -> list[str]:
    return [head[start:end] for start, end in title_notes(head)]


@pytest.mark.parametrize(
    "note",
    [
        "2021年8月20日港务代表会议第三次会议通过",
        "2021年8月20日港务代表会议第三次会议通过\n自2021年11月1日起施行",
        "2019 年 5 月 2 日港务局令第 7 号公布 自2019年6月1日起施行",
        "自2020年1月1日起施行，港务局公布",
        "港务代表会议常务委员会2021年8月20日通过",
        "经2021年8月港务代表会议审议通过，根据2023年决定修正",
    ],
)
def test_a_note_is_found_whether_it_begins_with_a_day_or_with_the_body_that_adopted(note):
    assert _told(f"渡轮条例\n（{note}）\n第一条 为了航行安全。") == [note]


def test_marks_of_markdown_and_another_bracket_before_it_are_no_part_of_it():
    assert _told("# 渡轮条例\n\n*（2021年8月20日第三次会议通过）*\n") == ["2021年8月20日第三次会议通过"]
    assert _told("　　(（2021年8月20日第三次会议通过）)\n") == ["2021年8月20日第三次会议通过"]


@pytest.mark.parametrize(
    "line",
    [
        "（渡轮2021年首航）",
        "（来源：港口日报，发布于2021年8月20日）",
        "该条例（2021年8月20日第三次会议通过）适用于渡轮。",
        "（2021年8月）",
    ],
)
def test_what_only_holds_a_year_or_stands_within_a_line_is_no_note(line):
    assert _told(f"渡轮条例\n{line}\n第一条") == []
