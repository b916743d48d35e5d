from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.structure import definitions, find_times, parse
from ragassist.text.structure.english import parse as parse_english

WORDS = [
    "提供者",
    "应当",
    "不得",
    "可以",
    "的",
    "，",
    "；",
    "。",
    "：",
    "（",
    "）",
    "“",
    "》",
    "在",
    "前",
    "自",
    "之日起",
    "三十日内",
    "处",
    "罚款",
    "由",
    "部门",
    "除",
    "外",
    "第七条　",
    "（一）",
    " ",
    "must",
    "𠀀",
    "é",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
def test_every_part_is_a_span_of_the_sentence(sentence):
    for norm in parse(sentence):
        parts = [norm.part, norm.modal, norm.actor, norm.action, norm.object, norm.sanction, *norm.conditions, *norm.exceptions]
        parts += [part for time in norm.times for part in (time.part, time.anchor)]
        for part in filter(None, parts):
            assert sentence[part.start : part.end] == part.text
    for definition in definitions(sentence):
        for part in (definition.term, definition.meaning):
            assert sentence[part.start : part.end] == part.text


def test_a_duty_with_condition_and_period_is_read_in_parts():
    (norm,) = parse("第十一条　考试机构发现试题泄露的，应当在二小时内报告省教育部门。")
    assert (norm.modality, norm.actor.text, norm.agent) == ("must", "考试机构", True)
    assert [part.text for part in norm.conditions] == ["考试机构发现试题泄露的"]
    assert [(time.kind, time.count, time.unit) for time in norm.times] == [("within", 2.0, "hour")]


def test_the_actor_named_once_holds_for_what_follows():
    norms = parse("仓储企业应当如实登记货物，不得私自处置，可以委托第三方保管。")
    assert [(norm.modality, norm.actor.text) for norm in norms] == [("must", "仓储企业"), ("must_not", "仓储企业"), ("may", "仓储企业")]


def test_a_breach_carries_over_to_the_heavier_sanctions():
    norms = parse("违反本办法第五条规定的，由市场监管部门责令改正；情节严重的，处三万元以下罚款。")
    assert [norm.modality for norm in norms] == ["sanction", "sanction"]
    assert [part.text for part in norms[1].conditions] == ["违反本办法第五条规定的", "情节严重的"]
    assert norms[1].actor.text == "市场监管部门"


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("样品应当留存。", "must"),
        ("样品留存不得少于二年。", "must"),
        ("检测人员须持证上岗。", "must"),
        ("严禁伪造检测报告。", "must_not"),
        ("小规模机构无需备案。", "need_not"),
        ("检测机构可以委托他人采样。", "may"),
        ("国家鼓励企业采用新技术。", "encouraged"),
    ],
)
def test_words_of_modality(sentence, modality):
    assert [norm.modality for norm in parse(sentence)] == [modality]


@pytest.mark.parametrize("sentence", ["相应措施包括应急响应。", "本章规定了适用情形。", "法律禁止的内容有三类。", "不得不承认，市场变了。"])
def test_the_same_characters_in_other_use_state_no_duty(sentence):
    assert all(norm.modality not in ("must", "must_not") for norm in parse(sentence))


@pytest.mark.parametrize(
    ("text", "kind", "count", "unit", "date"),
    [
        ("自登记之日起九十日内", "within", 90, "day", ""),
        ("于二〇二七年三月一日前", "before", 0, "", "2027-03-01"),
        ("每半年", "every", 0.5, "year", ""),
        ("保存不少于五年", "at_least", 5, "year", ""),
        ("提前十五日", "before", 15, "day", ""),
        ("自2028年7月1日起施行", "from", 0, "", "2028-07-01"),
    ],
)
def test_times(text, kind, count, unit, date):
    (time,) = find_times(text)
    assert (time.kind, time.count, time.unit, time.date) == (kind, count, unit, date)


@pytest.mark.parametrize("text", ["年满十八周岁", "三年以下有期徒刑", "近三年发展迅速"])
def test_ages_and_sentences_are_no_deadlines(text):
    assert find_times(text) == []


