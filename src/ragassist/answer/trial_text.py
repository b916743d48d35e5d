"""The text of a trial, made up for it: no such port is known. Eight sentences, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TITLE: Final = "白沙港引航站管理规定"
SENTENCES: Final = (
    "引航站每日值班十四小时，夜间停止登轮。",
    "船长超过九十米的船舶进港，应当至少提前三十六小时提出申请。",
    "引航费按净吨每吨0.45元收取，小型渔船免收。",
    "风力达到八级以上的，引航站应当暂停作业。",
    "引航员每年参加不少于六十学时的培训。",
    "2019年，该站共引领船舶4,720艘次，比上年增长百分之六。",
    "未经许可擅自进港的，处二千元以上一万元以下罚款。",
    "本规定自2018年9月1日起施行。",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the one prompt."""

    question: str
    sentence: int = 0
    """The number of the sentence that answers it, from 1; 0 where none does."""
    figures: tuple[str, ...] = ()
    """One of these stands in every right answer, thousands without commas, in lower case."""


ASKED: Final = (
    Asked("How many hours in advance must a ship longer than 90 metres apply to enter?", 2, ("36", "thirty-six")),
    Asked("From which wind force must the pilot station suspend its work?", 4, ("8", "eight")),
    Asked("引航员每年至少参加多少学时的培训？", 5, ("60", "六十")),
    Asked("2019年该站引领了多少艘次船舶？", 6, ("4720",)),
)
ABSENT: Final = (
    Asked("Who was the head of the pilot station in 2019?"),
    Asked("引航站一共有多少艘拖轮？"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Whether a sentence answers a question."""

    question: str
    sentence: int
    holds: bool


PAIRS: Final = (
    Pair("引航站每天值班几个小时？", 1, True),
    Pair("引航站每天有几名引航员值班？", 1, False),
    Pair("船舶进港要提前多久申请？", 2, True),
    Pair("船舶进港申请由谁审批？", 2, False),
    Pair("引航费怎样收取？", 3, True),
    Pair("引航费由哪个部门核定？", 3, False),
    Pair("什么时候暂停引航作业？", 4, True),
    Pair("暂停作业期间船舶停在哪里？", 4, False),
    Pair("引航员每年要培训多长时间？", 5, True),
    Pair("引航员的培训由哪所学校负责？", 5, False),
    Pair("擅自进港会被罚多少钱？", 7, True),
    Pair("2020年有多少船舶擅自进港？", 7, False),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether a claim is supported in every detail."""

    claim: str
    evidence: str
    holds: bool


CLAIMS: Final = (
    Claim("The station is on duty for fourteen hours a day.", SENTENCES[0], True),
    Claim("The station boards ships at night.", SENTENCES[0], False),
    Claim("Small fishing boats pay no pilotage.", SENTENCES[2], True),
    Claim("Small fishing boats pay 0.45 yuan a net ton.", SENTENCES[2], False),
    Claim("In 2019 the number of ships piloted rose by six per cent.", SENTENCES[5], True),
    Claim("In 2019 the number of ships piloted fell by six per cent.", SENTENCES[5], False),
    Claim("风力八级以上时，引航站暂停作业。", SENTENCES[3], True),
    Claim("风力八级以上时，引航站可以继续作业。", SENTENCES[3], False),
    Claim("引航员每年至少培训六十学时。", SENTENCES[4], True),
    Claim("船长每年至少培训六十学时。", SENTENCES[4], False),
    Claim("本规定于2018年9月1日起施行。", SENTENCES[7], True),
    Claim("本规定于2018年9月1日废止。", SENTENCES[7], False),
)


def filler(number: int) -> str:
    """Return a sentence that answers nothing, another for each number."""
    return f"第{number}号浮标每{number}天检查一次，检查结果由值班员登记，保存期为{number}个月。"
