"""What is text stays, whole; what the page or the extraction added goes; each character keeps its place."""
# ruff: noqa: RUF005

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.ingest import clean as cleaning
from ragassist.ingest.clean import clean, is_shell
from ragassist.text.normalize import CleanText, repair_characters
from ragassist.text.sentences import split_sentences
from tests.examples import examples
from tests.ingest.documents import (
    ACCOUNT_PAGE,
    ACCOUNT_PAGE_LINES,
    HARD_WRAPPED,
    HARD_WRAPPED_SENTENCES,
    LAW,
    WITH_RUNNING_HEADS,
    WITH_RUNNING_HEADS_SENTENCES,
    document,
)


def sentences(raw, path="a.txt", **meta):
    text = clean(document(raw, path, **meta)).text
    return [text[start:end] for start, end in split_sentences(text)]


def lines(raw, path="a.md", **meta):
    return clean(document(raw, path, **meta)).text.split("\n")


def test_a_paper_with_a_break_in_every_sentence_reads_whole():
    assert sentences(HARD_WRAPPED) == HARD_WRAPPED_SENTENCES


def test_a_paper_with_running_heads_and_one_word_a_line_reads_whole():
    assert sentences(WITH_RUNNING_HEADS) == WITH_RUNNING_HEADS_SENTENCES


def test_a_footnote_between_the_halves_of_a_sentence_goes_and_one_between_sentences_stays():
    note = "收稿日期：2024-03-11\n基金项目：某省社会科学基金（23ABC001）。\n作者简介：王小明（1980—），男，东港人，某某大学教授，研究方向为\n数字经济。\n"
    body = "登记制度从三年前开始试点，目前已经覆盖了全省的十个\n园区，企业的反应总体上是积极的，但也有人担心成本太\n"
    after = "高，因而主张先补贴、后登记，把选择的权利留给企业自\n己，待条件成熟以后再统一推行。\n"
    assert sentences(body + note + after) == [
        "登记制度从三年前开始试点，目前已经覆盖了全省的十个园区，企业的反应总体上是积极的，"
        "但也有人担心成本太高，因而主张先补贴、后登记，把选择的权利留给企业自己，待条件成熟以后再统一推行。"
    ]
    whole = (
        body.replace("但也有人担心成本太\n", "没有人反对。\n") + note + "第二年试点扩大，登记的园区达到三十个，费用也下降了\n一半左右。\n"
    )
    assert "基金项目：某省社会科学基金（23ABC001）。" in sentences(whole)


HALVES = (
    "登记制度从三年前开始试点，目前已经覆盖了全省的十个\n\n园区，企业的反应总体上是积极的，但也有人担心成本太\n\n",
    "高，因而主张先补贴、后登记，把选择的权利留给企业自\n\n己，待条件成熟以后再统一推行。\n\n",
)


@pytest.mark.parametrize(
    "between",
    [
        "图１　各园区登记数量\n\n",
        "Fig. 1 Registrations\n\nSource: our survey\n\n",
        "①参见王小明：《登记论》，东港出版社2020年版，第35页。\n\n12\n\n",
    ],
    ids=["figure", "figure with source", "note and page number"],
)
def test_what_stands_below_a_figure_or_a_page_does_not_cut_a_sentence(between):
    whole = "".join("".join(HALVES).split())
    assert sentences(HALVES[0] + between + HALVES[1]) == [whole]
    after = [text for text in sentences("".join(HALVES) + between + "".join(HALVES)) if text != whole]
    assert len(after) >= 1
    assert not any("登记制度" in text for text in after)


def test_a_table_in_text_keeps_its_caption_and_its_cells_and_glues_to_nothing():
    cells = "表 2 各园区费用(单位:万元)\n\n园区\n\n数量\n\n东港\n\n12\n\n西原\n\n15\n\n"
    found = sentences("".join(HALVES) + "费用如表 2 所示。\n\n" + cells + "".join(HALVES))
    assert found[2:-1] == ["表 2 各园区费用(单位:万元)", "园区", "数量", "东港", "12", "西原", "15"]


