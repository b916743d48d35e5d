"""Footnotes of a PDF page: kept as lines of their own, pointing to their mark, never between the halves of a sentence."""

import re
import subprocess
from shutil import which

import pypdfium2
import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.cut import cut
from ragassist.ingest.load import load
from ragassist.ingest.page_place import place_of
from ragassist.types import DocumentRecord
from tests.ingest.pdfs import pdf

SIZE, SMALL, TINY = 11, 8, 6


def paragraph(text, top, *, x=50, width=30):
    """The text from `top` down, `{3}` raised as a mark, and where the next line would stand."""
    pieces, at, y = [], 0.0, top
    for part in re.split(r"(\{[^{}]+\})", text):
        if part.startswith("{"):
            pieces.append(
                (x + at, y + 5, TINY, part[1:-1] + " " * (not part.isascii()))
            )  # PDFium drops a lone one of a font that is not embedded
            at += sum(TINY if char > "\xff" else TINY / 2 for char in part[1:-1])
            continue
        run = ""
        begin = at
        for char in part:
            step = SIZE if char > "\xff" else SIZE / 2
            if at + step > width * SIZE + 1 and char not in "，。；":
                if run:
                    pieces.append((x + begin, y, SIZE, run))
                run, begin, at, y = "", 0.0, 0.0, y - 18
            run, at = run + char, at + step
        if run:
            pieces.append((x + begin, y, SIZE, run))
    return pieces, y - 18


def parted(text, lines, *, top=780):
    """The text on two pages, so many lines on the first, and where the next line would stand on the second."""
    pieces, y = paragraph(text, top)
    cut = top - 18 * lines + 9
    later = [(x, up + 780 - top + 18 * lines, size, said) for x, up, size, said in pieces if up < cut]
    return [piece for piece in pieces if piece[1] >= cut], later, y + 780 - top + 18 * lines


def foot(*notes, top=110, raised=True, x=50):
    """Notes below each other: (mark, line, line …)."""
    pieces, y = [], top
    for mark, *lines in notes:
        pieces.append((x, y + (3 if raised else 0), 5 if raised else SMALL, mark))
        begin = x + sum((5 if raised else SMALL) * (1 if char > "\xff" else 0.5) for char in mark)
        for number, line in enumerate(lines):
            pieces.append((x if number else begin, y, SMALL, line))
            y -= 11
    return pieces


def stored(tmp_path, content, name="a.pdf"):
    path = tmp_path / name
    path.write_bytes(content)
    return load(path, shown_path=name, max_file_mb=10)


def lines_of(document):
    return [re.sub(r"\s", "", line) for line in clean(document).text.split("\n") if line.strip()]


def sentences(document):
    return [sentence for passage in cut(document, count_tokens=len, budget_tokens=400) for sentence in passage.sentences]


OPENING = "为了规范夜间摊位的登记，本市制定本办法。经营者应当在开业以前向街道办理登记。"
HALF = "街道应当在收到申请之日起五日以内作出决定{1}，并将决定送达申请人和市场管理处，同时在本街道的公告栏和网站上"
REST = "公布七日{2}，任何人可以查阅。"
WHOLE = re.sub("{.}", "", HALF + REST)
NOTES = (("1", "参见《摊位登记规程》第三条。"), ("2", "节假日顺延。公布期满后，公告由街道", "存档三年"))


def overleaf(notes_first=NOTES[:1], notes_second=NOTES[1:], raised=True):
    opening, top = paragraph(OPENING, 780)
    first, second, below = parted(HALF + REST, 1, top=top)
    last, _ = paragraph("本办法自公布之日起施行。", below)
    number = [(290, 40, 9, "- 1 -")]
    return pdf([opening + first + foot(*notes_first, raised=raised) + number, second + last + foot(*notes_second, raised=raised)])


def test_a_note_at_the_foot_is_a_line_of_its_own_and_the_sentence_goes_on_overleaf(tmp_path):
    document = stored(tmp_path, overleaf())
    lines = lines_of(document)
    assert "注1：参见《摊位登记规程》第三条。" in lines
    assert "注2：节假日顺延。公布期满后，公告由街道存档三年" in lines
    assert any(WHOLE in line for line in lines)
    assert [(loss.kind, loss.count) for loss in document.meta.lost] == [("notes", 2)]
    assert document.raw.index("注1") < document.raw.index("\f") < document.raw.index("注2")


def test_each_note_is_a_statement_that_can_be_cited_without_an_end_mark(tmp_path):
    notes = [sentence for sentence in sentences(stored(tmp_path, overleaf())) if sentence.kind == "note"]
    assert [sentence.text for sentence in notes] == [
        "注1：参见《摊位登记规程》第三条。",
        "注2：节假日顺延。",
        "公布期满后，公告由街道存档三年",
    ]


