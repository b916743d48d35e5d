"""What people cite a document by: stated by the file or by the text in its customary places, or left empty. All texts are made up."""

from __future__ import annotations

from dataclasses import asdict

import docx
import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.load import head, load
from ragassist.ingest.split import split
from ragassist.types import Document, DocumentMeta
from tests.ingest.test_formats import office

RULE = """\
示例服务登记暂行办法

（2023年7月10日国家示例办公室、示例发展委员会、教育示例部令第15号公布　自2023年8月15日起施行）

第一章　总　则

第一条　为了促进登记，制定本办法。

第二章　服务规范

第十七条　提供者应当备案。
提供者不得拒绝检查。

第三章　附　则

第二十条　本办法自2023年8月15日起施行。
"""
PATHS = {
    "促进登记": ("第一章 总则", "第一条"),
    "应当备案": ("第二章 服务规范", "第十七条"),
    "拒绝检查": ("第二章 服务规范", "第十七条"),
    "起施行。": ("第三章 附则", "第二十条"),
}


def stated(raw, **given):
    return {name: value for name, value in asdict(head.complete(DocumentMeta(**given), raw)).items() if value}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            RULE,
            {
                "title": "示例服务登记暂行办法",
                "issuer": "国家示例办公室、示例发展委员会、教育示例部",
                "date": "2023-07-10",
                "effective": "2023-08-15",
                "number": "令第15号",
                "kind": "measure",
            },
        ),
        (
            "某国示例法\n\n（2021年8月20日第十三届全国人民代表大会常务委员会第三十次会议通过　2021年8月21日某国主席令第九十一号公布）\n\n"
            "第一条 为了保护，制定本法。\n\n第七十四条　本法自2021年11月1日起施行。\n",
            {
                "title": "某国示例法",
                "issuer": "全国人民代表大会常务委员会",
                "date": "2021-08-21",
                "effective": "2021-11-01",
                "number": "某国主席令第九十一号",
                "kind": "law",
            },
        ),
        (
            "国务院关于印发示例规划的通知\n国发〔2017〕35号\n\n各省、自治区、直辖市人民政府：\n现印发给你们，请认真贯彻执行。\n国务院\n2017年7月8日\n",
            {"title": "国务院关于印发示例规划的通知", "issuer": "国务院", "date": "2017-07-08", "number": "国发〔2017〕35号"},
        ),
        (
            "索 引 号：000/2025-00054\n发文机关：国务院\n成文日期：2025年08月21日\n标　　题：国务院关于示例行动的意见\n"
            "发文字号：国发[2025]11号\n发布日期：2025年08月26日\n\n现提出如下意见。\n",
            {
                "title": "国务院关于示例行动的意见",
                "issuer": "国务院",
                "date": "2025-08-26",
                "number": "国发[2025]11号",
                "kind": "opinion",
            },
        ),
        (
            "关于加快示例产业发展的指导意见\n\n各有关单位：\n现提出以下意见。\n某某信息化部\n某某改革委\n2024年1月18日\n",
            {
                "title": "关于加快示例产业发展的指导意见",
                "issuer": "某某信息化部 某某改革委",
                "date": "2024-01-18",
                "kind": "opinion",
            },
        ),
        (
            "某市数据条例\n\n（2022年5月6日某市人民代表大会常务委员会通过，自公布之日起施行）\n\n第一条 目的。\n",
            {
                "title": "某市数据条例",
                "issuer": "某市人民代表大会常务委员会",
                "date": "2022-05-06",
                "effective": "2022-05-06",
                "kind": "regulation",
            },
        ),
        (
            "示例登记规定（已废止）\n\n施行日期：2010年1月1日\n\n第一条 目的。\n",
            {"title": "示例登记规定（已废止）", "kind": "measure", "status": "repealed", "effective": "2010-01-01"},
        ),
        (
            "# Interim Measures for the Registration of Sample Services\n\nArticle 1 These Measures promote registration.\n\n"
            "Article 24 These Measures shall come into force on August 15, 2023.\n",
            {"title": "Interim Measures for the Registration of Sample Services", "kind": "measure", "effective": "2023-08-15"},
        ),
        (
            "示例行业解读\n\n《示例办法》规定，本办法自2023年8月15日起施行。某某〔2023〕7号文件也提到了这一点。\n",
            {"title": "示例行业解读"},
        ),
        (
            "城市算力登记制度\n\n对中小企业的影响\n\n王小明　李红\n\n（某某大学经济学院，东港 100000）\n\n摘要：本文讨论登记。\n",
            {"title": "城市算力登记制度对中小企业的影响", "author": "王小明、李红", "kind": "paper"},
        ),
        (
            "示例周报\n\n本周登记了三家企业。\n\n声明：本文来自示例周刊，版权归作者所有。如有侵权，请联系我们删除。\n",
            {"title": "示例周报", "disclaimer": "声明：本文来自示例周刊，版权归作者所有。如有侵权，请联系我们删除。"},
        ),
    ],
    ids=["rule", "law", "notice", "fields", "signed", "at once", "repealed", "english", "about a rule", "title in two lines", "disclaimer"],
)
def test_what_a_text_states_and_nothing_more(raw, expected):
    assert stated(raw) == expected


