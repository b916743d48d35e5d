"""Which state of a rule a sentence comes from, where the reader must know it: a draft, a repealed rule, the text that followed.

A draft for comment reads like the rule that came of it. So a sentence from one says so before anything else, and where an answer
cites a draft and the text that followed, both are told apart. What is said comes from the documents' own metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ragassist.store.kinship import same_rule
from ragassist.types import DocumentRecord, Evidence, Lang

_LEADS: dict[str, dict[Lang, str]] = {
    "draft": {"en": "(Draft for comment) ", "zh": "（征求意见稿）"},
    "repealed": {"en": "(No longer in force) ", "zh": "（已失效）"},
    "final": {"en": "(Final text) ", "zh": "（正式文本）"},
}
"""Labels, for the sentence may come from a text about the draft as well as from the draft."""
_SAID = {
    "draft": re.compile(r"\bdraft|\bconsultation|\bfor comment|征求意见|草案|草稿|意见稿", re.IGNORECASE),
    "repealed": re.compile(r"\brepealed|no longer in force|废止|失效", re.IGNORECASE),
    "final": re.compile(r"\bfinal\b|\bin force|正式|暂行|现行|施行", re.IGNORECASE),
}


def lead(text: str, documents: Iterable[DocumentRecord], before: Sequence[DocumentRecord], lang: Lang) -> str:
    """Return what `text` must say first about the state of the documents it is cited from; empty where it says so itself or need not.

    Args:
        text: a sentence of an answer.
        documents: those that it cites.
        before: those that the answer cites already.
        lang: the answer's language.
    """
    cited = list(documents)
    states = {document.meta.status for document in cited}
    state = states.pop() if len(states) == 1 else ""
    if state not in ("draft", "repealed"):
        followed = any(older.meta.status == "draft" and are_versions(older, newer) for older in before for newer in cited)
        state = "final" if followed and state == "in force" else ""
    return "" if not state or _SAID[state].search(text) else _LEADS[state][lang]


def are_versions(one: DocumentRecord, other: DocumentRecord) -> bool:
    """Whether two documents are, or are about, a draft and the text that followed: linked at ingest, or of one name in two states."""
    if one.doc_id == other.doc_id:
        return False
    if any(relation.doc_id == other.doc_id and relation.kind == "version" for relation in one.related):
        return True
    states = {one.meta.status, other.meta.status}
    return len(states) == 2 and "draft" in states and same_rule(one.meta.title, other.meta.title)


def counterpart(chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the best sentence of `evidence` from another version of the first chosen one's document; None where one is chosen already."""
    document = chosen[0].hit.document
    if any(are_versions(document, item.hit.document) for item in chosen):
        return None
    return next((item for item in evidence if are_versions(document, item.hit.document)), None)
