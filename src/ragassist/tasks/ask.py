"""A list narrowed to what a few words ask for, in either language; the count of what was read stays."""

from __future__ import annotations

from dataclasses import replace

from ragassist.lang.detector import detect
from ragassist.tasks.list import Listing, Row
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.terms import query_words, words


def narrowed(listing: Listing, ask: str, terms: Glossary | None = None) -> Listing:
    """Return the list with only the rows whose statement, heading or title holds every word of `ask`; all of it for none.

    An English word is looked for in Chinese statements by its glossary forms too. What is not sure is never narrowed away.
    """
    wanted = query_words(ask)
    if not wanted:
        return listing
    forms = [{word, *_across(word, terms or glossary())} for word in wanted]
    return replace(listing, rows=tuple(row for row in listing.rows if all(_holds(row, each) for each in forms)))


def _across(word: str, terms: Glossary) -> list[str]:
    return [each for form in terms.counterparts(word, detect(word)) for each in [form]]


def _holds(row: Row, forms: set[str]) -> bool:
    text = " ".join([row.statement.read, *row.statement.heading, row.document.meta.title, row.rendering])
    return bool(forms & set(words(text))) or any(form.casefold() in text.casefold() for form in forms if len(form) > 1)
