"""What stands in the first lines of a text: a title is its title alone, the day is found wherever pages and laws write it. All made up."""

import pytest

from ragassist.ingest.clean import clean
from ragassist.ingest.load import head
from ragassist.tasks.document_rank import before
from ragassist.tasks.labels import kind_word as told_kind
from ragassist.types import Document, DocumentMeta
from ragassist.ui.views.cards import kind_word
from ragassist.ui.words.catalogue import EN, ZH

BODY = "近日，市航运局就渡口夜间照明的有关问题回答了提问，现整理如下，供各渡口参考。\n"
TITLE = "市航运局负责人就渡口照明规则答记者问"
RULES = "第一条　为了规范渡口，制定本规则。\n\n第二条　渡口分两类。\n\n第三条　船工应当持证。\n"


def read(text, **given):
    return head.complete(DocumentMeta(**given), text)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2022-01-04 来源：渡口日报", "2022-01-04"),
        ("2022-01-04　来源： 渡口日报", "2022-01-04"),
        ("2022年01月04日 09:30 来源：渡口日报 作者：沈渡 浏览次数：128", "2022-01-04"),
        ("2022/1/4 10:15:00　字号：大 中 小　打印", "2022-01-04"),
        ("2022.01.04 | 渡口日报", "2022-01-04"),
        ("[2022-01-04] [来源：渡口日报]", "2022-01-04"),
        ("2022-01-04T09:30 发布", "2022-01-04"),
        ("渡口日报 2022-01-04 09:30", "2022-01-04"),
        ("来源：渡口日报 2022-01-04", "2022-01-04"),
        ("来源：渡口日报　发布时间：2022-01-04", "2022-01-04"),
        ("浏览次数：128　发布时间：2022-01-04 09:30", "2022-01-04"),
        ("發佈時間：2022年1月4日　來源：渡口日報", "2022-01-04"),
        ("发布时间：２０２２年１月４日", "2022-01-04"),
        ("发表于：2022-01-04", "2022-01-04"),
        ("更新日期：2022-01-04　索引号：00128", "2022-01-04"),
        ("（2022年1月4日）", "2022-01-04"),
        ("二〇二二年一月四日", "2022-01-04"),
        ("民國111年1月4日", "2022-01-04"),
        ("中華民國111年1月4日　渡口日報", "2022-01-04"),
        ("二○二二年一月廿四日", "2022-01-24"),
        ("2022年一月四日", "2022-01-04"),
    ],
)
@pytest.mark.parametrize("above", ["{}\n", "# {}\n", "{}\n\n", "# {}\n\n"], ids=["txt", "md", "txt blank", "md blank"])
@pytest.mark.parametrize("below", ["\n", "\n\n"], ids=["goes on", "blank"])
def test_the_line_under_a_title_gives_the_day_and_is_no_part_of_the_title(line, date, above, below):
    meta = read(above.format(TITLE) + line + below + BODY)
    assert (meta.title, meta.date) == (TITLE, date)


@pytest.mark.parametrize(
    "line",
    [
        "June 10, 2021",
        "Published: 10 June 2021",
        "Published on June 10, 2021",
        "Thursday, June 10, 2021",
        "By Ann Reed | June 10, 2021",
        "Posted 10 Jun 2021 by Ann Reed",
        "Harbour Gazette, June 10, 2021",
        "Date: 2021-06-10",
    ],
)
@pytest.mark.parametrize("above", ["{}\n", "# {}\n"])
def test_an_english_dateline_too(line, above):
    meta = read(above.format("Night Lights at the Ferry Landings") + line + "\n\nThe harbour office answered questions on lights.\n")
    assert (meta.title, meta.date) == ("Night Lights at the Ferry Landings", "2021-06-10")


