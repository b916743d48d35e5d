"""Reading quantities in both languages, and writing them in the other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragassist.text.quantities import Day, annotate, chinese, english, find_quantities
from ragassist.text.quantities.numerals import arabic_value, han_value, word_value


def read(text: str) -> list[tuple[str, str, str, str]]:
    return [
        (q.kind, f"{q.low.normalize():f}" if q.low == q.high else f"{q.low.normalize():f}..{q.high.normalize():f}", q.unit, q.approx)
        for q in find_quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投入1.2万亿元", [("money", "1200000000000", "CNY", "exact")]),
        ("5000亿美元", [("money", "500000000000", "USD", "exact")]),
        ("US$0.5 trillion", [("money", "500000000000", "USD", "exact")]),
        ("RMB 5 billion", [("money", "5000000000", "CNY", "exact")]),
        ("3亿元人民币", [("money", "300000000", "CNY", "exact")]),
        ("36億元", [("money", "3600000000", "CNY", "exact")]),
        ("罰款五萬元", [("money", "50000", "CNY", "exact")]),
        ("兩千家企業", [("number", "2000", "", "exact")]),
        ("10^26 operations", [("number", "1" + "0" * 26, "", "exact")]),
        ("10²⁶ operations", [("number", "1" + "0" * 26, "", "exact")]),
        ("2.5×10^3 of them", [("number", "2500", "", "exact")]),
        ("two or three minutes", [("number", "2..3", "min", "exact")]),
        ("有效期三年", [("number", "3", "year", "exact")]),
        ("£30m and €2bn", [("money", "30000000", "GBP", "exact"), ("money", "2000000000", "EUR", "exact")]),
        ("近6万名学生", [("number", "60000", "", "nearly")]),
        ("nearly sixty thousand students", [("number", "60000", "", "nearly")]),
        ("190多个模型", [("number", "190", "", "more")]),
        ("10余万家", [("number", "100000", "", "more")]),
        ("3万4千人", [("number", "34000", "", "exact")]),
        ("廿五年", [("number", "25", "year", "exact")]),
        ("不到二分之一", [("fraction", "0.5", "", "less")]),
        ("八成以上", [("percent", "80", "", "at_least")]),
        ("百分之三十", [("percent", "30", "", "exact")]),
        ("thirty per cent", [("percent", "30", "", "exact")]),
        ("33个百分点", [("points", "33", "", "exact")]),
        ("翻一番", [("multiple", "2", "", "exact")]),
        ("three times as many", [("multiple", "3", "", "exact")]),
        ("10%-15%", [("percent", "10..15", "", "exact")]),
        ("5000万至2000亿元", [("money", "50000000..200000000000", "CNY", "exact")]),
        ("3～5年", [("number", "3..5", "year", "exact")]),
        ("$5-10 billion", [("money", "5000000000..10000000000", "USD", "exact")]),
        ("2-3万亿元", [("money", "2000000000000..3000000000000", "CNY", "exact")]),
        ("处十万元以上一百万元以下罚款", [("money", "100000..1000000", "CNY", "exact")]),
        ("不得超过30日", [("number", "30", "day", "at_most")]),
        ("no fewer than 40 people", [("number", "40", "", "at_least")]),
        ("数十家企业", [("number", "20..99", "", "about")]),
        ("14纳米", [("number", "14", "nm", "exact")]),
        ("10 GW", [("number", "10", "GW", "exact")]),
        ("第十七条第二款", [("article", "17", "article", "exact"), ("article", "2", "paragraph", "exact")]),
        (
            "Articles 17 and 18 of Chapter III",
            [("article", "17", "article", "exact"), ("article", "18", "article", "exact"), ("article", "3", "chapter", "exact")],
        ),
        ("第五届", [("ordinal", "5", "", "exact")]),
        ("“十四五”规划", [("ordinal", "14", "plan", "exact")]),
        ("两家公司", [("number", "2", "", "exact")]),
        ("a dozen firms", [("number", "12", "", "exact")]),
        ("half a million users", [("number", "500000", "", "exact")]),
        ("１２３万人", [("number", "1230000", "", "exact")]),
    ],
)
def test_each_way_of_writing_a_quantity_is_read(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年1月13日", Day(year=2025, month=1, day=13)),
        ("二〇二四年", Day(year=2024)),
        ("2024年7月底", Day(year=2024, month=7, part="late")),
        ("今年5月", Day(month=5)),
        ("2025-01-13", Day(year=2025, month=1, day=13)),
        ("13 January 2025", Day(year=2025, month=1, day=13)),
        ("January 13, 2025", Day(year=2025, month=1, day=13)),
        ("July 2024", Day(year=2024, month=7)),
        ("Q3", Day(quarter=3)),
        ("2024年第三季度", Day(year=2024, quarter=3)),
        ("21世纪", Day(century=21)),
        ("20世纪80年代", Day(decade=1980)),
        ("the 1980s", Day(decade=1980)),
        ("2023财年", Day(year=2023, fiscal=True)),
        ("fiscal year 2023", Day(year=2023, fiscal=True)),
        ("mid-2024", Day(year=2024, part="mid")),
        ("in May", Day(month=5)),
    ],
)
def test_each_way_of_writing_a_date_is_read(text: str, day: Day) -> None:
    assert [q.date for q in find_quantities(text) if q.kind == "date"] == [day]


@pytest.mark.parametrize(
    "text",
    ["一些统一的做法", "一方面十分重要", "万一失败", "一定要", "三中全会", "四川和三亚", "one of the reasons", "one may ask", "第三方", "third-party tools",
     "千方百计", "二氧化碳", "may be", "一带一路", "百姓", "a century-old firm"],
)  # fmt: skip
def test_what_only_looks_like_a_quantity_is_left_alone(text: str) -> None:
    assert [q.surface for q in find_quantities(text) if q.kind != "name"] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [("H20和A100", ["H20", "A100"]), ("GPT-4.5 beats o1", ["GPT-4.5", "o1"]), ("5G", ["5G"]), ("14nm, 21st, 5-year, FY2023", [])],
)
def test_names_with_digits_are_names(text: str, names: list[str]) -> None:
    assert [q.surface for q in find_quantities(text) if q.kind == "name"] == names


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("360亿美元", "US$36 billion"),
        ("近6万", "nearly 60,000"),
        ("第十七条", "Article 17"),
        ("2024年7月", "July 2024"),
        ("二分之一", "half"),
        ("三分之二", "two thirds"),
        ("两成", "20%"),
        ("1.2万亿元", "1.2 trillion yuan"),
        ("20世纪80年代", "the 1980s"),
        ("不超过50万元", "at most 500,000 yuan"),
        ("5～8年", "5–8 years"),
        ("第六章", "Chapter 6"),
    ],
)
def test_chinese_is_written_in_english(source: str, written: str) -> None:
    assert [english(q) for q in find_quantities(source)] == [written]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("US$36 billion", "360亿美元"),
        ("nearly 60,000", "近6万"),
        ("Article 17", "第十七条"),
        ("July 2024", "2024年7月"),
        ("two thirds of", "三分之二"),
        ("1.2 trillion yuan", "1.2万亿元"),
        ("more than 190 models", "超过190"),
        ("Article 120", "第一百二十条"),
    ],
)
def test_english_is_written_in_chinese(source: str, written: str) -> None:
    assert [chinese(q) for q in find_quantities(source)] == [written]


def test_annotations_stand_right_after_the_quantity_and_only_in_the_other_language() -> None:
    text = "预算为360亿美元，依据第十七条，共有两家单位，近6万人受益。"
    assert (
        annotate(text, "en")
        == "预算为360亿美元 (= US$36 billion)，依据第十七条 (= Article 17)，共有两家单位，近6万人 (= nearly 60,000)受益。"
    )
    assert annotate(text, "zh") == text
    assert annotate("It cost US$36 billion.", "zh") == "It cost US$36 billion（=360亿美元）."


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15))
def test_arabic_numbers_keep_their_value_through_both_languages(number: int) -> None:
    value = Decimal(number)
    assert arabic_value(f"{number:,}") == value
    amount = f"{number:,} yuan"
    [read_amount] = find_quantities(amount)
    for written in (chinese(read_amount), english(read_amount)):
        [back] = find_quantities(written)
        assert (back.kind, back.low, back.unit) == ("money", value, "CNY")


_ONES = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """How a number below a hundred million is read out in Chinese."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return spoken(number // 10_000) + "万" + gap + (spoken(rest) if rest else "")
    text, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero and text else "") + _ONES[digit] + name
            zero = False
        else:
            zero = True
    return text or "零"


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**8 - 1))
def test_chinese_numerals_are_read_as_they_are_spoken(number: int) -> None:
    assert han_value(spoken(number)) == number


