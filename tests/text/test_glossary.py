"""Terms are found in both languages and said in the other one."""

from __future__ import annotations

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
    assert len(terms) >= 60
    for term in terms:
        assert glossary().find(term.zh[0], "zh"), term
        assert glossary().find(term.en[0], "en"), term


def test_a_broken_line_is_named(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("zh\ten\tkind\tnote\n算力\n", encoding="utf8")
    with pytest.raises(UsageError, match="line 2"):
        read_terms(path)
