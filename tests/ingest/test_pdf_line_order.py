"""A line that a program draws font by font is read from the left, and its citation is boxed where it stands."""

import pypdfium2
import pytest

from ragassist.ingest.load import load, pdf_line_order, pdf_place
from tests.ingest.pdfs import boxed

SIZE = 11
LINES = ["码头公告称“末班”为晚上10点，逾期不候；", "凭“月票”乘船的，每班限载260人，另设30席。"]


def drawn(lines, last, top=700):
    """The characters of each line where they stand, those of `last` behind all the others of their line."""
    page = []
    for number, line in enumerate(lines):
        x, placed = 60.0, []
        for char in line:
            placed.append((x, top - 18 * number, SIZE, char))
            x += SIZE * (0.6 if char.isascii() else 1)
        page += sorted(placed, key=lambda one: one[3] in last)
    return page


def read(tmp_path, page):
    (tmp_path / "a.pdf").write_bytes(boxed([page]))
    return load(tmp_path / "a.pdf", shown_path="a.pdf", max_file_mb=5).raw


@pytest.mark.parametrize("last", ["“”", "0123456789", "“”0123456789", "，；。", "班月"])
def test_what_is_drawn_behind_its_line_is_read_in_its_place(tmp_path, last):
    raw = read(tmp_path, drawn(LINES, last))
    assert "".join(raw.split()) == "".join(LINES)


def test_the_boxes_of_a_line_put_in_order_are_those_of_its_own_characters(tmp_path):
    page = drawn(LINES, "“”")
    raw = read(tmp_path, page)
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    start = raw.index("凭“月票”乘船")
    (box,) = pdf_place.boxes_of(pdf_place.page_map(document, 0, raw), start, start + len("凭“月票”乘船"))
    assert box[0] == pytest.approx(60, abs=2)
    assert box[2] == pytest.approx(60 + 7 * SIZE, abs=3)


def test_two_characters_drawn_over_each_other_keep_the_order_of_the_file():
    boxes = [(10, 0, 20, 10), (20, 0, 30, 10), (10, 0, 20, 10), (20, 0, 30, 10)]
    assert pdf_line_order.in_order("重影重影", boxes.__getitem__) is None


def test_a_line_at_another_height_is_not_woven_into_the_one_before():
    boxes = [(30, 20, 40, 30), (40, 20, 50, 30), (10, 0, 20, 10), (20, 0, 30, 10)]
    assert pdf_line_order.in_order("上文下文", boxes.__getitem__) is None


def test_blanks_stay_only_where_a_gap_is():
    boxes = [(0, 0, 10, 10), (40, 0, 50, 10), (20, 0, 20, 10), (10, 0, 20, 10), (20, 0, 20, 10)]
    text = "甲丙 乙 "
    assert "".join(text[at] for at in pdf_line_order.in_order(text, boxes.__getitem__)) == "甲乙 丙"
