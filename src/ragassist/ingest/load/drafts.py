"""Whether a document is itself a draft: by its title, by the notice that puts it out for comment, by dates that are still blank.

A text about a draft is none: an analyst's article quotes the draft's name in its title and its mark in every second sentence. What
tells the two apart is who speaks. The body that drafted asks the public, now and to an address ("现向社会公开征求意见",
"公众可通过以下途径"); an analyst or a reporter says that it asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ragassist.text.word_tables import either, word_table

_HEAD_CHARS: Final = 3000
_AROUND: Final = 90
_STAGE: Final = r"(?:征求意见|意见征集|征求|讨论|送审|审议|公示|建议)稿|草案|[Dd]raft"
_MARK: Final = re.compile(rf"{_STAGE} ?(?:for (?:[Pp]ublic )?[Cc]omments?)?")
_IN_BRACKETS: Final = rf"[（(][^（()）]{{0,12}}(?:{_STAGE})[^（()）]{{0,30}}[）)]"
_ENDING: Final = r"\s*(?:[（(][^（()）]*[）)])?》?\s*(?:全文|正文|文本)?\s*$"
_NAMED_SO: Final = re.compile(_IN_BRACKETS + _ENDING)
_ASKED_FOR: Final = re.compile(
    r"(?:公开|广泛|再次)?(?:征求|征集)(?!意见稿)[^，。]{0,60}?意见|(?:征求|征集)意见的(?:通知|公告|函|启事)"
    r"|[Ss]olicit\w* (?:public )?comments"
    r"|[Rr]equest for (?:public )?comments?|[Nn]otice of proposed rulemaking"
)
_OVER: Final = re.compile(
    r"(?:征求|征集)意见(?:的)?(?:情况|反馈|采纳|结果|工作|结束)|意见(?:的)?(?:采纳|反馈)情况|(?:征求|征集)[^，。]{0,60}?意见(?:的)?(?:情况|结果)"
)
"""A report on the comments that came in."""
_READ_FOR_US: Final = word_table("ragassist.ingest")["read_for_us"].pattern
"""What stands in the titles of texts about a rule only, however many of its articles they go through."""
_ABOUT: Final = either(word_table("ragassist.ingest"), "read_for_us", "about_a_rule")
"""What titles of texts about a rule say, and the rule's own seldom."""
_ASKS: Final = word_table("ragassist.ingest")["asks_for_comments"].pattern
_COMMENTS: Final = re.compile("(?<![本该施导定])意见")
_CALLS: Final = re.compile("请|可以|可[于在向通]|欢迎|均可")
_BY_A_DAY: Final = re.compile(r"(?:月|\d) ?\d{0,2} ?日(?:\d{1,2}[:：时]\d{0,2})?(?:之?前|以前|截止)")
_TOLD: Final = re.compile(
    r"记者|笔者|本报讯|获悉|据悉|据了解|业内|律师|专家|分析(?:认为|人士)|(?:我们|本文|作者)(?:认为|注意到)|\bReuters\b|\breported\b"
)
"""Who speaks here is not who drafted."""
_GAP: Final = r" \\\uff58\u3000_\uff3f×xX\uff38✕○◯●□△▲…·某*＊\[\]【】〔〕()（）—\-－."
_FIELD: Final = rf"[\d一二三四五六七八九十〇零{_GAP}]"
_HOLDS_FROM: Final = re.compile(
    rf"[自从于]({_FIELD}{{0,12}})年({_FIELD}{{0,8}})月({_FIELD}{{0,8}})日起?(?:开始|正式)?(?:施行|实施|试行|生效|执行)"
    r"|自[ \\\u3000_\uff3f…×xX□*]{2,24}起(?:正式)?(?:施行|实施|试行)"
)
_HOLDS: Final = re.compile("(?:日起?|起)(?:开始|正式)?(?:施行|实施|试行|生效|执行)")
_NUMBER: Final = re.compile(r"[\d一二三四五六七八九十]")
_PLACEHOLDER: Final = re.compile(r"[_\uff3f\uff58×xX\uff38✕◯●□△▲…某*＊]")
_NO_RULE: Final = re.compile(r"(?:合同|协议|契约|证书|许可证|聘期|任期|有效期|租期|授权书|委托书|承诺书|保单)[^。；\n]{0,20}$")
"""What forms leave blank: from when a contract binds, or a licence holds."""
_ENGLISH_BLANK: Final = re.compile(
    r"(?:come|enter)s? into (?:force|effect) (?:on|from|as of) (?:the )?"
    r"(?:\[[^\]\d]{0,20}\]|_{2,}|X{1,2} X{1,2}|[A-Z][a-z]+ X{1,2}|(?:X{2} )?20XX)",
)
_QUOTED: Final = re.compile(r"[“\"「][^“”\"「」\n]{0,300}[”\"」]")
_ARTICLE: Final = re.compile(r"^[ \t\u3000*#>]*第[一二三四五六七八九十百]+条", re.MULTILINE)
_LEAST_ARTICLES: Final = 3


