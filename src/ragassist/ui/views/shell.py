"""The page around the conversation: header, first visit, question form, source panel, list of documents; as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.types import DocumentRecord, Lang, ModelName
from ragassist.ui.messages import MAX_QUESTION_CHARS
from ragassist.ui.views.answer_sentences import whole_legend
from ragassist.ui.views.cards import kind_word, status_word
from ragassist.ui.views.markup import esc, icon, span
from ragassist.ui.views.reply_view import tier_label
from ragassist.ui.views.workbench import workbench
from ragassist.ui.words.catalogue import CATALOGUE, Words


@dataclass(frozen=True, slots=True)
class Surface:
    """What the page shows besides the conversation."""

    model: ModelName
    reason: str
    """Why this model was chosen, one sentence."""
    documents: tuple[DocumentRecord, ...]
    starters: tuple[str, ...]
    problem: str = ""
    """What is wrong with the documents, when they cannot be listed."""
    library: str = ""
    """The library panel as HTML; empty: only the list of documents is shown."""
    filling: str = ""
    """What an empty library offers, as HTML."""
    weak_search: bool = False
    """Whether a weaker encoder searches than could."""
    works: bool = False
    """Whether document tasks are offered."""


def shell(surface: Surface, lang: Lang) -> str:
    """Return the whole page in `lang`, with an empty place for the turns (`#ra-turns`) and one for the cards (`#ra-cards`)."""
    words = CATALOGUE[lang]
    return (
        f'<a class="skip" href="#ra-question">{esc(words.skip)}</a>'
        f"{_header(surface, lang, words)}"
        f'<div class="desk"><div class="talk"><div id="ra-welcome">{_welcome(surface, words)}</div>'
        f'<div id="ra-turns"></div>{_composer(words)}</div>{_panel(surface, words)}</div>'
        '<section class="view" id="ra-task" aria-labelledby="ra-task-title" hidden></section>'
        '<section class="view" id="ra-view" aria-labelledby="ra-view-title" hidden></section>'
        '<p class="sr-only" id="ra-say" role="status" aria-live="polite"></p>'
        f"{_asides(words)}"
    )


def _header(surface: Surface, lang: Lang, words: Words) -> str:
    extractive = surface.model.tier == "extractive"
    name = words.tier_extractive_name if extractive else surface.model.name
    languages = "".join(
        f'<button type="button" data-do="lang" data-lang="{code}" lang="{tag}" aria-pressed="{str(code == lang).lower()}" '
        f'aria-label="{label}"><span class="long">{label}</span><span class="short">{short}</span></button>'
        for code, tag, label, short in (("en", "en", "English", "EN"), ("zh", "zh-Hans", "中文", "中文"))
    )
    return (
        '<header class="top"><div class="brand"><span class="seal" aria-hidden="true" lang="zh-Hans">据</span>'
        f'<h1>ragassist</h1><p class="tagline">{esc(words.tagline)}</p></div>'
        f'<p class="model" title="{esc(surface.reason)}"><span class="sr-only">{esc(words.model)}: </span><b>{esc(name)}</b>'
        f"<span>{esc(tier_label(surface.model.tier, words))}</span>{_weak(surface, words)}</p>"
        f'<div class="tools"><button type="button" class="quiet to-threads" data-do="threads" aria-label="{esc(words.conversations)}">'
        f'{icon("talks")}<span class="long">{esc(words.conversations)}</span></button>'
        f'<button type="button" class="quiet to-documents" data-do="documents" aria-label="{esc(words.documents)}">'
        f'{icon("shelf")}<span class="long">{esc(words.documents)}</span><span class="count">{len(surface.documents)}</span></button>'
        f'<button type="button" class="quiet" data-do="new" aria-label="{esc(words.new_conversation)}">{icon("plus")}'
        f'<span class="long">{esc(words.new_conversation)}</span><span class="short">{esc(words.new_short)}</span></button>'
        f'<div class="switch" role="group" aria-label="{esc(words.interface_language)}">{languages}</div></div></header>'
    )


def _weak(surface: Surface, words: Words) -> str:
    return f'<span class="weak" title="{esc(words.weak_search_why)}">{esc(words.weak_search)}</span>' if surface.weak_search else ""


def _welcome(surface: Surface, words: Words) -> str:
    if not surface.documents:
        return _empty(surface, words)
    starters = "".join(
        f'<li><button type="button" data-do="starter" data-question="{esc(question)}">{span(question)}</button></li>'
        for question in surface.starters
    )
    heading = f'<h3 id="ra-starters">{esc(words.starters)}</h3>'
    offered = f'{heading}<ul class="starters" aria-labelledby="ra-starters">{starters}</ul>' if starters else ""
    return f'<section class="welcome"><h2>{esc(words.welcome)}</h2><p>{esc(words.welcome_more)}</p>{whole_legend(words)}{offered}</section>'


def _empty(surface: Surface, words: Words) -> str:
    problem = f'<p class="note doubt">{icon("warn")}{span(surface.problem)}</p>' if surface.problem else ""
    return (
        f'<section class="welcome empty"><h2>{esc(words.failed_store if surface.problem else words.empty)}</h2>{problem}'
        f"{surface.filling}<p>{esc(words.empty_more)}</p>"
        f"<dl><dt><code>make chat</code></dt><dd>{esc(words.empty_chat)}</dd>"
        f"<dt><code>ragassist ingest PATH</code></dt><dd>{esc(words.empty_ingest)}</dd></dl>"
        f'<p><button type="button" class="{"soft" if surface.filling else "solid"}" data-do="reopen">{esc(words.empty_again)}</button></p>'
        "</section>"
    )


def _composer(words: Words) -> str:
    options = "".join(
        f'<label title="{esc(title)}"><input type="radio" name="ra-answer-lang" value="{code}">{span(label)}</label>'
        for code, label, title in (
            ("auto", words.answer_auto, words.answer_auto_more),
            ("en", "English", "English"),
            ("zh", "中文", "中文"),
        )
    )
    return (
        '<form class="composer" id="ra-form"><div class="field">'
        f'<label class="sr-only" for="ra-question">{esc(words.question_label)}</label>'
        f'<textarea id="ra-question" rows="1" maxlength="{MAX_QUESTION_CHARS}" placeholder="{esc(words.question_placeholder)}" '
        'aria-describedby="ra-keys" autocomplete="off"></textarea>'
        f'<button type="submit" class="solid send" data-do="send">{esc(words.send)}</button>'
        f'<button type="button" class="solid halt" data-do="stop" hidden>{icon("stop")}<span>{esc(words.stop)}</span></button></div>'
        f'<div class="under"><fieldset><legend>{esc(words.answer_language)}</legend>{options}</fieldset>'
        f'<p class="keys" id="ra-keys">{esc(words.keys)}</p></div></form>'
    )


def _panel(surface: Surface, words: Words) -> str:
    return (
        f'<aside class="panel" id="ra-panel" aria-label="{esc(words.sources)}"><div class="panel-head" role="group">'
        f'<button type="button" data-do="show-sources" aria-pressed="true">{esc(words.sources)}</button>'
        f'<button type="button" data-do="show-threads" aria-pressed="false">{esc(words.conversations)} '
        f'<span class="count thread-count">0</span></button>'
        f'<button type="button" data-do="show-documents" aria-pressed="false">{esc(words.documents)} '
        f'<span class="count">{len(surface.documents)}</span></button>'
        f"{_tasks_tab(words) if surface.works else ''}"
        f'<button type="button" class="quiet shut" data-do="close-panel" aria-label="{esc(words.close)}">{icon("close")}</button></div>'
        f'<div class="panel-body" id="ra-cards"><p class="hint">{esc(words.sources_empty)}</p></div>'
        f'<div class="panel-body" id="ra-threads" hidden><p class="hint">{esc(words.conversations_hint)}</p><ul class="threads"></ul>'
        f'<p class="acts"><button type="button" class="quiet" id="ra-samples" data-do="samples" hidden>{icon("save")}'
        f"<span>{esc(words.feedback_samples)}</span></button></p></div>"
        f'<div class="panel-body" id="ra-documents" hidden>{surface.library or documents(surface.documents, words)}</div>'
        f"{_tasks(surface, words) if surface.works else ''}</aside>"
    )


def _tasks_tab(words: Words) -> str:
    count = '<span class="count task-count">0</span>'
    return f'<button type="button" data-do="show-tasks" aria-pressed="false">{esc(words.tasks)} {count}</button>'


def _tasks(surface: Surface, words: Words) -> str:
    inside = workbench(surface.documents, words, can_translate=surface.model.tier != "extractive")
    return f'<div class="panel-body" id="ra-tasks" hidden>{inside}</div>'


def _asides(words: Words) -> str:
    """What stands outside the flow: a term's explanation, a word at the foot of the page, and the signs that the script puts on buttons."""
    signs = "".join(f'<i data-sign="{name}">{icon(name)}</i>' for name in ("pen", "save", "bin"))
    return (
        '<div class="tip" id="ra-tip" role="tooltip" hidden></div>'
        '<div class="toast" id="ra-toast" role="status" hidden><p></p>'
        f'<button type="button" class="soft" data-do="undo">{esc(words.undo)}</button>'
        f'<button type="button" class="quiet" data-do="dismiss-toast" aria-label="{esc(words.dismiss)}">{icon("close")}</button></div>'
        f'<div id="ra-signs" hidden>{signs}</div>'
    )


