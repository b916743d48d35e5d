from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.tasks.changes import kinds_of, marks
from ragassist.tasks.compare import compare
from ragassist.tasks.compare_report import report
from ragassist.types import ModelName
from ragassist.verify.verifier import recounted
from tests.tasks.make import side

OLD = """第一条　滑雪场应当配备救护人员，救护人员不得少于三人。

第二条　滑雪场可以为初学者提供免费头盔。

第三条　缆车每年检查一次，检查记录保存二年。

第四条　滑雪者应当遵守雪道标识，禁止在封闭雪道滑行。滑雪场应当公布天气和雪况信息。

第五条　教练员由市体育部门考核，考核合格的发给证书。

第六条　滑雪场应当购买公众责任保险。"""
NEW = """第一条　滑雪场应当购买公众责任保险。

第二条　滑雪场应当配备救护人员，救护人员不得少于五人。

第三条　滑雪场应当为初学者提供免费头盔。

第四条　缆车每半年检查一次，检查记录保存二年。

第五条　滑雪者应当遵守雪道标识，禁止在封闭雪道滑行。

第六条　滑雪场应当公布天气和雪况信息。

第七条　夜间滑雪区域的照明亮度应当符合国家标准。"""


def result(tmp_path):
    return compare(side(tmp_path, "old", OLD, date="2024"), side(tmp_path, "new", NEW, date="2025"))


def entry(found, label):
    return next(each for each in found.entries if label in [article.label for article in each.new])


def test_fates_of_articles(tmp_path):
    found = result(tmp_path)
    assert entry(found, "第一条").fate == "moved"
    assert entry(found, "第五条").fate == "split"
    assert entry(found, "第七条").fate == "added"
    assert [each.old[0].label for each in found.entries if each.fate == "dropped"] == ["第五条"]


@pytest.mark.parametrize(("lang", "says"), [("en", "Tightened: 1 (Article 3)"), ("zh", "收紧：1 处（第三条）")])
def test_what_the_summary_counts_is_counted_again_from_the_table(tmp_path, lang, says):
    sides = side(tmp_path, "old", OLD, date="2024"), side(tmp_path, "new", NEW, date="2025")
    raw = {each.record.doc_id: each.raw for each in sides}
    made = report(compare(*sides), lang, raw.__getitem__, model=ModelName("extractive", "extractive"), made="", version="0")
    assert says in [claim.text for claim in made.summary]
    assert {claim.status for claim in made.summary} == {"verified"}
    assert {finding.code for claim in made.summary for finding in claim.findings} == {"count.given"}
    wrong = recounted(made.summary[0].text.replace("1", "2"), [[made.tables[0].lines[0]]])
    assert wrong.status == "unsupported"


def test_kinds_of_change(tmp_path):
    found = result(tmp_path)
    assert (entry(found, "第二条").kinds, entry(found, "第三条").kinds, entry(found, "第四条").kinds) == (
        ("figure",),
        ("tightened",),
        ("date",),
    )


def test_both_sides_are_exact_slices(tmp_path):
    old, new = side(tmp_path, "old", OLD), side(tmp_path, "new", NEW)
    for each in compare(old, new).entries:
        for line in each.lines:
            for said, raw in ((line.old, old.raw), (line.new, new.raw)):
                assert said is None or raw[said.pinned.start : said.pinned.end] == said.pinned.quote


def test_a_document_compared_with_itself_has_no_changes(tmp_path):
    one = side(tmp_path, "one", OLD)
    assert compare(one, one).changes == ()


def test_a_reference_that_moves_with_the_numbering_is_no_change(tmp_path):
    before = side(tmp_path, "a", "第一条　船长应当值班。\n\n第二条　违反第一条规定的，给予警告。")
    after = side(tmp_path, "b", "第一条　海员应当健康，并且每年体检。\n\n第二条　船长应当值班。\n\n第三条　违反第二条规定的，给予警告。")
    assert [each.fate for each in compare(before, after).changes] == ["added"]


@given(st.text("应当不得可以三五十日内保存，。 ab1", max_size=30), st.text("应当不得可以三五十日内保存，。 ab1", max_size=30))
def test_marks_are_spans_and_what_is_not_marked_is_common(one, other):
    gone, come = marks(one, other)
    for text, spans in ((one, gone), (other, come)):
        assert all(0 <= a < b <= len(text) for a, b in spans)
        assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))
    if one == other:
        assert (gone, come) == ((), ())
        assert kinds_of(one, other, ("zh", "zh")) == ()


def test_narrowing_a_ban_loosens_and_another_body_is_an_actor_change():
    assert "loosened" in kinds_of("商户不得占道经营。", "未经许可，商户不得占道经营。", ("zh", "zh"))
    assert kinds_of("由市水务部门负责验收。", "由市住建部门负责验收。", ("zh", "zh")) == ("actor",)
