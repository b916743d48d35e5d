"""Lines that belong to the page and not to the text: page numbers and running heads, buttons, follow-us lines, link lists, disclaimers.

Patterns describe how Chinese journals, web pages and WeChat pages look in general. Two passes: `page_furniture` before lines are joined
(it stands in the middle of sentences), `web_furniture` after (it needs whole lines).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ragassist.ingest.headings import SENTENCE_END, heading_level
from ragassist.ingest.lines import Line
from ragassist.text.characters import HAN
from ragassist.types import DocumentMeta

_PAGE_NUMBER: Final = re.compile(
    r"[-—–·•|~\s]*(?:第 ?)?\d{1,4}(?: ?页)?(?: ?[/／|] ?(?:共 ?)?\d{1,4}(?: ?页)?|[,，]? ?共 ?\d{1,4} ?页)?[-—–·•|~\s]*|[Pp]age \d{1,4}(?: of \d{1,4})?|P\.? ?\d{1,4}|[·•-] ?[ivxIVX]{1,5} ?[·•-]"
)
_ISSUE: Final = re.compile(
    r"(?:\d{1,4} )?.{0,24}?(?:第 ?\d{1,3} ?卷[,， ]*(?:第? ?\d{1,4} ?期)?|(?:19|20)\d\d ?年? ?[,，]? ?第 ?\d{1,4} ?期|第 ?\d{1,4} ?期(?: |$)|总第 ?\d{1,5} ?期|Vol\.? ?\d+[,，. ]*(?:No\.? ?\d+)?).{0,40}"
)
_AUTHOR_HEAD: Final = re.compile(f"(?:\\d{{1,4}} ?)?[{HAN}·]{{2,4}}(?:[,，、][{HAN}·]{{2,4}})*(?: ?等| et al\\.?)? ?[:：] ?\\S.{{3,60}}")
_UNIT: Final = re.compile(r"[年月日个家亿万%项条名人次种]")
_TAIL: Final = re.compile(r"预览时标签不可点|继续滑动看下一个|向上滑动看下一个|轻触阅读原文|微信扫一扫|Scan to Follow|Scan with Weixin.*")
_CHROME: Final = re.compile(
    r"阅读原文|原创|转载|听全文|播报文章|在小说阅读器.{0,10}|去阅读|收录于(?:合集|话题).*|#\S{1,12}(?: ?#\S{1,12})*(?: ?\d+个)?|点击上方.*|关注该公众号|cover_image|图片|赞|在看|分享|收藏|评论|"
    r"(?:首页|当前位置|您?的?现?在?的?位置)[:：>》 ].{0,80}|[【\[]?(?:字[体号]|大小)[:：].{0,20}|[【\[]?打印(?:本页)?[】\]]?.{0,12}|(?:关闭|返回)(?:窗口|顶部|首页|列表)|分享到.{0,20}|浏览(?:次数|量)?[:：].{0,12}|"
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)?(?: ?[\u4e00-\u9fff]{2,4})?"
)
_PROMOTION: Final = re.compile(
    r"扫[描码一]|二维码|长按(?:识别|关注|图片|[上下]方)|点击(?:[上下]方|左下|右上|蓝字|图片|[上下]图|标题|名片|卡片|关注|阅读|文末|此处|链接|购买|报名|进入|了解)|了解详情|倾力推荐|"
    r"关注(?:我们|公众号|本号|“|「|《|【|微信)|(?:欢迎|敬请|赶快|快来)(?:关注|订阅|转发|扫码|投稿|加入|分享|点赞|留言)|点(?:个|亮|下|击)?[“「]?(?:在看|赞|星标|小星星|关注)|设为星标|置顶公众号|三连|"
    r"(?:转发|分享)(?:到|给|至)?(?:朋友圈|好友|微信)|视频号|抖音号|公众号[:：]|微信(?:号|公众号)?[:：]|(?:征订|订阅|订购)(?:热线|电话)|邮发代号|投稿(?:邮箱|热线|方式)|(?:商务|广告|媒体)合作|"
    r"转载请(?:注明|联系)|加(?:入)?(?:微信|读者|交流)群|后台回复|[Ff]ollow us|[Ss]ubscribe (?:now|to)|[Cc]lick here"
)
_BYLINE: Final = re.compile(
    r"[（(【\[]?(?:文|图|文图|作者|本文作者|撰文|撰稿|执笔|记者|通讯员|编译|翻译|译者|整理|供稿|来源|本文来源|文章来源|稿件来源|信息来源|出处|转自|转载自|摘自|原文链接|原文标题|责任编辑|责编|编辑|美编|值班编辑|审核|初审|复审|终审|"
    r"校对|排版|监制|策划|制图|供图|图片来源|主编|出品|发布时间|发布日期|发文日期|(?:By|Source|Author|Editor|Published)(?= ?:))(?:[/／、][\u4e00-\u9fff]{1,4})? ?[|｜丨/／:：] ?\S.{0,80}[^。！？；，：]"
)
_SOURCE_NOTE: Final = re.compile(
    r"[（(](?:本文|原文|文章|全文)?(?:原载|刊登|刊载|发表|首发|刊发|来源|转自|作者|本文系|本文为|责任编辑|编辑|责编|供稿|完).{0,90}[）)][。.]?"
)
_DISCLAIMER: Final = re.compile(
    r"(?:免责|版权|郑重|特别|重要|转载|著作权)?(?:声明|说明|提示|公告)[:：]?(?=.*(?:转载|版权|侵权|侵犯|立场|本公众号|本文|本站|仅供|投资建议|联系我们))|(?:本文|文章|以上)(?:内容)?(?:仅代表|系作者|为作者|仅供|来源于|转载自|转自|来自|由).{0,60}(?:观点|立场|侵权|版权|转载|参考)|"
    r"(?:如有|若有|如涉).{0,16}(?:侵权|异议|版权).{0,60}(?:联系|删除)|未经.{0,14}(?:授权|许可|允许|同意).{0,20}(?:转载|使用|复制)|©|Copyright\b|版权所有|.*(?:ICP备|公网安备)\S*\d|All [Rr]ights [Rr]eserved"
)
_READING_LIST: Final = re.compile(
    r"[【\[—\-~·▼↓>》★◆●■ ]*(?:推荐阅读|相关阅读|延伸阅读|拓展阅读|扩展阅读|阅读推荐|往期(?:推荐|回顾|精选|文章|精彩|热文)?.{0,6}|热门(?:文章|推荐|阅读)|精彩(?:推荐|回顾|文章|内容).{0,6}|猜你喜欢|"
    r"更多(?:精彩|阅读|文章|内容|推荐).{0,8}|相关(?:文章|链接|新闻|推荐|报道)|历史文章|推荐文章|近期(?:热文|文章|热门).{0,4}|你可能.{0,4}喜欢.{0,6}|[Rr]elated (?:articles|posts|reading)|[Rr]ead more)[】\]—\-~·▼↓：:★◆●■ ]*"
)
_NEIGHBOUR: Final = re.compile(r"(?:上|下|前|后)一[篇条][:：].*|(?:[Pp]revious|[Nn]ext)(?: article| post)?:? .{0,80}")
_END: Final = re.compile(r"[-—=·*~ ]*(?:END|End|THE END|The End|完|全文完|正文完)[-—=·*~ ]*|[（(](?:完|全文完)[）)]")
_ABOUT: Final = re.compile(r"关于(?:我们|本刊|作者|.{2,12})|(?:.{2,12})?简介|[Aa]bout (?:us|the authors?)")
_CARD: Final = re.compile(r"以下文章来源于 ?(.{1,24}?) ?(?:[，,] ?作者.{0,24})?[.。]?")
_PUNCTUATION_ONLY: Final = re.compile(r"[\s，。、；：！？“”‘’（）()《》【】\[\],.;:!?…—–\-_~·•*|｜=+#/\\×<>^'\"`▼▲↓↑→←]+")


def page_furniture(lines: Sequence[Line]) -> set[int]:
    """Numbers of the lines that a printed page repeats: page numbers, running heads and feet; and what a saved page shows below its text."""
    numbers = {index for index, line in enumerate(lines) if _PAGE_NUMBER.fullmatch(line.text) and _lonely(lines, index)}
    dropped = set(numbers)
    for index, line in enumerate(lines):
        near = (
            bool({index - 2, index - 1, index + 1, index + 2} & numbers)
            or line.paged
            or (index + 1 < len(lines) and lines[index + 1].paged)
        )
        cut_in = index > 0 and not SENTENCE_END.search(lines[index - 1].text)
        if len(line.text) > 90 or SENTENCE_END.search(line.text) or line.marked:
            continue
        if (
            _ISSUE.fullmatch(line.text)
            and (near or cut_in or index < 3 or re.search(r"\d{1,4}$|^\d{1,4} ", line.text))
            and len(line.text) <= 60
        ) or (near and _AUTHOR_HEAD.fullmatch(line.text) and index > 3):
            dropped.add(index)
    dropped |= _repeated(lines, numbers)
    return dropped | _below(lines)


def _lonely(lines: Sequence[Line], index: int) -> bool:
    """A number on a line of its own that is neither a cell of a column of numbers nor a piece of a sentence."""
    around = [lines[other].text for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    if not any(len(text) >= 6 for text in around) or any(_PAGE_NUMBER.fullmatch(text) for text in around):
        return False
    before = lines[index - 1].text if index else ""
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return not (before and not SENTENCE_END.search(before) and _UNIT.match(after))


def _repeated(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Short lines that come back at least three times, digits aside, mostly at a page's edge or within a sentence."""
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if 4 <= len(line.text) <= 60 and not SENTENCE_END.search(line.text) and line.text[-1] not in "：:":
            key = re.sub(r"[\d\s·—-]+", "", line.text)
            if len(key) >= 3:
                places.setdefault(key, []).append(index)
    dropped: set[int] = set()
    for where in places.values():
        if len(where) < 3 or any(second - first < 3 for first, second in zip(where, where[1:], strict=False)):
            continue
        edges = sum(
            bool({index - 2, index - 1, index + 1, index + 2} & numbers)
            or lines[index].paged
            or (index + 1 < len(lines) and lines[index + 1].paged)
            or (index > 0 and not SENTENCE_END.search(lines[index - 1].text) and not heading_level(lines[index - 1].text))
            for index in where
        )
        if 2 * edges >= len(where):
            dropped |= set(where if where[0] > 8 else where[1:])
    return dropped


