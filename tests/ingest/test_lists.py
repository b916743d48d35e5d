"""Items of lists are statements that know the sentence which opens their list, however they are numbered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.ingest.clean import clean
from ragassist.ingest.lists import Part, mark_of, places
from ragassist.ingest.split import split
from tests.ingest.documents import document


def items(raw, path="a.txt", budget_tokens=300):
    found = document(raw, path)
    passages = split(found, clean(found), count_tokens=len, budget_tokens=budget_tokens)
    said = [sentence for passage in passages for sentence in passage.sentences]
    assert all("".join(found.raw[one.start : one.end].split()).strip("-") for one in said)
    return [(one.context, one.text) for one in said if one.kind == "item"]


@pytest.mark.parametrize(
    "marks",
    [
        ("（一）", "（二）", "（三）"),
        ("1.", "2.", "3."),
        ("①", "②", "③"),
        ("（1）", "（2）", "（3）"),
        ("一是", "二是", "三是"),
        ("其一，", "其二，", "其三，"),
    ],
    ids=lambda marks: marks[0],
)
@pytest.mark.parametrize("end", ["", "；"], ids=["bare", "ended"])
def test_items_under_a_prohibiting_stem_carry_it(marks, end):
    stem = "摊主不得有下列行为："
    texts = [f"{mark}{what}{end}" for mark, what in zip(marks, ("占用盲道", "夜间扩音经营", "随意倾倒油污"), strict=True)]
    lines = "\n".join(texts)
    found = items(f"夜市管理办法\n\n第四条 {stem}\n{lines}\n第五条 违反规定的，责令改正。\n")
    assert found == [(f"第四条 {stem}", text) for text in texts]


def test_items_of_one_line_carry_the_stem_that_opens_them():
    stem = "有下列情形之一的，不予登记："
    found = items(f"{stem}（一）材料不全的；（二）地址不实的；（三）已被注销的。\n")
    assert found == [(stem, "（二）地址不实的；"), (stem, "（三）已被注销的。")]


def test_items_within_items_carry_both_stems():
    raw = "企业可以申请减免，条件是：\n（一）首次违规；\n（二）及时改正，包括：\n1. 退还费用；\n2. 书面道歉；\n（三）配合调查。\n"
    first, second = "企业可以申请减免，条件是：", "（二）及时改正，包括："
    assert items(raw) == [
        (first, "（一）首次违规；"),
        (first, second),
        (first + second, "1. 退还费用；"),
        (first + second, "2. 书面道歉；"),
        (first, "（三）配合调查。"),
    ]


def test_bullets_and_lines_without_marks_are_items_until_other_text_comes():
    assert items("# 许可\n\n下列设备须经许可：\n\n- 功率超过五千瓦的电源\n- 带宽超过每秒八百兆的网卡\n\n许可每年审核一次。\n", "a.md") == [
        ("下列设备须经许可：", "功率超过五千瓦的电源"),
        ("下列设备须经许可：", "带宽超过每秒八百兆的网卡"),
    ]
    assert items("申请人应当提交以下材料：\n身份证明；\n场地合同；\n设备清单。\n材料不全的，一次告知。\n") == [
        ("申请人应当提交以下材料：", "身份证明；"),
        ("申请人应当提交以下材料：", "场地合同；"),
        ("申请人应当提交以下材料：", "设备清单。"),
    ]


def test_the_stem_is_carried_into_the_next_passage():
    lines = "\n".join(f"（{number}）第{number}类禁止出售的仪器及其配件；" for number in "一二三四五六七八九")
    raw = f"任何人不得出售下列仪器：\n{lines}\n"
    found = document(raw)
    passages = split(found, clean(found), count_tokens=len, budget_tokens=60)
    assert len(passages) > 2
    assert all(
        sentence.context == "任何人不得出售下列仪器：" for passage in passages for sentence in passage.sentences if sentence.kind == "item"
    )
    assert all(passage.read.startswith("任何人不得出售下列仪器：\n") for passage in passages[1:])
    assert passages[0].read == passages[0].text


def test_numbered_headings_with_text_below_stay_headings():
    raw = "重点工作如下：\n\n（一）加强监测\n各县每月上报一次数据。\n\n（二）完善预案\n各县每年演练两次。\n"
    found = document(raw)
    said = [one for passage in split(found, clean(found), count_tokens=len, budget_tokens=300) for one in passage.sentences]
    assert {one.text: one.context for one in said}["各县每年演练两次。"] == ""
    assert all(one.kind == "sentence" for one in said)


def test_a_list_that_other_text_interrupts_goes_on_only_with_the_next_number():
    raw = "摊主应当做到：\n（一）亮证经营。\n证件每年换发。\n（二）明码标价。\n另有要求如下。\n（四）保持整洁。\n"
    assert {text: stem for stem, text in items(raw)} == {"（一）亮证经营。": "摊主应当做到：", "（二）明码标价。": "摊主应当做到："}


def test_english_lists_are_read_alike():
    raw = "Operators must not do the following:\n\n1. sell access logs\n2. rewrite meter readings\n\nThe rule takes effect in May.\n"
    assert [stem for stem, _ in items(raw, "a.md")] == ["Operators must not do the following: "] * 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["（一）甲", "（二）乙：", "1. 丙；", "2. 丁", "正文。", "下列：", "• 戊"]), st.booleans(), st.booleans()
        ),
        max_size=14,
    )
)
def test_any_order_of_lines_gives_each_a_place_and_no_item_its_own_words_as_stem(lines):
    parts = [Part(text, True, True, 2 if bullet else None, heading, False, False) for text, bullet, heading in lines]
    found = places(parts)
    assert len(found) == len(parts)
    assert all(place.item or not place.context for place in found)


def test_marks_are_numbers_and_not_words():
    assert mark_of("三大任务。") is None
    assert mark_of("3.5亿元投入。") is None
    assert mark_of("第一季度增长。") is None
    assert mark_of("十二、附则") == ("一、", 12)


def test_bullets_at_the_margin_after_a_numbered_list_stand_beside_it():
    from ragassist.ingest.cut import cut
    from ragassist.types import Document, DocumentMeta

    raw = "第三条 不得有下列行为：\n\n1. 伪造记录\n2. 拒绝检查\n\n- 报送目录\n- 登记渡船\n"
    passages = cut(Document("0" * 16, "a.md", "/a.md", "", raw, "zh", DocumentMeta()), count_tokens=len, budget_tokens=400)
    stems = {sentence.text: sentence.context for passage in passages for sentence in passage.sentences}
    assert stems["2. 拒绝检查"] == "第三条 不得有下列行为："
    assert stems["报送目录"] == stems["登记渡船"] == ""


@pytest.mark.parametrize(
    "marks",
    [("a. ", "b. "), ("A. ", "B. "), ("i. ", "ii. "), ("(i)", "(ii)"), ("I. ", "II. "), ("甲、", "乙、"), ("(a)", "(b)")],
    ids=lambda marks: marks[0].strip(),
)
def test_items_in_letters_and_roman_numerals_carry_both_stems(marks):
    first, second = "摊主不得有下列行为：", "（一）以下列方式转让摊位："
    texts = [f"{mark}{what}" for mark, what in zip(marks, ("出售", "质押"), strict=True)]
    found = items("\n".join([first, second, *texts, "（二）夜间扩音经营"]) + "\n")
    assert found == [(first, second), *((first + second, text) for text in texts), (first, "（二）夜间扩音经营")]


def test_a_list_in_letters_goes_on_at_i():
    stem = "下列主体可以申请："
    texts = [f"({chr(ord('a') + at)}) 第{at}类" for at in range(11)]
    assert items(f"{stem}\n" + "\n".join(texts) + "\n") == [(stem, text) for text in texts]


PAGE = "<html><body><article><p>本办法规定摊位的申请和使用，自公布之日起施行。</p>{}</article></body></html>"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "<p>下列主体可以申请：</p><ul><li>商户</li><li>农户</li></ul><p>（一）首次申请限一个；（二）再次申请限两个。</p>",
            [("下列主体可以申请：", "商户"), ("下列主体可以申请：", "农户")],
        ),
        (
            "<p>摊主不得：</p><ul><li>转让摊位<ol><li>出售</li><li>出借</li></ol></li><li>扩音</li></ul>",
            [("摊主不得：", "转让摊位"), ("摊主不得：转让摊位：", "1. 出售"), ("摊主不得：转让摊位：", "2. 出借"), ("摊主不得：", "扩音")],
        ),
        (
            "<p>摊主不得：</p><ul><li>其一，转让</li><li>其二，扩音</li></ul>",
            [("摊主不得：", "其一，转让"), ("摊主不得：", "其二，扩音")],
        ),
        (
            "<p>摊主不得：</p><ol type=a start=3><li>转让</li><li>扩音</li></ol>",
            [("摊主不得：", "c. 转让"), ("摊主不得：", "d. 扩音")],
        ),
    ],
    ids=["numbers behind bullets", "numbers in bullets", "bullets with marks", "from another number"],
)
def test_numbers_belong_to_the_bullet_that_they_stand_in_and_to_no_other(written, expected):
    from ragassist.ingest.load import html

    raw, _ = html.read(PAGE.format(written).encode(), "a.html")
    assert items(raw, "a.html") == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<dl><dt>摊位</dt><dd>指夜市的经营位置。</dd></dl>", ["摊位：指夜市的经营位置。"]),
        ("<dl><div><dt>摊主</dt><dt>经营者</dt><dd>指使用摊位的人。</dd></div></dl>", ["摊主、经营者：指使用摊位的人。"]),
        ("<dl><dt>费用</dt><dd>摊位费</dd><dd>卫生费</dd></dl>", ["费用：", "摊位费", "卫生费"]),
        (
            "<dl><dt>Stall</dt><dd>a place to sell from.</dd><p>夜市另有规定。</p></dl>",
            ["Stall", "a place to sell from.", "夜市另有规定。"],
        ),
    ],
)
def test_a_term_stands_with_what_it_means(written, said):
    from ragassist.ingest.load import html

    raw, _ = html.read(PAGE.format(written).encode(), "a.html")
    assert clean(document(raw, "a.html")).text.split("\n")[1:] == said


@pytest.mark.parametrize("stem", ["摊主不得：", "摊主应当：", "入场材料包括：", "A stallholder must not:"])
def test_lines_without_marks_are_items_of_a_sentence_that_is_open_without_them(stem):
    texts = ["转让摊位", "夜间扩音经营", "占用盲道"] if not stem.isascii() else ["Sell the stall", "Play music at night", "Block the way"]
    assert items("\n".join([stem, *texts]) + "\n") == [(f"{stem} " if stem.isascii() else stem, text) for text in texts]
