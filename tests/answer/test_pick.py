"""Which statements are shown: what leads in is read on, lists are whole, amounts are of the asked kind, versions stand side by side."""

from dataclasses import replace

import pytest

from ragassist.answer.evidence import Question, number
from ragassist.answer.parts import question_parts
from ragassist.answer.pick import missing_parts, picks
from ragassist.types import DocumentMeta, DocumentRecord, Evidence, Hit, Passage, Sentence

RULES = DocumentMeta(title="夜市摊位管理办法", kind="measure", status="in force")

FITTED = "embeddinggemma-300m"
"""The encoder whose bounds are tried."""


def document(name, sentences, meta=RULES, heading=()):
    """A passage of `name` with (text, score) pairs, or (text, score, stem), as ranked evidence of one question without parts."""
    record = DocumentRecord(name * 16, f"{name}.md", f"/{name}.md", "", "zh", meta, 1, 100)
    told, at = [], 0
    for text, _, *stem in sentences:
        told.append(Sentence(at, at + len(text), text, "item" if stem else "sentence", stem[0] if stem else ""))
        at += len(text) + 1
    passage = Passage(f"{name}:00000", name * 16, 0, "zh", heading, 0, at, "\n".join(one.text for one in told), tuple(told))
    hit = Hit(1, 0.5, passage, record)
    return [
        Evidence(0, one, hit, score, 0.6, parts=(score,), scored_by=FITTED) for one, (_, score, *_) in zip(told, sentences, strict=True)
    ]


def shown(question, *evidence, most=2, strictness="balanced"):
    ranked = number(sorted((item for of_one in evidence for item in of_one), key=lambda item: -item.score))
    chosen = picks(Question(question, "zh", "zh"), ranked, None, most, strictness)
    return [item.sentence.text for pick in chosen for item in pick.cited]


def test_a_statement_that_leads_in_is_read_on():
    text = document("a", [("市里推出一种新的做法来疏导夜市。", 1.2), ("这种做法叫“潮汐摊位”。", 1.08), ("夜市位于河边。", 1.07)])
    assert shown("市里用什么办法疏导夜市？", text) == ["市里推出一种新的做法来疏导夜市。", "这种做法叫“潮汐摊位”。"]


def test_what_does_not_lean_on_the_best_is_left_out():
    text = document("a", [("摊位每晚收费二十元。", 1.3), ("河边另有停车场。", 1.2)])
    assert shown("摊位怎样收费？", text) == ["摊位每晚收费二十元。"]


def test_a_reason_stands_behind_what_it_explains():
    sentences = [
        ("夜市提前到九点收摊。", 1.2),
        ("附近居民多次投诉噪声。", 1.08),
        ("街道办收到二百件来信。", 1.06),
        ("河边另有停车场。", 1.1),
    ]
    assert shown("夜市为什么提前收摊？", document("a", sentences)) == [text for text, _ in sentences[:3]]


def test_a_list_is_given_whole_and_its_stem_is_cited_with_the_first_item():
    stem = "第八条 有下列情形之一的，应当在15日内报告街道办："
    items = [("（一）更换摊主的；", 1.12, stem), ("（二）摊位起火的；", 1.05, stem), ("（三）停业的。", 0.98, stem)]
    other = document("b", [("摊主应当遵守规定。", 1.15)])
    expected = [stem, "（一）更换摊主的；", "（二）摊位起火的；", "（三）停业的。"]
    assert shown("哪些情况要报告街道办？", document("a", [(stem, 1.1), *items]), other) == expected


def test_places_are_listed_by_name_and_firms_by_what_they_are():
    stem = "第八条 夜市办理下列事项："
    items = [("（一）供电企业接通电源；", 1.12, stem), ("（二）清洁单位清运垃圾；", 1.05, stem), ("（三）摊主登记。", 0.98, stem)]
    listed = document("a", [(stem, 1.1), *items])
    assert shown("夜市委托了哪些企业？", listed)
    assert shown("夜市在哪些城市举办？", listed) == []


