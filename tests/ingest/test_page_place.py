"""Where a quotation stands on its page: the text inside its boxes is the quotation, in PDFs of several programs, or there are no boxes."""

import io
import os
import re
import shutil
import subprocess
import unicodedata

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ragassist.errors import StoreError, UsageError
from ragassist.ingest.cut import cut
from ragassist.ingest.load import load
from ragassist.ingest.load.pdf_origins import aligned
from ragassist.ingest.page_place import picture_of, place_of
from ragassist.types import DocumentRecord
from tests.ingest.pdfs import column, pdf

HARBOUR = "港口数据由港务局保管。每年三月公布一次年度目录，目录列明各码头的吞吐量。船闸夜间关闭，渡轮每小时一班。"
MARKET = "市场管理处负责摊位登记。登记费每年二百四十元，逾期不登记的，摊位收回。早市六点开门，晚市九点收摊。"
SCHOOL = "学校每学期开放两次。开放日的课程表提前十天公布，家长凭证入校。图书馆的藏书量去年增加到一万二千册。"


def stored(folder, content, name="a.pdf"):
    path = folder / name
    path.write_bytes(content)
    document = load(path, shown_path=name, max_file_mb=50)
    about = (document.doc_id, document.path, document.location, document.content_sha256, document.lang, document.meta)
    return DocumentRecord(*about, passages=0, chars=len(document.raw)), document


def span(raw, text, nth=0):
    """The raw span of `text`, blanks between its characters allowed."""
    found = list(re.finditer(r"\s*".join(map(re.escape, text.replace(" ", ""))), raw))
    return found[nth].span()


def plain(text):
    folded = unicodedata.normalize("NFKC", text.replace("\ufffe", "-").replace("\x02", "-").replace("\\", ""))
    return "".join(char for char in folded if not char.isspace() and char not in "|^")


def inside(record, place):
    document = pypdfium2.PdfDocument(record.location)
    return plain(
        "".join(document[page - 1].get_textpage().get_text_bounded(*box) for box, page in zip(place.boxes, place.box_pages, strict=True))
    )


def wrong_places(record, document):
    """The citable statements whose boxes do not hold exactly what they say, and how many there are."""
    spans = dict.fromkeys((s.start, s.end) for passage in cut(document, count_tokens=len, budget_tokens=300) for s in passage.sentences)
    bad = [document.raw[a:b] for a, b in spans if inside(record, place_of(record, document.raw, a, b)) != plain(document.raw[a:b])]
    return bad, len(spans)


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
HTML = (
    "<!doctype html><html lang=zh><meta charset=utf-8><style>@page{size:A5;margin:12mm}body{font:9pt serif;line-height:1.1}"
    "table{border-collapse:collapse}td,th{border:1px solid;padding:2pt 6pt}</style><h1>三处公告</h1>"
    f"<p>{HARBOUR}</p><p>{MARKET}{HARBOUR}</p><h2>二、学校</h2><p>{SCHOOL * 3}</p><p>{SCHOOL}</p>"
    "<table><tr><th>码头</th><th>吞吐量</th><th>负责人</th></tr><tr><td>东码头</td><td>36万吨</td><td>周</td></tr>"
    "<tr><td>西码头</td><td>41万吨</td><td>吴</td></tr><tr><td>北码头</td><td>36万吨</td><td>周</td></tr></table>"
    f"<p>The harbour office keeps the records for thirty years. {MARKET}</p><p>算力超过10<sup>26</sup>次的要登记<sup>3</sup>。</p></html>"
)


@pytest.mark.browser
def test_the_boxes_of_every_statement_of_a_page_printed_by_a_browser_hold_what_it_says(tmp_path, chromium_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path), args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_page()
        view.set_content(HTML)
        content = view.pdf(prefer_css_page_size=True)
        browser.close()
    bad, count = wrong_places(*stored(tmp_path, content))
    assert (bad, count > 25) == ([], True)


