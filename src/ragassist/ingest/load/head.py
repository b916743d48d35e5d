"""What a text says of itself at its top: title, author, date, issuer, kind. Only what stands there plainly; never a guess."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from ragassist.ingest.datelines import day_under_title, is_dateline
from ragassist.ingest.headings import numbered_level, opens_unit
from ragassist.ingest.load import official
from ragassist.ingest.load.drafts import is_about, is_draft
from ragassist.ingest.load.frontmatter import BLOCK
from ragassist.ingest.webpage import is_disclaimer
from ragassist.lang.zh import HAN
from ragassist.text.iso_dates import chinese_day, iso_date
from ragassist.text.normalize import CleanText, exchange_characters, repair_characters, repair_spaces
from ragassist.text.republic import in_common_years
from ragassist.text.script import as_written, simplified
from ragassist.text.title_notes import NAME
from ragassist.text.word_tables import word_table
from ragassist.types import DocumentMeta

_HEAD_CHARS: Final = 6000
_TAIL_CHARS: Final = 3000
_TITLE_CHARS: Final = 60
_HEADING: Final = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_PROSE: Final = re.compile(r"[。；;，,、：:][”’」』）)]*$|。|[a-z]\. [A-Z]|\.$")
_LABEL: Final = re.compile(
    r"(?:摘 ?要|内容摘要|关键[词字]|Abstract|ABSTRACT|Key ?words|目 ?录|[一二三四五六七八九十]、|第[一二三四五六七八九十]+[章编条]"
    r"|\d{1,2}(?:\.\d)* |[（(]\d|\d{1,2}[.、]|前言$|引言$|Introduction$)"
)
_NOTE: Final = word_table("ragassist.ingest")["no_title"].pattern
_FUNDED: Final = re.compile(r"(?:项目|课题|基金|专项).{0,60}[（(](?:编号[:：]? ?)?[A-Z0-9/\-、,，]{5,}[）)]$")
_BODIES: Final = re.compile(
    f"(?:(?:[{HAN}]{{2,30}}(?:部|委|办|局|厅|院|室|委员会|政府|中心|署|总署)|[{HAN}]{{2,12}}(?:人民代表大会|常委会))(?:[ \u3000、]+|$))+"
)
"""A line of nothing but names of bodies."""
_ORDER: Final = re.compile(f"[{HAN} 、]{{2,60}}(?:令|公告)(?: ?[（(]?(?:(?:19|20)\\d\\d ?年 ?)?第 ?[{HAN}\\d]{{1,8}} ?号[）)]?)?")
_ENDS_TITLE: Final = re.compile(
    "(?:问|条例|规定|办法|细则|规则|法|解释|批复|决定|决议|意见|通知|公告|通告|公报|通报|方案|规划|纲要|计划|报告|讲话|致辞|说明|要点|指南|指引|措施|解读|[）)》])$"
)
"""With what the last line of a title ends, where no blank line sets it apart from who wrote or issued the text."""
_DAY: Final = re.compile(chinese_day())
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_EMPHASIS: Final = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]{0,60}[^\s*])?)\*(?![\w*])")
_ISSUE: Final = re.compile(r"第 ?\d{1,4} ?[卷期]|\bVol\b")
_ISSUE_MONTH: Final = re.compile(r"(?:19|20)\d\d ?年 ?\d{1,2} ?月(?! ?\d)")
_ISSUE_LINES: Final = 4
"""Lines at the top in which a journal says of which volume and month an issue is."""
_GOES_ON: Final = re.compile("[与和及暨的之——]")
_BYLINE: Final = re.compile(r"^[（(]?(?:文|作者|本文作者|撰文|By|Author) ?[|｜丨/／:：] ?([^\n。；，]{2,80}?)[）)]?$", re.MULTILINE)
_SOURCE: Final = re.compile(
    r"(?:^[（(]?|(?<=[\d日][ \u3000]))[ \u3000]*(?:(?:文章|稿件|信息|本文)?来源|转自|Source) ?"
    r"[|｜丨:：] ?([^\n。；，]{2,40}?)(?=[）)]?[ \u3000]*$|[ \u3000]+\S{2,6}[:：])",
    re.MULTILINE,
)
_PUBLISHED: Final = re.compile(
    r"^[（(]?(?:本文|原文)?(?:原载|刊登|刊载|发表|首发|刊发)于? ?[:：]?(《[^》\n]{2,30}》[^\n）)]{0,20})[）)]?", re.MULTILINE
)
_NAMED: Final = re.compile(r"^(?:标 ?题|名 ?称|Title) ?[:：] ?(\S.{3,80})$", re.MULTILINE)
_SIGNED: Final = re.compile(
    f"^((?: *[{HAN}]{{2,30}}(?:部|委|局|厅|院|会|室|政府|中心) *\n\\s*){{1,12}})({_DAY.pattern})",
    re.MULTILINE,
)
_ISSUE_YEAR: Final = re.compile(r"((?:19|20)\d\d) ?年 ?第 ?\d{1,3} ?期")
_WRITER: Final = f"(?:[{HAN}]{{2,4}}|[{HAN}] [{HAN}])[\\d,，*†‡¹²³⁴⁵⁶⁷⁸⁹]*"
"""A name of two characters may be spread to the width of three: 周 默."""
_NAMES: Final = re.compile(f"{_WRITER}(?:[ ,，、]+{_WRITER})*")
_AFFILIATION: Final = re.compile(r"[（(]?\d?[.．]? ?.{0,60}?(?:大学|学院|研究[院所中]|公司|中心|学校|委员会|实验室).{0,80}?\d{6}")
_COURT: Final = "最高人民(?:法院|检察院)"
_JUDICIAL: Final = re.compile(
    rf"^(?:[^《》]{{0,10}}[|｜丨：:] ?)?{_COURT}(?:(?!关于|发布|印发|公布|出台|负责人|就)[{HAN} 、]){{0,60}}《?关于"
    r".+(?:解释|规定|规则|批复|决定)(?:[（(].{1,16}[）)])*$"
    r"|^(?:The )?(?:Judicial |Official )?(?:Interpretations?|Provisions|Rules|Reply|Decision)\b.{0,80}"
    r"\bSupreme People['’]s (?:Court|Procuratorate)"
    r"|\bSupreme People['’]s (?:Court|Procuratorate)['’]s (?:Judicial )?(?:Interpretation|Provisions|Rules)\b"
)
"""A judicial interpretation by its title; the forms are those that the Supreme People's Court itself names."""
_BY_A_COURT: Final = re.compile("最高(?:人民)?(?:法院?|检察院?|检)|两高")
_JUDICIAL_FORM: Final = re.compile("(?:解释|规定|规则|批复|决定)(?:[（(].{1,16}[）)])*$")
_JUDICIAL_LETTERS: Final = ("法释", "高检发释字")
_KINDS: Final = (
    (re.compile(r"(?:条例|Regulations?)(?:[（(].{2,12}[）)])?$|Regulations? (?:on|for|of) "), "regulation"),
    (
        re.compile(
            r"(?:办法|规定|细则|若干措施|Measures|Provisions)(?:[（(].{2,12}[）)])?$"
            r"|^(?:(?:Interim|Provisional|Administrative|Trial) )*(?:Measures|Provisions) (?:for|on) "
        ),
        "measure",
    ),
    (re.compile(r"意见(?:[（(].{2,12}[）)])?$|^(?:[A-Z]\w+ )*Opinions? (?:of|on) "), "opinion"),
    (
        re.compile(
            r"(?:[^办方立司执守普算看做说想用写]法|Law|Act)(?:[（(].{2,12}[）)])?$"
            r"|Law of the People['’]s Republic of China(?: on [^:]{2,80})?$"
        ),
        "law",
    ),
)
_WHOLE: Final = re.compile(r"《([^》]{4,80})》[^《》]{0,6}(?:[（(]附?全文[^）)]{0,8}[）)]|全文)")
"""A page's title that says that the rule it names stands below, whole."""
_PRINTED: Final = re.compile("(?:印发|发布|公布|颁布)(?:修订后的)?《([^《》]{4,60})》的?(?:通知|公告|通告|决定|命令)?$")
_ARTICLES: Final = re.compile(r"^[ \t\u3000*#>]*第[一二三四五六七八九十百]+条", re.MULTILINE)
_LEAST_ARTICLES: Final = 3
_BINDING: Final = frozenset({"law", "regulation", "interpretation", "measure", "opinion"})
_TAKEN: Final = ("title", "author", "issuer", "source", "number", "disclaimer")
"""Fields that are pieces of the text."""
_OUT_FOR_COMMENT: Final = re.compile(r"征求[^，。；\n]{0,40}?意见|for (?:public )?comment", re.IGNORECASE)


