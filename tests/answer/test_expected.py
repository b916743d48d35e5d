"""What a question asks for, where its words say so."""

from __future__ import annotations

import pytest

from ragassist.answer.expected import expected_kinds, holds, need, parts
from ragassist.lang.detector import detect


@pytest.mark.parametrize(
    ("question", "kind", "answer", "no_answer"),
    [
        ("What share of the market do they hold?", "percent", "三家公司占市场的九成以上。", "三家公司竞争激烈。"),
        ("How much money did the city invest?", "money", "市里投入了30亿元。", "市里增加了投入。"),
        ("When did the rule take effect?", "date", "办法自2024年3月1日起施行。", "办法已经施行。"),
        ("Which article forbids resale?", "article", "第二条规定不得转让。", "券不得转让。"),
        ("第几条规定了备案？", "article", "第十七条规定了备案。", "提供者应当备案。"),
        ("一共建了几个中心？", "number", "建成十二个中心。", "中心已经建成。"),
        ("占比是多少？", "percent", "占比为16.4%。", "占比很高。"),
        ("哪一年提出的？", "date", "该计划于2017年提出。", "该计划影响很大。"),
    ],
)
def test_the_kind_is_known_and_recognised(question, kind, answer, no_answer):
    kinds = expected_kinds(question)
    assert kind in kinds
    assert holds(answer, kinds)
    assert not holds(no_answer, kinds)


@pytest.mark.parametrize("question", ["Why is it called a marathon?", "Who funds it?", "为什么推迟施行？"])
def test_nothing_is_expected_of_other_questions(question):
    assert expected_kinds(question) == frozenset()
    assert holds("任何句子。", frozenset())


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Who funds it, and with how much money?", 2),
        ("由谁出资，金额是多少？", 2),
        ("What is it?", 1),
        ("Tell me about it.", 1),
        ("什么时候施行？", 1),
    ],
)
def test_questions_in_one(question, count):
    assert parts(question) == count


@pytest.mark.parametrize(
    ("question", "met", "unmet"),
    [
        ("How many gigawatts does the campus draw?", "园区用电1.2吉瓦。", "园区有8座机房。"),
        ("园区用电多少吉瓦？", "The campus draws 1,200 MW.", "The campus cost $4 billion."),
        ("一共雇用了多少人？", "园区雇用了3000多人。", "园区有8座机房。"),
        ("How many people work there?", "About 3,000 people work there.", "It has 8 halls."),
        ("How many people work there?", "园区共有员工2400名。", "园区投资30亿元。"),
        ("安排了多少亿元预算？", "预算为20亿元。", "共有20个项目。"),
        ("When did the rule of 2023 take effect?", "办法自2024年3月1日起施行。", "2023年的办法已经施行。"),
        ("什么时候报送？", "每年3月底前报送。", "应当按时报送。"),
        ("2022年春运开始时间", "春运1月17日开始。", "2022年春运购票须知如下。"),
        ("爆炸死亡人数？", "爆炸造成119人死亡。", "两枚炸弹相继爆炸。"),
        ("什么时候施行？", "自公布之日起施行。", "办法已经施行。"),
        ("第几条规定了备案？", "第十七条规定了备案。", "提供者应当备案。"),
        ("还要办多少期研修班？", "将再举办十期人工智能领域研修项目。", "将举办人工智能领域研修项目。"),
        ("多次违规叠加起来，最长禁航多少年？", "连续禁航不得超过五年。", "值此条例颁布实施二周年之际，港务局召开会议。"),
        ("浮标识别的准确率定了多高的要求？", "识别准确率不得低于百分之九十。", "浮标应当符合国家标准。"),
    ],
)
def test_what_an_answer_cannot_do_without(question, met, unmet):
    asked = need(question)
    assert asked is not None
    assert asked.met_by(met, detect(met))
    assert not asked.met_by(unmet, detect(unmet))


@pytest.mark.parametrize(
    "question",
    [
        "Does the rule set a fine of how much?",
        "罚款也是取两者中较高的吗？",
        "How large is the gap?",
        "What must a firm do when it finds a leak?",
        "谁负责？",
    ],
)
def test_nothing_is_certain_of_other_questions(question):
    assert need(question) is None


@pytest.mark.parametrize(
    ("question", "met", "unmet"),
    [
        ("市里发表了多少篇论文？", "市里发表论文三十余篇。", "两国发表论文最多。"),
        ("园区引进了几家企业？", "园区引进企业四家。", "园区分为两期建设。"),
        ("少数几家企业垄断了市场，后果是什么？", "", ""),
        ("What is the top fine for blocking a fire lane?", "占用消防通道的，处五千元罚款。", "占用消防通道的，赔偿五千元。"),
        ("What was the total value of trades in the market?", "全年交易额三百万元。", "全年罚款三百万元。"),
        ("On what dates was the market opened?", "夜市于2025年5月1日开业。", "夜市位于河边。"),
    ],
)
def test_what_is_counted_or_paid_must_be_what_is_asked_for(question, met, unmet):
    asked = need(question)
    assert asked is None if not met else asked.met_by(met, detect(met)) and not asked.met_by(unmet, detect(unmet))


