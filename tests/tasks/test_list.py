from __future__ import annotations

import csv
import io
import zipfile

import pytest

from ragassist.errors import UsageError
from ragassist.tasks.ask import narrowed
from ragassist.tasks.export_report import FORMATS, as_csv
from ragassist.tasks.list import KINDS, list_all
from ragassist.tasks.list_report import report
from ragassist.types import ModelName
from tests.tasks.make import side

BODY = """第一章　总则

第一条　码头经营人应当自领取许可之日起二十日内公示收费标准。

第二条　码头经营人应当履行下列义务：

（一）每月检查消防设施；

（二）保存作业记录三年以上，情况特殊的除外。

第三条　任何单位不得在航道内倾倒废弃物。

第四条　违反本办法第三条规定的，由海事管理机构处二万元以上八万元以下罚款。

第五条　本办法自2027年2月1日起施行。码头经营人应当自本办法施行之日起三个月内完成登记。

第六条　逾期未办理的，按有关规定执行。"""


@pytest.fixture
def port(tmp_path):
    return side(tmp_path, "port", BODY, date="2026-12-01")


def listed(kind, *sides):
    by_id = {each.record.doc_id: each for each in sides}
    return list_all(kind, [each.record for each in sides], lambda d: by_id[d].passages, lambda d: by_id[d].raw)


def made(listing, port, lang="en"):
    return report(
        listing, lang, lambda _: port.raw, model=ModelName("extractive", "extractive"), made="2026-12-02T00:00:00+00:00", version="0"
    )


def test_every_cell_is_an_exact_slice_of_the_document(port):
    for kind in KINDS:
        listing = listed(kind, port)
        for row in listing.rows + listing.unsure:
            assert port.raw[row.statement.start : row.statement.end] == row.quote
            assert all(port.raw[cell.start : cell.end] == cell.quote for _, cells in row.cells for cell in cells)


def test_an_item_belongs_to_the_kind_of_the_sentence_above_it(port):
    rows = listed("duties", port).rows
    items = [row for row in rows if row.statement.context]
    assert len({row.statement.start for row in items}) == 2
    assert all(row.cell("who")[0].text == "码头经营人" for row in items[:1])


def test_a_relative_date_is_counted_from_the_documents_own_and_says_so(port):
    row = next(row for row in listed("deadlines", port).rows if "三个月内" in row.quote)
    assert [(date.date, date.basis, date.counted_from) for date in row.dates] == [("2027-05-01", "effective", "2027-02-01")]
    first = next(row for row in listed("deadlines", port).rows if "二十日内" in row.quote)
    assert first.dates == ()  # counted from an event that no calendar knows


def test_what_the_rules_cannot_read_is_listed_as_not_sure(port):
    listing = listed("deadlines", port)
    assert [row.statement.article for row in listing.unsure] == ["第六条"]
    assert "not sure" in made(listing, port).coverage


def test_penalties_name_the_breach_and_the_sum(port):
    (row,) = listed("penalties", port).rows
    assert row.cell("condition")[0].text == "违反本办法第三条规定的"
    assert "二万元以上八万元以下罚款" in row.cell("sanction")[0].text


def test_a_document_that_cannot_be_read_is_named_and_the_others_are_read(port, tmp_path):
    other = side(tmp_path, "other", "第一条　船员应当持证上岗。")

    def raw(doc_id):
        if doc_id == port.record.doc_id:
            raise OSError("disk")
        return other.raw

    listing = list_all("duties", [port.record, other.record], lambda d: port.passages if d == port.record.doc_id else other.passages, raw)
    assert [(record.doc_id, why) for record, why in listing.unread] == [(port.record.doc_id, "disk")]
    assert len(listing.rows) == 1


def test_an_empty_scope_is_an_error():
    with pytest.raises(UsageError, match="No document"):
        list_all("duties", [], lambda _: [], lambda _: "")


def test_english_readers_get_times_amounts_and_modality_in_english(port):
    table = made(listed("deadlines", port), port).tables[0]
    line = next(line for line in table.lines if "二十日内" in line.cells[-4].text)
    assert "must" in [cell.text for cell in line.cells]
    assert any(cell.text.startswith("within 20 days") for cell in line.cells)


def test_narrowing_keeps_what_is_not_sure(port):
    listing = narrowed(listed("deadlines", port), "登记")
    assert [row.statement.article for row in listing.rows] == ["第五条"]
    assert listing.unsure


def test_exports_open_and_formulas_stay_text(tmp_path):
    from openpyxl import load_workbook

    evil = side(tmp_path, "evil", "第一条　=HYPERLINK(1)用户应当登录。\n\n第二条　+1个用户不得外借账号<b>。")
    found = made(listed("duties", evil), evil)
    for ending, make in FORMATS.items():
        assert make(found), ending
    book = load_workbook(io.BytesIO(FORMATS[".xlsx"](found)))
    assert all(cell.data_type in ("s", "n") for sheet in book for row in sheet for cell in row if cell.value is not None)
    rows = list(csv.reader(io.StringIO(as_csv(found).decode("utf-8-sig"))))
    assert all(not value.startswith(("=", "+", "@")) for row in rows for value in row)
    assert b"<b>" not in FORMATS[".html"](made(listed("prohibitions", evil), evil)).replace(b"&lt;b&gt;", b"")
    assert zipfile.ZipFile(io.BytesIO(FORMATS[".docx"](found))).testzip() is None


def test_a_limit_is_never_turned_round_in_english():
    from ragassist.tasks.contradiction import conflict
    from ragassist.tasks.gloss import amount

    assert "less" not in amount("少于百分之十五", "en")
    found = conflict("At least 10 percent must be set aside.", "预留比例不得少于百分之十五。", ("en", "zh"))
    assert found is not None
    assert "less" not in found.theirs


def test_actors_are_whole_words_and_the_same_body_counts_once(tmp_path):
    body = """第一条　县级以上人民政府应当加强码头管理。人民政府可以设立专家组。

第二条　申请人应当向省级海事管理部门提交材料。海事管理部门收到申请后，应当告知申请人。

第三条　不得泄露委托人的商业秘密，不得雇用未成年人。

第四条　新建大型游船公司应当报省级海事管理部门备案。居民区内不得停泊。"""
    quay = side(tmp_path, "quay", body)
    found = list_all("actors", [quay.record], lambda _: quay.passages, lambda _: quay.raw)
    names = {row.cell("who")[0].text for row in found.rows}
    assert {"县级以上人民政府", "专家组", "申请人", "省级海事管理部门", "委托人", "未成年人"} <= names
    assert not names & {"人民政府", "海事管理部门", "居民", "专家", "成年人", "报省级海事管理部门"}
