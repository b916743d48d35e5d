"""What a brief of a regulation holds: each kind of fact, the rules whose breach is punished, and room for every chapter."""

from __future__ import annotations

import pytest

from ragassist.tasks.brief import brief
from ragassist.tasks.brief_facts import Around, fact, punished
from ragassist.tasks.brief_report import report
from ragassist.tasks.labels import kind_word, status_word
from ragassist.tasks.statements import Statement, statements
from ragassist.types import ModelName
from tests.tasks.make import side

RULES = """第一章　总则

第一条　为了规范灯塔管理，制定本办法。

第二条　在本市设置灯塔，适用本办法。渔港内的灯标，不适用本办法。

第三条　本办法所称灯塔，是指为船舶指示方位的固定设施。

第四条　市海事部门负责灯塔的监督管理工作。

第二章　设置

第五条　设置灯塔，应当取得市海事部门的许可。

第六条　许可有效期三年。

第七条　灯塔管理人应当保持设施整洁。

第八条　灯塔管理人不得遮挡航标。

第三章　运行

第九条　灯塔熄灭的，管理人应当立即抢修，并在二小时内报告市海事部门。

第十条　值守日志应当保存五年以上。

第十一条　鼓励采用太阳能灯器。

第四章　罚则

第十二条　违反本办法第八条规定的，处一千元以上五千元以下罚款。

第十三条　海事部门工作人员玩忽职守的，依法给予处分。

第五章　附则

第十四条　本办法自2027年1月1日起施行。《灯塔管理暂行规定》同时废止。"""


@pytest.fixture
def lights(tmp_path):
    return side(tmp_path, "lights", RULES, title="灯塔管理办法", title_en="Lighthouse Measures", status="in force")


def told(found):
    return {each.statement.text.split("　")[-1].rstrip("。"): each for each in found.chosen}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("第五条　设置灯塔，应当取得市海事部门的许可。", "entry"),
        ("第六条　许可有效期三年。", "term"),
        ("第十条　值守日志应当保存五年以上。", "record"),
        ("第九条　灯塔熄灭造成事故的，管理人应当在二小时内报告。", "incident"),
        ("第四条　市海事部门负责灯塔的监督管理工作。", "authority"),
        ("第十四条　本办法自2027年1月1日起施行。", "force"),
        ("到2030年，全市灯塔全部联网。", "goal"),
        ("第七条　灯塔倒塌造成损害的，由管理人承担赔偿责任。", "liability"),
    ],
)
def test_a_statement_is_known_for_the_kind_of_fact_that_it_is(text, part):
    assert fact(Statement("d", 0, len(text), text), Around("灯塔管理办法"))[0] == part


def test_a_rule_whose_breach_is_punished_weighs_more_than_another_of_its_kind(lights):
    found = [each for each in statements(lights.record, lights.passages) if not each.heads]
    backed = punished(found)
    assert backed == {"第八条"}
    (rule,) = [each for each in found if "遮挡航标" in each.text]
    assert fact(rule, Around(backed=backed))[1] > fact(rule, Around())[1]


def test_a_sanction_that_names_a_range_of_articles_backs_all_of_it(tmp_path):
    body = (
        "\n\n".join(f"第{n}条　管理人应当检查第{n}盏灯。" for n in "一二三四五")
        + "\n\n第六条　违反本办法第二条至第四条规定的，处五百元罚款。"
    )
    lamps = side(tmp_path, "lamps", body)
    assert punished([each for each in statements(lamps.record, lamps.passages) if not each.heads]) == {"第二条", "第三条", "第四条"}


def test_a_short_brief_holds_every_kind_of_fact_and_leaves_out_what_binds_nobody(lights):
    found = brief(lights.record, lights.passages)
    held = "".join(told(found))
    for words in (
        "制定本办法",
        "不适用本办法",
        "是指",
        "监督管理",
        "取得",
        "有效期",
        "遮挡航标",
        "二小时",
        "五年以上",
        "罚款",
        "施行",
        "废止",
    ):
        assert words in held, words
    assert "太阳能" not in held
    assert len(found.chosen) < found.statements


@pytest.mark.parametrize(("lang", "says"), [("zh", "现行有效"), ("en", "in force")])
def test_status_and_kind_are_said_in_the_readers_language(lights, lang, says):
    made = report(
        [brief(lights.record, lights.passages)], lang, lambda _: lights.raw, model=ModelName("", "extractive"), made="", version="0"
    )
    facts = {line.cells[1].text for line in made.tables[0].lines}
    assert says in facts
    assert kind_word("measure", lang) in facts


def test_a_status_or_kind_that_is_not_known_stands_as_it_is_written():
    assert status_word("试行", "en") == "试行"
    assert kind_word("bulletin", "zh") == "bulletin"
    assert status_word("", "zh") == kind_word("", "zh") == ""
