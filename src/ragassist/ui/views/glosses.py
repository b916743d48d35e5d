"""Terms and amounts of a text in the other language, explained to a reader of this one where they stand. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ragassist.text.glossary import Glossary, Term, glossary
from ragassist.text.quantities import chinese, english, find_quantities
from ragassist.text.script import has_han
from ragassist.types import Lang
from ragassist.ui.views.markup import esc, lang_of

_LARGE = 10_000
_FIGURES = frozenset({"money", "article"})


@dataclass(frozen=True, slots=True)
class Gloss:
    """A stretch `[start, end)` of a text and what it says in the reader's language."""

    start: int
    end: int
    said: str


_IN_USE: ContextVar[Glossary | None] = ContextVar("glossary of the page", default=None)


@contextmanager
def explained_by(terms: Glossary | None) -> Iterator[None]:
    """Explain with these terms, meanwhile and in this thread; None for those that come with the program."""
    token = _IN_USE.set(terms)
    try:
        yield
    finally:
        _IN_USE.reset(token)


def glosses(text: str, reader: Lang, *, figures: bool = True) -> list[Gloss]:
    """Return the terms of `text`, and with `figures` its amounts and provisions, in order and without overlaps.

    Empty when the text is in the reader's own language: nothing needs to be explained then.
    """
    written = lang_of(text)
    if written == reader:
        return []
    found = [Gloss(each.start, each.end, _explained(each.term, reader)) for each in (_IN_USE.get() or glossary()).find(text, written)]
    if figures:
        say = english if reader == "en" else chinese
        for quantity in find_quantities(text):
            if quantity.kind in _FIGURES or (quantity.kind == "number" and quantity.high >= _LARGE):
                found.append(Gloss(quantity.start, quantity.end, say(quantity)))
    kept: list[Gloss] = []
    for gloss in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or gloss.start >= kept[-1].end:
            kept.append(gloss)
    return kept


def glossed(text: str, reader: Lang, *, known: set[str] | None = None, figures: bool = True) -> str:
    """`text` as HTML with its terms marked; pointing at one, or reaching it by keyboard, shows what it says.

    Args:
        text: a sentence.
        reader: the language of the interface.
        known: what was explained already: those terms can be pointed at, but the keyboard passes them by. New ones are added.
        figures: whether amounts and provisions are explained too; finding them takes longer than finding terms.
    """
    known = set() if known is None else known
    pieces, at = [], 0
    for gloss in glosses(text, reader, figures=figures):
        pieces.append(esc(text[at : gloss.start]))
        stop = "" if gloss.said in known else ' role="button" tabindex="0"'
        known.add(gloss.said)
        pieces.append(f'<span class="term"{stop} data-tip="{esc(gloss.said)}">{esc(text[gloss.start : gloss.end])}</span>')
        at = gloss.end
    pieces.append(esc(text[at:]))
    return "".join(pieces)


def rough(text: str, reader: Lang) -> str:
    """`text` (a heading) in the reader's language as far as terms and numbering alone can say it; empty when part of it is left."""
    if lang_of(text) == reader:
        return ""
    say = english if reader == "en" else chinese
    pieces, at = [], 0
    for gloss in glosses(text, reader):
        pieces += [text[at : gloss.start], " ", gloss.said.split(" (")[0], " "]
        at = gloss.end
    said = " ".join("".join([*pieces, text[at:]]).split())
    said = re.sub(r"\s*[、，]\s*", ", ", said) if reader == "en" else said
    if lang_of(said) == reader and not (reader == "en" and has_han(said)):
        return said
    first = next(iter(find_quantities(text)), None)
    return say(first) if first is not None and first.start == 0 and first.kind == "article" else ""


def _explained(term: Term, reader: Lang) -> str:
    forms = term.forms(reader)
    note = f" ({term.note})" if reader == "en" and term.note else ""
    return f"{forms[0]}{note}"
