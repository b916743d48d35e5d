"""What a small model gets wrong is written beforehand; what it leaves in Chinese is asked for once more."""

from __future__ import annotations

import pytest

from ragassist.answer.fixed import fix, fix_quantities, without_enumerator
from ragassist.answer.render import Renderer, kept_share
from ragassist.answer.translation import translation
from ragassist.models.chat import Completion
from ragassist.store.texts import TextCache
from ragassist.verify.verifier import Verifier


class Replies:
    name, tier = "replies", "local"

    def __init__(self, *replies):
        self.replies, self.prompts = list(replies), []

    def complete(self, messages, *, max_tokens, stop=()):
        self.prompts.append(messages[-1].content)
        return Completion(self.replies.pop(0))

    def probabilities(self, messages, *, top=20):
        return {"Yes": 0.97, "No": 0.03}


def rendered(source, *replies, target="en"):
    model = Replies(*replies)
    return Renderer(model, Verifier(None, model), TextCache(None)).render(source, target), model


def test_a_set_phrase_is_translated_without_any_model_and_another_sentence_is_not():
    renderer = Renderer(None, Verifier(None, None), TextCache(None))
    made = translation("第九条　本办法自2024年5月1日起施行。", "en", renderer, "")
    assert made is not None
    assert (made.text, made.confirmed) == ("These Measures take effect on May 1, 2024.", True)
    assert translation("渡轮每天航行六次。", "en", renderer, "") is None


@pytest.mark.parametrize(
    ("source", "fixed"),
    [
        ("资金高达约360亿美元。", "about US$36 billion"),
        ("截至2024年7月，已达190多个。", "July 2024"),
        ("第十七条规定须备案。", "Article 17"),
        ("近6万笔资金流向企业。", "nearly 60,000"),
    ],
)
def test_quantities_are_written_by_arithmetic(source, fixed):
    assert fixed in fix_quantities(source, "en")


def test_terms_and_names_are_written_too():
    fixed = fix("新思科技(Synopsys)的王小明批评“小院高墙”。", "en")
    assert "Synopsys (Synopsys)" not in fixed
    assert "Wang Xiaoming" in fixed
    assert "small yard, high fence" in fixed


def test_a_sentence_in_the_target_language_is_itself():
    rendering, model = rendered("The city paid half.")
    assert rendering.text == "The city paid half."
    assert model.prompts == []


def test_what_is_left_in_english_is_asked_for_alone():
    rendering, model = rendered(
        "He vetoed the bill, and fines are capped.", "他veto了法案，罚款 capped at 一定数额。", "否决", "上限为", target="zh"
    )
    assert rendering.text == "他否决了法案，罚款上限为一定数额。"
    assert [prompt.splitlines()[-1] for prompt in model.prompts[1:]] == ["veto =", "capped at ="]


@pytest.mark.parametrize(
    "written", ["The city built three centres[2][3].", "The city built three centres [1].", "[^1] The city built three centres."]
)
def test_numbers_that_the_model_writes_are_no_part_of_a_translation(written):
    rendering, _ = rendered("市里建成三个中心。", written)
    assert rendering.text == "The city built three centres."


def test_names_in_latin_letters_stay_in_chinese():
    rendering, model = rendered("OpenAI signed it.", "OpenAI签署了该文件。", target="zh")
    assert rendering.text == "OpenAI签署了该文件。"
    assert len(model.prompts) == 1


def test_a_power_of_ten_stays_one():
    assert "10^25" in fix_quantities("A model trained with more than 10^25 operations is presumed risky.", "zh")
    assert "10^25" in fix_quantities("训练算力超过10的25次方次浮点运算。", "en")


def test_what_is_left_in_chinese_is_asked_for_alone():
    rendering, model = rendered("市里建成三个中心。", "The city built three 中心.", "centres")
    assert rendering.text == "The city built three centres."
    assert "中心 =" in model.prompts[1]


def test_a_doubted_translation_is_made_once_more_with_the_reasons():
    rendering, model = rendered("市里投入360亿元。", "The city invested 360 billion yuan.", "The city invested 36 billion yuan.")
    assert rendering.text == "The city invested 36 billion yuan."
    assert rendering.verdict.status == "rough"  # its figure agrees, and no encoder has compared the rest
    assert "360 billion" in model.prompts[1]


def test_what_stays_wrong_stays_unsupported():
    rendering, _ = rendered("市里投入360亿元。", "It invested 360 billion yuan.", "It invested 360 billion yuan.")
    assert rendering.verdict.status == "unsupported"


