"""The number under which a Chinese document was issued: letters of its issuer, a year in brackets, a running number (港渔发〔2021〕7号)."""

from __future__ import annotations


def year_and_number(space: str) -> str:
    r"""Return the pattern of what follows the letters, with the year and the number as its groups; `space` is what may stand between.

    >>> import re
    >>> re.search(year_and_number(" ?"), "港渔发〔2021〕7号").groups()
    ('2021', '7')
    """
    return rf"{space}[〔﹝\[（(［]{space}((?:19|20)\d\d){space}[〕﹞\]）)］]{space}(?:第{space})?(\d{{1,5}}){space}号"


def in_english(letters: str, year: str, number: str) -> str:
    """Return a document's number as it is cited in English: the sound of its characters, the year, the number.

    >>> in_english("港渔发", "2021", "7")
    'Gang Yu Fa [2021] No. 7'
    """
    from pypinyin import lazy_pinyin

    return f"{' '.join(lazy_pinyin(letters)).title()} [{year}] No. {number}"