def test_a_line_of_text_that_comes_back_beside_page_numbers_is_no_running_head():
    pages = [
        f"{city}区的园区认为，这一做法看\n得见、算得清，但是人工成本\n{number}\n仍然偏高。\n"
        for number, city in enumerate("东西南北中", start=11)
    ]
    assert sentences("".join(pages)) == [f"{city}区的园区认为，这一做法看得见、算得清，但是人工成本仍然偏高。" for city in "东西南北中"]


def test_a_title_in_lines_of_its_own_is_one_sentence_apart_from_what_is_around_it():
    raw = "某省重点课题（2024AB009）\n城市算力登记制度\n\n对中小企业的影响\n\n王小明　李红\n\n摘要：本文讨论登记。\n"
    assert sentences(raw, title="城市算力登记制度对中小企业的影响")[:3] == [
        "某省重点课题（2024AB009）",
        "城市算力登记制度对中小企业的影响",
        "王小明 李红",
    ]


def test_marks_and_decimals_that_a_line_end_cut_in_two_are_whole_again():
    raw = "登记的园区从去年的十个增加到今年的三十个以上，增长［\n３］。随后各市又分别核对了全部的数字，费用平均是每次7.\n6万元，由财政承担，园区自己并不需要支付任何的费用。\n"
    assert sentences(raw) == [
        "登记的园区从去年的十个增加到今年的三十个以上，增长。",
        "随后各市又分别核对了全部的数字，费用平均是每次7.6万元，由财政承担，园区自己并不需要支付任何的费用。",
    ]


def test_windows_newlines_change_nothing():
    assert sentences(HARD_WRAPPED.replace("\n", "\r\n")) == HARD_WRAPPED_SENTENCES
    assert (
        lines(ACCOUNT_PAGE.replace("\n", "\r\n"), title="城市数据平台：三个问题", url="https://mp.weixin.qq.com/s/abc", source="某某周刊")
        == ACCOUNT_PAGE_LINES
    )


@pytest.mark.parametrize("path", ["a.md", "a.txt"])
def test_of_an_account_page_only_the_article_remains(path):
    assert (
        lines(ACCOUNT_PAGE, path, title="城市数据平台：三个问题", url="https://mp.weixin.qq.com/s/abc", source="某某周刊")
        == ACCOUNT_PAGE_LINES
    )


def test_a_law_keeps_chapters_articles_and_items_apart():
    assert lines(LAW, "a.txt") == [
        "智能停车管理办法",
        "（2023年3月2日某市人民政府令第7号公布 自2023年5月1日起施行）",
        "第一章 总则",
        "第一条 为了规范智能停车，保护车主权益，根据有关法律，制定本办法。",
        "第二条 在本市提供智能停车服务，适用本办法。法律另有规定的，从其规定。",
        "第二章 服务规范",
        "第三条 提供者应当履行下列义务：",
        "（一）公布收费标准；",
        "（二）不得强制绑定手机号码；",
        "（三）其他义务。",
        "第四条 违反第三条规定的，责令改正；拒不改正的，处一千元以上一万元以下罚款。",
    ]


def test_a_government_page_loses_its_navigation_and_keeps_its_signature():
    raw = (
        "当前位置：首页 > 政务公开\n关于开展智能停车试点的通知\n发布时间：2024-03-11 09:20    来源：某市某局    浏览次数：3\n【字体：大 中 小】 打印本页\n"
        "各区有关单位：\n　　现将试点安排印发给你们，请认真执行。\n　　一、总体要求\n　　到2026年，建成泊位三万个。\n某市某局\n2024年3月8日\n"
        "上一篇：关于放假的通知\n下一篇：关于名单的公告\n主办单位：某市某局  网站标识码：1234567890  某ICP备12345678号\n"
    )
    assert lines(raw, "a.txt") == [
        "关于开展智能停车试点的通知",
        "各区有关单位：",
        "现将试点安排印发给你们，请认真执行。",
        "一、总体要求",
        "到2026年，建成泊位三万个。",
        "某市某局",
        "2024年3月8日",
    ]


