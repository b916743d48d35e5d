"""A skipped test passes on somebody's machine and fails in CI, with the reason said in both."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--no-skips",), 1)])
def test_a_skip_counts_as_a_failure_only_where_asked(options, code):
    # The test session's own cache holds no weights, and the inner run inherits it.
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/models/test_local.py", "-k", "answers_and_counts", "-p", "no:cacheprovider", *options],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == code
    assert "ragassist models pull" in done.stdout
    assert "1 skipped" in done.stdout.strip().splitlines()[-1]
    assert ("--no-skips makes that a failure" in done.stdout) == bool(code)
