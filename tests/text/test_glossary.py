"""Terms are found in both languages and said in the other one."""

from __future__ import annotations

from collections import Counter

import pytest

from ragassist.errors import UsageError
from ragassist.text.glossary import FILE, Glossary, Term, glossary, read_terms

OURS = Glossary(
    [
        Term(("科技部", "科学技术部"), ("Ministry of Science and Technology", "MOST"), "body", ""),
        Term(("算力",), ("computing power", "compute"), "technology", ""),
        Term(("智能算力",), ("intelligent computing power",), "technology", ""),
    ]
)

KINDS = {"law", "body", "company", "person", "programme", "concept", "technology", "place", "crime"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("How much computing power did MOST ask for?", "How much 算力 did 科技部 ask for?"),
        ("Most of the Ministry of Science and Technology's plans", "Most of the 科技部 plans"),
        ("computer science", "computer science"),
    ],
)
def test_english_terms_are_said_in_chinese(text, said):
    assert OURS.say(text, "en", "zh") == said


def test_the_longest_form_wins():
    assert OURS.say("智能算力增长", "zh", "en") == " intelligent computing power 增长"


def test_counterparts_give_every_form():
    assert OURS.counterparts("MOST", "en") == ["科技部", "科学技术部"]


def test_the_own_glossary_is_well_formed_and_reads_both_ways():
    terms = read_terms(FILE)
    assert len(terms) >= 5000
    for term in terms:
        assert glossary().find(term.zh[0], "zh"), term
        assert glossary().find(term.en[0], "en"), term


def test_no_form_of_the_own_glossary_stands_twice():
    for lang in ("zh", "en"):
        forms = [form.casefold() for term in read_terms(FILE) for form in term.forms(lang)]
        assert sorted(form for form, times in Counter(forms).items() if times > 1) == []


def test_the_own_glossary_is_written_cleanly():
    head, *lines = FILE.read_text(encoding="utf8").splitlines()
    assert head.split("\t") == ["zh", "en", "kind", "note"]
    for line in (line for line in lines if not line.startswith("#")):
        cells = line.split("\t")
        assert len(cells) == 4, line
        assert cells[2] in KINDS, line
        assert all(form and form == " ".join(form.split()) for cell in cells[:2] for form in cell.split("|")), line
        assert cells[3] == cells[3].strip(), line
        assert all(len(form) > 1 for form in cells[0].split("|")), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("财政部门", " finance departments "),
        ("美国国务院", " US Department of State "),
        ("其中卫生服务", "其中卫生服务"),
        ("人工智能体系", "人工智能体系"),
        ("训练集群", "训练集群"),
        ("推广东数西算", "推广 East Data, West Computing "),
        ("民政部门会同水利部门", "民政部门会同水利部门"),
        ("由民政部负责", "由 Ministry of Civil Affairs 负责"),
        ("公司法人治理", "公司法人治理"),
        ("依照公司法办理", "依照 Company Law 办理"),
        ("教育法规与教育法律", "教育法规与教育法律"),
        ("国家标准化工作", "国家标准化工作"),
        ("审计署长", "审计署长"),
        ("扩大模型的优势", "扩大模型的优势"),
        ("机器人学习与云服务器", "机器人学习与云服务器"),
        ("人工智能应用程序", "人工智能应用程序"),
        ("上海市场与重庆市民", "上海市场与重庆市民"),
        ("上海市印发通知", " Shanghai 印发通知"),
        ("广东省级部门", "广东省级部门"),
        ("英国教育部与越南公安部", " UK Department for Education 与 Vietnamese Ministry of Public Security "),
        ("说明报告，其中石油化工", "说明报告，其中石油化工"),
        ("卫星链路、超声波音频与航空客运", "卫星链路、超声波音频与航空客运"),
    ],
)
def test_a_term_does_not_cut_a_longer_word(text, said):
    assert glossary().say(text, "zh", "en") == said


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("zh\ten\tkind\tnote\n算力\n", encoding="utf8")
    with pytest.raises(UsageError, match="line 2"):
        read_terms(path)
