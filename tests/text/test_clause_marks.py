"""Clauses are cut at their marks, and at nothing inside a figure."""

import doctest

import pytest

from ragassist.text import clause_marks
from ragassist.text.clause_marks import around, cut


def test_doctests():
    assert doctest.testmod(clause_marks).failed == 0


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("It costs 1,250,000 yuan, and leaves at 8:30.", ["It costs 1,250,000 yuan", " and leaves at 8:30."]),
        ("The ferry sails. It takes 40 minutes.", ["The ferry sails", "It takes 40 minutes."]),
        ("See Art. 5; it sails at 3.5 knots", ["See Art", "5", " it sails at 3.5 knots"]),
        ("期限：三年，自发放之日起算！", ["期限：三年", "自发放之日起算", ""]),
        ("到2021,再说", ["到2021", "再说"]),
    ],
)
def test_a_clause_ends_at_its_mark_and_not_inside_a_figure(text, clauses):
    assert cut(text) == clauses


def test_a_colon_parts_only_where_that_is_asked_for():
    text = "有效期：三年；fee: 20 yuan"
    assert cut(text) == ["有效期：三年", "fee: 20 yuan"]
    assert cut(text, at_colons=True) == ["有效期", "三年", "fee", " 20 yuan"]
    assert around(text, 4, 6) == ("有效期：", "")
    assert around(text, 4, 6, at_colons=True) == ("", "")
