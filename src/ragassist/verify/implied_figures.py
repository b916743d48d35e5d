"""How a text tells a number without a figure of it: 双 and "both" for two, a decade, half a year, the one before."""

from __future__ import annotations

import re

IMPLIED = {
    number: re.compile(told, re.IGNORECASE)
    for number, told in {
        2: r"\b(?:both|pairs?|couple|twice|doubl(?:e[sd]?|ing)|dual|bilateral|second|two|latter|half)\b"
        r"|双|两|二|俩|前者|后者|再次|其次|次(?=[年月日高大于要])",
        3: r"\b(?:tripl(?:e[sd]?|ing)|trio|third|thrice|trilateral)\b|三(?![峡亚星明])",
        10: r"\bdecade\b|十年",
        100: r"\bcentur(?:y|ies)\b|世纪|百年",
    }.items()
}
"""Numbers of which a source has no figure, and how it tells them: 双, 其次; those from ten on are numbers of years."""
HALF_YEAR = re.compile(r"半年(?!度)|\bhalf[-\s](?:a\s)?year\b(?!['’]s)", re.IGNORECASE)
"""In a source that tells six months in no figure."""
PART_OF_HOUR = re.compile(r"(?:点|时)[半一两二三]刻?|\b(?:half|quarter)\b", re.IGNORECASE)
"""In a source that tells the minutes of a time of day in words."""
TWICE = re.compile(r"双(?![方边语])|翻番|翻一番|加倍|成倍|\b(?:doubl(?:e[sd]?|ing)|twice|twofold)\b", re.IGNORECASE)
"""In a source that says "twice" in no figure."""
HALF = re.compile(r"半价|减半|折半|对折|五折|\bhalv(?:e|es|ed|ing)\b|\bhalf[-\s]price", re.IGNORECASE)
"""In a source that says "half" in no figure."""
FIRST = re.compile(
    r"首(?![都席脑饰府尾])|率先|最早|最先|最初|第一|(?<![优事预领首])先(?!进)|\bfirst\b|\binitial(?:ly)?\b|\bearliest\b|\binaugural\b"
    r"|(?<![当起])初(?![步衷级中高审])",
    re.IGNORECASE,
)
"""In a source that says "first" in no figure."""
PREVIOUS = re.compile(
    r"环比|(?<![以线])上一?个?(?:季度?|期|届|轮|批|次)|前一(?:季度?|期|届|轮|批|次)|\bprevious\b|\bpreceding\b|\bone\sbefore\b",
    re.IGNORECASE,
)
"""In a source that gives one number of a row: the claim may speak of the one before it."""