def test_numbered_sentences_are_a_list_too():
    sentences = [("一是清理占道摊位。", 1.1), ("二是统一供电。", 1.05), ("三是延长公交。", 1.0), ("河边另有停车场。", 1.0)]
    assert shown("市里列出了哪些措施？", document("a", sentences)) == [text for text, _ in sentences[:3]]


def test_an_item_under_its_stem_cites_both():
    stem = "第九条 有下列行为之一的，处五百元罚款："
    text = document("a", [(stem, 1.0), ("（一）占道经营的；", 1.2, stem), ("（二）乱扔垃圾的。", 1.0, stem)])
    assert shown("占道经营罚款多少？", text) == [stem, "（一）占道经营的；"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [("占道经营罚款多少？", ["占道经营的，处五百元罚款。"]), ("摊位被误拆，赔偿多少钱？", []), ("奖金是多少？", [])],
)
def test_an_amount_must_be_of_the_kind_that_is_asked_for(question, expected):
    text = document("a", [("占道经营的，处五百元罚款。", 1.2), ("夜市很热闹。", 1.1)])
    assert shown(question, text) == expected


def test_a_figure_about_somebody_else_is_no_answer():
    meta = DocumentMeta(title="夜市与平台")
    ranked = number(document("a", [("亚马逊被处以三百万元罚款。", 1.2)], meta))
    assert picks(Question("How large was the fine for Samsung?", "en", "en"), ranked, None) == []
    assert picks(Question("How large was the fine for Amazon?", "en", "en"), ranked, None)


def test_a_figure_stands_in_a_statement_nearly_as_likely_as_the_likeliest():
    near = document("a", [("摊位费按月收取。", 1.2), ("摊位费为每月二百元。", 1.16)])
    far = document("a", [("摊位的检修应当及时进行。", 1.2), ("摊位的登记应当在五日内办理。", 1.1)])
    assert shown("摊位费每月多少钱？", near) == ["摊位费为每月二百元。"]
    assert shown("摊位的检修几天之内要进行？", far) == []


def test_another_article_or_rule_or_year_answers_another_question():
    eighth = document("a", [("违反登记规定的，处三百元罚款。", 1.2)], heading=("第八条",))
    assert shown("夜市管理办法第八条规定罚款多少？", eighth)
    assert shown("夜市管理办法第九条规定罚款多少？", eighth) == []
    assert shown("按照数据安全法，登记出错罚款多少？", eighth) == []
    dated = document("a", [("到2027年，摊位达到三百个。", 1.2)])
    assert shown("2027年摊位达到多少个？", dated)
    assert shown("2026年摊位有多少个？", dated) == []


def test_a_list_of_tasks_names_no_body():
    stem = "第八条 夜市的任务有："
    items = [("（一）接通电源；", 1.12, stem), ("（二）清运垃圾；", 1.05, stem)]
    assert shown("夜市的两项任务由哪个部门牵头？", document("a", [(stem, 1.1), *items])) == []


def test_the_article_may_be_named_by_the_heading():
    text = document("a", [("自建摊位的经营者参照本办法执行。", 1.2)], heading=("第三章 附则", "第二十条"))
    assert shown("自建摊位写在哪一条？", text) == ["自建摊位的经营者参照本办法执行。"]


DRAFT = DocumentMeta(title="夜市摊位管理办法（征求意见稿）", kind="draft", status="draft")
OLD = [("第六条 摊主应当每月报告一次营业情况。", 1.2), ("第七条 摊位间距不得小于一米。", 1.0)]
NEW = [("第六条 摊主应当每季报告一次营业情况。", 1.15), ("第七条 摊位间距不得小于二米。", 1.12)]


def test_a_comparison_shows_the_parallel_article_of_the_other_version():
    expected = [OLD[0][0], NEW[0][0]]
    assert shown("草案和定稿对报告营业情况的要求有何变化？", document("a", OLD, DRAFT), document("b", NEW)) == expected


