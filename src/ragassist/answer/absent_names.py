"""Names that a question is about and that no document has: the surest sign that the documents cannot answer it.

"How much did Samsung receive?" finds passages about what others received, and a small model takes them for the answer. Only
what can be told for certain counts: a name must be missing in each language that the documents are in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ragassist.answer.evidence import Question
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.terms import fold
from ragassist.types import Lang
from ragassist.verify.checks.names import missing_names

_PLACES = frozenset(("ns", "nt"))
_NAMES = _PLACES | {"nz", "nr", "nrt"}
"""Places and bodies; with other proper names and persons, in the tag set of jieba (after ICTCLAS)."""
_GUESSED = 2
_EVERYWHERE = frozenset({"China", "Chinese", "AI", "PRC"})
"""Names that Chinese documents on artificial intelligence are all about, and seldom say."""
_COMPOUND = re.compile(r"-[a-z]")


def absent_names(question: Question, texts: Mapping[Lang, str], terms: Glossary | None = None) -> tuple[str, ...] | None:
    """Return the question's names that `texts` do not have.

    Args:
        question: with its translation where there is one.
        texts: what the documents say, by language; a language without documents is left out.
        terms: the glossary that tells a name in the other language; the program's own by default.

    Returns:
        None when every name occurs, there is none, or it cannot be told; else the names to tell the asker, in her words. They may
        be empty: a name is missing, and which of her words it is remains unclear.
    """
    own = question.lang
    mine = tuple(
        name
        for name in _names(question.text, own, terms)
        if not _stands(name, own, texts.get(own, "")) and not _translated(name, own, texts, terms or glossary())
    )
    if not mine or not texts:
        return None
    told: tuple[str, ...] = mine if set(texts) == {own} else ()
    for lang, text in texts.items():
        if lang == own:
            continue
        known = tuple(name for name in mine if any(name == missing for missing, _ in missing_names(question.text, text, own, terms)))
        certain = tuple(name for name in known if is_known(name, own, terms))
        version = question.in_language(lang)
        if not certain and (version is None or not any(not _stands(name, lang, text) for name in _names(version, lang, terms, _PLACES))):
            return None
        told = told or certain
    return told


def _names(text: str, lang: Lang, terms: Glossary | None, tags: frozenset[str] = _NAMES) -> tuple[str, ...]:
    """The names in `text`, in order: capitalised words that do not only begin a sentence, or words that the tagger calls names."""
    if lang == "en":
        return tuple(
            name
            for name, certain in missing_names(text, ".", lang, terms)
            if (certain or is_known(name, lang, terms)) and not _COMPOUND.search(name)
        )
    import rjieba

    return tuple(word for word, tag in rjieba.tag(text) if tag in tags and len(word) >= 2 and _is_name(word, tag, terms))


def _is_name(word: str, tag: str, terms: Glossary | None) -> bool:
    """Whether a word that the tagger calls a name is one: it takes 东西 for a place and 托底 for a person.

    Names that the lists have are, and so are bodies and places of three characters and more; a guess at two is often wrong.
    """
    return is_known(word, "zh", terms) or tag == "nt" or (tag in _PLACES and len(word) > _GUESSED)


def _stands(name: str, lang: Lang, text: str) -> bool:
    """Whether `text` has the name, or the beginning of it: Californian for California, 日本国会 for 日本.

    In Chinese also all but its first character: the tagger takes 问云川 (to ask, Yunchuan) for one name.
    """
    folded, there = fold(name), fold(text)
    if lang == "zh" and len(folded) > 2 and folded[1:] in there:
        return True
    return folded[: 2 if lang == "zh" else max(4, len(folded) - 3)] in there


def _translated(name: str, own: Lang, texts: Mapping[Lang, str], terms: Glossary) -> bool:
    """Whether the glossary knows the name in another language, and those texts have it."""
    return any((said := terms.say(name, own, lang)) != name and said in text for lang, text in texts.items() if lang != own)


def known_names(question: str, lang: Lang, terms: Glossary | None = None) -> set[str]:
    """Return the names in a question in `lang` that the list, or the glossary `terms`, has in both languages.

    Those that nearly every document is about are left out.
    """
    return {name for name, _ in missing_names(question, "。", lang, terms) if is_known(name, lang, terms)} - _EVERYWHERE


def is_known(name: str, lang: Lang, terms: Glossary | None = None) -> bool:
    """Return whether the list or `terms` has a name, found in a text in `lang`, in both languages: its absence is certain in either."""
    return any(found == name and not certain for found, certain in missing_names(name, "。", lang, terms))
