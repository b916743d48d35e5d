"""HTML, PDF and Word files made here, from loading to clean text. All sentences are made up."""

from __future__ import annotations

import io
import zipfile
from itertools import chain, zip_longest

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from ragassist.errors import LoadError
from ragassist.ingest import sync as syncing
from ragassist.ingest.clean import clean
from ragassist.ingest.load import SUFFIXES, html, load
from ragassist.ingest.load import docx as word
from ragassist.ingest.load import pdf as pdfs
from ragassist.ingest.split import split
from ragassist.text.pages import page_at
from tests.ingest.pdfs import column, pdf

LEFT = (
    "本市的算力中心分布在三个园区，由不同的公司运营。过去各园区自行定价，企业很难比较价格的高低。新的平台把报价放在同一张表里，企业可以按月选择。",
    "平台的规则由三方共同商定，任何一方都不能单独修改。运营方要在每月五日以前上报空闲的机时，迟报两次就要退出平台一年。",
    "企业的反馈每半年汇总一次，结果向社会公开。去年收到的意见里，最多的是希望延长夜间的优惠时段，并且简化退款的手续。",
)
RIGHT = (
    "平台上线半年以后，平均价格下降了两成，闲置的服务器减少一半。仍有企业担心数据离开园区以后的安全，平台因此要求运营方每季度接受检查并公布结果。",
    "检查由第三方机构承担，费用从平台的服务费里支出。检查人员可以随时进入机房，但是不能接触企业的训练数据和模型参数。",
    "明年平台将接入邻近两个城市的机房，届时可选的机型会增加到十一种。报价仍以人民币结算，境外企业也可以使用外币付款。",
)
HEADS = ("算力平台的第一年", "二、平台的规则", "三、企业的反馈")


def stored(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path, shown_path=name, max_file_mb=50)


def sentences(document):
    passages = split(document, clean(document), count_tokens=len, budget_tokens=300)
    return [sentence for passage in passages for sentence in passage.sentences]


def paper(*, across):
    """Three pages of two columns under a running head, written column by column, or line by line across the page."""
    pages = []
    for number, (title, left, right) in enumerate(zip(HEADS, LEFT, RIGHT, strict=True), start=1):
        columns = column(left, 50, 700), column(right, 310, 700)
        body = [line for line in chain(*zip_longest(*columns)) if line] if across else [*columns[0], *columns[1]]
        pages.append([(220, 810, 9, "某市算力研究"), (50, 750, 16, title), *body, (290, 40, 9, str(number))])
    return pdf(pages, info="/Title(Microsoft Word - final3.doc)/Author(Administrator)/CreationDate(D:20210101000000Z)")


@pytest.mark.parametrize("across", [False, True])
def test_a_pdf_in_two_columns_is_read_column_by_column(tmp_path, across):
    document = stored(tmp_path, "paper.pdf", paper(across=across))
    text = clean(document).text
    for whole in chain(LEFT, RIGHT):
        assert whole in text
    assert [text.index(whole) for pair in zip(LEFT, RIGHT, strict=True) for whole in pair] == sorted(
        text.index(whole) for whole in chain(LEFT, RIGHT)
    )
    assert text.count("某市算力研究") <= 1
    assert not any(line.strip().isdigit() for line in text.split("\n"))


def test_what_a_pdf_says_of_itself_is_believed_only_where_the_text_says_so_too(tmp_path):
    meta = stored(tmp_path, "paper.pdf", paper(across=False)).meta
    assert (meta.title, meta.author, meta.date) == ("算力平台的第一年", "", "")
    pages = [[(50, 750, 16, "Power for everyone"), (50, 720, 11, "Ada Miller"), (50, 690, 11, "Servers are rented by the month.")]]
    meta = stored(tmp_path, "told.pdf", pdf(pages, info="/Title(Power for everyone)/Author(Ada Miller)")).meta
    assert (meta.title, meta.author) == ("Power for everyone", "Ada Miller")


