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
        ("more than a twentieth of the cargo", "超过5%的货物"),
        ("It was put off by some five months, to 30 June 2026.", "原定2026年2月1日施行，推迟至2026年6月30日。"),
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


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The deposit shall not be lower than 8 percent.", "押金比例不得低于8%。"),
        ("No single port shall account for more than a third.", "单一港口占比不得超过三分之一。"),
        ("Trucks shall not wait in the yard for more than 6 hours.", "货车不得在堆场连续等候6小时以上。"),
        ("Rest may not be shorter than 9 hours.", "休息不得少于9小时。"),
        ("Berths cost less than 3 yuan a metre.", "泊位费普遍低于每米3元。"),
        ("It is kept for no more than six weeks after the voyage.", "保存期限不超过航次结束后六周。"),
        ("boats with fewer than 12 seats", "12个座位以下的船"),
        ("The strike lasted two quarters.", "罢工持续两个季度。"),
        ("Freight in the first three quarters rose 4 percent.", "前三季度货运量增长4%。"),
        ("over a five-year period", "五年内"),
        ("The crane pays for itself in two years.", "一套吊机系统两年就能回本。"),
        ("Hulls are inspected once every three years.", "船体每三年检验一次。"),
        ("A box clears customs in ten minutes.", "一箱水果十分钟通关。"),
        ("scores and rankings of crews", "船员的成绩和排名"),
        ("hundreds of millions of parcels", "数以亿计的包裹"),
        ("The carrier hands over 15 percent of its fees.", "承运人上缴15%的费用。"),
        ("twice the number of pilots", "双倍的引航员"),
        ("Working Group 21 met in Oslo.", "第21工作组在奥斯陆开会。"),
        ("From March to May this year", "今年3至5月"),
        ("Norline and 4 other carriers", "Norline等5家承运人"),
        ("Where the load exceeds 2% of the ship's tonnage", "装载量超过船舶吨位2%的"),
        ("speeds lower than 80 percent of the average", "速度低于平均值八成的"),
        ("The sign must cover at least 10 percent of the hull.", "标识应至少覆盖船体面积的10%。"),
        ("They must still clear at least three locks.", "至少还要通过上游、中游和下游三道船闸。"),
        ("no more than 40 boats", "减至40艘以内"),
        ("The fare fell below 800 yuan.", "票价跌破800元。"),
        ("It takes four to six years.", "一般需要四至六年。"),
        ("a study of nearly 77,000 sailors", "以近7.7万名海员为对象的研究"),
        ("María found 58 wrecks.", "玛丽亚在2020年以来找到58艘沉船。"),
        ("One good pilot is worth more than ten cranes.", "一名好引航员胜过十台吊机。"),
    ],
)
def test_bounds_and_counts_agree_however_they_are_put(claim: str, evidence: str) -> None:
    assert not [f for f in mismatches(claim, evidence) if f.polarity == "against"]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The deposit shall be lower than 8 percent.", "押金比例不得低于8%。"),
        ("The deposit shall not be lower than 8 percent.", "押金比例不得超过8%。"),
        ("The port paid nothing, because it had more than 40 boats.", "该港船只不得超过40艘。"),
        ("Freight in the first two quarters rose 4 percent.", "前三季度货运量增长4%。"),
        ("Hulls are inspected once every two years.", "船体每三年检验一次。"),
        ("A box clears customs in twenty minutes.", "一箱水果十分钟通关。"),
        ("Working Group 12 met in Oslo.", "第21工作组在奥斯陆开会。"),
        ("From February to May this year", "今年3至5月"),
        ("Norline and 7 other carriers", "Norline等5家承运人"),
        ("tens of thousands of parcels", "数以亿计的包裹"),
        ("boats with more than 12 seats", "12个座位以下的船"),
        ("speeds lower than 80 percent of the average", "速度不得低于平均值八成的"),
        ("speeds higher than 80 percent of the average", "速度低于平均值八成的"),
        ("The sign must cover at most 10 percent of the hull.", "标识应至少覆盖船体面积的10%。"),
        ("more than 40 boats", "减至40艘以内"),
        ("It takes four to nine years.", "一般需要四至六年。"),
    ],
)
def test_bounds_and_counts_that_are_turned_or_changed_are_refused(claim: str, evidence: str) -> None:
    assert [f for f in mismatches(claim, evidence) if f.polarity == "against"]


def test_three_quarters_of_something_are_a_share_and_three_quarters_of_a_year_a_time() -> None:
    assert not mismatches("Three quarters of the boats are old.", "四分之三的船是旧船。")
    assert not mismatches("It fell for three quarters.", "连续下降三个季度。")
    assert mismatches("Three quarters of the boats are old.", "三个季度以来船都是旧的。")


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


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("They raised the cap to 300.", "上限由200提高到500。"),
        ("There is a risk that 300 ships wait.", "东港有200艘船，西港有500艘。"),
        ("The address was used by 300 ships.", "东港有200艘船，西港有500艘。"),
        ("公共码头有26艘渡轮。", "东港有11艘渡轮，西港有15艘。"),
    ],
)
def test_two_figures_make_no_third_where_nothing_is_added_or_compared(claim: str, evidence: str) -> None:
    assert any(f.polarity == "against" for f in mismatches(claim, evidence))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("They raised the cap by 300.", "上限由200提高到500。"),
        ("The rule caps such fares at 30 yuan.", "The rule says at most 30 yuan."),
        ("Twelve hours of the 40 are at night.", "至少40小时，其中12小时在夜间。"),
        ("It rose by another ten points to 70 percent.", "达到60%，再提高10个百分点。"),
    ],
)
def test_a_difference_a_bound_and_a_whole_are_told_in_many_words(claim: str, evidence: str) -> None:
    assert not any(f.polarity == "against" for f in mismatches(claim, evidence))