def complete(meta: DocumentMeta, raw: str) -> DocumentMeta:
    """`meta` with its empty fields filled from the top of `raw` (and its last lines, where articles name their source).

    Traditional Chinese is read in simplified characters; what is taken from the text stands as the text has it.
    """
    read = simplified(raw)
    if read == raw and simplified(meta.title) == meta.title:
        return _filled(meta, raw)
    found = _filled(replace(meta, title=simplified(meta.title)), read)
    taken: dict[str, Any] = {name: as_written(getattr(found, name), raw) for name in _TAKEN if not getattr(meta, name)}
    return replace(found, **{"title": meta.title} | taken)


def _filled(meta: DocumentMeta, raw: str) -> DocumentMeta:
    block = BLOCK.match(raw)
    body = raw[block.end() if block else 0 :]
    exchanged = exchange_characters(CleanText.of(body[:_HEAD_CHARS]))
    head = repair_spaces(exchanged).text
    plain = re.sub(r"[*_]{2}", "", head)
    loose = _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", re.sub(r"[*_]{2}", "", exchanged.text)))
    tail = repair_characters(CleanText.of(body[-_TAIL_CHARS:])).text.replace("**", "")
    marked = _HEADING.search(head)
    if marked and (marked.group().startswith("##") and (numbered_level(marked.group(1)) or head[: marked.start()].strip())):
        marked = None
    title = meta.title
    author = ""
    if not title:
        named = _NAMED.search(plain)
        title, author = (_tidy((marked or named or [""])[1]), "") if marked or named else _opening(plain)
        if marked:
            title += _matter(title, head[marked.end() :].lstrip().split("\n", 1)[0])
        title = _put_in_force(title, plain) or title
    byline = _BYLINE.search(loose)
    if byline:
        author = _name(byline.group(1))
    source = _SOURCE.search(loose) or _SOURCE.search(tail) or _PUBLISHED.search(tail)
    found = source.group(1).strip() if source else ""
    kind, status = _kind(title, meta, plain, is_draft(title, body.replace("**", "")))
    binding = kind in _BINDING or meta.kind in _BINDING or _puts_in_force(title, body)
    stated = official.read(title, in_common_years(plain), in_common_years(tail), binding=binding)
    signed = _SIGNED.search(tail)
    issue = _ISSUE_YEAR.search(found)
    dates = (
        stated.date,
        day_under_title(in_common_years(loose)),
        *(iso_date(match[group]) for match, group in ((signed, 2), (issue, 1), (_issue_month(plain), 0)) if match),
    )
    return replace(
        meta,
        title=title,
        author=meta.author or author,
        issuer=meta.issuer or stated.issuer or (" ".join(signed.group(1).split()) if signed else ""),
        date=meta.date or next((date for date in dates if date), ""),
        source=meta.source or found,
        kind=meta.kind or kind,
        status=meta.status or stated.status or status,
        number=meta.number or stated.number,
        effective=meta.effective or stated.effective,
        disclaimer=meta.disclaimer or _disclaimer(plain, tail),
    )