@pytest.mark.parametrize(("question", "expected"), [("征求意见稿要求多久报告？", OLD[0][0]), ("正式稿要求多久报告？", NEW[0][0])])
def test_the_version_that_is_asked_for_is_shown(question, expected):
    assert expected in shown(question, document("a", OLD, DRAFT), document("b", NEW), most=1)
    assert len(shown(question, document("a", OLD, DRAFT), document("b", NEW), most=1)) == 1


def test_of_two_versions_the_one_in_force_is_shown_where_nobody_asks_for_the_draft():
    assert shown("摊主要做什么报告？", document("a", OLD, DRAFT), document("b", NEW), most=1) == [NEW[0][0]]


def test_a_sentence_that_begins_with_because_is_read_on_further():
    text = document("a", [("孩子们不唱这首歌。", 1.2), ("因为歌词是从说明书里抄来的。", 0.95), ("夜市位于河边。", 0.9)])
    assert shown("孩子们为什么不唱这首歌？", text) == ["孩子们不唱这首歌。", "因为歌词是从说明书里抄来的。"]


def test_how_strict_the_answers_are_decides_what_is_too_little():
    weak = document("a", [("夜市位于河边。", 0.95)])
    assert shown("夜市在哪里？", weak, strictness="careful") == []
    assert shown("夜市在哪里？", weak) == ["夜市位于河边。"]
    without = document("a", [("夜市位于河边。", 0.5)])
    assert shown("夜市有多少摊位？", without) == []
    assert shown("夜市有多少摊位？", without, strictness="bold") == ["夜市位于河边。"]


def test_what_was_found_is_enough_only_when_the_figure_is_there():
    ranked = number(document("a", [("夜市有三百个摊位。", 1.2), ("夜市位于河边。", 1.1)]))
    assert missing_parts(Question("夜市有多少个摊位？", "zh", "zh"), ranked) == ()
    assert missing_parts(Question("夜市哪一年开业？", "zh", "zh"), ranked) == (0,)


def test_a_sentence_that_leans_back_is_read_with_the_one_before_it():
    text = document(
        "a", [("市里的目标是五年内摊位增至三千个。", 1.1), ("也就是说，规模要扩大到原来的三倍。", 1.2), ("河边另有停车场。", 1.0)]
    )
    assert shown("夜市的规模要达到什么目标？", text) == ["市里的目标是五年内摊位增至三千个。", "也就是说，规模要扩大到原来的三倍。"]


def test_each_time_that_a_question_names_is_answered():
    sentences = [("到2027年，摊位出租率超过70%。", 1.3), ("夜市很热闹。", 1.15), ("到2030年，摊位出租率超过90%。", 1.1)]
    assert shown("2027年和2030年的摊位出租率目标是多少？", document("a", sentences)) == [
        "到2027年，摊位出租率超过70%。",
        "到2030年，摊位出租率超过90%。",
    ]


def test_a_question_that_names_one_time_is_answered_once():
    sentences = [("到2027年，摊位出租率超过70%。", 1.3), ("到2030年，摊位出租率超过90%。", 1.1)]
    assert shown("2027年的摊位出租率目标是多少？", document("a", sentences)) == ["到2027年，摊位出租率超过70%。"]


def test_two_figures_that_cannot_be_told_apart_are_both_shown():
    one, other = document("a", [("摊位费每月三百元。", 1.2)]), document("b", [("摊位费每晚二十元。", 1.19)])
    assert shown("摊位费是多少元？", one, other) == ["摊位费每月三百元。", "摊位费每晚二十元。"]


def test_more_is_asked_of_a_statement_in_the_question_s_own_language_and_another_as_good_stands_in():
    own, foreign = document("a", [("摊位自公布之日起收费。", 0.85)]), document("b", [("The stalls charge from May 1, 2025.", 0.84)])
    assert shown("摊位何时起收费？", own, foreign) == ["The stalls charge from May 1, 2025."]


