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
    r"(?:\S{2,20} )?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)?(?: ?[\u4e00-\u9fff]{2,4})?"
)
_NAVIGATION: Final = re.compile(
    r"(?:首页|当前位置|您现?在?的位置)[:：>》 ]|[【\[]字[体号][:：]|打印本页|浏览(?:次数|量)[:：]|上一篇[:：]|下一篇[:：]"
    r"|.{0,40}(?:ICP备|公网安备|网站标识码)"
)
_PROMOTION: Final = re.compile(
    r"扫[描码一]|二维码|长按(?:识别|关注|图片|[上下]方)|点击(?:[上下]方|左下|右上|蓝字|图片|[上下]图|标题|名片|卡片|关注|阅读|文末|此处|链接|购买)"
    r"|点击(?:报名|进入|了解)"
    r"|了解详情|倾力推荐|关注(?:我们|公众号|本号|“|「|《|【|微信)|(?:欢迎|敬请|赶快|快来)(?:关注|订阅|转发|扫码|投稿|加入|分享|点赞|留言)"
    r"|点(?:个|亮|下|击)?[“「]?(?:在看|赞|星标|小星星|关注)|设为星标|置顶公众号|三连|(?:转发|分享)(?:到|给|至)?(?:朋友圈|好友|微信)|视频号|抖音号|公众号[:：]"
    r"|微信(?:号|公众号)?[:：]|(?:征订|订阅|订购)(?:热线|电话)|邮发代号"
    r"|投稿(?:邮箱|热线|方式)|(?:商务|广告|媒体)合作|转载请(?:注明|联系)|加(?:入)?(?:微信|读者|交流)群"
    r"|后台回复|[Ff]ollow us|[Ss]ubscribe (?:now|to)|[Cc]lick here"
)
_BYLINE: Final = re.compile(
    r"[（(【\[]?(?:文|图|文图|作者|本文作者|撰文|撰稿|执笔|记者|通讯员|编译|翻译|译者|整理|供稿|来源|本文来源|文章来源|稿件来源|信息来源|出处|转自|转载自|摘自"
    r"|原文链接|原文标题|责任编辑|责编|编辑|美编|值班编辑|审核|初审|复审|终审|校对|排版|监制|策划|制图|供图|图片来源|主编|出品|发布时间|发布日期|发文日期"
    r"|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d{1,2}:\d\d(?::\d\d)?)? ?(?:来源|作者|编辑)"
    r"|(?:By|Source|Author|Editor|Published)(?= ?:))(?:[/、][\u4e00-\u9fff]{1,4})? ?[|｜丨/／:：] ?\S.{0,80}"
    r"(?:(?<![。！？；，：])|(?<=[数量体号][:：]))"
)
_SOURCE_NOTE: Final = re.compile(
    r"[（(](?:本文|原文|文章|全文)?(?:原载|刊登|刊载|发表|首发|刊发|来源|转自|作者|本文系|本文为|责任编辑|编辑|责编|供稿|完).{0,90}[）)][。.]?"
)
_DISCLAIMER: Final = re.compile(
    r"(?:免责|版权|郑重|特别|重要|转载|著作权)?(?:声明|说明|提示|公告)[:：]?(?=.*(?:转载|版权|侵权|侵犯|立场|本公众号|本文|本站|仅供|投资建议|联系我们))"
    r"|(?:本文|文章|以上)(?:内容)?(?:仅代表|系作者|为作者|仅供|来源于|转载自|转自|来自|由).{0,60}(?:观点|立场|侵权|版权|转载|参考)"
    r"|(?:如有|若有|如涉).{0,16}(?:侵权|异议|版权).{0,60}(?:联系|删除)|未经.{0,14}(?:授权|许可|允许|同意).{0,20}(?:转载|使用|复制)"
    r"|©|Copyright\b|版权所有|.*(?:ICP备|公网安备|网站标识码)\S*\d|All [Rr]ights [Rr]eserved"
)
_ORNAMENT: Final = r"[】\]【\[—\-~·▼↓>》★◆●■：: ]*"
_READING_LIST: Final = re.compile(
    _ORNAMENT + r"(?:推荐阅读|相关阅读|延伸阅读|拓展阅读|扩展阅读|阅读推荐"
    r"|往期(?:推荐|回顾|精选|文章|精彩|热文)?.{0,6}|热门(?:文章|推荐|阅读)"
    r"|精彩(?:推荐|回顾|文章|内容).{0,6}|猜你喜欢|更多(?:精彩|阅读|文章|内容|推荐).{0,8}|相关(?:文章|链接|新闻|推荐|报道)|历史文章|推荐文章"
    r"|近期(?:热文|文章|热门).{0,4}|你可能.{0,4}喜欢.{0,6}|[Rr]elated (?:articles|posts|reading)|[Rr]ead more)" + _ORNAMENT
)
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
