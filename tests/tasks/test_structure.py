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