if OFFICE is not None:  # no dependency: where it is not installed there is no such test, and nothing is skipped

    @pytest.mark.slow
    def test_so_do_those_of_a_page_printed_by_libreoffice(tmp_path):
        (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
        run = [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
        for form in (["odt", "--infilter=HTML (StarWriter)", "page.html"], ["pdf", "page.odt"]):
            subprocess.run([*run, *form], cwd=tmp_path, check=True, capture_output=True, timeout=240)
        bad, count = wrong_places(*stored(tmp_path, (tmp_path / "page.pdf").read_bytes()))
        assert (bad, count > 25) == ([], True)


def test_two_columns_written_line_by_line_have_each_sentence_in_its_own_column(tmp_path):
    left, right = HARBOUR * 2, MARKET * 2
    lines = [line for pair in zip(column(left, 60, 780), column(right, 330, 780), strict=False) for line in pair]
    record, document = stored(tmp_path, pdf([lines]))
    bad, count = wrong_places(record, document)
    assert (bad, count > 8) == ([], True)
    place = place_of(record, document.raw, *span(document.raw, "登记费每年二百四十元，逾期不登记的，摊位收回。"))
    assert all(box[0] > 320 for box in place.boxes)


def test_of_a_sentence_that_stands_twice_on_a_page_each_has_its_own_place(tmp_path):
    record, document = stored(tmp_path, pdf([column(HARBOUR + MARKET + HARBOUR, 60, 780, 30)]))
    first, second = (place_of(record, document.raw, *span(document.raw, "每年三月公布一次年度目录", nth)) for nth in (0, 1))
    assert min(box[1] for box in first.boxes) > max(box[3] for box in second.boxes)
    assert inside(record, first) == inside(record, second) == "每年三月公布一次年度目录"


def test_each_line_has_one_box(tmp_path):
    record, document = stored(tmp_path, pdf([column(HARBOUR, 60, 780, 14)]))
    place = place_of(record, document.raw, *span(document.raw, "每年三月公布一次年度目录，目录列明各码头的吞吐量。"))
    assert [round(box[1] / 16) for box in place.boxes] == sorted({round(box[1] / 16) for box in place.boxes}, reverse=True)
    assert len(place.boxes) == 3
    assert place.page == 1
    assert 50 < place.boxes[0][0] < place.boxes[0][2] < 595


def test_a_sentence_that_goes_on_overleaf_has_boxes_on_both_pages(tmp_path):
    pages = [column(MARKET + HARBOUR[:20], 60, 780, 30), column(HARBOUR[20:] + SCHOOL, 60, 780, 30)]
    record, document = stored(tmp_path, pdf(pages))
    place = place_of(record, document.raw, *span(document.raw, "每年三月公布一次年度目录，目录列明各码头的吞吐量。"))
    assert (place.page, set(place.box_pages)) == (1, {1, 2})
    assert inside(record, place) == plain("每年三月公布一次年度目录，目录列明各码头的吞吐量。")


def test_a_row_of_a_ruled_table_is_boxed_cell_by_cell_also_where_cells_say_the_same(tmp_path):
    cells = [["码头", "吞吐量", "负责人"], ["东码头", "36万吨", "周强"], ["西码头", "41万吨", "吴敏"], ["北码头", "36万吨", "周强"]]
    words = [(70 + 130 * x, 700 - 30 * y, 11, cell) for y, row in enumerate(cells) for x, cell in enumerate(row)]
    rules = [(60, 720 - 30 * y, 450, 720 - 30 * y) for y in range(5)] + [(60 + 130 * x, 600, 60 + 130 * x, 720) for x in range(4)]
    record, document = stored(tmp_path, pdf([[*column(HARBOUR, 60, 800, 30), *words]], drawn=[rules]))
    begin = document.raw.index("| 北码头")
    place = place_of(record, document.raw, begin, document.raw.find("\n", begin) if "\n" in document.raw[begin:] else len(document.raw))
    assert inside(record, place) == "北码头36万吨周强"
    assert len(place.boxes) == 3
    assert all(600 < box[1] < 625 for box in place.boxes)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_keeps_its_places(tmp_path, turn):
    content = pdf([column(HARBOUR, 60, 780, 20)]).replace(b"/MediaBox", b"/Rotate %d/MediaBox" % turn, 1)
    document = pypdfium2.PdfDocument(content)
    out = io.BytesIO()
    document.save(out)
    record, loaded = stored(tmp_path, out.getvalue())
    bad, count = wrong_places(record, loaded)
    assert (bad, count > 2) == ([], True)


def test_an_exponent_is_boxed_where_it_is_raised_and_a_dropped_note_mark_is_left_out(tmp_path):
    line = [
        (60, 700, 11, "算力超过10"),
        (121, 704, 6, "26"),
        (128, 700, 11, "次的应当登记"),
        (194, 704, 6, "3"),
        (198, 700, 11, "，逾期无效。"),
    ]
    record, document = stored(tmp_path, pdf([[*column(HARBOUR, 60, 800, 30), *line]]))
    start, end = span(document.raw, "算力超过10^26次的应当登记，逾期无效。")
    place = place_of(record, document.raw, start, end)
    assert len(place.boxes) == 2
    assert inside(record, place) == plain("算力超过1026次的应当登记，逾期无效。")


def test_a_file_that_changed_or_is_gone_has_a_page_and_a_reason_and_no_boxes(tmp_path):
    record, document = stored(tmp_path, pdf([column(HARBOUR, 60, 780), column(MARKET, 60, 780)]))
    where = span(document.raw, "早市六点开门，晚市九点收摊。")
    assert place_of(record, document.raw, *where).boxes
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([column(MARKET, 60, 780), column(HARBOUR, 60, 780)]))
    os.utime(path, (1, 1))
    changed = place_of(record, document.raw, *where)
    assert (changed.page, changed.boxes, changed.missing) == (2, (), "changed")
    with pytest.raises(StoreError, match="has changed"):
        picture_of(record, document.raw, 2, where)
    path.unlink()
    gone = place_of(record, document.raw, *where)
    assert (gone.page, gone.boxes, gone.missing) == (2, (), "gone")
    with pytest.raises(StoreError, match="not there any more"):
        picture_of(record, document.raw, 2)


def test_text_that_is_not_what_stands_on_the_page_has_no_boxes(tmp_path):
    record, document = stored(tmp_path, pdf([column(HARBOUR, 60, 780)]))
    other = document.raw.replace("每小时一班", "每日仅三班")
    place = place_of(record, other, *span(other, "渡轮每日仅三班"))
    assert (place.boxes, place.missing) == ((), "not_found")


def test_a_document_without_pages_has_neither_page_nor_reason(tmp_path):
    record, document = stored(tmp_path, HARBOUR.encode(), "a.txt")
    assert place_of(record, document.raw, 0, 5) == place_of(record, document.raw, 0, 0)
    assert place_of(record, document.raw, 0, 5).missing == ""
    with pytest.raises(UsageError, match="not known by pages"):
        picture_of(record, document.raw, 1)


def test_the_picture_differs_from_the_plain_page_only_in_the_boxes(tmp_path):
    record, document = stored(tmp_path, pdf([column(HARBOUR, 60, 780)]))
    where = span(document.raw, "船闸夜间关闭")
    whole, marked = (Image.open(io.BytesIO(picture_of(record, document.raw, 1, each))).convert("RGB") for each in (None, where))
    scale = whole.size[1] / 842
    assert whole.size == marked.size == (round(595 * scale), round(842 * scale))
    changed = [
        (x, y) for x in range(0, whole.size[0], 3) for y in range(0, whole.size[1], 3) if whole.getpixel((x, y)) != marked.getpixel((x, y))
    ]
    boxes = place_of(record, document.raw, *where).boxes
    assert changed
    assert all(any(b[0] - 4 <= x / scale <= b[2] + 4 and b[1] - 4 <= 842 - y / scale <= b[3] + 4 for b in boxes) for x, y in changed)


def test_a_page_or_a_span_that_is_not_there_is_said(tmp_path):
    record, document = stored(tmp_path, pdf([column(HARBOUR, 60, 780), column(MARKET, 60, 780)]))
    with pytest.raises(UsageError, match="no page 3"):
        picture_of(record, document.raw, 3)
    with pytest.raises(UsageError, match="does not stand on page 1"):
        picture_of(record, document.raw, 1, span(document.raw, "摊位登记"))


LINES = st.lists(st.text("港口年三月abc123。， ", min_size=1, max_size=12), min_size=1, max_size=8)


@given(LINES, st.sampled_from(["\n", "\r\n", " \n"]))
def test_what_differs_only_in_blanks_is_aligned_character_by_character(lines, end):
    text, source = "\n".join(lines), end.join(line.replace(" ", "  ") for line in lines)
    found = aligned(text, source)
    assert [source[at] for at in found if at >= 0] == [char for char in text if not char.isspace()]
    assert all((at < 0) == char.isspace() for at, char in zip(found, text, strict=True))


@given(LINES, st.data())
def test_characters_that_were_put_in_stand_for_none_and_the_rest_for_the_same(lines, data):
    source = "\n".join(lines)
    at = data.draw(st.integers(0, len(source)))
    found = aligned(source[:at] + "^" + source[at:], source)
    assert found[at] == -1
    kept = found[:at] + found[at + 1 :]
    assert [source[place] for place in kept if place >= 0] == [char for char, place in zip(source, kept, strict=True) if place >= 0]
    assert all(one < other for one, other in zip([p for p in kept if p >= 0], [p for p in kept if p >= 0][1:], strict=False))