def test_a_statement_that_is_like_one_part_alone_does_not_answer_the_other():
    fee, place = document("a", [("摊位每晚收费二十元，周末加倍。", 1.3), ("夜市设在河边的停车场。", 1.2)])
    fee, place = replace(fee, parts=(1.4, 1.1)), replace(place, parts=(1.0, 1.06))
    question = Question("夜市怎样收费，设在什么地方？", "zh", "zh", parts=("夜市怎样收费", "设在什么地方"))
    chosen = picks(question, number([fee, place]), None)
    assert [(pick.item.sentence.text, pick.parts) for pick in chosen] == [
        ("摊位每晚收费二十元，周末加倍。", (0,)),
        ("夜市设在河边的停车场。", (1,)),
    ]


def test_a_statement_that_is_like_both_parts_answers_both():
    both, other = document("a", [("夜市设在河边，每晚收费二十元。", 1.3), ("河边另有停车场。", 1.1)])
    both, other = replace(both, parts=(1.4, 1.38)), replace(other, parts=(1.0, 1.0))
    question = Question("夜市怎样收费，设在什么地方？", "zh", "zh", parts=("夜市怎样收费", "设在什么地方"))
    assert [pick.parts for pick in picks(question, number([both, other]), None)] == [(0, 1)]


def of_parts(name, *told, meta=RULES):
    """The same with a score for each part of a question of two: (text, whole, first, second)."""
    items = document(name, [(text, whole) for text, whole, _, _ in told], meta)
    return [replace(item, parts=(first, second)) for item, (_, _, first, second) in zip(items, told, strict=True)]


def answered(question, parts, *evidence):
    ranked = number(sorted((item for of_one in evidence for item in of_one), key=lambda item: -item.score))
    chosen = picks(Question(question, "zh", "zh", None, parts), ranked, None)
    return [next((pick.item.sentence.text for pick in chosen if at in pick.parts), None) for at in range(len(parts))]


TWO_FINES = ("占道经营罚款多少", "噪声扰民罚款多少")


def test_one_figure_does_not_answer_two_parts():
    lanes, noise = "占道经营的，处五百元罚款。", "夜间噪声扰民的，处二百元罚款。"
    both = of_parts("a", (lanes, 1.3, 1.3, 1.2), (noise, 1.1, 1.05, 1.15))
    assert answered("占道经营罚款多少，噪声扰民罚款多少？", TWO_FINES, both) == [lanes, noise]
    assert answered("占道经营罚款多少，噪声扰民罚款多少？", TWO_FINES, both[:1]) == [lanes, None]


def test_a_statement_with_a_figure_for_each_part_answers_both():
    text = "占道经营的，处五百元罚款；噪声扰民的，处二百元罚款。"
    assert answered("占道经营罚款多少，噪声扰民罚款多少？", TWO_FINES, of_parts("a", (text, 1.3, 1.25, 1.25))) == [text, text]


def test_what_is_first_for_two_parts_goes_to_the_one_whose_words_it_says():
    lanes, noise = "占道经营的，处五百元罚款。", "夜间噪声扰民的，处二百元罚款。"
    found = of_parts("a", (noise, 1.3, 1.26, 1.25), (lanes, 1.1, 1.1, 1.0))
    assert answered("占道经营罚款多少，噪声扰民罚款多少？", TWO_FINES, found) == [lanes, noise]


def test_a_part_is_missing_where_the_only_statement_answers_another():
    lanes = of_parts("a", ("占道经营的，处五百元罚款。", 1.3, 1.3, 1.2))
    asked = Question("占道经营罚款多少，噪声扰民罚款多少？", "zh", "zh", None, TWO_FINES)
    assert missing_parts(asked, number(lanes)) == (1,)


def test_of_several_parts_each_needs_its_own_kind():
    opening, mail = "夜市每晚六点开放，摊主自行清扫。", "意见可以发送至market@example.org。"
    found = of_parts("a", (opening, 1.2, 1.2, 1.2), (mail, 1.0, 0.95, 1.05))
    assert answered("夜市怎样清扫，意见发到哪个邮箱？", ("夜市怎样清扫", "意见发到哪个邮箱"), found) == [opening, mail]
    assert answered("夜市怎样清扫，意见发到哪个邮箱？", ("夜市怎样清扫", "意见发到哪个邮箱"), found[:1]) == [opening, None]


