"""The library as HTML: adding files, what became of them, titles to search, limits of the conversation, and one row a document. Pure.

The panel is made of slots that are always there (`data-slot`), so that the page can bring each up to date without touching the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ragassist.errors import say
from ragassist.phrases import Phrase
from ragassist.serving.library_items import OPEN, Item, Removal
from ragassist.types import DocumentRecord, Failure, Relation
from ragassist.ui.views.cards import kind_word, status_word
from ragassist.ui.views.markup import esc, icon, span
from ragassist.ui.views.workbench import chosen_buttons, compare_button, task_buttons
from ragassist.ui.words.catalogue import Words, lang_of_reader

_FORMATS = {".docx": "Word", ".htm": "HTML", ".xhtml": "HTML", ".md": "Markdown", ".markdown": "Markdown"}


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What one reader's library holds at one moment."""

    records: tuple[DocumentRecord, ...] = ()
    items: tuple[Item, ...] = ()
    removals: tuple[Removal, ...] = ()
    complaints: tuple[tuple[str, Phrase], ...] = ()
    """(title, why) of removals that failed."""
    problems: tuple[Failure, ...] = ()
    changeable: frozenset[str] = frozenset()
    """Documents that this reader may re-index and remove, by id."""
    own: frozenset[str] = frozenset()
    """Documents that were uploaded, by id."""
    older: int = 0
    """Documents that this reader may re-index and that an earlier version of the program read."""
    starter_files: int = 0
    """How many starter documents could be indexed; 0 when they are not there, or are indexed already."""
    formats: tuple[str, ...] = field(default=())
    """Suffixes of readable files, with their dots."""
    max_mb: float = 0.0
    works: bool = False
    """Whether document tasks are offered."""


def panel(state: LibraryState, words: Words) -> str:
    """Return the whole library panel."""
    return (
        f'<div class="lib" data-formats="{esc(" ".join(state.formats))}" data-told="{esc(formats_told(state.formats))}" '
        f'data-max-mb="{state.max_mb:g}">'
        f'<div data-slot="head">{_head(state, words)}</div>'
        f'<div data-slot="sending" data-keep class="sending" aria-live="polite"></div>'
        f'<div data-slot="items" aria-live="polite">{_items(state, words)}{_removals(state, words)}</div>'
        f'<div data-slot="problems">{_problems(state, words)}</div>'
        f'<div data-slot="tools">{_tools(state, words)}</div>'
        f'<div data-slot="list">{_list(state, words)}</div>'
        f'<div data-slot="foot">{_foot(state, words)}</div></div>'
    )


def filling(state: LibraryState, words: Words) -> str:
    """Return what an empty library offers: the starter documents with their progress, and a button for one's own files."""
    running = next((item for item in state.items if item.kind == "starter" and item.state in OPEN), None)
    failed = next((item for item in state.items if item.kind == "starter" and item.state == "failed"), None)
    offer = ""
    if running is not None:
        offer = (
            f'<p class="stage"><span class="pulse" aria-hidden="true"></span><span>{esc(words.starter_adding)}: '
            f"{esc(_state(running, words))}</span></p>{_meter(running)}"
        )
    elif state.starter_files:
        more = esc(words.starter_more.format(n=state.starter_files))
        offer = (
            f'<p><button type="button" class="solid" data-do="lib" data-act="starter">{esc(words.starter_add)}</button></p><p>{more}</p>'
        )
    told_why = f'<p class="note doubt">{icon("warn")}{span(_why(failed.why, words))}</p>' if failed is not None else ""
    return f'<div class="filling" id="ra-filling">{offer}{told_why}<p>{_add_button(words, soft=True)}</p></div>'


def formats_told(formats: Sequence[str]) -> str:
    """Return the formats of these suffixes as people say them, each once.

    >>> formats_told([".md", ".docx", ".markdown", ".xyz"])
    'Markdown, Word, XYZ'
    """
    names = (_FORMATS.get(suffix, suffix.lstrip(".").upper()) for suffix in formats)
    return ", ".join(sorted(set(names)))


