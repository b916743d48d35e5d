"""Figures are measured by their scripts, kept with where they come from, and shown for what they are: `eval/bench/figures.py`."""

from __future__ import annotations

# ruff: noqa: E402
import ast
import os
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BENCH = ROOT / "eval" / "bench"
sys.path.insert(0, str(BENCH))

import figures
import figures_kept
import values
from figures_declared import FIGURES, Figure
from figures_kept import Kept, Run
from figures_page import page
from values import Value

TREES = {name: ast.parse((BENCH / name).read_text(encoding="utf8")) for name in {figure.script for figure in FIGURES}}


def figure(name: str = "ferries", **other: object) -> Figure:
    given = {"table": "Ferries", "column": "in summer", "counts": "crossings", "script": "ferries.py", "command": "python ferries.py"}
    return Figure(name=name, **{**given, **other})


def ran(name: str = "ferries", *found: Value, error: str = "", fingerprint: str = "f" * 16, commit: str = "aaaaaaaaaa") -> Run:
    return Run(name, "python ferries.py", commit, fingerprint, "2026-03-01 10:00", 2, 0.5, 3.2, found, error)


PUNCTUAL = Value("punctual", 0.925, 40, 0.8012, 0.974)


# What the page says


def test_columns_of_one_heading_stand_side_by_side_with_n_and_interval() -> None:
    winter = figure("winter", column="in winter")
    kept = {"ferries": Kept(ran("ferries", PUNCTUAL, values.count("sunk", 0, 40))), "winter": Kept(ran("winter", replace(PUNCTUAL, n=8)))}
    text = page([figure(), winter], kept, {"ferries", "winter"}, "bbbbbbbbbb")
    assert "| | in summer | in winter |\n|---|---|---|\n" in text
    assert "| punctual | .93 [.80, .97], n 40 | .93 [.80, .97], n 8 |\n| sunk, n 40 | 0 | – |" in text
    assert text.count("## Ferries") == 1
    assert "at commit `bbbbbbbbbb`" in text
    assert "older" not in text.split("## Ferries")[1]
    assert "measured 2026-03-01 10:00 at `aaaaaaaaaa` in 3 s (load 0.5 on 2 cores). n counts crossings. `python ferries.py`" in text


def test_a_figure_of_another_state_is_never_shown_as_current() -> None:
    text = page([figure()], {"ferries": Kept(ran("ferries", PUNCTUAL))}, (), "bbbbbbbbbb")
    assert "| | in summer (**older**) |" in text
    assert "**older than this page's commit**, measured 2026-03-01 10:00 at `aaaaaaaaaa`" in text


def test_a_failure_is_named_with_its_error_beside_the_last_value() -> None:
    failed = ran("ferries", error="RuntimeError: the tide\nwas | out")
    text = page([figure()], {"ferries": Kept(ran("ferries", PUNCTUAL), failed)}, (), "bbbbbbbbbb")
    assert "**Failed** when last tried: `ferries`" in text
    assert "RuntimeError: the tide was / out" in text
    assert ".93 [.80, .97]" in text
    assert "[" not in page([figure()], {"ferries": Kept(None, failed)}, (), "b").split("## Ferries")[1]


def test_what_was_never_measured_says_what_it_needs() -> None:
    text = page([figure(needs=("gemma",), minutes=3)], {}, (), "b")
    assert "Not measured. It needs EmbeddingGemma's weights" in text
    assert "--only ferries" in text


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (1.0, "share", "1.00"),
        (0.0, "share", ".00"),
        (2000, "count", "2,000"),
        (0.141, "s", "0.141 s"),
        (3.14, "s", "3.1 s"),
        (123.4, "ms", "123 ms"),
    ],
)
def test_numbers_are_told_in_their_unit(value: float, unit: str, told: str) -> None:
    text = page([figure()], {"ferries": Kept(ran("ferries", Value("it", value, unit=unit)))}, {"ferries"}, "b")
    assert f"| it | {told} |" in text


