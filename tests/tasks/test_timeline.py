"""Timelines of lists: what is on them, where it stands, and what is drawn of it."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ragassist.errors import UsageError
from ragassist.tasks import picture_font
from ragassist.tasks.counted_dates import Resolved
from ragassist.tasks.export_timeline import drawer
from ragassist.tasks.labels import word
from ragassist.tasks.list import list_all
from ragassist.tasks.list_report import report as report_of_list
from ragassist.tasks.report import Cell, Identity, Line, Report, Table
from ragassist.tasks.supersession import later_versions
from ragassist.tasks.timeline import Entry, Timeline, first_day, timeline
from ragassist.tasks.timeline_layout import layout, shortened, strip, text_width
from ragassist.tasks.timeline_png import png
from ragassist.tasks.timeline_svg import svg
from ragassist.types import Citation, DocumentMeta, DocumentRecord, ModelName, Relation
from tests.examples import examples
from tests.tasks.make import side

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ("who", "modality", "what", "when", "date", "statement", "document", "doc_status", "article")
BODY = """第一条　码头经营人应当自领取许可之日起二十日内公示收费标准。

第二条　码头经营人应当自本办法公布之日起六个月内完成登记。

第三条　码头经营人应当在2027年3月31日前报送年报，并于2027年3月31日前公开。

第四条　任何单位不得在航道内倾倒废弃物。