@pytest.mark.parametrize("line", ["2022-01-04 来源：渡口日报", "发布时间：2022-01-04", "2022年1月4日 渡口日报"])
def test_a_title_over_two_lines_ends_where_the_line_with_the_day_begins(line):
    meta = read(f"市航运局负责人就渡口照明和船工持证\n有关问题答记者问\n{line}\n\n{BODY}")
    assert (meta.title, meta.date) == ("市航运局负责人就渡口照明和船工持证有关问题答记者问", "2022-01-04")


def test_the_body_that_issues_is_no_part_of_the_title_below_it():
    meta = read(f"渡口照明管理办法\n市航运局\n2022-01-04\n\n{RULES}")
    assert (meta.title, meta.date) == ("渡口照明管理办法", "2022-01-04")


@pytest.mark.parametrize("text", ["{0}\n{1}\n", "{0}\n\n{1}\n", "# {0}\n# {1}\n", "# {0}\n\n**{1}**\n"])
def test_a_title_that_begins_with_who_issues_it_goes_on_with_its_matter(text):
    meta = read(text.format("临港市航运局　临港市财政局", "关于做好渡口照明工作的通知") + "\n各渡口：\n\n现就有关事项通知如下。\n")
    assert meta.title == "临港市航运局 临港市财政局关于做好渡口照明工作的通知"
    assert meta.issuer == "临港市航运局 临港市财政局"


@pytest.mark.parametrize("order", ["临港市人民代表大会常务委员会公告", "临港市人民政府令\n第12号", "# 临港市人民代表大会常务委员会公告"])
def test_the_rule_below_an_order_gives_the_title(order):
    rule = "渡口管理条例"
    text = f"{order}\n\n《{rule}》已由市人大常委会于2025年6月27日修订，现予公布，自2026年1月1日起施行。\n\n2025年6月27日\n\n"
    meta = read(f"{text}{rule}\n2004年8月28日市人大常委会第六次会议通过\n2025年6月27日市人大常委会第十六次会议修订\n\n{RULES}")
    assert (meta.title, meta.date, meta.kind) == (rule, "2025-06-27", "regulation")
    assert read(f"{text}附件略。\n").title == order.replace("\n", "").removeprefix("# ")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("最高人民法院\n关于审理渡轮纠纷案件适用法律\n若干问题的规定\n\n", "最高人民法院关于审理渡轮纠纷案件适用法律若干问题的规定"),
        ("法释〔2021〕99号\n最高人民法院\n關於審理渡輪糾紛的規定\n\n", "最高人民法院關於審理渡輪糾紛的規定"),
        ("# 最高人民法院\n\n# 關於審理渡輪糾紛的規定\n\n", "最高人民法院關於審理渡輪糾紛的規定"),
        ("Ferry Rules\nJun. 10, 2021\n\n", "Ferry Rules"),
        ("发布 | 渡口照明办法（全文）\n\n", "发布 | 渡口照明办法（全文）"),
    ],
)
def test_a_title_on_several_lines_is_whole_and_as_the_text_writes_it(text, title):
    assert read(text + RULES).title == title


@pytest.mark.parametrize("title", ["2024-07-31 每日航运快讯", "渡口周报 2024-07-31", "渡口日报 | 2022年1月4日"])
def test_a_title_with_a_day_in_it_stays_the_title(title):
    assert read(f"{title}\n\n{BODY}").title == title


@pytest.mark.parametrize("line", ["渡轮管理办法 2021-08-20", "2021年8月20日 渡轮管理办法通过", "六月十日开工"])
def test_a_line_further_down_gives_no_day(line):
    assert read(f"渡口管理的规则有哪些\n\n{BODY}\n{line}\n\n{BODY}").date == ""


