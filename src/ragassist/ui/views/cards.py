"""The evidence card: for one citation, the original sentence in its place, what it says, and how it was checked."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.answer.states import READ_UNSURELY
from ragassist.types import Answer, Citation, Claim, DocumentRecord
from ragassist.ui.messages import Translated
from ragassist.ui.views import page_picture, reading_view, support_status
from ragassist.ui.views.findings import findings
from ragassist.ui.views.glosses import rough
from ragassist.ui.views.markup import esc, html_lang, icon, lang_of, link, span
from ragassist.ui.views.segments import shown
from ragassist.ui.views.statement import marked
from ragassist.ui.views.support_status import SIGNS, SupportStatus
from ragassist.ui.views.surroundings_view import Surroundings
from ragassist.ui.words.catalogue import Words, lang_of_reader


def cards(
    answer: Answer,
    around: dict[int, Surroundings],
    documents: dict[str, DocumentRecord],
    translations: dict[int, Translated],
    words: Words,
) -> str:
    """Return the cards of an answer in the order of their numbers, as HTML; an empty string when it has none.

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


def of_result(
    citation: Citation, around: Surroundings | None, document: DocumentRecord | None, translated: Translated | None, words: Words
) -> str:
    """Return the card of one citation of a task's result, where no sentence of an answer stands beside it; arguments as of `cards`."""
    return _card(citation, (), around, document, translated, words, verdict=words.task_quoted)


def _card(
    citation: Citation,
    claims: Sequence[Claim],
    around: Surroundings | None,
    document: DocumentRecord | None,
    translated: Translated | None,
    words: Words,
    *,
    verdict: str = "",
) -> str:
    n = citation.n
    stands = support_status.of_citation(citation, claims)
    name, back = esc(words.card_label.format(n=n)), esc(words.card_back.format(n=n))
    return (
        f'<article class="card" data-n="{n}" data-status="{stands}" tabindex="-1" aria-label="{name}">'
        f'<header class="card-head"><button type="button" class="cite" data-do="back" data-n="{n}" aria-label="{back}">[{n}]</button>'
        f"{_quoted(verdict) if verdict else _verdict(stands, words)}"
        f'<button type="button" class="quiet return" data-do="back" data-n="{n}" aria-hidden="true" tabindex="-1">'
        f"{icon('back')}<span>{esc(words.back)}</span></button></header>"
        f"<dl>{_claims(_own_words(claims, citation), stands, words)}{_quote(citation, claims, around, words, known=document is not None)}"
        f"{_translation_row(citation, claims, translated, words)}"
        f"{_checks(claims, words)}{_row('origin', words.document, _origin(citation, stands, around, document, words))}</dl></article>"
    )


def _verdict(stands: SupportStatus, words: Words) -> str:
    """Whether the sentence supports the answer: a sign and words, so that colour is never the only carrier."""
    return f'<h3 class="verdict" data-status="{stands}">{icon(SIGNS[stands])}<span>{esc(_in_words(stands, words))}</span></h3>'


def _quoted(said: str) -> str:
    return f'<h3 class="verdict" data-status="verified">{icon("check")}<span>{esc(said)}</span></h3>'


def _in_words(stands: SupportStatus, words: Words) -> str:
    return {"verified": words.verified, "rough": words.rough, "partly": words.partly, "unsupported": words.unsupported}[stands]


def _own_words(claims: Sequence[Claim], citation: Citation) -> list[Claim]:
    """The claims that say something besides quoting the sentence, which stands below anyway."""
    quoted = citation.quote_clean or citation.quote
    return [claim for claim in claims if quoted not in claim.text]


