"""Articles of rules that a Chinese sentence cites, as English names them: 《民法典》第三条 is Article 3 of the Civil Code."""

from __future__ import annotations

import re
from typing import Final

from ragassist.text.glossary import Glossary, glossary
from ragassist.text.quantities import find_quantities

_NUMBER: Final = r"[〇零一二三四五六七八九十百\d]+"
_ARTICLE: Final = rf"第{_NUMBER}条(?:之{_NUMBER})?(?:第{_NUMBER}款)?(?:第[（(]?{_NUMBER}[)）]?项)?"
_CITED: Final = re.compile(rf"《([^》《]+)》(?:[（(][^()（）]{{1,20}}[)）])?((?:(?:、|和|及|以及|与)?{_ARTICLE})+)")
_FINER: Final = re.compile(rf"之{_NUMBER}|款|项")


def provisions_in(text: str, terms: Glossary | None = None) -> list[tuple[int, int, str]]:
    """Return the articles cited with their rule: start, end (exclusive) and English; in the order of the text.

    A rule whose English the glossary does not know is left out, and so is what is cited by paragraph or item.

    >>> [english for _, _, english in provisions_in("依据《网络安全法》第37条和《轮渡法》第3条")]
    ['Article 37 of the Cybersecurity Law']
    """
    found = []
    for match in _CITED.finditer(text):
        known = (terms or glossary()).find(match[1], "zh")
        title = next((one.term.forms("en")[0] for one in known if one.end - one.start == len(match[1])), "")
        if title and not _FINER.search(match[2]):
            numbers = [str(int(each.low)) for each in find_quantities(match[2]) if each.kind == "article"]
            articles = f"{', '.join(numbers[:-1])} and {numbers[-1]}" if numbers[1:] else "".join(numbers)
            found.append((match.start(), match.end(), f"Article{'s' * bool(numbers[1:])} {articles} of {_with_article(title)}"))
    return found


def _with_article(title: str) -> str:
    return title if title.lower().startswith("the ") else f"the {title}"