_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number: int) -> str:
    """How a number below a billion is read out in English."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            return f"{in_words(number // scale)} {name}" + (f" {in_words(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_WORDS[number // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number >= 20:
        return _TENS[number // 10 - 2] + (f"-{_WORDS[number % 10]}" if number % 10 else "")
    return _WORDS[number]


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_english_number_words_are_read(number: int) -> None:
    assert word_value(in_words(number)) == number


@settings(deadline=None)
@given(
    st.text(
        alphabet="近约超第十百千万亿零一二两三分之成倍年月日条%$ 0123456789.,-—～至abthousandmillion美元余多个\r\n\uff11\uff15\uff05é😀",
        max_size=40,
    )
)
def test_spans_are_in_order_do_not_overlap_and_are_slices_of_the_text(text: str) -> None:
    last = 0
    for q in find_quantities(text):
        assert last <= q.start < q.end
        assert text[q.start : q.end] == q.surface
        assert q.low <= q.high
        assert english(q)
        assert chinese(q)
        last = q.end
    assert annotate(text, "en").startswith(text[: find_quantities(text)[0].start] if find_quantities(text) else text)


@pytest.mark.parametrize(
    ("text", "approx"),
    [
        ("原则上45个工作日完成", "exact"),
        ("上一年度的报告", "exact"),
        ("上百家企业", "more"),
        ("近3年的经营情况", "exact"),
        ("历时近三年完成", "nearly"),
        ("近200家企业", "nearly"),
    ],
)
def test_a_word_of_place_or_time_before_a_number_is_no_approximation(text, approx):
    assert find_quantities(text)[0].approx == approx


@pytest.mark.parametrize(("text", "month", "day"), [("应当于每年1月15日前报送", 1, 15), ("每年3月公布", 3, None)])
def test_a_day_of_every_year_is_a_date(text, month, day):
    found = find_quantities(text)
    assert [(q.kind, q.date.month, q.date.day) for q in found] == [("date", month, day)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("算力规模8 650 PFLOPS", 8650),
        ("营业收入1 671.0亿元", 167_100_000_000),
        ("共12 345 678元", 12_345_678),
        ("a total of 1 284 cards", 1284),
        ("规模1 284亿元", 128_400_000_000),
    ],
)
def test_groups_of_three_divided_by_spaces_are_one_number(text, value):
    assert [int(quantity.low) for quantity in find_quantities(text)] == [value]


@pytest.mark.parametrize("text", ["2024 300 家", "表1 200 家", "H20 100 片", "8 650"])
def test_two_numbers_side_by_side_stay_two(text):
    assert all(quantity.low < 1000 for quantity in find_quantities(text) if quantity.kind == "number")


@pytest.mark.parametrize(
    ("text", "approx"),
    [
        ("误判率不应高于0.5%", "at_most"),
        ("误判率不应当超过0.5%", "at_most"),
        ("不宜超过30个工作日", "at_most"),
        ("不可低于60%", "at_least"),
        ("误判率高于0.5%", "more"),
        ("应当高于60%", "more"),
    ],
)
def test_a_bound_that_is_denied_is_the_other_bound(text, approx):
    assert [quantity.approx for quantity in find_quantities(text)] == [approx]


@pytest.mark.parametrize(
    ("text", "kind", "approx"),
    [
        ("连续执行超1000步任务", "number", "more"),
        ("共建成1200套泊位", "number", "exact"),
        ("渡轮往返1999次", "number", "exact"),
        ("码头旧名1492年见于记载", "date", "exact"),
        ("2024港口条例汇编", "date", "exact"),
        ("In 1066 the harbour", "date", "exact"),
    ],
)
def test_four_digits_that_count_something_are_no_year(text: str, kind: str, approx: str) -> None:
    assert [(q.kind, q.approx) for q in find_quantities(text)] == [(kind, approx)]