def test_english_lines_are_joined_and_hyphens_at_their_ends_are_understood():
    raw = (
        "Parking data has become a commodity in many large cities since the low-\ncost sensors arrived. Our results con-\nfirm that "
        "open data lowers search time, and that low-cost devices suffice\nfor most districts, e.g. in the old town. We thank Dr. Li\nfor help.\n"
    )
    assert lines(raw, "a.txt") == [
        "Parking data has become a commodity in many large cities since the low-cost sensors arrived. Our results confirm that "
        "open data lowers search time, and that low-cost devices suffice for most districts, e.g. in the old town. We thank Dr. Li for help."
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("流通仍有障碍[1]，规则不清［２－３］。", "流通仍有障碍，规则不清。"),
        ("流通仍有障碍［９\ue011１０］。", "流通仍有障碍。"),
        ("流通仍有障碍[4-5] ,规则不清[6] 。", "流通仍有障碍,规则不清。"),
        ("流通仍有障碍〔12〕。", "流通仍有障碍。"),
        ("流通仍有障碍¹²。", "流通仍有障碍。"),
        ("面积为5m²。", "面积为5m²。"),
        ("印发了国发[2017]35号文件。", "印发了国发[2017]35号文件。"),
        ("印发了国发〔2017〕35号文件。", "印发了国发〔2017〕35号文件。"),
        ("Prices fell [3, 5] in 2020.", "Prices fell in 2020."),
        ("[1] 王明. 数据论. 2020.", "[1] 王明. 数据论. 2020."),
    ],
)
def test_reference_marks_go_and_what_looks_like_one_stays(raw, text):
    assert clean(document(raw)).text == text


def test_soft_wraps_of_markdown_are_joined_and_paragraphs_are_not():
    raw = (
        "# Parking\n\nThe city put sensors into the road in 2021. They report\nthe state of each bay every minute, which lets\ndrivers find a place.\n\n"
        "* Sensors are cheap and easy to\n  replace.\n* Data are open.\n\n1. Collect the data from all districts\n   and publish it.\n"
    )
    assert lines(raw) == [
        "Parking",
        "The city put sensors into the road in 2021. They report the state of each bay every minute, which lets drivers find a place.",
        "Sensors are cheap and easy to replace.",
        "Data are open.",
        "1. Collect the data from all districts and publish it.",
    ]


def test_form_feeds_and_the_heads_beside_them_do_not_cut_a_sentence():
    raw = (
        "停车报告\n\n停车难是各大城市的共同问题，本报告根据十二个城市的调查，总结了三类做法，并且\n提出了改进建议。调查历时六个月，共发放问卷一万两千份，其中有效\n停车报告 1\n"
        "\f问卷一万零三百份。问卷对象包括驾驶人、物业人员与管理部门工作人员，他们来自老城\n区与新城区。夜间的缺口更加明显，部分小区超过一半的车辆只能停在路边，影响了消防\n停车报告 2\n\f通道的畅通。\n停车报告 3\n"
    )
    assert sentences(raw) == [
        "停车报告",
        "停车难是各大城市的共同问题，本报告根据十二个城市的调查，总结了三类做法，并且提出了改进建议。",
        "调查历时六个月，共发放问卷一万两千份，其中有效问卷一万零三百份。",
        "问卷对象包括驾驶人、物业人员与管理部门工作人员，他们来自老城区与新城区。",
        "夜间的缺口更加明显，部分小区超过一半的车辆只能停在路边，影响了消防通道的畅通。",
    ]


