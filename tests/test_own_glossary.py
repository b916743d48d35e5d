"""The user's own glossary (`retrieve.glossary`) reaches every place that asks the glossary."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import ragassist
from ragassist.answer.absent_names import absent_names
from ragassist.answer.evidence import Question
from ragassist.answer.fixed import fix
from ragassist.ingest.titles import known_title, with_known_title
from ragassist.lang.detector import detect
from ragassist.retrieve.crossing import Crossing
from ragassist.tasks.gloss import term
from ragassist.text.entities import entities
from ragassist.text.glossary import glossary
from ragassist.types import Document, DocumentMeta, Lang, Passage, Sentence
from ragassist.ui.server.page_services import PageServices
from ragassist.ui.views.glosses import explained_by, glosses
from ragassist.ui.views.suggestions import suggestions
from ragassist.ui.words.catalogue import EN
from ragassist.verify.view import Part
from tests.ui.scripted_assistant import Model, ScriptedAssistant, answered

SOURCE = Path(ragassist.__file__).parent
ROWS = (
    "zh\ten\tkind\tnote\n"
    "智能调度试点\tsmart dispatch pilot|dispatch pilot\tprogramme\tours\n"
    "滨海驳船公司\tBinhai Lighterage\tbody\tours\n"
    "滨海新城\tUlanqab\tbody\tours\n"
    "滨海港务条例\tBinhai Harbour Ordinance\tlaw\tours\n"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "terms.tsv"
    path.write_text(ROWS, encoding="utf8")
    return path


def parsed(*names: str) -> Iterator[tuple[Path, ast.Module]]:
    """Each module in which one of the names is called, as a tree; the others cannot say anything."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf8")
        if any(f"{name}(" in text for name in names):
            yield path, ast.parse(text)


def test_no_place_asks_for_the_programs_glossary_alone() -> None:
    """`glossary()` stands only behind `terms or`: whoever calls hands on what the settings name."""
    asked = 0
    for path, tree in parsed("glossary"):
        behind = {each for node in ast.walk(tree) if isinstance(node, ast.BoolOp) for each in node.values[1:]}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "glossary":
                asked += 1
                assert node.args or node in behind, f"{path.name}:{node.lineno}"
    assert asked > 12


def takers() -> dict[str, list[tuple[str, int]]]:
    """Functions and classes that take a glossary or do without: by module and name, the word and the place that it is given by."""
    found: dict[str, list[tuple[str, int]]] = {"ragassist.answer.fixed.fix": [("own", 2)]}
    for path in SOURCE.rglob("*.py"):
        if "Glossary | None" not in (text := path.read_text(encoding="utf8")):
            continue
        module = ".".join(("ragassist", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef):
                continue
            made = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
            for taker in made if isinstance(node, ast.ClassDef) else [node]:
                given = [each for each in taker.args.args if each.arg != "self"]
                for at, each in enumerate([*given, *taker.args.kwonlyargs]):
                    if each.annotation is not None and ast.unparse(each.annotation) == "Glossary | None":
                        found.setdefault(f"{module}.{node.name}", []).append((each.arg, at if at < len(given) else 99))
    return found


def test_every_caller_that_knows_the_settings_hands_them_on() -> None:
    """Each function that takes a glossary, and does without, is given it by every caller that imports it."""
    takes, asked, missed = takers(), 0, []
    for path, tree in parsed(*{name.rpartition(".")[2] for name in takes}):
        if path.relative_to(SOURCE).parts[:2] == ("evaluate", "tasks"):  # measures the program as it comes
            continue
        imported = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = imported.get(node.func.id, "") if isinstance(node.func, ast.Name) else ""
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                name = f"{imported.get(node.func.value.id, '')}.{node.func.attr}"
            if name in takes:
                asked += 1
                words = {word.arg for word in node.keywords}
                if not any(word in words or len(node.args) > at for word, at in takes[name]):
                    missed.append(f"{path.name}:{node.lineno} {name}")
    assert missed == []
    assert asked > 40


def test_searching_across_languages(own: Path) -> None:
    assert "智能调度试点" in Crossing(own).wording("Who runs the dispatch pilot?", "en")
    assert "智能调度试点" not in Crossing().wording("Who runs the dispatch pilot?", "en")


def test_what_is_fixed_before_a_model_renders(own: Path) -> None:
    assert "Binhai Lighterage" in fix("滨海驳船公司负责运输。", "en", own)


def test_a_name_that_the_documents_have_in_the_other_language(own: Path) -> None:
    question = Question("How many people work in Ulanqab?", "en", "en", "乌兰察布有多少人工作？")
    texts: dict[Lang, str] = {"zh": "滨海新城有三千人工作。"}
    assert absent_names(question, texts) == ()
    assert absent_names(question, texts, glossary(own)) is None


def test_names_in_checks(own: Path) -> None:
    claim, evidence = "Binhai Lighterage runs the pilot.", "滨海驳船公司负责试点。"
    assert (
        [e.key for e in entities(claim, glossary(own), detect(claim))]
        == [e.key for e in entities(evidence, glossary(own), detect(evidence))]
        == ["binhai lighterage"]
    )
    assert "binhai lighterage" not in [e.key for e in entities(evidence, None, detect(evidence))]
    assert [e.key for e in Part(evidence, terms=glossary(own)).entities] == ["binhai lighterage"]


def test_titles(own: Path) -> None:
    assert known_title("滨海港务条例", glossary(own)) == "Binhai Harbour Ordinance"
    document = Document("d", "d.txt", "/d.txt", "0", "滨海港务条例\n", "zh", DocumentMeta(title="滨海港务条例"))
    assert with_known_title(document, glossary(own)).meta.title_en == "Binhai Harbour Ordinance"
    assert with_known_title(document).meta.title_en == ""


def test_names_in_lists(own: Path) -> None:
    assert term("滨海驳船公司", "en", glossary(own)) == "Binhai Lighterage"
    assert term("滨海驳船公司", "en") == "滨海驳船公司"


def test_what_the_page_explains_and_suggests(own: Path) -> None:
    text = "本办法适用于智能调度试点。"
    with explained_by(glossary(own)):
        assert [(text[each.start : each.end], each.said) for each in glosses(text, "en")] == [
            ("智能调度试点", "smart dispatch pilot (ours)")
        ]
    assert glosses(text, "en") == []
    answer = answered("How much?", "en", Model("scripted-1.5b", "local"))
    first = answer.citations[0]
    cited = replace(answer, citations=(replace(first, quote="智能调度试点由港务局负责。", quote_clean="智能调度试点由港务局负责。"),))
    page = PageServices(ScriptedAssistant(), terms=glossary(own))
    assert "smart dispatch pilot (ours)" in page.cards(cited, {}, EN)
    assert "smart dispatch pilot (ours)" not in PageServices(ScriptedAssistant()).cards(cited, {}, EN)
    around = ["本办法适用于滨海港集装箱码头的智能调度试点。", "滨海驳船公司负责运输。", "滨海驳船公司每年报告。"]
    spans = tuple(Sentence(100 * at, 100 * at + len(text), text) for at, text in enumerate(around))
    passages = [Passage("harbour:00000", "harbour", 0, "zh", (), 0, 300, "\n".join(around), spans)]
    near = replace(answer, citations=(replace(first, start=0, end=len(around[0])),))
    records = ScriptedAssistant().documents()
    assert any("Binhai Lighterage" in asked for asked in suggestions(near, lambda _: passages, records, glossary(own)))
    assert not any("Binhai Lighterage" in asked for asked in suggestions(near, lambda _: passages, records))