def documents(records: Sequence[DocumentRecord], words: Words) -> str:
    """Return the list of documents, by title: both titles, date, kind, status and how many passages are indexed."""
    if not records:
        return f'<p class="hint">{esc(words.empty)}</p>'
    head = words.documents_one if len(records) == 1 else words.documents_many.format(n=len(records))
    items = []
    for record in sorted(records, key=lambda each: (each.meta.title or each.path, each.path)):
        meta = record.meta
        title_en = span(meta.title_en, "title-en", "p") if meta.title_en and meta.title_en != meta.title else ""
        facts = (
            (words.col_date, esc(meta.date)),
            (words.col_kind, esc(kind_word(meta.kind, words))),
            (words.col_status, esc(status_word(meta.status, words))),
            (words.col_passages, str(record.passages)),
        )
        listed = "".join(f"<div><dt>{esc(name)}</dt><dd>{value}</dd></div>" for name, value in facts if value)
        title = meta.title or record.path or words.untitled
        read = (
            f'<button type="button" class="soft" data-do="read" data-doc="{esc(record.doc_id)}" '
            f'aria-label="{esc(words.read_named.format(title=title))}">{esc(words.read)}</button>'
        )
        items.append(f'<li>{span(title, "title", "p")}{title_en}<dl>{listed}</dl><p class="acts">{read}</p></li>')
    return f'<p class="hint">{esc(head)}. {esc(words.documents_hint)}</p><ul class="library">{"".join(items)}</ul>'
