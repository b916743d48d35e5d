"""The exceptions that may reach a user, and the exit code each one ends the program with.

    RagassistError
    ├── UsageError        2   wrong usage or settings
    ├── StoreError        3   documents, index, lock
    │   ├── LoadError     3   one file that could not be read
    │   └── BusyError     3   another process is writing the index
    └── ModelError        4   a model, its weights or its endpoint

Everything else is a bug and ends with a traceback only under ``--debug``. A refusal, an unsupported claim and a failed
gate are values, not exceptions.

An error is a code and values. Its sentences, in English and in Chinese, are a row of `errors.tsv`.
"""

from __future__ import annotations

from typing import Literal

from ragassist.phrases import Phrase, Value, fill, table


def said(phrase: Phrase, lang: Literal["en", "zh"] = "en") -> tuple[str, str]:
    """Return what is wrong and what to do, one sentence each; the second may be empty. A code that is not known is told by itself.

    >>> said(Phrase.of("file.missing", name="plan.pdf"))
    ("There is no file 'plan.pdf'.", 'Check the name.')
    """
    rows = table("ragassist", "errors.tsv")
    values = dict(phrase.values)
    if phrase.code not in rows:
        told = ", ".join(f"{name} {value}" for name, value in phrase.values)
        return (f"{phrase.code}: {told}" if told else phrase.code), ""

    def within(inner: Phrase, part: str) -> str:
        return said(inner, lang)[part == "advice"]

    first = 0 if lang == "en" else 2
    problem, advice = rows[phrase.code][first : first + 2]
    return fill(problem, values, within), fill(advice, values, within)


def say(phrase: Phrase, lang: Literal["en", "zh"] = "en") -> str:
    """Return both sentences in one line.

    >>> say(Phrase.of("file.missing", name="plan.pdf"), "zh")
    '没有文件“plan.pdf”。请检查名称。'
    """
    return (" " if lang == "en" else "").join(filter(None, said(phrase, lang)))


class RagassistError(Exception):
    """What went wrong, as a code and values; `str(error)` says it in English."""

    exit_code = 1

    def __init__(self, code: str, /, **values: object) -> None:
        """Keep the code, a row of `errors.tsv`, and the values of its blanks."""
        super().__init__(code)
        self.phrase = Phrase.of(code, **values)

    def __str__(self) -> str:
        return say(self.phrase)

    @property
    def code(self) -> str:
        """Which error it is; stable from one version to the next."""
        return self.phrase.code

    @property
    def values(self) -> dict[str, Value]:
        """What the sentences are filled with."""
        return dict(self.phrase.values)

    @property
    def problem(self) -> str:
        """What is wrong, in English."""
        return said(self.phrase)[0]

    @property
    def advice(self) -> str:
        """What to do, in English."""
        return said(self.phrase)[1]


class UsageError(RagassistError):
    """The command line, a setting or an input file is not usable."""

    exit_code = 2


class StoreError(RagassistError):
    """The documents or the index cannot be read or written."""

    exit_code = 3


class LoadError(StoreError):
    """One file cannot be turned into a Document; the others still go in."""


class BusyError(StoreError):
    """Another process, or another store of this one, is writing the index: the same call may succeed later."""


class ModelError(RagassistError):
    """The model, its weights or its endpoint does not answer."""

    exit_code = 4

    def __init__(self, code: str, /, *, kind: str = "model", **values: object) -> None:
        """Keep what went wrong, and of which kind it is (`models.failures.Kind`), for those who decide what to try next."""
        super().__init__(code, **values)
        self.kind = kind
        self.spent = (0, 0, 0)
        """Tokens that the call cost all the same: of its prompt, of its reply, and of these those of thinking."""
