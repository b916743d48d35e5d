"""From a scanned page to every place that shows an answer: what two readings do not agree on is said in each of them.

The page is a real picture in a real PDF; what reads it is replaced by one whose two readings differ on a figure, so that the
doubt is there whatever networks are installed.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import docx
import numpy as np
import openpyxl
import pypdfium2
import pytest
from PIL import Image

from ragassist.answer.engine import Engine
from ragassist.cli.answering import sources
from ragassist.evaluate.run import log
from ragassist.ingest import page_place
from ragassist.ingest.load import pdf_scans
from ragassist.ingest.ocr import networks
from ragassist.ingest.ocr.read_page import PageLine, PageReading
from ragassist.ingest.sync import sync
from ragassist.llamaindex.nodes import citation_node
from ragassist.mcp.text import answer_text
from ragassist.settings import Settings
from ragassist.store import open_store
from ragassist.store.texts import TextCache
from ragassist.tasks import answer_report, export_report, pack
from ragassist.types import Answer
from ragassist.ui.export import docx_file as word_export
from ragassist.ui.export import markdown_file
from ragassist.ui.export.source_notes import footnotes
from ragassist.ui.messages import TurnRecord
from ragassist.ui.views import cards
from ragassist.ui.words.catalogue import EN, ZH
from tests.answer.garbage import ScriptedChat
from tests.ingest.pdfs import pdf
from tests.ingest.pictures import drawn
from tests.store.fakes import HashEmbedder

PRINTED = "潮位站由海事部门管理，观测记录保存十年。"
SURE = "港口的防波堤每五年检修一次。"
UNSURE = "港口每年为潮位观测投入4,706万元。"
QUESTION = "港口每年为潮位观测投入多少？"
OTHER = "防波堤多久检修一次？"
DOUBT = "4,706"
LINE_PIXELS, TOP_PIXELS = 56, 40
READ_PIXELS = round(260 / 144 * 200)
"""The height of the page as it is read, at 200 dots an inch."""


def read_otherwise(picture: Image.Image, engine: Any) -> PageReading:
    """What a machine makes of the scanned page: two lines, and a digit on which its two networks do not agree."""
    lines = []
    for at, text in enumerate((SURE, UNSURE)):
        top = TOP_PIXELS + at * LINE_PIXELS
        edges = tuple(40 + 30 * n for n in range(len(text) + 1))
        agreed = tuple(not (text is UNSURE and n == text.index("7")) for n in range(len(text)))
        lines.append(PageLine(text, (40, top, edges[-1], top + 32), edges, (0.98,) * len(text), agreed))
    return PageReading(picture, (1, 0, 0, 0, 1, 0), tuple(lines))


@pytest.fixture
def scanned(tmp_path, monkeypatch):
    """An index of one PDF, of a page with text and a scanned one, and its parts."""
    out = pypdfium2.PdfDocument.new()
    out.import_pages(pypdfium2.PdfDocument(pdf([[(40, 700 - 20 * n, 11, line) for n, line in enumerate((PRINTED,))]])))
    page = io.BytesIO()
    drawn([SURE, UNSURE], size=(800, 260)).save(page, "PDF", resolution=144)
    out.import_pages(pypdfium2.PdfDocument(page.getvalue()))
    out.save(tmp_path / "harbour.pdf")
    monkeypatch.setattr(networks, "available", lambda: True)
    monkeypatch.setattr(networks, "engine", lambda: None)
    monkeypatch.setattr(pdf_scans, "read_page", read_otherwise)
    # Read in this process, where the machine is replaced.
    settings, embedder = Settings.model_validate({"home": tmp_path / "home", "ingest": {"parse_apart": False}}), HashEmbedder()
    with open_store(settings, embedder.name, embedder.dim, write=True) as store:
        assert not sync([tmp_path / "harbour.pdf"], store=store, embedder=embedder, settings=settings).failed
    with open_store(settings, embedder.name, embedder.dim) as store:
        yield SimpleNamespace(store=store, settings=settings, embedder=embedder)


def ask(scanned: SimpleNamespace, question: str, reply: str) -> Answer:
    model = ScriptedChat(reply, odds={"Yes": 0.9, "是": 0.9})
    made = Engine(store=scanned.store, embedder=scanned.embedder, model=model, settings=scanned.settings, cache=TextCache(None))
    answer = made.ask(question)
    assert not answer.refused, answer.reason
    return answer


@pytest.fixture
def doubted(scanned) -> Answer:
    return ask(scanned, QUESTION, f"{UNSURE.removesuffix('。')}[1]。")


def test_an_answer_that_stands_on_a_doubtful_figure_is_rough_and_its_citation_says_on_what(doubted):
    (citation,) = doubted.citations
    assert citation.quote == UNSURE
    assert (citation.machine_read, citation.doubts, citation.page, citation.status) == (True, (DOUBT,), 2, "rough")
    (claim,) = doubted.claims
    assert claim.status == "rough"
    (finding,) = [found for found in claim.findings if found.code == "reading.unsure"]
    assert ("said", DOUBT) in finding.values
    assert "两次识别" in doubted.notice


def test_what_both_readings_agree_on_is_verified_and_only_said_to_be_read_by_machine(scanned):
    answer = ask(scanned, OTHER, f"{SURE.removesuffix('。')}[1]。")
    (citation,) = answer.citations
    assert (citation.quote, citation.machine_read, citation.doubts, citation.status) == (SURE, True, (), "verified")
    assert EN.read_by_machine.rstrip(".") in footnotes(answer, {}, EN)
    assert EN.read_unsurely.rstrip(".") not in footnotes(answer, {}, EN)


def test_what_the_file_itself_holds_as_text_is_not_said_to_be_read(scanned):
    answer = ask(scanned, "观测记录保存多久？", f"{PRINTED.removesuffix('。')}[1]。")
    assert (answer.citations[0].machine_read, answer.citations[0].doubts) == (False, ())
    assert EN.read_by_machine.rstrip(".") not in footnotes(answer, {}, EN)


@pytest.mark.parametrize("words", [EN, ZH])
def test_the_card_the_copy_and_the_kept_conversation_name_the_doubtful_figure(doubted, words):
    said = words.read_unsurely.rstrip(".。")
    turn = TurnRecord(id="turn-0001", state="done", question=QUESTION, answer=doubted)
    word_file = docx.Document(io.BytesIO(word_export.word("x", [turn], words, date="2031-01-01")))
    shown = {
        "card": cards.cards(doubted, {}, {}, {}, words),
        "copy": footnotes(doubted, {}, words),
        "markdown": markdown_file.markdown("x", [turn], words, date="2031-01-01"),
        "word": "\n".join(paragraph.text for paragraph in word_file.paragraphs) + _footnotes_of(word_file),
    }
    for name, text in shown.items():
        assert said in text, name
        assert text.count(DOUBT) >= 2, name


def _footnotes_of(document: Any) -> str:
    parts = [part for part in document.part.package.iter_parts() if "notes" in str(part.partname)]
    return "".join(part.blob.decode("utf8") for part in parts)


@pytest.mark.parametrize(("lang", "said"), [("en", "two readings do not agree on 4,706"), ("zh", "两次识别在“4,706”上不一致")])
def test_reports_and_the_pack_name_the_doubtful_figure(scanned, doubted, lang, said):
    record = scanned.store.documents()[0]
    made = answer_report.report(replace(doubted, answer_lang=lang), [record], model=doubted.model, made="2031-01-01T00:00:00", version="0")
    assert said in export_report.html(made, {}).decode()
    assert said in export_report.markdown(made).decode()
    assert said in "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(export_report.docx(made))).paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(export_report.xlsx(made)))
    assert any(said in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(pack.pack(made, scanned.store.raw))) as packed:
        assert said in packed.read("index.html").decode()
        (cited,) = json.loads(packed.read("report.json"))["citations"]
        assert (cited["machine_read"], cited["doubts"]) == (True, [DOUBT])


def test_the_terminal_an_agent_and_a_node_are_told(doubted):
    assert f"two readings do not agree on {DOUBT}" in sources(doubted)
    assert f"two readings do not agree on {DOUBT}" in answer_text(doubted)
    assert citation_node(doubted.citations[0]).metadata["doubts"] == DOUBT


def test_a_logged_answer_comes_back_with_its_doubts(doubted):
    assert log.answer_of(json.loads(json.dumps(asdict(doubted)))).citations == doubted.citations


def test_the_picture_of_the_page_has_the_doubtful_sentence_boxed(scanned, doubted):
    (citation,) = doubted.citations
    record, raw, read = scanned.store.documents()[0], scanned.store.raw(citation.doc_id), scanned.store.readings(citation.doc_id)
    plain, marked = (
        np.asarray(Image.open(io.BytesIO(page_place.picture_of(record, raw, 2, span, read))).convert("RGB"), np.int16)
        for span in (None, (citation.start, citation.end))
    )
    rows = np.flatnonzero(np.abs(plain - marked).sum(axis=2).sum(axis=1))
    middle = plain.shape[0] * (TOP_PIXELS + LINE_PIXELS + 16) / READ_PIXELS
    assert rows.size
    assert abs(rows.mean() - middle) < plain.shape[0] * 0.15
