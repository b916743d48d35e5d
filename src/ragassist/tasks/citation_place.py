"""Where a quotation stands, as exports tell it: the document's name, the article, the page and the offsets, in the reader's language."""

from __future__ import annotations

from ragassist.tasks import gloss
from ragassist.tasks.labels import word
from ragassist.types import Citation, Lang


def document_of(citation: Citation, lang: Lang) -> str:
    """Return the document, the article or heading and the date; an English reader is told the original title and its English one."""
    headings = " / ".join(gloss.article(part, lang) for part in citation.heading.split(" / ") if part)
    titles = (citation.title, citation.title_en) if lang == "en" or not citation.title else (citation.title,)
    return joined((*titles, headings, citation.date), lang)


def offsets_of(citation: Citation, lang: Lang) -> str:
    """Return the file, the code points of the quotation in its text and, where it has pages, the page."""
    page = word("export.page", lang, n=citation.page) if citation.page else ""
    return joined((f"{citation.path}:{citation.start}-{citation.end}", page), lang)


def joined(parts: tuple[str, ...], lang: Lang) -> str:
    """Return what there is of `parts`, each once, with the comma of the language between."""
    return (", " if lang == "en" else "，").join(dict.fromkeys(part for part in parts if part))
