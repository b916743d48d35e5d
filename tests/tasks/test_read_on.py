"""Kinds of sentence that real rules and texts about rules hold, found by reading lists, briefs and audits of them; all words our own."""

from __future__ import annotations

import pytest

from ragassist.ingest.load.head import complete
from ragassist.tasks.actors import actors_of
from ragassist.tasks.brief import brief
from ragassist.tasks.gloss import when
from ragassist.tasks.labels import many, read_of
from ragassist.tasks.list import list_all
from ragassist.tasks.opposed import forbids, opposed, opposed_in_time, said_by
from ragassist.tasks.parallel import of_the_other
from ragassist.tasks.statements import statements
from ragassist.text.structure import definitions, parse
from ragassist.types import DocumentMeta, Finding, ModelName, Verdict
from tests.tasks.make import side

EN_ZH = ("en", "zh")


def rows(kind, here):
    return list_all(kind, [here.record], lambda _: here.passages, lambda _: here.raw)


def test_articles_are_counted_on_where_no_space_follows_their_number(tmp_path):
    body = "第一条为了保护茶园，制定本办法。\n\n第二条市茶叶部门负责管理。\n\n第九条规定的情形除外。\n\n第三条 茶农应当登记。\n\n第四条茶农不得焚烧秸秆。"
    here = side(tmp_path, "tea", body)
    found = [each for each in statements(here.record, here.passages) if not each.heads]
    assert [each.article for each in found] == ["第一条", "第二条", "第二条", "第三条", "第四条"]


def test_a_text_that_names_an_article_of_another_rule_has_none_of_its_own(tmp_path):
    here = side(tmp_path, "about", "第四条规定登记的期限。\n\n第五条要求茶农留存票据。")
    assert {each.article for each in statements(here.record, here.passages)} == {""}


def test_an_actor_begins_after_the_number_of_its_article(tmp_path):
    here = side(tmp_path, "tea", "第一条市茶叶部门应当公布名录。\n\n第二条市发展和改革委员会负责其他工作人员培训。")
    names = {cells["who"][0].text for _, cells in actors_of([s for s in statements(here.record, here.passages) if not s.heads])}
    assert "市茶叶部门" in names
    assert "市发展和改革委员会" in names
    assert not any(name.startswith(("第", "他")) for name in names)


def test_counters_and_times_of_day_are_no_amounts_and_are_named_as_not_sure(tmp_path):
    here = side(tmp_path, "page", "阅读量8123\n\n2025-06-20 17:11:10\n\n茶园补贴每亩三百元。")
    found = rows("amounts", here)
    assert [row.cell("amount")[0].text for row in found.rows] == ["三百元"]
    assert "loose" in {row.doubt for row in found.unsure}


def test_a_fine_is_no_case_and_a_case_is_read_whole():
    (norm,) = parse("未登记茶园，或者隐瞒面积的，对茶农处五百元罚款，对主管人员处二百元罚款。")
    assert norm.modality == "sanction"
    assert [each.text for each in norm.conditions] == ["未登记茶园，或者隐瞒面积的"]
    assert norm.sanction is not None
    assert norm.sanction.text.count("百元") == 2


def test_what_is_not_fulfilled_is_no_duty():
    assert [norm.modality for norm in parse("未履行登记义务的，给予警告。")] == ["sanction"]


def test_who_has_no_permit_is_who_must_not():
    (norm,) = parse("收购企业未经茶农许可，不得转卖鲜叶。")
    assert norm.actor is not None
    assert norm.actor.text == "收购企业"


def test_to_direct_is_no_definition_and_a_definition_runs_on_over_or():
    assert definitions("（八）依法建立茶园档案，指导茶农做好记录；") == ()
    (found,) = definitions("收购商是指向茶农收购鲜叶的企业；或为其代销的企业。")
    assert found.meaning.text.endswith("代销的企业")
    assert [each.term.text for each in definitions("（一）鲜叶，是指当日采摘的茶叶；")] == ["鲜叶"]


def test_a_term_from_another_publication_is_not_counted_from_the_document_s_own(tmp_path):
    body = "第一条　茶厂应当将规则予以公布，并自公布之日起三十日内备案。\n\n第二条　茶厂应当自本办法公布之日起三十日内登记。"
    here = side(tmp_path, "tea", body, date="2025-03-01")
    assert [[date.date for date in row.dates] for row in rows("deadlines", here).rows] == [[], ["2025-03-31"]]


