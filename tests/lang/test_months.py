"""Months are read by the same names wherever a date is read."""

import re

import pytest

from ragassist.lang.en import FULL, MONTHS, NAMED, month_number


@pytest.mark.parametrize("number", range(1, 13))
def test_a_name_and_its_abbreviation_are_read_whole_and_give_the_number(number):
    name = MONTHS[number - 1]
    for written in {name, name[:3]} | ({"Sept"} if number == 9 else set()):
        assert re.match(NAMED, written).group() == written
        assert month_number(written) == month_number(written.upper()) == number
    assert re.fullmatch(FULL, name)


@pytest.mark.parametrize("word", ["Janus", "Marble", "Decimal"])
def test_other_words_are_no_months(word):
    assert not re.fullmatch(NAMED, word)