def _add_button(words: Words, *, soft: bool) -> str:
    return f'<button type="button" class="{"soft" if soft else "solid"}" data-do="add-files">{esc(words.add_files)}</button>'


def _head(state: LibraryState, words: Words) -> str:
    count = words.documents_one if len(state.records) == 1 else words.documents_many.format(n=len(state.records))
    stop = "。" if lang_of_reader(words) == "zh" else ". "
    hint = f"{count}{stop}{words.documents_hint}" if state.records else words.empty
    formats = words.add_formats.format(formats=formats_told(state.formats), mb=f"{state.max_mb:g}")
    adding = (
        f'<div class="drop"><p>{_add_button(words, soft=True)} <span>{esc(words.add_or_drop)}</span></p>'
        f'<p class="note">{esc(formats)}</p></div>'
        if state.formats
        else ""
    )
    return f'<p class="hint">{esc(hint)}</p>{adding}'


def _meter(item: Item) -> str:
    if item.kind not in ("all", "starter"):
        return ""
    return f'<progress max="{max(1, item.total)}" value="{item.done}"></progress>'


def _state(item: Item, words: Words) -> str:
    if item.state == "indexing" and item.kind in ("all", "starter"):
        return words.item_indexing_of.format(done=min(item.done + 1, item.total), total=item.total)
    if item.state == "added" and item.kind in ("all", "starter"):
        added, updated, unchanged, failed = item.counts
        return words.item_many.format(added=added, updated=updated, unchanged=unchanged, failed=failed)
    return {
        "waiting": words.item_waiting,
        "blocked": words.item_blocked,
        "indexing": words.item_indexing,
        "added": words.item_added,
        "updated": words.item_updated,
        "unchanged": words.item_unchanged,
        "empty": words.item_empty,
        "failed": words.item_failed,
    }[item.state]


def _why(why: Phrase | None, words: Words) -> str:
    """Return why a file did not go in and what to do; the file by its last name, for where it lies says nothing to a reader."""
    told = why or Phrase.of("file.not_indexed")
    values = {name: Path(value).name if name == "name" and isinstance(value, str) else value for name, value in told.values}
    return say(Phrase.of(told.code, **values), lang_of_reader(words))


def _items(state: LibraryState, words: Words) -> str:
    rows = []
    for item in state.items:
        title = {"all": words.all_documents, "starter": words.starter_documents}.get(item.kind, item.title)
        sign = '<span class="pulse" aria-hidden="true"></span>' if item.state in OPEN else icon("check")
        failed = item.state in ("empty", "failed")
        reason = f'<p class="why">{span(_why(item.why, words))}</p>' if failed else ""
        rows.append(
            f'<li data-state="{item.state}">{icon("warn") if failed else sign}<div><p>{span(title, "name")} '
            f'<span class="what">{esc(_state(item, words))}</span></p>{reason}{_meter(item) if item.state == "indexing" else ""}</div></li>'
        )
    for title, why in state.complaints:
        said = words.remove_failed.format(title=title, reason=_why(why, words))
        rows.append(f'<li data-state="failed">{icon("warn")}<div>{span(said, tag="p")}</div></li>')
    if not rows:
        return ""
    ended = any(item.state not in OPEN for item in state.items) or state.complaints
    clear = f'<button type="button" class="quiet" data-do="lib" data-act="clear">{esc(words.dismiss_all)}</button>' if ended else ""
    return f'<ul class="fates" aria-label="{esc(words.uploads_label)}">{"".join(rows)}</ul>{clear}'


def _removals(state: LibraryState, words: Words) -> str:
    rows = []
    for removal in state.removals:
        record = removal.record
        title = record.meta.title or Path(record.path).name
        stays = "" if record.doc_id in state.own else f'<p class="why">{esc(words.remove_stays)}</p>'
        undo = (
            f'<button type="button" class="soft" data-do="lib" data-act="undo" data-doc="{esc(record.doc_id)}" '
            f'aria-label="{esc(words.undo_named.format(title=title))}">{esc(words.lib_undo)}</button>'
        )
        rows.append(
            f'<li class="gone" data-undo="{esc(record.doc_id)}">{icon("none")}'
            f"<div><p>{span(words.removing.format(title=title))}</p>{stays}</div>{undo if removal.seconds else ''}</li>"
        )
    return f'<ul class="fates">{"".join(rows)}</ul>' if rows else ""


