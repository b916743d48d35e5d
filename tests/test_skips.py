"""A skipped test passes on somebody's machine and fails in CI, with the reason said in both."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TWICE = """
import sys
import pytest

asked = ["tests/models/test_local.py", "-k", "answers_and_counts", "-p", "no:cacheprovider"]
for options in ([], ["--no-skips"]):
    code = int(pytest.main([*asked, *options]))
    print(f"== {code}", flush=True)
"""


@pytest.fixture(scope="module")
def said() -> dict[str, tuple[int, str]]:
    """What two runs in one other process end with and print, by whether a skip is a failure there."""
    # The test session's own cache holds no weights, and the inner run inherits it.
    done = subprocess.run(
        [sys.executable, "-c", TWICE], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False, timeout=120
    )
    usual, code, strict, strict_code, _ = re.split(r"^== (\d+)$\n?", done.stdout, flags=re.MULTILINE)
    return {"": (int(code), usual), "--no-skips": (int(strict_code), strict)}


@pytest.mark.slow
@pytest.mark.parametrize(("option", "code"), [("", 0), ("--no-skips", 1)])
def test_a_skip_counts_as_a_failure_only_where_asked(said, option, code):
    ended, printed = said[option]
    assert ended == code
    assert "ragassist models pull" in printed
    assert "1 skipped" in printed
    assert ("--no-skips makes that a failure" in printed) == bool(code)
