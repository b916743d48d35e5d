"""The evidence card: for one citation, the original sentence in its place, what it says, and how it was checked."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.types import Answer, Citation, Claim, DocumentRecord
from ragassist.ui.context import Surroundings
from ragassist.ui.markup import esc, html_lang, icon, lang_of, link, span
from ragassist.ui.segments import shown
from ragassist.ui.wire import Translated
from ragassist.ui.words import EN, Words


def cards(
    answer: Answer,
    around: dict[int, Surroundings],
    documents: dict[str, DocumentRecord],
    translations: dict[int, Translated],
    words: Words,
) -> str:
    """The cards of an answer in the order of their numbers, as HTML; an empty string when it has none.

    Args:
        answer: the answer the cards belong to.
        around: for each citation's number its surroundings, where they are known.
        documents: the indexed documents by id, for what a citation itself does not carry (issuer, status).
        translations: translations made so far, by citation number.
        words: the interface's language.
    """
    standing = shown(answer)
    pieces = []
    for citation in sorted(answer.citations, key=lambda each: each.n):
        claims = [claim for index, claim in enumerate(answer.claims) if index in standing and citation.n in claim.citations]
        pieces.append(_card(citation, claims, around.get(citation.n), documents.get(citation.doc_id), translations.get(citation.n), words))
    return "".join(pieces)


def _card(
    citation: Citation,
    claims: Sequence[Claim],
    around: Surroundings | None,
    document: DocumentRecord | None,
    translated: Translated | None,
    words: Words,
) -> str:
    n = citation.n
    return (
        f'<article class="card" data-n="{n}" data-status="{citation.status}" tabindex="-1" '
        f'aria-label="{esc(words.card_label.format(n=n))}"><header class="card-head"><button type="button" class="cite" data-do="back" '
        f'data-n="{n}" aria-label="{esc(words.card_back.format(n=n))}">[{n}]</button>'
        f"{verdict_label(citation, words)}</header>"
        f"{_claims(claims, words)}"
        f"{_quote(citation, around, words)}"
        f'<div class="card-translation" data-n="{n}">{translation(citation, translated, words)}</div>'
        f"{_checks(claims, words)}"
        f"{_origin(citation, around, document, words)}"
        "</article>"
    )


def verdict_label(citation: Citation, words: Words) -> str:
    """Whether the sentence supports the answer: a sign and words, so that colour is never the only carrier."""
    supported = citation.status == "verified"
    sign, said = (icon("check"), words.verified) if supported else (icon("warn"), words.unsupported)
    return f'<p class="verdict" data-status="{citation.status}">{sign}<span>{esc(said)}</span></p>'


def _claims(claims: Sequence[Claim], words: Words) -> str:
    if not claims:
        return ""
    items = "".join(span(claim.text, "said", "p") for claim in claims)
    return f'<div class="row answer-says"><h4>{esc(words.answer_says)}</h4>{items}</div>'


def _quote(citation: Citation, around: Surroundings | None, words: Words) -> str:
    before = "".join(span(text, "near") for text in around.before) if around else ""
    after = "".join(span(text, "near") for text in around.after) if around else ""
    mark = span(citation.quote_clean or citation.quote, tag="mark")
    lang = html_lang(citation.quote)
    return (
        f'<div class="row source-says"><h4>{esc(words.source_says)}</h4>'
        f'<blockquote lang="{lang}">{before} {mark} {after}</blockquote></div>'
    )


def translation(citation: Citation, translated: Translated | None, words: Words) -> str:
    """What the sentence says in the reader's language, a button that asks for it, or nothing when it is in that language already."""
    reader = "en" if words is EN else "zh"
    if lang_of(citation.quote_clean or citation.quote) == reader:
        return ""
    if translated is None and citation.translation and lang_of(citation.translation) == reader:
        translated = Translated(text=citation.translation, confirmed=citation.status == "verified", model="")
    if translated is None or translated.lang != reader:
        return f'<button type="button" class="soft" data-do="translate" data-n="{citation.n}">{esc(words.translate)}</button>'
    head = f"<h4>{esc(words.in_other)}</h4>"
    if not translated.text:
        return f'<div class="row in-other">{head}<p class="note">{esc(words.untranslatable)}</p></div>'
    doubt = "" if translated.confirmed else f'<p class="note doubt">{icon("warn")}<span>{esc(words.unconfirmed)}</span></p>'
    by = f'<p class="note">{esc(words.machine.format(model=translated.model))}</p>'
    return f'<div class="row in-other">{head}{span(translated.text, "translated", "p")}{by}{doubt}</div>'


def _checks(claims: Sequence[Claim], words: Words) -> str:
    items = []
    for claim in claims:
        ok = claim.status == "verified"
        reasons = claim.reasons or ((words.no_objection if ok else words.not_confirmed),)
        items += [f'<li data-ok="{str(ok).lower()}">{icon("check" if ok else "warn")}{span(reason)}</li>' for reason in reasons]
    unique = "".join(dict.fromkeys(items))
    return f'<div class="row checks"><h4>{esc(words.checks)}</h4><ul>{unique}</ul></div>' if unique else ""


def status_word(status: str, words: Words) -> str:
    """A document's status in the interface's language, or as it is written when it is not one of the known words."""
    return {"draft": words.draft, "in force": words.in_force, "repealed": words.repealed}.get(status, status)


def kind_word(kind: str, words: Words) -> str:
    """A document's kind in the interface's language, or as it is written when it is not one of the known words."""
    known = {
        "law": words.law,
        "regulation": words.regulation,
        "measure": words.measure,
        "opinion": words.opinion,
        "draft": words.draft,
        "paper": words.paper,
        "article": words.article,
    }
    return known.get(kind, kind)


def _origin(citation: Citation, around: Surroundings | None, document: DocumentRecord | None, words: Words) -> str:
    title = span(citation.title or citation.path or words.untitled, "title", "p")
    title_en = span(citation.title_en, "title-en", "p") if citation.title_en and citation.title_en != citation.title else ""
    status = document.meta.status if document else ""
    facts = [
        esc(citation.date),
        span(document.meta.issuer) if document and document.meta.issuer else "",
        f'<span class="status" data-status="{esc(status)}">{esc(status_word(status, words))}</span>' if status else "",
        esc(words.page.format(n=citation.page)) if citation.page is not None else "",
        span(" / ".join(around.heading)) if around and around.heading else "",
        span(citation.source) if citation.source else "",
    ]
    line = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    go = link(citation.url, words.open_link, "out")
    linked = f'<p class="go">{go}{icon("out")}</p>' if go else ""
    raw = "" if citation.quote == citation.quote_clean else f"<pre>{esc(citation.quote)}</pre>"
    offsets = esc(words.offsets.format(start=citation.start, end=citation.end))
    return (
        f'<footer class="row origin"><h4>{esc(words.document)}</h4>{title}{title_en}<ul class="facts">{line}</ul>'
        f"{linked}"
        f'<details><summary>{esc(words.in_file)}</summary><p class="path">{esc(citation.path)}, {offsets}</p>{raw}</details></footer>'
    )
