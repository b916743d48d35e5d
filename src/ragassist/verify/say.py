"""What a check found, in words: every finding has one sentence in English and one in Chinese, rows of `sentences.tsv`.

`[claim]` and `[source]` in a row stand for what the two are called where the sentence is read; `{name}` is a value of the finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from ragassist.types import Finding, Lang

Reader = Literal["check", "page"]
"""Who reads: `check` compares a claim with its source, `page` reads an answer beside a document."""
_CALLED: dict[tuple[Reader, Lang], dict[str, str]] = {
    ("check", "en"): {"claim": "claim", "source": "source"},
    ("page", "en"): {"claim": "answer", "source": "document"},
    ("check", "zh"): {"claim": "该说法", "source": "原文"},
    ("page", "zh"): {"claim": "回答", "source": "原文"},
}
_BLANK = re.compile(r"\[(claim|source)\]|\{(\w+)\}")


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """Return the English and the Chinese template of each code."""
    text = files("ragassist.verify").joinpath("sentences.tsv").read_text(encoding="utf8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {code: (english, chinese) for code, english, chinese in rows}


def say(finding: Finding, lang: Lang = "en", reader: Reader = "check") -> str:
    """Return the sentence about a finding; one of another version, whose code is not known, is told by its code and values.

    >>> say(Finding("quantity.absent", "against", values=(("said", "US$36 billion"),)))
    'The claim says US$36 billion; the source gives no such figure.'
    """
    values = dict(finding.values)
    if finding.code not in sentences():
        return f"{finding.code}: {', '.join(f'{name} {value}' for name, value in finding.values)}".rstrip(": ")
    called = _CALLED[reader, lang]
    template = sentences()[finding.code][0 if lang == "en" else 1]
    return _BLANK.sub(lambda blank: called[blank[1]] if blank[1] else values.get(blank[2], "…"), template)


def reasons(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return one English sentence a finding, each once, in order."""
    return tuple(dict.fromkeys(say(finding) for finding in findings))
