"""Rows and items as evidence: ranked, quoted and checked as they have to be read, cited as they stand in the file."""

from dataclasses import replace

from ragassist.answer.compose import Extract
from ragassist.answer.evidence import Question, is_statement
from ragassist.answer.pin import Pinner
from ragassist.answer.sources import format_sources
from ragassist.store.rows import pack_sentences, unpack_sentences
from ragassist.types import Cell, DocumentMeta, DocumentRecord, Evidence, Hit, Passage, Sentence
from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.verifier import Verifier

STEM = "第六条 摊主不得有下列行为："
ITEM = Sentence(20, 30, "（二）向学生出售烟花", "item", STEM)
CELLS = (Cell("年份", "2024年", 40, 44), Cell("投入", "6040亿元", 47, 51), Cell("支出", "515亿元", 54, 57))
ROW = Sentence(38, 59, "年份：2024年；投入：6040亿元；支出：515亿元", "row", "全市经费（单位：亿元）：", CELLS)
HEAD = Sentence(31, 37, "年份；投入；支出", "head")


def evidence(*sentences):
    record = DocumentRecord("d" * 16, "a.md", "/a.md", "", "zh", DocumentMeta(title="夜市办法"), 1, 100)
    passage = Passage("d:00000", "d" * 16, 0, "zh", (), 0, 60, "\n".join(one.text for one in sentences), tuple(sentences))
    hit = Hit(1, 1.0, passage, record)
    return [Evidence(n, one, hit, 1.0) for n, one in enumerate(sentences, start=1)]


def test_rows_and_items_are_statements_and_the_names_of_columns_are_none():
    (item, row, head) = evidence(ITEM, ROW, HEAD)
    assert is_statement(ITEM, item.hit)
    assert is_statement(ROW, row.hit)
    assert not is_statement(HEAD, head.hit)
    assert not is_statement(Sentence(0, 9, "（一）有下列要求之一的：", "item", STEM), item.hit)
    assert not is_statement(Sentence(0, 9, "没有写完的一句话还在继续"), item.hit)


def test_without_a_model_an_item_is_quoted_under_its_stem_and_a_row_by_its_asked_cell():
    (draft,) = Extract().compose(Question("摊主可以向学生出售烟花吗？", "zh", "zh"), evidence(ITEM))
    assert draft.text == f"{STEM}（二）向学生出售烟花"
    drafts = list(Extract().compose(Question("2024年全市投入是多少？", "zh", "zh"), evidence(ROW, ITEM)))
    assert [(one.text, one.numbers) for one in drafts] == [("全市经费（单位：亿元）：年份：2024年；投入：6040亿元", (1,))]
    (framed,) = Extract().compose(Question("What was spent?", "en", "en"), evidence(ROW))
    assert ROW.read in framed.text


def test_a_set_phrase_is_said_in_english_without_any_model_and_passes_the_same_door():
    clause = Sentence(0, 22, "第九条　本办法自2024年5月1日起施行，有效期三年。")
    (draft,) = Extract().compose(Question("Since when have the rules applied?", "en", "en"), evidence(clause))
    assert draft.text == "These Measures take effect on May 1, 2024 and remain valid for 3 years."
    assert draft.verdict is None  # nobody but the checks says that it is verified
    pinner = Pinner(Verifier(None, None), _NoEmbedder(), evidence(clause), "en")
    assert pinner.pin(draft).verdict.status == "verified"
    wrong = replace(draft, text=draft.text.replace("2024", "2023"))
    assert pinner.pin(wrong).verdict.status == "unsupported"


def test_a_prohibition_cannot_be_turned_round_by_leaving_out_its_stem():
    verifier = Verifier(None, None)
    assert verifier.verify("向学生出售烟花", [ITEM.text]).status == "verified"
    turned = verifier.verify("向学生出售烟花", [ITEM.read])
    assert turned.status == "unsupported"
    assert any("不得" in reason for reason in turned.reasons)
    pinner = Pinner(verifier, _NoEmbedder(), evidence(ITEM), "zh")
    whole = next(iter(Extract().compose(Question("可以吗？", "zh", "zh"), evidence(ITEM))))
    assert pinner.pin(whole).verdict.status == "verified"


class _NoEmbedder:
    """Nothing is asked of it."""


def test_figures_are_checked_with_the_unit_of_their_table():
    assert mismatches("2024年投入6040亿元。", ROW.read) == []
    assert mismatches("2024年投入6040万元。", ROW.read) != []
    assert mismatches("In 2024 the city spent 604 billion yuan.", ROW.read) == []


def test_a_model_reads_rows_with_captions_and_items_with_stems():
    sources = format_sources(evidence(ITEM, ROW), "zh", 500)
    assert f"[1] {' '.join(ITEM.read.split())}" in sources
    assert "全市经费（单位：亿元）：年份：2024年" in sources


def test_a_statement_is_stored_with_all_that_it_is_read_with():
    told = (Sentence(0, 5, "第一句话。"), ITEM, HEAD, ROW)
    text = "\n".join(one.text for one in told)
    assert unpack_sentences(text, pack_sentences(text, told)) == told
    assert unpack_sentences("第一句话。", "[[0,5,0,5]]") == (told[0],)


def test_what_a_writer_quotes_goes_through_the_same_door():
    pinner = Pinner(Verifier(None, None), _NoEmbedder(), evidence(ITEM), "en")
    (framed,) = Extract().compose(Question("What may the owner of a stall not sell?", "en", "en"), evidence(ITEM))
    assert framed.verdict is None
    shown = pinner.pin(framed)
    assert (shown.verdict.status, shown.text, shown.quotes) == ("verified", framed.text, True)
    for altered in (ITEM.text, ITEM.read.replace("不得", "可以"), f"{STEM}（三）向学生出售香烟"):  # cut, turned round, made up
        wrong = pinner.pin(replace(framed, quotes=altered))
        assert (wrong.verdict.status, wrong.evidence) == ("unsupported", ())


def test_a_quotation_keeps_what_looks_like_a_marker_in_its_source():
    noted = Sentence(0, 30, "摊主应当按照目录[3]陈列货物，不得占道。")
    (framed,) = Extract().compose(Question("How must goods be shown?", "en", "en"), evidence(noted))
    shown = Pinner(Verifier(None, None), _NoEmbedder(), evidence(noted), "en").pin(framed)
    assert shown.verdict.status == "verified"
    assert "目录(3)" in shown.text


def test_cells_of_a_row_are_quoted_as_they_stand():
    pinner = Pinner(Verifier(None, None), _NoEmbedder(), evidence(ROW), "zh")
    (draft,) = Extract().compose(Question("2024年全市支出是多少？", "zh", "zh"), evidence(ROW))
    assert draft.quotes == "全市经费（单位：亿元）：年份：2024年；支出：515亿元"
    verdict = pinner.pin(draft).verdict
    assert (verdict.status, verdict.score, [finding.code for finding in verdict.findings]) == ("verified", 1.0, ["quotation.cells"])
    for wrong in (
        "全市经费（单位：亿元）：年份：2024年；支出：6040亿元",
        "全市经费（单位：亿元）：支出：515亿元；年份：2024年",
        "年份：2024年；支出：51",
    ):
        assert "quotation.cells" not in [finding.code for finding in pinner.pin(replace(draft, quotes=wrong)).verdict.findings]
    claimed = Verifier(None, None).verify(draft.quotes, [ROW.read])  # nobody copied it: it is compared
    assert "quotation.cells" not in [finding.code for finding in claimed.findings]
