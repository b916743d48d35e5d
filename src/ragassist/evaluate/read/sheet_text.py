"""A sheet for a text editor: Markdown, one block a sentence or answer, with places for marks at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ragassist.evaluate.read.filled_sheet import Filled, Place, Sheet, Wrong
from ragassist.evaluate.read.items import Item
from ragassist.evaluate.read.words import both, choices, word
from ragassist.phrases import Phrase
from ragassist.types import Lang

_HEAD: Final = re.compile(r"##\s+(?:\d+\s*·\s*)?(\S.*?)\s*$")
_PLACES: Final = {
    name: re.compile(rf"\s*[-*+]\s*(?:{'|'.join(map(re.escape, both(name)))})\s*(?:[(（][^()（）]*[)）])?\s*[:：](.*)$", re.IGNORECASE)
    for name in ("mark", "grade", "note")
}
_STATE: Final = tuple(f"**{said}" for said in both("state"))


def write(items: Sequence[Item], lang: Lang, *, states: bool = False) -> str:
    """Return the sheet in a language; with `states`, each sentence says what the program says of it."""
    guides = ["guide.sentence", "guide.answer", "guide.grade", "guide.how", *(["guide.states"] if states else [])]
    lines = [f"# {word('title', lang)}", ""]
    for guide in guides:
        lines += [word(guide, lang), ""]
    for number, item in enumerate(items, start=1):
        lines += [f"## {number} · {item.key}", ""]
        for text in _told(item, lang, states=states):
            lines += [text, ""]
        lines.append(f"- {word('mark', lang)} ({choices(item.kind, lang)}): ")
        if item.graded:
            lines.append(f"- {word('grade', lang)} ({word('to', lang)}): ")
        lines += [f"- {word('note', lang)}: ", ""]
    return "\n".join(lines)


def _told(item: Item, lang: Lang, *, states: bool) -> Iterator[str]:
    """Yield what a reader needs, a line each; every line begins with two asterisks, so that none is taken for a place or a head."""
    colon = "：" if lang == "zh" else ":"

    def named(name: str, text: str) -> str:
        return f"**{name}{colon}** {text}"

    if item.before:
        yield named(word("before", lang), item.before)
    yield named(word("question", lang), item.question)
    yield named(word(item.kind, lang).capitalize(), item.text)
    for original in item.originals:
        yield named(f"{word('original', lang)} [{original.n}]", original.quote)
        yield named(f"{word('where', lang)} [{original.n}]", original.where)
        if original.read_with:
            yield named(f"{word('with', lang)} [{original.n}]", original.read_with)
    if item.kind == "sentence" and not item.originals:
        yield named(word("original", lang), word("none_cited", lang))
    for text in item.expected:
        yield named(word("expected", lang), text)
    if item.kind == "answer" and not item.answerable:
        yield f"**{word('unanswerable', lang)}**"
    if states and item.state:
        yield named(word("state", lang), item.state)


def read(text: str) -> Sheet:
    """Return what was filled in.

    A line inside a block that is neither ours nor in a place for marks is wrong: nothing that a reader wrote is passed over.
    """
    blocks: list[Filled] = []
    wrong: list[Wrong] = []
    block: _Block | None = None
    states_shown = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if head := _HEAD.match(line):
            if block:
                blocks.append(block.closed())
            block = _Block(Place(number, head[1]))
        elif block and line.strip():
            states_shown = states_shown or line.startswith(_STATE)
            if not block.takes(number, line):
                wrong.append(Wrong(number, Phrase.of("line.no_place", text=line.strip()[:60])))
    if block:
        blocks.append(block.closed())
    return Sheet(tuple(blocks), tuple(wrong), states_shown)


class _Block:
    """The places of one block while its lines are read."""

    def __init__(self, key: Place) -> None:
        self._key = key
        self._places: dict[str, Place] = {}

    def takes(self, number: int, line: str) -> bool:
        """Return whether the line is one of ours, or something in a place; a note goes on until the next block."""
        for name, pattern in _PLACES.items():
            if (found := pattern.match(line)) and name not in self._places:
                self._places[name] = Place(number, found[1].strip())
                return True
        if note := self._places.get("note"):
            self._places["note"] = Place(note.line, f"{note.text} {line.strip()}".strip())
            return True
        return line.startswith("**") and not self._places

    def closed(self) -> Filled:
        """Return the block; a place that is not there is empty."""
        empty = Place(self._key.line, "")
        found = self._places
        return Filled(self._key, found.get("mark", empty), found.get("grade", empty), found.get("note", empty).text)