def test_quotation_marks_go_only_from_around_the_whole():
    assert rendered("市里建成三个中心。", "“The city built three centres.”")[0].text == "The city built three centres."
    assert rendered("“甲”计划建成三个中心。", "“A” built three centres.")[0].text.startswith("“A”")


def test_a_confirmed_translation_is_remembered():
    model = Replies("The city built three centres.")
    renderer = Renderer(model, Verifier(None, model), TextCache(None))
    assert renderer.render("市里建成三个中心。", "en") == renderer.render("市里建成三个中心。", "en")
    assert len(model.prompts) == 1


@pytest.mark.parametrize(
    ("source", "target", "kept"),
    [
        ("Executive Order 14110 was revoked.", "zh", "14110"),
        ("国家标准GB 45438同日实施。", "en", "GB 45438"),
        ("投入45438元。", "en", "45,438"),
        ("The order covers 14110 reports.", "zh", "1.411万"),
    ],
)
def test_a_number_in_a_name_is_no_amount(source, target, kept):
    assert kept in fix(source, target)


def test_an_english_word_that_the_model_cannot_translate_alone_either_is_no_translation():
    rendering, model = rendered("The governor vetoed the bill.", "州长 veto 了这部法案。", "veto", "州长 veto 法案。", "veto", target="zh")
    assert rendering.verdict.status == "unsupported"
    assert len(model.prompts) == 4


@pytest.mark.parametrize(
    ("source", "fixed", "not_there"),
    [
        ("今年5月8日发布了报告。", "May 8 of this year", "今年"),
        ("去年三月已经完成。", "March last year", "去年"),
        ("近两年的用户投诉情况；", "the past 2 years", "nearly"),
        ("应当配备20名以上审核人员。", "at least 20 名", "以上"),
        ("（三）未按照要求报送上一年度总结的；", "上一年度", "more than"),
    ],
)
def test_what_a_quantity_is_relative_to_is_not_lost(source, fixed, not_there):
    said = fix(source, "en")
    assert fixed in said
    assert not_there not in said


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("（三）算法机制机理；", "算法机制机理；"),
        ("第十二条　提供者应当备案。", "提供者应当备案。"),
        ("③人员变动；", "人员变动；"),
        ("2.5亿元已经到位。", "2.5亿元已经到位。"),
        ("第三方不得使用。", "第三方不得使用。"),
        ("第三十二条提供者应当备案。", "提供者应当备案。"),
        ("第九条规定的材料应当齐全。", "第九条规定的材料应当齐全。"),
        ("第九条的要求不变。", "第九条的要求不变。"),
    ],
)
def test_the_sign_that_counts_an_item_is_not_part_of_it(source, bare):
    assert without_enumerator(source) == bare


def test_a_rule_names_itself_in_english_by_its_kind():
    assert "these Measures" in fix("本办法自2024年3月1日起施行。", "en")
    assert "these Regulations" in fix("本条例所称数据，是指信息记录。", "en")


def test_an_items_sign_goes_behind_its_stem_too():
    said = fix("申请人应当提交下列材料：（二）算法说明；", "en")
    assert "（二）" not in said
    assert "算法说明" in said


@pytest.mark.parametrize(
    ("source", "fixed"),
    [
        ("四是加强渔港标准建设。", "Fourth, 加强渔港标准建设。"),
        ("其三是公开收费。", "Third, 公开收费。"),
        ("一是否认了指控。", "一是否认了指控。"),
        ("三是非常时期的做法。", "三是非常时期的做法。"),
    ],
)
def test_what_only_counts_its_point_is_no_number(source, fixed):
    assert fix(source, "en").startswith(fixed[:6])


def test_a_title_is_named_by_its_kind_of_document():
    fixed = fix("《渔港停泊办法》和《意见》均已公布。", "en")
    assert "《渔港停泊 Measures》" in fixed
    assert "the Opinions" in fixed


def test_what_the_glossary_says_whole_needs_no_model():
    rendering = Renderer(None, Verifier(None, None), TextCache(None)).render("国家互联网信息办公室", "en")
    assert rendering is not None
    assert rendering.text == "Cyberspace Administration of China"


def test_a_month_is_in_and_a_day_is_on():
    rendering, _ = rendered("渔港于2023年3月关闭。", "The port closed on March 2023.")
    assert rendering.text == "The port closed in March 2023."


