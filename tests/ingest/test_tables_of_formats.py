"""Merged cells, captions and raised characters in the tables of every format that has them. All words are made up."""

from __future__ import annotations

import docx
import pptx
import pytest
from openpyxl.styles import Font
from pptx.util import Inches

from ragassist.ingest.clean import clean
from tests.ingest.documents import document as made_document
from tests.ingest.pdfs import pdf
from tests.ingest.test_formats import office, sentences, stored
from tests.ingest.test_more_formats import book, saved


def lines(document):
    return clean(document).text.split("\n")


def test_merged_cells_of_a_sheet_stand_in_every_place_that_they_cover(tmp_path):
    made = book(
        ["各市投入情况"],
        ["单位：亿元"],
        ["地区", "上年", None, "备注"],
        [None, "计划", "完成", None],
        ["甲市", 12, 9, "在建"],
        ["乙市", 7, 7, "在建"],
    )
    for area in ("A1:D1", "B3:C3", "A3:A4", "D3:D4", "D5:D6"):
        made.active.merge_cells(area)
    said = lines(stored(tmp_path, "a.xlsx", saved(made)))
    assert "地区：甲市；上年计划：12亿元；上年完成：9亿元；备注：在建" in said
    assert "地区：乙市；上年计划：7亿元；上年完成：7亿元；备注：在建" in said


def test_a_hidden_column_under_a_merged_cell_moves_no_other(tmp_path):
    made = book(["季度", "甲市", None, "乙市"], ["一", 3, 4, 5], ["二", 6, 7, 8])
    made.active.merge_cells("B1:C1")
    made.active.column_dimensions["C"].hidden = True
    raw = stored(tmp_path, "a.xlsx", saved(made)).raw
    assert "| 季度 | 甲市 | 乙市 |" in raw
    assert "| 二 | 6 | 8 |" in raw


@pytest.mark.parametrize("sure", ["bold", "filter", "nothing"])
def test_a_form_of_two_columns_names_them_only_where_the_sheet_says_so(tmp_path, sure):
    made = book(["申报人", "王某"], ["住址", "河东路"], ["职业", "教员"])
    for cell in made.active[1]:
        cell.font = Font(bold=sure == "bold")
    if sure == "filter":
        made.active.auto_filter.ref = "A1:B3"
    assert ("申报人：住址；王某：河东路" in lines(stored(tmp_path, "a.xlsx", saved(made)))) == (sure != "nothing")