@pytest.mark.parametrize(
    ("note", "date", "effective", "issuer"),
    [
        ("2021年6月8日 临港市人民代表大会常务委员会第十次会议通过", "2021-06-08", "", "临港市人民代表大会常务委员会"),
        ("2025年6月27日 第九届临港市人民代表大会常务委员会第十六次会议 修订", "2025-06-27", "", "临港市人民代表大会常务委员会"),
        (
            "2004年8月28日第三届临港市人民代表大会常务委员会第六次会议通过　2019年4月23日第七届临港市人民代表大会常务委员会第十次会议修正",
            "2019-04-23",
            "",
            "临港市人民代表大会常务委员会",
        ),
        (
            "2004年8月28日临港市人民代表大会常务委员会第六次会议通过\n"
            "根据2013年3月1日临港市人民代表大会常务委员会第二次会议《关于修改〈渡口条例〉的决定》第一次修正\n"
            "根据2019年4月23日临港市人民代表大会常务委员会第十次会议《关于修改三件法规的决定》第二次修正",
            "2019-04-23",
            "",
            "临港市人民代表大会常务委员会",
        ),
        ("2021年6月8日市航运局第3次局务会议通过，自2021年8月1日起施行", "2021-06-08", "2021-08-01", ""),
        ("2021年6月8日临港市人民政府令第12号公布　自2021年8月1日起施行", "2021-06-08", "2021-08-01", "临港市人民政府"),
        ("二〇二一年六月八日临港市人民代表大会常务委员会第十次会议通过", "2021-06-08", "", "临港市人民代表大会常务委员会"),
        ("2021年6月8日　臨港市人民代表大會常務委員會第十次會議通過", "2021-06-08", "", "臨港市人民代表大會常務委員會"),
        ("２０２１年６月８日临港市人民代表大会常务委员会第十次会议通过", "2021-06-08", "", "临港市人民代表大会常务委员会"),
        ("2021年6月8日临港市人民代表大会常务委员会\n第十次会议通过", "2021-06-08", "", ""),
    ],
)
@pytest.mark.parametrize("around", ["{}", "（{}）", "({})", "*{}*", "　　{}"], ids=["bare", "brackets", "half", "italics", "indented"])
@pytest.mark.parametrize("title", ["渡口管理条例\n", "渡口管理条例\n\n", "# 渡口管理条例\n", "# 渡口管理条例\n\n"])
def test_the_note_under_a_law_gives_its_latest_day_with_and_without_brackets(note, date, effective, issuer, around, title):
    meta = read(f"{title}{around.format(note)}\n\n{RULES}")
    assert (meta.title, meta.date, meta.effective, meta.kind) == ("渡口管理条例", date, effective, "regulation")
    assert not issuer or meta.issuer == issuer


def test_notes_each_in_its_own_brackets_are_read_together():
    notes = "（1994年7月5日临港市人大常委会第八次会议通过）\n（根据2018年12月29日临港市人大常委会第七次会议《决定（一）》修正）\n"
    assert read(f"渡口管理条例\n\n{notes}\n{RULES}").date == "2018-12-29"


def test_the_note_stands_where_the_number_and_the_page_leave_it():
    text = f"渡口管理条例\n2022-01-04 来源：渡口日报\n临政发〔2021〕15号\n2021年6月8日临港市人民政府第10次会议通过\n\n{RULES}"
    meta = read(text)
    assert (meta.title, meta.date, meta.number) == ("渡口管理条例", "2021-06-08", "临政发〔2021〕15号")


@pytest.mark.parametrize(
    "text",
    [
        "渡口立法大事记\n\n2021年6月8日 渡口管理条例通过\n\n2023年3月1日 渡口收费办法施行\n\n",
        "渡口立法梳理\n\n渡口管理条例\n2021年6月8日通过\n\n",
        f"渡口管理的来历\n\n{BODY}\n渡口管理条例\n2021年6月8日市人大常委会第十次会议通过\n\n{BODY}",
        "渡口管理条例\n\n2021年6月8日，船工沈渡在渡口通过考核。他说，规则自此施行。\n\n",
    ],
    ids=["a chronicle", "a list", "quoted further down", "a sentence"],
)
def test_a_day_of_something_else_is_not_the_day_of_the_document(text):
    assert read(text).date == ""


