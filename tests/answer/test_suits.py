"""What speaks for a statement besides its likeness to the question."""

from __future__ import annotations

import pytest

from ragassist.answer.suits import bonus
from ragassist.types import Sentence


@pytest.mark.parametrize(
    ("question", "ahead", "behind"),
    [
        ("渡口办法由谁负责解释？", "本办法由市港务局负责解释。", "为规范渡口秩序，市港务局制定本办法。"),
        ("Who interprets the ferry rules?", "本办法由市港务局负责解释。", "市港务局对渡口实施监督。"),
        ("When does the mooring regulation take effect?", "本条例自2027年5月1日起施行。", "条例施行前已经停泊的船舶应当补办手续。"),
        ("How long does the notice on dues remain in force?", "本通知有效期三年。", "许可证有效期不足三个月的，不予延续。"),
        ("渡口的旧规定什么时候废止？", "2019年发布的《渡口规定》同时废止。", "渡口每日开放。"),
        ("Why was the pier closed?", "由于堤岸下沉，码头停止使用。", "码头位于城东。"),
        ("码头为什么关闭？", "关闭与堤岸下沉有直接关系。", "码头位于城东。"),
        ("现行渡口规则是在哪部规定的基础上改的？", "对《渡口暂行规定》进行了全面修订。", "公布《渡口规则》，自五月一日起施行。"),
        ("Which earlier rules do the ferry rules revise?", "对《渡口暂行规定》进行了全面修订。", "公布《渡口规则》。"),
        ("哪些水域不准停船？", "禁止在下列水域停泊：（一）航道；", "下列水域由港务局设标：（一）锚地；"),
        ("Where is mooring forbidden?", "不得在航道内停泊。", "船舶应当在锚地内停泊。"),
        ("省一级港务部门几天查完材料？", "省级港务部门应当在五日内查验。", "国家港务部门应当在七日内审查。"),
    ],
)
def test_a_rule_speaks_of_itself_and_a_reason_gives_a_cause(question: str, ahead: str, behind: str) -> None:
    assert bonus(question, Sentence(0, 9, ahead)) > bonus(question, Sentence(0, 9, behind))


@pytest.mark.parametrize("question", ["What does a berth cost?", "渡口每天几点开放？", "How long is a mooring permit valid?"])
def test_nothing_is_added_where_neither_is_asked_for(question: str) -> None:
    assert bonus(question, Sentence(0, 9, "本办法自公布之日起施行，由市港务局负责解释，因此有效期三年。")) == 0
