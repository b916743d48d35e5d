"""Who wrote a document, as the line under its title says it, and which document a question means that names the author."""

from __future__ import annotations

import pytest

from ragassist.answer.byline import byline, byline_of, names, of_field, of_named_author
from ragassist.answer.evidence import Question
from ragassist.answer.facts import asked_fact
from ragassist.text.language import detect
from ragassist.types import DocumentMeta, DocumentRecord, Evidence, Hit, Passage, Sentence


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("文 |\u00a0海港大学法学院\u00a0林一舟", "海港大学法学院\u00a0林一舟"),
        ("文｜港务研究院 何青", "港务研究院 何青"),
        ("**作者：陈渡（海港大学）**", "陈渡（海港大学）"),
        ("作者 ｜ 林一舟 海舟律师事务所", "林一舟 海舟律师事务所"),
        ("By: Ann Ferry, Harbour Institute", "Ann Ferry, Harbour Institute"),
    ],
)
def test_a_line_under_the_title_says_who_wrote_it(line: str, who: str) -> None:
    raw = f"# 渡轮与港口\n\n![cover](x.png)\n\n{line}\n\n渡轮每天航行六次。\n"
    assert byline_of(raw) == who
    span = byline(raw)
    assert span is not None
    assert raw[slice(*span)] == who


def test_a_sentence_about_texts_is_no_byline() -> None:
    assert byline("# 渡轮\n\n文化与旅游并重。\n\n文件：由港口发布，共二十条。\n") is None


def test_a_note_on_the_author_at_the_end_counts_too() -> None:
    assert byline_of("# 渡轮\n\n" + "渡轮每天航行。\n" * 400 + "（作者系海港大学教授林一舟）\n") == "海港大学教授林一舟"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("海港大学那位学者怎么看夜航？", True),
        ("林一舟在文中提出哪些原则？", True),
        ("港务局对夜航有什么要求？", False),
        ("学者怎么看夜航？", False),
    ],
)
def test_a_question_names_the_author_or_the_institution(question: str, meant: bool) -> None:
    assert names(question, "zh", "海港大学法学院 林一舟") is meant


def test_an_english_question_names_the_place_of_an_institution() -> None:
    assert names("What does the Zhejiang researcher say of night sailing?", "en", "浙江大学法学院 林一舟")
    assert not names("What does the Guangdong researcher say of night sailing?", "en", "浙江大学法学院 林一舟")
    assert not names("What does Chinese research say of night sailing?", "en", "浙江大学法学院 林一舟")


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("写夜航那篇文章的专家在哪所大学任教？", "affiliation"),
        ("Which university is the author of the article on night sailing from?", "affiliation"),
        ("Where does the scholar who wrote on night sailing work?", "affiliation"),
        ("Who wrote the article on night sailing?", "author"),
        ("Which company runs the ferries?", None),
        ("哪家公司经营渡轮？", None),
    ],
)
def test_an_authors_institution_is_a_fact_that_can_be_asked_for(question: str, fact: str | None) -> None:
    assert asked_fact(question) == fact


@pytest.mark.parametrize(
    ("question", "line", "meant"),
    [
        ("What does Lin Yizhou's essay warn of?", "海港大学法学院 林一舟", True),
        ("Which slip does Chen Du use as an example?", "海港大学法学院 林一舟", False),
        ("海舟云图的文章怎么说？", "深圳海舟云图信息技术有限公司 陈渡", True),
        ("蓝帆的作者怎么看？", "蓝帆联合创始人 何青", True),
        ("蓝帆的作者怎么看？", "海港大学 林一舟", False),
    ],
)
def test_a_person_is_known_in_pinyin_and_a_firm_by_its_own_name(question: str, line: str, meant: bool) -> None:
    assert names(question, detect(question), line) is meant


@pytest.mark.parametrize(
    ("question", "line", "meant"),
    [
        ("How does the law professor judge night sailing?", "海港政法大学教授 林一舟", True),
        ("那位院士怎么看夜航？", "中国工程院院士 何青", True),
        ("那位律师怎么看夜航？", "海港大学教授 林一舟", False),
        ("How many ferries sail at night?", "海港政法大学教授 林一舟", False),
    ],
)
def test_an_author_is_called_by_profession(question: str, line: str, meant: bool) -> None:
    assert of_field(question, line) is meant


def test_a_name_alone_under_the_title_puts_its_text_first() -> None:
    def evidence(name: str, score: float) -> Evidence:
        record = DocumentRecord(name, f"{name}.md", f"/{name}.md", "", "zh", DocumentMeta(title="夜航"), 1, 9)
        sentence = Sentence(0, 9, f"{name}说夜航有风险。")
        return Evidence(
            0, sentence, Hit(1, 0.5, Passage(f"{name}:0", name, 0, "zh", (), 0, 9, "", (sentence,)), record), score, parts=(score,)
        )

    raw = {"甲": "# 夜航\n\n何青\n\n港口观察\n\n夜航有风险。", "乙": "# 夜航\n\n港口观察\n\n夜航有风险。"}
    asked = Question("What risk of night sailing does He Qing see?", "en", "en")
    ranked = of_named_author(asked, [evidence("乙", 0.9), evidence("甲", 0.85)], raw.__getitem__)
    assert [item.hit.document.doc_id for item in ranked] == ["甲", "乙"]
