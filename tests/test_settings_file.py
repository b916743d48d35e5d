"""A setting is written into the file and nothing else in it changes."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.cli.settings_file import put
from ragassist.errors import UsageError


@pytest.mark.parametrize(
    ("before", "old"),
    [
        ("", None),
        ("home = 'here'", None),
        ("[local]\n", None),
        ("[local]", None),
        ("[local]\nthreads = 2  # of four\n[chat]\nmodel = 'x'\n", None),
        ("# mine\n[chat]\nmodel = 'x'\n\n[local]\nthreads = 2\nweights = '/a b.gguf' # old\n\n[ui]\nport = 1\n", "/a b.gguf"),
        ("local.weights = 'a.gguf'\nhome = 'h'\n[chat]\nmodel = 'x'\n", "a.gguf"),
        ("[ local ]\n  weights='a.gguf'\n", "a.gguf"),
        ("[chat]\nmodel = 'weights = 1'\n[[other]]\nx = 1\n[local]\nweights = 'a'\n", "a"),
    ],
)
def test_a_setting_is_set_and_taken_out_again(tmp_path, before, old):
    file = tmp_path / "ragassist.toml"
    file.write_text(before, encoding="utf8")
    known = tomllib.loads(before)
    assert put(file, "local", "weights", '模型 "b".gguf') == old
    after = tomllib.loads(file.read_text(encoding="utf8"))
    assert after == {**known, "local": {**known.get("local", {}), "weights": '模型 "b".gguf'}}
    for line in before.splitlines():
        assert "weights" in line or line.strip("[ ]") == "local" or line in file.read_text(encoding="utf8").splitlines()
    assert put(file, "local", "weights", None) == '模型 "b".gguf'
    last = tomllib.loads(file.read_text(encoding="utf8"))
    assert "weights" not in last.get("local", {})
    assert {k: v for k, v in last.items() if k != "local"} == {k: v for k, v in known.items() if k != "local"}


@pytest.mark.parametrize("before", ["local = { weights = 'a', threads = 1 }\n", "[local]\nweights = '''\na\n'''\n", "local = 3\n"])
def test_what_cannot_be_changed_safely_is_left_alone(tmp_path, before):
    file = tmp_path / "ragassist.toml"
    file.write_text(before, encoding="utf8")
    with pytest.raises(UsageError, match="by hand"):
        put(file, "local", "weights", "b")
    assert file.read_text(encoding="utf8") == before


def test_a_file_that_is_no_toml_is_left_alone(tmp_path):
    file = tmp_path / "ragassist.toml"
    file.write_text("[local\n", encoding="utf8")
    with pytest.raises(UsageError, match="TOML"):
        put(file, "local", "weights", "b")
    assert file.read_text(encoding="utf8") == "[local\n"


@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30), comment=st.text(st.sampled_from("[]=#'\" weights\n"), max_size=30)
)
def test_whatever_is_written_is_read_again(value, comment):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ragassist.toml"
        lead = "".join(f"# {line}\n" for line in comment.split("\n"))
        file.write_text(f"{lead}[local]\n{lead}threads = 1\n", encoding="utf8")
        try:
            put(file, "local", "weights", value)
        except UsageError:  # refused, and then unchanged
            assert file.read_text(encoding="utf8") == f"{lead}[local]\n{lead}threads = 1\n"
            assert "\x7f" in value
            return
        assert tomllib.loads(file.read_text(encoding="utf8")) == {"local": {"weights": value, "threads": 1}}
        assert file.read_text(encoding="utf8").count(lead) >= 1