def _claims(claims: Sequence[Claim], stands: SupportStatus, words: Words) -> str:
    """What the answer makes of the sentence. A claim that stands otherwise than the card says so itself; a rough one says what that is."""
    if not claims:
        return ""
    pieces = []
    for claim in claims:
        own = support_status.of_claim(claim)
        tag = "" if own == stands else _note(own, _in_words(own, words))
        unsure = any(found.code == READ_UNSURELY for found in claim.findings)
        more = _note("rough", words.read_unsurely if unsure else words.rough_said) if own == "rough" else ""
        pieces.append(f'<div class="of-claim" data-status="{own}">{span(claim.text, "said", "p")}{tag}{more}</div>')
    return _row("answer-says", words.answer_says, "".join(pieces))


def _note(stands: SupportStatus, said: str) -> str:
    return f'<p class="note" data-status="{stands}">{icon(SIGNS[stands])}<span>{esc(said)}</span></p>'


def _quote(citation: Citation, claims: Sequence[Claim], around: Surroundings | None, words: Words, *, known: bool) -> str:
    """The sentence between its neighbours and, of a PDF that is still indexed (`known`), its page."""
    before = "".join(span(text, "near") for text in around.before) if around else ""
    after = "".join(span(text, "near") for text in around.after) if around else ""
    quoted = f'<blockquote lang="{html_lang(citation.quote)}">{before} {marked(citation, words)} {after}</blockquote>'
    span_of, title = (citation.start, citation.end), citation.title or citation.path
    pictured = page_picture.figure(citation.doc_id, title, citation.page, span_of, words, missing=citation.no_boxes) if known else ""
    return _row("source-says", words.source_says, quoted + _reading(citation, claims, words) + pictured)


def _reading(citation: Citation, claims: Sequence[Claim], words: Words) -> str:
    """That the sentence was read by machine, and which pages were not read at all; empty for most."""
    unsure = reading_view.is_unsure(citation, claims)
    notes = [reading_view.told(citation, claims, words)] if citation.machine_read else []
    notes += [words.unread_pages.format(pages=citation.unread_pages)] if citation.unread_pages else []
    return "".join(f'<p class="note{" doubt" if unsure else ""}">{icon("warn")}<span>{esc(note)}</span></p>' for note in notes)


def translation(citation: Citation, claims: Sequence[Claim], translated: Translated | None, words: Words) -> str:
    """Return what the sentence says in the reader's language, a button that asks for it, or nothing when it is in that language already.

    A citation's own translation that only repeats a claim is not shown: it would let the answer confirm itself.
    """
    reader = lang_of_reader(words)
    if lang_of(citation.quote_clean or citation.quote) == reader:
        return ""
    own = citation.translation
    if translated is None and own and lang_of(own) == reader and all(own != claim.text for claim in claims):
        translated = Translated(text=own, confirmed=citation.status == "verified", model="", lang=reader, rough=citation.status == "rough")
    if translated is None or translated.lang != reader:
        button = f'<button type="button" class="soft" data-do="translate" data-n="{citation.n}">{esc(words.translate)}</button>'
        return _named(words.in_other, button)
    if not translated.text:
        return _named(words.in_other, f'<p class="note">{esc(words.untranslatable)}</p>')
    doubt = "" if translated.confirmed else f'<p class="note doubt">{icon("warn")}<span>{esc(words.unconfirmed)}</span></p>'
    if translated.rough and not translated.confirmed:
        doubt = _note("rough", words.rough_translation)
    by = words.machine.format(model=translated.model) if translated.model else words.copy_translation
    return _named(words.in_other, f'{span(translated.text, "translated", "p")}<p class="note">{esc(by)}</p>{doubt}')


def _checks(claims: Sequence[Claim], words: Words) -> str:
    lines = "".join(
        f'<li data-ok="{str(found.agrees).lower()}">{icon("check" if found.agrees else "warn")}{span(found.text)}</li>'
        for found in findings(claims, words)
    )
    return _row("checks", words.checks, f"<ul>{lines}</ul>") if lines else ""


def _translation_row(citation: Citation, claims: Sequence[Claim], translated: Translated | None, words: Words) -> str:
    inside = translation(citation, claims, translated, words)
    return f'<div class="row in-other card-translation">{inside}</div>' if inside else ""


