"""Every error is a code and values, with one sentence in English and one in Chinese from one table."""

import ast
import pickle
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ragassist
from ragassist.errors import ModelError, StoreError, UsageError, said, say
from ragassist.phrases import Phrase, blanks, fill, table
from ragassist.verify.say import sentences as findings

ROWS = table("ragassist", "errors.tsv")
SOURCE = Path(ragassist.__file__).parent
RAISED = {"RagassistError", "UsageError", "StoreError", "LoadError", "BusyError", "ModelError", "LineError", "LibraryError"} | {
    "EmptyPageError", "NotSignedInError", "FullError",
}  # fmt: skip
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_each_row_has_both_languages_and_the_same_blanks():
    for code, (problem, advice, problem_zh, advice_zh) in ROWS.items():
        assert problem, code
        assert problem_zh, code
        assert bool(advice) == bool(advice_zh), code
        assert blanks(problem) | blanks(advice) == blanks(problem_zh) | blanks(advice_zh), code
        assert not HAN.search(problem + advice), code


NAMES = {code for code in ROWS if code.startswith("form.")} | {"words.as_told", "request.within", "library.broke"}
"""Rows that are names and values, the same in every language."""


def test_each_sentence_in_chinese_is_in_chinese():
    bare = {code: re.sub(r"\{[^}]*\}", "", ROWS[code][2]) for code in ROWS.keys() - NAMES}
    assert {code for code, said in bare.items() if not HAN.search(said) and re.search("[a-z]{4}", said)} == set()


@cache
def calls():
    """Every call in the program that makes an error or a phrase, as (where, code, names of the values, the kind of call)."""
    return tuple(found for path in sorted(SOURCE.rglob("*.py")) for found in calls_in(path, path.read_text(encoding="utf8")))


def calls_in(path, text):
    if any(f"{name}(" in text for name in RAISED | {"Phrase.of"}):
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
            first = node.args[0]
            codes = [each.value for each in ast.walk(first) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if name in RAISED | {"Phrase.of"}:
                yield (
                    f"{path.name}:{node.lineno}",
                    name,
                    first,
                    codes,
                    {each.arg for each in node.keywords} - ({"kind"} if name == "ModelError" else set()),
                )


def test_every_code_that_is_used_is_a_row_and_gives_its_sentence_every_value():
    found = 0
    for where, _, first, codes, names in calls():
        if not isinstance(first, ast.Constant | ast.IfExp):
            continue
        for code in codes if isinstance(first, ast.Constant) else [code for code in codes if "." in code]:
            found += 1
            assert code in ROWS, (where, code)
            asked = {name.partition(".")[0] for sentence in ROWS[code] for name in blanks(sentence)}
            if None not in names:  # values that are handed on as they are
                assert asked <= names, (where, code)
    assert found > 250


def test_no_error_is_made_of_a_sentence():
    for where, name, first, codes, _ in calls():
        assert not any(" " in code for code in codes), (where, name)
        if name in RAISED:
            assert isinstance(first, ast.Constant | ast.Name | ast.Attribute | ast.JoinedStr | ast.IfExp), where


def test_every_row_is_used():
    text = "\n".join(path.read_text(encoding="utf8") for path in SOURCE.rglob("*.py"))
    for code in ROWS:
        family, _, name = code.partition(".")
        assert f'"{code}"' in text or re.search(rf'f"{family}\.\{{', text) or f'"{name.removesuffix("_later")}"' in text, code


@pytest.mark.parametrize("folder", ["api", "cli", "evaluate", "mcp", "serving", "tasks", "ui"])
def test_no_sentence_is_read_back_with_a_pattern(folder):
    """A pattern that fits what an error or a finding says would be parsing its sentence."""
    told = [row[column] for row in ROWS.values() for column in (0, 1)] + [english for english, _ in findings().values()]
    sentences = [re.sub(r"\{[^}]*\}", "7", sentence) for sentence in told if len(sentence) > 20]
    known = re.compile(r"re\.(?:compile|search|match|fullmatch|sub|findall|finditer)\(\s*[rf]{0,2}(\"[^\"\n]*\"|'[^'\n]*')")
    for path in sorted((SOURCE / folder).rglob("*.py")):
        for literal in known.findall(path.read_text(encoding="utf8")):
            pattern = ast.literal_eval(f"r{literal}")
            words = re.findall(r"[A-Za-z]{3,} [a-z]{2,}(?: [a-z]{2,})+", pattern)
            assert not any(word in sentence for word in words for sentence in sentences), (path.name, pattern)


def test_an_error_says_itself_in_english_and_its_phrase_in_both():
    error = UsageError("filter.backwards", first="2024-05", last="2024-01")
    assert str(error) == "The dates end (2024-01) before they begin (2024-05). Give the earlier date first."
    assert say(error.phrase, "zh") == "日期的终点（2024-01）早于起点（2024-05）。请先给出较早的日期。"
    assert (error.code, error.values) == ("filter.backwards", {"first": "2024-05", "last": "2024-01"})
    assert pickle.loads(pickle.dumps(error)).phrase == error.phrase


def test_a_phrase_within_an_error_is_said_in_the_same_language_advice_included():
    inner = StoreError("document.absent", name="plan.pdf")
    error = UsageError("gates.wrong", path="gates.toml", wrong=inner.phrase)
    assert error.problem == "gates.toml: No document 'plan.pdf' is indexed."
    assert said(error.phrase, "zh") == ("gates.toml：没有收录文档“plan.pdf”。", "`ragassist docs` 可列出已收录的文档。")


def test_a_code_of_another_version_is_told_by_itself():
    assert str(ModelError("endpoint.on_strike", since="noon")) == "endpoint.on_strike: since noon"


VALUES = st.recursive(
    st.text(max_size=12) | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.builds(
        lambda code, values: Phrase.of(code, **values),
        st.sampled_from(list(ROWS)),
        st.dictionaries(st.sampled_from("abcd"), inner, max_size=2),
    ),
    max_leaves=3,
)


@given(st.sampled_from(list(ROWS)), st.dictionaries(st.sampled_from(["name", "path", "size_mb", "n", "where", "error"]), VALUES))
def test_saying_never_fails_whatever_the_values_are(code, values):
    phrase = Phrase.of(code, **values)
    for lang in ("en", "zh"):
        assert say(phrase, lang)


@given(
    st.sampled_from(list(ROWS)),
    st.dictionaries(st.sampled_from(["name", "path", "n"]), st.text() | st.integers() | st.floats(allow_nan=False)),
)
def test_a_phrase_comes_back_from_json(code, values):
    phrase = Phrase.of(code, outer=Phrase.of(code, **values), **values)
    assert Phrase.from_json(phrase.as_json()) == phrase


@pytest.mark.parametrize("found", [None, "a sentence", 3, [], {"code": 3, "values": {}}, {"code": "a.b"}, {"code": "a.b", "values": []}])
def test_what_is_no_phrase_is_none(found):
    assert Phrase.from_json(found) is None


def test_a_value_cannot_reach_into_the_sentence():
    assert fill("{name} and {other}", {"name": "{other}", "other": "{name.__class__}"}) == "{other} and {name.__class__}"
