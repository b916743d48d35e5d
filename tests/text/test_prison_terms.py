"""How long somebody goes to prison."""

from __future__ import annotations

import pytest

from ragassist.text.prison_terms import prison_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("船长被判处有期徒刑二年六个月，缓刑三年。", ("2 years, 6 months",)),
        ("处五年以下有期徒刑或者拘役。", ("at most 5 years",)),
        ("处三年以下有期徒刑；情节严重的，处三年以上七年以下有期徒刑。", ("at most 3 years", "3–7 years")),
        ("许可证有效期三年。", ()),
    ],
)
def test_the_terms_of_prison_are_found_and_no_other_length(text, terms):
    assert prison_terms(text) == terms