@pytest.mark.parametrize(
    ("note", "date"),
    [
        ("(Adopted at the 10th Meeting of the Standing Committee of Lingang on June 8, 2021)", "2021-06-08"),
        ("Adopted on 28 August 2004 and amended on 23 April 2019", "2019-04-23"),
        ("(Promulgated on June 8, 2021, to come into force on August 1, 2021)", "2021-06-08"),
    ],
)
def test_the_note_under_an_english_rule(note, date):
    meta = read(f"# Regulations on Ferry Landings\n{note}\n\nArticle 1 Landings are of two kinds.\n")
    assert (meta.title, meta.date, meta.kind) == ("Regulations on Ferry Landings", date, "regulation")


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (
            "最高人民法院关于审理渡轮纠纷案件适用法律若干问题的规定\n\n（2021年6月8日最高人民法院审判委员会第99次会议通过）\n",
            "最高人民法院",
        ),
        (
            "最高人民法院\n关于审理渡轮纠纷案件适用法律若干问题的解释（一）\n2021年6月8日 最高人民法院审判委员会第99次会议通过\n",
            "最高人民法院",
        ),
        ("最高人民法院、最高人民检察院关于办理渡轮刑事案件的解释\n2021年6月8日通过\n", "最高人民法院、最高人民检察院"),
        ("最高人民法院　最高人民检察院　公安部关于办理渡轮案件的规定（试行）\n", "最高人民法院 最高人民检察院 公安部"),
        ("最高人民检察院关于渡轮公益诉讼的批复\n", "最高人民检察院"),
        ("人民检察院渡轮案件办案规则\n高检发释字〔2021〕3号\n", ""),
        ("关于审理渡轮纠纷案件的规定\n法释〔2021〕99号\n", ""),
        ("最高法发布《关于审理渡轮纠纷案件的规定》（附全文）\n", ""),
        ("发布 | 《最高人民法院关于审理渡轮纠纷案件的解释》（全文）\n", ""),
        ("最高人民法院關於審理渡輪糾紛案件的規定\n", "最高人民法院"),
        ("最高人民法院《关于审理渡轮纠纷案件的规定》\n", ""),
        ("Provisions of the Supreme People's Court on Ferry Disputes\n", ""),
        ("The Supreme People’s Court's Interpretation on Ferry Disputes\n", ""),
    ],
)
def test_what_a_supreme_court_lays_down_is_an_interpretation(text, issuer):
    meta = read(f"{text}\n{RULES}")
    assert meta.kind == "interpretation"
    assert not issuer or meta.issuer == issuer


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("渡口管理规定", "measure"),
        ("临港市中级人民法院关于渡轮案件立案的规定", "measure"),
        ("最高人民法院关于渡轮案件的指导意见", "opinion"),
        ("最高人民法院发布渡轮典型案例", ""),
        ("最高人民法院关于审理渡轮纠纷案件的规定（征求意见稿）", "draft"),
        ("《最高人民法院关于审理渡轮纠纷案件的规定》的理解与适用", ""),
        ("解读最高人民法院关于渡轮案件的规定", "measure"),
        ("最高人民法院发布关于渡轮案件的规定", "measure"),
        ("渡口法", "law"),
        ("Ferry Landings Law of the People's Republic of China", "law"),
        ("Law of the People's Republic of China on Ferry Landings", "law"),
        ("渡口排班算法", ""),
        ("各国怎样看渡口立法", ""),
        ("夜航的三种做法", ""),
    ],
)
def test_what_only_looks_like_a_law_or_an_interpretation_is_none(title, kind):
    assert read(f"{title}\n\n{RULES}").kind == kind


@pytest.mark.parametrize(
    "line", ["2022-01-04 来源：渡口日报", "2022年1月4日 09:30", "发布时间：2022-01-04", "二〇二二年一月四日", "民國111年1月4日"]
)
def test_the_line_under_a_title_is_joined_to_no_statement(line):
    text = f"{TITLE}\n{line}\n\n{BODY}"
    units = clean(Document("0" * 16, "a.txt", "/a.txt", "", text, "zh", read(text))).text.split("\n")
    assert {TITLE, BODY.strip()} <= set(units)


