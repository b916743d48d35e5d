"""The exceptions that may reach a user, and the exit code each one ends the program with.

    RagassistError
    ├── UsageError        2   wrong usage or settings
    ├── StoreError        3   documents, index, lock
    │   ├── LoadError     3   one file that could not be read
    │   └── BusyError     3   another process is writing the index
    └── ModelError        4   a model, its weights or its endpoint

Everything else is a bug and ends with a traceback only under ``--debug``. A refusal, an unsupported claim and a failed
gate are values, not exceptions.
"""


class RagassistError(Exception):
    """One sentence that says what is wrong (`problem`) and one that says what to do (`advice`)."""

    exit_code = 1

    def __init__(self, problem: str, advice: str = "") -> None:
        """Keep both sentences; `str(error)` joins them with a space."""
        super().__init__(f"{problem} {advice}".strip())
        self.problem = problem
        self.advice = advice


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

    def __init__(self, problem: str, advice: str = "", code: str = "model") -> None:
        """Keep both sentences, and which kind of failure it is (`models.failures.Code`), for those who decide what to try next."""
        super().__init__(problem, advice)
        self.code = code