@pytest.mark.parametrize("question", ["文中列出了哪几种做法？", "要重点打击哪几类行为？", "是哪几个部门？"])
def test_which_kinds_is_no_question_for_a_number(question: str) -> None:
    assert need(question) is None


def test_two_counts_in_one_question_are_met_by_either_figure() -> None:
    needed = need("该团伙牵涉多少钱、多少家店？")
    assert needed is not None
    assert needed.met_by("该团伙涉案金额1000余万元，涉案店铺151家。", "zh")


@pytest.mark.parametrize(
    ("question", "met", "unmet"),
    [
        ("In which month of 2031 was the pier opened?", "码头于今年5月启用。", "2030年5月，码头启用。"),
        ("2031年哪个月启用码头？", "2031年5月启用码头。", "2030年5月启用码头。"),
        ("How long is a mooring permit valid?", "停泊许可有效期三年。", "停泊记录应当保存三年。"),
        ("For how long must logs be kept?", "航行日志保存不少于两年。", "停泊许可有效期两年。"),
        ("How many harbours are certified?", "已有12家通过认证。", "港口应当配备30名以上船员。"),
        ("How many applications for subsidies did the port receive?", "共收到申请46件。", "见注[3]，补贴按表1发放。"),
    ],
)
def test_dates_of_another_year_periods_of_another_kind_and_marks_are_no_answer(question, met, unmet):
    asked = need(question)
    assert asked is not None
    assert asked.met_by(met, "zh")
    assert not asked.met_by(unmet, "zh")


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("How long must recordings be kept?", "录音应当保存不少于90日。", True),
        ("How long must recordings be kept?", "船东应当建立台账，期限不少于三年，并记录保存情况。", False),
        ("How long must recordings be kept?", "船东应当在30日内将存储期限等信息报备。", False),
        ("How long must recordings be kept?", "船东应当保存有关记录，并立即报告。", False),
        ("How long must recordings be kept?", "船东应当长期保存录音。", True),
        ("登记保存以后，几天之内要处理？", "对登记保存的证据，应当在七日内处理。", True),
        ("Within how many working days must it be filed?", "本办法自2026年3月1日起施行，有效期三年。", False),
        ("Within how many working days must it be filed?", "船东应当在十个工作日内备案。", True),
        ("Within how many days must it be decided?", "对登记保存的证据应当在七日内处理。", True),
        ("How many votes did it get?", "360港口周报", False),
        ("How many votes did it get?", "共得360票。", True),
    ],
)
def test_a_figure_is_of_what_its_clause_speaks_of(question, sentence, met):
    needed = need(question)
    assert needed is not None
    assert needed.met_by(sentence, "zh") is met


@pytest.mark.parametrize(
    ("question", "met", "unmet"),
    [
        ("码头的用电效率不得高于多少？", "用电效率不得高于1.25。", "用电效率应当提高。"),
        ("岸电功率不低于多少？", "岸电功率不低于12千瓦。", "岸电功率应当公布。"),
        ("船票按多少汇率结算？", "船票按7.1的汇率结算。", "船票按当日汇率结算。"),
        ("码头网络速率不低于多少？", "网络速率不低于200Mbps。", "网络速率应当公布。"),
        ("监控画面的分辨率应达到多少？", "分辨率应达到1920像素。", "分辨率应当足够。"),
        ("设备完好率不低于多少？", "设备完好率不低于95%。", "设备不少于95台。"),
    ],
)
def test_not_every_rate_is_a_share(question, met, unmet):
    needed = need(question)
    assert needed is not None
    assert needed.met_by(met, "zh")
    assert not needed.met_by(unmet, "zh")


@pytest.mark.parametrize(
    ("question", "met", "unmet"),
    [
        ("在网上填一次登记，平均要花多少时间？", "网上填报平均用时25分钟。", "网上填报自2024年5月1日起开通。"),
        ("How long does the port give itself to answer?", "港务局在十日内答复。", "港务局应当答复。"),
        ("渡轮什么时候恢复夜航？", "渡轮原则上明年上半年恢复夜航。", "渡轮将恢复夜航。"),
        ("违约的船东最多会被收回多少补贴？", "违约的，可以收回全部补贴。", "违约的，停止发放补贴。"),
        ("意大利2023年3月停了夜航，后来是哪一天恢复的？", "2023年4月28日恢复夜航。", "2023年3月停航，改进后才恢复夜航。"),
        ("What's the top prize for spotting a wreck?", "最高奖金五万元。", "发现沉船的，给予高额奖金。"),
        ("On what date did the Harbour Measures start to apply?", "本办法自2023年6月1日起施行。", "2023年2月24日，港务局公布本办法。"),
        ("For how long does a mooring permit hold?", "停泊许可有效期三年。", "港务局在45个工作日内完成审查。"),
    ],
)
def test_lengths_days_and_sums_in_other_words(question, met, unmet):
    asked = need(question)
    assert asked is not None
    assert asked.met_by(met, "zh")
    assert not asked.met_by(unmet, "zh")
