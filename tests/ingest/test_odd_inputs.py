"""Files as they come: halves that the format lets out, text kept in parts of its own, forms that were never filled in. All made up."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pptx
import pypdfium2
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from ragassist.ingest.clean import clean
from ragassist.ingest.load import docx_fields, html_prepare
from ragassist.ingest.load.docx_numbering import W
from ragassist.ingest.load.html import parsed
from ragassist.ingest.load.losses import Tally
from tests.ingest.pdfs import column, pdf
from tests.ingest.test_formats import office, stored
from tests.ingest.test_kinds import page, run, with_notes, word

RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# ---- pages


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>北<rt>běi</rt>京<rt>jīng</rt></ruby>",
        "<ruby>北<rt>běi<rb>京<rt>jīng</ruby>",
        "<ruby><rb>北<rb>京<rt>běi<rt>jīng</ruby>",
        "<ruby>北<rp>（<rt>běi<rp>）</ruby><ruby>京<rp>（<rt>jīng<rp>）</ruby>",
        "<ruby><rb>北京<rtc><rt>Peking<rb></ruby>",
        "<ruby>北京<rtc>Peking</rtc></ruby>",
    ],
)
def test_a_reading_whose_end_is_left_unwritten_takes_no_character_with_it(tmp_path, ruby):
    assert page(f"<p>{ruby}市每年登记一次。</p>", tmp_path)[0].split("\n")[-1] == "北京市每年登记一次。"


@given(st.lists(st.sampled_from("数据登记办法"), min_size=1, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
def test_whichever_ends_of_readings_are_written_the_characters_stay(chars, closed):
    inside = "".join(f"<rb>{char}<rt>r{'</rt>' if end else ''}" for char, end in zip(chars, closed, strict=False))
    tree = parsed(f"<p>前<ruby>{inside}</ruby>后</p>", "a.html")
    html_prepare.prepare(tree)
    assert "".join(tree.itertext()) == f"前{''.join(chars)}后"


def test_lines_of_preformatted_text_are_lines_however_they_are_broken(tmp_path):
    text, _ = page("<pre>第一条　登记。<br>第二条　公布。\n第三条　施行。<script>x()</script></pre>", tmp_path)
    assert text.split("\n")[-3:] == ["第一条 登记。", "第二条 公布。", "第三条 施行。"]


def test_a_quotation_has_the_marks_that_a_browser_sets_around_it(tmp_path):
    assert page("<p>公告称<q>不得<b>转让</b></q>。</p>", tmp_path)[0].endswith("公告称“不得转让”。")


# ---- Word


def field(code, result="", begin=""):
    parts = [f'<w:r><w:fldChar w:fldCharType="begin">{begin}</w:fldChar></w:r>', code]
    parts += ['<w:r><w:fldChar w:fldCharType="separate"/></w:r>', run(result)] if result else []
    return "".join([*parts, '<w:r><w:fldChar w:fldCharType="end"/></w:r>'])


def code(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_a_field_in_the_code_of_another_is_no_text(tmp_path):
    inner = field(code("MERGEFIELD x"), "«数额»")
    text, _ = word(
        tmp_path,
        run("罚款") + field(code("IF ") + inner + code('="1"'), "五万元") + run("以下，见") + field(code("REF b"), "第三条") + run("。"),
    )
    assert text == ["罚款五万元以下，见第三条。"]


@given(st.lists(st.sampled_from(["begin", "separate", "end", "词"]), max_size=14))
def test_a_field_that_does_not_end_takes_nothing_and_no_word_outside_of_codes_is_lost(marks):
    parts = [run(mark) if mark == "词" else f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in marks]
    body = parse_xml(f"<w:body {nsdecls('w')}><w:p>{''.join(parts)}</w:p></w:body>")
    docx_fields.settle_fields(body, Tally())
    kept = [bool(word.text) for word in body.iter(f"{W}t")]
    if "end" not in marks:
        assert all(kept)
    first = marks.index("begin") if "begin" in marks else len(marks)
    assert all(kept[: marks[:first].count("词")])
    if marks and marks[-1] == "词" and marks.count("begin") <= marks.count("end"):
        assert kept[-1] or "begin" in marks


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        ('<w:default w:val="1"/>', "☑"),
        ('<w:default w:val="0"/>', "☐"),
        ('<w:default w:val="0"/><w:checked/>', "☑"),
        ("<w:checked w:val='0'/>", "☐"),
    ],
)
def test_a_box_to_be_ticked_reads_as_it_is_shown(tmp_path, state, sign):
    box = field(code("FORMCHECKBOX"), begin=f"<w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData>")
    assert word(tmp_path, run("是否公开：") + box + run("公开。"))[0] == [f"是否公开：{sign}公开。"]


@pytest.mark.parametrize(
    ("shows", "expected"), [("<w:showingPlcHdr/>", "单位："), ("<w:showingPlcHdr w:val='0'/>", "单位：水利局。"), ("", "单位：水利局。")]
)
def test_what_an_empty_form_asks_for_is_no_text_and_what_was_filled_in_is(tmp_path, shows, expected):
    control = f"<w:sdt><w:sdtPr>{shows}</w:sdtPr><w:sdtContent>{run('水利局。')}</w:sdtContent></w:sdt>"
    assert word(tmp_path, run("本表每年报送一次。"), run("单位：") + control)[0] == ["本表每年报送一次。", expected]


def test_a_cell_that_was_deleted_with_changes_tracked_is_no_current_text(tmp_path):
    cells = [(run("水利局"), ""), (run("十万元"), '<w:tcPr><w:cellDel w:id="5" w:author="a"/></w:tcPr>'), (run("五万元"), "")]
    row = "".join(f"<w:tc>{properties}<w:p>{text}</w:p></w:tc>" for text, properties in cells)
    head = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in ("部门", "旧额", "新额"))
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>"))
    text, lost = word(tmp_path, document=document)
    assert text[-1] == "部门：水利局；新额：五万元"
    assert lost == {"deleted": 1}


def test_notes_of_cells_and_of_text_boxes_are_kept(tmp_path):
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    document = with_notes(docx.Document(), footnote=["按年末计。", "见附件二。"])
    rows = [("部门", "数额"), ("水利局", "五万元")]
    cells = ["".join(f"<w:tc><w:p>{run(t)}{mark.format(1) if t == '五万元' else ''}</w:p></w:tc>" for t in row) for row in rows]
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"))
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('提示一句。')}{mark.format(2)}</w:p></w:txbxContent></w:pict></w:r>"
    text, lost = word(tmp_path, run("各部门登记。") + box, document=document)
    assert "注1：按年末计。" in text
    assert "注2：见附件二。" in text
    assert text.index("注1：按年末计。") < text.index("各部门登记。") < text.index("提示一句。")
    assert lost == {"notes": 2}


def with_part(name, kind, blob, relation):
    document = docx.Document()
    part = Part(PackURI(f"/word/{name}"), kind, blob, document.part.package)
    return document, document.part.relate_to(part, f"{RELATED}/{relation}")


PUT_IN = "违者处五万元以下罚款。"
SAVED = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body><div id='zoom'><p>{}</p></div></body></html>\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("name", "kind", "blob", "read"),
    [
        ("a.html", "text/html", f"<html><body><p>{PUT_IN}</p><p hidden>请忽略。</p></body></html>", True),
        ("a.xhtml", "application/xhtml+xml", f"<html><body><p>{PUT_IN}</p></body></html>", True),
        ("a.mht", "message/rfc822", SAVED.format(PUT_IN), True),
        ("a.txt", "text/plain", PUT_IN, True),
        ("a.bin", "application/octet-stream", PUT_IN, False),
    ],
)
def test_what_was_put_in_whole_is_read_where_it_stands_or_counted(tmp_path, name, kind, blob, read):
    document, number = with_part(name, kind, blob.encode(), "aFChunk")
    body = document.element.body
    body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run('前一句。')}</w:p>"))
    body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{number}"/>'))
    body.insert(2, parse_xml(f"<w:p {nsdecls('w')}>{run('后一句。')}</w:p>"))
    text, lost = word(tmp_path, document=document)
    assert text == ["前一句。", *([PUT_IN] if read else []), "后一句。"]
    assert lost == ({"hidden": 1} if name == "a.html" else {} if read else {"parts_left_out": 1})


def test_the_words_of_a_diagram_stand_behind_the_paragraph_it_is_drawn_in(tmp_path):
    space = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    points = "".join(
        f'<dgm:pt modelId="{n}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for n, (kind, text) in enumerate([("node", "先由区县初审。"), ("node", "再由市局复核。"), ("pres", "模板"), ("parTrans", "")])
    )
    document, number = with_part(
        "diagrams/data1.xml",
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        f"<dgm:dataModel {space}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>".encode(),
        "diagramData",
    )
    drawn = f'<w:r><w:drawing><dgm:relIds {space} xmlns:r="{RELATED}" r:dm="{number}"/></w:drawing></w:r>'
    text, lost = word(tmp_path, run("流程如下。") + drawn, run("期限为半年。"), document=document)
    assert text == ["流程如下。", "先由区县初审。", "再由市局复核。", "期限为半年。"]
    assert not lost


# ---- the strict form of office files


def strict(content):
    """The same file under the names of the strict form of ISO/IEC 29500."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as usual, zipfile.ZipFile(out, "w") as made:
        for part in usual.infolist():
            held = usual.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for kind in ("wordprocessingml", "spreadsheetml", "presentationml", "drawingml", "officeDocument"):
                    held = held.replace(
                        f"http://schemas.openxmlformats.org/{kind}/2006/".encode(), f"http://purl.oclc.org/ooxml/{kind}/".encode()
                    )
                held = held.replace(b"/extended-properties", b"/extendedProperties")
            made.writestr(part.filename, held)
    return out.getvalue()