def _problems(state: LibraryState, words: Words) -> str:
    # What the list of results above already tells is not told twice.
    told_above = {str(path) for item in state.items for path in item.paths}
    failures = [failure for failure in state.problems if failure.path not in told_above]
    if not failures:
        return ""
    rows = []
    for failure in failures:
        path = esc(failure.path)
        again, drop = (
            f'<button type="button" class="quiet" data-do="lib" data-act="{act}" data-path="{path}">{esc(label)}</button>'
            for act, label in (("again", words.try_again), ("forget", words.lib_dismiss))
        )
        rows.append(
            f'<li data-state="failed">{icon("warn")}<div><p>{span(Path(failure.path).name, "name")}</p>'
            f'<p class="why">{span(_why(failure.why, words))}</p><p class="acts">{again}{drop}</p></div></li>'
        )
    head = words.problems_one if len(failures) == 1 else words.problems_many.format(n=len(failures))
    return (
        f'<details class="problems" data-open="problems"><summary>{icon("warn")}{esc(head)}</summary>'
        f'<ul class="fates">{"".join(rows)}</ul></details>'
    )


def _tools(state: LibraryState, words: Words) -> str:
    if not state.records:
        return ""
    search = (
        f'<label class="find"><span class="sr-only">{esc(words.search_titles)}</span>'
        f'<input type="search" id="ra-lib-find" placeholder="{esc(words.search_titles)}" autocomplete="off"></label>'
        if len(state.records) > 1
        else ""
    )
    kinds = sorted({record.meta.kind for record in state.records if record.meta.kind})
    statuses = sorted({record.meta.status for record in state.records if record.meta.status})
    langs = sorted({record.lang for record in state.records})
    choices = (
        _choices("kinds", words.limits_kind, [(kind, kind_word(kind, words)) for kind in kinds])
        + _choices("statuses", words.limits_status, [(status, status_word(status, words)) for status in statuses])
        + _choices("langs", words.limits_lang, [(lang, words.lang_zh if lang == "zh" else words.lang_en) for lang in langs])
    )
    dates = "".join(
        f'<label><span>{esc(label)}</span><input type="text" inputmode="numeric" size="10" maxlength="10" data-limit="{name}" '
        f'pattern="\\d{{4}}(-\\d\\d(-\\d\\d)?)?" aria-describedby="ra-date-hint" autocomplete="off"></label>'
        for name, label in (("date_from", words.date_from), ("date_to", words.date_to))
    )
    dated = (
        f'<fieldset class="dates"><legend>{esc(words.limits_dates)}</legend>{dates}</fieldset>'
        f'<p class="note" id="ra-date-hint" data-wrong="{esc(words.date_wrong)}" data-right="{esc(words.date_hint)}">'
        f"{esc(words.date_hint)}</p>"
        if any(record.meta.date for record in state.records)
        else ""
    )
    limits = (
        f'<details class="limits" data-open="limits"><summary>{esc(words.limits)}</summary>{choices}{dated}</details>'
        if len(state.records) > 1
        else ""
    )
    chosen = f'<p class="acts chosen">{chosen_buttons(words)}</p>' if state.works and len(state.records) > 1 else ""
    return f'{search}{limits}<p class="note" id="ra-lib-count" role="status" data-none="{esc(words.search_none)}"></p>{chosen}'


def _choices(name: str, label: str, values: Sequence[tuple[str, str]]) -> str:
    if len(values) < 2:
        return ""
    boxes = "".join(
        f'<label><input type="checkbox" data-limit="{name}" value="{esc(value)}">{span(said)}</label>' for value, said in values
    )
    return f"<fieldset><legend>{esc(label)}</legend>{boxes}</fieldset>"


