"""A draft is known by what it is, not by the word: a notice that asks for comments, a date that is still blank, a marked title."""

import pytest

from ragassist.ingest.load.drafts import is_draft
from ragassist.ingest.load.head import complete
from ragassist.types import DocumentMeta

RULE = "第一条 为了规范夜市，制定本办法。\n第二条 摊主应当持证经营。\n第三条 收费标准另行规定。\n第四条 本办法自{}起施行。"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("夜市摊位管理办法（征求意见稿）", RULE.format("2025年5月1日"), True),
        ("夜市影响评估指南（征求意见稿）", "本指南适用于夜市。", True),
        ("夜市摊位管理办法", RULE.format("　年 月 日"), True),
        ("夜市摊位管理办法", RULE.format("20XX年X月X日"), True),
        ("夜市摊位管理办法", RULE.format("2025年5月1日"), False),
        ("市商务局公开征求对《夜市摊位管理办法》的意见", "请于5月1日前反馈。", True),
        ("关于夜市摊位管理的通知", "我局起草了《夜市摊位管理办法》，现向社会公开征求意见。公众可通过以下途径反馈。", True),
        ("《夜市摊位管理办法（征求意见稿）》五大看点", "市商务局日前公布了征求意见稿，向社会公开征求意见。", False),
        ("解读 | 夜市摊位管理办法（征求意见稿）", "笔者认为，征求意见稿放宽了收费。", False),
        ("《夜市摊位管理办法》公开征求意见情况的反馈", "共收到意见三十条，采纳八条。", False),
        ("夜市何以繁荣", "去年的征求意见稿要求持证，正式文本删去了这一条。", False),
    ],
)
def test_a_draft_is_told_from_a_text_about_one(title, text, expected):
    assert is_draft(title, text) is expected


@pytest.mark.parametrize(
    "last",
    [
        "本办法自    年  月  日起施行。",
        "本规定自202X年X月X日起施行。",
        "本细则自＿＿＿＿年＿＿月＿＿日起正式实施。",
        "本条例自2026年3月　日起施行。",
        "本标准自××××年××月××日起实施。",
        "本办法自……年……月……日起试行，有效期两年。",
        "本指引自[  ]年[  ]月[  ]日起施行。",
        "本决定自（　）年（　）月（　）日起执行。",
        "本办法从2026年  月  日起施行。",
        "本条例自二〇二X年X月X日起施行。",
        "本条例自_____起施行。",
        "本条例于XX年XX月XX日起施行。",
        "本条例自 2026 年 月 日起施行。",
        "本条例自2026年XX月1日起施行。",
        "These Measures shall come into force on [date].",
        "These Provisions come into effect on ____ 2026.",
    ],
)
def test_a_rule_whose_day_is_left_blank_is_a_draft(last):
    assert is_draft("渡口管理办法", f"第一条 渡口分两类。\n第二条 船工应当持证。\n第三条 {last}")


