"""Prompts are files: `prompts/<name>.md` in a checkout, `ragassist/_prompts/<name>.md` in a wheel.

A file has front matter (`id`, `version`, `variables`) and one part a message, headed `## system`, `## user` or
`## assistant`. Variables are `$name`; what a user or a document puts into them is never read as a template again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from ragassist.errors import UsageError
from ragassist.models.chat import Message

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "_prompts", _HERE.parent.parent / "prompts")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_PART = re.compile(r"^## (system|user|assistant)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file: its identity and its messages as templates."""

    name: str
    version: int
    variables: frozenset[str]
    parts: tuple[tuple[str, str], ...]

    def render(self, **variables: str) -> list[Message]:
        """Return the messages with every variable filled in.

        Raises:
            UsageError: a variable is missing, or is not one of the prompt's.
        """
        if set(variables) != self.variables:
            odd = ", ".join(sorted(set(variables) ^ self.variables))
            raise UsageError("prompt.variables", name=self.name, odd=odd, known=", ".join(sorted(self.variables)))
        return [Message(role, Template(body).substitute(variables)) for role, body in self.parts]  # type: ignore[arg-type]


@cache
def read(name: str) -> Prompt:
    """Return the prompt of that name.

    Raises:
        UsageError: no such file, or one that is not of the form above.
    """
    path = next((place / f"{name}.md" for place in _PLACES if (place / f"{name}.md").is_file()), None)
    if path is None:
        raise UsageError("prompt.absent", name=name, place=_PLACES[1])
    text = path.read_text(encoding="utf8")
    front = _FRONT.match(text)
    fields = dict(line.split(":", 1) for line in front.group(1).splitlines()) if front else {}
    pieces = _PART.split(text[front.end() :] if front else text)
    parts = tuple((role, body.strip()) for role, body in zip(pieces[1::2], pieces[2::2], strict=True))
    variables = frozenset(re.findall(r"\w+", fields.get("variables", "")))
    used = {match for _, body in parts for match in Template(body).get_identifiers()}
    if fields.get("id", "").strip() != name or not fields.get("version", "").strip().isdigit() or not parts or used != variables:
        raise UsageError("prompt.malformed", path=path)
    return Prompt(name, int(fields["version"]), variables, parts)


def load(name: str, **variables: str) -> list[Message]:
    """Return the messages of prompt `name` with its variables filled in: `read(name).render(...)`."""
    return read(name).render(**variables)


def fenced(text: str) -> str:
    """`text` on one line without the fence's own signs, so that a document cannot end the quotation it stands in."""
    return re.sub(r"\s+", " ", text).replace("<", "(").replace(">", ")").strip()
