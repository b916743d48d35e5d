"""The audit of dependencies: what is excepted is written down with its reason and ends, and a weakness fails the run."""

from __future__ import annotations

import datetime
import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[1] / ".ci"
TODAY = datetime.date(2026, 11, 28)


def audit():
    loader = importlib.machinery.SourceFileLoader("audit_of_ci", str(CI / "audit"))
    spec = importlib.util.spec_from_loader("audit_of_ci", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_list_that_is_kept_is_in_order():
    found, wrong = audit().excepted((CI / "audit-exceptions.txt").read_text(encoding="utf8"), datetime.datetime.now(tz=datetime.UTC).date())
    assert wrong == []
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("CVE-2026-1", "is not"),
        ("CVE-2026-1 until 2027-01-01 no", "is not"),
        ("something until 2027-01-01 a reason that is long enough", "is not"),
        ("CVE-2026-1 until 2026-11-27 a reason that is long enough", "ended on 2026-11-27"),
    ],
)
def test_an_exception_without_reason_or_end_is_none(line, said):
    found, (wrong,) = audit().excepted(f"# head\n\n{line}\n", TODAY)
    assert found == []
    assert said in wrong


@pytest.mark.parametrize(
    ("exceptions", "known", "code"),
    [
        ("", "", 0),
        ("", "CVE-2026-7", 1),
        ("CVE-2026-7 until 2999-01-01 the function is not called here\n", "CVE-2026-7", 0),
        ("CVE-2026-7 until 2020-01-01 the function is not called here\n", "", 1),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the auditor")
def test_a_weakness_fails_the_run_unless_it_is_excepted(tmp_path, exceptions, known, code):
    shutil.copy(CI / "audit", tmp_path / "audit")
    (tmp_path / "audit-exceptions.txt").write_text(exceptions, encoding="utf8")
    auditor = tmp_path / "pip-audit"
    auditor.write_text(f'#!/bin/sh\ncase "{known}" in "") exit 0;; esac\ncase "$*" in *"--ignore-vuln {known}"*) exit 0;; esac\nexit 1\n')
    auditor.chmod(0o755)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "audit")], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, check=False
    )
    assert done.returncode == code
