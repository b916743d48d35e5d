"""What a saved page has around its text: buttons, banners, bylines, follow-us lines, reading lists, disclaimers, who publishes it.

The patterns describe how WeChat, news and government pages look in general. A word such as 分享 or 视频 is furniture only where a page
has its furniture: above the first sentence, below the last, or after the button bar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ragassist.ingest.headings import SENTENCE_END
from ragassist.ingest.lines import Line
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.word_tables import word_table
from ragassist.types import DocumentMeta

HEAD_LINES: Final = 25
_PROSE_CHARS: Final = 60
_SHORT_PROSE_CHARS: Final = 12
_BUTTON_BAR: Final = re.compile(
    r"预览时标签不可点|继续滑动看下一个|向上滑动看下一个|轻触阅读原文|微信扫一扫|Scan to Follow|Scan with Weixin.*"
)
_BUTTON: Final = re.compile(
    r"阅读原文|原创.{0,24}|转载|听全文|播报文章|在小说阅读器.{0,10}|去阅读|收录于(?:合集|话题).*|#\S{1,12}(?: ?#\S{1,12})*(?: ?\d+个)?"
    r"|点击上方.*|关注该公众号"
    r"|cover_image|图片|赞|在看|分享|收藏|评论|(?:首页|当前位置|您?的?现?在?的?位置)[:：>》 ].{0,80}"
    r"|[【\[]?(?:字[体号]|大小)[:：].{0,20}"
    r"|[【\[]?打印(?:本页)?[】\]]?.{0,12}|(?:关闭|返回)(?:窗口|顶部|首页|列表)|分享到.{0,20}|浏览(?:次数|量)?[:：].{0,12}"
)
_DATELINE: Final = re.compile(
    rf"(?:\S{{2,20}} )?(?:19|20)\d\d[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?(?: \d{{1,2}}:\d\d(?::\d\d)?)?(?: ?[{IDEOGRAPHS}]{{2,4}})?"
)
_NAVIGATION: Final = re.compile(
    r"(?:首页|当前位置|您现?在?的位置)[:：>》 ]|[【\[]字[体号][:：]|打印本页|浏览(?:次数|量)[:：]|上一篇[:：]|下一篇[:：]"
    r"|.{0,40}(?:ICP备|公网安备|网站标识码)"
)
_PROMOTION: Final = word_table("ragassist.ingest")["promotion"].pattern
_BYLINE: Final = word_table("ragassist.ingest")["byline"].pattern
_SOURCE_NOTE: Final = re.compile(
    r"[（(](?:本文|原文|文章|全文)?(?:原载|刊登|刊载|发表|首发|刊发|来源|转自|作者|本文系|本文为|责任编辑|编辑|责编|供稿|完).{0,90}[）)][。.]?"
)
_DISCLAIMER: Final = word_table("ragassist.ingest")["disclaimer"].pattern
_READING_LIST: Final = word_table("ragassist.ingest")["reading_list"].pattern
_NEIGHBOUR: Final = re.compile(r"(?:上|下|前|后)一[篇条][:：].*|(?:[Pp]revious|[Nn]ext) (?:article|post):? .{0,80}")
_END: Final = re.compile(r"[-—=·*~ ]*(?:END|End|THE END|The End|完|全文完|正文完)[-—=·*~ ]*|[（(](?:完|全文完)[）)]")
_ABOUT: Final = re.compile(r"关于(?:我们|本刊|作者|.{2,12})|(?:.{2,12})?简介|[Aa]bout (?:us|the authors?)")
_CARD: Final = re.compile(r"以下文章来源于 ?(.{1,24}?) ?(?:[，,] ?作者.{0,24})?[.。]?")
_PUNCTUATION_ONLY: Final = re.compile(r"[\s，。、；：！？“”‘’（）()《》【】\[\],.;:!?…—–\-_~·•*|=+#/\\×<>^'\"`▼▲↓↑→←]+")


def is_disclaimer(text: str) -> bool:
    """Return whether a line says that the publisher is not liable, or who holds the rights, instead of anything about the subject."""
    return len(text) <= 400 and bool(_DISCLAIMER.match(text))


def below_the_text(lines: Sequence[Line]) -> set[int]:
    """Numbers of the lines from the page's button bar on, where no sentence of any length follows it."""
    for index, line in enumerate(lines):
        if _BUTTON_BAR.fullmatch(line.text):
            if any(len(after.text) >= _PROSE_CHARS and SENTENCE_END.search(after.text) for after in lines[index:]):
                continue
            return set(range(index, len(lines)))
    return set()