def test_every_sentence_of_a_pdf_has_its_page_and_its_place_in_the_text(tmp_path):
    document = stored(tmp_path, "paper.pdf", paper(across=False))
    found = {sentence.text: page_at(document.path, document.raw, sentence.start) for sentence in sentences(document)}
    assert found["过去各园区自行定价，企业很难比较价格的高低。"] == 1
    assert found["运营方要在每月五日以前上报空闲的机时，迟报两次就要退出平台一年。"] == 2
    assert found["报价仍以人民币结算，境外企业也可以使用外币付款。"] == 3
    for sentence in sentences(document):
        assert "".join(document.raw[sentence.start : sentence.end].split()) == "".join(sentence.text.split())


def test_a_table_in_a_pdf_reads_by_rows_with_the_names_of_its_columns(tmp_path):
    rows = [("园区", "价格", "机型"), ("东园区", "三百元", "甲型"), ("西园区", "二百六十元", "乙型"), ("南园区", "四百元", "甲型")]
    cells = [(x, 700 - 20 * at, 11, text) for at, row in enumerate(rows) for x, text in zip((50, 250, 450), row, strict=True)]
    document = stored(tmp_path, "table.pdf", pdf([[*column(LEFT[0], 50, 800, width=40), *cells, *column(RIGHT[0], 50, 560, width=40)]]))
    assert clean(document).text.split("\n") == [
        LEFT[0],
        "园区；价格；机型",
        "园区：东园区；价格：三百元；机型：甲型",
        "园区：西园区；价格：二百六十元；机型：乙型",
        "园区：南园区；价格：四百元；机型：甲型",
        RIGHT[0],
    ]


def test_rows_without_names_of_columns_are_given_none(tmp_path):
    rows = [("东园区", "老城以东"), ("西园区", "大学旁边"), ("南园区", "机场以南")]
    cells = [(x, 700 - 20 * at, 11, text) for at, row in enumerate(rows) for x, text in zip((50, 330), row, strict=True)]
    text = clean(stored(tmp_path, "list.pdf", pdf([[*column(LEFT[0], 50, 800, width=40), *cells]]))).text
    assert "：" not in text
    assert "西园区 大学旁边" in text


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (paper(across=False)[:3000], "cut off"),
        (pdf([[], []]), "holds no text"),
        (
            pdf(
                [[(50, 700, 11, "秘密。")]],
                trailer=f"/ID[<{'ab' * 16}><{'ab' * 16}>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<{'12' * 32}>/U<{'34' * 32}>>>",
            ),
            "password",
        ),
        (b"<html><body>Not found</body></html>", "not a PDF"),
        (b"", "not a PDF"),
    ],
    ids=["truncated", "scan", "encrypted", "a web page", "empty"],
)
def test_a_pdf_without_text_to_read_is_refused_with_advice(tmp_path, content, problem):
    with pytest.raises(LoadError, match=problem) as caught:
        stored(tmp_path, "bad.pdf", content)
    assert caught.value.advice


def test_a_pdf_of_too_many_pages_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pdfs, "MAX_PAGES", 2)
    with pytest.raises(LoadError, match="3 pages"):
        stored(tmp_path, "long.pdf", paper(across=False))


@pytest.mark.browser
def test_a_pdf_printed_by_a_browser_reads_as_the_page_did(tmp_path, chromium_path):
    from playwright.sync_api import sync_playwright

    english = "The platform is open to international companies that train language models."
    body = "".join(f"<p>{left}{english}{right}</p>" for left, right in zip(LEFT, RIGHT, strict=True))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path), args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_page()
        view.set_content(f"<h1>算力平台的第一年</h1><div style='column-count:2'>{body}</div>")
        content = view.pdf()
        browser.close()
    text = clean(stored(tmp_path, "printed.pdf", content)).text.replace(" ", "")
    for left, right in zip(LEFT, RIGHT, strict=True):
        assert left + english.replace(" ", "") + right in text