def _list(state: LibraryState, words: Words) -> str:
    titles = {record.doc_id: record.meta.title or Path(record.path).name for record in state.records}
    rows = [_row(record, state, titles, words) for record in sorted(state.records, key=lambda each: (titles[each.doc_id], each.path))]
    return f'<ul class="library" data-keyed>{"".join(rows)}</ul>'


def _row(record: DocumentRecord, state: LibraryState, titles: dict[str, str], words: Words) -> str:
    meta, doc, title = record.meta, esc(record.doc_id), titles[record.doc_id]
    title_en = span(meta.title_en, "title-en", "p") if meta.title_en and meta.title_en != meta.title else ""
    facts = (
        (words.col_date, esc(meta.date)),
        (words.col_kind, esc(kind_word(meta.kind, words))),
        (
            words.col_status,
            f'<span class="status" data-status="{esc(meta.status)}">{esc(status_word(meta.status, words))}</span>' if meta.status else "",
        ),
        (words.col_passages, str(record.passages)),
    )
    listed = "".join(f"<div><dt>{esc(name)}</dt><dd>{value}</dd></div>" for name, value in facts if value)
    if record.doc_id in state.own:
        listed += f"<div><dd>{esc(words.own_upload)}</dd></div>"

    def compared(relation: Relation) -> str:
        other = next((each for each in state.records if each.doc_id == relation.doc_id), None)
        return compare_button(record, other, words) if other is not None and state.works and relation.kind == "version" else ""

    kin = {"version": words.other_version, "copy": words.same_text}
    related = "".join(
        f'<p class="note"><button type="button" class="quiet kin" data-do="read" data-doc="{esc(relation.doc_id)}">'
        f"{span(kin[relation.kind].format(title=titles[relation.doc_id]))}</button>"
        f"{compared(relation)}</p>"
        for relation in record.related
        if relation.doc_id in titles
    )
    return (
        f'<li data-doc="{doc}" data-kind="{esc(meta.kind)}" data-status="{esc(meta.status)}" data-lang="{record.lang}" '
        f'data-date="{esc(meta.date)}">'
        f'{span(title, "title", "p")}{title_en}<dl>{listed}</dl>{related}<div class="acts">'
        f"{_act('soft', 'read', doc, words.read, words.read_named, title)}"
        f"{_act('soft only', 'only', doc, words.only_this, words.only_this_named, title, ' aria-pressed=' + chr(34) + 'false' + chr(34))}"
        f"{task_buttons(record, words) if state.works else ''}{_more(record, state, title, words)}</div></li>"
    )


def _act(css: str, do: str, doc: str, label: str, named: str, title: str, more: str = "") -> str:
    return (
        f'<button type="button" class="{css}" data-do="{do}" data-doc="{doc}" aria-label="{esc(named.format(title=title))}"{more}>'
        f"{esc(label)}</button>"
    )


def _more(record: DocumentRecord, state: LibraryState, title: str, words: Words) -> str:
    if record.doc_id not in state.changeable:
        return ""
    doc = esc(record.doc_id)
    acts = _act("quiet", "lib", doc, words.reindex, words.reindex_named, title, ' data-act="reindex"') + _act(
        "quiet", "lib", doc, words.remove, words.remove_named, title, ' data-act="remove"'
    )
    return f'<details class="more" data-open="more-{doc}"><summary>{esc(words.more)}</summary><p class="acts">{acts}</p></details>'


def _foot(state: LibraryState, words: Words) -> str:
    if not state.changeable:
        return ""
    count = words.older_one if state.older == 1 else words.older_many.format(n=state.older)
    older = f'<p class="note older">{esc(count)}</p>' if state.older else ""
    return (
        f'{older}<p class="all"><button type="button" class="quiet" data-do="lib" data-act="reindex-all">{esc(words.reindex_all)}</button>'
        f'<span class="note">{esc(words.reindex_all_more)}</span></p>'
    )