def test_a_question_that_the_text_puts_to_itself_does_not_part_a_statement_from_its_reason():
    sentences = [("没有一个摊主愿意早收摊。", 1.2), ("为什么？", 0.2), ("因为九点以后客人最多。", 0.9), ("河边另有停车场。", 0.8)]
    told = document("a", sentences)
    ranked = [item for item in told if item.sentence.text != "为什么？"]
    assert shown("摊主为什么不愿意早收摊？", ranked) == ["没有一个摊主愿意早收摊。", "因为九点以后客人最多。"]


def test_what_is_read_on_takes_no_place_of_a_statement_as_good():
    text = document("a", [("市里推出一种新的做法来疏导夜市。", 1.2), ("这种做法叫“潮汐摊位”。", 1.08)])
    other = document("b", [("夜市疏导改用潮汐摊位，由街道办排班。", 1.18)])
    assert len(shown("市里用什么办法疏导夜市？", text, other)) == 3


def test_a_fine_for_another_act_is_no_answer():
    duties = document("a", [("第五条 摊主应当公示价格。", 0.9), ("第六条 摊主应当清扫摊位。", 0.8)])
    duties = [replace(item, similarity=like) for item, like in zip(duties, (0.6, 0.4), strict=True)]
    clause = document("a", [("违反本办法第六条规定的，处三百元罚款。", 1.2)])
    assert not shown("摊主不公示价格罚款多少？", clause, duties)
    own = document("a", [("违反本办法第五条规定的，处五百元罚款。", 1.15)])
    assert shown("摊主不公示价格罚款多少？", clause, own, duties) == ["违反本办法第五条规定的，处五百元罚款。"]


def test_what_only_says_again_that_it_is_so_is_no_reason():
    assert shown("夜市为什么提前收摊？", document("a", [("夜市提前到九点收摊。", 1.2), ("摊位由街道办分配。", 0.7)])) == []


def test_a_frequency_is_answered_by_what_has_one():
    text = document("a", [("摊主应当向街道办报送名单。", 1.2), ("摊主应当每季度报送营业额。", 1.1)])
    assert shown("How often must the traders report?", text) == ["摊主应当每季度报送营业额。"]
    assert shown("How often must the traders report?", document("a", [("摊主应当向街道办报送名单。", 1.2)])) == []


def test_a_body_that_is_asked_for_must_be_named():
    said = [("该报告称，夜市客流增长。", 1.2)]
    assert shown("夜市报告是由哪家机构写的？", document("a", said)) == []
    named = [("城市研究所的报告称，夜市客流增长。", 1.2)]
    assert shown("夜市报告是由哪家机构写的？", document("a", named)) == [named[0][0]]


def test_an_article_s_reason_must_be_said_there_and_not_by_the_first_article():
    order = [
        ("第一条 为了规范夜市，制定本办法。", 1.0),
        ("第二条 夜市于每日九点收摊。", 1.2),
        ("摊主应当在九点前清理摊位，街道办可能检查。", 1.1),
    ]
    assert shown("夜市为什么九点收摊？", document("a", [order[1], order[2]]), document("b", order[:1])) == []
    said = [order[1], ("提前收摊是为了避免影响居民休息。", 1.1)]
    assert shown("夜市为什么九点收摊？", document("a", said)) == [text for text, _ in said]
    assert shown("为什么制定夜市办法？", document("a", [("第一条 为了规范夜市，制定本办法。", 1.2)]))


def test_most_items_of_a_list_of_cities_name_one():
    stem = "第八条 夜市在下列地方举办："
    items = [("（一）杭州市河滨；", 1.12, stem), ("（二）宁波市江边；", 1.05, stem), ("（三）其他地方。", 0.98, stem)]
    assert len(shown("夜市在哪些城市举办？", document("a", [(stem, 1.1), *items]))) == 4
    other = [("（一）杭州市接通电源；", 1.12, stem), ("（二）清运垃圾；", 1.05, stem), ("（三）登记摊主。", 0.98, stem)]
    assert len(shown("夜市在哪些城市举办？", document("a", [(stem, 1.1), *other]))) < 4


