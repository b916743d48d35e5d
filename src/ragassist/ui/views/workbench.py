"""Where document tasks are started and their results are found again: a form and a list that the script fills. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ragassist.tasks.labels import status_word, word
from ragassist.tasks.list import KINDS
from ragassist.types import DocumentRecord
from ragassist.ui.views.markup import esc, html_lang
from ragassist.ui.words.catalogue import Words, lang_of_reader


def workbench(records: Sequence[DocumentRecord], words: Words, *, can_translate: bool) -> str:
    """Return the pane of tasks.

    Args:
        records: the documents that can be worked on.
        words: the interface's language.
        can_translate: whether a model is at hand; without one no rendering is offered.
    """
    translate = (
        f'<label class="tick"><input type="checkbox" name="render"><span>{esc(words.task_translate)}</span></label>'
        if can_translate
        else ""
    )
    documents = options(records, words)
    kinds = "".join(f'<option value="{kind}">{esc(word(f"list.{kind}", lang_of_reader(words)))}</option>' for kind in KINDS)
    return (
        f'<p class="hint">{esc(words.tasks_hint)}</p>'
        f'<form class="task-form" data-form="task"><p class="problem" role="alert" hidden></p>'
        f'<label class="wide"><span>{esc(words.task_document)}</span><select name="doc"><option value="">'
        f"{esc(words.task_all_documents)}</option>{documents}</select></label>"
        f"<fieldset><legend>{esc(words.task_brief)}</legend><label><span>{esc(words.task_focus)}</span>"
        f'<input type="text" name="focus" maxlength="200" autocomplete="off"></label>'
        f'<label class="tick"><input type="checkbox" name="full"><span>{esc(words.task_full)}</span></label>'
        f'<button type="submit" class="soft" value="brief">{esc(words.task_brief)}</button></fieldset>'
        f'<fieldset><legend>{esc(words.task_list)}</legend><label><span>{esc(words.task_kind)}</span><select name="kind">{kinds}</select>'
        f'</label><label><span>{esc(words.task_ask)}</span><input type="text" name="ask" maxlength="200" autocomplete="off"></label>'
        f'<button type="submit" class="soft" value="list">{esc(words.task_list)}</button></fieldset>'
        f"<fieldset><legend>{esc(words.task_compare)}</legend><label><span>{esc(words.task_other)}</span>"
        f'<select name="other"><option value=""></option>{documents}</select></label>'
        f'<button type="submit" class="soft" value="compare">{esc(words.task_compare)}</button></fieldset>'
        f'<fieldset class="task-text"><legend>{esc(words.task_text)}</legend><label><span class="sr-only">{esc(words.task_text)}</span>'
        f'<textarea name="text" rows="4" placeholder="{esc(words.task_text_hint)}"></textarea></label>'
        f'<button type="button" class="quiet" data-do="task-file">{esc(words.task_file)}</button>'
        f'<p class="note task-file" role="status" hidden></p>'
        f'<button type="submit" class="soft" value="audit">{esc(words.task_check)}</button></fieldset>{translate}</form>'
        f'<h3 class="results-head">{esc(words.task_results)}</h3><ul class="threads task-results"></ul>'
    )


def options(records: Sequence[DocumentRecord], words: Words) -> str:
    """Return the documents as options, by title; versions of one text are told apart by date and status."""
    english = lang_of_reader(words) == "en"
    named = []
    for record in records:
        meta = record.meta
        title = (meta.title_en if english else "") or meta.title or record.path
        also = ", ".join(part for part in (meta.date, status_word(meta.status, lang_of_reader(words))) if part)
        named.append((f"{title} ({also})" if also else title, record.doc_id))
    return "".join(f'<option value="{esc(doc_id)}" lang="{html_lang(title)}">{esc(title)}</option>' for title, doc_id in sorted(named))


def task_buttons(record: DocumentRecord, words: Words) -> str:
    """Return what can be begun on one document: a brief at once, the rest in the form with the document chosen."""
    doc, title = esc(record.doc_id), record.meta.title or record.path
    return "".join(
        f'<button type="button" class="soft" data-do="{do}" data-doc="{doc}" '
        f'aria-label="{esc(named.format(title=title))}">{esc(label)}</button>'
        for do, label, named in (
            ("task-brief", words.task_brief, words.task_brief_named),
            ("task-more", words.task_more, words.task_more_named),
        )
    )


def chosen_buttons(words: Words) -> str:
    """Return what can be begun on the documents that the conversation is limited to; the script shows it while there are any."""
    return "".join(
        f'<button type="button" class="soft" data-do="{do}" hidden>{esc(label)}</button>'
        for do, label in (
            ("chosen-compare", words.task_chosen_compare),
            ("chosen-list", words.task_chosen_list),
            ("chosen-brief", words.task_chosen_brief),
        )
    )


def compare_button(record: DocumentRecord, other: DocumentRecord, words: Words) -> str:
    """Return the offer to compare a document with another version of it: the earlier one with the later, as far as their dates say."""
    said = words.task_compare_versions.format(title=other.meta.title or other.path)
    earlier, later = (record, other) if record.meta.date and record.meta.date < other.meta.date else (other, record)
    return (
        f'<button type="button" class="quiet kin" data-do="task-versions" data-doc="{esc(later.doc_id)}" '
        f'data-other="{esc(earlier.doc_id)}" '
        f'aria-label="{esc(said)}">{esc(words.task_compare)}</button>'
    )
