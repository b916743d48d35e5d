"""Lists as answers: whether a question wants a whole list, and which statements are the items of one.

Items belong together by the sentence that opens their list, or, where each is a sentence of a text, by the numbers they begin with
(一是, 二是; 首先, 其次; （一）, （二）).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.ingest.lists import mark_of
from ragassist.types import Evidence, Sentence

MOST_LISTED = 12
_VERBS = (
    r"(?:is|are|was|were|be|does|do|did|has|have|had|can|could|may|might|must|shall|should|will|would"
    r"|this|its|his|as|us|yes|always|perhaps|status|basis|analysis|thus|versus)\b"
)
_PLURAL = re.compile(
    rf"\b(?:what|which)\s+(?:(?!{_VERBS})[\w’'-]+\s+){{0,3}}?(?!{_VERBS})\w{{2,}}(?<!s)s\b"
    r"|\b(?:what|which)\s+(?:[\w-]+\s+){0,2}?(?:work|paperwork|documentation|equipment|information|evidence|help|support)\b"
    r"|\bwhat (?:are|were)\b|(?:^\W*|\b(?:please|can you|could you) )(?:list|name all|enumerate)\b|\bwhere (?:does|do|is|are)\b",
    re.IGNORECASE,
)
_CASES = re.compile(
    r"\b(?:when|in (?:what|which) (?:case|situation|circumstance)s?|under what (?:condition|circumstance)s?) (?:may|can|must"
    r"|does|do|is|are)\b",
    re.IGNORECASE,
)
"""Asks under which conditions something holds, which rules give as a list of cases."""
_CHINESE = re.compile(
    r"哪些|哪几|哪[两三四五六七八九十]|有何|分别|列出|什么(?:情况|情形|条件|场合|要求|措施)|哪种情[况形]|什么时候(?:可以|能|才"
    r"|不|必须|应当)|[两三四五六七八九十]样|[两三四五六七八九十](?:个方面|方面|条|项|点)"
)


def wants_list(question: str) -> bool:
    """Return whether `question` may be answered by several things.

    >>> wants_list("Which papers must a stall holder show?"), wants_list("What does a permit cost?"), wants_list("摊主要带哪些材料？")
    (True, False, True)
    """
    return bool(_PLURAL.search(question) or _CASES.search(question) or _CHINESE.search(question))


def opens(stem: Sentence, item: Sentence) -> bool:
    """Return whether `item` is of the list that `stem` opens."""
    return item.kind == "item" and bool(item.context) and item.context.strip().endswith(stem.text.strip())


def list_of(best: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the items of the list that `best` opens or is an item of, in the order of the text; empty where there is no such list."""
    own = [item for item in evidence if item.hit.document.doc_id == best.hit.document.doc_id]
    if best.sentence.kind == "item" and best.sentence.context:
        members = [item for item in own if item.sentence.kind == "item" and item.sentence.context == best.sentence.context]
    else:
        members = [item for item in own if opens(best.sentence, item.sentence)] or _numbered(best, own)
    return sorted(members, key=lambda item: item.sentence.start) if len(members) > 1 else []


def _numbered(best: Evidence, own: Sequence[Evidence]) -> list[Evidence]:
    """The sentences numbered in the same way around `best`, as long as the numbers grow and its headings stay."""
    mark = mark_of(best.sentence.text)
    if mark is None or mark[0] == "•":
        return []
    run: list[tuple[int, Evidence]] = []
    for item in sorted(own, key=lambda one: one.sentence.start):
        found = mark_of(item.sentence.text)
        if found is None or found[0] != mark[0] or item.hit.passage.heading[:-1] != best.hit.passage.heading[:-1]:
            continue
        if run and found[1] <= run[-1][0]:
            if any(known is best for _, known in run):
                break
            run = []
        run.append((found[1], item))
    return [item for _, item in run] if any(known is best for _, known in run) else []
