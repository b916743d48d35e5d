"""An answer as text to paste elsewhere: Markdown with numbered footnotes that hold the original sentence and its source. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ragassist.types import Answer, Citation
from ragassist.ui.markup import safe_url
from ragassist.ui.reply import model_label
from ragassist.ui.wire import Translated
from ragassist.ui.words import Words


def footnotes(answer: Answer, translations: Mapping[int, Translated], words: Words) -> str:
    """The question, the answer with its markers, and one numbered source a line with the original sentence and its translation."""
    lines = [f"**{answer.question}**", "", f"{words.copy_refused}: {answer.answer}" if answer.refused else answer.answer, ""]
    if answer.citations:
        lines += [f"{words.copy_sources}:", ""]
    for citation in sorted(answer.citations, key=lambda each: each.n):
        lines += [_source(citation, words), f"    {words.copy_original}: {citation.read}"]
        made = translations.get(citation.n)
        said = {claim.text for claim in answer.claims}
        text = made.text if made is not None else citation.translation if citation.translation not in said else ""
        if text:
            doubt = "" if made is None or made.confirmed else f" ({words.sentence_unsupported})"
            lines.append(f"    {words.copy_translation}: {text}{doubt}")
    lines += ["", f"{words.answered_by}: {model_label(answer.model, words)}"]
    return "\n".join(lines).strip() + "\n"


def _source(citation: Citation, words: Words) -> str:
    title = citation.title or citation.path or words.untitled
    if citation.title_en and citation.title_en != citation.title:
        title = f"{title} ({citation.title_en})"
    status = "" if citation.status == "verified" else words.unsupported
    page = words.page.format(n=citation.page) if citation.page is not None else ""
    facts = [title, citation.date, citation.source, page, safe_url(citation.url), citation.path, status]
    return f"[{citation.n}] " + ". ".join(fact for fact in dict.fromkeys(facts) if fact)
