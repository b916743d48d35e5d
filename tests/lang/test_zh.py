"""Chinese characters are told from others in one way, the rare ones of names included."""

import re
from pathlib import Path

import pytest

import ragassist
from ragassist.answer.counted_things import counted_thing
from ragassist.text.script import has_han, word_count


def test_which_characters_are_chinese_is_said_in_one_place():
    source = Path(ragassist.__file__).parent
    spelled = [path.name for path in source.rglob("*.py") if re.search(r"u4e00-.{0,2}u9fff", path.read_text(encoding="utf8"))]
    assert spelled == ["zh.py"]


@pytest.mark.parametrize("thing", ["渡船", "䲠鱼", "𬶋鱼"])
def test_a_rare_character_is_one_like_another(thing):
    assert has_han(thing[0])
    assert word_count(thing) == 2
    assert counted_thing(f"港内有多少条{thing}？") == thing
