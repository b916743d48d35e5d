"""An audit as a Word file with comments, each file written and opened again."""

from __future__ import annotations

import io
import json
from copy import deepcopy

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.errors import LoadError
from ragassist.settings import IngestSettings
from ragassist.tasks.audit import audit
from ragassist.tasks.audit_report import report
from ragassist.tasks.audit_values import Source
from ragassist.tasks.export_comments import commented
from ragassist.tasks.statements import statements
from ragassist.tasks.text_of import text_of_bytes
from ragassist.tasks.word_places import WordText
from ragassist.types import ModelName
from ragassist.verify.verifier import Verifier
from tests.examples import examples
from tests.tasks.make import side

BODY = """第一条　民宿经营者应当在入住后一小时内登记住客身份信息。

第二条　民宿经营者不得泄露住客个人信息。

第三条　清洗记录至少保存六个月。"""
RIGHT = "民宿经营者不得泄露住客个人信息。"
WRONG = "清洗记录应当至少保存三个月。"
NOWHERE = "民宿应当为住客准备早餐和雨伞。"


@pytest.fixture
def check(tmp_path):
    inn = side(tmp_path, "inn", BODY, title="民宿管理办法", title_en="Guesthouse Measures", date="2026-05-01", status="repealed")
    sources = [Source(inn.record, each) for each in statements(inn.record, inn.passages) if not each.heads]

    def checked(text, lang="en"):
        found = audit(text, sources, lambda _text, _lang: [0.0] * len(sources), Verifier(None, None))
        made = {"model": ModelName("extractive", "extractive"), "made": "2026-12-02T00:00:00+00:00", "version": "0"}
        return report(found, [inn.record], len(sources), lang, lambda _: inn.raw, text=text, **made)

    return checked


def test_what_is_counted_of_each_finding_is_counted_again(check):
    made = check(RIGHT + WRONG + NOWHERE)
    assert sum(made.counts.values()) == len(made.tables[0].lines)
    assert {(claim.status, claim.findings[0].code) for claim in made.summary} == {("verified", "count.given")}


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def anchors(content):
    """Each comment's text and the words that it is about, in the order of the comments."""
    document = docx.Document(io.BytesIO(content))
    words = {comment.comment_id: "" for comment in document.comments}
    opened = set()
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            opened.add(int(element.get(qn("w:id"))))
        elif element.tag == qn("w:commentRangeEnd"):
            opened.remove(int(element.get(qn("w:id"))))
        elif element.tag == qn("w:t"):
            for number in opened:
                words[number] += element.text or ""
    assert not opened
    return [(comment.text, words[comment.comment_id]) for comment in document.comments]


def look(document):
    """The words of each paragraph with the look of every character."""
    return [
        [(char, run.bold, run.italic, run.font.size, run.font.color.rgb, run.style.name) for run in paragraph.runs for char in run.text]
        for paragraph in document.paragraphs
    ]


def test_comments_stand_at_the_words_of_their_claims_and_the_document_looks_as_before(check):
    memo = docx.Document()
    memo.add_heading("备忘录", level=1)
    mixed = memo.add_paragraph("开头说明：")
    mixed.add_run(RIGHT[:6]).bold = True
    big = mixed.add_run(RIGHT[6:] + WRONG[:5])
    big.font.size, big.font.color.rgb = Pt(15), RGBColor(200, 0, 0)
    mixed.add_run(WRONG[5:] + NOWHERE).italic = True
    table = memo.add_table(rows=1, cols=2)
    table.cell(0, 1).text = "清洗记录至少保存六个月。"
    original = saved(memo)
    found = check(text_of_bytes("memo.docx", original, IngestSettings(max_file_mb=5.0)))
    made = commented(found, original)
    before, after = docx.Document(io.BytesIO(original)), docx.Document(io.BytesIO(made))
    assert look(after) == look(before)
    told = anchors(made)
    assert len(told) == 1 + len(found.tables[0].lines)
    by_words = {words: text for text, words in told[1:]}
    assert by_words[WRONG].startswith("contradicted\n")
    assert "三个月" in by_words[WRONG]
    assert "The source says instead: 第三条 清洗记录至少保存六个月。" in by_words[WRONG]
    assert "Guesthouse Measures, Article 3, 2026-05-01, no longer in force" in by_words[WRONG]
    assert by_words[NOWHERE].startswith("not in the documents\nChecked")
    assert any(words.endswith(RIGHT) for words in by_words)
    assert "contradicted: 1" in told[0][0]


def test_a_new_document_holds_a_pasted_text_with_its_comments(check):
    text = f"# 备忘录\n\n1. {RIGHT}{WRONG}\n是否需要备案？\n\n{NOWHERE}"
    told = anchors(commented(check(text, "zh")))
    assert [words for _, words in told[1:]] == [RIGHT, WRONG, NOWHERE]
    assert "原文则称：" in told[2][0]
    document = docx.Document(io.BytesIO(commented(check(text, "zh"))))
    assert [paragraph.text for paragraph in document.paragraphs][1 : 2 + text.count("\n")] == text.split("\n")
    assert document.core_properties.author == "ragassist"


