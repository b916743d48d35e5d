"""Kinds of thing, told by their words: by which of them a question asks for one, and by which a sentence speaks of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ragassist.text.script import simplified


class Signs:
    """A table of kinds, its words in simplified characters; a text may be in either."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Each row is the kind's name, the pattern of a question that asks for it, and that of a sentence that speaks of it."""
        self._rows = tuple((name, re.compile(asked, re.IGNORECASE), re.compile(said, re.IGNORECASE)) for name, asked, said in rows)

    def asked(self, question: str) -> tuple[str, ...]:
        """Return the kinds that the words of `question` name, in the order of the table."""
        question = simplified(question)
        return tuple(name for name, asked, _ in self._rows if asked.search(question))

    def only(self, question: str) -> str:
        """Return the one kind that the words of `question` name; empty where they name none, or several."""
        found = self.asked(question)
        return found[0] if len(found) == 1 else ""

    def spoken_of(self, sentence: str, kind: str) -> bool:
        """Return whether `sentence` speaks of that kind; true where `kind` is empty."""
        sentence = simplified(sentence)
        return not kind or any(said.search(sentence) for name, _, said in self._rows if name == kind)