@pytest.mark.parametrize(
    "text",
    [
        "我局起草了《渡口管理办法》，现向社会公开征求意见。",
        "现将《渡口管理办法》全文公布，向社会公开征求意见。",
        "现就《渡口管理办法》公开征集社会各界意见。",
        "为增强立法的公众参与，现予公布，征求社会公众意见。",
        "请于2026年3月1日前将修改意见以书面形式反馈至港务处。",
        "有关单位和各界人士请在4月5日前提出意见，电子邮件发至港务处信箱。",
        "公众可以通过以下途径和方式反馈意见：一、电子邮件；二、信函。",
        "欢迎社会各界对文本提出宝贵意见。征求意见时间为4月1日至4月30日。",
        "任何单位和个人可以在5月1日前，通过信函提出意见。",
        "诚邀公众就以下条文提出修改意见。",
        "有关意见请于5月1日前发送至邮箱。",
        "本办法草案现予公布，社会各界如有意见，可于5月10日以前来信告知。",
        "Interested parties may submit written comments by 1 May 2026.",
        "征集意见期限：2026年4月1日至5月1日。",
        "意见反馈截止日期为2026年5月1日。",
        "The harbour office invites public comments on the rules below. Comments must be sent by 1 May 2026.",
    ],
)
def test_a_text_that_asks_the_public_for_comments_is_a_draft_whatever_its_title(text):
    assert is_draft("渡口管理有关事项", text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("《渡口管理办法（征求意见稿）》释放哪些信号", "港务处日前就办法公开征求意见。"),
        ("渡口办法征求意见稿发布，船工怎么办", "征求意见稿要求船工持证。"),
        ("从征求意见稿到正式稿：渡口办法的三处变化", "草案的第五条被删去。"),
        ("草案之后：渡口立法的难题", "草案没有写明赔偿。"),
        ("对《渡口管理办法（征求意见稿）》的几点建议", "建议删去第五条。"),
        ("代表审议渡口条例草案", "代表们认为草案应当写明赔偿。"),
        ("《渡口管理办法（征求意见稿）》逐条解读", "第一条 讲的是宗旨。\n第二条 讲的是范围。\n第三条 讲的是船工。\n第四条 讲的是罚则。"),
        ("渡口新规将至", "据悉，港务处现向社会公开征求意见，公众可以通过以下途径提出意见。"),
        ("渡口安全的下一步", "征求意见稿末条写着“本办法自　年　月　日起施行”，可见时间表还没有定。"),
        ("渡口运营观察", "去年的征求意见稿要求持证，今年施行的办法删去了这一条。"),
        ("渡口条例征求意见，这几条与你有关", "港务处近日就渡口条例公开征求意见。"),
        ("《渡口条例（草案）》向社会公开征求意见", "记者从港务处获悉，条例草案今起公开征求意见。"),
        ("Ferry rules: what the draft for comment means", "The draft was published in March. Comments may be submitted until May."),
    ],
)
def test_an_analyst_s_or_reporter_s_text_about_a_draft_is_none(title, text):
    assert not is_draft(title, text)
    assert complete(DocumentMeta(title=title), text).status == ""


@pytest.mark.parametrize(
    "text",
    [
        "本合同自　年　月　日起生效，一式两份。",
        "许可证有效期自　　年　月　日起执行。",
        "第一条 渡口分两类。\n第二条 船工应当持证。\n第三条 本办法自2026年3月1日起施行。",
        "第一条 渡口分两类。\n第二条 船工应当持证。\n第三条 本办法自公布之日起施行。",
        "请于3月1日前将申报材料报送港务处。",
        "第一条 渡口分两类。\n第二条 船工可以在听证会三日前提交书面意见。\n第三条 乘客可以向港务处提出意见。",
        "请各渡口于5月1日前将贯彻落实本意见的情况报送港务处。",
        "第一条 渡口分两类。\n第二条 船工应当持证。\n第三条 本办法自二〇二六年三月一日起施行。",
    ],
)
def test_a_form_with_blanks_and_a_rule_in_force_are_no_drafts(text):
    assert not is_draft("渡口管理办法", text)


@pytest.mark.parametrize(
    "title",
    [
        "渡口管理办法（征求意见稿）（2026年修订）",
        "《渡口管理办法（公开征求意见稿）》全文",
        "渡口影响分析指南（讨论稿）",
        "渡口管理条例（草案二次审议稿）",
        "附件：渡口管理办法（送审稿）",
        "关于公开征集《渡口管理办法》意见的公告",
        "港务处关于征求《渡口管理办法（草案）》意见的函",
        "Ferry Measures (Draft for Comment)",
        "渡口管理办法（修订草案征求意见稿）",
        "Request for comments on the ferry rules",
    ],
)
def test_a_title_that_is_a_draft_s_own_is_known(title):
    assert is_draft(title, "渡口分两类。")


def test_the_state_is_read_from_the_body_and_an_analyst_s_article_has_none():
    assert complete(DocumentMeta(), "# 夜市摊位管理办法\n\n" + RULE.format(" 年 月 日")).status == "draft"
    article = "# 解读 | 放宽与收紧——浅谈《夜市摊位管理办法（征求意见稿）》\n\n市商务局公布了征求意见稿，笔者认为其放宽了收费。"
    assert complete(DocumentMeta(), article).status == ""