def numbered(document, form, text):
    """A list of the document whose numbers are written as `form` in `text`; returns its id."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    return numbering.add_num(77).numId


def office(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def regulation():
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "数据登记办法", "python-docx"
    document.add_heading("数据登记办法", 0)
    document.add_heading("第一章 总则", 1)
    list_id = numbered(document, "chineseCounting", "第%1条")
    for text in ("各部门每年登记一次数据。", "登记由数据局汇总，乘号写作2*3*4。"):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.get_or_add_numPr().get_or_add_ilvl().val = 0
        properties.get_or_add_numPr().get_or_add_numId().val = list_id
    for text in ("先登记来源。", "再登记用途。"):
        document.add_paragraph(text, style="List Bullet")
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, (("部门", "期限", "数量"), ("交通局", "六月底", "十二项"), ("", "九月底", "八项")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text)
    for at, state in ((1, "restart"), (2, "continue")):
        merged = OxmlElement("w:vMerge")
        merged.set(qn("w:val"), state)
        table.cell(at, 0)._tc.get_or_add_tcPr().append(merged)
    changed = document.add_paragraph("本办法自")
    changed._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>四月</w:delText></w:r></w:del>'))
    changed._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2" w:author="x"><w:r><w:t>五月一日起施行。</w:t></w:r></w:ins>'))
    held = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>填报人应当核对数字。</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    changed._p.addnext(held)
    return document


def test_a_word_file_keeps_headings_numbers_lists_and_tables(tmp_path):
    document = stored(tmp_path, "rule.docx", office(regulation()))
    assert (document.meta.title, document.meta.author, document.meta.kind) == ("数据登记办法", "", "measure")
    assert clean(document).text.split("\n") == [
        "数据登记办法",
        "第一章 总则",
        "第一条 各部门每年登记一次数据。",
        "第二条 登记由数据局汇总，乘号写作2*3*4。",
        "先登记来源。",
        "再登记用途。",
        "部门；期限；数量",
        "部门：交通局；期限：六月底；数量：十二项",
        "部门：交通局；期限：九月底；数量：八项",
        "本办法自五月一日起施行。",
        "填报人应当核对数字。",
    ]
    rules = [passage.heading for passage in split(document, clean(document), count_tokens=len, budget_tokens=20)]
    assert any("第一章 总则" in heading for heading in rules)


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (archive(notes="登记"), "ZIP archive, not a Word document"),
        (office(regulation())[:9000], "cut off"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Word file or needs a password"),
        ("普通的文字。".encode(), "not a Word document"),
        (archive(**{"[Content_Types]_xml": "<Types", "word__document_xml": "<w:document/>"}), "damaged, or not a Word document"),
        (office(docx.Document()), "no text"),
        (b"", "not a Word document"),
    ],
    ids=["zip", "truncated", "doc", "text", "broken", "blank", "empty"],
)
def test_what_is_no_word_file_is_refused_with_advice(tmp_path, content, problem):
    with pytest.raises(LoadError, match=problem) as caught:
        stored(tmp_path, "bad.docx", content)
    assert caught.value.advice


def test_a_word_file_that_unpacks_to_too_much_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr(word, "MAX_UNPACKED_BYTES", 5_000_000)
    bomb = archive(**{"[Content_Types]_xml": "<Types/>", "word__document_xml": "<w/>", "word__media__a.bin": b"\0" * 6_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(LoadError, match="unpacks to 6 MB"):
        stored(tmp_path, "bomb.docx", bomb)


WECHAT = """<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="算力券怎么用">
<meta property="og:url" content="http://mp.weixin.qq.com/s?__biz=A"><meta property="og:site_name" content="微信公众平台"><title></title></head>
<body><div id="js_article"><h1 id="activity-name"> 算力券怎么用 </h1><a id="js_name"> 城市算力观察 </a><em id="publish_time"></em>
<div id="js_content" style="visibility: hidden;">{}</div></div><div>微信扫一扫关注该公众号</div>
<script>var ct = "1722441600"; document.write("脚本写的字。");</script></body></html>"""
COUPONS = """<section><p><span>各区先</span><strong>登记</strong>服务器，再按季度发放算力券。</p><p><img data-src="x"/></p>
<h2>一、发放办法</h2><p>企业每年最多领取三次。<br/>超过期限的算力券作废。</p><ul><li><p>第一次在三月。</p></li><li>第二次在九月。</li></ul>
<table><tr><td>城市</td><td>金额</td></tr><tr><td>甲市</td><td>三百万元</td></tr></table><p>长按二维码关注我们</p></section>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_saved_wechat_page_gives_its_article_and_who_published_it_when(tmp_path, encoding):
    page = WECHAT.format(COUPONS).replace('charset="utf-8"', 'charset="gb2312"' if encoding == "gb18030" else 'charset="utf-8"')
    document = stored(tmp_path, "page.html", page.encode(encoding))
    meta = document.meta
    assert (meta.title, meta.source, meta.author, meta.date) == ("算力券怎么用", "城市算力观察", "", "2024-08-01")
    assert meta.url.startswith("http://mp.weixin.qq.com/")
    assert clean(document).text.split("\n") == [
        "算力券怎么用",
        "各区先登记服务器，再按季度发放算力券。",
        "一、发放办法",
        "企业每年最多领取三次。",
        "超过期限的算力券作废。",
        "第一次在三月。",
        "第二次在九月。",
        "城市；金额",
        "城市：甲市；金额：三百万元",
    ]


