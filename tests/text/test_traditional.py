"""Traditional Chinese is Chinese in another script: what is read of a text is the same in both, and stands as the text has it."""

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.expected import expected_kinds, need, parts
from ragassist.answer.kinds import kind_of, of_kind
from ragassist.answer.parts import question_parts
from ragassist.answer.quoting import figure_asked
from ragassist.ingest.articles import article_number
from ragassist.ingest.headings import article, heading_level, is_caption, numbered_level, opens_unit
from ragassist.ingest.load.head import complete
from ragassist.tasks.counted_dates import effective_date
from ragassist.text.glossary import glossary
from ragassist.text.name_table import known_names
from ragassist.text.quantities import find_quantities
from ragassist.text.script import as_written, simplified
from ragassist.text.structure import Part, definitions, find_times, parse
from ragassist.text.terms import words
from ragassist.types import DocumentMeta
from ragassist.verify.verifier import Verifier

LINES = [
    "第三章 總則",
    "第十七條 提供者應當在三十日內備案。",
    "第二節 監督與檢查",
    "第三編 罰則",
    "圖 2 各港備案數量",
    "表 1：各港補貼標準",
    "（三）應當書面報告；",
]
SENTENCES = [
    "第八條　經營者發現設備故障的，應當在二十四小時內向主管機關報告，不得隱瞞。",
    "港務機關可以委託專業機構檢驗，並於民國113年7月1日前公布結果。",
    "違反前條規定的，處五萬元以上三十六億元以下罰款。",
    "鼓勵企業參與國際標準的訂定。",
]


@pytest.mark.parametrize("line", LINES)
def test_a_heading_is_one_in_either_script(line):
    plain = simplified(line)
    assert plain != line
    for read in (numbered_level, opens_unit, heading_level, is_caption):
        assert read(line) == read(plain)
    assert simplified(article(line)) == article(plain)
    assert article(line) in line


@pytest.mark.parametrize("number", ["第十七條", "第二百八十七條之一"])
def test_an_article_is_asked_for_in_either_script(number):
    assert article_number(number) == article_number(simplified(number)) is not None