def test_what_the_file_says_comes_before_what_the_text_says():
    given = {"issuer": "某某办公室", "date": "2020-01-01", "number": "某办〔2020〕1号", "effective": "2020-02-01", "status": "in force"}
    found = stated(RULE, **given)
    assert {name: found[name] for name in given} == given


def test_front_matter_gives_the_new_fields_too(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 甲\nnumber: 国发〔2017〕35号\neffective: 2017年8月1日\n---\n\n正文第一句。\n", encoding="utf-8")
    meta = load(path, shown_path="a.md", max_file_mb=1).meta
    assert (meta.number, meta.effective) == ("国发〔2017〕35号", "2017-08-01")


def as_word(raw):
    document = docx.Document()
    for line in filter(None, raw.split("\n")):
        document.add_paragraph(line)
    return office(document)


def as_markdown(raw):
    marked = (
        raw.replace("第一条", "### 第一条")
        .replace("第一章", "## 第一章")
        .replace("第二章", "## 第二章")
        .replace("第十七条　", "**第十七条** ")
    )
    return f"# {marked}".encode()


def as_html(raw):
    return f"<html><body><div id='zoom'>{''.join(f'<p>{line}</p>' for line in raw.splitlines() if line)}</div></body></html>".encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("r.txt", RULE.encode()), ("r.md", as_markdown(RULE)), ("r.html", as_html(RULE)), ("r.docx", as_word(RULE))],
    ids=["txt", "md", "html", "docx"],
)
def test_chapter_and_article_stand_in_the_path_whatever_the_format(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    document = load(path, shown_path=name, max_file_mb=1)
    passages = split(document, clean(document), count_tokens=len, budget_tokens=24)
    for words, steps in PATHS.items():
        assert [passage.heading[1:] for passage in passages if words in passage.text][-1] == steps
    assert (document.meta.title, document.meta.date) == ("示例服务登记暂行办法", "2023-07-10")


def test_chapter_and_article_in_english():
    from tests.ingest.documents import document

    raw = "Measures for Samples\n\nChapter 1 General\n\nArticle 1 This is first.\n\nChapter 2 Rules\n\nArticle 17 Providers shall file. They obey.\n"
    made = document(raw, title="Measures for Samples")
    passages = split(made, clean(made), count_tokens=len, budget_tokens=40)
    assert passages[-1].heading == ("Measures for Samples", "Chapter 2 Rules", "Article 17")


@pytest.mark.parametrize("heading", ["2. 人才错配障碍", "3. 元数据标准", "1. 年度安排", "2. 次级市场"])
def test_a_numbered_heading_is_no_quantity(heading):
    from tests.ingest.documents import document

    made = document(f"一、问题\n\n1. 技术短板\n\n短板很多。\n\n{heading}\n\n这里另有说明。\n")
    passages = split(made, clean(made), count_tokens=len, budget_tokens=15)
    assert passages[-1].heading == ("一、问题", heading)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("来源：东山市交通局 时间：2026-02-03 浏览次数：", "2026-02-03"),
        ("作者：沈渡　发布时间：2026年2月3日　阅读量：", "2026-02-03"),
        ("来源：东山日报 | 日期：2026-02-03", "2026-02-03"),
        ("信息来源：市数据局 发布日期：2026/2/3 字号：大 中 小", "2026-02-03"),
        ("会议时间：2026-02-03", ""),
    ],
)
def test_the_line_under_a_title_gives_the_day_wherever_it_stands_in_it(line, date):
    text = f"夜班公交补贴办法\n\n{line}\n\n第一条 夜班公交每班次补贴一百二十元。\n"
    assert head.complete(DocumentMeta(title="夜班公交补贴办法"), text).date == date


def test_a_line_of_fields_under_a_title_is_no_statement():
    text = "夜班公交补贴办法\n\n来源：东山市交通局 时间：2026-02-03 浏览次数：\n\n第一条 夜班公交每班次补贴一百二十元，按季度发放。\n"
    assert "浏览次数" not in clean(Document("0" * 16, "a.txt", "/a.txt", "", text, "zh", DocumentMeta())).text


@pytest.mark.parametrize(
    "text", ["| 地区 | 投入 |\n| --- | --- |\n| 甲市 | 35 |\n", "| 任务 | 部门 |\n| --- | --- |\n\n正文在表格之后。\n"]
)
def test_a_row_of_a_table_is_no_title(text):
    assert head.complete(DocumentMeta(), text).title == ""
