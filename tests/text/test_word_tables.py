"""Long lists of words stand in tables: each row says why, finds its own examples, and leaves alone what only looks like them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ragassist
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.word_tables import Sign, either, table_rows, word_table

SOURCE = Path(ragassist.__file__).parent
TABLES = sorted(path.parent for path in SOURCE.rglob("words.toml"))
ROWS = [sign for folder in TABLES for sign in word_table(".".join(("ragassist", *folder.relative_to(SOURCE).parts))).values()]
LONG = 40
"""Alternatives in one expression, from which nobody reads it any more."""
GRAMMARS = {"lang/en.py", "text/quantities/dates.py", "text/quantities/references.py"}
"""A date and a reference are built of parts that have names: their alternatives are forms. What is known of a language is a list itself."""


@pytest.mark.parametrize("sign", ROWS, ids=lambda sign: sign.name)
def test_a_row_finds_its_own_examples_and_leaves_alone_what_only_looks_like_them(sign: Sign) -> None:
    assert len(sign.reason) > 20
    assert min(len(sign.has), len(sign.lacks)) >= 2
    found = {text: bool(sign.pattern.fullmatch(text) or sign.pattern.match(text)) for text in (*sign.has, *sign.lacks)}
    assert [text for text in sign.has if not (found[text] or sign.search(text))] == []
    assert [text for text in sign.lacks if found[text]] == []


def test_of_rows_joined_the_first_wins_and_both_are_found() -> None:
    table = word_table("ragassist.ingest")
    joined = either(table, "read_for_us", "about_a_rule")
    assert joined.search("Overview of the ferry rules")
    assert joined.search("渡轮管理办法解读")
    assert joined.flags & re.IGNORECASE
    assert not either(table, "note_field", "note_reference").flags & re.IGNORECASE


def test_an_unknown_row_is_an_error_where_it_is_asked_for() -> None:
    with pytest.raises(KeyError):
        word_table("ragassist.ingest")["no such row"]


def test_no_expression_in_code_has_more_alternatives_than_can_be_read() -> None:
    long = {file.relative_to(SOURCE).as_posix() for file in SOURCE.rglob("*.py") if _longest(file) >= LONG}
    assert long == GRAMMARS


def test_no_table_spells_out_which_characters_are_chinese() -> None:
    assert [file.name for file in SOURCE.rglob("*.toml") if re.search(r"\\u4e00|[\u3400\u4e00]-", file.read_text(encoding="utf8"))] == []


def test_the_mark_for_chinese_characters_stands_for_all_of_them_in_strings_lists_and_tables(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "harbour_words").mkdir()
    (tmp_path / "harbour_words/__init__.py").touch()
    (tmp_path / "harbour_words/words.toml").write_text(
        "[[row]]\nsays = '[\\p{Han}]港'\nany = ['[\\p{Han}]'] \n[row.values]\nport = '[^\\p{Han}]'\n", encoding="utf8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    (row,) = table_rows("harbour_words", "words.toml")
    assert (row["says"], row["any"], row["values"]) == (f"[{IDEOGRAPHS}]港", [f"[{IDEOGRAPHS}]"], {"port": f"[^{IDEOGRAPHS}]"})


def _longest(file: Path) -> int:
    text = file.read_text(encoding="utf8")
    if text.count("|") < LONG:
        return 0
    literals = [_told(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant | ast.JoinedStr)]
    return max((literal.count("|") for literal in literals if "\n|" not in literal), default=0)


def _told(node: ast.Constant | ast.JoinedStr) -> str:
    return "".join(str(part.value) for part in getattr(node, "values", [node]) if isinstance(part, ast.Constant))