GOVERNMENT = """<html><head><title>关于数据登记的说明 - 某市政府网</title><meta name="PubDate" content="2024-05-06 10:00">
<meta name="ContentSource" content="某市数据局"></head><body><nav><a href="/">首页</a><a href="/b">新闻</a></nav><div class="top-bar">某市政府网欢迎您</div>
<div class="main"><h1>关于数据登记的说明</h1><p>为了规范公共数据的登记工作，本市制定统一的登记办法，适用于所有部门。</p><h2>登记范围</h2>
<p>各部门在履行职责中形成的数据都应当登记，涉及秘密的除外，登记时说明来源。</p><ul><li>人口数据按季度登记一次。</li></ul>
<table><tr><th>部门</th><th>期限</th></tr><tr><td>交通局</td><td>六月底</td></tr></table>
<p>登记办法由数据局负责解释，自发布之日起施行，有效期五年。</p><div class="share-bar">分享到朋友圈和微博</div></div>
<footer>版权所有 某市</footer></body></html>"""


def test_a_page_from_anywhere_gives_its_article_with_headings_lists_and_tables(tmp_path):
    document = stored(tmp_path, "notice.htm", GOVERNMENT)
    assert (document.meta.title, document.meta.date, document.meta.source) == ("关于数据登记的说明", "2024-05-06", "某市数据局")
    assert clean(document).text.split("\n") == [
        "关于数据登记的说明",
        "为了规范公共数据的登记工作，本市制定统一的登记办法，适用于所有部门。",
        "登记范围",
        "各部门在履行职责中形成的数据都应当登记，涉及秘密的除外，登记时说明来源。",
        "人口数据按季度登记一次。",
        "部门；期限",
        "部门：交通局；期限：六月底",
        "登记办法由数据局负责解释，自发布之日起施行，有效期五年。",
    ]


def test_a_page_nested_as_deep_as_is_allowed_is_read(tmp_path):
    page = "<html><body>" + "<div>" * 200 + "<b>" * 40 + "很深的地方也有一句完整的话，它应当被读到。"
    assert "它应当被读到。" in stored(tmp_path, "nested.html", page).raw


