"""What laws, rules and notices say of themselves in their customary places: who issued them, under which number, when, from when they hold.

Nothing is concluded: a field that its usual form does not state stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from ragassist.lang.en import FULL
from ragassist.lang.zh import HAN
from ragassist.text.document_numbers import year_and_number
from ragassist.text.iso_dates import chinese_day, iso_date
from ragassist.text.own_name import OWN_NAME
from ragassist.text.script import without_space
from ragassist.text.title_notes import NAME, in_brackets, title_notes

_MEETING: Final = f"第[{HAN}0-9]{{1,6}}次.{{0,8}}会议"
_SESSION: Final = re.compile(f"(?:第[{HAN}0-9]{{1,6}}届)?([{HAN}]{{4,24}}?) ?(?:(?:{_MEETING})? ?(?:审议)?通过|{_MEETING} ?(?:修正|修订))")
_WITHIN_A_COURT: Final = re.compile(f"(?:第[{HAN}]{{1,6}}届)?(?:审判|检察)委员会$")
"""By whom a court or a procuratorate decides; what it decides is its own."""
_ORDER: Final = re.compile(rf"^[ ]*([{HAN} 、]{{2,120}}?)(?:令|公告|文件)? ?(?:第 ?[{HAN}0-9]{{1,8}} ?号)?(?:令|公告)? ?(?:公布|发布|印发)")
_ORDER_NUMBER: Final = re.compile(f"([{HAN}]{{2,24}})?(令|公告) ?((?:19|20)\\d\\d ?年 ?)?第 ?([一二三四五六七八九十百〇零0-9]{{1,8}}) ?号")
_REFERENCE: Final = re.compile(f"([{HAN}]{{1,12}})" + year_and_number(" ?"))


def _labelled(names: str) -> re.Pattern[str]:
    """A line, or cells side by side in a row of a table, that give what one of the names says."""
    return re.compile(rf"(?:^[|【\[（( ]*|\| *)(?:{names}) ?[】\]]?[:： |]+([^|\n]{{2,80}}?)[ ）)]*(?:\||$)", re.MULTILINE)


_NUMBERED: Final = _labelled("发文字号|发文编号|公文文号|文 ?号|文件号|Document [Nn]o\\.?|Document [Nn]umber")
_ISSUED_BY: Final = _labelled(
    "发布机构|发布机关|发文机关|发文机构|发文单位|制定机关|公布机关|颁布机关|Issued by|Issuing (?:body|authority)"
)
_PUBLISHED: Final = _labelled("公布日期|公布时间|发布日期|发布时间|颁布日期")
_WRITTEN: Final = _labelled("成文日期|发文日期|印发日期")
_EFFECTIVE: Final = _labelled("施行日期|实施日期|生效日期|施行时间|Effective date|Effective")
_VALIDITY: Final = _labelled("时 ?效 ?性|效力状态|有效性|文件状态|Status")
_HOLDS_FROM: Final = re.compile(rf"{OWN_NAME}自({chinese_day('')})起?(?:正式)?(?:施行|实施|执行|生效)")
_FROM_THEN: Final = re.compile(" ?(?:起|(?:正式)?(?:施行|实施|生效))")
_AT_ONCE: Final = re.compile(r"自(?:公布|发布|印发)之日起(?:施行|实施|执行|生效)")
_UNDER_TITLE: Final = 400
"""Characters in which a text of any kind may say under its title when it was issued."""
_MONTH: Final = f"(?:{FULL})"
_ENGLISH_DAY: Final = rf"({_MONTH} \d{{1,2}}, (?:19|20)\d\d|\d{{1,2}} {_MONTH} (?:19|20)\d\d)"
_ENGLISH_FROM: Final = re.compile(
    rf"(?:come|comes|enter|enters|go|take|takes) (?:into )?(?:force|effect) (?:on |from |as of )?{_ENGLISH_DAY}"
    rf"|(?:be|are|is) effective (?:on |from |as of )?{_ENGLISH_DAY}"
)
_ENGLISH_NOTE: Final = re.compile(
    r"^[ *_>]*[（(]?(?:(?:First |Second )?(?:Adopted|Passed|Approved|Promulgated|Issued|Amended|Revised))\b[^\n]{0,600}$", re.MULTILINE
)
"""Under the title of a law in English: Adopted at the … Meeting of … on …; amended …."""
_BODY: Final = f"(?:国务院|[{HAN}]{{2,20}}?(?:办公厅|办公室|委员会|人民政府|管理局|总局|改革委|信委|网信办|[部委厅局院]))"
_ADDRESSED: Final = re.compile(
    f"((?:{_BODY}[ 、]?){{1,6}}(?:等[{HAN}0-9]{{1,3}}(?:部门|单位|部委))?) ?"
    "关于.{2,}(?:通知|意见|决定|公告|通告|批复|复函|函|办法|规定|规则|解释)(?:[（(].{1,12}[）)])*$"
)
_REPEALED: Final = re.compile(r"[（(【\[](?:已|全文)?(?:废止|失效)[）)】\]]")


@dataclass(frozen=True, slots=True)
class Official:
    """Each field as in `DocumentMeta`, empty where it is not stated."""

    issuer: str = ""
    number: str = ""
    date: str = ""
    effective: str = ""
    status: str = ""


def read(title: str, head: str, tail: str, *, binding: bool) -> Official:
    """Return what stands in the title, in the note below it, in the fields around it and in the last article.

    Args:
        title: of the document.
        head: the text's beginning, characters repaired.
        tail: its end, likewise.
        binding: it is a law or a rule, not a text about one: only then its last article is its own.
    """
    note = _noted(head, title)
    number = _field(_NUMBERED, head)
    if not number:
        match = next((match for match in map(reference, head.split("\n")) if match), None) or _REFERENCE.search(title)
        number = f"{match.group(1)}〔{match.group(2)}〕{match.group(3)}号" if match else note.number
    addressed = match.group(1) if (match := _ADDRESSED.match(title)) else ""
    if addressed.startswith("最高人民"):  # several of them, it may be, while the note says who adopted it first
        note = replace(note, issuer=addressed)
    validity = _field(_VALIDITY, head)
    date = (
        iso_date(_field(_PUBLISHED, head))
        or note.date
        or iso_date(_field(_WRITTEN, head))
        or _english_note(head if binding else head[:_UNDER_TITLE])
    )
    effective = iso_date(_field(_EFFECTIVE, head)) or note.effective
    if binding and not effective:
        effective = _from_articles(without_space(head), date) or _from_articles(without_space(tail), date) or _english(head, tail)
    return Official(
        issuer=" ".join((_field(_ISSUED_BY, head) or note.issuer or addressed).split()),
        number=number,
        date=date,
        effective=effective,
        status="repealed" if _REPEALED.search(title) else _status(validity),
    )


def reference(line: str) -> re.Match[str] | None:
    """Return a line that is nothing but the number of a document, such as 国发〔2017〕35号: its letters, year and number."""
    return _REFERENCE.fullmatch(line.strip(" （()）"))


def _field(pattern: re.Pattern[str], head: str) -> str:
    match = pattern.search(head)
    return match.group(1).strip() if match else ""


def _notes(head: str, title: str) -> str:
    """The first note below the title with those that follow it; without brackets only where the title is the name of a rule."""
    taken: list[tuple[int, int]] = []
    for start, end in title_notes(head):
        if not in_brackets(head, start) and not NAME.search(title):
            continue
        if taken and head[taken[-1][1] : start].strip(" \t\n\u3000（）()*>_"):
            break
        taken.append((start, end))
    return " ".join(" ".join(head[slice(*span)] for span in taken).split())


def _noted(head: str, title: str) -> Official:
    """The note below the title: passed, published, amended, in force from. The date is the latest amendment's or publication's."""
    note = _notes(head, title)
    days = list(re.finditer(chinese_day(), note))
    issuer = number = passed = published = effective = ""
    for at, day in enumerate(days):
        what = _AT_ONCE.sub("", note[day.end() : days[at + 1].start() if at + 1 < len(days) else len(note)])
        stated = iso_date("".join(day.group().split()))
        if note[: day.start()].rstrip().endswith("自") and _FROM_THEN.match(what):
            effective = stated
        elif re.search("修正|修订", what):
            published = stated
            session = _SESSION.search(what)
            issuer = issuer or (session.group(1) if session else "")
        elif re.search("公布|发布|印发", what):
            published = stated
            order, by = _ORDER_NUMBER.search(what), _ORDER.match(what)
            if order:
                alone = order.group(1) if order.group(1) and not what[: order.start()].strip() else ""
                number = f"{alone}{order.group(2)}{(order.group(3) or '').strip()}第{order.group(4)}号"
            if by and not by.group(1).endswith("主席"):
                issuer = by.group(1).strip()
        elif "通过" in what:
            passed = stated
            session = _SESSION.search(what)
            issuer = issuer or (session.group(1) if session else "")
    date = published or passed
    return Official(_WITHIN_A_COURT.sub("", issuer), number, date, effective or (date if _AT_ONCE.search(note) else ""))


def _from_articles(text: str, date: str) -> str:
    """From when the rule holds, by its own last article, which may say: from the day of publication."""
    found = _HOLDS_FROM.findall(text)
    if found:
        return iso_date(found[-1])
    return date if len(date) == 10 and re.search(OWN_NAME + _AT_ONCE.pattern, text) else ""


def _english(head: str, tail: str) -> str:
    match = _ENGLISH_FROM.search(" ".join(tail.split())) or _ENGLISH_FROM.search(" ".join(head.split()))
    if not match:
        return ""
    return iso_date(match.group(1) or match.group(2))


def _english_note(head: str) -> str:
    """The latest day of adoption or amendment, by the note under an English title; not the day from which it holds."""
    note = _ENGLISH_NOTE.search(head)
    stated = _ENGLISH_FROM.sub("", note.group()) if note else ""
    return max((iso_date(day) for day in re.findall(_ENGLISH_DAY, stated)), default="")


def _status(validity: str) -> str:
    if re.match("(?:全文)?(?:失效|已?废止)|[Rr]epealed", validity):
        return "repealed"
    if re.match("(?:现行)?有效|[Ii]n force", validity):
        return "in force"
    return "draft" if re.match("征求意见|草案|[Dd]raft", validity) else ""
