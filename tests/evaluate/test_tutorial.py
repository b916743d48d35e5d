"""The tutorial's commands, run as they stand in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "eval" / "TUTORIAL.md").read_text(encoding="utf8")
HARBOUR = (
    "---\ntitle: 港口史\ntitle_en: History of the harbour\n---\n\n# 港口史\n\n港口于1931年5月启用。\n\n港口由市政府管理，每年检修一次。\n"
)

pytestmark = pytest.mark.slow  # a whole evaluation


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    place = tmp_path_factory.mktemp("tutorial")
    (place / "bin").mkdir()
    command = place / "bin" / "ragassist"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ragassist "$@"\n', encoding="utf8")
    command.chmod(0o755)
    (place / "documents").mkdir()
    (place / "documents" / "harbour.md").write_text(HARBOUR, encoding="utf8")
    (place / "questions.jsonl").write_text(blocks("json")[0], encoding="utf8")
    source = os.pathsep.join(path for path in (str(ROOT / "src"), os.environ.get("PYTHONPATH", "")) if path)
    environ = os.environ | {"PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": source}

    def shell(script):
        done = subprocess.run(["/bin/sh", "-ec", script], cwd=place, env=environ, capture_output=True, text=True, timeout=600, check=False)
        return done, place

    return shell


def test_three_commands_evaluate_a_corpus(run):
    done, place = run(blocks("sh")[0])
    assert done.returncode == 0, done.stderr
    assert "correct" in done.stdout
    page = (place / "mine-log" / "report.html").read_text(encoding="utf8")
    assert "港口是什么时候启用的？" in page
    assert "<b>2 of 2</b> questions that the documents answer" in page


def test_the_gate_holds_it_and_writes_what_ci_reads(run):
    done, place = run(blocks("sh")[1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The gate passes" in done.stdout
    assert (place / "junit.xml").is_file()
    assert (place / "summary.md").is_file()


def test_a_person_reads_that_log(run):
    written, counted = blocks("sh")[4].splitlines()
    done, place = run(written)
    assert done.returncode == 0, done.stderr
    sheet = (place / "sheet.md").read_text(encoding="utf8")
    filled = re.sub(r"(?m)^(- mark \(right.*): $", r"\1: right", re.sub(r"(?m)^(- mark \(yes.*): $", r"\1: yes", sheet))
    (place / "sheet.md").write_text(filled, encoding="utf8")
    done, _ = run(counted)
    assert done.returncode == 0, done.stderr
    assert re.search(r"verified +zh +\d+ +1\.00", done.stdout), done.stdout


def test_the_selftest_breaks_answers_of_that_log(run):
    done, _ = run(blocks("sh")[2])
    assert done.returncode in (0, 1), done.stderr
    assert re.search(r"quotation +all +2 +1\.00", done.stdout), done.stdout
    assert "all: caught" in done.stdout
