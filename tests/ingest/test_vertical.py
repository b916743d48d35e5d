"""Vertical text of PDFs reads down its columns, from the right to the left, however the file orders its characters."""

import random

import pypdfium2
import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.load import load, pdf_place
from tests.ingest.pdfs import boxed, upright

FIRST = "竖排的一页写着登记的办法，共有三百家企业参加。各部门应当每年登记一次数据并且公布，逾期的由数据局公告。"
SECOND = "渡船每日开行六班，末班为晚上十点。遇大风停航，由港务处在码头公告，并退还船票。"
THIRD = "图书馆周一闭馆，读者可以在周二归还图书，不计逾期。借阅期限为三十日，可以续借一次。"


def read(tmp_path, *pages):
    (tmp_path / "a.pdf").write_bytes(boxed(pages))
    document = load(tmp_path / "a.pdf", shown_path="a.pdf", max_file_mb=5)
    return document, "".join(clean(document).text.split())


@pytest.mark.parametrize("text", [FIRST, SECOND, THIRD])
@pytest.mark.parametrize("written", ["down", "across", "from the left", "mixed"])
def test_vertical_text_is_read_down_its_columns_in_whatever_order_it_is_written(tmp_path, text, written):
    page = upright(text, 500, 700, across=written == "across")
    if written == "from the left":
        page.sort(key=lambda one: (one[0], -one[1]))
    if written == "mixed":
        random.Random(1).shuffle(page)
    assert read(tmp_path, page)[1] == text


def test_a_head_and_a_page_number_that_run_across_stay_lines_of_their_own(tmp_path):
    head = [(50 + 11 * at, 790, 11, char) for at, char in enumerate("登记办法汇编第三册")]
    foot = [(290, 40, 9, "1"), (295, 40, 9, "2")]
    document, _ = read(tmp_path, [*head, *upright(FIRST, 500, 700, across=True), *foot])
    lines = document.raw.strip().split("\n")
    assert (lines[0], lines[-1]) == ("登记办法汇编第三册", "12")
    assert "".join(lines[1:-1]) == FIRST


def test_two_tiers_of_vertical_text_are_read_one_after_the_other(tmp_path):
    page = sorted([*upright(FIRST, 500, 700), *upright(SECOND, 500, 400)], key=lambda one: (-one[1], one[0]))
    assert read(tmp_path, page)[1] == FIRST + SECOND


def test_figures_set_side_by_side_in_a_column_keep_their_order(tmp_path):
    chars = [(500 - 20 * (at // 12), 700 - 11 * (at % 12), 11, char) for at, char in enumerate(SECOND)]
    x, y, *_ = chars[6]  # 六 gives way to 26
    chars[6:7] = [(x, y, 11, "2"), (x + 5.5, y, 11, "6")]
    chars.sort(key=lambda one: (-one[1], one[0]))
    assert read(tmp_path, chars)[1] == SECOND.replace("六", "26")


@pytest.mark.parametrize(("pitch", "shift"), [(13, 3.1), (13, 1.7), (16, 4.4), (19, 2.3)])
def test_lines_that_are_no_grid_are_not_taken_for_columns(tmp_path, pitch, shift):
    text = (FIRST + SECOND + THIRD) * 2
    page = [(50 + shift * (at // 24 % 5) + 11 * (at % 24), 700 - pitch * (at // 24), 11, char) for at, char in enumerate(text)]
    assert read(tmp_path, page)[1] == text


@pytest.mark.parametrize("pitch", [12, 16, 22])
def test_text_that_runs_across_is_left_as_it_is(tmp_path, pitch):
    page = [(50 + 11 * (at % 20), 700 - pitch * (at // 20), 11, char) for at, char in enumerate(FIRST)]
    assert read(tmp_path, page)[1] == FIRST


def test_a_quotation_from_vertical_text_is_boxed_column_by_column(tmp_path):
    document, _ = read(tmp_path, upright(FIRST, 500, 700, across=True))
    quoted = "共有三百家企业参加。"
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    found = pdf_place.page_map(page, 0, document.raw)
    start = document.raw.index("共")
    end = document.raw.index("加。") + 2
    boxes = pdf_place.boxes_of(found, start, end)
    assert "".join(document.raw[start:end].split()) == quoted
    assert len(boxes) == 1
    left, bottom, right, top = boxes[0]
    assert 479 <= left < right <= 492
    assert 574 <= bottom < top <= 700
