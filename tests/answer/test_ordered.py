"""Phases and batches, told apart by their number in either language."""

from __future__ import annotations

import pytest

from ragassist.answer.ordered import speaks_of_another


@pytest.mark.parametrize(
    ("question", "statement", "another"),
    [
        ("When does the second phase of the works end?", "第一阶段施工五月结束。", True),
        ("When does the second phase of the works end?", "第二阶段施工八月结束。", False),
        ("When does the second phase of the works end?", "施工八月结束。", False),
        ("第三批渡轮名单有几艘？", "第一批名单有十艘，第二批有八艘。", True),
        ("第三批渡轮名单有几艘？", "三批名单依次为十艘、八艘、六艘，第三批最少。", False),
        ("Which harbour is the second largest?", "第一阶段施工五月结束。", False),
        ("第二届论坛在哪里举行？", "第一批代表来自宁波。", False),
    ],
)
def test_a_statement_about_another_one_is_known(question: str, statement: str, another: bool) -> None:
    assert speaks_of_another(question, statement) is another