def test_what_looks_like_markup_in_a_page_stays_text(tmp_path):
    page = "<div id=zoom><p>先算 2*3*4 再算 a_b_c。</p><p># 号是井号。</p><p>比较 &lt;b&gt; 与 &amp;lt; 两个写法。</p></div>"
    text = clean(stored(tmp_path, "marks.html", page)).text
    assert text == "先算 2*3*4 再算 a_b_c。\n# 号是井号。\n比较 <b> 与 &lt; 两个写法。"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (WECHAT.format(""), "no text beyond title"),
        (WECHAT.format("<p><img src='x'></p>"), "no text beyond title"),
        (
            "<html><head><title>登记平台</title></head><body><div id='app'></div><script>run()</script></body></html>",
            "no text beyond title",
        ),
        ("<html><body><nav><a>首页</a><a>新闻</a></nav><h1>登记办法</h1><footer>版权所有。</footer></body></html>", "no text beyond title"),
        ("<div>" * 600 + "深处的文字。", "deep"),
        ("", "empty"),
    ],
    ids=["taken down", "pictures only", "application", "furniture", "deep", "empty"],
)
def test_a_page_without_an_article_is_refused_with_advice(tmp_path, content, problem):
    with pytest.raises(LoadError, match=problem) as caught:
        stored(tmp_path, "shell.html", content)
    assert caught.value.advice


def test_a_page_of_too_many_characters_is_refused_but_embedded_pictures_do_not_count(tmp_path, monkeypatch):
    monkeypatch.setattr(html, "MAX_CHARS", 5000)
    picture = f"<img src='data:image/png;base64,{'A' * 9000}'>"
    assert "各区先登记" in stored(tmp_path, "small.html", WECHAT.format(picture + COUPONS)).raw
    with pytest.raises(LoadError, match="million characters"):
        stored(tmp_path, "large.html", WECHAT.format(COUPONS * 20))


@pytest.mark.slow
def test_all_formats_go_into_an_index_and_one_that_cannot_be_read_does_not_stop_them(tmp_path, monkeypatch):
    from ragassist.store import open_store
    from tests.store.fakes import HashEmbedder, settings

    monkeypatch.chdir(tmp_path)
    files = {
        "page.html": WECHAT.format(COUPONS).encode(),
        "paper.pdf": paper(across=False),
        "rule.docx": office(regulation()),
        "bad.pdf": b"%PDF-1.4",
    }
    (tmp_path / "all").mkdir()
    for name, content in files.items():
        (tmp_path / "all" / name).write_bytes(content)
    assert {".html", ".htm", ".pdf", ".docx"} <= SUFFIXES
    embedder, ours = HashEmbedder(), settings(tmp_path / "home")
    with open_store(ours, embedder.name, embedder.dim, write=True) as store:
        report = syncing.sync([tmp_path / "all"], store=store, embedder=embedder, settings=ours)
        assert sorted(report.added) == ["all/page.html", "all/paper.pdf", "all/rule.docx"]
        assert [failure.path for failure in report.failed] == ["all/bad.pdf"]
        for record in store.documents():
            for passage in store.passages_of(record.doc_id):
                for sentence in passage.sentences:
                    assert sentence.end <= len(store.raw(record.doc_id))
        assert syncing.sync([tmp_path / "all"], store=store, embedder=embedder, settings=ours).unchanged != ()


def test_a_pdf_with_everything_keeps_its_pages_its_columns_its_table_and_no_furniture(tmp_path):
    rows = [("园区", "价格", "机型"), ("东园区", "三百元", "甲型"), ("西园区", "二百六十元", "乙型"), ("南园区", "四百元", "甲型")]
    pages = []
    for number, (title, left, right) in enumerate(zip(HEADS, LEFT, RIGHT, strict=True), start=1):
        cells = [(x, 300 - 20 * at, 11, text) for at, row in enumerate(rows) for x, text in zip((50, 250, 450), row, strict=True)]
        body = [*column(left, 50, 700), *column(right, 310, 700), *(cells if number == 2 else [])]
        pages.append([(220, 810, 9, "某市算力研究"), (50, 750, 16, title), *body, (290, 40, 9, f"第 {number} 页")])
    document = stored(tmp_path, "all.pdf", pdf(pages))
    found = {sentence.text: page_at(document.path, document.raw, sentence.start) for sentence in sentences(document)}
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True), start=1):
        for whole in (part + "。" for part in (left + right).split("。") if part):
            assert found[whole] == number
    assert found["园区：西园区；价格：二百六十元；机型：乙型"] == 2
    assert not any("某市算力研究" in text or text.startswith("第 ") for text in list(found)[1:])


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gb18030"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode("gb18030"),
        lambda text: text.encode().replace("园区".encode(), "园\0区".encode(), 1),
    ],
    ids=["utf-8 with mark", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "windows", "a stray zero byte"],
)
def test_in_any_encoding_the_same_sentences_come_out(tmp_path, encode):
    text = "算力平台的第一年\n\n" + "\n\n".join(LEFT + RIGHT) * 3
    expected = [sentence.text for sentence in sentences(stored(tmp_path, "plain.txt", text))]
    document = stored(tmp_path, "other.txt", encode(text))
    assert [sentence.text for sentence in sentences(document)] == expected
    assert document.meta.title == "算力平台的第一年"


