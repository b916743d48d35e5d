"""Whether a document is itself a draft: by its title, by the notice that puts it out for comment, by dates that are still blank.

A text about a draft is none: an analyst's article quotes the draft's name in its title and its mark in every second sentence. What
tells the two apart is who speaks. The body that drafted asks the public, now and to an address ("现向社会公开征求意见",
"公众可通过以下途径"); an analyst reports that it asked.
"""

from __future__ import annotations

import re
from typing import Final

_HEAD_CHARS: Final = 3000
_MARK: Final = re.compile(r"征求意见稿|草案|送审稿|[Dd]raft for (?:[Pp]ublic )?[Cc]omments?")
_ASKED_FOR: Final = re.compile(
    r"(?:公开|广泛|再次)?征求(?!意见稿)[^，。]{0,60}?意见|征求意见的(?:通知|公告|函|启事)|[Ss]olicit\w* (?:public )?comments"
)
_OVER: Final = re.compile(r"征求意见(?:的)?(?:情况|反馈|采纳|结果|工作|结束)|意见(?:的)?(?:采纳|反馈)情况")
"""A report on the comments that came in."""
_ABOUT: Final = re.compile(
    r"解读|评析|评述|述评|简评|短评|点评|浅[谈析议]|[试略刍]议|亮点|看点|要点|思考|启示|影响|观察|观点|分析|研究|对比|比较|专家|访谈|问答|答记者问|一图|说明"
    r"|\b(?:analysis|comment(?:ary)? on|explain\w*|explained|interview|takeaways|overview)\b|什么|如何|为何|[？?]",
    re.IGNORECASE,
)
"""What titles of texts about a rule say, and the rule's own never."""
_ASKS: Final = re.compile(
    r"现(?:就|将|面|予|已)?[^，。；\n]{0,60}?(?:向社会)?(?:公开)?征求[^，。；\n]{0,20}?意见|(?:公众|社会各界|有关单位和(?:个人|各界人士))[^。\n]{0,30}?(?:可|请)(?:以)?通过(?:以下|下列|如下)"
    r"|意见(?:反馈)?(?:的)?截止(?:时间|日期)|comments (?:must|should|may) be (?:sent|submitted)",
    re.IGNORECASE,
)
_NAMED_SO: Final = re.compile(r"[（(][^（()）]{0,10}(?:征求意见稿|草案|送审稿|[Dd]raft[^（()）]*)[）)]\s*(?:[（(][^（()）]*[）)])?$")
_BLANK: Final = r"[ \u3000_\uff3f×xX〇○\uff38\*]"
_BLANK_DATE: Final = re.compile(
    rf"自(?:(?:19|20)(?:\d\d|{_BLANK}{{2}})|{_BLANK}+){_BLANK}*年{_BLANK}*月{_BLANK}*日起(?:施行|实施|生效|执行)"
)
"""The day from which it will hold is not known yet: 自　年 月 日起施行, 自20XX年X月X日起实施."""
_ARTICLE: Final = re.compile(r"^[\s*#>]*第[一二三四五六七八九十百]+条", re.MULTILINE)
_LEAST_ARTICLES: Final = 3


def is_draft(title: str, text: str) -> bool:
    """Return whether the document of this title is a draft, or the notice that puts one out for comment; not whether it is about one.

    >>> is_draft("夜市摊位管理办法（征求意见稿）", "第一条 为了规范摊位……"), is_draft("《夜市办法（征求意见稿）》五大看点", "本文认为……")
    (True, False)
    >>> is_draft("关于夜市摊位管理的通知", "我局起草了《夜市摊位管理办法》，现向社会公开征求意见。")
    True
    """
    if _BLANK_DATE.search(text):
        return True
    about = bool(_ABOUT.search(_around(title)))
    if (about and len(_ARTICLE.findall(text)) < _LEAST_ARTICLES) or _OVER.search(title):
        return False
    return bool(_MARK.search(title) or _ASKED_FOR.search(title) or (not about and _ASKS.search(text[:_HEAD_CHARS])))


def _around(title: str) -> str:
    """What a title says besides the name of a rule: names are full of 影响, 分析 and 研究 themselves."""
    pieces = [piece for piece in re.split(r"\s*[|｜丨：:]\s*", re.sub(r"《[^《》]*》", "《》", title)) if piece.strip()]
    if pieces and _NAMED_SO.search(pieces[-1]):
        pieces = pieces[:-1]
    return " ".join(pieces)
