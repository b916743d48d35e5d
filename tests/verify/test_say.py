"""Findings in words: every code that a check can give has its sentence in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ragassist
from ragassist.phrases import table
from ragassist.types import Finding
from ragassist.verify.say import say, sentences
from ragassist.verify.verifier import Verifier

SOURCES = Path(ragassist.__file__).parent
MAKERS = {"against", "shade", "speaks_for", "make", "refused", "_found", "_denied"}


def _codes() -> dict[str, set[str]]:
    """Every code that the program makes a finding of, with the values it gives it where they stand beside it."""
    found: dict[str, set[str]] = {}
    for path in [*(SOURCES / "verify").rglob("*.py"), *(SOURCES / "answer").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[a-z]+\.[a-z_]+", node.value)
                and not node.value.startswith("ragassist.")
                and path.name != "tracing.py"  # names of the OpenTelemetry convention
                and not node.value.endswith((".tsv", ".toml", ".txt"))
            ):
                found.setdefault(node.value, set())
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and all(word.arg for word in node.keywords):
                    found[str(code.value)] = {str(word.arg) for word in node.keywords} - {"hard", "at", "there"}
    return found


def test_every_finding_has_an_english_and_a_chinese_sentence() -> None:
    codes = _codes()
    assert len(codes) > 30
    errors = table("ragassist", "errors.tsv").keys()
    assert not errors & sentences().keys()
    assert set(codes) - errors == set(sentences())


@pytest.mark.parametrize("code", sorted(sentences()))
def test_both_sentences_of_a_finding_fill_the_same_blanks(code: str) -> None:
    english, chinese = sentences()[code]
    blanks = set(re.findall(r"\{(\w+)\}", english))
    assert blanks == set(re.findall(r"\{(\w+)\}", chinese))
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    values = tuple((name, f"<{name}>") for name in sorted(blanks))
    for lang in ("en", "zh"):
        for reader in ("check", "page"):
            told = say(Finding(code, "against", values=values), lang, reader)  # type: ignore[arg-type]
            assert "{" not in told
            assert "[" not in told
            assert all(f"<{name}>" in told for name in blanks)


def test_a_page_speaks_of_answer_and_document() -> None:
    found = Finding("prohibition.dropped", "against")
    assert say(found) == "The source prohibits what the claim allows or requires."
    assert say(found, "en", "page") == "The document prohibits what the answer allows or requires."


def test_a_finding_of_another_version_is_told_by_its_code() -> None:
    assert say(Finding("shape.differs", "against", values=(("said", "round"),)), "zh") == "shape.differs: said round"


def test_values_with_braces_and_backslashes_pass_unharmed() -> None:
    found = Finding("name.absent", "against", values=(("said", r"\1{0}[claim]"),))
    assert say(found) == r"The claim names \1{0}[claim]; the source does not."


def test_reasons_are_the_findings_in_english() -> None:
    verdict = Verifier(None, None).verify("The fund holds 36 billion yuan.", ["该基金规模为3.6亿元。"])
    assert verdict.findings[0].code == "quantity.differs"
    assert verdict.reasons == tuple(say(found) for found in verdict.findings)
