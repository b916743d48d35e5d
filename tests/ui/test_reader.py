"""A document as a page to read: every sentence once and in order, headings found, what is cited marked, nothing unescaped."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.scripted_assistant import HOSTILE_SENTENCE, ScriptedAssistant
from tests.ui.test_rendering import Seen

from ragassist.types import DocumentMeta, DocumentRecord, Passage, Sentence
from ragassist.ui.messages import DocumentRequest
from ragassist.ui.server.page_services import PageServices
from ragassist.ui.views.document import document_view, lines
from ragassist.ui.words.catalogue import EN, ZH

RECORD = DocumentRecord("law", "law.md", "/srv/law.md", "0" * 64, "zh", DocumentMeta(title="港口条例"), 2, 100)


def passage(ordinal: int, at: int, heading: tuple[str, ...], paragraphs: list[list[str]], joint: str = "") -> Passage:
    sentences, text = [], ""
    for paragraph in paragraphs:
        text += "\n" if text else ""
        for i, sentence in enumerate(paragraph):
            text += joint if i else ""
            sentences.append(Sentence(at, at + len(sentence), sentence))
            text += sentence
            at += len(sentence) + 1
    return Passage(f"law:{ordinal:05d}", "law", ordinal, "zh", heading, sentences[0].start, sentences[-1].end, text, tuple(sentences))


LAW = [
    passage(0, 0, ("港口条例",), [["港口条例"], ["目录"], ["第一章 总则"], ["第二章 罚则"]]),
    passage(
        1,
        50,
        ("港口条例", "第一章 总则"),
        [["第一章 总则"], ["第一条 为了管理港口，制定本条例。", "码头也适用。"], ["适用范围"], ["船舶也适用。"]],
    ),
    passage(2, 200, ("港口条例", "第二章 罚则", "适用范围"), [["第二章 罚则"], ["第二条 违反的，处一万元罚款。"]]),
]


def test_lines_are_the_paragraphs_and_headings_of_the_document() -> None:
    read = lines(LAW, "港口条例")
    assert [line.text for line in read][4:8] == ["第一章 总则", "第一条 为了管理港口，制定本条例。码头也适用。", "适用范围", "船舶也适用。"]
    assert [(line.label, line.depth) for line in read if line.label][-5:] == [
        ("第一章 总则", 1), ("第一条", 2), ("适用范围", 2), ("第二章 罚则", 1), ("第二条", 2),
    ]  # fmt: skip
    assert read[5].is_article
    assert not read[4].is_article


def test_english_sentences_keep_the_space_between_them_and_overlaps_are_shown_once() -> None:
    one = passage(0, 0, (), [["The port is open.", "Ships may enter."]], joint=" ")
    two = replace(one, ordinal=1, sentences=one.sentences[1:], text="Ships may enter.")
    assert [line.text for line in lines([one, two])] == ["The port is open. Ships may enter."]


def test_a_table_of_contents_is_not_listed_twice() -> None:
    outline = document_view(RECORD, LAW, EN).split("</nav>")[0]
    assert outline.count("第一章 总则") == 1
    assert outline.count("第二章 罚则") == 1


def test_what_is_cited_is_marked_once_and_has_one_anchor() -> None:
    cited = LAW[1].sentences[1:3]
    html = document_view(RECORD, LAW, EN, cited=(cited[0].start, cited[1].end), from_answer=True)
    assert html.count("<mark") == 2
    assert html.count('id="ra-cited"') == 1
    assert f'data-end="{cited[1].end}">{cited[1].text}</mark>' in html
    assert EN.view_back_answer in html
    assert EN.view_moved not in html


def test_a_span_that_is_no_longer_there_is_told() -> None:
    html = document_view(RECORD, LAW, ZH, cited=(9000, 9010), from_answer=True)
    assert ZH.view_moved in html
    assert "<mark" not in html


def test_the_view_escapes_documents_and_names_a_document_that_is_gone() -> None:
    services = PageServices(ScriptedAssistant())
    seen = Seen(services.document(DocumentRequest(lang="en", doc_id="hostile", start=5, end=9)))
    assert HOSTILE_SENTENCE in seen.text
    assert not {"img", "script", "b"} & set(seen.tags)
    assert seen.open == []
    assert EN.view_gone in services.document(DocumentRequest(lang="en", doc_id="0000"))
