"""Settings: precedence, and an unknown name is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragassist.errors import UsageError
from ragassist.settings import Settings, names


def test_precedence_is_file_then_environment_then_command_line(tmp_path):
    (tmp_path / "ragassist.toml").write_text('home = "from-file"\n[ui]\nport = 1\nhost = "file"\n[retrieve]\nk = 7\n')
    settings = Settings.load(
        {"ui.port": 3, "home": None}, environ={"RAGASSIST_UI__PORT": "2", "RAGASSIST_UI__HOST": "env"}, directory=tmp_path
    )
    assert (settings.home, settings.ui.port, settings.ui.host, settings.retrieve.k) == (Path("from-file"), 3, "env", 7)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"RAGASSIST_UI__PROT": "1"}, "ui.port"),
        ({"RAGASSIST_HOEM": "x"}, "home"),
        ({"RAGASSIST_UI__PORT": "many"}, "RAGASSIST_UI__PORT"),
        ({"RAGASSIST_RETRIEVE__K": "0"}, "retrieve.k"),
    ],
)
def test_a_bad_setting_says_what_and_what_to_do(tmp_path, environ, words):
    with pytest.raises(UsageError) as caught:
        Settings.load(environ=environ, directory=tmp_path)
    assert words in str(caught.value)


def test_a_broken_file_is_an_error(tmp_path):
    (tmp_path / "ragassist.toml").write_text("home = ")
    with pytest.raises(UsageError, match="TOML"):
        Settings.load(environ={}, directory=tmp_path)


def test_a_key_never_shows(tmp_path):
    settings = Settings.load(environ={"RAGASSIST_CHAT__API_KEY": "sk-secret"}, directory=tmp_path)
    assert "sk-secret" not in repr(settings) + str(settings.model_dump(mode="json"))


def test_names_are_dotted():
    assert {"home", "chat.model", "chroma.url", "ui.port"} <= set(names())
