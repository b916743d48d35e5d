"""Files become documents: the text as it is, metadata only where it is stated, a clear error otherwise."""

import codecs
import hashlib
import io

import docx
import pytest

from ragassist.errors import LoadError
from ragassist.ingest.load import SUFFIXES, load
from ragassist.text.iso_dates import iso_date

PLAIN = "各地加快建设算力网络，并推动数据要素流通。\r\n第二行说明时间安排。\n"


def loaded(tmp_path, name, content, limit_mb=1.0):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path, shown_path=name, max_file_mb=limit_mb)


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("gb18030"),
        PLAIN.encode("gbk"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le without mark", "gb18030", "gbk"],
)
def test_every_usual_encoding_gives_the_same_text_with_its_newlines(tmp_path, content):
    assert loaded(tmp_path, "a.txt", content).raw == PLAIN


def test_big5_is_not_taken_for_gb18030(tmp_path):
    text = "人工智慧的發展需要大量資料與運算能力，各國政府因此提出不同的政策。"
    assert loaded(tmp_path, "a.txt", text.encode("big5")).raw == text


def test_gb18030_beyond_the_everyday_characters_survives(tmp_path):
    text = "镕基与喆的姓名，以及𠮷野家，都写在名单里，供各部门核对使用。"
    assert loaded(tmp_path, "a.txt", text.encode("gb18030")).raw == text


def test_a_few_broken_bytes_do_not_turn_utf8_into_gibberish(tmp_path):
    content = (PLAIN * 40).encode()
    raw = loaded(tmp_path, "a.txt", content[:-2]).raw
    assert raw.startswith(PLAIN)


def test_western_text_in_an_old_encoding_is_read(tmp_path):
    text = "Résumé of the café debate: naïve ideas about the façade of coöperation were discussed at length. " * 3
    assert "caf" in loaded(tmp_path, "a.txt", text.encode("cp1252")).raw