@pytest.mark.parametrize(
    ("question", "without", "holding"),
    [
        ("摊主名册应当存放在什么地方？", "摊主名册由街道办保存三年。", "摊主名册存放在街道办档案室。"),
        ("Where must the register of traders be kept?", "摊主名册由街道办保存三年。", "摊主名册存放在街道办档案室。"),
        ("摊主名册到期后用什么方法销毁？", "摊主名册应当保存三年。", "摊主名册到期后采用粉碎方式销毁。"),
        ("In what form must the register be submitted?", "摊主应当提交名册。", "摊主应当以书面形式提交名册。"),
    ],
)
def test_a_place_and_a_method_stand_in_what_is_shown(question, without, holding):
    assert shown(question, document("a", [(without, 1.2)])) == []
    assert shown(question, document("a", [(holding, 1.2)])) == [holding]


def test_what_is_said_of_another_phase_is_no_answer():
    first = ("夜市第一阶段试点自5月1日启动，6月30日结束。", 1.2)
    assert shown("夜市第二阶段试点何时结束？", document("a", [first])) == []
    second = ("第二阶段试点8月31日结束。", 1.1)
    assert shown("夜市第二阶段试点何时结束？", document("a", [first, second]))[0] == second[0]


def test_a_text_gives_no_figure_for_a_later_year_that_it_does_not_speak_of():
    dated = replace(RULES, date="2026-03-05")
    said = [("夜市现有摊位三百个。", 1.2)]
    assert shown("2027年夜市要有多少个摊位？", document("a", said, dated)) == []
    assert shown("2025年夜市有多少个摊位？", document("a", said, dated)) == [said[0][0]]
    assert shown("2027年夜市要有多少个摊位？", document("a", [("明年夜市摊位达到三百个。", 1.2)], dated))
    assert shown("2027年夜市要有多少个摊位？", document("a", said))


def test_a_statement_that_follows_from_the_one_before_it_is_read_with_that():
    sentences = [("夜间噪声投诉较多，居民无法入睡。", 1.06), ("提前收摊在此情况下提出。", 1.2), ("河边另有停车场。", 1.0)]
    assert shown("夜市为什么提前收摊？", document("a", sentences))[:2] == [text for text, _ in sentences[:2]]


def test_a_yes_or_no_about_what_is_on_a_list_wants_no_list():
    stem = "第八条 对列入名单的摊主可以采取下列措施："
    items = [("（一）停止供电；", 1.12, stem), ("（二）收回摊位。", 1.1, stem)]
    best = ("摊主不得向列入名单的供货商进货。", 1.2)
    assert (
        shown("Can a trader buy from a supplier that is on the list?", document("b", [best]), document("a", [(stem, 1.1), *items]))[0]
        == best[0]
    )


def test_of_two_parts_the_fine_goes_to_the_one_that_asks_for_it_and_other_acts_are_left_out():
    sentences = [
        ("第五条 街道办不得要求摊主低价售货。", 1.0),
        ("第九条 违反本办法第五条规定要求摊主低价售货的，处五百元罚款。", 1.1),
        ("第十条 违反本办法第六条规定占道的，处五百元罚款。", 1.08),
    ]
    question = "街道办能否要求摊主低价售货，违反的罚多少钱？"
    parts = question_parts(question, "zh")
    items = [replace(item, parts=(item.score, item.score)) for item in document("a", sentences)]
    ranked = number(sorted(items, key=lambda item: -item.score))
    chosen = picks(Question(question, "zh", "zh", parts=parts), ranked, None)
    assert [(pick.parts, pick.item.sentence.text[:3]) for pick in chosen] == [((0,), "第五条"), ((1,), "第九条")]


def test_another_case_of_the_same_list_is_left_out():
    stem = "第八条 摊位空出的，按照下列规定处理："
    items = [("（一）摊主生病的，保留三个月；", 1.15, stem), ("（二）摊主转行的，收回摊位。", 1.12, stem)]
    assert shown("摊主生病了，摊位怎么办？", document("a", [(stem, 0.9), *items])) == [stem, "（一）摊主生病的，保留三个月；"]
