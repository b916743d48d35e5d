from __future__ import annotations

from pathlib import Path

import pytest

from ragassist.errors import UsageError
from ragassist.retrieve.crossing import Crossing
from ragassist.text.terms import query_words, words

BRIDGE = "桥梁检测队在第三根桥墩发现裂缝，要求封闭大桥。"
TEA = "茶农在清明前采下的嫩芽价格最高。"


def test_glossary_terms_names_and_quantities_are_said_in_the_other_language() -> None:
    wording = Crossing().wording("Does East Data, West Computing cost $500 billion under Article 17, and does H20 count?", "en")
    assert {"东数西算", "500000000000:usd", "17:article", "h20"} <= set(wording.split())
    assert set(words("东数西算投入5000亿美元，见第十七条")) >= {"500000000000:usd", "17:article"}
    assert "small yard, high fence" in Crossing().wording("小院高墙是什么？", "zh")


def test_the_wording_survives_being_cut_into_words() -> None:
    assert {"500000000000:usd", "17:article"} <= set(query_words(Crossing().wording("$500 billion, Article 17", "en")))


def test_an_alias_that_holds_a_shorter_one_is_not_looked_for_twice() -> None:
    assert Crossing().wording("What is the Stargate Project?", "en").split().count("星际之门") == 1
    assert "星际之门项目" not in Crossing().wording("What is the Stargate Project?", "en")


def test_the_passage_that_holds_the_questions_words_scores_highest() -> None:
    scores = Crossing().scores("Why was the bridge closed after the cracks in its piers?", "en", {"bridge": BRIDGE, "tea": TEA})
    assert scores["bridge"] > scores.get("tea", 0.0)
    assert Crossing().scores("Why was the bridge closed?", "zh", {"bridge": BRIDGE}) == {}
    assert Crossing().scores("Why was the bridge closed?", "en", {}) == {}


def test_what_every_passage_holds_tells_little() -> None:
    def gain(texts: dict[str, str]) -> float:
        return Crossing().scores("Is there a bridge?", "en", texts)["a"]

    assert gain({"a": BRIDGE, "b": TEA, "c": TEA}) > 2 * gain({"a": BRIDGE, "b": BRIDGE, "c": BRIDGE})


def test_the_users_own_terms_are_looked_for(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("zh\ten\tkind\tnote\n水上集市|浮市\tfloating fair\tprogramme\t\n", encoding="utf-8-sig")
    assert {"水上集市", "浮市"} <= set(Crossing(own).wording("When does the floating fair open?", "en").split())


@pytest.mark.parametrize(
    ("content", "problem"), [(b"zh\ten\tkind\tnote\n\xe6\xb8\xa0\tcanal\n", "line 2"), (b"\xff\xfe\xff", "cannot be read")]
)
def test_a_bad_own_glossary_is_named(tmp_path: Path, content: bytes, problem: str) -> None:
    own = tmp_path / "own.tsv"
    own.write_bytes(content)
    with pytest.raises(UsageError, match=problem):
        Crossing(own).wording("canal", "en")
    with pytest.raises(UsageError, match=r"absent\.tsv"):
        Crossing(tmp_path / "absent.tsv").wording("canal", "en")