def spans(value):
    """Every part within a value, depth first."""
    if isinstance(value, Part):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from spans(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from spans(getattr(value, field.name))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_duty_is_read_alike_and_quoted_as_it_stands(sentence):
    found, plain = parse(sentence), parse(simplified(sentence))
    assert [norm.modality for norm in found] == [norm.modality for norm in plain] != []
    assert all(part.text == sentence[part.start : part.end] for part in spans(found))
    assert [(part.start, part.end) for part in spans(found)] == [(part.start, part.end) for part in spans(plain)]


def test_a_definition_is_read_alike():
    sentence = "本辦法所稱經營者，是指在港區內使用自動化設備的組織、個人。"
    (found,) = definitions(sentence)
    assert found.term.text == "經營者"
    assert found.meaning.text.startswith("在港區內使用")


def test_the_head_of_a_rule_is_read_and_kept_in_its_own_characters():
    raw = "港區設備管理辦法（徵求意見稿）\n\n發布時間：2024年7月1日\n來源：滨海港務局資訊處\n\n第一章 總則\n\n第一條 為規範設備，訂定本辦法。\n"
    meta = complete(DocumentMeta(), raw)
    assert (meta.title, meta.date, meta.source) == ("港區設備管理辦法（徵求意見稿）", "2024-07-01", "滨海港務局資訊處")
    plain = complete(DocumentMeta(), simplified(raw))
    assert (meta.kind, meta.status) == (plain.kind, plain.status) == ("draft", "draft")
    given_title = complete(DocumentMeta(title="港區設備管理辦法"), raw)
    assert (given_title.title, given_title.kind) == ("港區設備管理辦法", "measure")


@pytest.mark.parametrize(
    "question", ["補貼總額是多少億元？", "辦法何時開始實施？", "由誰出資，金額是多少？", "罰款的比例為何？", "共有幾個專案？"]
)
def test_a_question_asks_the_same_in_either_script(question):
    plain = simplified(question)
    assert (expected_kinds(question), need(question), parts(question)) == (expected_kinds(plain), need(plain), parts(plain))
    assert tuple(simplified(part) for part in question_parts(question, "zh")) == question_parts(plain, "zh")
    assert all(part in question for part in question_parts(question, "zh"))


@pytest.mark.parametrize("text", ["國務院發布新質生產力意見", "數據安全法與個人信息保護法", "東數西算工程"])
def test_terms_are_found_in_either_script(text):
    def found(of):
        return [(each.start, each.end, each.term) for each in glossary().find(of, "zh")]

    assert found(text) == found(simplified(text)) != []


def test_names_are_found_in_either_script():
    text = "美國與歐盟、華為、騰訊合作"
    assert known_names(text) == known_names(simplified(text)) != []


@pytest.mark.parametrize(
    ("text", "claim", "wrong"),
    [
        ("港區基金規模36億元。", "港区基金规模为36亿元。", "港区基金规模为360亿元。"),
        ("每一計畫補助五萬元。", "每一计划补助5万元。", "每一计划补助50万元。"),
        ("本辦法自民國113年7月1日起施行。", "本办法自2024年7月1日起施行。", "本办法自2023年7月1日起施行。"),
        ("吞吐量較前一年增長百分之三十五。", "吞吐量较前一年增长35%。", "吞吐量较前一年增长53%。"),
    ],
)
def test_figures_and_dates_are_searched_and_checked_alike(text, claim, wrong):
    assert {word for word in words(text) if ":" in word or "-" in word} == {word for word in words(claim) if ":" in word or "-" in word}
    against = [
        [each for each in Verifier(None, None).verify(each, [text]).findings if each.polarity == "against"] for each in (claim, wrong)
    ]
    assert not against[0]
    assert against[1]


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("How large is the fine?", "違反規定的，處五萬元以上三十六億元以下罰款。", "50,000–3.6 billion yuan"),
        ("How large is the subsidy?", "補貼總額為36億元。", "3.6 billion yuan"),
        ("When do the measures take effect?", "本辦法自民國113年7月1日起施行。", "July 1, 2024"),
        ("Within how many days must it be reported?", "應當在三十日內向主管機關報告。", "the time limit as 30 days"),
        ("罰款是多少？", "違反規定的，處五萬元以上三十六億元以下罰款。", None),
        ("補貼總額是多少億元？", "補貼總額為36億元。", None),
    ],
)
def test_the_figure_that_is_asked_for_is_found_alike(question, text, told):
    needed = need(question)
    assert needed is not None
    assert needed.met_by(text, "zh")
    assert needed.held_in(text) == needed.held_in(simplified(text)) != ()
    if told is not None:
        assert told in (figure_asked(question, text, "en") or "")
        assert figure_asked(question, text, "en") == figure_asked(question, simplified(text), "en")


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [("為什麼停航？", "鑒於航道維護，暫停開航。", "reason"), ("有什麼後果？", "違者責令停業，並予以處罰。", "consequence")],
)
def test_what_kind_of_thing_is_asked_for_is_told_alike(question, text, kind):
    assert kind_of(question) == kind_of(simplified(question)) == kind
    assert of_kind(question, text)
    assert not of_kind(question, "渡輪每日六班。")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("民國113年7月1日", "2024-07-01"),
        ("中華民國一百一十三年十二月三十一日", "2024-12-31"),
        ("民國99年底", "2010-12-31"),
        ("2024年7月1日", "2024-07-01"),
    ],
)
def test_a_day_in_years_of_the_republic_is_a_deadline_and_a_day_of_effect(written, date):
    text = f"本辦法自{written}起施行。"
    assert [(time.kind, time.date) for norm in [find_times(text)] for time in norm] == [("from", date)]
    assert effective_date([text]) == effective_date([f"本辦法自{written}起實施。"]) == date
    assert [time.date for time in find_times(f"應當於{written}前報備。")] == [date]


def test_a_rule_says_in_its_head_from_when_it_holds_in_either_count():
    raw = "港區設備管理辦法\n\n第一條 為規範設備，訂定本辦法。\n\n第二條 本辦法自民國113年7月1日起施行。\n"
    assert complete(DocumentMeta(), raw).effective == "2024-07-01"
    assert complete(DocumentMeta(), raw.replace("民國113年", "2024年")).effective == "2024-07-01"


@given(st.text(alphabet=st.sampled_from("第十七條應當不得三億元民國年月日，。；補貼總額發布 abc12"), max_size=40))
def test_reading_never_loses_a_place(text):
    assert len(simplified(text)) == len(text)
    assert all(each.text == text[each.start : each.end] for each in spans(parse(text)))
    assert all(0 <= each.start < each.end <= len(text) for each in find_quantities(text))


@given(st.text(alphabet="來源數位發展部abc", min_size=1, max_size=12), st.integers(0, 5), st.integers(1, 6))
def test_a_piece_is_given_back_as_it_is_written(text, start, length):
    piece = simplified(text)[start : start + length]
    assert simplified(as_written(piece, text)) == piece