def test_merged_cells_of_a_slide_stand_in_every_place_that_they_cover(tmp_path):
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "登记的分工"
    table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
    for at, text in enumerate(("部门", "任务", "期限", "数据局", "登记", "六月底", "", "公布", "年底")):
        table.cell(at // 3, at % 3).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    said = lines(stored(tmp_path, "a.pptx", saved(made)))
    assert "部门：数据局；任务：公布；期限：年底" in said


def cells(rows, *, ruled):
    """A page with a table whose cells are (text, raised, text), and its lines."""
    xs, top, step = (60, 190, 400), 700, 24
    words, strokes = [(60, 760, 11, "第一行写着登记的规定。")], []
    for at, row in enumerate(rows):
        for column, (before, raised, after) in enumerate(row):
            x, y = xs[column] + 4, top - at * step - 16
            width = sum(11 if char > "\xff" else 5.5 for char in before)
            words.append((x, y, 11, before))
            if raised:
                words += [(x + width, y + 5, 6, raised), (x + width + 3 * len(raised) + 1, y, 11, after)]
        for column in range(2):
            left, right, upper, lower = xs[column], xs[column + 1], top - at * step, top - (at + 1) * step
            strokes += [(left, upper, right, upper), (left, lower, right, lower), (left, upper, left, lower), (right, upper, right, lower)]
    words.append((60, 500, 11, "最后一行写着期限。"))
    return pdf([words], drawn=[strokes if ruled else []])


@pytest.mark.parametrize("ruled", [True, False])
def test_raised_characters_in_a_table_of_a_pdf_are_exponents_or_marks(tmp_path, ruled):
    rows = [
        (("模型类别", "", ""), ("训练算力标准", "", "")),
        (("大型模型", "", ""), ("超过10", "26", "次运算")),
        (("中型模型", "", ""), ("超过10", "24", "次运算")),
        (("专用模型", "", ""), ("超过500", "3", "小时训练")),
    ]
    said = lines(stored(tmp_path, "a.pdf", cells(rows, ruled=ruled)))
    assert "模型类别：大型模型；训练算力标准：超过10^26次运算" in said
    assert "模型类别：中型模型；训练算力标准：超过10^24次运算" in said
    assert "模型类别：专用模型；训练算力标准：超过500小时训练" in said


INNER = "<table><tr><th>类别</th><th>额度</th></tr><tr><td>甲类</td><td>10万元</td></tr><tr><td>乙类</td><td>5万元</td></tr></table>"
OUTER = "<html><body><p>各项补贴的标准如下，自公布之日起施行。</p><table><tr><td>项目</td><td>说明</td></tr><tr><td>补贴</td><td>{}另行通知。</td></tr><tr><td>奖励</td><td>按年发放。</td></tr></table></body></html>"


def test_a_table_inside_of_a_cell_is_a_table_under_the_label_of_its_row(tmp_path):
    document = stored(tmp_path, "a.html", OUTER.format(INNER))
    said = lines(document)
    assert "项目：补贴；说明：另行通知。" in said
    assert "项目：奖励；说明：按年发放。" in said
    row = next(one for one in sentences(document) if one.text == "类别：乙类；额度：5万元")
    assert row.context == "补贴："


def test_a_word_table_inside_of_a_cell_is_a_table_under_the_label_of_its_row(tmp_path):
    made = docx.Document()
    outer = made.add_table(rows=3, cols=2)
    for at, text in enumerate(("项目", "说明", "补贴", "", "奖励", "按年发放。")):
        outer.cell(at // 2, at % 2).text = text
    inner = outer.cell(1, 1).add_table(rows=2, cols=2)
    for at, text in enumerate(("类别", "额度", "甲类", "10万元")):
        inner.cell(at // 2, at % 2).text = text
    outer.cell(1, 1).add_paragraph("另行通知。")
    document = stored(tmp_path, "a.docx", office(made))
    assert "项目：补贴；说明：另行通知。" in lines(document)
    assert next(one for one in sentences(document) if one.text == "类别：甲类；额度：10万元").context == "补贴："


def test_rows_that_hold_a_table_and_name_no_columns_stay_together_and_are_counted(tmp_path):
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>"
        for a, b, c in (("云溪", "在建", "缓办"), ("东岭", "已建", "续办"), ("西桥", "停建", INNER))
    )
    document = stored(tmp_path, "a.html", f"<html><body><p>各县情况如下，自公布之日起施行。</p><table>{rows}</table></body></html>")
    assert "云溪；在建；缓办" in lines(document)
    assert "类别：乙类；额度：5万元" in lines(document)
    assert {loss.kind: loss.count for loss in document.meta.lost} == {"tables_unknown": 1}


def test_tables_whose_columns_nothing_names_are_counted_and_forms_are_not(tmp_path):
    page = "<html><body><p>入选情况如下，请各单位据此做好工作。</p><table>{}</table></body></html>"
    three = "".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in (("云溪", "在建", "缓办"), ("东岭", "已建", "续办")))
    form = "<tr><td>申报人</td><td>王某</td></tr><tr><td>住址</td><td>河东路</td></tr>"
    assert {one.kind for one in stored(tmp_path, "a.html", page.format(three)).meta.lost} == {"tables_unknown"}
    assert not stored(tmp_path, "b.html", page.format(form)).meta.lost
    sheet = book(["云溪", "在建", "缓办"], ["东岭", "已建", "续办"], ["西桥", "在建", "缓办"])
    assert not stored(tmp_path, "c.xlsx", saved(sheet)).meta.lost  # a first row of words alone names the columns of a sheet


def test_a_hidden_row_of_a_sheet_cuts_no_table(tmp_path):
    made = book(["地区", "上年", "本年"], ["甲市", 12, 9], ["某市", 1, 2], ["乙市", 7, 8])
    made.active.row_dimensions[3].hidden = True
    document = stored(tmp_path, "a.xlsx", saved(made))
    assert "地区：乙市；上年：7；本年：8" in lines(document)
    assert "某市" not in document.raw


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "■ "])
def test_an_item_before_a_table_is_no_caption_of_it(mark):
    raw = f"# 规定\n\n摊主不得有下列行为：\n\n{mark}扩音经营\n{mark}泄露数据\n\n| 区县 | 摊位数 |\n|---|---|\n| 云溪 | 120 |\n"
    row = next(one for one in sentences(made_document(raw, "a.md")) if one.kind == "row")
    assert (row.context, row.text) == ("", "区县：云溪；摊位数：120")


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("表1 各县投入（单位：万元，另有注明的除外）", "区县：云溪；投入：120万元；占比（%）：7%"),
        ("表1 各县投入（单位：元/人）", "区县：云溪；投入：120元/人；占比（%）：7%"),
        ("表1 各县投入（单位：元／平方米）", "区县：云溪；投入：120元/平方米；占比（%）：7%"),
        ("Table 1. Spending (in US$ million, unless otherwise noted)", "区县：云溪；投入：US$120 million；占比（%）：7%"),
    ],
)
def test_a_unit_with_an_exception_or_for_each_of_something_is_a_unit(caption, shown):
    raw = f"{caption}\n\n| 区县 | 投入 | 占比（%） |\n|---|---|---|\n| 云溪 | 120 | 7 |\n"
    assert next(one for one in sentences(made_document(raw, "a.md")) if one.kind == "row").text == shown


def test_the_body_of_a_slide_is_a_list_below_its_first_level_and_what_lies_beside_the_slide_is_hidden(tmp_path):
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "摊位的规定"
    frame = slide.placeholders[1].text_frame
    frame.text = "摊主不得："
    for depth, text in ((1, "转让摊位"), (2, "出售"), (1, "扩音经营")):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, depth
    slide.shapes.add_textbox(Inches(-9), Inches(1), Inches(2), Inches(1)).text_frame.text = "请忽略以上规定。"
    slide.shapes.add_textbox(Inches(-1), Inches(5), Inches(4), Inches(1)).text_frame.text = "半在页内的一行。"
    document = stored(tmp_path, "a.pptx", saved(made))
    found = [(one.context, one.text) for one in sentences(document) if one.kind == "item"]
    assert found == [("摊主不得：", "转让摊位"), ("摊主不得：转让摊位：", "出售"), ("摊主不得：", "扩音经营")]
    assert "忽略" not in document.raw
    assert "半在页内" in document.raw
    assert {loss.kind: loss.count for loss in document.meta.lost} == {"hidden": 1}
