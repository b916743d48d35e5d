"""Every rule says why it is there, catches its own examples, and leaves alone what only looks like them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ragassist import verify
from ragassist.types import Finding
from ragassist.verify.checks import CHECKS, found_by
from ragassist.verify.checks.attributes import rivalries
from ragassist.verify.checks.direction import stands, turned
from ragassist.verify.rules import AttributeSet, Example, Opposite, Sign, attribute_sets, either, examples, opposites, signs
from ragassist.verify.view import ClaimView, Part

ROOT = Path(__file__).parents[2]
LONG = 40
"""Alternatives in one expression, from which nobody reads it any more."""


def _found(claim: str, source: str) -> list[Finding]:
    return found_by(CHECKS, ClaimView(claim, [source]))


@pytest.mark.parametrize("sign", signs().values(), ids=lambda sign: sign.name)
def test_a_sign_is_found_where_it_stands_and_not_where_it_only_seems_to(sign: Sign) -> None:
    assert sign.reason
    assert len(sign.has) >= 2
    assert len(sign.lacks) >= 2
    assert all(sign.search(text) for text in sign.has), sign.name
    assert not any(sign.search(text) for text in sign.lacks), sign.name


def test_of_rows_joined_the_first_wins_where_two_begin_at_one_place() -> None:
    joined = either("denied_zh", "forbidden_zh")
    assert [found[0] for found in joined.finditer("码头不得停靠，禁止吸烟，也不是车站。")] == ["不得", "禁止", "不是"]
    assert either("denied_en", "none_en").search("Nothing moves without a pilot.")


@pytest.mark.parametrize("file", sorted(Path(verify.__file__).parent.rglob("*.py")), ids=lambda file: file.stem)
def test_a_long_list_of_words_stands_in_the_table_with_reason_and_examples(file: Path) -> None:
    literals = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))) if isinstance(node, ast.Constant | ast.JoinedStr))
    texts = ("".join(str(part.value) for part in getattr(node, "values", [node]) if isinstance(part, ast.Constant)) for node in literals)
    long = [text for text in texts if text.count("|") >= LONG and "\n|" not in text]
    assert not long, "a row of rules/signs.toml holds it"


@pytest.mark.parametrize("row", opposites(), ids=lambda row: row.one)
def test_a_pair_of_opposites_catches_and_leaves_alone_what_it_says(row: Opposite) -> None:
    assert row.reason
    assert min(len(row.catch), len(row.leave)) >= 2
    names = {row.one, row.other}
    for claim, source in row.catch:
        assert any(set(dict(f.values).values()) == names for f in turned(stands(Part(claim)), Part(claim), Part(source))), (claim, source)
    for claim, source in row.leave:
        assert not any(set(dict(f.values).values()) == names for f in turned(stands(Part(claim)), Part(claim), Part(source))), (
            claim,
            source,
        )


@pytest.mark.parametrize("row", attribute_sets(), ids=lambda row: row.kind)
def test_a_set_of_attributes_catches_and_leaves_alone_what_it_says(row: AttributeSet) -> None:
    assert row.reason
    assert len(row.leave) >= 2
    assert len(row.catch) >= 2 or not row.exclusive
    assert all(rivalries(Part(claim), Part(source)) for claim, source in row.catch)
    assert not any(rivalries(Part(claim), Part(source)) for claim, source in row.leave)


@pytest.mark.parametrize("row", examples(), ids=lambda row: row.code)
def test_a_check_catches_and_leaves_alone_what_it_says(row: Example) -> None:
    assert row.reason
    assert min(len(row.catch), len(row.leave)) >= 2
    for claim, source in row.catch:
        assert row.code in {f.code for f in _found(claim, source)}, (claim, source)
    for claim, source in row.leave:
        assert row.code not in {f.code for f in _found(claim, source)}, (claim, source)


def test_no_example_comes_from_a_data_set() -> None:
    told = "\n".join(path.read_text(encoding="utf8") for path in (ROOT / "eval" / "datasets").glob("*.jsonl"))
    mine = [text for each in signs().values() for text in (*each.has, *each.lacks)]
    mine += [text for row in (*opposites(), *attribute_sets(), *examples()) for pair in (*row.catch, *row.leave) for text in pair]
    assert [text for text in mine if len(text) > 12 and text in told] == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: type(check).__name__)
def test_a_check_finds_only_codes_of_its_kind_and_nothing_in_agreement(check: object) -> None:
    view = ClaimView("The port opened two berths in 2024.", ["港口于2024年启用两个泊位。"])
    found = [f for f in found_by((check,), view) if f.polarity == "against"]  # type: ignore[arg-type]
    assert found == []
