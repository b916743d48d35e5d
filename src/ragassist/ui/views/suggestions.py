"""What could be asked next: about terms that stand near the cited sentences. No model is asked; pure.

Every suggestion names something that the cited document itself speaks of in more than one sentence, so there is something to find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ragassist.text.glossary import Glossary, Term, glossary
from ragassist.types import Answer, Citation, DocumentRecord, Lang, Passage, Sentence
from ragassist.ui.views.markup import lang_of
from ragassist.ui.words.catalogue import CATALOGUE

MOST = 3
_REACH = 60
"""How many sentences on either side of the cited one are looked through."""
_MIN_SENTENCES = 2
_INNER = str.maketrans("《》", "〈〉")
"""A title inside a title has single marks (GB/T 15834, 4.15)."""
_KINDS = frozenset({"concept", "programme", "law", "technology", "body"})


def suggestions(
    answer: Answer, passages: Callable[[str], Sequence[Passage]], records: Sequence[DocumentRecord], known: Glossary | None = None
) -> tuple[str, ...]:
    """Return up to three questions in the language of the question, nearest term first; none for a refusal.

    Args:
        answer: a finished answer.
        passages: the passages of a document, in order.
        records: the indexed documents, for their titles.
        known: the glossary to name terms by; the program's own by default.
    """
    lang = answer.question_lang
    titles = {record.doc_id: title_in(record, lang) for record in records}
    about = " ".join(f"{record.meta.title} {record.meta.title_en}" for record in records if record.doc_id in _cited(answer))
    said = f"{answer.question} {answer.answer} {about}".casefold()
    found: dict[str, list[str]] = {}
    for citation in answer.citations:
        if citation.doc_id in titles and citation.doc_id not in found:
            terms = _terms(citation, passages(citation.doc_id), known or glossary())
            found[citation.doc_id] = [
                term.forms(lang)[0] for term in terms if not any(form.casefold() in said for form in (*term.zh, *term.en))
            ]
    # The documents take turns, so that one long document does not take all the room.
    turns = ((name, titles[doc_id]) for i in range(MOST) for doc_id, names in found.items() for name in names[i : i + 1])
    asked: dict[str, str] = {}
    for name, title in turns:
        asked.setdefault(name, _question(name, title, lang))
    return tuple(asked.values())[:MOST]


def _cited(answer: Answer) -> set[str]:
    return {citation.doc_id for citation in answer.citations}


def _telling(term: Term) -> bool:
    """Whether its English is a name or more than one word: "user" and "provider" are everywhere and ask for nothing."""
    return " " in term.en[0] or not term.en[0].islower()


def title_in(record: DocumentRecord, lang: Lang) -> str:
    """Return a document's title if it has one in `lang`, else an empty string."""
    for title in (record.meta.title, record.meta.title_en):
        if title and lang_of(title) == lang:
            return title
    return ""


def _question(name: str, title: str, lang: Lang) -> str:
    words = CATALOGUE[lang]
    title = title.translate(_INNER) if lang == "zh" else title
    return words.next_about_document.format(title=title, term=name) if title else words.next_about.format(term=name)


def _terms(citation: Citation, passages: Sequence[Passage], known: Glossary) -> list[Term]:
    """The terms around a citation that several sentences of its document speak of, nearest first."""
    sentences: dict[tuple[int, int], Sentence] = {}
    for passage in passages:
        for sentence in passage.sentences:
            sentences.setdefault((sentence.start, sentence.end), sentence)
    ordered = [sentences[key] for key in sorted(sentences)]
    at = next((i for i, sentence in enumerate(ordered) if sentence.start < citation.end and citation.start < sentence.end), None)
    if at is None:
        return []
    first = max(0, at - _REACH)
    places: dict[Term, list[int]] = {}
    for i, sentence in enumerate(ordered[first : at + _REACH + 1], start=first):
        for occurrence in known.find(sentence.text, lang_of(sentence.text)):
            if occurrence.term.kind in _KINDS and _telling(occurrence.term):
                places.setdefault(occurrence.term, []).append(i)
    several = [term for term, found in places.items() if len(set(found)) >= _MIN_SENTENCES]
    return sorted(several, key=lambda term: min(abs(i - at) for i in places[term]))
