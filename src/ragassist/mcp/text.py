"""Results as text, for a model that reads nothing but text: the quotation stands beside its marker, with where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.serving.objects import SearchResult
from ragassist.text.shown import one_line, visible
from ragassist.types import Answer, Citation


def answer_text(answer: Answer) -> str:
    """Return the answer with its quotations below, each with document, place and exact words."""
    lines = [visible(answer.answer)]
    for citation in answer.citations:
        about = one_line(", ".join(part for part in (citation.title, citation.title_en, citation.date) if part) or citation.path)
        page = f", p. {citation.page}" if citation.page is not None else ""
        place = f"{citation.doc_id}:{citation.start}-{citation.end}"
        lines.append(f"[{citation.n}] {about}{page} ({place}): “{one_line(citation.quote_clean)}”{_reading(citation)}")
    return "\n\n".join(lines)


def _reading(citation: Citation) -> str:
    if not citation.machine_read:
        return ""
    return f" (read by machine; two readings do not agree on {', '.join(citation.doubts)})" if citation.doubts else " (read by machine)"


def search_text(results: Sequence[SearchResult]) -> str:
    """Return the passages, each with its document and place; a sentence that says so where there is none."""
    if not results:
        return "Nothing was found."
    return "\n\n".join(f"{r.rank}. {one_line(r.title or r.path)} ({r.doc_id}:{r.start}-{r.end})\n{visible(r.text)}" for r in results)
