import pytest

from ragassist.tasks.question import task_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("List all the penalties for operators.", "penalties"),
        ("Which obligations do providers have?", "duties"),
        ("How many deadlines are there?", "deadlines"),
        ("办法规定了哪些禁止行为？", "prohibitions"),
        ("列出全部定义", "definitions"),
        ("What are the deadlines?", "deadlines"),
    ],
)
def test_questions_that_ask_for_all(question, kind):
    assert task_of(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "What is the deadline for filing?",
        "罚款是多少？",
        "Who issued the plan?",
        "备案要多久？",
        "How long must logs be kept?",
        "Why was it adopted?",
    ],
)
def test_questions_about_one_thing(question):
    assert task_of(question) is None
