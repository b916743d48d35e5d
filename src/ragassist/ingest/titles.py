"""English titles of Chinese documents: from the glossary where the title is a well-known name, else from a model that is asked to.

The glossary needs no model and is used when a document comes in. A model is used only when somebody asks for it, because a
small one takes seconds for each title. What the document itself says is never replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ragassist.errors import ModelError
from ragassist.lang.zh import HAN
from ragassist.store import Store
from ragassist.text.glossary import Glossary, glossary
from ragassist.types import Document, DocumentMeta, DocumentRecord, Failure

GLOSSARY: Final = "glossary"
_NAMES: Final = frozenset({"law", "programme"})
_HAN: Final = re.compile(f"[{HAN}]")
_COUNTRY: Final = "中华人民共和国"
_MARKED: Final = re.compile(r"(?P<name>.+?)[（(](?P<mark>[^（()）]{2,12})[）)]$")
_MARKS: Final = {
    "征求意见稿": "draft for comment",
    "公开征求意见稿": "draft for comment",
    "草案": "draft",
    "草案征求意见稿": "draft for comment",
    "修订草案": "revised draft",
    "修订草案征求意见稿": "revised draft for comment",
    "修正草案": "draft amendment",
    "试行": "for trial implementation",
    "送审稿": "draft for review",
}


@dataclass(frozen=True, slots=True)
class TitlesReport:
    """What one pass over the titles did, by shown path."""

    translated: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    """Named by the glossary."""
    unconfirmed: tuple[str, ...] = ()
    """The model wrote something that the checks do not confirm; these stay without an English title."""
    failed: tuple[Failure, ...] = ()
    """The model did not answer; the pass ends there."""


@dataclass(frozen=True, slots=True)
class TitlesProgress:
    """How far the pass is."""

    done: int
    total: int
    title: str


def known_title(title: str, terms: Glossary | None = None) -> str:
    """Return the English name of what `title` names, where the glossary has exactly that name; else empty.

    >>> known_title("《个人信息保护法》")
    'Personal Information Protection Law'
    >>> known_title("数据安全法（草案）")
    'Data Security Law (draft)'
    >>> known_title("数据安全法要点解读")
    ''
    """
    name = title.strip()
    if name.startswith("《") and name.endswith("》") and "《" not in name[1:]:
        name = name[1:-1]
    marked = _MARKED.fullmatch(name)
    mark = _MARKS.get(marked["mark"], "") if marked else ""
    if marked and mark:
        name = marked["name"]
        if name.startswith("《") and name.endswith("》"):
            name = name[1:-1]
    name = name.removeprefix(_COUNTRY)
    term = (terms or glossary()).named(name, "zh")
    if term is None or term.kind not in _NAMES:
        return ""
    return term.en[0] + (f" ({mark})" if mark else "")


def with_known_title(document: Document, terms: Glossary | None = None) -> Document:
    """Return the document with the English title that the glossary knows, marked as such; unchanged where it has one or there is none."""
    meta = _known(document.meta, terms)
    return replace(document, meta=meta) if meta is not None else document


def wanting(record: DocumentRecord) -> bool:
    """Return whether a document has a Chinese title and no English one."""
    return bool(not record.meta.title_en and _HAN.search(record.meta.title))


def translate_titles(
    store: Store,
    translate: Callable[[str], tuple[str, str] | None],
    *,
    progress: Callable[[TitlesProgress], None] | None = None,
    terms: Glossary | None = None,
) -> TitlesReport:
    """Give each document with a Chinese title an English one, each kept as soon as it is there.

    Args:
        store: open for writing.
        translate: a title to its checked translation and the name of the model; None where the checks do not confirm one.
            Each title is asked for once, however many documents bear it. A `ModelError` ends the pass and is reported.
        progress: called before each title and at the end.
        terms: the glossary that is asked first; the program's own by default.
    """
    records = [record for record in store.documents() if wanting(record)]
    translated, known, unconfirmed = [], [], []
    said: dict[str, tuple[str, str] | None] = {}
    failed: tuple[Failure, ...] = ()
    for at, record in enumerate(records):
        title = record.meta.title
        if progress is not None:
            progress(TitlesProgress(at, len(records), title))
        meta = _known(record.meta, terms)
        if meta is not None:
            store.set_meta({record.doc_id: meta})
            known.append(record.path)
            continue
        try:
            if title not in said:
                said[title] = translate(title)
        except ModelError as error:
            failed = (Failure(record.path, error.phrase),)
            break
        answer = said[title]
        if answer is None:
            unconfirmed.append(record.path)
            continue
        store.set_meta({record.doc_id: replace(record.meta, title_en=answer[0], title_en_by=answer[1])})
        translated.append(record.path)
    if progress is not None:
        progress(TitlesProgress(len(records), len(records), ""))
    return TitlesReport(tuple(translated), tuple(known), tuple(unconfirmed), failed)


def _known(meta: DocumentMeta, terms: Glossary | None) -> DocumentMeta | None:
    name = "" if meta.title_en else known_title(meta.title, terms)
    return replace(meta, title_en=name, title_en_by=GLOSSARY) if name else None