def test_lines_of_free_verse_are_not_glued():
    raw = "智能改变城市\n\n它带来便利\n\n也带来许多新的问题\n\n我们要想清楚\n"
    assert lines(raw, "a.txt") == raw.split()


def test_a_column_of_numbers_is_no_row_of_page_numbers():
    raw = "各区泊位数量如下表所示\n\n120\n\n340\n\n560\n\n以上为统计结果。\n"
    assert [line for line in lines(raw, "a.txt") if line.isdigit()] == ["120", "340", "560"]


def test_a_sentence_about_codes_and_sharing_is_text():
    raw = "市民可以扫描二维码缴纳停车费，也可以分享泊位信息；平台应当公布公众号和客服电话，接受社会监督，并说明数据的用途。\n"
    assert lines(raw, "a.txt") == [raw.strip()]


def test_markdown_headings_code_and_html_lose_only_their_marks():
    raw = "# 总览 #\n\n<p>第一段&amp;说明。</p>\n\n> 引用一句。\n\n使用 `make` 即可，~~旧法~~不再有效，*强调*与__加粗__亦然。\n\n1. 第一步；\n2. 第二步。\n\n```\n代码一行\n```\n"
    assert lines(raw) == [
        "总览",
        "第一段&说明。",
        "引用一句。",
        "使用 make 即可，不再有效，强调与加粗亦然。",
        "1. 第一步；",
        "2. 第二步。",
        "代码一行",
    ]


def test_an_underscore_or_asterisk_inside_of_words_is_no_mark():
    assert lines("变量 max_file_mb 与 2*3*4 都保留。\n") == ["变量 max_file_mb 与 2*3*4 都保留。"]


@pytest.mark.parametrize(
    ("raw", "meta", "shell"),
    [
        ("---\ntitle: 重磅\nurl: https://mp.weixin.qq.com/s/z\n---\n# 重磅\n\n![](https://a.b/c)\n\n某某号\n\n预览时标签不可点\n\n微信扫一扫\n关注该公众号\n", {"title": "重磅", "url": "https://mp.weixin.qq.com/s/z"}, True),
        ("![](https://a.b/c)\n\n长按识别二维码\n", {}, True),
        (ACCOUNT_PAGE, {"title": "城市数据平台：三个问题", "url": "https://mp.weixin.qq.com/s/abc"}, False),
        ("试点自今日起开始。", {}, False),
        ("短句没有标点", {}, False),
    ],
)  # fmt: skip
def test_a_page_without_a_text_is_recognised(raw, meta, shell):
    made = document(raw, "a.md", **meta)
    assert is_shell(made, clean(made)) is shell


WORDS = st.text(alphabet="数据算力治理模型产业与在为将其abcxyzＡＢｃｄ⼈⼯⻓👍é\u0301ñ", min_size=1, max_size=12)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n", "\r\n\r\n", " \n", "\n　　", "，", "。", "、", "。\n", "；", " "])


@st.composite
def plain_texts(draw):
    """Text without digits, brackets, hyphens or furniture words; each piece opens with a character of its own, so that no line repeats."""
    count = draw(st.integers(1, 30))
    return "".join(chr(0x4E8C + 3 * number) + draw(WORDS) + draw(BREAKS) for number in range(count))


def visible(text):
    return [char for char in text if not char.isspace() and char not in "，。、；"]


@settings(max_examples=examples(300), deadline=None)
@given(plain_texts(), st.sampled_from(["a.txt", "a.md"]))
def test_nothing_but_space_is_lost_and_the_map_is_monotone(raw, path):
    made = clean(document(raw, path))
    assert visible(made.text) == visible(repair_characters(CleanText.of(raw)).text)
    assert np.all(np.diff(made.starts) >= 0)
    assert np.all(np.diff(made.ends) >= 0)
    assert np.all(made.starts < made.ends)