# What is kept


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = {
        "ferries": Kept(ran("ferries", PUNCTUAL, values.count("sunk", 1, 40)), ran("ferries", error="OSError: 雾")),
        "winter": Kept(None, ran("winter", error="it measured nothing")),
    }
    figures_kept.write(tmp_path / "kept.jsonl", kept, ["ferries", "winter"])
    assert figures_kept.read(tmp_path / "kept.jsonl") == kept
    figures_kept.write(tmp_path / "kept.jsonl", kept, ["winter"])
    assert list(figures_kept.read(tmp_path / "kept.jsonl")) == ["winter"]
    assert figures_kept.read(tmp_path / "absent.jsonl") == {}


def test_a_run_that_comes_out_replaces_a_failure_and_a_failure_keeps_the_last_value() -> None:
    good, failed = ran("ferries", PUNCTUAL), ran("ferries", error="no")
    assert figures_kept.added({"ferries": Kept(good)}, failed) == {"ferries": Kept(good, failed)}
    assert figures_kept.added({"ferries": Kept(good, failed)}, good) == {"ferries": Kept(good)}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for place, text in {
        "src/ragassist/a.py": "A = 1\n",
        "data.jsonl": "{}\n",
        "README.md": "old\n",
        "eval/bench/ferries.py": "from values import share\n\n\ndef measure(late=3):\n    print('asked')\n    return [share('punctual', 40 - late, 40)]\n",
        "eval/bench/fog.py": "def measure():\n    raise RuntimeError('no tide')\n",
        "eval/bench/refuses.py": "def measure():\n    raise SystemExit('There is no harbour here.')\n",
        "eval/bench/sinks.py": "import os\n\n\ndef measure():\n    os._exit(9)\n",
        "eval/bench/empty.py": "def measure():\n    return []\n",
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf8")
    return tmp_path


@pytest.mark.parametrize(
    ("place", "is_stale"), [("src/ragassist/a.py", True), ("eval/bench/ferries.py", True), ("data.jsonl", True), ("README.md", False)]
)
def test_a_figure_is_current_while_program_script_and_data_are_what_they_were(checkout: Path, place: str, is_stale: bool) -> None:
    declared = figure(data=("data.jsonl",))
    run = ran("ferries", PUNCTUAL, fingerprint=figures_kept.fingerprint(declared, checkout))
    assert figures_kept.current([declared], {"ferries": Kept(run)}, checkout) == {"ferries"}
    (checkout / place).write_text("# changed\n", encoding="utf8")
    figures_kept._contents.cache_clear()
    assert figures_kept.current([declared], {"ferries": Kept(run)}, checkout) == (frozenset() if is_stale else {"ferries"})


def test_other_arguments_are_another_figure(checkout: Path) -> None:
    assert figures_kept.fingerprint(figure(args={"late": 1}), checkout) != figures_kept.fingerprint(figure(args={"late": 2}), checkout)


def test_outside_git_the_commit_is_not_known(tmp_path: Path) -> None:
    assert figures_kept.commit(tmp_path, [figure()]) == "unknown"


# How figures are measured


def measured_in(checkout: Path):
    return lambda one: figures.measured(one, "cccccccccc", figures_kept.fingerprint(one, checkout), checkout)


def test_a_failing_figure_is_named_and_the_others_go_on(checkout: Path) -> None:
    declared = [figure(name, script=f"{name}.py", column=name) for name in ("fog", "refuses", "sinks", "empty", "ferries")]
    kept = checkout / "kept.jsonl"
    assert figures.run(declared, declared, measured_in(checkout), kept, again=False, root=checkout) == 4
    found = figures_kept.read(kept)
    errors = {name: each.failed.error for name, each in found.items() if each.failed}
    assert errors == {
        "fog": "RuntimeError: no tide",
        "refuses": "There is no harbour here.",
        "sinks": "its process ended with code 9 and no result",
        "empty": "it measured nothing",
    }
    (value,) = found["ferries"].good.values
    assert (value.what, value.value, value.n) == ("punctual", 0.925, 40)
    assert value.low == pytest.approx(0.8014, abs=1e-3)
    assert found["ferries"].good.commit == "cccccccccc"
    assert found["ferries"].good.cores == os.cpu_count()


def test_what_is_up_to_date_is_not_measured_again_unless_asked(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[str] = []

    def measure(one: Figure) -> Run:
        asked.append(one.name)
        error = "no" if one.name == "fog" else ""
        return ran(one.name, *(() if error else (PUNCTUAL,)), error=error, fingerprint=figures_kept.fingerprint(one, checkout))

    declared, kept = [figure(), figure("fog", script="fog.py")], checkout / "kept.jsonl"
    for again in (False, False, True):
        figures.run(declared, declared, measure, kept, again=again, root=checkout)
    assert asked == ["ferries", "fog", "fog", "ferries", "fog"], "what failed is tried again"
    assert "ferries: kept, measured 2026-03-01" in capsys.readouterr().out


def test_a_name_stands_for_all_that_begin_with_it() -> None:
    declared = [figure("port/a"), figure("port/b", needs=("gemma",)), figure("portal")]
    assert [each.name for each in figures.wanted(declared, ["port"], fast=False)] == ["port/a", "port/b"]
    assert [each.name for each in figures.wanted(declared, [], fast=True)] == ["port/a", "portal"]
    with pytest.raises(SystemExit, match="There is no figure 'por'"):
        figures.wanted(declared, ["por"], fast=False)


def test_settings_of_the_person_who_measures_do_not_reach_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGASSIST_ANSWER__STRICTNESS", "bold")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert not {"RAGASSIST_ANSWER__STRICTNESS", "OPENAI_API_KEY"} & set(figures._environ(ROOT))


# What is declared is there


def test_names_are_unique_and_so_are_the_columns_of_a_table() -> None:
    assert len({each.name for each in FIGURES}) == len(FIGURES) > 20
    assert len({(each.table, each.column) for each in FIGURES}) == len(FIGURES)


@pytest.mark.parametrize("declared", FIGURES, ids=lambda each: each.name)
def test_each_declared_figure_has_its_script_its_data_and_its_command(declared: Figure) -> None:
    (measure,) = [node for node in TREES[declared.script].body if isinstance(node, ast.FunctionDef) and node.name == "measure"]
    takes = [*measure.args.args, *measure.args.kwonlyargs]
    needs = takes[: len(measure.args.args) - len(measure.args.defaults)]
    assert {each.arg for each in needs} <= set(declared.args) <= {each.arg for each in takes}
    absent = [place for place in declared.data if not (ROOT / place).exists()]
    assert [place for place in absent if "recordings" not in declared.needs or "recordings" not in place] == []
    for command in declared.command.split("&&"):
        program, script, *words = shlex.split(command)
        if program == "ragassist":
            from ragassist.cli.program import parser

            assert parser().parse_args([script, *words])
            continue
        source = (ROOT / script).read_text(encoding="utf8")
        assert [word for word in words if word.startswith("--") and f'"{word}"' not in source] == []


def test_the_page_says_what_is_kept_and_nothing_else() -> None:
    """No number is typed by hand: the page is what its lines make of themselves, given its commit and what it calls older."""
    text = (ROOT / "eval" / "FIGURES.md").read_text(encoding="utf8")
    kept = figures_kept.read(ROOT / "eval" / "figures.jsonl")
    commit = re.search(r"at commit `([^`]+)`", text).group(1)
    sections = {section.split("\n")[0]: section for section in text.split("\n## ")}
    current = {each.name for each in FIGURES if f"- {each.column}: measured" in sections.get(each.table, "")}
    assert page(FIGURES, kept, current, commit) == text
    assert not set(kept) - {each.name for each in FIGURES}


# Values


def test_shares_and_their_means_come_with_intervals_and_nothing_counted_is_an_error() -> None:
    assert values.share("punctual", 10, 10).low == pytest.approx(0.722, abs=1e-3)
    balanced = values.mean_of_shares("both", [[True] * 9 + [False], [True, False]])
    assert balanced.value == pytest.approx(0.7)
    assert balanced.n == 12
    # By hand: below .4 needs none of the two (.25) and fewer than eight of the ten (.07), which is .018; 1 has .25 × .35.
    assert (balanced.low, balanced.high) == (pytest.approx(0.4), pytest.approx(1))
    assert balanced == values.mean_of_shares("both", [[True] * 9 + [False], [True, False]])
    for nothing in (lambda: values.share("x", 0, 0), lambda: values.mean_of_shares("x", [[True], []]), lambda: values.median("x", [], "s")):
        with pytest.raises(ValueError, match="x"):
            nothing()
