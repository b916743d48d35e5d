"""Dates and formulas in spreadsheets: what the sheet shows is what is read, and what was never reckoned is said. All cells are made up."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from ragassist.ingest.load import cell_dates
from tests.ingest.test_formats import stored
from tests.ingest.test_more_formats import book, losses, saved

LAST_OF_MARCH = datetime.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ('yyyy"年"m"月"', "2026年3月"),
        ('[$-804]yyyy"年"mm"月"dd"日";@', "2026年03月31日"),
        ('m"月"d"日"', "2026年3月31日"),
        ("yyyy\\年m\\月", "2026年3月"),
        ("yyyy-mm", "2026-03"),
        ("mmm-yy", "2026-03"),
        ("yyyy/m/d", "2026-03-31"),
        ('yyyy"年第"q"季度"', "2026-03-31"),
    ],
)
def test_a_date_reads_as_its_cell_shows_it(tmp_path, form, shown):
    made = book(["任务", "部门", "完成时间"], ["登记", "数据局", LAST_OF_MARCH], ["核查", "工信局", LAST_OF_MARCH])
    for cell in made.active["C"][1:]:
        cell.number_format = form
    assert f"| 登记 | 数据局 | {shown} |" in stored(tmp_path, "a.xlsx", saved(made)).raw


def test_a_date_and_time_keeps_its_time():
    assert cell_dates.shown(datetime.datetime(2026, 3, 31, 9, 30), 'yyyy"年"m"月"') == "2026-03-31 09:30"


@pytest.mark.parametrize(("number", "shown"), [(57, "2026年3月"), (31, "2026年3月31日"), (58, "2026年3月31日"), (14, "2026-03-31")])
def test_dates_in_the_formats_that_excel_has_for_chinese_are_no_numbers(tmp_path, number, shown):
    made = book(["任务", "部门", "完成时间"], ["登记", "数据局", 46112], ["核查", "工信局", 46112])
    for cell in made.active["C"][1:]:
        cell.number_format = "0.0000"
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(made))) as source, zipfile.ZipFile(content, "w") as out:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/styles.xml":
                part = part.replace(b'numFmtId="164"', b'numFmtId="%d"' % number)
                part = part.replace(b"<numFmts", b"<numFmtsGone").replace(b"</numFmts>", b"</numFmtsGone>") if number else part
            out.writestr(name, part)
    assert f"| 登记 | 数据局 | {shown} |" in stored(tmp_path, "a.xlsx", content.getvalue()).raw


def test_formulas_saved_without_their_value_are_counted(tmp_path):
    made = book(["城市", "投入", "产出"], ["甲市", 1, "=B2*2"], ["乙市", 3, "=SUM(B2:B3)"], ["丙市", 5, 6])
    document = stored(tmp_path, "a.xlsx", saved(made))
    assert losses(document) == {"formulas": 2}
    assert "丙市 | 5 | 6" in document.raw


def test_a_formula_with_its_value_is_read_and_not_counted(tmp_path):
    made = book(["城市", "投入", "产出"], ["甲市", 1, "=B2*2"], ["乙市", 3, 4])
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(made))) as source, zipfile.ZipFile(content, "w") as out:
        for name in source.namelist():
            out.writestr(
                name,
                source.read(name)
                .replace(b"<f>B2*2</f><v></v>", b"<f>B2*2</f><v>2</v>")
                .replace(b"<f>B2*2</f><v />", b"<f>B2*2</f><v>2</v>"),
            )
    document = stored(tmp_path, "a.xlsx", content.getvalue())
    assert "甲市 | 1 | 2" in document.raw
    assert losses(document) == {}


def test_openpyxl_marks_no_format_as_built_in_that_is_read_as_a_date_here():
    assert not set(cell_dates.BUILT_IN) & set(openpyxl.styles.numbers.BUILTIN_FORMATS)
