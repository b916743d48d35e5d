"""The figure asked for in a sentence that gives several is that of the clause which speaks of the thing asked."""

from __future__ import annotations

import pytest

from ragassist.answer.quoting import figure_asked
from ragassist.verify.verifier import Verifier

HARBOUR = "到2027年，港口贸易规模超过3亿元，渔业产业规模超过5亿元。"
RULES = "《青石港渡轮管理办法》于2023年3月10日公布，自2023年5月1日起施行。"
MONEY = "3000万元用于港口建设，2000万元用于教师培训。"


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("How large will the fishery industry be by 2027?", HARBOUR, "the amount as more than 500 million yuan (“渔业产业规模超过5亿元”)"),
        ("When do the ferry measures come into effect?", RULES, "the date of taking effect as May 1, 2023 (“自2023年5月1日起施行”)"),
        ("How much money is spent on training teachers?", MONEY, "the amount as 20 million yuan (“2000万元用于教师培训”)"),
    ],
)
def test_it_is_told_with_its_clause_and_passes_the_check(question, text, said):
    told = figure_asked(question, text, "en")
    assert told == f"The source gives {said}."
    assert Verifier(None, None).verify(told, [text]).status == "verified"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        # A word of the question in each clause, in none of them, or in one without a figure: which is meant is open.
        ("How large will fishery and port trade be by 2027?", HARBOUR),
        ("How large will tourism be by 2027?", HARBOUR),
        ("How much money is spent on the port?", MONEY),
        ("How large is the fishery industry by the count of the university?", "大学统计，港口贸易规模超过3亿元，渔业产业规模超过5亿元。"),
        # Nothing tells of what else than taking effect and publication a date is the date.
        ("When were the ferry measures drafted?", RULES),
    ],
)
def test_where_more_than_one_may_be_meant_none_is_told(question, text):
    assert figure_asked(question, text, "en") is None


@pytest.mark.parametrize(
    "claim",
    [
        "The source gives the amount as 20 million yuan (“3000万元用于港口建设”).",
        "The source gives the amount as 20 million yuan (“2000万元用于港口建设”).",
        "The source gives the amount as 30 million yuan (“2000万元用于教师培训”).",
        "The source gives the amount as 20 million yuan (“2000万元用于教师”).",
        "The source gives the fee as 20 million yuan (“2000万元用于教师培训”).",
    ],
)
def test_a_figure_with_another_clause_or_another_kind_is_not_confirmed(claim):
    assert "figure.given" not in {finding.code for finding in Verifier(None, None).verify(claim, [MONEY]).findings}