def test_comments_that_are_there_already_stay(check):
    memo = docx.Document()
    paragraph = memo.add_paragraph(WRONG)
    memo.add_comment(paragraph.runs[0], "请核实", author="李")
    made = commented(check(WRONG), saved(memo))
    assert [comment.author for comment in docx.Document(io.BytesIO(made)).comments] == ["李", "ragassist", "ragassist"]
    assert anchors(made)[2][1] == WRONG


def test_the_same_sentence_twice_has_a_comment_at_each(check):
    memo = docx.Document()
    for words in (WRONG, NOWHERE, WRONG):
        memo.add_paragraph(words)
    made = commented(check("\n".join((WRONG, NOWHERE, WRONG))), saved(memo))
    assert [words for _, words in anchors(made)[1:]] == [WRONG, NOWHERE, WRONG]


def test_deleted_words_links_and_text_boxes(check):
    memo = docx.Document()
    paragraph = memo.add_paragraph("清洗记录应当")
    deleted = OxmlElement("w:del", attrs={qn("w:id"): "1", qn("w:author"): "x"})
    gone = memo.add_paragraph().add_run("不必")._r
    gone.find(qn("w:t")).tag = qn("w:delText")
    deleted.append(gone)
    paragraph._p.append(deleted)
    link = OxmlElement("w:hyperlink")
    link.append(memo.add_paragraph().add_run("至少保存三个月。")._r)
    paragraph._p.append(link)
    outer = memo.add_paragraph().add_run("旁注")._r
    box = OxmlElement("w:txbxContent")
    box.append(deepcopy(memo.add_paragraph(NOWHERE)._p))
    outer.append(box)
    memo.element.body.remove(memo.paragraphs[-1]._p)
    original = saved(memo)
    made = commented(check(f"{WRONG}\n{NOWHERE}"), original)
    told = anchors(made)
    assert told[1][1] == WRONG
    assert NOWHERE in told[2][1]


def test_a_number_that_word_counts_itself_does_not_hide_the_claim(check):
    memo = docx.Document()
    memo.add_paragraph(WRONG, style="List Number")
    told = anchors(commented(check(f"第十二项：{WRONG}"), saved(memo)))
    assert told[1][1] == WRONG


def test_a_claim_that_the_document_does_not_have_is_told_at_its_end(check):
    memo = docx.Document()
    memo.add_paragraph("完全不同的一份文件，讲的是别的事情。")
    told = anchors(commented(check(WRONG), saved(memo)))
    assert told[1][0].startswith(f"These words were not found in this document: {WRONG}")


def test_what_is_no_word_file_is_an_error(check):
    with pytest.raises(LoadError):
        commented(check(WRONG), b"PK no zip")


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.text("甲乙丙丁AB1。，「」 \t", min_size=1, max_size=12), min_size=1, max_size=6), st.data())
def test_cutting_runs_never_changes_a_document_s_words(pieces, data):
    document = docx.Document()
    paragraph = document.add_paragraph()
    for at, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(at % 2)
    text = WordText(document)
    size = len(text._text)
    bounds = sorted(data.draw(st.sets(st.integers(0, size), max_size=6)))
    spans = [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    before = look(document)
    ranges = text.cut(spans)
    assert look(document) == before
    assert len(ranges) == len(spans)
    again = WordText(document)
    assert again._text == text._text


def test_the_command_writes_comments_into_a_copy_and_never_over_the_file(tmp_path, monkeypatch, capsys):
    from ragassist import Assistant, Settings
    from ragassist.cli import main
    from ragassist.cli import tasks as commands
    from tests.store.fakes import HashEmbedder

    (tmp_path / "inn.md").write_text(f"---\ntitle: 民宿管理办法\nkind: measure\n---\n\n# 民宿管理办法\n\n{BODY}\n", encoding="utf8")
    memo = docx.Document()
    memo.add_paragraph(WRONG)
    memo.save(tmp_path / "memo.docx")
    before = (tmp_path / "memo.docx").read_bytes()
    ours = Assistant(Settings.load({"home": tmp_path / "home", "chat.tier": "extractive"}), embedder=HashEmbedder())
    ours.ingest([tmp_path / "inn.md"])
    monkeypatch.setattr(commands, "assistant", lambda args: ours)
    words = ["audit", str(tmp_path / "memo.docx"), "--out"]
    assert main([*words, str(tmp_path / "checked.docx"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["task"] == "audit"
    assert anchors((tmp_path / "checked.docx").read_bytes())[1][1] == WRONG
    assert main([*words, str(tmp_path / "memo.docx")]) == 2
    assert (tmp_path / "memo.docx").read_bytes() == before
