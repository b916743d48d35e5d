"""A whole document to read: its cleaned sentences in order, headings to jump to, the cited sentence marked, terms explained. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.ingest.headings import ARTICLE_LEVEL, article, heading_level
from ragassist.types import DocumentRecord, Passage, Sentence
from ragassist.ui.views import page_picture
from ragassist.ui.views.cards import kind_word, status_word
from ragassist.ui.views.glosses import glossed, rough
from ragassist.ui.views.markup import esc, html_lang, icon, lang_of, link, span
from ragassist.ui.views.support_status import SIGNS
from ragassist.ui.views.workbench import task_buttons
from ragassist.ui.words.catalogue import Words, lang_of_reader

_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the document, or one of its headings."""

    parts: tuple[tuple[Sentence, str], ...]
    """Each sentence with what stands between it and the next one (a space in English, nothing in Chinese)."""
    label: str = ""
    """What the outline calls it; empty when it is no heading. Of an article its number, whose words stay text."""
    depth: int = 0
    """1 is outermost; 0 when it is no heading."""

    @property
    def text(self) -> str:
        """The line as one string."""
        return "".join(sentence.text + between for sentence, between in self.parts)

    @property
    def is_article(self) -> bool:
        """Whether it only opens with its label (第十七条 …) and goes on as text."""
        return bool(self.label) and self.label != self.text


def lines(passages: Sequence[Passage], title: str = "") -> tuple[Line, ...]:
    """Return the lines of a document, each sentence once.

    A line is a heading when some passage stands under it, or when it is numbered as one; a heading without number that no passage
    stands under as a whole is shown as text.

    Args:
        passages: all passages of one document, in order; they may overlap.
        title: the document's own title, which is not repeated as a heading of the outline.
    """
    paragraphs = _paragraphs(passages)
    known: dict[str, int] = {}
    for passage in passages:
        path = [name for name in passage.heading if name != title]
        for depth, name in enumerate(path, 1):
            known.setdefault(name, min(depth, _MAX_DEPTH))
    depths = {level: depth for name, depth in known.items() if (level := heading_level(name))}
    return tuple(_line(parts, title, known, depths) for parts in paragraphs)


def _paragraphs(passages: Sequence[Passage]) -> list[tuple[tuple[Sentence, str], ...]]:
    seen: set[tuple[int, int]] = set()
    found: list[tuple[tuple[Sentence, str], ...]] = []
    for passage in passages:
        current: list[tuple[Sentence, str]] = []
        at = 0
        for sentence in passage.sentences:
            begin = passage.text.find(sentence.text, at)
            between = passage.text[at:begin] if begin >= 0 else "\n"
            at = begin + len(sentence.text) if begin >= 0 else at
            if (sentence.start, sentence.end) in seen:
                continue
            seen.add((sentence.start, sentence.end))
            if current and "\n" in between:
                found.append(tuple(current))
                current = []
            elif current:
                current[-1] = (current[-1][0], between)
            current.append((sentence, ""))
        if current:
            found.append(tuple(current))
    return found


def _line(parts: tuple[tuple[Sentence, str], ...], title: str, known: dict[str, int], depths: dict[int, int]) -> Line:
    text = "".join(sentence.text + between for sentence, between in parts)
    if text == title:
        return Line(parts)
    level = heading_level(text)
    if level == ARTICLE_LEVEL:
        name = article(text)
        return Line(parts, name, known.get(name) or depths.get(level, _MAX_DEPTH - 1))
    if text in known:
        return Line(parts, text, known[text])
    return Line(parts, text, depths.get(level, 1)) if level else Line(parts)


