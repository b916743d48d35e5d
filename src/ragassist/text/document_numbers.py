"""The number under which a Chinese document was issued: letters of its issuer, a year in brackets, a running number (港渔发〔2021〕7号)."""

from __future__ import annotations


def year_and_number(space: str) -> str:
    r"""Return the pattern of what follows the letters, with the year and the number as its groups; `space` is what may stand between.

    >>> import re
    >>> re.search(year_and_number(" ?"), "港渔发〔2021〕7号").groups()
    ('2021', '7')
    """
    return rf"{space}[〔﹝\[（(［]{space}((?:19|20)\d\d){space}[〕﹞\]）)］]{space}(?:第{space})?(\d{{1,5}}){space}号"
