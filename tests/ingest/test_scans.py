"""Pages and pictures read by machine, with the real networks where reading is the point."""

import io
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ragassist.errors import LoadError
from ragassist.ingest.doubts import told, with_doubts
from ragassist.ingest.load import SUFFIXES, image, load, scan, scan_place
from ragassist.ingest.load.scan_order import in_order
from ragassist.ingest.lost import matters, words
from ragassist.ingest.ocr import networks
from ragassist.ingest.ocr.agreement import confirmed
from ragassist.ingest.ocr.detect import components
from ragassist.ingest.ocr.read_page import PageLine, PageReading, _way_back, read_page
from ragassist.ingest.ocr.recognise import Reading
from ragassist.ingest.ocr.straighten import skew, turned
from ragassist.store.readings import pack_pages, unpack_pages
from ragassist.types import Passage, ReadLine, ReadPage, Sentence
from tests.ingest.pictures import drawn, saved

installed = pytest.mark.skipif(not networks.available(), reason="the extra ocr is not installed")
PLAIN = ["本规定自2031年4月9日起施行。", "各地投入不少于4,706万元用于检测。", "违反者处以百分之十三的罚款。"]


def loaded(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    return load(path, shown_path=name, max_file_mb=50)


def line(text, area, *, agreed=None):
    step = (area[2] - area[0]) / max(1, len(text))
    edges = tuple(round(area[0] + n * step) for n in range(len(text) + 1))
    return PageLine(text, area, edges, (1.0,) * len(text), agreed or (True,) * len(text))


@installed
class TestPictures:
    @pytest.mark.parametrize(("name", "form", "how"), [("a.png", "PNG", {}), ("a.jpg", "JPEG", {"quality": 60}), ("a.webp", "WEBP", {})])
    def test_a_picture_is_a_document_of_one_page_whose_lines_have_places(self, tmp_path, name, form, how):
        document = loaded(tmp_path, name, saved(drawn(PLAIN), form, **how))
        assert "2031年4月9日" in document.raw
        assert "4,706万元" in document.raw
        assert words(document.meta.lost) == "1 page read by machine"
        assert not matters(document.meta.lost)
        start = document.raw.index("4,706")
        ((left, bottom, right, top),) = scan_place.boxes_of(document.read[0], document.raw, start, start + 5)
        assert 40 < left < right < 500
        assert 260 - 30 - 2 * 56 < (bottom + top) / 2 < 260 - 30 - 56  # the second line, y upwards

    def test_a_turned_and_leaning_photograph_is_read_and_its_boxes_stand_on_it_as_it_was_given(self, tmp_path):
        picture = drawn(PLAIN, size=(1000, 400)).rotate(3, Image.Resampling.BICUBIC, fillcolor="white", expand=True)
        picture = picture.transpose(Image.Transpose.ROTATE_180)
        document = loaded(tmp_path, "b.jpg", saved(picture, "JPEG", quality=70))
        assert "4,706万元" in document.raw
        start = document.raw.index("4,706万元")
        dark = np.asarray(picture.convert("L")) < 128
        for left, bottom, right, top in scan_place.boxes_of(document.read[0], document.raw, start, start + 7):
            rows = dark[int(picture.height - top) : int(picture.height - bottom), int(left) : int(right)]
            assert rows.any()

    def test_a_picture_without_text_is_refused_in_words(self, tmp_path):
        with pytest.raises(LoadError, match="No text could be read"):
            loaded(tmp_path, "empty.png", saved(Image.new("RGB", (640, 400), "white")))

    def test_a_ruled_table_in_a_picture_is_a_table(self, tmp_path):
        from PIL import ImageDraw

        picture = drawn([], size=(1000, 330))
        pen = ImageDraw.Draw(picture)
        from tests.ingest.pictures import font

        for row, cells in enumerate([["部门", "投资额"], ["甲省水利厅", "51.8"], ["乙市财政局", "902"]]):
            for column, text in enumerate(cells):
                pen.text((60 + 430 * column, 45 + 90 * row), text, font=font(30), fill="black")
        for y in range(4):
            pen.line((40, 25 + 90 * y, 900, 25 + 90 * y), fill="black", width=3)
        for x in (40, 470, 900):
            pen.line((x, 25, x, 295), fill="black", width=3)
        document = loaded(tmp_path, "table.png", saved(picture))
        assert "| 甲省水利厅 | 51.8 |" in document.raw
        assert "| 乙市财政局 | 902 |" in document.raw

    def test_only_pages_without_text_of_a_pdf_are_read_by_machine(self, tmp_path):
        document = loaded(tmp_path, "mixed.pdf", mixed())
        pages = document.raw.split("\f")
        assert "text that the file itself holds" in pages[0]
        assert "4,706万元" in pages[1]
        assert "处以百分之十三" in pages[2]
        assert [page.number for page in document.read] == [2, 3]
        assert words(document.meta.lost) == "2 pages read by machine (2-3)"
        start = document.raw.index("4,706")
        boxes = scan_place.boxes_of(document.read[0], document.raw, start, start + 5)
        assert len(boxes) == 1
        assert 0 < boxes[0][0] < boxes[0][2] < 500


def mixed() -> bytes:
    """A page with text, a scanned page, a scanned page that has a page number as text."""
    from tests.ingest.pdfs import pdf

    out = pypdfium2.PdfDocument.new()
    out.import_pages(pypdfium2.PdfDocument(pdf([[(40, 700, 11, "This is text that the file itself holds, so no machine reads it.")]])))
    for lines, number in ((PLAIN[:2], ""), (PLAIN[2:], "3")):
        scanned = io.BytesIO()
        drawn(lines).save(scanned, "PDF", resolution=144)
        out.import_pages(pypdfium2.PdfDocument(scanned.getvalue()))
        if number:
            page = out[len(out) - 1]
            import pypdfium2.raw as pdfium

            text = pdfium.FPDFPageObj_NewTextObj(out.raw, b"Helvetica", 9.0)
            encoded = (number + "\0").encode("utf-16-le")
            import ctypes

            pdfium.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(encoded), pdfium.FPDF_WIDESTRING))
            pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, 240, 8)
            pdfium.FPDFPage_InsertObject(page.raw, text)
            page.gen_content()
    saved_to = io.BytesIO()
    out.save(saved_to)
    return saved_to.getvalue()


