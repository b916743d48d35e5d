"""What is asked for and what a statement holds: things counted, occasions of dates, contacts, reasons, the words of one part."""

from __future__ import annotations

import pytest

from ragassist.answer.expected import need
from ragassist.answer.kinds import of_kind
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


@pytest.mark.parametrize(
    ("part", "sentence", "held"),
    [
        ("意见发到哪个邮箱", "意见发送至：pier@example.org。", True),
        ("意见发到哪个邮箱", "意见寄至：海边路8号。", False),
        ("to which street address can letters be sent", "意见寄至：海边路8号。", True),
        ("码头的举报电话是多少", "举报电话：010-12345678。", True),
        ("码头的举报电话是多少", "举报属实的，奖励五千元。", False),
        ("why are ferries stopped in winter", "由于结冰，渡轮冬季停航。", True),
        ("in which law is that laid down", "渡轮冬季停航。", False),
        ("what happens if they do not", "逾期的，处五百元罚款。", True),
        ("本办法由哪个部门负责解释", "本办法由港务局负责解释。", True),
        ("本办法由谁解释", "港务局负责管理有关工作。", False),
        ("who interprets these Measures", "本细则由港务局负责解释。", True),
        ("港长由谁任命", "港长由市政府任命。", True),
        ("港长由哪个机关委派", "港长负责与船东联络。", False),
        ("which office appoints the harbour master", "港长由市政府指定。", True),
        ("how often are the piers inspected", "码头每季度检修一次。", True),
        ("how often are the piers inspected", "码头由港务局检修。", False),
        ("When may the deadline for a survey be extended?", "检验应当在三十日内完成，情况复杂的可以延长十五日。", True),
        ("When may the deadline for a survey be extended?", "检验应当在三十日内完成。", False),
        ("In what case does an owner get more time?", "船东有特殊情况的，期限可以顺延。", True),
        ("什么情况下可以申请延期检验？", "船东应当每年申请检验。", False),
        ("延长检验期限最多几天？", "检验期限可以延长，最多十五日。", True),
        ("How far does the pier extend into the bay?", "码头长三百米。", True),
        ("如何判断渡轮是否适航？", "渡轮经检验合格即为适航。", True),
        ("船长走私会怎么判？", "渡轮经检验合格即为适航。", False),
        ("What reason do the rules give for the survey?", "为了防止事故，渡轮每年检验。", True),
        ("What reason do the rules give for the survey?", "渡轮每年检验一次。", False),
        ("什么情况下可以申请延期检验？", "不得以检验为由拖延开航。", False),
        ("沉船的残骸存放在哪里？", "残骸存放在港务局仓库。", True),
        ("沉船的残骸存放在哪里？", "残骸由船东打捞。", False),
        ("Where are the wrecks to be kept?", "残骸存放于指定场地。", True),
        ("船东在哪里申请检验？", "船东应当申请检验。", True),
        ("检验采用什么方法？", "检验采用抽样方法。", True),
        ("By what means are wrecks marked?", "沉船由船东标明。", False),
    ],
)
def test_a_statement_holds_the_kind_of_thing_that_is_asked_for(part: str, sentence: str, held: bool) -> None:
    assert of_kind(part, sentence) is held


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