def _below(lines: Sequence[Line]) -> set[int]:
    for index, line in enumerate(lines):
        if _TAIL.fullmatch(line.text):
            rest = lines[index:]
            if not any(len(after.text) >= 60 and SENTENCE_END.search(after.text) for after in rest):
                return set(range(index, len(lines)))
    return set()


def is_page(lines: Sequence[Line], meta: DocumentMeta) -> bool:
    """Whether the text was saved from the web: by its address, or by buttons that only a page has."""
    return meta.url.startswith(("http://", "https://")) or any(_TAIL.fullmatch(line.text) or _CARD.fullmatch(line.text) for line in lines)


def web_furniture(lines: Sequence[Line], *, page: bool, meta: DocumentMeta, below: Sequence[str]) -> set[int]:
    """Numbers of the joined lines that are not text.

    Args:
        lines: after joining.
        page: the text was saved from the web.
        meta: whose title, author and source a page repeats above its text.
        below: the lines that `page_furniture` cut off the end of a saved page: the account's name is among them.
    """
    dropped = {index for index, line in enumerate(lines) if _PUNCTUATION_ONLY.fullmatch(line.text)}
    strong = {index for index, line in enumerate(lines) if _is_strong(line)}
    prose = [index for index, line in enumerate(lines) if index not in strong and line.text != meta.title and _is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    dropped |= strong
    dropped |= _head(lines[: min(first, 25)], page, meta, below)
    dropped |= _lists(lines)
    if page:
        dropped |= {index for index, line in enumerate(lines) if (index < first or index > last) and _CHROME.fullmatch(line.text)}
        dropped |= _card(lines)
        dropped |= _about(lines, min([index for index in dropped if index > len(lines) / 2], default=len(lines)))
    sticky = False
    for index in range(last + 1, len(lines)):
        sticky = sticky or index in strong or (index in dropped and page)
        if sticky and len(lines[index].text) <= 60:
            dropped.add(index)
    return dropped


def _is_strong(line: Line) -> bool:
    text = line.text
    if _DISCLAIMER.match(text) and len(text) <= 400:
        return True
    if len(text) <= 110 and (
        _BYLINE.fullmatch(text)
        or _SOURCE_NOTE.fullmatch(text)
        or _NEIGHBOUR.fullmatch(text)
        or _END.fullmatch(text)
        or _READING_LIST.fullmatch(text)
    ):
        return True
    return bool(_PROMOTION.search(text)) and (len(text) <= 45 and not re.search("[。；]", text[:-1])) and not line.marked


def _is_prose(line: Line) -> bool:
    return not line.marked and not line.link and (len(line.text) >= 60 or (len(line.text) >= 12 and bool(SENTENCE_END.search(line.text))))


def _head(lines: Sequence[Line], page: bool, meta: DocumentMeta, below: Sequence[str]) -> set[int]:
    """Above the text of a page: the title once more, who wrote it and where, when."""
    dropped: set[int] = set()
    titles = [index for index, line in enumerate(lines) if line.text == meta.title]
    dropped |= set(titles[1:])
    if not page:
        return dropped
    names = {name for name in (meta.author, meta.source, meta.issuer, *(text for text in below if 2 <= len(text) <= 24)) if name}
    after = titles[-1] + 1 if titles else 0
    known = [index for index, line in enumerate(lines) if index >= after and line.text in names]
    if known:
        dropped |= {index for index in range(after, known[-1] + 1) if len(lines[index].text) <= 24 and not lines[index].marked}
    return dropped


def _lists(lines: Sequence[Line]) -> set[int]:
    """What follows the heading of a reading list: links and titles, up to the next sentence or heading. Runs of bare links too."""
    dropped: set[int] = set()
    inside = False
    for index, line in enumerate(lines):
        if _READING_LIST.fullmatch(line.text):
            inside = True
        elif inside and (line.link or (len(line.text) <= 60 and not line.text.endswith(("。", ".")) and not line.marked)):
            dropped.add(index)
        else:
            inside = False
    return dropped


def _card(lines: Sequence[Line]) -> set[int]:
    """The card of the account that an article was taken from: its name once more, a stop, its motto."""
    dropped: set[int] = set()
    for index, line in enumerate(lines[:25]):
        card = _CARD.fullmatch(line.text)
        if not card:
            continue
        dropped.add(index)
        at = index + 1
        while at < len(lines) and (_PUNCTUATION_ONLY.fullmatch(lines[at].text) or lines[at].text.rstrip(" .。") == card.group(1)):
            dropped.add(at)
            at += 1
        if at > index + 1 and at < len(lines) and len(lines[at].text) <= 200 and not lines[at].marked and not lines[at].bold:
            dropped.add(at)
    return dropped


def _about(lines: Sequence[Line], tail: int) -> set[int]:
    """Who publishes the account, at the end of a page: from its heading on."""
    for index in range(max(tail, len(lines) // 2), len(lines)):
        if (
            _ABOUT.fullmatch(lines[index].text)
            and len(lines[index].text) <= 16
            and not Counter(line.marked > 0 for line in lines[index + 1 :])[True]
        ):
            return set(range(index, len(lines)))
    return set()