def test_definitions_by_name_and_by_short_form():
    assert [d.term.text for d in definitions("本规定所称冷链，是指全程低温的运输方式。")] == ["冷链"]
    assert [d.term.text for d in definitions("市港口管理局（以下简称“港口局”）负责监督。")] == ["港口局"]


@pytest.mark.parametrize("period", ["eighteen months", "eleven days", "forty hours", "seven weeks", "seventeen days"])
def test_every_number_word_counts_an_english_period(period):
    (norm,) = parse_english(f"Operators must file the report within {period} of the sale.")
    assert [time.part.text for time in norm.times] == [f"within {period} of the sale"]


def test_an_english_sentence_has_the_same_parts():
    (norm,) = parse_english("Operators must notify users at least 7 days in advance unless the law says otherwise.")
    assert (norm.modality, norm.actor.text, norm.times[0].count) == ("must", "Operators", 7.0)
    assert norm.exceptions


def test_the_day_from_which_a_text_holds_and_how_long_are_both_told():
    norm = parse("九、本守则自2024年5月1日起施行，有效期三年，由港口局解释。")[0]
    assert [(time.kind, time.part.text) for time in norm.times] == [("from", "自2024年5月1日起施行"), ("lasting", "有效期三年")]


@pytest.mark.parametrize(
    ("text", "kind", "count", "unit"),
    [
        ("船东应当自出具之日起 10 日内报送。", "within", 10, "day"),
        ("记录保存不少于 6 个月。", "at_least", 6, "month"),
        ("码头每 2 年检修。", "every", 2, "year"),
        ("船东在开展引航活动前三十日备案。", "before", 30, "day"),
        ("船东于改造码头前至少 5 个工作日报告。", "before", 5, "working_day"),
    ],
)
def test_figures_may_stand_apart_and_be_counted_back_from_an_act(text, kind, count, unit):
    found = find_times(text)[0]
    assert (found.kind, found.count, found.unit) == (kind, count, unit)
    assert text[found.part.start : found.part.end] == found.part.text == found.part.text.strip()


def test_what_happened_before_an_application_is_no_deadline():
    assert all(time.count == 0 for time in find_times("在申请前三年内未受处罚的船东可以申请。") if time.kind == "before")


def test_how_often_ends_before_to_whom():
    assert [time.part.text for time in find_times("港口每季度向社会公布流量，每年至少开展一次演练。")] == ["每季度", "每年至少开展一次"]


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("对骗取补贴的，三年内不得再次申请。", None),
        ("新船下水，上市前应当通过检验。", None),
        ("拖船投放前应当通过检验。", "拖船"),
        ("（2024年3月2日港口局令第9号公布 自2024年5月1日起施行）", None),
    ],
)
def test_a_time_and_a_note_under_a_title_are_nobody(sentence, actor):
    norm = parse(sentence)[-1]
    assert (norm.actor.text if norm.actor else None) == actor


@pytest.mark.parametrize(
    ("sentence", "term", "meaning"),
    [
        ("适用于拖船、驳船等船舶（以下简称港作船）的管理。", "港作船", "适用于拖船、驳船等船舶"),
        ("港口局印发《泊位收费措施》（以下简称《措施》）。", "《措施》", "《泊位收费措施》"),
        ("二、本要點所稱拖船，指協助大船靠泊之船舶。", "拖船", "協助大船靠泊之船舶"),
        ("本守则所称拖船，是指协助大船靠泊的船舶。", "拖船", "协助大船靠泊的船舶"),
        ("港口局会同海事局、船检局（以下简称船检局）办理。", "船检局", "船检局"),
    ],
)
def test_a_definition_is_whole_and_the_own_name_of_any_form(sentence, term, meaning):
    found = definitions(sentence)
    assert [(each.term.text, each.meaning.text) for each in found] == [(term, meaning)]


def test_a_comma_within_a_figure_and_other_words_for_a_bound_are_read_in_english():
    (norm,) = parse_english("A pier that serves more than 2,500 boats a day shall publish its tides.")
    assert norm.actor is not None
    assert norm.actor.text == "A pier that serves more than 2,500 boats a day"
    (norm,) = parse_english("The harbour office may close a pier for no longer than 14 days.")
    assert [(time.kind, time.count, time.unit) for time in norm.times] == [("at_most", 14, "day")]
