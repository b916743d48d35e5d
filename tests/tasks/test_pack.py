from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import zipfile

import pytest

from ragassist.errors import UsageError
from ragassist.tasks.brief import brief
from ragassist.tasks.brief_report import report
from ragassist.tasks.cite import apa, bibtex, chicago, csl, gbt7714
from ragassist.tasks.export_report import FORMATS, as_json
from ragassist.tasks.list import list_all
from ragassist.tasks.list_report import report as list_report
from ragassist.tasks.pack import check, pack
from ragassist.tasks.report_back import read
from ragassist.types import ModelName
from tests.tasks.make import side

BODY = """第一章　总则

第一条　为了规范灯会活动，保障公共安全，制定本办法。

第二条　在本市举办灯会，适用本办法。

第二章　举办

第三条　承办者应当在举办三十日前向公安机关申请许可。

第四条　灯组高度不得超过十五米。

第三章　附则

第五条　本办法自2027年1月1日起施行。"""


@pytest.fixture
def fair(tmp_path):
    return side(
        tmp_path,
        "fair",
        BODY,
        title="灯会管理办法",
        title_en="Lantern Fair Measures",
        issuer="某市人民政府",
        date="2026-11-05",
        status="in force",
    )


@pytest.fixture
def result(fair):
    found = brief(fair.record, fair.passages)
    return report(
        [found], "en", lambda _: fair.raw, model=ModelName("extractive", "extractive"), made="2026-12-02T00:00:00+00:00", version="0"
    )


def test_a_brief_says_what_it_is_from_when_and_what_it_leaves_out(fair, result):
    texts = [line.cells[3].text for line in result.tables[1].lines]
    assert any("2027年1月1日起施行" in text for text in texts)
    assert any("适用本办法" in text for text in texts)
    assert all(citation.quote == fair.raw[citation.start : citation.end] for citation in result.citations)
    assert "Left out" in result.coverage


def test_a_result_comes_back_from_its_json_as_it_was(result, tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(as_json(result))
    assert read(path) == result


def test_a_sound_pack_is_checked_by_itself_and_against_the_documents(fair, result, tmp_path):
    path = tmp_path / "result.zip"
    path.write_bytes(pack(result, lambda _: fair.raw))
    alone, here = check(path), check(path, lambda doc_id, sha: fair.raw)
    assert alone.sound
    assert alone.not_here == alone.quotations == len(result.citations)
    assert here.sound
    assert here.same == here.quotations
    assert check(path, lambda doc_id, sha: "　" + fair.raw).moved == here.quotations


def test_the_same_result_makes_the_same_bytes(fair, result):
    assert pack(result, lambda _: fair.raw) == pack(result, lambda _: fair.raw)


def test_a_document_that_says_otherwise_now_is_found(fair, result, tmp_path):
    path = tmp_path / "result.zip"
    path.write_bytes(pack(result, lambda _: fair.raw))
    found = check(path, lambda doc_id, sha: fair.raw.replace("十五米", "二十米"))
    assert not found.sound
    assert found.gone == 1


@pytest.mark.parametrize("name", ["index.html", "report.json", "references/apa.txt"])
def test_a_changed_file_is_found(fair, result, tmp_path, name):
    path = tmp_path / "result.zip"
    original = zipfile.ZipFile(io.BytesIO(pack(result, lambda _: fair.raw)))
    with zipfile.ZipFile(path, "w") as forged:
        for info in original.infolist():
            content = original.read(info)
            forged.writestr(info.filename, content.replace("十五".encode(), "五十".encode()) + b" " if info.filename == name else content)
    assert not check(path).sound
    assert any(name in problem for problem in check(path).problems)


def test_a_forged_quotation_with_a_fresh_manifest_is_found_where_the_document_is(fair, result, tmp_path):
    first = result.citations[0]
    forged = dataclasses.replace(
        result, citations=(dataclasses.replace(first, quote=first.quote.replace("灯", "舞")), *result.citations[1:])
    )
    with pytest.raises(UsageError, match="does not stand"):
        pack(forged, lambda _: fair.raw)


def test_the_page_loads_nothing_from_anywhere(fair, result):
    made = zipfile.ZipFile(io.BytesIO(pack(result, lambda _: fair.raw)))
    page = made.read("index.html").decode()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "src=" not in page.replace("default-src=", "")
    assert json.loads(made.read("manifest.json"))["program"] == "ragassist 0"


def test_what_is_no_pack_is_said(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(UsageError, match="no pack"):
        check(path)


def test_citation_styles(result):
    (document,) = result.documents
    assert gbt7714(document) == "某市人民政府. 灯会管理办法[Z]. 2026-11-05."
    assert apa(document) == "某市人民政府. (2026, November 5). 灯会管理办法 [Lantern Fair Measures]."
    assert chicago(document) == "某市人民政府. 灯会管理办法 [Lantern Fair Measures]. November 5, 2026."
    assert csl(document)["issued"] == {"date-parts": [[2026, 11, 5]]}
    assert bibtex(document).startswith("@misc{lanternfairmeasures2026")


def test_citation_styles_speak_to_the_reader(result):
    document = dataclasses.replace(result.documents[0], kind="measure", status="in force", number="某政发〔2026〕3号")
    assert apa(document, "zh") == "某市人民政府. (2026, 11月5日). 灯会管理办法（某政发〔2026〕3号）."
    assert chicago(document, "zh") == "某市人民政府. 灯会管理办法. 某政发〔2026〕3号. 2026年11月5日."
    assert "note = {规章，现行有效}" in bibtex(document, "zh")
    assert "note = {measure, in force}" in bibtex(document)
    undated = dataclasses.replace(document, date="")
    assert ("(日期不详)" in apa(undated, "zh"), "(n.d.)" in apa(undated)) == (True, True)
    assert apa(dataclasses.replace(document, date="2026-11", number="")).startswith("某市人民政府. (2026, November). ")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_an_export_says_of_itself_is_in_the_readers_language(fair, tmp_path, lang):
    from openpyxl import load_workbook

    listing = list_all("deadlines", [fair.record], lambda _: fair.passages, lambda _: fair.raw)
    found = list_report(listing, lang, lambda _: fair.raw, model=ModelName("extractive", "extractive"), made="2026-12-02", version="0")
    book = load_workbook(io.BytesIO(FORMATS[".xlsx"](found)))
    heads = [str(cell.value) for sheet in book for cell in sheet[1]]
    rows = list(csv.reader(io.StringIO(FORMATS[".csv"](found).decode("utf-8-sig"))))
    heads += rows[0]
    letters = [head for head in heads if re.search(r"[A-Za-z]", head.replace("SHA-256", ""))]
    assert heads
    assert bool(letters) == (lang == "en"), heads
