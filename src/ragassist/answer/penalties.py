"""Whether a penalty is for the act that a question asks about.

Rules set duties first and penalties last, and a penalty clause names what it punishes by number: "whoever breaks article 11 is fined".
All such clauses are equally like a question about a fine. The act stands in the article named, so that is compared: a clause whose
articles are less like the question than another duty of the same rule punishes something else. A further paragraph (单位有前款行为的)
punishes what the one before it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ragassist.types import Evidence, Passage

LESS: Final = 0.03
"""How much less like the question than the likeliest duty the articles named must be. Round and not fitted: too few such questions."""
AS_GOOD: Final = 0.05
"""How far behind the best a statement may be to be as good."""
_NUMBER: Final = r"第[〇零一二三四五六七八九十百\d]+条"
_NAMED: Final = re.compile(
    rf"(?:违反(?:了)?|(?:未|不)(?:依照|按照|依据|遵守|履行|执行))(?:本[^，。；第]{{1,6}}|前述|上述)?({_NUMBER}[^，。；]*?)(?:规定|的|，)"
    r"|\b(?:violat|breach|contraven)\w*[^.;]*?\b(Articles? [\d, and]+)",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(r"前[一两二三]?款")
_ONE: Final = re.compile(rf"{_NUMBER}|\d+")
_OPENS: Final = re.compile(rf"^\W*({_NUMBER}|Article \d+)", re.IGNORECASE)
_PUNISHES: Final = re.compile(
    r"罚款|处罚|警告|责令|没收|处分|吊销|刑事责任|拘留|\b(?:fine[sd]?|penalt\w+|warning|confiscat\w+|revok\w+|liab\w+)\b", re.IGNORECASE
)


_FAR: Final = 600
"""How many characters before it the paragraph may stand that 前款 means."""


def for_this_act(clauses: Sequence[Evidence], evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return `clauses` without those that punish another act than the question's.

    Where the best of them does, what names no article stays only if it is as good, for a rule that fines the act would say so by number.

    Args:
        clauses: statements that may answer a question about a penalty, best first.
        evidence: all statements found; an article of which none was found counts as unlike the question.
    """
    if not clauses or not _for_another(clauses[0], evidence):
        return list(clauses)
    best = clauses[0].score
    return [item for item in clauses[1:] if (punished(item, evidence) or best - item.score <= AS_GOOD) and not _for_another(item, evidence)]


def punished(item: Evidence, evidence: Sequence[Evidence] = ()) -> frozenset[str]:
    """Return the numbers of the articles whose breach a statement punishes; empty where it names none.

    The paragraph that 前款 means is looked for in its passage, and, where it begins that, among what else was found of the document.
    """
    named = articles_named(item.sentence.read)
    if named or not _BEFORE.search(item.sentence.read):
        return named
    doc_id, start = item.hit.document.doc_id, item.sentence.start
    found = [*item.hit.passage.sentences, *(other.sentence for other in evidence if other.hit.document.doc_id == doc_id)]
    before = sorted((one for one in found if start - _FAR <= one.start < start), key=lambda one: -one.start)
    return next((named for one in before if (named := articles_named(one.read))), frozenset())


def for_other_articles(item: Evidence, best: Evidence, evidence: Sequence[Evidence]) -> bool:
    """Return whether a statement punishes the breach of articles, and the best statement that of others of the same rule."""
    named, meant = punished(item, evidence), punished(best, evidence)
    return bool(named and meant and not named & meant) and item.hit.document.doc_id == best.hit.document.doc_id


def _for_another(item: Evidence, evidence: Sequence[Evidence]) -> bool:
    """Whether it punishes breaking articles that the question is less like than another duty of the same rule."""
    named = punished(item, evidence)
    if not named:
        return False
    doc_id = item.hit.document.doc_id
    likeness: dict[str, float] = {}
    for other in evidence:
        if other.hit.document.doc_id == doc_id and not _PUNISHES.search(other.sentence.read):
            article = article_of(other.hit.passage, other.sentence.start)
            likeness[article] = max(likeness.get(article, 0.0), other.similarity)
    likeliest = max((like for article, like in likeness.items() if article), default=0.0)
    return max(likeness.get(article, 0.0) for article in named) < likeliest - LESS


@lru_cache(maxsize=1024)
def articles_named(clause: str) -> frozenset[str]:
    """Return the numbers of the articles whose breach `clause` punishes, as written.

    >>> sorted(articles_named("违反本办法第七条、第九条第一款规定的，处三千元罚款。")), articles_named("依照第七条收费。")
    (['七', '九'], frozenset())
    """
    found = (match for named in _NAMED.finditer(clause) for match in _ONE.findall(named[1] or named[2]))
    return frozenset(_bare(number) for number in found)


def article_of(passage: Passage, start: int) -> str:
    """Return the number of the article that the statement at `start` stands in; empty where none is known."""
    article = ""
    for sentence in passage.sentences:
        if sentence.start > start:
            break
        if opening := _OPENS.match(sentence.text.strip()):
            article = opening[1]
    if not article:
        article = next((found[0] for title in reversed(passage.heading) if (found := _ONE.search(title))), "")
    return _bare(article)


def _bare(number: str) -> str:
    return re.sub(r"[第条\s]|article", "", number, flags=re.IGNORECASE)
