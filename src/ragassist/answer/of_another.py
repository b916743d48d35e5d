"""Whether a statement is of another article, rule or year than the one that a question names: then it answers another question.

An encoder reads Article 50 and Article 68, or the share of 2025 and that of 2027, as all but the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ragassist.ingest.headings import article
from ragassist.text.glossary import Glossary, Term, glossary
from ragassist.text.quantities import find_quantities, years_in
from ragassist.text.script import has_han, simplified
from ragassist.types import Evidence, Lang

_FORMAL: Final = re.compile(r"^(?:中华人民共和国|互联网信息服务)|管理|暂行|规定|办法|条例|措施|法案?$")
"""What the name of a rule has besides its matter: a title may name the matter alone."""
_LEAST_MATTER: Final = 3


def of_another(question: str, lang: Lang, item: Evidence, terms: Glossary | None = None) -> bool:
    """Return whether a statement stands in another article or rule than those that `question`, written in `lang`, names.

    Its place is the document's title, the headings and the passage that it stands in. What names none of its own is of none other.
    """
    rules = _rules(question, lang, terms or glossary())
    if rules and not _named(rules, item):
        return True
    articles = _articles(question)
    own = _own_articles(item) if articles else frozenset()
    return bool(own) and not articles & own


def of_another_year(question: str, item: Evidence) -> bool:
    """Return whether a statement dates what it says, and its place, by other years only than those that `question` names."""
    asked = years_in(question)
    said = years_in(item.sentence.read)
    if not asked or not said or asked & said:
        return False
    return not asked & years_in("\n".join([item.hit.document.meta.title, *item.hit.passage.heading]))


@lru_cache(maxsize=64)
def _rules(question: str, lang: Lang, terms: Glossary) -> tuple[Term, ...]:
    return tuple(found.term for found in terms.find(question, lang) if found.term.kind == "law")


@lru_cache(maxsize=64)
def _articles(text: str) -> frozenset[str]:
    return frozenset(str(quantity.low) for quantity in find_quantities(text) if quantity.kind == "article")


def _own_articles(item: Evidence) -> frozenset[str]:
    """The articles that a statement speaks of or stands in."""
    places = [line for line in item.hit.passage.heading if article(line)]
    return _articles(item.sentence.read).union(*map(_articles, places))


def _named(rules: tuple[Term, ...], item: Evidence) -> bool:
    meta, passage = item.hit.document.meta, item.hit.passage
    over = "\n".join([meta.title, meta.title_en or "", *passage.heading])
    around = simplified("\n".join([over, passage.text, item.sentence.read])).lower()
    forms = [form for rule in rules for form in (*rule.forms("zh"), *rule.forms("en"))]
    return any(form.lower() in around for form in forms) or any(
        len(matter) >= _LEAST_MATTER and matter in simplified(over) for matter in (_FORMAL.sub("", form) for form in forms if has_han(form))
    )