def _issue_month(head: str) -> re.Match[str] | None:
    """The month of a journal's issue, by its running head."""
    top = "\n".join([line for line in head.split("\n") if line.strip()][:_ISSUE_LINES])
    return _ISSUE_MONTH.search(top) if _ISSUE.search(top) else None


def _puts_in_force(title: str, body: str) -> bool:
    """Whether a text is a rule by the form of its name, or prints the one that it puts into force: its last article is its own."""
    name = title
    if "《" in title:
        printed = _PRINTED.search(title)
        name = printed.group(1) if printed and sum(1 for _ in islice(_ARTICLES.finditer(body), _LEAST_ARTICLES)) == _LEAST_ARTICLES else ""
    return bool(NAME.search(name))


def _disclaimer(head: str, tail: str) -> str:
    """The first line that disclaims, below the text before above it."""
    lines = (" ".join(line.strip(" >#").split()) for text in (tail, head) for line in text.split("\n"))
    return next((line for line in lines if is_disclaimer(line)), "")


def _opening(head: str) -> tuple[str, str]:
    """Title and author from the first lines; a title may run over three lines."""
    lines = re.split(r"(\n\s*)", head.lstrip())
    gaps, texts = ["", *lines[1::2]], [line.strip() for line in lines[::2]]
    for index, text in enumerate(texts[:6]):
        if text.startswith("#"):
            return "", ""
        if not any(char.isalnum() for char in text) or _beside_title(text, under_title=False) or _FUNDED.search(text):
            continue
        goes_on = index + 2 < len(texts) and _title_goes_on(texts, gaps, index + 1)
        if not _title_like(text.rstrip("：:") if goes_on else text) or _continued(texts, index):
            return "", ""
        title = text
        at = index + 1
        if matter := _matter(text, texts[at] if at < len(texts) else ""):
            title += matter
            at += 1
        while at < min(len(texts), index + 5 if matter else index + 4) and _title_goes_on(texts, gaps, at):
            title += ("" if re.search(f"[{HAN}“”：]$", title) or re.match(f"[{HAN}]", texts[at]) else " ") + texts[at]
            at += 1
        author = "、".join(_writers(texts[at])) if at < len(texts) and _is_authors(texts, at) else ""
        return _tidy(title), author
    return "", ""


