"""What the shape of a line says: a heading and how deep, a list item, a label, a caption.

Works on one repaired line at a time; whether a line continues the one before is `unwrap`'s business.
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.zh import HAN, NUMERAL
from ragassist.text.script import simplified

MARKED: Final = 100
"""Room that each `#` of Markdown takes among the levels, so that numbering orders headings with the same marks."""
UNMARKED: Final = 700
"""Headings without marks stand below those with them."""
_USUAL: Final = 40
_ARTICLE_STEP: Final = 70
ARTICLE_LEVEL: Final = UNMARKED + _ARTICLE_STEP
"""第十七条: in the heading path of what follows, while its words stay in the text."""
TOP_LEVELS: Final = (range(1, 4 * MARKED), range(UNMARKED, UNMARKED + 46))
"""Headings that a new passage should begin with."""
_STEPS: Final = (
    (10, re.compile(f"第{NUMERAL}[编篇](?: |$)|第{NUMERAL}部分|Part +(?:[IVX]+|\\d+)\\b|PART ")),
    (20, re.compile(f"第 ?{NUMERAL} ?章(?: |$|[{HAN}])|Chapter +(?:[IVX]+|\\d+)\\b|CHAPTER ")),
    (30, re.compile(f"第 ?{NUMERAL} ?节(?: |$|[{HAN}])|Section +(?:[IVX]+|\\d+)\\b|SECTION ")),
    (40, re.compile("[一二三四五六七八九十]{1,3}[、.．](?! ?[一二三四五六七八九十]、)")),
    (50, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
)
_NUMBERED_FIRST: Final = frozenset("第PCSA（(一二三四五六七八九十")
"""The characters besides digits that any numbering begins with."""
_ARTICLE: Final = re.compile(f"(第 ?{NUMERAL} ?条(?:之[一二三四五六七八九十])?)(?: |$|【|（)|(Article +\\d+)\\b")
_DOTTED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})(\.? |\.(?=\D)|(?=[^\d\s.,%年月日个家亿万多余倍项条款种次位名人岁℃])(?<=\.\d))")
_UNIT: Final = re.compile(r"[%‰年月日亿万个家多余倍条款种次位名岁元件篇款期届时点分秒]|项(?!目)|人(?![才工员力民口类机文物际权身])|美元")
_SHARE_UNIT: Final = re.compile(r"[%‰亿万倍元]|个百分点|美元")
_BARE: Final = re.compile(
    r"(?:引 ?言|导 ?言|前 ?言|序 ?言|绪 ?论|概 ?述|背 ?景|结 ?论|结 ?语|结束语|余 ?论|小 ?结|总 ?结|讨 ?论"
    r"|致 ?谢|附 ?录|附 ?则|总 ?则|目 ?录|参考文献|资料来源|参考资料|注 ?释"
    r"|摘 ?要|Abstract|Introduction|Background|Conclusions?|Discussion|Methods?|Results|References|Acknowledge?ments?|Summary"
    r"|Executive Summary|Appendix(?: [A-Z\d]+)?)[:：]?",
    re.IGNORECASE,
)
_ITEM: Final = re.compile(
    r"(?:[•·●○■□◆◇▪▶►➢➤✓✔★☆※-] ?(?=\S)|[①-⑳㈠-㈩⑴-⒇⒈-⒛]|[（(]\d{1,2}(?:[）)]|[.．](?!\d))|\d{1,2}[）)、]|[a-zA-Z][)）、]|[（(][a-zA-Z][）)]"
    r"|\[\d{1,3}\] ?|[（(][ivx]{1,4}[）)]|(?:问|答|记者|主持人|[QA]\d{0,2}) ?[:：])(?!$)"
)
LABEL: Final = re.compile(
    r"[【\[]?(?:摘 ?要|内容摘要|提 ?要|关键[词字]|中图分类号|文献标[识志]码|文章编号|收稿日期|修回日期|基金项目|作者简介"
    r"|通[讯信]作者|DOI|Abstract|ABSTRACT"
    r"|Key ?words|Keywords|KEYWORDS|Key Words)[】\]]? ?[:：]|[【\[]?(?:摘 ?要|关键[词字])[】\]]? (?=\S)",
)
ABOUT_TEXT: Final = re.compile(
    r"[【\[]?(?:(?:内容)?摘 ?要|提 ?要|关键[词字]|中图分类号|收稿日期|基金项目|作者简介)[】\]]? ?(?:[:：]|$)"
    r"|(?:Abstract|ABSTRACT|Key ?[Ww]ords|KEY ?WORDS) ?[:：]"
)
"""Opens what is said of the whole text and stands under no heading of it, wherever it is printed."""
FIELD: Final = re.compile(
    r"[【\[（(]?(?:当前位置|您现?在?的位置|发布(?:时间|日期|机构)|发文(?:日期|机关|字号)|成文日期|索引号|主题分类|来源|作者|编辑|责任编辑|责编|浏览次数|阅读次数|字体|字号|打印"
    r"|上一篇|下一篇|主办单位|承办单位|版权所有|网站标识码|联系电话|联系人|地址|邮编|电话|传真|邮箱)[:：|｜丨 ]"
)
"""What a page says about a text, on a line of its own: 来源：, 发布时间：."""
NOTE: Final = re.compile(r"(?:注|Note )(?:\d{1,3}|[*＊†‡§¶①-⑳㉑-㉟]|[ivxl]{1,6}|[a-z])?[：:]")
"""Opens a footnote or endnote that a reader of files set behind its paragraph."""
_CAPTION: Final = re.compile(r"(?:图|表|专栏|Fig(?:ure|\.)|Table|Box) ?\d{1,2}(?:[-.－]\d{1,2})?(?:[ :：.]|$)")
_OF_FIGURE: Final = re.compile(
    "(?:图|表|专栏|Fig(?:ure|\\.)|Table|Box) ?\\d{1,2}(?:[-.－]\\d{1,2})?[ :：.]+"
    "(?!所示|显示|可见|可以|表明|说明|给出|列出|反映|展示|报告|汇报|中|为|是|和|与|及|、|的|shows?|gives?|lists?|reports?|and|presents?)\\S"
)
_CAPTION_FIRST: Final = frozenset("图圖表专專FTB")
MAX_CAPTION_CHARS: Final = 50
_STOP: Final = re.compile(r"[。；;，,、：:.][”’\"」』）)》】\]]*$")
SENTENCE_END: Final = re.compile(r"(?:[。！？!?；;…]|(?<![A-Z])\.|(?<=[A-Z]{2})\.)[”’\"'」』）)》】\]]*$")
MAX_HEADING_CHARS: Final = 60


def numbered_level(line: str) -> int:
    """How deep the numbering that opens the line is (a smaller number stands higher), 0 without one; 第…条 stands lowest."""
    if line[:1] not in _NUMBERED_FIRST and not line[:1].isdecimal():
        return 0
    line = simplified(line)
    for level, pattern in _STEPS:
        if pattern.match(line):
            return level
    if _ARTICLE.match(line):
        return _ARTICLE_STEP
    dotted = _DOTTED.match(line)
    stop = dotted is not None and dotted.group(2).startswith(".")
    unit = _SHARE_UNIT if dotted and "." in dotted.group(1) else _UNIT
    if dotted and (stop or not unit.match(line, dotted.end())) and dotted.end() < len(line) and not line[dotted.end()].isdigit():
        return 60 + dotted.group(1).count(".") if stop else 42 + dotted.group(1).count(".")
    return 0


def heading_level(line: str, *, marked: int = 0, bold: bool = False) -> int:
    """How deep a heading the line is (a smaller number stands higher), 0 when it is text.

    Args:
        line: one repaired line.
        marked: number of `#` that Markdown put before it.
        bold: the whole line is bold.
    """
    line = simplified(line)
    level = numbered_level(line)
    if level == _ARTICLE_STEP:
        return ARTICLE_LEVEL
    if marked:
        return MARKED * marked + (level or _USUAL)
    if len(line) > MAX_HEADING_CHARS * (1 if re.search(f"[{HAN}]", line) else 2):
        return 0
    if _BARE.fullmatch(line):
        return UNMARKED + 38
    if _STOP.search(line) or "。" in line[:-1]:
        return 0
    if level:
        return UNMARKED + level
    return UNMARKED + 65 if bold and len(line) >= 2 and not SENTENCE_END.search(line) else 0


def article(line: str) -> str:
    """Return the article that the line opens ("第十七条", "Article 17"), or nothing."""
    match = _ARTICLE.match(simplified(line))
    return line[slice(*match.span(1 if match.group(1) else 2))] if match else ""


def is_caption(line: str) -> bool:
    """Return whether the line is what stands above a table or below a figure, and not text that names one (表 2 显示)."""
    return (
        line[:1] in _CAPTION_FIRST
        and len(line) <= MAX_CAPTION_CHARS
        and bool(_OF_FIGURE.match(simplified(line)))
        and not re.search("[，,；;。]", line)
    )


def opens_unit(line: str) -> bool:
    """Return whether the line begins something of its own: a heading, a list item, a label or a caption."""
    line = simplified(line)
    return bool(_ITEM.match(line) or LABEL.match(line) or _CAPTION.match(line) or numbered_level(line) or _BARE.fullmatch(line))
