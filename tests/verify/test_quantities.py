"""Whether a claim's quantities are those of its source, across languages."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ragassist.verify.checks.quantities import mismatches
from ragassist.verify.say import reasons


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("US$36 billion", "资金约360亿美元"),
        ("about US$36 billion", "资金358亿美元"),
        ("half of them", "其中50%"),
        ("50 percent", "二分之一"),
        ("tripled", "增长到3倍"),
        ("in 2024", "2024年7月"),
        ("in July 2023", "2023年启动，同年7月完成"),
        ("more than 190 models", "190多个模型"),
        ("over 5,000 names", "5,130个签名"),
        ("less than half", "不到二分之一"),
        ("one of the firms", "其中有企业"),
        ("two countries", "两国"),
        ("both sides, two plans", "双方各有方案"),
        ("24 months", "两年"),
        ("Section 230", "第230条"),
        ("the fifth session", "第五届会议"),
        ("the 1980s", "20世纪80年代"),
        ("GPT 4.5 was tested", "测试了GPT-4.5"),
        ("up to 30%", "30%"),
        ("fines of 100,000 to 1 million yuan", "10万元以上100万元以下的罚款"),
        ("The plan has 12 tasks.", "该计划于2021年发布，含12项任务、3个阶段。"),
    ],
)
def test_faithful_claims_agree(claim: str, evidence: str) -> None:
    assert not any(f.polarity == "against" for f in mismatches(claim, evidence))


@pytest.mark.parametrize(
    ("claim", "evidence", "reason"),
    [
        ("the fund has $360 billion", "基金有360亿美元", "The claim says $360 billion; the source says 360亿美元 (= US$36 billion)."),
        ("Article 27 applies", "适用第十七条", "The claim says Article 27; the source says 第十七条 (= Article 17)."),
        ("on 14 May 2022", "2022年5月4日", "The claim says 14 May 2022; the source says 2022年5月4日 (= May 4, 2022)."),
        ("more than half", "不到一半", "The claim says more than half; the source says 不到一半 (= less than half)."),
        ("it runs on H200", "使用H20运行", "The claim names H200; the source does not."),
        ("in May 2025", "今年5月", "The claim gives the year 2025; the source says only 今年5月 (= May)."),
        ("60,000 people", "近6万人", "The claim says 60,000; the source says 近6万人 (= nearly 60,000)."),
    ],
)
def test_a_reason_says_what_each_side_says(claim: str, evidence: str, reason: str) -> None:
    found = mismatches(f"In short, {claim}" if claim.startswith("more") else claim, evidence)
    assert reasons(found) == (reason,)


def test_a_lost_shade_is_softer_than_a_contradiction() -> None:
    assert [f.polarity for f in mismatches("60,000 people", "近6万人")] == ["shade"]
    assert [f.polarity for f in mismatches("more than 60,000 people", "近6万人")] == ["against"]
    assert [f.polarity for f in mismatches("60,000 people", "不到6万人")] == ["against"]


UNITS = (("万", 10**4), ("亿", 10**8), ("万亿", 10**12))
SCALES = (("thousand", 10**3), ("million", 10**6), ("billion", 10**9), ("trillion", 10**12))


@settings(deadline=None)
@given(st.integers(1, 9999), st.sampled_from(UNITS), st.integers(1, 9999), st.sampled_from(SCALES))
def test_amounts_agree_exactly_when_they_are_equal(chinese: int, unit: tuple[str, int], english: int, scale: tuple[str, int]) -> None:
    equal = chinese * unit[1] == english * scale[1]
    claim, evidence = f"It cost {english} {scale[0]} yuan.", f"耗资{chinese}{unit[0]}元。"
    assert (mismatches(claim, evidence) == []) == equal
    assert (mismatches(evidence, claim) == []) == equal


@settings(deadline=None)
@given(st.integers(1, 9999), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_a_slip_of_magnitude_never_passes(number: int, right: tuple[str, int], wrong: tuple[str, int]) -> None:
    assume(right != wrong)
    for head in ("", "约", "近", "超过"):
        assert any(f.polarity == "against" for f in mismatches(f"投入{head}{number}{wrong[0]}元。", f"投入{head}{number}{right[0]}元。"))


@settings(deadline=None)
@given(st.integers(10_000, 999_999_999), st.data())
def test_a_wrong_digit_never_passes(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[at] and (at or d != "0")]))
    wrong = int(digits[:at] + digit + digits[at + 1 :])
    assert any(f.polarity == "against" for f in mismatches(f"There are {wrong:,} of them.", f"共有{number}个。"))
    assert mismatches(f"There are {number:,} of them.", f"共有{number}个。") == []


@settings(deadline=None)
@given(st.integers(1, 999), st.integers(1, 999))
def test_articles_agree_exactly_when_their_numbers_do(claimed: int, given_: int) -> None:
    assert (mismatches(f"Article {claimed} applies.", f"适用第{given_}条。") == []) == (claimed == given_)


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_dates_agree_exactly_when_they_are_the_same(claimed, source) -> None:  # type: ignore[no-untyped-def]
    assume(claimed.year >= 1000 and source.year >= 1000)
    chinese = f"{source.year}年{source.month}月{source.day}日"
    assert (mismatches(f"It began on {claimed.day} {claimed:%B} {claimed.year}.", chinese) == []) == (claimed == source)
    assert mismatches(f"It began in {source:%B} {source.year}.", chinese) == []


@pytest.mark.parametrize(
    "text",
    [
        "情节严重的，处五千万元以下或者上一年度营业额百分之五以下罚款。",
        "可以处十万元以下或者上一年度收入百分之三以下罚款。",
        "期限不超过五年或者另行延长一年。",
    ],
)
def test_a_text_never_differs_from_itself(text):
    assert mismatches(text, text) == []
