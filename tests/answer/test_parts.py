"""Questions that ask several things, and questions about two texts."""

from __future__ import annotations

import pytest

from ragassist.answer.parts import question_parts
from ragassist.answer.two_texts import compares
from ragassist.lang.detector import detect


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How often must a ferry be inspected, and would older ferries be covered too?",
            ("How often must a ferry be inspected", "would older ferries be covered too"),
        ),
        ("渡轮停航以后，几天之内得公告？逾期会怎样？", ("渡轮停航以后，几天之内得公告", "逾期会怎样")),
        ("港口开放以后，由谁收费？", ()),
        ("由谁出资，金额是多少，写在合同里？", ("由谁出资", "金额是多少，写在合同里")),
    ],
)
def test_a_piece_that_only_tells_belongs_to_the_one_that_asks(question: str, parts: tuple[str, ...]) -> None:
    assert question_parts(question, detect(question)) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Which fees were dropped by the 2023 ferry rules and by the 2024 harbour rules?",
            ("Which fees were dropped by the 2023 ferry rules", "Which fees were dropped by the 2024 harbour rules"),
        ),
        ("How many berths should there be by 2027 and by 2030?", ()),
        ("What do ferries and harbours pay by the day?", ()),
        ("河港条例和渡口条例，分别由哪个机关通过？", ("河港条例由哪个机关通过", "渡口条例由哪个机关通过")),
        ("渡轮和码头的收费各是多少？", ()),
        ("河港条例和渡口条例的罚款各地有何不同？", ()),
    ],
)
def test_what_is_asked_of_each_of_two_is_asked_twice(question: str, parts: tuple[str, ...]) -> None:
    assert question_parts(question, detect(question)) == parts


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("Which came first, the ferry rules or the port rules?", True),
        ("Which consultation closed earlier: the one on ferries or the one on ports?", True),
        ("渡轮规则和港口规则，哪个先施行？", True),
        ("Which port opened first?", False),
        ("What came into force on 1 May?", False),
    ],
)
def test_which_of_two_comes_first_is_a_question_about_two_texts(question: str, two: bool) -> None:
    assert compares(question) is two
