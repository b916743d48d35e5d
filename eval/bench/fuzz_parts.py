"""Files for the fuzzing that hold text in odd places: parts put in whole, diagrams, the strict form, readings over words, hidden styles."""

from __future__ import annotations

import io
import zipfile

_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DIAGRAM = (
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_SAVED = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body><div id='zoom'><p>船票当日有效，过期作废。</p></div></body></html>\r\n--b--\r\n"
)
_PAGE = (
    "<html><head><style>.a{visibility:hidden} .a .b{visibility:visible} .c{font-size:0} .d{color:#fff} #e>p{display:none!important}"
    " @media print{.f{display:none}} [hidden=x]{opacity:.05} p.g{position:absolute;left:-9999px}</style></head><body><div id=zoom>"
    "<p><ruby>渡口<rp>(</rp><rt>dù kǒu</rt><rp>)</rp></ruby>每日开行<ruby>六<rt>liù<rb>班<rt>bān</ruby>。</p>"
    "<div class=a>看不见<span class=b>看得见的一句。</span></div><p class=c>零<span style='font-size:12pt'>十二磅</span></p>"
    "<p class=d style='background:hsl(210, 40%, 12%)'>白字蓝底。</p><div id=e><p>藏起来的。</p></div><p class=f>打印时不见。</p>"
    "<p hidden=until-found>可以搜到。</p><dialog>没有打开。</dialog><details><summary>细则</summary>折起来的。</details>"
    "<p style='color:rgb(255 255 255 / 0)'>透明的。</p><p class=g>页外的。</p>"
    "<table><tr><td><p>左栏。</p></td><td><p>右栏。</p></td></tr></table>"
    "<ol start=3 type=A><li>第一项<li value=9>第二项</ol></div></body></html>"
)

_LIST_STYLE = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第" '
    'style:num-suffix="条"/><text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style>'
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1" style:num-list-format="%1%."/></text:outline-style>'
)
_LISTS = (
    '<text:h text:outline-level="1">渡口办法</text:h>'
    "<text:p>各渡口每日开行六班，节日加开两班，由持证的船工驾驶。</text:p>"
    '<text:list text:style-name="L"><text:list-item text:start-value="3">'
    "<text:p>船工应当持证：</text:p>"
    "<text:list><text:list-item><text:p>甲类。</text:p></text:list-item></text:list></text:list-item></text:list>"
)
_NESTED = (
    "<html><body><p>渡口的船票和班次如下，自六月一日起执行。</p><table><tr><th>渡口</th><th>说明</th></tr><tr><td>东渡</td><td><table><tr><th>班</th><th>票价（元/人）"
    "</th></tr><tr><td>早</td><td>5</td></tr></table>节日加班。</td></tr></table><dl><dt>船票</dt><dd>当日有效。</dd><dd>过期作废。</dd></dl>"
    "<ul><li>不得：<ol type=i start=4><li>超载<li>夜航</ol></ul></body></html>"
)


def seeds() -> dict[str, bytes]:
    """One valid file of each kind, by its name."""
    import docx
    import openpyxl
    from tests.ingest.pdfs import boxed, upright
    from tests.ingest.test_more_formats import deck, odt, saved

    plain = docx.Document()
    plain.add_heading("渡口办法", 1)
    plain.add_paragraph("船工应当持证。", style="List Bullet")
    book = openpyxl.Workbook()
    for row in (("渡口", "班次"), ("东渡", 6), ("西渡", 12.5)):
        book.active.append(row)
    return {
        "d.docx": saved(put_in()),
        "e.docx": saved(diagram()),
        "f.docx": saved(laid_out()),
        "g.docx": strict(saved(plain)),
        "b.xlsx": strict(saved(book)),
        "b.pptx": strict(saved(deck())),
        "b.odt": odt(_LISTS, _LIST_STYLE),
        "e.html": _NESTED.encode(),
        "c.html": _PAGE.encode(),
        "d.html": _PAGE.replace("<ruby>", "<ruby><rb>").encode("gb18030"),
        "d.pdf": boxed(
            [upright("竖排的一页写着登记的办法，共有三百家企业参加。各部门应当每年登记一次数据并且公布。", 500, 700, across=True)]
        ),
    }


def put_in():
    """A Word file with a page, a saved page, plain text and a part of an unknown kind put in."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_paragraph("前一句。")
    for name, kind, blob in (
        ("a.html", "text/html", _PAGE),
        ("b.mht", "message/rfc822", _SAVED),
        ("c.txt", "text/plain", "借阅期限为三十日。\n可以续借一次。"),
        ("d.bin", "application/octet-stream", "\x00\x01"),
    ):
        number = _related(document, name, kind, blob.encode(), "aFChunk")
        document.element.body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{number}"/>'))
    return document


def diagram():
    """A Word file with a diagram, a chart's place, a reading over words, an equation, a field and a text box."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    points = "".join(
        f'<dgm:pt modelId="{at}" type="{kind}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for at, (kind, text) in enumerate((("node", "先由区县初审。"), ("asst", "再由港务处复核。"), ("pres", "模板")))
    )
    model = f"<dgm:dataModel {_DIAGRAM}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    number = _related(document, "diagrams/data1.xml", kind, model.encode(), "diagramData")
    drawn = f'<w:r><w:drawing><dgm:relIds {_DIAGRAM} xmlns:r="{_RELATED}" r:dm="{number}"/></w:drawing></w:r>'
    ruby = (
        "<w:r><w:ruby><w:rubyPr><w:hps w:val='12'/></w:rubyPr><w:rt><w:r><w:t>dù</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>渡</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    power = "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>26</m:t></m:r></m:sup></m:sSup></m:oMath>"
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中的一句。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    for xml in (drawn, ruby, power, field, box):
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')} {math}><w:r><w:t>前文</w:t></w:r>{xml}</w:p>"))
    return document


def laid_out():
    """A Word file whose text stands in frames: a table of one row, and one inside of it."""
    import docx

    document = docx.Document()
    cell = document.add_table(rows=1, cols=2).rows[0].cells[1]
    cell.paragraphs[0].text = "右栏的一句。"
    inner = cell.add_table(rows=2, cols=2)
    for at, text in enumerate(("渡口", "班次", "东渡", "六")):
        inner.rows[at // 2].cells[at % 2].text = text
    return document


def strict(content: bytes) -> bytes:
    """The same office file under the names of the strict form of ISO/IEC 29500."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as usual, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in usual.infolist():
            held = usual.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for kind in ("wordprocessingml", "spreadsheetml", "presentationml", "drawingml", "officeDocument"):
                    usual_name, strict_name = f"http://schemas.openxmlformats.org/{kind}/2006/", f"http://purl.oclc.org/ooxml/{kind}/"
                    held = held.replace(usual_name.encode(), strict_name.encode())
                held = held.replace(b"/extended-properties", b"/extendedProperties")
            made.writestr(part.filename, held)
    return out.getvalue()


def _related(document, name: str, kind: str, blob: bytes, relation: str) -> str:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI(f"/word/{name}"), kind, blob, document.part.package)
    return str(document.part.relate_to(part, f"{_RELATED}/{relation}"))
