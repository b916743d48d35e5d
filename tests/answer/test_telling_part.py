"""The part of a long sentence that may stand alone, and when it is rendered instead of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.answer.in_part import likeness_to, rendered_in_part
from ragassist.answer.render import Rendering
from ragassist.answer.telling_part import LENGTHS, standing_parts, telling_part
from ragassist.types import Verdict

LONG = (
    "港务局每年三月公布一次泊位清单，清单载明水深和容量，并在门户网站更新；船主对清单有异议的，可以自公布之日起十日内书面申请复核，"
    "但经三方联合测量的除外；逾期未申请的，视为认可。"
)


def test_a_part_begins_and_ends_where_nothing_is_torn():
    assert standing_parts(LONG) == [
        "港务局每年三月公布一次泊位清单。",
        "港务局每年三月公布一次泊位清单，清单载明水深和容量。",
        "港务局每年三月公布一次泊位清单，清单载明水深和容量，并在门户网站更新。",
        "船主对清单有异议的，可以自公布之日起十日内书面申请复核，但经三方联合测量的除外。",
        "船主对清单有异议的，可以自公布之日起十日内书面申请复核，但经三方联合测量的除外；逾期未申请的，视为认可。",
    ]


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("船主未按时申报的，由港务局责令改正，拒不改正的，处五千元罚款，并记入信用档案，同时通报所在协会。", "船主未按时申报的。"),
        (
            "据渔业协会统计，截至去年底，全市共有休闲渔船四百余艘，从业人员超过两千人，年接待游客三十万人次。",
            "据渔业协会统计，截至去年底。",
        ),
        ("退役船员、离港人员，不得以船员身份登船作业，也不得参加船员联谊活动，港务局应当定期核查上述情况。", "退役船员、离港人员。"),
        (
            "申请人可以在网上提交材料，但涉及外籍船舶的除外，港务局应当在五个工作日内作出受理决定并告知申请人。",
            "申请人可以在网上提交材料。",
        ),
    ],
)
def test_neither_a_condition_nor_a_topic_nor_what_is_limited_behind_it_stands_alone(sentence, never):
    assert never not in standing_parts(sentence)


@given(st.text(alphabet="港口船主应当不得，；。：“”（）《》的但并2024年", max_size=160))
def test_every_part_is_words_of_its_sentence_and_shorter(sentence):
    for part in standing_parts(sentence):
        assert part[:-1] in sentence
        assert LENGTHS[0] <= len(part) - 1 <= LENGTHS[1] or len(part) - 1 < LENGTHS[0]
        assert len(part) - 1 < max(1, len(sentence))


def test_the_part_nearest_to_the_question_is_told_and_none_where_the_whole_is_nearer():
    def near(word, bonus=0.0):
        return lambda texts: [(word in text) * (2 - len(text) / 100) + bonus * (text == LONG) for text in texts]

    assert telling_part(LONG, near("水深")) == "港务局每年三月公布一次泊位清单，清单载明水深和容量。"
    assert telling_part(LONG, near("水深", bonus=3.0)) is None
    assert telling_part("港务局负责登记。", near("登记")) is None


class _Near:
    """Likes whatever is short."""

    def questions(self, texts, langs):
        return np.array([[1.0]])

    def statements(self, texts, langs, titles=None):
        return np.array([[1 / len(text)] for text in texts])


class _Renders:
    def __init__(self, part: Verdict, whole: Verdict) -> None:
        self._part, self._whole = part, whole

    def render(self, sentence, target, *, evidence=None, context=""):
        return Rendering("The port authority publishes a list of berths every March.", self._part)

    def check(self, text, evidence, context):
        return self._whole


def _verdict(status):
    return Verdict(status, 1.0, ())


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [("rough", "rough", True), ("verified", "verified", True), ("unsupported", "verified", False), ("verified", "unsupported", False)],
)
def test_a_part_passes_both_checks_or_is_not_told_and_is_never_more_than_rough(part, whole, shown):
    near = likeness_to("When?", "en", _Near())
    found = rendered_in_part(_Renders(_verdict(part), _verdict(whole)), LONG, near, evidence=LONG, context="")
    assert (found is not None) is shown
    if found is not None:
        assert found.text.startswith("In part: ")
        assert found.verdict.status == "rough"