def is_draft(title: str, text: str) -> bool:
    """Return whether the document of this title is a draft, or the notice that puts one out for comment; not whether it is about one.

    >>> is_draft("夜市摊位管理办法（征求意见稿）", "第一条 为了规范摊位……"), is_draft("《夜市办法（征求意见稿）》五大看点", "本文认为……")
    (True, False)
    >>> is_draft("关于夜市摊位管理的通知", "我局起草了《夜市摊位管理办法》，现向社会公开征求意见。")
    True
    """
    around = _around(title)
    about = bool(_ABOUT.search(around))
    if _OVER.search(title) or _READ_FOR_US.search(around) or (about and not _has_articles(text)):
        return False
    if _NAMED_SO.search(title) or _has_blank_date(text):
        return True
    head = text[:_HEAD_CHARS]
    if _ASKED_FOR.search(title) and not _TOLD.search(head):
        return True
    return (not about and _asks(head)) or (bool(_MARK.search(title)) and _has_articles(text))


def is_about(title: str) -> bool:
    """Return whether a title says that the text is about a rule: it explains, reports or compares.

    >>> is_about("解读《夜市办法》"), is_about("某市《夜市办法》")
    (True, False)
    """
    return bool(_ABOUT.search(_around(title)))


def _has_articles(text: str) -> bool:
    return sum(1 for _ in islice(_ARTICLE.finditer(text), _LEAST_ARTICLES)) == _LEAST_ARTICLES


def _has_blank_date(text: str) -> bool:
    """Whether the text itself, and not what it quotes, leaves open from when it holds."""
    if any(map(_is_blank, _days(text))):
        own = _QUOTED.sub("", text)
        if any(_is_blank(day) and not _NO_RULE.search(day.string[: day.start()]) for day in _days(own)):
            return True
    return " into " in text and bool(_ENGLISH_BLANK.search(_QUOTED.sub("", text)))


def _days(text: str) -> Iterator[re.Match[str]]:
    """Each statement of the day from which something holds, matched in its surroundings."""
    for end in _HOLDS.finditer(text):  # looked for from its end, which is seldom
        if (found := _HOLDS_FROM.search(text[max(0, end.start() - _AROUND) : end.end()])) is not None:
            yield found


def _is_blank(found: re.Match[str]) -> bool:
    """Whether a day is not filled in: 自　年 月 日起施行, 自20XX年X月X日起实施, 自2026年3月 日起试行."""
    return any(part is None or not _NUMBER.search(part) or _PLACEHOLDER.search(part) for part in found.groups())


def _asks(head: str) -> bool:
    """Whether the beginning of a text asks the public for comments, in the voice of who wrote it."""
    if _TOLD.search(head):
        return False
    return bool(_ASKS.search(head)) or any(
        _COMMENTS.search(said) and _CALLS.search(said) and _BY_A_DAY.search(said) for said in re.split(r"[。；\n]", head)
    )


def _around(title: str) -> str:
    """What a title says besides the name of a rule: names are full of 影响, 分析 and 研究 themselves."""
    if _NAMED_SO.search(title) and title.count("《") == 1 and title.startswith("《"):
        title = title[1:]  # nothing but the name
    pieces = [piece for piece in re.split(r"\s*[|｜丨：:]\s*", re.sub(r"《[^《》]*》", "《》", title)) if piece.strip()]
    if pieces and _NAMED_SO.search(pieces[-1]):
        pieces = pieces[:-1]
    return " ".join(pieces)