@pytest.mark.parametrize(
    ("marks", "kept"),
    [(("①", "②"), ("注①", "注②")), (("[1]", "[2]"), ("注1", "注2")), (("*", "†"), ("注*", "注†")), (("1.", "2."), ("注1", "注2"))],
)
def test_marks_in_smaller_type_are_marks_though_they_are_not_raised(tmp_path, marks, kept):
    first, second = (mark.rstrip(".") for mark in marks)
    top, y = paragraph(OPENING, 780)
    more, _ = paragraph(HALF.replace("{1}", f"{{{first}}}") + REST.replace("{2}", f"{{{second}}}"), y)
    notes = foot(*((f"{mark} ", *lines) for mark, (_, *lines) in zip(marks, NOTES, strict=True)), raised=False)
    lines = lines_of(stored(tmp_path, pdf([top + more + notes])))
    assert f"{kept[0]}：参见《摊位登记规程》第三条。" in lines
    assert f"{kept[1]}：节假日顺延。公布期满后，公告由街道存档三年" in lines


LONG = "公布的内容包括摊位的位置和经营的时间以及管理单位的名称，" * 4 + "公布以前由街道逐项核对，并且征求经营者的意见，每月更新一次。"


def test_where_no_line_ends_a_sentence_the_note_stands_behind_one_that_ends_within_a_line(tmp_path):
    text = "各县应当公布本县{1}夜间摊位的数量。" + LONG
    first, second, _ = parted(text, 4)
    lines = lines_of(stored(tmp_path, pdf([first + foot(("1", "含县级市。")), second])))
    assert lines == [
        "各县应当公布本县夜间摊位的数量。",
        "注1：含县级市。",
        LONG,
    ]


def test_a_page_that_is_one_sentence_keeps_it_whole(tmp_path):
    first, second, _ = parted("各县应当公布本县{1}夜间摊位的数量，" + LONG, 4)
    lines = lines_of(stored(tmp_path, pdf([first + foot(("1", "含县级市。")), second])))
    assert lines == [f"各县应当公布本县夜间摊位的数量，{LONG}"]


def test_what_looks_like_a_note_and_stands_in_the_text_stays_there(tmp_path):
    authors = [(200, 780, 14, "夜间摊位研究"), *paragraph("张三{1}，李四{2}", 750)[0]]
    homes = foot(("1", "某大学经济学院，某市"), ("2", "某研究院，某市"), top=730)
    text, _ = paragraph(OPENING * 3, 690)
    document = stored(tmp_path, pdf([authors + homes + text]))
    assert "注" not in document.raw


def test_endnotes_behind_the_text_are_lines_of_their_own(tmp_path):
    first, top = paragraph(OPENING, 780)
    more, _ = paragraph(HALF + REST, top)
    notes = foot(*NOTES, top=780, raised=False)
    notes = [(x, y, size, f"{text} " if text.isdigit() else text) for x, y, size, text in notes]
    lines = lines_of(stored(tmp_path, pdf([first + more, notes])))
    assert lines[-2:] == ["注1：参见《摊位登记规程》第三条。", "注2：节假日顺延。公布期满后，公告由街道存档三年"]


def test_an_english_note_is_named_in_english(tmp_path):
    lines = [(50, 780, SIZE, "The office registers stalls at night and tells"), (50, 762, SIZE, "the applicant"), (121.5, 767, TINY, "1")]
    lines += [(126, 762, SIZE, " within five days."), (50, 744, SIZE, "The rule holds from May.")]
    notes = foot(("1", "Holidays are not counted, as the rule on", "dates says."))
    text = clean(stored(tmp_path, pdf([lines + notes]))).text
    assert "Note 1: Holidays are not counted, as the rule on dates says." in text.split("\n")
    assert "the applicant within five days." in text


def test_a_table_goes_on_overleaf_below_a_note(tmp_path):
    xs = (50, 250)
    cells = [("街道", "摊位数"), ("东街", "120"), ("西街", "340"), ("南街", "560")]
    before, _ = paragraph("各街道的摊位数{1}见下表。", 780)
    first = [(x, 700 - 18 * row, SIZE, text) for row, line in enumerate(cells) for x, text in zip(xs, line, strict=True)]
    second = [
        (x, 780 - 18 * row, SIZE, text)
        for row, line in enumerate([("北街", "780"), ("中街", "910")])
        for x, text in zip(xs, line, strict=True)
    ]
    after, _ = paragraph("以上数据由街道填报。", 700)
    document = stored(tmp_path, pdf([before + first + foot(("1", "截至年底的数，由各街道在次年一月核对以后填报。")), second + after]))
    rows = [sentence.text for sentence in sentences(document) if sentence.kind == "row"]
    assert rows[-1] == "街道：中街；摊位数：910"
    assert "注1：截至年底的数，由各街道在次年一月核对以后填报。" in lines_of(document)