def _matter(title: str, below: str) -> str:
    """The line below a title, where it says what a document is about (关于……) and the title only names who issues it; else empty."""
    line = below.strip("# *")
    return line if line.startswith("关于") and _title_like(line) and _BODIES.fullmatch(title.strip()) else ""


def _put_in_force(title: str, head: str) -> str:
    """The name of the rule, where the title is that of the order that puts it in force and the rule stands below it; else empty."""
    if not _ORDER.fullmatch(title):
        return ""
    lines = {line.strip("#* ") for line in head.split("\n")}
    return next((name for name in re.findall("《([^《》]{3,80})》", head) if name in lines), "")


def _title_goes_on(texts: list[str], gaps: list[str], at: int) -> bool:
    """Line `at` is more of the title: it begins with 与, or stands right below it while a blank line or a dateline follows."""
    if not _title_like(texts[at]) or _beside_title(texts[at]) or _is_authors(texts, at) or _BODIES.fullmatch(texts[at]):
        return False
    apart = at + 1 < len(texts) and (gaps[at + 1].count("\n") > 1 or (_beside_title(texts[at + 1]) and bool(_ENDS_TITLE.search(texts[at]))))
    set_apart = gaps[at] == "\n" and apart
    above_authors = any(_is_authors(texts, below) for below in (at + 1, at + 2) if below < len(texts))
    return bool(_GOES_ON.match(texts[at])) or set_apart or above_authors


def _beside_title(text: str, *, under_title: bool = True) -> bool:
    """A line that stands at the top and is no title: a note, a day and a source, a number."""
    line = in_common_years(text.strip("*_> "))
    return bool(_NOTE.match(line) or _DAY.match(line) or is_dateline(line, under_title=under_title) or official.reference(line))


def _title_like(text: str) -> bool:
    limit = _TITLE_CHARS if re.search(f"[{HAN}]", text) else 2 * _TITLE_CHARS
    return (
        3 <= len(text) <= limit
        and not _PROSE.search(text)
        and not _LABEL.match(text)
        and bool(re.search(r"[^\W\d_]", text))
        and text[0] != "|"
        and not _BYLINE.match(text)
    )


def _continued(texts: list[str], index: int) -> bool:
    """The line is the first of a wrapped paragraph: as long as what follows, which is prose."""
    following = [text for text in texts[index + 1 : index + 6] if text and not is_dateline(text, under_title=True)]
    if not following or opens_unit(following[0]) or not re.search("[，,。；]", following[0]):
        return False
    return len(texts[index]) >= 0.8 * max(len(text) for text in following[:3])


def _is_authors(texts: list[str], at: int) -> bool:
    """A line of names over a line of institutions."""
    if _GOES_ON.match(texts[at]) or not _NAMES.fullmatch(texts[at]):
        return False
    return any(_AFFILIATION.match(text) for text in texts[at + 1 : at + 3])


def _writers(line: str) -> list[str]:
    return ["".join(name.split()) for name in re.findall(f"[{HAN}]{{2,4}}|[{HAN}] [{HAN}]", line)]


def _name(text: str) -> str:
    """The name at the end of "professor of X at Y Zhang San", or the whole if it is short."""
    last = re.split(r"[ \u3000]+", text.strip())
    if len(last) > 1 and re.fullmatch(f"[{HAN}·]{{2,5}}", last[-1]):
        return last[-1]
    return text.strip() if len(text.strip()) <= 24 else ""


def _tidy(title: str) -> str:
    title = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*`]|\\(?=[^\w\s])", lambda match: match.group(1) or "", title)
    return " ".join(title.split())


def _kind(title: str, meta: DocumentMeta, head: str, draft: bool) -> tuple[str, str]:
    whole = _WHOLE.search(title)
    name = whole.group(1) if whole else title if "《" in title and is_about(title) else title.rstrip("》").strip()
    kind = next((kind for pattern, kind in _KINDS if pattern.search(name)), "")
    if _is_judicial(name, title if whole else "", head):
        kind = "interpretation"
    if draft:
        return "draft" if kind or _OUT_FOR_COMMENT.search(head) else "", "draft"
    if not kind and re.search(r"^\s*(?:摘 ?要|Abstract)\s*[:：]", head, re.MULTILINE):
        kind = "paper"
    if not kind and "mp.weixin.qq.com" in meta.url:
        kind = "article"
    return kind, ""


def _is_judicial(name: str, around: str, head: str) -> bool:
    """A judicial interpretation: by its name, by the court in the title of the page that holds it, by its number."""
    if _JUDICIAL.search(name):
        return True
    if not _JUDICIAL_FORM.search(name):
        return False
    numbers = filter(None, map(official.reference, head.split("\n")))
    return bool(_BY_A_COURT.search(around.replace(name, ""))) or any(number[1] in _JUDICIAL_LETTERS for number in numbers)