def sheet():
    book = openpyxl.Workbook()
    for row in (("部门", "期限"), ("水利局", "六月底"), ("交通局", 12.5)):
        book.active.append(row)
    return office(book)


def slides():
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "登记办法", "各部门每年登记一次。"
    return office(deck)


def paper():
    document = docx.Document()
    document.add_heading("登记办法", 1)
    document.add_paragraph("各部门每年登记一次。", style="List Bullet")
    return office(document)


@pytest.mark.parametrize(("name", "made"), [("a.docx", paper), ("a.xlsx", sheet), ("a.pptx", slides)])
def test_an_office_file_of_the_strict_form_reads_as_the_usual_one(tmp_path, name, made):
    usual = stored(tmp_path, name, made())
    assert "登记" in usual.raw or "水利局" in usual.raw
    assert b"purl.oclc.org" in strict(made()) or zipfile.ZipFile(io.BytesIO(strict(made()))).read("_rels/.rels").count(b"purl.oclc.org")
    assert stored(tmp_path, name, strict(made())).raw == usual.raw


# ---- PDF


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_was_turned_reads_as_it_did_and_its_neighbours_too(tmp_path, degrees):
    left, right = "各部门应当每年登记一次数据并且公布。" * 3, "登记由数据局汇总，期限为每年六月底以前。" * 3
    plain = pdf([[*column(left, 50, 700), *column(right, 310, 700)], column("第二页写着附则和施行的日期。", 50, 700)])
    turned = pypdfium2.PdfDocument(plain)
    turned[0].set_rotation(degrees)
    out = io.BytesIO()
    turned.save(out)
    assert clean(stored(tmp_path, "a.pdf", out.getvalue())).text == clean(stored(tmp_path, "b.pdf", plain)).text


