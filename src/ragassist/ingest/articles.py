"""One article of a rule: from the sentence that opens it (第十七条 …, Article 17 …) to the one before the next article or chapter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ragassist.ingest.headings import MAX_HEADING_CHARS, SENTENCE_END, numbered_level
from ragassist.ingest.headings import article as opened
from ragassist.text.quantities.numerals import han_value
from ragassist.text.script import simplified
from ragassist.types import Passage, Sentence

_NAMED = re.compile(
    r"第 ?(?P<han>[^条]{1,8}?) ?条(?:之(?P<more>[一二三四五六七八九十]))?|(?:article|art\.)? *(?P<digits>\d{1,4})", re.IGNORECASE
)
_OPENS = re.compile(r"第[ \u3000]?[一二三四五六七八九十百千零〇两\d]{1,7}[ \u3000]?条(?:之[一二三四五六七八九十])?(?=[\s【（(])")
"""In the raw text, where the space that ends a label is always there; the cleaned text may have closed it up (第三条之一小型…)."""
_CHAPTER_LEVEL = 30


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it stands in its document: its label as printed, its sentences in order, and its span in the raw text."""

    label: str
    heading: tuple[str, ...]
    """The headings above it, outermost first, without its own label."""
    start: int
    end: int
    sentences: tuple[Sentence, ...]


def article_number(name: str) -> tuple[int, int] | None:
    """Return which article `name` means, with the number after 之 (0 without); None when it names none.

    >>> article_number("第十七条"), article_number("Article 17"), article_number("17"), article_number("第二百八十七條之一")
    ((17, 0), (17, 0), (17, 0), (287, 1))
    """
    written = simplified(name.strip())
    match = _NAMED.fullmatch(written) or _NAMED.fullmatch(f"第{written}条")
    if match is None:
        return None
    value = han_value(match["han"]) if match["han"] else int(match["digits"])
    more = han_value(match["more"]) if match["more"] else 0
    return None if value is None or more is None else (int(value), int(more))


def articles(passages: Sequence[Passage], raw: str) -> list[Article]:
    """Return the articles of a document in their order; [] for a text without articles.

    What stands before the first article, and the headings between chapters, belong to none.

    Args:
        passages: the document's, in order.
        raw: its raw text.
    """
    found: list[Article] = []
    label = ""
    heading: tuple[str, ...] = ()
    sentences: list[Sentence] = []

    def close() -> None:
        if sentences:
            found.append(Article(label, heading, sentences[0].start, sentences[-1].end, tuple(sentences)))
        sentences.clear()

    for passage in passages:
        for sentence in passage.sentences:
            opens = _opens(sentence, raw)
            if opens or _is_chapter(sentence.text):
                close()
                label, heading = opens, tuple(part for part in passage.heading if not opened(part))
            if label:
                sentences.append(sentence)
    close()
    return found


def _opens(sentence: Sentence, raw: str) -> str:
    if re.search(r"\w", raw[raw.rfind("\n", 0, sentence.start) + 1 : sentence.start]):  # in the middle of a line it is only named
        return ""
    match = _OPENS.match(simplified(raw[sentence.start : sentence.end]))
    return raw[sentence.start : sentence.start + match.end()].replace("\u3000", " ") if match else opened(sentence.text)


def _is_chapter(text: str) -> bool:
    return 0 < numbered_level(text) <= _CHAPTER_LEVEL and len(text) <= MAX_HEADING_CHARS and not SENTENCE_END.search(text)


def find_articles(passages: Sequence[Passage], raw: str, number: tuple[int, int]) -> list[Article]:
    """Return the articles with this number: usually one; several where a document prints several rules; [] for none."""
    return [each for each in articles(passages, raw) if article_number(each.label) == number]