def test_identity_is_place_and_content(tmp_path):
    document = loaded(tmp_path, "a.txt", PLAIN)
    path = (tmp_path / "a.txt").resolve()
    assert document.location == str(path)
    assert document.doc_id == hashlib.sha256(str(path).encode() + b"\0" + PLAIN.encode()).hexdigest()[:16]
    assert document.content_sha256 == hashlib.sha256(PLAIN.encode()).hexdigest()
    assert loaded(tmp_path, "b.txt", PLAIN).doc_id != document.doc_id
    assert loaded(tmp_path, "b.txt", PLAIN).content_sha256 == document.content_sha256
    assert document.path == "a.txt"
    assert document.lang == "zh"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.txt", b"%PDF-1.7 ...", "a PDF"),
        ("a.md", b"PK\x03\x04rest", "ZIP"),
        ("a.txt", bytes(range(256)) * 8, "binary"),
        ("a.txt", b"x" * 1_000_001, "limit"),
        ("a.exe", b"text", "not a format"),
        ("a.txt", codecs.BOM_UTF8 + b"\xff\xfe\xfd", "broken at byte"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(tmp_path, name, content, problem):
    with pytest.raises(LoadError, match=problem) as refusal:
        loaded(tmp_path, name, content)
    assert repr(name) in refusal.value.problem
    assert refusal.value.advice


def test_a_directory_and_a_missing_file_are_refused(tmp_path):
    (tmp_path / "d.txt").mkdir()
    with pytest.raises(LoadError, match="directory"):
        load(tmp_path / "d.txt", shown_path="d.txt", max_file_mb=1)
    with pytest.raises(LoadError, match="no file"):
        load(tmp_path / "gone.md", shown_path="gone.md", max_file_mb=1)


def test_the_suffix_may_be_in_capitals(tmp_path):
    assert {".txt", ".md", ".markdown"} <= SUFFIXES
    assert loaded(tmp_path, "A.TXT", PLAIN).raw == PLAIN


def test_front_matter_gives_the_metadata_in_markdown_and_in_text(tmp_path):
    content = (
        "---\ntitle: 算力券怎么用\ntitle_en: Using computing vouchers\nauthor: [王明, 李红]\ndate: 2025-03-04\nsource: 示例周刊\n"
        "url: https://example.org/a\nkind: article\nfetch_date: 2025-03-05T01:02:03\n---\n\n正文第一句。\n"
    )
    for name in ("a.md", "a.txt"):
        meta = loaded(tmp_path, name, content).meta
        assert (meta.title, meta.title_en, meta.author) == ("算力券怎么用", "Using computing vouchers", "王明、李红")
        assert (meta.date, meta.source, meta.url, meta.kind, meta.status) == (
            "2025-03-04",
            "示例周刊",
            "https://example.org/a",
            "article",
            "",
        )


def test_front_matter_that_is_not_yaml_is_read_line_by_line(tmp_path):
    meta = loaded(tmp_path, "a.md", "---\ntitle: 观点: 为什么: 慢\r\ndate: 2024/7\n---\n正文。\n").meta
    assert meta.title == "观点: 为什么: 慢"
    assert meta.date == "2024-07"


def test_a_rule_inside_of_a_text_is_no_front_matter(tmp_path):
    assert loaded(tmp_path, "a.md", "# 标题\n\n---\n\ntitle: x\n\n---\n").meta.title == "标题"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# 数据条例**解读**\n\n正文。", {"title": "数据条例解读"}),
        ("智能终端的机遇\n与挑战\n\n王小明１　李小红２\n\n（１．某某大学经济学院，某市　１０００００；２．某研究院，某市　１０００００）\n\n摘　要：本文讨论终端。", {"title": "智能终端的机遇与挑战", "author": "王小明、李小红", "kind": "paper"}),
        ("某某基金重点项目“平台研究”（２０２３ＡＢ００１）\n 平台治理的路径\n\n摘要：本文讨论平台。", {"title": "平台治理的路径"}),
        ("摘　要：本文讨论平台，并给出建议。\n一、引言\n平台很多。", {"title": ""}),
        ("文 | 某大学教授、某中心主任 赵一鸣\n平台经济的规模持续扩大,治理难度也随之上升。", {"title": "", "author": "赵一鸣"}),
        ("这一段没有标题，直接开始叙述，而且句子很长，讲到了各方面的情况。\n第二段。", {"title": "", "author": "", "date": ""}),
        ("智慧城市管理办法（征求意见稿）\n\n第一条 为了规范管理，制定本办法。", {"title": "智慧城市管理办法（征求意见稿）", "kind": "draft", "status": "draft"}),
        ("智慧城市促进条例\n\n（2022年5月6日某市人民代表大会常务委员会通过）\n\n第一条 为了促进发展，制定本条例。", {"kind": "regulation", "date": "2022-05-06", "status": ""}),
        ("某某法\n\n第一条 目的。", {"kind": "law"}),
        ("当前位置：首页 > 文件\n关于开展试点的通知\n发布时间：2024-03-11 09:20    来源：某省某厅    浏览次数：3\n各单位：\n　　请遵照执行。\n某省某厅\n2024年3月8日", {"title": "关于开展试点的通知", "date": "2024-03-11", "source": "某省某厅", "issuer": "某省某厅"}),
        ("Chips and Power:\nA Short History\n\nAbstract\n\nWe tell it briefly.", {"title": "Chips and Power: A Short History"}),
        ("问：什么是算力？\n答：算力是计算能力。", {"title": ""}),
        ("# 数据清单发布\n\n2024-05-06 10:00 来源：某市发布 作者：李雷\n\n今天发布清单。", {"title": "数据清单发布", "date": "2024-05-06", "source": "某市发布"}),
        ("## 一、背景\n\n正文开始。", {"title": ""}),
        ("正文只有一句话。\n（本文刊登于《示例月刊》2025年第2期）", {"source": "《示例月刊》2025年第2期"}),
    ],
)  # fmt: skip
def test_what_the_text_says_of_itself_and_nothing_more(tmp_path, content, expected):
    meta = loaded(tmp_path, "a.txt", content).meta
    assert {name: getattr(meta, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "date"),
    [("2025-10-06T17:44:12", "2025-10-06"), ("2024年", "2024"), ("2024年13月", "2024"), ("七月", ""), ("20240102", "2024")],
)
def test_dates_are_as_precise_as_the_source(text, date):
    assert iso_date(text) == date


def as_docx(lines):
    made, kept = docx.Document(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(kept)
    return kept.getvalue()


def as_html(lines):
    return ("<html><body><article>" + "".join(f"<p>{line}</p>" for line in lines) + "</article></body></html>").encode()


def as_text(lines):
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("suffix", "made"), [("txt", as_text), ("md", as_text), ("html", as_html), ("docx", as_docx)])
@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("港湾施設の安全基準を定める規則について説明する。", "Japanese"),
        ("항만 안전 기준을 정한다.", "Korean"),
        ("항만의 안전기준(安全基準)을 정하는 규칙을 설명한다.", "Korean"),
    ],
)
def test_a_document_in_neither_language_is_named_and_left_out(tmp_path, suffix, made, line, language):
    with pytest.raises(LoadError, match=f"is in {language}; only Chinese and English") as refusal:
        loaded(tmp_path, f"a.{suffix}", made([line] * 5))
    assert refusal.value.code == "file.language"


def test_paragraphs_in_neither_language_are_counted_as_not_checked(tmp_path):
    chinese = "港口自动化设备的安全标准由省级部门制定，每年评估一次。\n" * 12
    mixed = loaded(tmp_path, "a.txt", f"{chinese}\n港湾施設の安全基準はこの規則に定めるところによる。\n".encode())
    assert mixed.lang == "zh"
    assert [(loss.kind, loss.count) for loss in mixed.meta.lost] == [("other_languages", 1)]
    assert loaded(tmp_path, "b.txt", chinese.encode()).meta.lost == ()