# ---- text in two columns of a Word file or a page


LEFT_COLUMN = ("渡船每日开行六班。", "遇大风停航，并退还船票。")
RIGHT_COLUMN = ("图书馆周一闭馆。", "借阅期限为三十日。")


def two_columns(kind):
    document = docx.Document()
    if kind == "section":
        document.sections[0]._sectPr.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="2" w:space="720"/>'))
        for text in (*LEFT_COLUMN, *RIGHT_COLUMN):
            document.add_paragraph(text)
        return document
    table = document.add_table(rows=1, cols=2)
    for cell, texts in zip(table.rows[0].cells, (LEFT_COLUMN, RIGHT_COLUMN), strict=True):
        cell.paragraphs[0].text = texts[0]
        cell.add_paragraph(texts[1])
    if kind == "inside another":
        outer = document.add_table(rows=1, cols=1)
        outer.rows[0].cells[0]._tc.insert(1, table._tbl)
    return document


@pytest.mark.parametrize("kind", ["section", "table", "inside another"])
def test_two_columns_of_a_word_file_are_read_one_after_the_other_paragraph_by_paragraph(tmp_path, kind):
    assert word(tmp_path, document=two_columns(kind))[0] == [*LEFT_COLUMN, *RIGHT_COLUMN]


def test_a_word_file_that_stands_in_one_frame_keeps_its_headings_lists_and_tables(tmp_path):
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.paragraphs[0].text, cell.paragraphs[0].style = "渡口办法", document.styles["Heading 1"]
    cell.add_paragraph("船工应当持证。", style="List Bullet")
    inner = cell.add_table(rows=2, cols=2)
    for at, text in enumerate(("渡口", "班次", "东渡", "六")):
        inner.rows[at // 2].cells[at % 2].text = text
    raw = stored(tmp_path, "a.docx", office(document)).raw
    assert "# 渡口办法" in raw
    assert "- 船工应当持证。" in raw
    assert "| 东渡 | 六 |" in raw


def test_a_page_laid_out_in_one_row_is_read_cell_by_cell_and_a_table_of_one_row_loses_nothing(tmp_path):
    cells = "".join(f"<td>{''.join(f'<p>{text}</p>' for text in texts)}</td>" for texts in (LEFT_COLUMN, RIGHT_COLUMN))
    text, _ = page(f"<table><tr>{cells}</tr></table>", tmp_path)
    assert text.split("\n")[1:] == [*LEFT_COLUMN, *RIGHT_COLUMN]
    text, _ = page("<table><tr><th>班次</th><td>六班</td></tr></table>", tmp_path)
    assert text.split("\n")[1:] == ["班次", "六班"]


# ---- parts that are named again and again


def test_a_part_that_is_put_in_again_and_again_fills_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("ragassist.ingest.load.docx_chunks.MAX_CHARS", 100_000)
    document, number = with_part("a.txt", "text/plain", ("船票当日有效，过期作废。" * 1000).encode(), "aFChunk")
    body = document.element.body
    body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run('前一句。')}</w:p>"))
    for _ in range(200):
        body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{number}"/>'))
    document = stored(tmp_path, "a.docx", office(document))
    assert 90_000 < len(document.raw) < 110_000
    assert {loss.kind: loss.count for loss in document.meta.lost} == {"parts_left_out": 192}


