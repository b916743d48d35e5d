"""English words as the index and the dictionary know them."""

import pytest

from ragassist.lang.en import ASKING, FUNCTION_WORDS, singular


@pytest.mark.parametrize(
    ("word", "form"),
    [("policies", "policy"), ("ties", "tie"), ("ships", "ship"), ("bonus", "bonus"), ("class", "class"), ("gas", "gas"), ("is", "is")],
)
def test_only_the_ending_of_the_plural_is_taken_off(word, form):
    assert singular(word) == form


def test_what_holds_a_sentence_together_does_not_ask_for_anything_else():
    assert FUNCTION_WORDS < ASKING
    assert all(word == word.lower() for word in ASKING)