def test_the_parts_of_a_report_are_not_due_one_by_one(tmp_path):
    body = "第一条　茶厂应当于每年三月底前提交报告，包括：\n\n（一）采摘数量；\n\n（二）用工情况。"
    assert len(rows("deadlines", side(tmp_path, "tea", body)).rows) == 1


def test_a_rule_that_a_page_prints_whole_is_of_the_rule_s_kind():
    page = DocumentMeta(title="发布 | 《茶园管理办法》（附全文）", url="https://mp.weixin.qq.com/s")
    assert complete(page, "第一条 为了保护茶园，制定本办法。").kind == "measure"
    about = DocumentMeta(title="《茶园管理办法》五大看点", url="https://mp.weixin.qq.com/s")
    assert complete(about, "办法有五大看点。").kind == "article"


def test_a_brief_of_an_explaining_text_reports_articles_and_leaves_sources_out(tmp_path):
    deeds = ("登记茶树的品种", "留好购买肥料的票据", "把采摘日期告诉合作社", "标出喷药的地块", "请人检验水质", "按季节修剪枝条")
    told = "".join(f"\n\n第{n}条要求茶农{deed}。" for n, deed in zip("四五六七八九", deeds, strict=True))
    filler = "\n\n".join(f"茶是一种有悠久历史的饮料，第{n}个故事流传很广。" for n in range(30))
    body = (
        f"## 要点\n\n第三条讲什么？{told}\n\n## 闲话\n\n{filler}\n\n## 资料来源\n\n《茶园管理办法》，2024年3月1日公布，处五万元以下罚款。"
    )
    here = side(tmp_path, "about", body)
    chosen = [each.statement.text for each in brief(here.record, here.passages).chosen]
    assert sum("条要求茶农" in text for text in chosen) == 6
    assert not any("2024年3月1日" in text for text in chosen)


@pytest.mark.parametrize(
    ("claim", "source", "against"),
    [
        ("Growers have no right to see the file.", "茶农有权查阅档案。", True),
        ("Growers have the right to see the file.", "茶农有权查阅档案。", False),
        ("Late growers are fined.", "逾期的，视为撤回申请。", True),
        ("Late growers are fined.", "逾期的，处五百元罚款。", False),
        ("The levy was collected for years.", "该费用从未征收。", True),
        ("The levy was never collected.", "该费用从未征收。", False),
        ("The inspection may be made up for afterwards.", "应当事先通过检查。", True),
        ("The inspection must be passed beforehand.", "应当事先通过检查。", False),
    ],
)
def test_rights_consequences_and_what_never_came_about(claim, source, against):
    assert (opposed(claim, source, EN_ZH, 0.8) is not None) == against


def test_before_and_after_are_told_apart_in_chinese():
    assert opposed_in_time("检查可以事后补办。", "应当事先通过检查。", ("zh", "zh"))
    assert opposed_in_time("检查要提前做。", "应当事先通过检查。", ("zh", "zh")) is None


def test_a_figure_of_the_other_of_two_laws_speaks_against_a_claim():
    said = "数据安全法自2021年9月1日起施行，个人信息保护法自2021年11月1日起施行。"
    wrong = of_the_other("The Data Security Law took effect on 1 November 2021.", said, EN_ZH)
    assert wrong is not None
    assert wrong.theirs == "2021年9月1日"
    assert of_the_other("The Data Security Law took effect on 1 September 2021.", said, EN_ZH) is None
    assert of_the_other("数据安全法自2021年11月1日起施行。", said, ("zh", "zh")) is not None


def test_a_comma_inside_a_figure_parts_no_clause_and_months_agree_with_years():
    said = "The Data Security Law sets a fine of 1,000 yuan, the Personal Information Protection Law one of 5,000 yuan."
    wrong = of_the_other("按照个人信息保护法，罚款为1000元。", said, ("zh", "en"))
    assert wrong is not None
    assert (wrong.mine, wrong.theirs) == ("1000元", "5,000 yuan")
    assert of_the_other("按照数据安全法，罚款为1000元。", said, ("zh", "en")) is None
    terms = "数据安全法：档案保存三年，个人信息保护法：档案保存五年。"
    assert of_the_other("The Data Security Law keeps files for 36 months.", terms, EN_ZH) is None
    assert of_the_other("The Personal Information Protection Law keeps files for 36 months.", terms, EN_ZH) is not None