def test_a_big5_file_keeps_its_traditional_characters(tmp_path):
    text = "算力平臺的第一年\n\n本市的算力中心分布在三個園區，由不同的公司營運。過去各園區自行定價，企業很難比較價格的高低。\n"
    document = stored(tmp_path, "big5.txt", text.encode("big5"))
    assert [sentence.text for sentence in sentences(document)] == [
        "算力平臺的第一年",
        "本市的算力中心分布在三個園區，由不同的公司營運。",
        "過去各園區自行定價，企業很難比較價格的高低。",
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem", "advice"),
    [
        ("old.pages", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not a format that can be read", "save it as .docx"),
        ("book.caj", b"CAJ", "not a format that can be read", "save it as .pdf"),
        ("sheet.xlsx", archive(xl="x"), "not a spreadsheet", "real suffix"),
        ("rtf.txt", rb"{\rtf1\ansi text}", "is an RTF document", "real suffix"),
        ("program.txt", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" * 40, "binary", "Leave it out"),
        ("zip.docx", archive(notes="登记"), "ZIP archive, not a Word document", "Unpack it"),
        ("cut.pdf", paper(across=False)[:3000], "cut off", "again"),
    ],
    ids=["pages", "caj", "zip as xlsx", "rtf as txt", "program as txt", "zip as docx", "truncated pdf"],
)
def test_what_cannot_be_read_is_said_with_what_to_do(tmp_path, name, content, problem, advice):
    with pytest.raises(LoadError, match=problem) as caught:
        stored(tmp_path, name, content)
    assert advice in caught.value.advice


@pytest.mark.parametrize(
    ("caption", "lines"),
    [
        (
            "港口数据办法今起施行：核心数据不得出境；\\x0a每季度报送一次目录。",
            ["港口数据办法今起施行：核心数据不得出境；", "每季度报送一次目录。"],
        ),
        ("夜班渡船加开三班。&#10;票价不变。", ["夜班渡船加开三班。", "票价不变。"]),
        ("算力券 \\x26lt;五万元\\x26gt; 起发放。", ["算力券 <五万元> 起发放。"]),
    ],
)
def test_a_post_of_pictures_is_what_it_says_beside_them_and_its_pictures_are_counted(tmp_path, caption, lines):
    page = (
        f'<html><head><meta charset="utf-8"><meta name="description" content="{caption}"><meta property="og:title" content="一图读懂">'
        '<meta property="og:url" content="https://mp.weixin.qq.com/s/a"></head><body><div id="js_article"><div id="img_swiper"></div></div>'
        "<script>window.picture_page_info_list=[{cdn_url:'x.png'},{cdn_url: \"y.png\"}]</script></body></html>"
    )
    document = stored(tmp_path, "a.html", page.encode())
    assert clean(document).text.split("\n") == ["一图读懂", *lines]
    assert [(loss.kind, loss.count) for loss in document.meta.lost] == [("pictures", 2)]


def test_a_saved_page_without_its_text_is_refused_though_its_head_tells_what_it_is_about(tmp_path):
    page = '<html><head><meta name="description" content="渡口办法全文。"></head><body><div id="js_content"></div></body></html>'
    with pytest.raises(LoadError):
        stored(tmp_path, "a.html", page.encode())