def document_view(
    record: DocumentRecord,
    passages: Sequence[Passage],
    words: Words,
    *,
    cited: tuple[int, int] | None = None,
    page: int | None = None,
    from_answer: bool = False,
    status: str = "",
    can_translate: bool = False,
    works: bool = False,
) -> str:
    """Return the document as HTML: a bar with the way back and its title, the outline, and the text.

    Args:
        record: the document.
        passages: all its passages, in order.
        words: the interface's language.
        cited: the raw span that is to be marked; the first marked sentence has the id `ra-cited`.
        page: on which page of a PDF what is cited begins; its picture is shown above the text.
        from_answer: whether the reader comes from an answer, and goes back there.
        status: how the marked sentence stands there; `rough` and `unsupported` are said above the text.
        can_translate: whether a model is at hand; without one no translation is offered.
        works: whether document tasks are offered.
    """
    meta = record.meta
    read = lines(passages, meta.title)
    marked = cited is not None and any(_touches(sentence, cited) for line in read for sentence, _ in line.parts)
    back = words.view_back_answer if from_answer else words.view_back_documents
    to_cited = f'<button type="button" class="soft" data-do="jump" data-to="ra-cited">{esc(words.view_to_cited)}</button>' if marked else ""
    missing = f'<p class="note doubt">{icon("warn")}<span>{esc(words.view_moved)}</span></p>' if cited is not None and not marked else ""
    first, known = _first(read, cited), set[str]()
    body = "".join(_shown(line, n, words, known, cited=cited, first=first == n, can_translate=can_translate) for n, line in enumerate(read))
    hint = f"{words.translate_hint} {words.view_keys}" if can_translate and record.lang != lang_of_reader(words) else words.view_keys
    title = span(meta.title or record.path or words.untitled)
    return (
        f'<div class="view-head"><button type="button" class="quiet" data-do="close-view">{icon("back")}<span>{esc(back)}</span></button>'
        f'<div class="view-tools">{to_cited}{_finder(words)}</div></div>'
        f'<div class="view-body">{_outline(read, words)}<article class="paper" tabindex="-1" aria-labelledby="ra-view-title">'
        f'<header class="paper-head"><h2 id="ra-view-title">{title}</h2>{_facts(record, words, works=works)}'
        f'<p class="note">{esc(hint)}</p>{missing}{_stands(status, words) if marked else ""}'
        f"{_pictured(record, page, cited, words)}</header>{body}</article></div>"
    )


def _pictured(record: DocumentRecord, page: int | None, cited: tuple[int, int] | None, words: Words) -> str:
    if cited is None or page is None:
        return ""
    return page_picture.figure(record.doc_id, record.meta.title or record.path, page, cited, words, is_open=True)


def _stands(status: str, words: Words) -> str:
    """How the answer's sentence stands to what is marked here; nothing where it says what stands here."""
    if status == "rough":
        return f'<p class="note" data-status="rough">{icon(SIGNS["rough"])}<span>{esc(words.view_rough)}</span></p>'
    if status == "unsupported":
        return f'<p class="note doubt">{icon(SIGNS["unsupported"])}<span>{esc(words.view_unsupported)}</span></p>'
    return ""


def gone(words: Words) -> str:
    """Return what stands there when the document is no longer indexed."""
    return (
        f'<div class="view-head"><button type="button" class="quiet" data-do="close-view">{icon("back")}'
        f'<span>{esc(words.back)}</span></button></div><div class="notice">'
        f'<h2 id="ra-view-title" tabindex="-1">{esc(words.view_gone)}</h2></div>'
    )


def _facts(record: DocumentRecord, words: Words, *, works: bool) -> str:
    meta = record.meta
    title_en = span(meta.title_en, "title-en", "p") if meta.title_en and meta.title_en != meta.title else ""
    facts = [
        esc(meta.date),
        span(meta.issuer) if meta.issuer else "",
        esc(kind_word(meta.kind, words)),
        f'<span class="status" data-status="{esc(meta.status)}">{esc(status_word(meta.status, words))}</span>' if meta.status else "",
        span(meta.source) if meta.source else "",
    ]
    go = link(meta.url, words.open_link, "out")
    linked = f'<p class="go">{go}{icon("out")}</p>' if go else ""
    original = (
        f'<button type="button" class="quiet" data-do="original" data-doc="{esc(record.doc_id)}">{icon("file")}'
        f"<span>{esc(words.original_file)}</span></button>"
    )
    listed = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    return (
        f'{title_en}<ul class="facts">{listed}</ul><div class="acts">{linked}{original}{task_buttons(record, words) if works else ""}</div>'
    )


