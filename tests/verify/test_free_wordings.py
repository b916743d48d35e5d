"""Words that reach, deny or oblige in a free wording, and say no more than the source does."""

import pytest

from ragassist.verify.checks.certainty import sureness
from ragassist.verify.checks.duties import duties
from ragassist.verify.checks.names import differing
from ragassist.verify.checks.negation import denied_words, prohibitions
from ragassist.verify.checks.scope import overreach
from ragassist.verify.view import Part


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Ferries carry only 36.8 percent of the freight.", "渡轮承运36.8%的货物。"),
        ("Only about a third of the ferries are new.", "三分之一的渡轮是新船。"),
        ("Captains have only three days to report.", "船长应当在三日内报告。"),
        ("Only once it has been approved may a route be used.", "航线经港务局批准后使用。"),
        ("Ferries may sail only if they are insured.", "渡轮必须投保，否则不发许可。"),
        ("Only passenger ferries have to be insured.", "一般渡轮可以投保，客渡轮应当投保。"),
        ("All those affected are heard.", "听取受影响者的意见。"),
        ("Every ferry is inspected, whatever its size.", "检查没有区分渡轮大小。"),
    ],
)
def test_what_reaches_no_further_is_not_doubted(claim, source):
    assert codes(overreach(Part(claim), Part(source))) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Only ferries may enter.", "渡轮可以进港。"),
        ("Only passenger ferries are insured.", "客渡轮应当投保。"),
        ("All ferries are insured.", "载客的渡轮投保。"),
        ("Every ferry is inspected.", "大型渡轮受检。"),
    ],
)
def test_what_reaches_further_is_doubted(claim, source):
    assert codes(overreach(Part(claim), Part(source))) != []


def test_a_rule_that_is_quoted_bears_no_duty():
    claim = Part("Passengers, whom captains must not mislead, may complain.")
    assert duties(claim, Part("第八条规定不得利用船长误导乘客。")) == []
    assert codes(duties(Part("The captain must supervise the port."), Part("港口管理单位应当督促靠港渡轮的船长。"))) == ["role.duty"]


def test_any_of_several_bearers_may_be_meant():
    assert duties(Part("The company may not charge for it."), Part("乘客有权退票，航运企业不得因此收取费用，不得加价。")) == []


def test_what_has_not_been_done_is_required():
    claim, source = Part("No ferry may sail that has not been approved."), Part("渡轮经港务局批准后应当起航。")
    assert denied_words(claim, source) == []
    assert prohibitions(claim, source, source) == []
    assert codes(denied_words(Part("The ferry has not been approved."), source)) == ["negation.word_added"]


def test_a_noun_that_names_a_ban_forbids_nothing():
    source = Part("The prohibitions came first, and the code is voluntary.")
    assert prohibitions(Part("Bans applied first, and the code came later."), source, source) == []
    assert codes(prohibitions(Part("The port bans night ferries."), Part("The port runs night ferries."), Part(""))) == [
        "prohibition.added"
    ]


def test_a_view_or_a_course_leaves_open():
    source = Part("票价明年可能企稳。")
    assert sureness(Part("In his view fares are steady next year."), source) == []
    assert codes(sureness(Part("Fares are steady next year."), source)) == ["certainty.hedge_dropped"]


def test_a_foreign_body_is_known_without_its_country():
    claim = Part("The National Science Foundation paid for it.")
    assert differing(claim, Part("据布鲁金斯学会统计，国家科学基金会出资。")) == []
    assert codes(differing(claim, Part("据布鲁金斯学会统计，基金会出资。"))) == ["name.differs"]