第五条　本办法自2027年2月1日起施行。"""
days = st.dates().map(str) | st.sampled_from(["2024", "2024-05", "2024-05-01", "2024-05-02"])
broken = st.sampled_from(["", "2024-02-30", "0000-01-01", "2024-13", "soon"])
resolved = st.builds(Resolved, days | broken, st.sampled_from(["stated", "published", "effective"]), st.just("2024-01-01"))
words = st.text(max_size=90)
documents = st.sampled_from(
    [("in force", ""), ("draft", ""), ("draft", "后来的办法"), ("in force", "x <b>"), ("repealed", ""), ("", ""), ("试行", "")]
)


def identity(at: int, status: str, later: str) -> Identity:
    return Identity(str(at), f"{at}.md", "办法", "Measures", "", "2024-01-01", "measure", status, "", "", "", "", "", later)


def made(rows, lang="en", kinds=(("in force", ""),)) -> Report:
    """A list of rows (who, what, dates), the documents in turn of these kinds."""
    texts = {"modality": "must", "statement": "第一条", "document": "办法"}
    lines = tuple(
        Line(tuple(Cell({**texts, "who": who, "what": what}.get(name, "")) for name in COLUMNS), (at % len(kinds) + 1,), dates=tuple(dates))
        for at, (who, what, dates) in enumerate(rows)
    )
    table = Table("Deadlines", tuple(word(f"column.{name}", lang) for name in COLUMNS), lines)
    cited = tuple(
        Citation(n=at + 1, doc_id=str(at), path="", title="", title_en="", date="", source="", url="", page=None, start=0, end=1, quote="第",
                 quote_clean="第", translation="", status="verified")
        for at in range(len(kinds))
    )  # fmt: skip
    known = tuple(identity(at, *kind) for at, kind in enumerate(kinds))
    return Report("list", "Deadlines", lang, (), (table,), cited, known, "Read all.", ModelName("", "extractive"), "2026-01-01", "0")


reports = st.builds(
    made,
    st.lists(st.tuples(words, words, st.lists(resolved, max_size=3)), max_size=30),
    st.sampled_from(["en", "zh"]),
    st.lists(documents, min_size=1, max_size=4),
)


@given(reports)
@settings(deadline=None, max_examples=examples(60))
def test_every_row_is_on_the_timeline_by_date_or_below_it_and_no_two_overlap(report) -> None:
    found = timeline(report)
    with_date = [at for at, line in enumerate(report.tables[0].lines) if any(first_day(date.date) for date in line.dates)]
    assert sorted({entry.line for entry in found.entries}) == with_date
    assert sorted([*with_date, *(entry.line for entry in found.undated)]) == list(range(found.rows))
    assert sum(sum(first_day(d.date) is not None for d in line.dates) for line in report.tables[0].lines) == len(found.entries)
    order = [first_day(entry.date) for entry in found.entries]
    assert order == sorted(order)
    drawing = layout(found)
    assert [each.entry for each in drawing.placed] == [*found.entries, *found.undated]
    assert all(above.bottom <= below.top for above, below in zip(drawing.placed, drawing.placed[1:], strict=False))
    assert all(each.bottom <= drawing.height for each in drawing.placed)
    for text in drawing.texts:
        assert text.text == text.whole or not text.whole or text.text.endswith("…") or text.text in text.whole


@given(st.lists(st.dates(), max_size=200).map(sorted), st.floats(100, 1500))
@settings(deadline=None, max_examples=examples(60))
def test_no_two_marks_of_the_axis_overlap_and_later_ones_stand_no_further_left(dates, right) -> None:
    entries = [Entry(str(date), at, "a", "a", "", "unknown", "") for at, date in enumerate(dates)]
    axis = strip(entries, 20, right)
    assert len(axis.marks) == len(entries)
    places = [(mark.x, mark.y) for mark in axis.marks]
    radius = axis.marks[0].radius if axis.marks else 0
    assert len(set(places)) == len(places)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert all(20 <= x <= right and y - radius >= 0 and y + radius <= axis.baseline for x, y in places)
    xs, ys = sorted({x for x, _ in places}), sorted({y for _, y in places})
    assert all(b - a >= 2 * radius for line in (xs, ys) for a, b in itertools.pairwise(line))
    ticks = [x for x, _ in axis.ticks]
    assert all(b - a >= 40 for a, b in itertools.pairwise(ticks))


@given(words, st.floats(20, 400))
def test_a_shortened_text_fits_and_is_a_beginning_of_the_whole(text, width) -> None:
    short = shortened(text, 12, width)
    assert text_width(short, 12) <= width
    assert short == text or text.startswith(short.removesuffix("…"))


@given(reports)
@settings(deadline=None, max_examples=examples(30))
def test_the_svg_is_well_formed_and_holds_every_label_whole(report) -> None:
    found = timeline(report)
    root = Tree.fromstring(svg(found))
    assert not [each for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}image", f"{SVG}a")]
    titles = "\n".join(each.text or "" for each in root.iter(f"{SVG}title"))
    for entry in (*found.entries, *found.undated):
        label = "".join(char for char in entry.label if char in "\t\n\r" or (char >= "\x20" and char not in "\ufffe\uffff"))
        assert all(part in titles for part in label.split() if part.isalnum())


def test_a_list_of_a_document_has_stated_and_counted_dates_and_counts_what_has_none(tmp_path) -> None:
    port = side(tmp_path, "port", BODY, date="2026-12-01", status="in force")
    listing = list_all("deadlines", [port.record], lambda _: port.passages, lambda _: port.raw)
    told = report_of_list(listing, "en", lambda _: port.raw, model=ModelName("", "extractive"), made="2026-12-02", version="0")
    found = timeline(told)
    assert {entry.date for entry in found.entries} == {"2027-02-01", "2027-03-31", "2027-06-01"}
    counted = {entry.date: entry.counted for entry in found.entries}
    assert counted["2027-06-01"] == "counted from the document's own date, 2026-12-01"
    assert counted["2027-03-31"] == ""
    assert {entry.standing for entry in found.entries} == {"in_force"}
    assert any("领取许可" in entry.statement for entry in found.undated)
    assert f"{len(found.undated)} without a date" in svg(found).decode()


def test_amounts_and_prohibitions_with_a_date_are_on_their_timelines_too(tmp_path) -> None:
    body = "第一条　各港区应当在2028年6月30日前投入三亿元。\n\n第二条　自2029年1月1日起，任何单位不得使用燃油拖轮。"
    port = side(tmp_path, "port", body, date="2026-12-01")
    for kind, date in (("amounts", "2028-06-30"), ("prohibitions", "2029-01-01")):
        listing = list_all(kind, [port.record], lambda _: port.passages, lambda _: port.raw)
        told = report_of_list(listing, "zh", lambda _: port.raw, model=ModelName("", "extractive"), made="2026-12-02", version="0")
        assert [entry.date for entry in timeline(told).entries] == [date], kind


def record(doc_id, status, date, *related, title="办法") -> DocumentRecord:
    meta = DocumentMeta(title=title, status=status, date=date)
    kin = tuple(Relation(each, "version", 0.8) for each in related)
    return replace(DocumentRecord(doc_id, f"{doc_id}.md", doc_id, "", "zh", meta, 1, 1), related=kin)


def later(*records):
    return later_versions(records, records, "en")


def test_a_draft_is_followed_by_the_text_that_came_of_it_and_a_rule_by_its_later_version() -> None:
    assert later(record("a", "draft", "", "b"), record("b", "in force", "2025-02-01", "a")) == {"a": "办法 (2025-02-01)"}
    assert later(record("a", "in force", "2020-01-01", "b"), record("b", "in force", "2025-02-01", "a")) == {"a": "办法 (2025-02-01)"}
    assert later(record("a", "draft", "2023-01-01", "b"), record("b", "draft", "2024-01-01", "a")) == {"a": "办法 (2024-01-01)"}


def test_a_draft_or_a_repealed_text_supersedes_no_rule_and_dates_that_do_not_tell_are_no_reason() -> None:
    assert later(record("a", "in force", "2020-01-01", "b"), record("b", "draft", "2025-02-01", "a")) == {}
    assert later(record("a", "in force", "2020-01-01", "b"), record("b", "repealed", "2025-02-01", "a")) == {}
    assert later(record("a", "in force", "2025", "b"), record("b", "in force", "2025-02-01", "a")) == {}
    assert later(record("a", "draft", "2025-03-01", "b"), record("b", "in force", "2020-02-01", "a")) == {}


def test_rules_of_one_name_are_versions_unless_two_authorities_issued_them() -> None:
    def rule(doc_id, date, issuer, kind="measure") -> DocumentRecord:
        made = record(doc_id, "in force", date, title="灯塔维护管理办法（试行）" if doc_id == "a" else "灯塔维护管理办法")
        return replace(made, meta=replace(made.meta, kind=kind, issuer=issuer))

    assert later(rule("a", "2020-01-01", "港务局"), rule("b", "2025-01-01", "港务局")) == {"a": "灯塔维护管理办法 (2025-01-01)"}
    assert later(rule("a", "2020-01-01", "港务局"), rule("b", "2025-01-01", "航道局")) == {}
    assert later(rule("a", "2020-01-01", ""), rule("b", "2025-01-01", "", "article")) == {}


def test_a_later_version_that_may_not_be_known_is_not_named() -> None:
    old, new = record("a", "in force", "2020-01-01", "b"), record("b", "in force", "2025-02-01", "a", title="别人的上传")
    assert later_versions([old], [old], "zh") == {}
    assert later_versions([old], [old, new], "zh") == {"a": "别人的上传（2025-02-01）"}


def test_a_superseded_document_is_marked_by_sign_and_word() -> None:
    report = made([("a", "b", [Resolved("2026-01-01", "stated")])], kinds=[("in force", "New Measures (2027-01-01)")])
    (entry,) = timeline(report).entries
    assert entry.standing == "superseded"
    drawn = svg(timeline(report)).decode()
    assert "superseded, later version: New Measures (2027-01-01)" in drawn
    assert 'class="tl-superseded"' in drawn


def test_only_a_list_has_a_timeline_and_only_svg_and_png_are_drawn(tmp_path) -> None:
    with pytest.raises(UsageError):
        timeline(replace(made([]), task="brief"))
    with pytest.raises(UsageError):
        drawer(tmp_path / "a.gif")


def several(lang="zh", n=40) -> Timeline:
    rows = [
        ("码头经营人", "在三十日内" * (at % 9), [Resolved(f"2026-{at % 12 + 1:02d}-01", "stated")] if at % 4 else []) for at in range(n)
    ]
    return timeline(made(rows, lang, [("draft", ""), ("in force", "")]))


@pytest.mark.slow
def test_the_picture_has_the_size_of_the_drawing() -> None:
    if picture_font.font_for("汉", 12) is None:
        pytest.skip("no font with Chinese on this machine")
    found = several()
    image = Image.open(io.BytesIO(png(found)))
    assert image.size == (1920, round(layout(found).height * 2))
    assert len(image.resize((96, 200)).getcolors(19200)) > 10


def test_without_a_font_that_has_chinese_the_picture_is_refused_and_one_without_chinese_is_drawn(monkeypatch) -> None:
    monkeypatch.setattr(picture_font, "NAMES", ())
    with pytest.raises(UsageError) as refused:
        png(several())
    assert refused.value.code == "timeline.no_font"
    plain = replace(
        several("en"), title="Deadlines", entries=(Entry("2026-01-01", 0, "report", "report", "", "draft", "draft"),), undated=()
    )
    assert Image.open(io.BytesIO(png(plain))).format == "PNG"


def test_characters_that_the_font_lacks_are_named_below_the_picture() -> None:
    if picture_font.font_for("汉", 12) is None:
        pytest.skip("no font with Chinese on this machine")
    with_sign = timeline(made([("船\U0010ff00", "停", [Resolved("2026-01-01", "stated")])], "zh"))
    without = timeline(made([("船", "停", [Resolved("2026-01-01", "stated")])], "zh"))
    heights = [Image.open(io.BytesIO(png(each))).size[1] for each in (with_sign, without)]
    assert heights[0] > heights[1]


def test_a_list_too_long_for_a_picture_is_refused_with_a_way_out() -> None:
    with pytest.raises(UsageError) as refused:
        png(several(n=2500))
    assert refused.value.code == "timeline.too_long"


def test_an_actor_that_what_is_due_names_itself_is_said_once(tmp_path) -> None:
    side_of = side(tmp_path, "ferry", "《渡口办法》将于2027年5月1日起施行。\n", date="2026-12-01", status="in force")
    listing = list_all("deadlines", [side_of.record], lambda _: side_of.passages, lambda _: side_of.raw)
    told = report_of_list(listing, "zh", lambda _: side_of.raw, model=ModelName("", "extractive"), made="2026-12-02", version="0")
    labels = [entry.label for entry in timeline(told).entries]
    assert labels
    assert all(label.count("将于") == 1 for label in labels)
