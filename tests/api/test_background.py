"""What a front end asks for itself is told from what a person asks, by its shape."""

from __future__ import annotations

import pytest

from ragassist.api.background import background_task
from tests.api.front_ends import BACKGROUND, QUESTIONS


@pytest.mark.parametrize(("task", "messages"), BACKGROUND)
def test_a_front_ends_own_prompt_is_recognised(task, messages):
    assert background_task(messages) == task


@pytest.mark.parametrize("messages", QUESTIONS)
def test_a_persons_question_is_left_alone(messages):
    assert background_task(messages) is None


def test_a_conversation_ending_with_the_assistant_is_nobodys_prompt():
    assert background_task([("user", "x"), ("assistant", "y")]) is None
    assert background_task([]) is None
