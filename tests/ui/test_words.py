"""The catalogue: both languages complete, with the same blanks to fill in."""

from __future__ import annotations

import re
import string
from dataclasses import fields
from pathlib import Path

import pytest

from ragassist.ui import page
from ragassist.ui.words.catalogue import CATALOGUE, EN, ZH, Words, preferred

NAMES = [field.name for field in fields(Words)]
UI = Path(page.__file__).parent


def test_every_word_is_there_in_both_languages_with_the_same_blanks() -> None:
    for name in NAMES:
        english, chinese = getattr(EN, name), getattr(ZH, name)
        assert english.strip(), name
        assert chinese.strip(), name
        assert _blanks(english) == _blanks(chinese), name
        assert not re.search(r"[\u4e00-\u9fff]", english), name
        assert re.search(r"[\u4e00-\u9fff（]", chinese), name


def test_every_word_is_used() -> None:
    sources = [path for path in UI.rglob("*") if path.suffix in (".py", ".js") and path.parent.name != "words"]
    read = "\n".join(path.read_text(encoding="utf8") for path in sources)
    used = set(re.findall(r"\bwords\.(\w+)", read)) | set(re.findall(r"\"(\w+)(?=\")", read))
    assert set(NAMES) - used - STAGES == set()


STAGES = {"loading", "searching", "translating", "writing", "checking", "reading"}
"""Named by the engine's stages; `reply.stage_label` looks them up."""


def test_the_script_has_no_words_of_its_own() -> None:
    script = "".join(path.read_text(encoding="utf8") for path in (UI / "static").glob("*.js"))
    used = set(re.findall(r"(?<![\w-])words\.(\w+)", script))
    assert used
    assert used <= set(NAMES)


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr, zh-TW;q=0.7, en;q=0.3", "zh"),
        ("zh;q=nonsense, en;q=0.1", "en"),
        ("ZH-hans", "zh"),
    ],
)
def test_interface_language_follows_the_browser(header: str, lang: str) -> None:
    assert preferred(header) == lang


def test_catalogue_has_exactly_the_two_languages() -> None:
    assert set(CATALOGUE) == {"en", "zh"}


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