def _outline(read: Sequence[Line], words: Words) -> str:
    entries = []
    for n, line in enumerate(read):
        # A table of contents names the headings that come later: those later ones are the places to go to.
        listed = n + 1 < len(read) and bool(read[n + 1].label) and any(each.label == line.label for each in read[n + 1 :])
        if line.label and not listed:
            button = f'<button type="button" data-do="jump" data-to="ra-line-{n}">{span(line.label)}{_rough(line.label, words)}</button>'
            entries.append(f'<li data-depth="{line.depth}">{button}</li>')
    if not entries:
        return ""
    return (
        f'<nav class="outline" aria-label="{esc(words.view_outline)}"><details open><summary>{esc(words.view_outline)}</summary>'
        f"<ol>{''.join(entries)}</ol></details></nav>"
    )


def _rough(label: str, words: Words) -> str:
    said = rough(label, lang_of_reader(words))
    return f'<span class="rough">{esc(said)}</span>' if said else ""


def _finder(words: Words) -> str:
    """A search in the text that stands there; in a term it finds what the term says in the reader's language, too."""
    buttons = "".join(
        f'<button type="button" class="quiet" data-do="find" data-step="{step}" aria-label="{esc(said)}">{icon(sign)}</button>'
        for step, said, sign in ((-1, words.find_previous, "up"), (1, words.find_next, "down"))
    )
    return (
        f'<form class="finder" role="search"><label class="sr-only" for="ra-find">{esc(words.find_in)}</label>'
        f'<input id="ra-find" type="search" autocomplete="off" placeholder="{esc(words.find_in)}">'
        f'<output for="ra-find" aria-live="polite"></output>{buttons}</form>'
    )


def _touches(sentence: Sentence, cited: tuple[int, int]) -> bool:
    return sentence.start < cited[1] and cited[0] < sentence.end


def _first(read: Sequence[Line], cited: tuple[int, int] | None) -> int:
    """Which line the first marked sentence stands in; -1 when there is none."""
    if cited is None:
        return -1
    return next((n for n, line in enumerate(read) if any(_touches(sentence, cited) for sentence, _ in line.parts)), -1)


def _shown(line: Line, n: int, words: Words, known: set[str], *, cited: tuple[int, int] | None, first: bool, can_translate: bool) -> str:
    reader = lang_of_reader(words)
    pieces = []
    for sentence, between in line.parts:
        marked = cited is not None and _touches(sentence, cited)
        anchor = ""
        if marked and first:
            anchor, first = ' id="ra-cited" tabindex="-1"', False
        tag = "mark" if marked else "span"
        text = glossed(sentence.text, reader, known=known, figures=marked)
        span_of = f'data-start="{sentence.start}" data-end="{sentence.end}"'
        pieces.append(f'<{tag}{anchor} class="sent" {span_of}>{text}</{tag}>{esc(between)}')
    tag = "p" if line.is_article or not line.label else "h3" if line.depth == 1 else "h4"
    anchor = f' id="ra-line-{n}" tabindex="-1"' if line.label else ""
    said = f'<{tag}{anchor} lang="{html_lang(line.text)}">{"".join(pieces)}</{tag}>'
    if not can_translate or lang_of(line.text) == reader:
        return f'<div class="line">{said}</div>'
    named = f'aria-label="{esc(words.translate_paragraph)}" title="{esc(words.translate_paragraph)}"'
    return (
        f'<div class="line foreign">{said}<button type="button" class="quiet letters" data-do="translate-line" '
        f'aria-expanded="false" {named}>{icon("letters")}</button>'
        f'<div class="beside" aria-live="polite" hidden></div></div>'
    )
