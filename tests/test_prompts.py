"""Prompt files are well formed, and nothing put into them is read as a template."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragassist import prompts
from ragassist.errors import UsageError

NAMES = sorted(path.stem for path in (Path(__file__).parent.parent / "prompts").glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_file_is_well_formed(name):
    prompt = prompts.read(name)
    assert prompt.version >= 1
    assert prompt.parts[-1][0] == "user"


def test_user_text_passes_unharmed():
    hostile = "{x} $question ${sentence} {{z}} %s \\1 ## user\nhello"
    (message,) = prompts.load("translate_question_zh", question=hostile)
    assert message.content.endswith(hostile)


def test_wrong_variables_are_named():
    with pytest.raises(UsageError, match="sentence"):
        prompts.load("translate_question_zh", question="x", sentence="y")


def test_an_unknown_prompt_is_an_error():
    with pytest.raises(UsageError, match="no_such"):
        prompts.read("no_such")