class TestWithoutTheNetworks:
    def test_pages_without_text_are_named_and_a_picture_says_what_to_install(self, tmp_path, monkeypatch):
        monkeypatch.setattr(networks, "available", lambda: False)
        document = loaded(tmp_path, "mixed.pdf", mixed())
        assert words(document.meta.lost) == "2 pages without text (2-3): not searched"
        assert matters(document.meta.lost)
        with pytest.raises(LoadError, match=r"ragassist\[ocr\]"):
            loaded(tmp_path, "a.png", saved(drawn(PLAIN)))
        scanned = io.BytesIO()
        drawn(PLAIN).save(scanned, "PDF", resolution=144)
        with pytest.raises(LoadError, match=r"ragassist\[ocr\]"):
            loaded(tmp_path, "scan.pdf", scanned.getvalue())

    def test_what_is_no_picture_is_told_from_what_is_damaged_and_what_is_too_large(self):
        whole = saved(drawn(PLAIN), "JPEG")
        with pytest.raises(LoadError, match="not a picture"):
            image.opened(b"MZ is no picture", "a.png")
        with pytest.raises(LoadError, match="damaged"):
            image.opened(whole[: len(whole) // 2], "a.jpg")
        huge = saved(Image.new("1", (12_000, 11_000)))
        with pytest.raises(LoadError, match="million pixels"):
            image.opened(huge, "a.png")

    def test_transparent_and_sixteen_bit_pictures_are_shown_on_white(self):
        clear, _ = image.opened(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0))), "a.png")
        deep, _ = image.opened(saved(Image.fromarray(np.array([[0, 65535]], np.uint16))), "a.png")
        assert clear.getpixel((3, 3)) == (255, 255, 255)
        assert (deep.getpixel((0, 0)), deep.getpixel((1, 0))) == ((0, 0, 0), (255, 255, 255))

    def test_pictures_are_known_by_their_endings(self):
        assert networks.available() == (".png" in SUFFIXES)


class TestAgreement:
    def test_a_figure_is_confirmed_only_whole(self):
        sure = lambda text: Reading(text, (0.99,) * len(text))  # noqa: E731
        assert all(confirmed(sure("投入3,608亿元"), sure("投入3,608亿元")))
        assert confirmed(sure("投入3,608亿元"), sure("投入3,603亿元"))[6] is False
        assert not all(confirmed(sure("达12亿"), sure("达120亿"))[1:3])
        assert all(confirmed(sure("达12 %"), sure("达１２％")))

    def test_what_one_network_is_not_sure_of_is_not_confirmed(self):
        assert confirmed(Reading("8", (0.99,)), Reading("8", (0.4,))) == (False,)

    def test_doubts_are_told_as_the_figure_or_word_that_they_are_part_of(self):
        assert told("投入3,608亿元，增长。", [(4, 5), (9, 10)]) == ("3,608",)
        assert told("主管部门不得拖延办理", [(4, 5)]) == ("部门不得拖",)
        assert told("The Act of 2031 applies.", [(12, 13), (5, 6)]) == ("2031", "Act")

    def test_statements_of_read_pages_are_marked_and_a_row_has_the_doubts_of_its_head(self):
        raw = "甲部\t投资8亿\n正文一句。"
        read = ReadLine(0, 7, 0, 10, tuple(range(8)), 0.9, doubts=((5, 6),))
        sentences = (
            Sentence(0, 7, "甲部 投资8亿", "head"),
            Sentence(3, 7, "投资8亿", "row"),
            Sentence(8, 13, "正文一句。"),
        )
        passage = Passage("d:0", "d", 0, "zh", (), 0, 13, raw, sentences)
        document = _document(raw, (ReadPage(1, (1, 0, 0, 0, 1, 0), (read,)),))
        head, row, plain = with_doubts([passage], document)[0].sentences
        assert (head.machine_read, head.doubts) == (True, ("8",))
        assert row.doubts == ("8",)
        assert plain == sentences[2]


