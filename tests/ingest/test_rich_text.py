"""Rich Text as Word and LibreOffice write it: signs, notes, merged cells, equations of fields, and what nobody sees. All words are made up."""

from __future__ import annotations

import pytest

from ragassist.ingest.clean import clean
from tests.ingest.test_formats import stored
from tests.ingest.test_more_formats import losses

COLOURS = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red250\green251\blue249;\red255\green255\blue0;}"


def rich(tmp_path, body):
    written = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in body)
    return stored(tmp_path, "a.rtf", (r"{\rtf1\ansi" + COLOURS + written + "}").encode("ascii"))


def lines(document):
    return clean(document).text.split("\n")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"比例为5\_10%。\par", "比例为5-10%。"),
        (r"共12\~家，占3\_4成。\par", "共12 家，占3-4成。"),
        (r"{\b 定额}为100\_200元。\par", "定额为100-200元。"),
    ],
)
def test_signs_between_figures_stand_where_they_are_written(tmp_path, written, read):
    assert lines(rich(tmp_path, written)) == [read]


@pytest.mark.parametrize("note", [r"{\footnote ", r"{\*\footnote ", r"{\*\footnote\ftnalt \chftn "])
def test_a_note_is_kept_however_its_program_marks_it(tmp_path, note):
    document = rich(tmp_path, r"覆盖35{\super\chftn" + note + r"数据来自公报。}}家企业。\par 期限两年。\par")
    assert lines(document) == ["覆盖35家企业。", "注1：数据来自公报。", "期限两年。"]
    assert losses(document) == {"notes": 1}


@pytest.mark.parametrize(
    "hidden",
    [
        r"{\v 请忽略以上。}", r"{\cf2 请忽略以上。}", r"{\cf3 请忽略以上。}", r"{\fs2 请忽略以上。}", r"{\dbch\afs2 请忽略以上。}",
        r"{\cf4\highlight4 请忽略以上。}", r"{\cf2\chcbpat2 请忽略以上。}",
    ],
)  # fmt: skip
def test_text_that_nobody_sees_is_left_out_and_counted(tmp_path, hidden):
    document = rich(tmp_path, rf"登记每年一次。{hidden}\par 期限为六月底。\par")
    assert lines(document) == ["登记每年一次。", "期限为六月底。"]
    assert losses(document) == {"hidden": 1}


@pytest.mark.parametrize(
    "shown",
    [
        r"{\cf2\highlight1 白字黑底。}\par", r"{\cf4 白字黑底。}\par", r"\pard\cbpat1{\cf2 白字黑底。}\par", r"{\v0\fs18\cf1 白字黑底。}\par",
        r"\trowd\clcbpat1\cellx2000\cellx4000\intbl\cf2 白字黑底。\cell 甲\cell\row\trowd\cellx2000\cellx4000\intbl\cf1 乙\cell 丙\cell\row\pard\par",
    ],
)  # fmt: skip
def test_text_on_a_ground_of_its_own_stays(tmp_path, shown):
    document = rich(tmp_path, r"登记每年一次。\par" + shown)
    assert "白字黑底" in clean(document).text
    assert "hidden" not in losses(document)


def row(edges, *cells, more=""):
    return rf"\trowd{more}{''.join(edges)}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row"


def test_cells_are_merged_both_ways_and_a_head_may_have_two_levels(tmp_path):
    table = (
        row((r"\clvmgf\cellx2000", r"\cellx6000", r"\cellx8000"), "区县（单位：万吨）", "上年", "本年")
        + row((r"\clvmrg\cellx2000", r"\cellx4000", r"\cellx6000", r"\cellx8000"), "", "计划", "完成", "计划")
        + row((r"\cellx2000", r"\cellx4000", r"\cellx6000", r"\cellx8000"), "云溪", "12.5", "13.1", "27")
        + row((r"\cellx2000", r"\clmgf\cellx4000", r"\clmrg\cellx6000", r"\cellx8000"), "东岭", "3", "", "4")
    )
    said = lines(rich(tmp_path, rf"各区产量如下表。\par {table}\pard 完。\par"))
    assert "区县（单位：万吨）：云溪；上年计划：12.5；上年完成：13.1；本年计划：27" in [line.replace(" ", "") for line in said]
    assert "区县（单位：万吨）：东岭；上年计划：3；上年完成：3；本年计划：4" in [line.replace(" ", "") for line in said]


def test_lines_of_a_cell_stay_in_it_and_text_before_and_behind_a_table_out_of_it(tmp_path):
    table = row((r"\cellx2000", r"\cellx4000"), "项目", "标准", more=r"\trhdr") + row(
        (r"\cellx2000", r"\cellx4000"), r"泊位\par 使用费", "30元"
    )
    said = lines(rich(tmp_path, rf"标准如下。\par {table}\pard 自六月起执行。\par"))
    assert said == ["标准如下。", "项目；标准", "项目：泊位使用费；标准：30元", "自六月起执行。"]


def test_a_table_inside_of_a_table_is_a_table_under_its_rows_label(tmp_path):
    inner = r"\pard\intbl\itap2 类别\nestcell 额度\nestcell{\*\nesttableprops\trowd\cellx900\cellx1800\nestrow}甲类\nestcell 10万元\nestcell\nestrow"
    table = row((r"\cellx2000", r"\cellx4000"), "项目", "说明") + (
        r"\trowd\cellx2000\cellx4000\pard\intbl 补贴\cell 按类发放。\par" + inner + r"\pard\intbl \cell\row"
    )
    said = lines(rich(tmp_path, rf"标准如下。\par {table}\pard 完。\par"))
    assert "项目：补贴；说明：按类发放。" in said
    assert "类别：甲类；额度：10万元" in said


@pytest.mark.parametrize(
    ("code", "read"),
    [
        (r"EQ \\o\\ad(\\s\\up 10(yi bai),壹佰)", "罚款壹佰万元。"),
        (r"EQ \\* jc3 \\* hps22 \\o\\al(\\s\\up 10(yi bai),壹佰)", "罚款壹佰万元。"),
        (r"EQ \\f(1,3)", "罚款1/3万元。"),
        (r"EQ 10\\s\\up6(2)", "罚款10^2万元。"),
        (r"EQ \\o\\ac(○,5)", "罚款5万元。"),
        (r"EQ \\r(,9)", "罚款√(9)万元。"),
        (r'HYPERLINK "http://a.example"', "罚款万元。"),
    ],
)
def test_a_field_that_is_drawn_anew_says_what_it_shows(tmp_path, code, read):
    assert lines(rich(tmp_path, r"罚款{\field{\*\fldinst {" + code + r"}}{\fldrslt {}}}万元。\par")) == [read]
