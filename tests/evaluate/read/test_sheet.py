"""A sheet goes out without the program's opinion and comes back with everything that a reader wrote, or with what is wrong and where."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluate.read.run_to_read import DROPPED, ENGLISH, KEYS, SHOWN, in_table, in_text, run

from ragassist.errors import UsageError
from ragassist.evaluate.read import reader_marks, sheet_table, sheet_text
from ragassist.evaluate.read.items import Original, items
from ragassist.evaluate.read.reader_marks import Marks

MARKED = {
    "a#1": ("partly", 4, "the sum: is it the city's?"),
    "a#answer": ("right", "", ""),
    "b#1": ("yes", "", ""),
    "c#answer": ("right", "", "so it is"),
}


def read_back(path, content, encoding="utf8"):
    path.write_bytes(content.encode(encoding))
    return reader_marks.read(path, SHOWN)


def said(found):
    assert isinstance(found, Marks), found
    return {mark.item.place: (mark.word, mark.grade or "", mark.note) for mark in found.marks if mark.word}


def test_every_answer_and_every_sentence_that_is_shown_is_on_the_sheet_and_nothing_else():
    assert list(KEYS) == ["a#answer", "a#1", "a#3", "b#answer", "b#1", "c#answer"]
    assert DROPPED not in "".join(item.text for item in SHOWN)
    assert [item.graded for item in SHOWN] == [False, True, True, False, False, False]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("write", [sheet_text.write, sheet_table.write])
def test_the_reader_is_blind_the_sheet_is_the_same_whatever_the_program_thinks(write, lang):
    other = items(run(states=("unsupported", "verified", "rough")))
    assert write(SHOWN, lang) == write(other, lang)
    assert write(SHOWN, lang, states=True) != write(other, lang, states=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_marks_in_a_text_come_back(tmp_path, lang):
    sheet = in_text(sheet_text.write(SHOWN, lang), MARKED)
    found = read_back(tmp_path / "sheet.md", sheet.replace("\n", "\r\n"))
    assert said(found) == MARKED
    assert [mark.item.place for mark in found.unmarked] == ["a#3", "b#answer"]
    assert found.states_shown is False
    assert read_back(tmp_path / "open.md", in_text(sheet_text.write(SHOWN, lang, states=True), MARKED)).states_shown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("delimiter", "saved_with", "encoding"), [(",", ",", "utf-8-sig"), (",", ";", "gb18030"), ("\t", "\t", "utf-16"), (",", "\t", "utf8")]
)
def test_marks_in_a_table_come_back_however_a_spreadsheet_saves_it(tmp_path, lang, delimiter, saved_with, encoding):
    written = sheet_table.write(SHOWN, lang, delimiter=delimiter)
    found = read_back(tmp_path / "sheet.txt", in_table(written.removeprefix("\ufeff"), MARKED, delimiter, saved_with), encoding)
    assert said(found) == MARKED
    assert found.marks[1].line == 3, "the row that the spreadsheet shows"


def test_a_reader_may_write_in_either_language_and_shorten_words(tmp_path):
    sheet = in_text(sheet_text.write(SHOWN, "en"), {"a#1": ("N", "", ""), "b#1": (" 部分 ", "", ""), "b#answer": ("Right.", "", "")})
    assert {place: word for place, (word, _, _) in said(read_back(tmp_path / "s.md", sheet)).items()} == {
        "a#1": "no", "b#1": "partly", "b#answer": "right",
    }  # fmt: skip


def test_a_note_may_go_on_for_several_lines(tmp_path):
    sheet = in_text(sheet_text.write(SHOWN, "en"), {"a#1": ("no", "", "first\n\nsecond: more\n- third")})
    assert said(read_back(tmp_path / "s.md", sheet))["a#1"] == ("no", "", "first second: more - third")


WRONG = {
    "line.mark": {"a#1": ("maybe", "", "")},
    "line.mark_refused": {"a#answer": ("refused", "", "")},
    "line.grade": {"a#1": ("yes", "7", "")},
    "line.no_place": {"a#1": ("yes\nbecause it says so", "", "")},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_be_taken_as_it_stands_is_named_with_its_line_and_nothing_is_counted(tmp_path, code):
    sheet = in_text(sheet_text.write(SHOWN, "en"), WRONG[code] | {"b#1": ("yes", "", "")})
    (wrong,) = read_back(tmp_path / "s.md", sheet)
    line = sheet.split("\n")[wrong.line - 1]
    assert wrong.why.code == code
    assert any(typed in line for typed in ("maybe", "refused", "7", "because")), line
    assert reader_marks.wrong_line(tmp_path / "s.md", wrong).startswith(f"{tmp_path}/s.md:{wrong.line}: ")


def test_all_wrong_lines_are_named_at_once_in_their_order(tmp_path):
    sheet = in_table(sheet_table.write(SHOWN, "en"), {"a#1": ("perhaps", "nine", ""), "b#1": ("yes", "3", ""), "b#answer": ("r", "", "")})
    found = read_back(tmp_path / "s.csv", sheet)
    assert [(wrong.line, wrong.why.code) for wrong in found] == [
        (3, "line.mark"), (3, "line.grade"), (5, "line.mark"), (6, "line.grade_unasked"),
    ]  # fmt: skip


def test_a_sheet_of_another_run_is_not_taken_for_this_one(tmp_path):
    other = items(run(first="The city spent 63 billion yuan on the centre."))
    sheet = in_text(sheet_text.write(other, "en"), {"a#1": ("yes", "", "")})
    assert {wrong.why.code for wrong in read_back(tmp_path / "s.md", sheet)} == {"line.item_other"}
    renamed = sheet_text.write(SHOWN, "en").replace(KEYS["b#1"], "z#1~00000000")
    (wrong,) = read_back(tmp_path / "s.md", renamed)
    assert wrong.why.code == "line.item_absent"


def test_a_block_that_stands_twice_is_named_with_the_line_of_the_other(tmp_path):
    block = in_text(sheet_text.write(SHOWN[1:2], "en"), {"a#1": ("yes", "", "")})
    (wrong,) = read_back(tmp_path / "s.md", block + "\n" + block[block.index("## ") :].replace(": yes", ": no"))
    assert (wrong.why.code, dict(wrong.why.values)["seen"]) == ("line.item_twice", block[: block.index("## ")].count("\n") + 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Dear all,\n\nmany thanks.\n", "marks.no_sheet"),
        ("id,text\na,b\n", "marks.no_sheet"),
        (sheet_text.write(SHOWN, "en"), "marks.none"),
        (sheet_table.write(SHOWN, "zh"), "marks.none"),
        ("PK\x03\x04", "marks.unreadable"),
    ],
)
def test_a_file_that_is_no_sheet_or_has_no_mark_is_an_error(tmp_path, content, code):
    with pytest.raises(UsageError) as raised:
        read_back(tmp_path / "s", content)
    assert raised.value.code == code


PIECES = (*"a好,;\t\n\r\"'|*#-=+@: ‖·~\u2028\u202e\ufeff", "## ", "- note: ", "- mark (x): yes", "**", "\n## 1 · x#1~1\n")
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(TEXT, TEXT, TEXT, TEXT)
def test_no_text_of_a_document_or_a_model_writes_into_the_places_for_marks(question, claim, quote, stem):
    log = run(first=f"{ENGLISH} {claim}".strip())
    first = log.entries[0]
    cited = tuple(replace(one, quote_clean=quote, stem=stem, title=question) for one in first.answer.citations)
    entry = replace(
        first, sample=replace(first.sample, question=question or "?", id=f"={question}#"), answer=replace(first.answer, citations=cited)
    )
    shown = items(replace(log, entries=(entry, *log.entries[1:])))
    for sheet in (sheet_text.read(sheet_text.write(shown, "en")), sheet_table.read(sheet_table.write(shown, "zh", states=True))):
        assert [block.key.text for block in sheet.blocks] == [item.key for item in shown]
        assert not sheet.wrong
        assert all(block.mark.text == block.note == "" for block in sheet.blocks)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "yes", "partly", "no"]), st.sampled_from(["", "1", "5"]), st.text("ab好: -\n,;\"'=", max_size=20)),
        min_size=2,
        max_size=2,
    )
)
def test_what_a_reader_writes_in_a_table_is_what_is_read(written):
    places = ("a#1", "a#3")
    sheet = sheet_table.read(in_table(sheet_table.write(SHOWN, "en"), dict(zip(places, written, strict=True))))
    found = {block.key.text.rpartition("~")[0]: (block.mark.text, block.grade.text, block.note) for block in sheet.blocks}
    assert [found[place] for place in places] == [(mark, grade, note.strip()) for mark, grade, note in written]


def test_a_table_cell_is_no_formula():
    risky = replace(SHOWN[1], question="=HYPERLINK(1)", text="-1", originals=(Original(1, "+2", "@x"),))
    row = sheet_table.write([risky], "en").split("\r\n")[1]
    assert "'=HYPERLINK(1)" in row
    assert ",'-1," in row