def test_the_days_of_a_chronicle_stay_its_statements():
    text = "渡口大事记\n\n" + "".join(f"2022年{month}月4日 第{month}号渡口启用\n\n" for month in range(1, 7))
    meta = read(text)
    assert (meta.title, meta.date) == ("渡口大事记", "")
    assert "2022年5月4日" in clean(Document("0" * 16, "a.txt", "/a.txt", "", text, "zh", meta)).text


def test_an_interpretation_has_its_word_and_its_rank():
    meta = DocumentMeta(kind="interpretation", date="2025")
    assert [kind_word(meta.kind, words) for words in (EN, ZH)] == ["judicial interpretation", "司法解释"]
    assert [told_kind(meta.kind, lang) for lang in ("en", "zh")] == ["judicial interpretation", "司法解释"]
    assert [before(meta, DocumentMeta(kind=kind, date="2026")) for kind in ("law", "measure")] == [(False, "kind"), (True, "kind")]


def test_the_marks_of_a_page_turned_into_markdown_hide_no_day():
    text = "# 渡口换新灯\n\n原创 沈小渡 [渡口航运](javascript:void(0);) *2024年03月09日 18:30* *云州*\n\n渡口上周换了灯。\n"
    assert read(text).date == "2024-03-09"


def test_a_point_of_taiwan_says_when_it_was_issued_and_from_when_it_holds():
    text = (
        "渡口照明作業要點\n\n中華民國113年3月5日航運字第1130002871號函訂定發布全文3點；並自113年4月1日生效\n\n"
        "一、渡口應設照明。\n\n二、船工應持證。\n\n三、本要點自中華民國一百十三年四月一日起實施。\n"
    )
    found = read(text)
    assert (found.title, found.date, found.effective) == ("渡口照明作業要點", "2024-03-05", "2024-04-01")


def test_cells_side_by_side_give_number_and_issuer():
    text = (
        "# 关于印发《渡口照明规定》的通知\n\n| 索引号 | 0017 | 文号 | 云航规〔2024〕3号 |\n| --- | --- | --- | --- |\n"
        f"| 发文机关 | 云州航运局 | 成文日期 | 2024年2月10日 |\n\n{RULES}\n第四条　本规定自2024年5月1日起施行。\n"
    )
    found = read(text)
    assert (found.number, found.issuer, found.date, found.effective) == ("云航规〔2024〕3号", "云州航运局", "2024-02-10", "2024-05-01")


def test_a_text_about_a_rule_does_not_hold_from_the_day_that_it_quotes():
    text = f"# 解读《渡口照明规定》\n\n{RULES}\n第四条　本规定自2024年5月1日起施行。\n"
    assert read(text).effective == ""
    assert read("# 关于学习《渡口照明规定》的通知\n\n本规定自2024年5月1日起施行。\n").effective == ""


def test_a_journal_names_title_writers_and_month_below_its_running_head():
    text = (
        "第 12 卷 第 3 期 渡口研究 Vol．12 No．3\n２０２４年６月 Ferry Studies\n──────────\n夜间照明的制度基础\n沈清渡¹，周　默²\n"
        "（1. 云州大学 航运学院，云州 410000；2. 渡口研究院，云州 530000）\n摘　要：本文考察渡口照明。\n"
    )
    found = read(text)
    assert (found.title, found.author, found.date) == ("夜间照明的制度基础", "沈清渡、周默", "2024-06")


def test_an_english_text_of_any_kind_may_say_when_it_was_issued():
    assert (
        read("# Framework for Ferry Lights\n\n*Issued by the Linden Port Office on 3 July 2024.*\n\nLamps must burn.\n").date
        == "2024-07-03"
    )
    late = "Lamps must burn all night on every pier. " * 12
    assert read(f"# Framework for Ferry Lights\n\n{late}\n\nIssued on 3 July 2024 was a notice about bells.\n").date == ""
