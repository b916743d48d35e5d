"""Authorities put together from level, field and noun."""

from __future__ import annotations

import pytest

from ragassist.text.offices import offices_in


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("由市交通运输部门负责", ["municipal transport authorities"]),
        ("向住所地省级气象主管部门备案", ["competent local provincial meteorological authorities"]),
        ("县级以上地方人民政府有关部门应当配合", ["relevant authorities of local people's governments at or above the county level"]),
        ("国务院水利、能源主管部门", ["competent water resources and energy authorities of the State Council"]),
        ("海关和税务机关", ["customs and tax authorities"]),
        ("国家有关部门与气象部门", ["relevant national authorities", "meteorological authorities"]),
    ],
)
def test_an_authority_is_named_by_its_level_field_and_kind(text, english):
    assert [found for _, _, found in offices_in(text)] == english


@pytest.mark.parametrize(
    "text", ["部门应当配合", "向气象部门负责人报告", "州气象部门发布", "上市公司监管部门", "渔业部门检查", "气象部门工作人员"]
)
def test_what_is_no_authority_of_known_words_is_left_alone(text):
    assert offices_in(text) == []
