"""What is asked for and what a statement holds: things counted, occasions of dates, contacts, reasons, the words of one part."""

from __future__ import annotations

import pytest

from ragassist.answer.expected import need
from ragassist.answer.kinds import Kind, kind_of, kinds, of_kind
from ragassist.answer.own_words import own_words
from ragassist.answer.parts import in_full, question_parts
from ragassist.lang.detector import detect
from ragassist.types import Sentence

INSPECTED = Sentence(0, 8, "海事局检验渡轮。")


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("How many lighthouses stand on the coast?", "全岸有灯塔十二座。", True),
        ("How many lighthouses stand on the coast?", "灯塔应当在三十日内检修。", False),
        ("How many lighthouses stand on the coast?", "守灯塔的有四十人。", False),
        ("How many lighthouses stand on the coast?", "禁止下列行为：（十二）损毁灯塔的；", False),
        ("How many keepers work there?", "守灯塔的有四十人。", True),
        ("How many full-time staff must a lighthouse have?", "灯塔应当有四名以上专职人员。", True),
        ("How many trained and certified keepers work there?", "守灯塔的有四十人。", True),
        ("How many stone lighthouses are there?", "守灯塔的有四十人。", False),
        ("How many military piers are there?", "航道长三海里。", False),
        ("码头收到多少条建议？", "码头收到建议八十条。", True),
        ("码头收到多少条建议？", "码头停有渡轮八十条。", False),
        ("有多少造船企业？", "造船的有三家。", True),
        ("灯塔分为几级？", "灯塔按三个等级管理。", True),
        ("灯塔分为几级？", "全岸新设十九座灯塔。", False),
        ("How soon must a wreck be reported?", "沉船应当在二十四小时内报告。", True),
        ("How soon must a wreck be reported?", "沉船应当立即报告。", True),
        ("How soon must a wreck be reported?", "沉船应当向海事部门报告。", False),
        ("Within how many hours must a wreck be reported?", "沉船应当在十个工作日内报告。", False),
        ("What is the average loss of a wreck?", "沉船多在冬季。", False),
        ("How much are the mooring fees?", "违者处五千元罚款。", False),
        ("How much money is set aside for the pier?", "违者处五千元罚款。", False),
        ("两市累计投资金额分别是多少？", "东市累计六十亿元，西市累计八亿元。", True),
        ("How much are the mooring fees?", "停泊每天收费五十元。", True),
    ],
)
def test_a_figure_counts_what_is_asked(question: str, sentence: str, met: bool) -> None:
    needed = need(question)
    assert needed is not None
    assert needed.met_by(sentence, detect(sentence)) is met


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("When do the pier rules take effect?", "本办法自2021年3月1日起施行。", True),
        ("When do the pier rules take effect?", "意见反馈截止时间为2021年3月1日。", False),
        ("码头办法何时通过？", "2021年3月1日市政府第五次常务会议审议通过。", True),
        ("码头办法何时通过？", "本办法自2021年3月1日起施行。", False),
        ("When was the pier built?", "码头于2021年3月1日落成。", True),
    ],
)
def test_a_date_is_of_the_occasion_that_is_asked_for(question: str, sentence: str, met: bool) -> None:
    needed = need(question)
    assert needed is not None
    assert needed.met_by(sentence, detect(sentence)) is met


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_a_row_holds_its_own_examples_and_leaves_alone_what_only_looks_like_them(kind: Kind) -> None:
    assert len(kind.reason) > 20
    assert min(len(kind.met), len(kind.unmet), len(kind.other)) >= 2
    assert [asked for asked, _ in (*kind.met, *kind.unmet) if kind_of(asked) != kind.name] == []
    assert [asked for asked in kind.other if kind_of(asked) == kind.name] == []
    assert [sentence for asked, sentence in kind.met if not of_kind(asked, sentence)] == []
    assert [sentence for asked, sentence in kind.unmet if of_kind(asked, sentence)] == []


def test_a_part_that_asks_whether_leans_on_the_one_before_it() -> None:
    parts = question_parts("When did the pier rules take effect, and do they reach older piers?", "en")
    assert parts == ("When did the pier rules take effect", "do they reach older piers")
    assert in_full(parts, 1, "en") == "When did the pier rules take effect, do they reach older piers"
    assert question_parts("When was the pier built, and was it closed?", "en")[1] == "When was it closed"


def test_what_asks_for_no_kind_is_answered_by_anything() -> None:
    assert of_kind("How far does the pier extend into the bay?", "码头长三百米。")


def test_the_words_of_one_part_tell_its_statement_from_the_others() -> None:
    parts = question_parts("渡轮由谁检验，灯塔多久维修？", "zh")
    assert len(parts) == 2
    ferry, light = (own_words(part, "zh", tuple(other for other in parts if other != part)) for part in parts)
    assert (ferry.share(INSPECTED), light.share(INSPECTED)) == (1.0, 0.0)
    assert light.share(Sentence(0, 7, "灯塔每年维修。")) == 1.0


def test_a_part_that_only_asks_is_compared_with_the_one_before_it() -> None:
    parts = question_parts("Which council closed the old pier for good, and for what purpose?", "en")
    assert in_full(parts, 1, "en") == "Which council closed the old pier for good, for what purpose"
    assert in_full(parts, 0, "en") == parts[0]


def test_how_each_of_several_puts_it_is_no_part_of_its_own() -> None:
    assert question_parts("关于停航，海事局和港务局的理由是什么，各怎么讲？", "zh") == ()
