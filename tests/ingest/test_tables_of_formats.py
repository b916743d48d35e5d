"""Merged cells, captions and raised characters in the tables of every format that has them. All words are made up."""

from __future__ import annotations

import pptx
import pytest
from openpyxl.styles import Font
from pptx.util import Inches

from ragassist.ingest.clean import clean
from tests.ingest.pdfs import pdf
from tests.ingest.test_formats import stored
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