def _named(name: str, inside: str) -> str:
    return f"<dt>{esc(name)}</dt><dd>{inside}</dd>"


def _row(css: str, name: str, inside: str) -> str:
    return f'<div class="row {css}">{_named(name, inside)}</div>'


def status_word(status: str, words: Words) -> str:
    """Return a document's status in the interface's language, or as it is written when it is not one of the known words."""
    return {"draft": words.draft, "in force": words.in_force, "repealed": words.repealed}.get(status, status)


def kind_word(kind: str, words: Words) -> str:
    """Return a document's kind in the interface's language, or as it is written when it is not one of the known words."""
    known = {
        "law": words.law,
        "regulation": words.regulation,
        "interpretation": words.interpretation,
        "measure": words.measure,
        "opinion": words.opinion,
        "draft": words.draft,
        "paper": words.paper,
        "article": words.article,
    }
    return known.get(kind, kind)


def _origin(citation: Citation, stands: SupportStatus, around: Surroundings | None, document: DocumentRecord | None, words: Words) -> str:
    """Where the sentence is from: what the citation carries, and the indexed document where an older answer carries less."""
    title = span(citation.title or citation.path or words.untitled, "title", "p")
    title_en = span(citation.title_en, "title-en", "p") if citation.title_en and citation.title_en != citation.title else ""
    issuer = citation.issuer or (document.meta.issuer if document else "")
    kind = citation.kind or (document.meta.kind if document else "")
    status = citation.doc_status or (document.meta.status if document else "")
    facts = [
        (words.issued_by, _also(issuer, words)),
        (words.published, esc(citation.date)),
        (words.kind_of, esc(kind_word(kind, words))),
        (
            words.status_of,
            f'<span class="status" data-status="{esc(status)}">{esc(status_word(status, words) or words.status_unknown)}</span>',
        ),
        (words.stands_in, _place(citation, around, words)),
        (words.taken_from, span(citation.source) if citation.source and citation.source != issuer else ""),
    ]
    listed = "".join(f"<div><dt>{esc(name)}</dt><dd>{value}</dd></div>" for name, value in facts if value)
    go = link(citation.url, words.open_link, "out")
    linked = f'<p class="go">{go}{icon("out")}</p>' if go else ""
    place = f'data-doc="{esc(citation.doc_id)}" data-start="{citation.start}" data-end="{citation.end}" data-stands="{stands}"'
    read = f'<button type="button" class="soft" data-do="read" {place}>{esc(words.open_in_document)}</button>' if document else ""
    raw = "" if citation.quote == citation.quote_clean else f"<pre>{esc(citation.quote)}</pre>"
    offsets = esc(words.offsets.format(start=citation.start, end=citation.end))
    return (
        f'{title}{title_en}<dl class="facts">{listed}</dl><div class="acts">{read}{linked}</div>'
        f'<details><summary>{esc(words.in_file)}</summary><p class="path">{esc(citation.path)}, {offsets}</p>{raw}</details>'
    )


def _place(citation: Citation, around: Surroundings | None, words: Words) -> str:
    """The page and the headings above the sentence, with what terms and numbering alone say of them in the reader's language."""
    above = citation.heading.split(" / ") if citation.heading else list(around.heading) if around else []
    pieces = [esc(words.page.format(n=citation.page))] if citation.page is not None else []
    for part in above:
        if part and part not in (citation.title, citation.title_en):
            pieces.append(_also(part, words))
    return '<span aria-hidden="true"> / </span>'.join(pieces)


def _also(text: str, words: Words) -> str:
    """A name as it is written, and what it says in the reader's language where terms alone can say it."""
    said = rough(text, lang_of_reader(words))
    also = f' <span class="rough">{esc(said)}</span>' if said else ""
    return span(text) + also if text else ""
