r"""What an EQ field of Word shows, which it draws anew and keeps no result of.

A fraction is 1/3, a raised 26 an exponent, and of characters under a reading, which Word writes as one drawn over the other, the characters
alone. Source: ECMA-376 part 1, 17.16.5.17 EQ.
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.ingest.load.raised import END, SUB, SUP

_IS_EQ: Final = re.compile(r"\s*EQ\b", re.IGNORECASE)
_FORMATS: Final = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)')
_SWITCH: Final = re.compile(r"\\([A-Za-z]{1,3})\s*(-?\d{1,4})?")
_RINGS: Final = re.compile(r"[○◯□△▽◇⭕\s]*")
_READING: Final = re.compile(rf"\s*{SUP}[^{SUP}{SUB}{END}]*{END}\s*")
_MOST_CHARS: Final = 4_000
_MOST_DEEP: Final = 20


def is_equation(code: str) -> bool:
    """Return whether the code of a field is that of an EQ field, and no longer than is read."""
    return bool(_IS_EQ.match(code)) and len(code) <= _MOST_CHARS


def shown(code: str) -> str:
    r"""Return what the field shows, raised and lowered text between the marks of `raised`.

    >>> shown(r"EQ \f(1,3)"), shown(r"EQ \o\ac(○,5)"), shown(r"EQ \r(,a+b)")
    ('1/3', '5', '√(a+b)')
    """
    text = _FORMATS.sub("", _IS_EQ.sub("", code, count=1)).strip()
    return _Reader(text).all()


class _Reader:
    """Goes through the code of one field once."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def all(self) -> str:
        """Return everything up to the end."""
        parts = []
        while self._at < len(self._text):
            parts.append(self._until("", 0))
            self._at += 1  # a bracket or comma that closes nothing
        return "".join(parts).strip()

    def _until(self, ends: str, depth: int) -> str:
        """The text up to one of `ends`, which is not taken."""
        parts: list[str] = []
        brackets = 0
        while self._at < len(self._text):
            char = self._text[self._at]
            if char in ends and not brackets:
                break
            if char == "\\":
                parts.append(self._switch(depth))
                continue
            brackets += (char == "(") - (char == ")")
            parts.append(char)
            self._at += 1
        return "".join(parts)

    def _switch(self, depth: int) -> str:
        """A switch with its options and arguments; of any other backslash the character behind it."""
        names: list[tuple[str, int]] = []
        while found := _SWITCH.match(self._text, self._at):
            names.append((found[1].lower(), int(found[2] or 0)))
            self._at = found.end()
            if self._text.startswith("\\", self._at) and names[0][0] == "b" and not _SWITCH.match(self._text, self._at):
                self._at += 2  # \bc\[: the bracket to be drawn
        if not names:
            self._at += 2
            return self._text[self._at - 1 : self._at]
        while self._text.startswith(" ", self._at):
            self._at += 1
        if not self._text.startswith("(", self._at) or depth >= _MOST_DEEP:
            return ""
        return _written(names, self._arguments(depth + 1))

    def _arguments(self, depth: int) -> list[str]:
        found: list[str] = []
        while self._at < len(self._text):
            self._at += 1  # the bracket or comma
            found.append(self._until(",;，)", depth).strip())
            if self._text[self._at : self._at + 1] in (")", ""):
                break
        self._at += 1
        return found


def _written(names: list[tuple[str, int]], arguments: list[str]) -> str:
    kind = names[0][0]
    if kind == "f" and len(arguments) == 2:
        return f"{_whole(arguments[0])}/{_whole(arguments[1])}"
    if kind == "r":
        degree = arguments[0] if len(arguments) > 1 else ""
        return f"{'' if degree == '2' else degree}√({arguments[-1]})"
    if kind == "s":
        low = any(name == "do" for name, _ in names)
        return f"{SUB if low else SUP}{''.join(arguments)}{END}" if any(name in ("up", "do") for name, _ in names) else "".join(arguments)
    if kind == "o":  # drawn over each other: a reading above characters, a ring around a number
        return "".join(one for one in arguments if not _READING.fullmatch(one) and not _RINGS.fullmatch(one))
    if kind == "b":
        return f"({', '.join(arguments)})"
    if kind == "i":
        return f"∫[{arguments[0]},{arguments[1]}]{arguments[2]}" if len(arguments) == 3 else " ".join(arguments)
    return ", ".join(arguments) if kind in ("a", "l") else "".join(arguments)


def _whole(text: str) -> str:
    return text if re.fullmatch(r"[\w.%]+", text) else f"({text})"
