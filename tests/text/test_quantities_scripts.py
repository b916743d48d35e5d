"""Powers in every way of writing them, traditional script, capital numerals and years of the Republic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragassist.text.quantities import Day, find_quantities
from ragassist.text.quantities.find import normal
from ragassist.verify.checks.quantities import mismatches


def values(text):
    return [(q.kind, q.low, q.unit) for q in find_quantities(text)]


@pytest.mark.parametrize(
    "text",
    [
        "10^26 operations",
        "10²⁶次运算",
        "10**26",
        "10^{26} FLOPs",
        "10 ^ 26",
        "1×10^26",
        "10的26次方",
        "十的二十六次方",
        "10 to the 26th power",
        "10 to the power of 26",
        "ten to the twenty-sixth power",
        "1e26 FLOPs",
        "1.0E26 FLOPs",
        "１０²⁶次",
    ],
)
def test_a_power_of_ten_is_read_however_it_is_written(text):
    assert next(value for _, value, _ in values(text)) == 10**26


@pytest.mark.parametrize("text", ["1.5×10^25次", "1.5 x 10^25 FLOP", "1.5·10²⁵", "1.5e25", "1.5 × 10 to the 25th power", "15×10^24"])
def test_a_coefficient_is_multiplied_out(text):
    assert [value for _, value, _ in values(text)] == [15 * 10**24]


def test_powers_agree_across_their_writings_and_disagree_by_one():
    ways = ["10^{0}次运算", "10的{0}次方次运算", "10 to the {0}th power operations", "1e{0} operations"]
    for one in ways:
        for other in ways:
            assert mismatches(one.format(26), other.format(26)) == []
            assert mismatches(one.format(25), other.format(26)) != []
    assert mismatches("more than 10^25 operations", "超过10²⁶次运算") != []
    assert mismatches("more than 10^26 operations", "超过10²⁶次运算") == []
    assert mismatches("1.5×10^25 operations", "1.5×10^26次运算") != []


@pytest.mark.parametrize("text", ["2024³", "500³家", "GPT-4e", "3e models"])
def test_a_raised_mark_behind_another_number_is_no_power(text):
    assert all(value < 3000 for _, value, _ in values(text))


@given(st.integers(1, 390), st.integers(1, 99))
def test_no_exponent_breaks_the_reading(exponent, base):
    for text in (f"{base}^{exponent}", f"{base}×10^{exponent}家", f"{base}e{exponent}", f"10^-{exponent}"):
        find_quantities(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36億元", ("money", 3_600_000_000, "CNY")),
        ("三十六億元", ("money", 3_600_000_000, "CNY")),
        ("新臺幣五萬元", ("money", 50_000, "TWD")),
        ("新台幣壹佰萬圓", ("money", 1_000_000, "TWD")),
        ("港幣貳仟伍佰元", ("money", 2_500, "HKD")),
        ("人民币叁拾万元整", ("money", 300_000, "CNY")),
        ("人民幣壹億貳仟萬元", ("money", 120_000_000, "CNY")),
        ("兩萬名學生", ("number", 20_000, "")),
        ("1.2兆美元", ("money", 1_200_000_000_000, "USD")),
        ("百分之三十", ("percent", 30, "")),
        ("百分之三十五點五", ("percent", 35.5, "")),
        ("三十二點五億元", ("money", 3_250_000_000, "CNY")),
        ("1萬2,000名船員", ("number", 12_000, "")),
        ("新臺幣3萬5,600元", ("money", 35_600, "TWD")),
        ("3成5", ("percent", 35, "")),
        ("十五個百分點", ("points", 15, "")),
        ("第三條", ("article", 3, "article")),
    ],
)
def test_figures_in_traditional_script_and_capital_numerals(text, expected):
    found = values(text)
    assert found[0] == expected or found == [expected]


@pytest.mark.parametrize("text", ["中国大陆的企业", "科研队伍建设", "参加会议", "收拾残局", "登陆万家", "圆形剧场"])
def test_words_with_capital_numerals_in_them_are_no_numbers(text):
    assert [q for q in find_quantities(text) if q.kind != "name"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中華民國113年7月1日", Day(2024, 7, 1)),
        ("民國一百一十三年七月一日", Day(2024, 7, 1)),
        ("民國99年", Day(2010)),
        ("民國元年", Day(1912)),
        ("中华民国114年1月", Day(2025, 1)),
        ("自113年7月1日施行", Day(2024, 7, 1)),
        ("二〇二四年七月一日", Day(2024, 7, 1)),
    ],
)
def test_years_of_the_republic_are_common_years(text, expected):
    assert [q.date for q in find_quantities(text) if q.kind == "date"] == [expected]


def test_claims_and_evidence_in_traditional_script_are_compared():
    assert mismatches("The city sets aside 3.6 billion yuan.", "市政府安排專項資金36億元。") == []
    assert mismatches("The city sets aside 36 billion yuan.", "市政府安排專項資金36億元。") != []
    assert mismatches("A fine of up to NT$50,000 may be imposed.", "得處新臺幣五萬元以下罰鍰。") == []
    assert mismatches("A fine of up to NT$500,000 may be imposed.", "得處新臺幣五萬元以下罰鍰。") != []
    assert mismatches("It took effect on July 1, 2024.", "本法自中華民國113年7月1日施行。") == []
    assert mismatches("It took effect on July 1, 2023.", "本法自中華民國113年7月1日施行。") != []


@given(st.text(alphabet="萬億兩佰仟壹貳參圓年民國113元大陸隊伍abc１２％", max_size=30))
def test_the_read_form_is_as_long_as_the_text(text):
    assert len(normal(text)) == len(text)
    find_quantities(text)


@pytest.mark.parametrize("written", ["二○二四年七月廿一日", "二〇二四年七月二十一日", "二零二四年七月廿一日", "民國113年七月21日"])
def test_a_day_is_one_however_its_zeros_and_twenties_are_written(written):
    (day,) = [q.date for q in find_quantities(f"本辦法自{written}起施行。") if q.kind == "date"]
    assert (day.year, day.month, day.day) == (2024, 7, 21)


@pytest.mark.parametrize(("text", "hour"), [("八点三十分开航", 8), ("八点三刻开航", 8), ("上午十点三艘渡轮离港", 10), ("十点五分开航", 10)])
def test_a_time_of_day_is_no_decimal(text, hour):
    assert next(int(q.low) for q in find_quantities(text)) == hour
    assert all(q.low == int(q.low) for q in find_quantities(text))


@pytest.mark.parametrize("text", ["投入5万2023年完成", "近八成3家停航"])
def test_figures_side_by_side_stay_two(text):
    assert len(find_quantities(text)) == 2