def test_a_note_that_two_marks_name_is_set_behind_the_first(tmp_path):
    mark = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    document = with_notes(docx.Document(), footnote=["注文只有一句。"])
    text, lost = word(tmp_path, run("第一段。") + mark, run("第二段。") + mark, document=document)
    assert text == ["第一段。", "注1：注文只有一句。", "第二段。"]
    assert lost == {"notes": 1}


def test_a_broken_part_loses_itself_and_not_the_document(tmp_path):
    saved = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n\r\n\xff\x00"
    for name, kind, blob in (("a.mht", "message/rfc822", saved), ("b.html", "text/html", b""), ("c.txt", "text/plain", b"")):
        document, number = with_part(name, kind, blob, "aFChunk")
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run('前一句。')}</w:p>"))
        document.element.body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{number}"/>'))
        text, lost = word(tmp_path, document=document)
        assert text[0] == "前一句。"
        assert lost.get("parts_left_out") == 1, name


def test_a_diagram_that_is_not_well_formed_is_counted_and_the_text_stays(tmp_path):
    document, number = with_part(
        "diagrams/data1.xml", "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml", b"<dgm:dataModel", "diagramData"
    )
    space = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    drawn = f'<w:r><w:drawing><dgm:relIds {space} xmlns:r="{RELATED}" r:dm="{number}"/></w:drawing></w:r>'
    assert word(tmp_path, run("流程如下。") + drawn, document=document) == (["流程如下。"], {"parts_left_out": 1})


# ---- styles that no browser takes


@pytest.mark.parametrize(
    "style",
    ["color:hsl(0, 0%, 1.2.3%)", f"color:hsl(0,0%,{'9' * 400}%)", f"font-size:{'9' * 400}px", f"opacity:{'9' * 400}", "color:hsl(0,0%,.%)",
     f"left:{'9' * 400}px;position:absolute", "background:hsl(1 2% ..%)"],
)  # fmt: skip
def test_a_style_with_figures_that_are_none_breaks_nothing(tmp_path, style):
    text, _ = page(f"<p style='{style}'>第二句话写在这里。</p>", tmp_path)
    assert text.startswith("第一句话写在这里。")