def boxed(path, document):
    """(statement, text in its boxes) of every statement."""
    about = DocumentRecord(
        document.doc_id, document.path, document.location, document.content_sha256, document.lang, document.meta, 0, len(document.raw)
    )
    pages = pypdfium2.PdfDocument(path)
    for start, end in dict.fromkeys((sentence.start, sentence.end) for sentence in sentences(document)):
        place = place_of(about, document.raw, start, end)
        inside = "".join(
            pages[page - 1].get_textpage().get_text_bounded(*box) for box, page in zip(place.boxes, place.box_pages, strict=True)
        )
        yield re.sub(r"\s", "", document.raw[start:end]), re.sub(r"\s", "", inside)


@pytest.mark.parametrize(
    "content", [overleaf(), overleaf(raised=False, notes_first=[("1 ", "参见第三条。")], notes_second=[("2 ", "顺延。")])]
)
def test_notes_and_the_sentences_around_them_are_boxed_where_they_stand(tmp_path, content):
    document = stored(tmp_path, content)
    pairs = list(boxed(tmp_path / "a.pdf", document))
    assert len(pairs) >= 6
    for said, inside in pairs:
        assert re.sub(r"^注(.)：", r"\1", said) == inside


FLAT = """<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:automatic-styles><style:page-layout style:name="p"><style:page-layout-properties fo:page-width="12cm" fo:page-height="9cm"
 fo:margin="1.5cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="p"/></office:master-styles>
<office:body><office:text>{}</office:text></office:body></office:document>"""


def flat(*paragraphs, kind):
    """A text document of LibreOffice; `{…}` is a note."""
    notes = iter(range(1, 100))

    def note(match):
        number = next(notes)
        return (
            f'<text:note text:id="n{number}" text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
            f"<text:note-body><text:p>{match[1]}</text:p></text:note-body></text:note>"
        )

    return FLAT.format("".join(f"<text:p>{re.sub(r'[{](.*?)[}]', note, text)}</text:p>" for text in paragraphs))


@pytest.mark.slow
@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_the_notes_of_a_text_printed_by_libreoffice_are_read_as_those_of_the_text_itself(tmp_path, kind):
    texts = [
        f"第{at}条写明，街道{{见第{at}项说明}}应当建立台账，记录每一次申请、批准和公布{{第{at}次修订。}}的情况，保存三年。"
        for at in range(1, 9)
    ]
    (tmp_path / "a.fodt").write_text(flat(*texts, kind=kind), encoding="utf-8")
    run = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*run, str(tmp_path / "a.fodt")], check=True, capture_output=True, timeout=180)
    path = tmp_path / "a.pdf"
    document = load(path, shown_path="a.pdf", max_file_mb=10)
    lines = "\n".join(lines_of(document))
    for at in range(1, 9):
        assert f"第{at}条写明，街道应当建立台账，记录每一次申请、批准和公布的情况，保存三年。" in lines
        assert re.search(f"^注.+：见第{at}项说明$", lines, re.MULTILINE)
        assert re.search(f"^注.+：第{at}次修订。$", lines, re.MULTILINE)
    for said, inside in boxed(path, document):
        assert re.sub(r"^注(\w+)：", r"\1", said) == inside


@pytest.mark.parametrize(
    ("second", "notes"),
    [
        ("② 参见《渡口研究》第二期。", ["注①：港务局年报，第17页。", "注②：参见《渡口研究》第二期。"]),
        ("⑦ 参见《渡口研究》第二期。", ["注①：港务局年报，第17页。⑦ 参见《渡口研究》第二期。"]),  # no word bears that mark
        ("又见《渡口研究》②第二期。", ["注①：港务局年报，第17页。又见《渡口研究》②第二期。"]),
    ],
)
def test_notes_that_run_on_in_one_line_are_told_apart_by_the_marks_of_the_text(tmp_path, second, notes):
    text, _ = paragraph(
        "去年东港的数据重复率达到百分之三十七①，远高于全国平均水平，其中码头的占一半以上②。因此各方都希望建立统一目录。", 700
    )
    document = stored(tmp_path, pdf([[*text, *foot(("① ", f"港务局年报，第17页。{second}"), raised=False)]]))
    assert [line for line in clean(document).text.split("\n") if line.startswith("注")] == notes