def is_page(lines: Sequence[Line], meta: DocumentMeta) -> bool:
    """Return whether the text was saved from the web: by its address, or by furniture that only a page has."""
    if meta.url.startswith(("http://", "https://")):
        return True
    return any(_BUTTON_BAR.fullmatch(line.text) or _CARD.fullmatch(line.text) or _NAVIGATION.match(line.text) for line in lines)


def web_furniture(lines: Sequence[Line], *, page: bool, meta: DocumentMeta, below: Sequence[str]) -> set[int]:
    """Numbers of the joined lines that are not text.

    Args:
        lines: after joining.
        page: the text was saved from the web.
        meta: whose title, author and source a page repeats above its text.
        below: the lines of `below_the_text`, already gone: the account's name is among them.
    """
    dropped = {index for index, line in enumerate(lines) if _PUNCTUATION_ONLY.fullmatch(line.text)}
    plain = {index for index, line in enumerate(lines) if _is_plain(line)}
    if page:
        dropped |= _card(lines) | _about(lines, min((index for index in plain if 2 * index > len(lines)), default=len(lines)))
    prose = [index for index, line in enumerate(lines) if index not in plain | dropped and line.text != meta.title and _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    dropped |= plain | _head(lines[: min(first, HEAD_LINES)], page, meta, below) | _reading_lists(lines)
    if page:
        dropped |= {index for index, line in enumerate(lines) if not first <= index <= last and _BUTTON.fullmatch(line.text)}
        dropped |= {index for index, line in enumerate(lines[:first]) if _DATELINE.fullmatch(line.text)}
    below_furniture = False
    for index in range(last + 1, len(lines)):
        below_furniture = below_furniture or index in plain or (page and index in dropped)
        if below_furniture and len(lines[index].text) <= _PROSE_CHARS:
            dropped.add(index)
    return dropped


def _is_plain(line: Line) -> bool:
    """Furniture by its own words, wherever it stands."""
    text = line.text
    if is_disclaimer(text):
        return True
    if len(text) <= 110 and any(pattern.fullmatch(text) for pattern in (_BYLINE, _SOURCE_NOTE, _NEIGHBOUR, _END, _READING_LIST)):
        return True
    return len(text) <= 45 and not line.marked and bool(_PROMOTION.search(text)) and not re.search("[。；]", text[:-1])


def _is_prose(line: Line) -> bool:
    if line.marked or line.link:
        return False
    return len(line.text) >= _PROSE_CHARS or (len(line.text) >= _SHORT_PROSE_CHARS and bool(SENTENCE_END.search(line.text)))


def _head(lines: Sequence[Line], page: bool, meta: DocumentMeta, below: Sequence[str]) -> set[int]:
    """Above the text: the title once more, and on a page who wrote it, for which account, when."""
    titles = [index for index, line in enumerate(lines) if line.text == meta.title]
    dropped = set(titles[1:])
    if page:
        names = {name for name in (meta.author, meta.source, meta.issuer, *(text for text in below if 2 <= len(text) <= 24)) if name}
        after = titles[-1] + 1 if titles else 0
        known = [index for index, line in enumerate(lines) if index >= after and line.text in names]
        if known:
            dropped |= {index for index in range(after, known[-1] + 1) if len(lines[index].text) <= 24 and not lines[index].marked}
    return dropped


def _reading_lists(lines: Sequence[Line]) -> set[int]:
    """What follows the heading of a reading list: links and titles, up to the next sentence or heading."""
    dropped: set[int] = set()
    inside = False
    for index, line in enumerate(lines):
        if _READING_LIST.fullmatch(line.text):
            inside = True
        elif inside and (line.link or (len(line.text) <= _PROSE_CHARS and not line.text.endswith(("。", ".")) and not line.marked)):
            dropped.add(index)
        else:
            inside = False
    return dropped


def _card(lines: Sequence[Line]) -> set[int]:
    """The card of the account that an article was taken from: its name once more, a stop, its motto."""
    dropped: set[int] = set()
    for index, line in enumerate(lines[:HEAD_LINES]):
        card = _CARD.fullmatch(line.text)
        if not card:
            continue
        at = index + 1
        while at < len(lines) and (_PUNCTUATION_ONLY.fullmatch(lines[at].text) or lines[at].text.rstrip(" .。") == card.group(1)):
            at += 1
        if index + 1 < at < len(lines) and len(lines[at].text) <= 200 and not lines[at].marked and not lines[at].bold:
            at += 1
        dropped |= set(range(index, at))
    return dropped


def _about(lines: Sequence[Line], tail: int) -> set[int]:
    """Who publishes the account, at the end of a page: from its heading on."""
    for index in range(max(tail, len(lines) // 2), len(lines)):
        if len(lines[index].text) <= 16 and _ABOUT.fullmatch(lines[index].text) and not any(line.marked for line in lines[index + 1 :]):
            return set(range(index, len(lines)))
    return set()
