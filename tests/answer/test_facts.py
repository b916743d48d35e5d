"""What a document says of itself can be asked for, and is cited at the place in the file where it is written."""

import pytest

from ragassist.answer.evidence import number
from ragassist.answer.facts import asked_fact, facts
from ragassist.answer.read_with import distance
from ragassist.types import DocumentMeta, DocumentRecord, Evidence, Hit, Passage, Sentence

RAW = "# 夜市何以繁荣\n\n文 | 河边大学 李小河\n\n市商发〔2025〕7号\n\n2025年3月4日\n\n夜市带来了客流。\n"
META = DocumentMeta(title="夜市何以繁荣", author="李小河", number="市商发〔2025〕7号", date="2025-03-04", issuer="市商务局")


def evidence(meta=META):
    at = RAW.index("夜市带来")
    sentence = Sentence(at, at + 9, "夜市带来了客流。")
    record = DocumentRecord("d" * 16, "a.md", "/a.md", "", "zh", meta, 1, len(RAW))
    passage = Passage("d:00000", "d" * 16, 0, "zh", (), at, at + 9, sentence.text, (sentence,))
    return number([Evidence(0, sentence, Hit(1, 0.5, passage, record), 1.0, 0.6, parts=(1.0,))])


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Who wrote the article on night markets?", "李小河"),
        ("这篇夜市文章的作者是谁？", "李小河"),
        ("夜市通知的文号是什么？", "市商发〔2025〕7号"),
        ("On what date was the article on night markets published?", "2025年3月4日"),
    ],
)
def test_a_fact_is_quoted_from_the_file_and_stands_first(question, quote):
    (fact,) = facts(question, evidence(), lambda _: RAW)
    assert RAW[fact.sentence.start : fact.sentence.end] == quote
    assert fact.sentence.read.startswith("《夜市何以繁荣》")
    assert fact.parts[0] > evidence()[0].parts[0]
    assert distance(fact, evidence()[0]) is None


@pytest.mark.parametrize("question", ["Which body issued the notice on night markets?", "夜市带来了什么？", "Is the text still a draft?"])
def test_what_the_file_does_not_say_or_nobody_asks_is_no_fact(question):
    assert facts(question, evidence(), lambda _: RAW) == []


def test_a_draft_is_known_by_its_title():
    raw = "# 夜市办法（征求意见稿）\n\n夜市带来了客流。"
    (fact,) = facts(
        "Is the night market rule still a draft?", evidence(DocumentMeta(title="夜市办法（征求意见稿）", status="draft")), lambda _: raw
    )
    assert raw[fact.sentence.start : fact.sentence.end] == "夜市办法（征求意见稿）"


def test_questions_about_anything_else_ask_for_no_fact():
    for question in ("Who funds the market?", "When did the measures take effect?", "夜市由哪个部门管理？"):
        assert asked_fact(question) is None


@pytest.mark.parametrize(
    ("line", "number"),
    [("第 12 号", "第 12 号"), ("**第七号**", "第七号"), ("（2031年5月1日市政府令第64号公布）", "第64号"), ("全市设立12号码头。", "")],
)
def test_the_number_of_the_order_that_published_a_rule_is_a_fact(line, number):
    raw = f"# 夜市办法\n\n{line}\n\n夜市带来了客流。"
    found = facts("Under which government decree number were the night market rules issued?", evidence(), lambda _: raw)
    assert [raw[fact.sentence.start : fact.sentence.end] for fact in found] == ([number] if number else [])


NOTE = "渡口管理条例\n\n（2021年5月7日青石市第三届人民代表大会常务委员会第九次会议通过　根据2024年3月1日的决定修正）\n\n第一条　为了渡口安全，制定本条例。\n"


@pytest.mark.parametrize(
    "question",
    [
        "《渡口管理条例》是哪一天由哪个机构通过的？",
        "渡口管理条例什么时候通过的？",
        "When were the ferry regulations adopted?",
        "Which body passed the ferry law?",
    ],
)
def test_who_adopted_a_law_and_when_stands_in_the_note_under_its_title(question):
    (fact,) = facts(question, evidence(), lambda _: NOTE)
    assert NOTE[fact.sentence.start : fact.sentence.end].startswith("2021年5月7日青石市")
    assert facts(question, evidence(), lambda _: "渡口管理条例\n\n第一条　本条例经批准后通过公告施行（2021年5月7日）。\n") == []


def test_passing_through_something_is_no_adoption():
    assert asked_fact("用户怎样通过平台举报违反规定的行为？") is None
    assert asked_fact("Which documents must be passed to the regulator?") is None
    assert asked_fact("Which article of the adopted ferry regulation deals with accidents?") is None