@pytest.mark.parametrize(
    ("english", "share"),
    [
        ("The port authority decides within 30 working days.", 1.0),
        ("The Port Authorities decide within 30 days.", 0.5),
        ("It decides within a month.", 0.0),
    ],
)
def test_what_was_written_beforehand_has_to_stand_in_the_rendering(english, share):
    assert kept_share("由 the port authority 在 30 working days 内决定", english) == share


@pytest.mark.parametrize(
    ("chinese", "fixed"),
    [
        ("《通知》（港渔发〔2018〕24号）同时失效", "（ Gang Yu Fa [2018] No. 24 ）"),
        ("根据国办发〔2020〕12号文件", "根据 Guo Ban Fa [2020] No. 12 文件"),
        ("见财税[2019]13号", "见 Cai Shui [2019] No. 13 "),
        ("会议于（2021）召开，共3号楼", "会议于（ 2021 ）召开，共3号楼"),
    ],
)
def test_the_number_of_a_document_is_written_as_it_is_cited(chinese, fixed):
    assert fixed in fix(chinese, "en")


def test_a_small_word_that_was_lost_is_asked_for_once_more_and_told_where_it_stays_lost():
    rendering, model = rendered("钥匙仅由值班员保管。", "The key is kept by the clerk.", "The key is kept only by the clerk.")
    assert rendering.text == "The key is kept only by the clerk."
    assert "leaves it out" in model.prompts[1]
    rendering, _ = rendered("钥匙仅由值班员保管。", "The key is kept by the clerk.", "The clerk keeps the key.")
    assert "lost.word" in [finding.code for finding in rendering.verdict.findings]


def test_a_past_year_and_torn_figures_are_mended_before_the_check():
    model = Replies("In 2021 the port will exceed 370, 000 tonnes.")
    renderer = Renderer(model, Verifier(None, model), TextCache(None))
    made = renderer.render("2021年，全港吞吐量超过37万吨。", "en", context="2022-03-01")
    assert made is not None
    assert made.text == "In 2021 the port exceeded 370,000 tonnes."
    assert made.verdict.status == "rough"


def test_a_set_item_below_its_stem_takes_the_model_for_the_stem_alone():
    model = Replies("If a ferry is in any of the following cases, it shall not sail:")
    stem = "渡轮有下列情形之一的，不得开航："
    renderer = Renderer(model, Verifier(None, model), TextCache(None))
    made = [renderer.render(f"{stem}{item}", "en", stem=stem) for item in ("（五）法律规定的其他情形。", "（六）其他必要的情形。")]
    assert [one and one.text for one in made] == [
        "If a ferry is in any of the following cases, it shall not sail: Other circumstances provided for by laws.",
        "If a ferry is in any of the following cases, it shall not sail: Other necessary circumstances.",
    ]
    assert len(model.prompts) == 1


def test_a_set_item_below_a_stem_that_was_rendered_wrong_is_not_said_by_rule():
    wrong = "If a ferry is in any of the following cases, it may sail:"
    rendering = Renderer(model := Replies(*[wrong] * 4), Verifier(None, model), TextCache(None)).render(
        "渡轮有下列情形之一的，不得开航：（五）法律规定的其他情形。", "en", stem="渡轮有下列情形之一的，不得开航："
    )
    assert rendering is not None
    assert rendering.verdict.status == "unsupported"


def test_an_item_that_is_refused_with_its_stem_is_rendered_below_it():
    stem, item = "总吨位300以上的渡轮有下列情形之一的，不得开航：", "（二）载客超过400人；"
    whole = "Ferries of at least 300 gross tonnes in any of the following cases shall not sail: carrying more than 40 persons."
    opened = "Ferries of at least 300 gross tonnes in any of the following cases shall not sail."
    model = Replies(whole, whole, opened, "Carrying more than 400 persons;")
    rendering = Renderer(model, Verifier(None, model), TextCache(None)).render(f"{stem}{item}", "en", stem=stem)
    assert rendering is not None
    assert rendering.text == f"{opened.removesuffix('.')}: Carrying more than 400 persons;"
    assert rendering.verdict.status == "rough"
    wrong = opened.replace("shall not", "may")
    model = Replies(whole, whole, wrong, wrong)
    refused = Renderer(model, Verifier(None, model), TextCache(None)).render(f"{stem}{item}", "en", stem=stem)
    assert refused is not None
    assert refused.verdict.status == "unsupported"
