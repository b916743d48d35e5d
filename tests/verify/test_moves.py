"""Which way figures move, which of them belong together, and who comes before whom in an order: compared across two languages."""

import pytest

from ragassist.verify.checks.moved import misdirected
from ragassist.verify.checks.paired import mispaired
from ragassist.verify.checks.ranks import misranked
from ragassist.verify.checks.weekdays import other_days
from ragassist.verify.checks.worded_figures import exchanged_figures
from ragassist.verify.moves import ends, moves
from ragassist.verify.view import Part


def codes(found):
    return [finding.code for finding in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Freight rose 5 percent, while fares slipped by 2 percent.", [("5 percent", True, ""), ("2 percent", False, "by")]),
        ("The fare dropped from 19 yuan to 16.", [("19 yuan", False, "from"), ("16", False, "to")]),
        ("There were 30 more than a year before.", [("30", True, "by")]),
        ("Crews earn 12 percent below the city average.", [("12 percent", False, "by")]),
        ("货运量由90万吨增至120万吨，增长三成。", [("90万吨", True, "from"), ("120万吨", True, "to"), ("三成", True, "by")]),
        ("票价比上年低2元，增速为4%。", [("2元", False, "by"), ("4%", True, "by")]),
        ("Fares did not fall by 5 percent.", []),
        ("The gain narrowed to 88 percent.", []),
        ("Ferries make up 40 percent of the fleet, and up to 30 boats are on loan.", []),
        ("The east port handles 20 percent more than the west port.", []),
    ],
)
def test_a_figure_moves_as_the_word_beside_it_says(text, told):
    assert [(move.quantity.surface, move.up, move.role) for move in moves(text)] == told


def test_the_ends_of_a_move_are_read_in_both_languages():
    for text in ("Fares went from 30 yuan to 20.", "票价由30元降至20元。", "票价原为30元，现下调为20元。"):
        assert [(int(a.low), int(b.low)) for a, b in ends(text)] == [(30, 20)]


@pytest.mark.parametrize(
    ("claim", "source", "found"),
    [
        ("Repairs went up by 0.3 points.", "返修率下降0.3个百分点。", ["direction.figure"]),
        ("Repairs went down by 0.3 points.", "返修率下降0.3个百分点。", []),
        ("货运量下降4%。", "Freight was up 4 percent.", ["direction.figure"]),
        ("Crews earn 12 percent below the average.", "船员月薪高于平均水平12%。", ["direction.figure"]),
        ("Fares rose from 20 to 30 yuan.", "票价由30元降至20元。", ["direction.reversed"]),
        ("Traffic dropped from 19,000 to 18,000.", "客流从1.9万人次降到1.6万人次，后回升到1.8万人次。", ["direction.figure"]),
        ("Fares were cut by 20 percent.", "票价下调至20%。", ["direction.step"]),
        ("Fares rose from 20 yuan.", "票价降至20元，随后由20元升至30元。", []),
    ],
)
def test_a_figure_that_moves_the_other_way_is_told(claim, source, found):
    assert codes(misdirected(Part(claim), Part(source))) == found


def test_figures_of_two_kinds_keep_their_partners():
    source = Part("不足十吨的渡轮占25%，超过九十吨的占40%。")
    assert codes(mispaired(Part("Ferries of less than 10 tonnes are 40 percent."), source)) == ["owner.other_figure"]
    assert mispaired(Part("Ferries of more than 90 tonnes are 40 percent, and those of less than 10 tonnes 25."), source) == []
    assert mispaired(Part("Of the ferries 25 percent have less than 10 tonnes and more than 90 tonnes 40 percent."), source) == []


def test_figures_of_one_kind_keep_their_words():
    source = Part("在沿海六百船货物中，石油占15.5%，钢材占61.5%。")
    swapped = "Steel is 15.5 percent of it and oil 61.5 percent."
    assert codes(exchanged_figures(Part(swapped), source)) == ["owner.other_figure"]
    assert exchanged_figures(Part("Oil is 15.5 percent of the coastal cargo, and steel 61.5 percent."), source) == []


def test_what_opens_a_sentence_holds_of_every_figure_in_it():
    source = Part("在受访的码头企业里，使用电动设备的占41.5%，使用氢能设备的只占2.1%。")
    claim = Part("Just 2.1 percent of the enterprises interviewed use hydrogen, and 41.5 percent use electric equipment.")
    assert exchanged_figures(claim, source) == []


@pytest.mark.parametrize(
    ("claim", "source", "found"),
    [
        ("It is the second-largest port.", "该港为全省第三大港。", ["ordinal.differs"]),
        ("It is the third-largest port.", "该港为全省第三大港。", []),
        ("It is among the largest ports.", "该港为全省第三大港。", []),
        ("该湖为全省最深的湖，也是第二长的湖。", "It is the longest lake of the province.", ["ordinal.differs"]),
        ("It is the longest line.", "该线是最长的线路，客流居第二。", []),
    ],
)
def test_a_place_in_an_order_of_size_is_compared(claim, source, found):
    assert codes(misranked(Part(claim), Part(source))) == found


def test_days_of_the_week_are_compared_and_ranges_filled():
    assert codes(other_days(Part("Ferries sail on Mondays and Fridays."), Part("渡轮每周一、周四开航。"))) == ["date.differs"]
    assert other_days(Part("Ferries sail on Wednesdays."), Part("渡轮周一至周五开航。")) == []
    assert other_days(Part("Ferries sail on Wednesdays."), Part("渡轮每周三次开航。")) == []
    assert other_days(Part("Ferries sail on Tuesdays, Thursdays and Sundays."), Part("渡轮每周二、四、日开航。")) == []