def test_two_findings_weigh_more_and_what_is_near_as_it_stands_is_not_turned():
    lost, dropped = Finding("negation.lost", "against", None, None), Finding("prohibition.dropped", "against", None, None)
    assert said_by(Verdict("unsupported", 0.0, findings=(dropped,)), 0.55) is None
    assert said_by(Verdict("unsupported", 0.0, findings=(dropped, lost)), 0.55) is not None
    assert said_by(Verdict("unsupported", 0.0, findings=(dropped, lost)), 0.9, forbids=forbids("夜里不能焚烧秸秆。")) is None
    near = Finding("likeness.high", "for", None, None)
    assert said_by(Verdict("unsupported", 0.1, findings=(lost, near)), 1.0) is None


def test_one_document_is_not_one_of_one():
    assert (read_of(1, 1, "en"), read_of(1, 2, "en"), read_of(1, 1, "zh")) == ("1 document", "1 of 2 documents", "1 份文件")
    assert (many(1, "statement", "en"), many(3, "statement", "en")) == ("1 statement", "3 statements")


def test_an_interval_and_a_transitive_verb_are_no_part_of_a_name_and_who_is_kept_away_does_not_act():
    from ragassist.tasks.actors import _named
    from ragassist.tasks.statements import Statement

    def names(text):
        return [part.text for part in _named(Statement("d", 0, len(text), text))]

    assert names("市水务局每两年组织一次演练。")[:1] == ["市水务局"]
    assert names("省教育厅每季度检查一次。") == ["省教育厅"]
    assert names("监督管理人员玩忽职守的，由任免机关给予处分。") == ["监督管理人员", "任免机关"]
    assert "建成渡轮调度平台" not in names("市交通局建成渡轮调度平台。")
    assert names("场馆不得放入无关人员。") == []
    assert names("不得聘用无执照人员。") == []


def test_a_bound_stays_in_what_the_timeline_says_and_nobody_is_named_twice(tmp_path):
    from ragassist.evaluate.tasks.gold import loaded
    from ragassist.tasks.list_report import report
    from ragassist.tasks.timeline import timeline

    text = "第一条　检修报告距提交日期不得超过三个月。\n\n第二条　渡口收到申请后二十日内作出决定。\n"
    document, record, passages = loaded("quay", f"---\ntitle: 渡口办法\ndate: 2025-01-01\n---\n\n# 渡口办法\n\n{text}")
    found = list_all("deadlines", [record], lambda _: passages, lambda _: document.raw)
    made = report(found, "zh", lambda _: document.raw, model=ModelName("", "extractive"), made="", version="")
    labels = [entry.label for entry in (*timeline(made).entries, *timeline(made).undated)]
    assert any("不得超过三个月" in label for label in labels)
    assert not any("应当三个月" in label or label.count("渡口") > 1 for label in labels)


def test_how_bounds_are_counted_is_not_what_a_brief_is_about():
    from ragassist.tasks.brief_facts import around, fact
    from ragassist.tasks.statements import Statement

    def weight(text):
        statement = Statement("d", 0, len(text), text)
        return fact(statement, around("渡口办法", [statement]))[1]

    assert weight("本办法所称“以上”“以下”包括本数，“超过”不包括本数。") < weight("本办法所称渡船，是指往返两岸运送旅客的船舶。")


def test_a_table_ends_no_article_and_its_columns_head_nothing_below_it(tmp_path):
    body = "第一条 泊位按下表收费。\n\n| 泊位 | 收费（元/天） |\n| --- | --- |\n| 东 | 12 |\n| 西 | 9 |\n\n拖船不得占用泊位。\n\n第二条 船东应当缴费。"
    found = side(tmp_path, "fees", body)
    told = {each.text: (each.article, each.heading) for each in statements(found.record, found.passages)}
    assert told["拖船不得占用泊位。"] == ("第一条", ())
    assert told["第二条 船东应当缴费。"] == ("第二条", ())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("deadlines", "到2027年，全市建成不少于15个示范码头。"),
        ("deadlines", "碼頭之檢驗期限，由港務局定之。"),
        ("penalties", "情節重大者，移送懲戒；追究法律責任。"),
        ("deadlines", "The lease is not longer than two years."),
    ],
)
def test_what_could_not_be_read_is_named_in_any_characters(tmp_path, kind, body):
    found = rows(kind, side(tmp_path, "piers", body))
    assert [row.statement.text for row in (*found.rows, *found.unsure)] == [body]


def test_times_of_traditional_characters_and_of_events_are_told_in_english():
    assert [when(text, "en") for text in ("至少六個月", "上市前")] == ["at least 6 months", "before “上市”"]
