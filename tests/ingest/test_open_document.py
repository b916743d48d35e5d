"""OpenDocument texts: numbers of lists and headings as they are shown, grounds of paragraphs and cells. All words are made up."""

from __future__ import annotations

import pytest

from ragassist.ingest.clean import clean
from tests.ingest.test_formats import stored
from tests.ingest.test_more_formats import losses, odt


def level(at, form, prefix="", suffix="", more=""):
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" style:num-prefix="{prefix}" style:num-suffix="{suffix}" {more}/>'


def style(*levels):
    return f'<text:list-style style:name="L">{"".join(levels)}</text:list-style>'


def items(*texts, start=""):
    said = f' text:start-value="{start}"' if start else ""
    return "".join(f"<text:list-item{said if not at else ''}><text:p>{text}</text:p></text:list-item>" for at, text in enumerate(texts))


def listed(inner, more=""):
    return f'<text:list text:style-name="L" {more}>{inner}</text:list>'


@pytest.mark.parametrize(
    ("styles", "body", "expected"),
    [
        (style(level(1, "一, 二, 三, ...", "第", "条")), listed(items("登记每年一次。", "期限为半年。")), ["第一条 登记每年一次。", "第二条 期限为半年。"]),
        (style(level(1, "1", "（", "）")), listed(items("登记。")) + "<text:p>另有规定。</text:p>" + listed(items("公布。"), 'text:continue-numbering="true"'), ["（1）登记。", "另有规定。", "（2）公布。"]),
        (style(level(1, "1", "", "."), level(2, "1", "", "", 'text:display-levels="2"')), listed(f'<text:list-item><text:p>登记。</text:p><text:list>{items("泊位。", "船舶。")}</text:list></text:list-item>{items("公布。")}'), ["1. 登记。", "1.1 泊位。", "1.2 船舶。", "2. 公布。"]),
        (style(level(1, "壹, 贰, 叁, ...", "", "、")), listed(items("登记。", "公布。", start="4")), ["肆、登记。", "伍、公布。"]),
        (style(level(1, "1", "", "", 'style:num-list-format="附件%1%："')), listed(items("名单。", "表格。")), ["附件1：名单。", "附件2：表格。"]),
        (style(level(1, "①, ②, ③, ...")), listed("<text:list-header><text:p>如下。</text:p></text:list-header>" + items("登记。", "公布。")), ["如下。", "①登记。", "②公布。"]),
    ],
    ids=["articles", "goes on", "two levels", "start", "pattern", "circled"],
)  # fmt: skip
def test_items_have_the_numbers_that_the_text_shows(tmp_path, styles, body, expected):
    text = clean(stored(tmp_path, "a.odt", odt(body, styles))).text
    assert [line.replace(" ", "") for line in text.split("\n")] == [line.replace(" ", "") for line in expected]


def test_headings_that_are_numbered_by_the_outline_keep_their_numbers(tmp_path):
    outline = (
        '<text:outline-style><text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第" style:num-suffix="章"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="1" style:num-suffix="."/></text:outline-style>'
    )
    body = '<text:h text:outline-level="1">总则</text:h><text:h text:outline-level="2">目的</text:h><text:p>登记每年一次。</text:p><text:h text:outline-level="1">附则</text:h><text:h text:outline-level="2">施行</text:h><text:p>期限为半年。</text:p>'
    text = clean(stored(tmp_path, "a.odt", odt(body, outline))).text
    assert text.split("\n") == ["第一章 总则", "1. 目的", "登记每年一次。", "第二章 附则", "1. 施行", "期限为半年。"]


@pytest.mark.parametrize(
    ("ground", "seen"),
    [
        ('<style:style style:name="P"><style:paragraph-properties fo:background-color="#000000"/><style:text-properties fo:color="#ffffff"/></style:style>', True),
        ('<style:style style:name="P"><style:paragraph-properties fo:background-color="#ffff00"/><style:text-properties fo:color="#ffff00"/></style:style>', False),
        ('<style:style style:name="P"><style:text-properties fo:color="#ffffff"/></style:style>', False),
    ],
)  # fmt: skip
def test_letters_are_seen_by_the_ground_of_their_paragraph(tmp_path, ground, seen):
    document = stored(tmp_path, "a.odt", odt('<text:p>登记每年一次。</text:p><text:p text:style-name="P">这一段看得见。</text:p>', ground))
    assert ("看得见" in clean(document).text) is seen
    assert ("hidden" in losses(document)) is not seen
