"""An answer as text to paste elsewhere: Markdown with numbered footnotes that hold the original sentence and its source. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ragassist.answer.states import notice_of
from ragassist.types import Answer, Citation
from ragassist.ui.messages import Translated
from ragassist.ui.views.answer_sentences import standing_claims
from ragassist.ui.views.markup import safe_url
from ragassist.ui.views.reading_view import told
from ragassist.ui.views.reply_view import model_label
from ragassist.ui.views.segments import Marker, paragraphs
from ragassist.ui.views.support_status import MARKS
from ragassist.ui.words.catalogue import Words


def footnotes(answer: Answer, translations: Mapping[int, Translated], words: Words) -> str:
    """Return the question, the answer with its markers, and one numbered source a line with the original sentence and its translation."""
    lines = [f"**{answer.question}**", "", f"{words.copy_refused}: {answer.answer}" if answer.refused else marked_text(answer, words), ""]
    if answer.citations:
        lines += [f"{words.copy_sources}:", ""]
    for citation in sorted(answer.citations, key=lambda each: each.n):
        lines += [_source(citation, answer, words), f"    {words.copy_original}: {citation.read}"]
        made = translations.get(citation.n)
        said = {claim.text for claim in answer.claims}
        text = made.text if made is not None else citation.translation if citation.translation not in said else ""
        if text:
            doubt = "" if made is None or made.confirmed else f" ({words.export_note_rough if made.rough else words.export_note_doubt})"
            lines.append(f"    {words.copy_translation}: {text}{doubt}")
    claims = standing_claims(answer)
    if any(claim.status == "rough" for claim in claims):
        lines += ["", f"{MARKS['rough']} {words.legend_rough_name}: {words.legend_rough}"]
    lines += ["", f"{words.answered_by}: {model_label(answer.model, words)}"]
    return "\n".join(lines).strip() + "\n"


def marked_text(answer: Answer, words: Words) -> str:
    """The answer's text; behind a rough sentence its mark, and on the next line the original. First the notice, where there is one."""
    known = {citation.n: citation for citation in answer.citations}
    claims = standing_claims(answer)
    if all(claim.status != "rough" for claim in claims):
        return answer.answer
    lines = []
    for paragraph in paragraphs(answer.answer, answer.claims):
        text = ""
        for part, follower in zip(paragraph, (*paragraph[1:], None), strict=True):
            text += f"[{part.n}]" if isinstance(part, Marker) else part.text
            claim = answer.claims[part.claim] if part.claim is not None else None
            if claim is not None and claim.status == "rough" and (follower is None or follower.claim != part.claim):
                lines.append(f"{text.strip()} {MARKS['rough']}")
                cited = [known[n] for n in claim.citations if n in known]
                lines += [f"    {words.original_of.format(n=each.n)}: {each.read}" for each in cited]
                text = ""
        lines += [text.strip()] if text.strip() else []
    notice = notice_of(claims, answer.answer_lang)
    return "\n".join([notice, "", *lines] if notice else lines)


def _source(citation: Citation, answer: Answer, words: Words) -> str:
    title = citation.title or citation.path or words.untitled
    if citation.title_en and citation.title_en != citation.title:
        title = f"{title} ({citation.title_en})"
    status = words.unsupported if citation.status == "unsupported" else ""
    page = words.page.format(n=citation.page) if citation.page is not None else ""
    facts = [title, citation.date, citation.source, page, safe_url(citation.url), citation.path, status]
    facts += [told(citation, answer.claims, words).rstrip(".。")]
    facts += [words.unread_pages.format(pages=citation.unread_pages).rstrip(".。")] if citation.unread_pages else []
    return f"[{citation.n}] " + ". ".join(fact for fact in dict.fromkeys(facts) if fact)
