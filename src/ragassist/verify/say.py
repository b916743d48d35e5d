"""What a check found, in words: every finding has one sentence in English and one in Chinese, rows of `sentences.tsv`.

`[claim]` and `[source]` in a row stand for what the two are called where the sentence is read; `{name}` is a value of the finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ragassist.phrases import fill, table
from ragassist.types import Finding, Lang

Reader = Literal["check", "page"]
"""Who reads: `check` compares a claim with its source, `page` reads an answer beside a document."""
_CALLED: dict[tuple[Reader, Lang], dict[str, str]] = {
    ("check", "en"): {"claim": "claim", "source": "source"},
    ("page", "en"): {"claim": "answer", "source": "document"},
    ("check", "zh"): {"claim": "该说法", "source": "原文"},
    ("page", "zh"): {"claim": "回答", "source": "原文"},
}


def sentences() -> dict[str, tuple[str, ...]]:
    """Return the English and the Chinese template of each code."""
    return table("ragassist.verify", "sentences.tsv")


def say(finding: Finding, lang: Lang = "en", reader: Reader = "check") -> str:
    """Return the sentence about a finding; one of another version, whose code is not known, is told by its code and values.

    >>> say(Finding("quantity.absent", "against", values=(("said", "US$36 billion"),)))
    'The claim says US$36 billion; the source gives no such figure.'
    """
    if finding.code not in sentences():
        return f"{finding.code}: {', '.join(f'{name} {value}' for name, value in finding.values)}".rstrip(": ")
    called = _CALLED[reader, lang]
    template = sentences()[finding.code][0 if lang == "en" else 1]
    for name, word in called.items():
        template = template.replace(f"[{name}]", word)
    return fill(template, dict(finding.values))


def reasons(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return one English sentence a finding, each once, in order."""
    return tuple(dict.fromkeys(say(finding) for finding in findings))