def _document(raw, read):
    from ragassist.types import Document

    return Document("d", "a.png", "/a.png", "0", raw, "zh", read=read)


class TestLayout:
    def test_columns_of_prose_are_read_one_after_the_other_and_titles_across_them_where_they_stand(self):
        left = [line(f"左栏第{n}行的文字写满全栏", (50, 100 + 40 * n, 480, 130 + 40 * n)) for n in range(5)]
        right = [line(f"右栏第{n}行的文字写满全栏", (520, 110 + 40 * n, 950, 140 + 40 * n)) for n in range(5)]
        title = line("标题横跨两栏", (300, 20, 700, 60))
        read = [row[0].text for row in in_order([*right, title, *left])]
        assert read == [title.text, *(each.text for each in left), *(each.text for each in right)]

    def test_cells_of_a_table_stay_in_their_rows(self):
        cells = [
            line(text, (60 + 400 * c, 100 + 50 * r, 60 + 400 * c + 90, 130 + 50 * r)) for r in range(4) for c, text in enumerate("甲乙")
        ]
        assert [len(row) for row in in_order(cells)] == [2, 2, 2, 2]

    def test_offsets_lead_back_to_the_characters_and_survive_storing(self):
        picture = Image.new("RGB", (600, 200), "white")
        lines = (line("第一行12", (20, 20, 220, 50)), line("第二行34", (20, 80, 220, 110), agreed=(True, True, True, False, True)))
        text, page = scan.text_of(PageReading(picture, (1, 0, 0, 0, 1, 0), lines), 4, (1, 0, 0, 0, -1, 200))
        assert [text[one.start : one.end] for one in page.lines] == ["第一行12", "第二行34"]
        assert [text[a:b] for one in page.lines for a, b in one.doubts] == ["3"]
        moved = scan.shifted(page, 7)
        assert unpack_pages(pack_pages([moved])) == (moved,)
        assert scan_place.boxes_of(moved, "x" * 7 + text, 7, 10) == ((20, 150, 140, 180),)
        assert scan_place.boxes_of(moved, "字" * 7 + text, 0, 10) == ()

    @pytest.mark.parametrize("degrees", [-7.5, -1.3, 0.0, 2.2, 90.0, 181.0])
    def test_the_way_back_leads_to_the_same_ink(self, degrees):
        picture = Image.new("RGB", (400, 300), "white")
        picture.paste((0, 0, 0), (300, 60, 308, 68))
        upright = turned(picture, degrees)
        ys, xs = np.nonzero(np.asarray(upright.convert("L")) < 100)
        a, b, c, d, e, f = _way_back(picture.size, upright.size, degrees)
        x, y = xs.mean() + 0.5, ys.mean() + 0.5
        assert (a * x + b * y + c, d * x + e * y + f) == (pytest.approx(304, abs=1.5), pytest.approx(64, abs=1.5))

    @pytest.mark.parametrize("degrees", [-6.0, 1.5])
    def test_leaning_is_measured(self, degrees):
        picture = drawn(PLAIN * 2, size=(1000, 500)).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white")
        assert skew(picture) == pytest.approx(degrees, abs=0.2)

    def test_components_are_what_touches(self):
        rng = np.random.default_rng(3)
        marked = rng.random((20, 30)) < 0.5
        boxes = components(marked)
        assert sum(marked[top:bottom, left:right].any() for left, top, right, bottom in boxes) == len(boxes)
        seen = np.zeros_like(marked)
        count = 0
        for start in zip(*np.nonzero(marked), strict=True):
            if seen[start]:
                continue
            count, heap = count + 1, [start]
            while heap:
                y, x = heap.pop()
                if 0 <= y < 20 and 0 <= x < 30 and marked[y, x] and not seen[y, x]:
                    seen[y, x] = True
                    heap += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        assert len(boxes) == count


@installed
def test_an_empty_page_costs_no_network(monkeypatch):
    engine = replace(networks.engine(), detector=lambda batch: pytest.fail("nothing to find"))
    assert read_page(Image.new("RGB", (900, 900), (250, 250, 248)), engine).lines == ()