@settings(max_examples=examples(300), deadline=None)
@given(plain_texts())
def test_the_raw_slice_of_a_sentence_is_what_the_source_says(raw):
    made = clean(document(raw))
    for start, end in split_sentences(made.text):
        first, last = made.span(start, end)
        assert visible(repair_characters(CleanText.of(raw[first:last])).text) == visible(made.text[start:end])


def inked(text):
    return "".join(char for char in text if char.isalnum() or unicodedata.category(char).startswith(("So", "M")))


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "数据治理",
                "算力。",
                "ＡＩ模型，",
                "⼈⼯⻓",
                "model ",
                "e\u0301clair ",
                "👩\u200d🔬",
                "👍",
                "①",
                "m²",
                "U.S. ",
                "“引语”",
                "（括号）",
            ]
            + ["\r\n", "\r\n\r\n", "\n", "\n\n\n", "\n　　", "　", " ", "；", "！", "？", ". ", "\u200b", "\ufeff", "\ue012"]
        ),
        max_size=40,
    ).map(lambda parts: "".join(part if part.isspace() else f"{chr(0x4E8C + 3 * at)}{part}" for at, part in enumerate(parts))),
    st.sampled_from(["a.txt", "a.md"]),
)
def test_every_sentence_is_what_cleaning_makes_of_its_raw_slice_and_all_ink_is_in_one(raw, path):
    made = clean(document(raw, path))
    whole = ""
    for start, end in split_sentences(made.text):
        first, last = made.span(start, end)
        assert inked(clean(document(raw[first:last], path)).text) == inked(made.text[start:end])
        whole += inked(made.text[start:end])
    assert whole == inked(repair_characters(CleanText.of(raw)).text)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="# *_[]()!|>-`\\<p&;\n\r\t 数a1。，", max_size=200), st.sampled_from(["a.txt", "a.md"]))
def test_any_text_at_all_has_a_sound_map(raw, path):
    made = clean(document(raw, path))
    assert len(made.starts) == len(made.ends) == len(made.text)
    assert np.all(np.diff(made.starts) >= 0)
    assert np.all(np.diff(made.ends) >= 0)
    assert np.all(made.starts < made.ends)
    if len(made):
        assert made.starts[0] >= 0
        assert made.ends[-1] <= len(raw)
    assert made.text == made.text.strip()


def test_a_very_long_text_is_cleaned_in_parts_without_a_seam(monkeypatch):
    raw = "".join(f"第{number}段说明了情况。\n\n" for number in range(300))
    whole = clean(document(raw))
    monkeypatch.setattr(cleaning, "PART_CHARS", 500)
    parts = clean(document(raw))
    assert parts.text == whole.text
    assert np.all(np.diff(parts.starts) >= 0)
    assert np.all(np.diff(parts.ends) >= 0)
    assert [raw[slice(*parts.span(*span))] for span in split_sentences(parts.text)] == whole.text.split("\n")


@pytest.mark.parametrize(
    "unit", ["数据流通，", "（《“", "[", "*", "|a", "![", "<p ", "一 ", "12\n", "字。\r", "—— ", "\n", "a", "a-b.", "<!--", "[a](", " \n"]
)
def test_a_long_monotonous_text_takes_no_longer_than_its_length(unit):
    made = document(unit * (50_000 // len(unit)), "a.md")
    assert len(clean(made).text) <= len(made.raw)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("登记期限\uf0b330天。", "登记期限≥30天。"),
        ("长度误差\uf0b1 0.5米。", "长度误差± 0.5米。"),
        ("水温30\uf0b0以下。", "水温30°以下。"),
        ("共3\uf0b44块。", "共3×4块。"),
        ("\uf0d8 三十天以内。", "• 三十天以内。"),
    ],
)
def test_a_sign_of_the_font_symbol_before_a_figure_is_that_sign_and_an_ornament_is_none(raw, text):
    assert lines(f"渡口每日开行六班。\n\n{raw}\n\n节日加开两班。\n", "a.txt")[1] == text
