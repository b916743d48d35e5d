"""Currencies and units of measure in both languages, with what makes them comparable."""

from __future__ import annotations

import re
from decimal import Decimal

CURRENCIES: dict[str, str] = {
    "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "港元": "HKD", "港币": "HKD",
    "韩元": "KRW", "卢布": "RUB", "卢比": "INR", "新台币": "TWD", "新元": "SGD", "加元": "CAD", "澳元": "AUD", "澳币": "AUD", "瑞士法郎": "CHF",
    "元": "CNY",
    "u.s. dollars": "USD", "us dollars": "USD", "american dollars": "USD", "hong kong dollars": "HKD", "canadian dollars": "CAD",
    "australian dollars": "AUD", "dollars": "USD", "dollar": "USD", "usd": "USD", "chinese yuan": "CNY", "yuan": "CNY", "renminbi": "CNY",
    "rmb": "CNY", "cny": "CNY", "euros": "EUR", "euro": "EUR", "eur": "EUR", "pounds": "GBP", "gbp": "GBP", "yen": "JPY", "jpy": "JPY",
    "won": "KRW", "krw": "KRW", "rubles": "RUB", "rupees": "INR", "hkd": "HKD",
    "us$": "USD", "u.s.$": "USD", "hk$": "HKD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "nt$": "TWD", "$": "USD", "€": "EUR", "£": "GBP",
    "¥": "CNY", "￥": "CNY", "₩": "KRW", "₽": "RUB", "₹": "INR",
}  # fmt: skip
SYMBOLS = {"USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "AUD": "A$", "CAD": "C$", "SGD": "S$", "TWD": "NT$"}
EN_CURRENCY = {"CNY": "yuan", "JPY": "yen", "KRW": "won", "RUB": "rubles", "INR": "rupees", "CHF": "Swiss francs"}
ZH_CURRENCY = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "KRW": "韩元", "RUB": "卢布", "INR": "卢比",
    "TWD": "新台币", "SGD": "新元", "CAD": "加元", "AUD": "澳元", "CHF": "瑞士法郎",
}  # fmt: skip

_D = Decimal
UNITS: dict[str, tuple[str, Decimal, str, str]] = {
    # symbol: (dimension, factor to the dimension's base, English, Chinese)
    "nm": ("length", _D("1e-9"), "nm", "纳米"), "µm": ("length", _D("1e-6"), "µm", "微米"), "mm": ("length", _D("0.001"), "mm", "毫米"),
    "cm": ("length", _D("0.01"), "cm", "厘米"), "m": ("length", _D(1), "metres", "米"), "km": ("length", _D(1000), "km", "公里"),
    "mi": ("mile", _D(1), "miles", "英里"), "ft": ("foot", _D(1), "feet", "英尺"), "in": ("inch", _D(1), "inches", "英寸"),
    "li": ("length", _D(500), "li", "里"),
    "km2": ("area", _D("1e6"), "square kilometres", "平方公里"), "m2": ("area", _D(1), "square metres", "平方米"),
    "ha": ("area", _D("1e4"), "hectares", "公顷"), "mu": ("mu", _D(1), "mu", "亩"), "acre": ("acre", _D(1), "acres", "英亩"),
    "mi2": ("mile2", _D(1), "square miles", "平方英里"),
    "kg": ("mass", _D(1), "kg", "公斤"), "g": ("mass", _D("0.001"), "g", "克"), "t": ("mass", _D(1000), "tonnes", "吨"),
    "W": ("power", _D(1), "W", "瓦"), "kW": ("power", _D("1e3"), "kW", "千瓦"), "MW": ("power", _D("1e6"), "MW", "兆瓦"),
    "GW": ("power", _D("1e9"), "GW", "吉瓦"), "TW": ("power", _D("1e12"), "TW", "太瓦"),
    "kWh": ("energy", _D(1), "kWh", "千瓦时"), "MWh": ("energy", _D("1e3"), "MWh", "兆瓦时"), "GWh": ("energy", _D("1e6"), "GWh", "吉瓦时"),
    "TWh": ("energy", _D("1e9"), "TWh", "太瓦时"),
    "s": ("second", _D(1), "seconds", "秒"), "ms": ("second", _D("0.001"), "ms", "毫秒"), "min": ("second", _D(60), "minutes", "分钟"),
    "h": ("second", _D(3600), "hours", "小时"), "day": ("day", _D(1), "days", "天"), "workday": ("day", _D(1), "working days", "个工作日"),
    "week": ("day", _D(7), "weeks", "周"), "month": ("month", _D(1), "months", "个月"), "year": ("month", _D(12), "years", "年"),
    "FLOPS": ("flops", _D(1), "FLOPS", "FLOPS"), "PFLOPS": ("flops", _D("1e15"), "PFLOPS", "PFLOPS"), "EFLOPS": ("flops", _D("1e18"), "EFLOPS", "EFLOPS"),
    "TFLOPS": ("flops", _D("1e12"), "TFLOPS", "TFLOPS"), "FLOP": ("flop", _D(1), "FLOP", "FLOP"),
    "MB": ("byte", _D("1e6"), "MB", "MB"), "GB": ("byte", _D("1e9"), "GB", "GB"), "TB": ("byte", _D("1e12"), "TB", "TB"),
    "PB": ("byte", _D("1e15"), "PB", "PB"), "°C": ("celsius", _D(1), "°C", "摄氏度"), "°F": ("fahrenheit", _D(1), "°F", "华氏度"),
    "Hz": ("hertz", _D(1), "Hz", "赫兹"), "GHz": ("hertz", _D("1e9"), "GHz", "吉赫兹"),
    "time": ("times", _D(1), "times", "次"),
}  # fmt: skip
_WRITTEN: dict[str, str] = {
    "纳米": "nm", "nm": "nm", "nanometers": "nm", "nanometres": "nm", "nanometer": "nm", "nanometre": "nm", "微米": "µm", "毫米": "mm", "mm": "mm",
    "厘米": "cm", "公分": "cm", "cm": "cm", "公里": "km", "千米": "km", "km": "km", "kilometers": "km", "kilometres": "km", "kilometer": "km",
    "kilometre": "km", "米": "m", "metres": "m", "meters": "m", "metre": "m", "meter": "m", "m": "m", "英里": "mi", "miles": "mi", "mile": "mi",
    "mi": "mi", "英尺": "ft", "feet": "ft", "foot": "ft", "ft": "ft", "英寸": "in", "inches": "in", "inch": "in",
    "平方公里": "km2", "平方千米": "km2", "km²": "km2", "km2": "km2", "square kilometers": "km2", "square kilometres": "km2",
    "平方米": "m2", "m²": "m2", "square meters": "m2", "square metres": "m2", "公顷": "ha", "hectares": "ha", "ha": "ha", "亩": "mu", "mu": "mu",
    "英亩": "acre", "acres": "acre", "acre": "acre", "平方英里": "mi2", "square miles": "mi2", "sq mi": "mi2",
    "公斤": "kg", "千克": "kg", "kg": "kg", "kilograms": "kg", "克": "g", "grams": "g", "吨": "t", "tonnes": "t", "tons": "t", "metric tons": "t",
    "瓦时": "", "千瓦时": "kWh", "度电": "kWh", "kwh": "kWh", "kilowatt-hours": "kWh", "kilowatt hours": "kWh", "mwh": "MWh", "兆瓦时": "MWh",
    "megawatt-hours": "MWh", "gwh": "GWh", "吉瓦时": "GWh", "gigawatt-hours": "GWh", "gigawatt hours": "GWh", "twh": "TWh", "太瓦时": "TWh",
    "terawatt-hours": "TWh", "terawatt hours": "TWh", "千瓦": "kW", "kw": "kW", "kilowatts": "kW", "kilowatt": "kW", "兆瓦": "MW", "mw": "MW", "megawatts": "MW",
    "megawatt": "MW", "吉瓦": "GW", "gw": "GW", "gigawatts": "GW", "gigawatt": "GW", "太瓦": "TW", "tw": "TW", "瓦": "W", "watts": "W",
    "毫秒": "ms", "ms": "ms", "milliseconds": "ms", "秒": "s", "秒钟": "s", "seconds": "s", "分钟": "min", "minutes": "min", "minute": "min",
    "小时": "h", "个小时": "h", "hours": "h", "hour": "h", "个工作日": "workday", "工作日": "workday", "working days": "workday", "business days": "workday",
    "working day": "workday", "天": "day", "日": "day", "days": "day", "day": "day", "周": "week", "星期": "week", "个星期": "week", "weeks": "week",
    "week": "week", "个月": "month", "个多月": "month", "months": "month", "month": "month", "年": "year", "周年": "year", "年间": "year", "个年度": "year",
    "岁": "year", "周岁": "year", "years": "year", "year": "year", "decades": "decade", "decade": "decade", "centuries": "century",
    "eflops": "EFLOPS", "pflops": "PFLOPS", "tflops": "TFLOPS", "flops": "FLOPS", "flop": "FLOP", "mb": "MB", "gb": "GB", "tb": "TB", "pb": "PB",
    "摄氏度": "°C", "℃": "°C", "°c": "°C", "degrees celsius": "°C", "华氏度": "°F", "°f": "°F", "℉": "°F", "hz": "Hz", "赫兹": "Hz", "ghz": "GHz",
    "次": "time", "times": "time",
}  # fmt: skip
_DECADES = {"decade": 120, "century": 1200}
CLASSIFIERS = (
    "个家项种名位人条件台套座所部本篇次届批类大方国省市区县地款款页步级层支只张片块户笔期轮派章节点代门艘架辆颗枚棵匹头场处份组对双股"
    "道幅封首集卷册则例宗起桩样段排列圈克拉公号院校村镇州"
)
_latin = sorted((w for w in _WRITTEN if w[0].isascii()), key=len, reverse=True)
_han = sorted((w for w in _WRITTEN if not w[0].isascii()), key=len, reverse=True)
UNIT = re.compile(rf"\s?(?:{'|'.join(map(re.escape, _han))})|[\s-]?(?:{'|'.join(map(re.escape, _latin))})(?![A-Za-z0-9])", re.IGNORECASE)
_latin_currency = sorted((w for w in CURRENCIES if w[0].isascii() and w[0].isalpha() and not w.endswith("$")), key=len, reverse=True)
_han_currency = sorted((w for w in CURRENCIES if "一" <= w[0] <= "鿿"), key=len, reverse=True)
CURRENCY_AFTER = re.compile(
    rf"\s?(?:{'|'.join(_han_currency)})(?:人民币)?|[\s-]?(?:{'|'.join(map(re.escape, _latin_currency))})(?![A-Za-z])|\s?[€£](?!\d)",
    re.IGNORECASE,
)
_before = sorted((w for w in CURRENCIES if not ("一" <= w[0] <= "鿿") and w not in ("won", "pounds", "yen")), key=len, reverse=True)
CURRENCY_BEFORE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, _before))}|人民币|美元)\s?$", re.IGNORECASE)


def unit_of(written: str) -> str:
    """The unit's symbol for a unit as written ("纳米" -> "nm"), empty if it is none."""
    return _WRITTEN.get(written.strip(" -").lower(), "")


def currency_of(written: str) -> str:
    """ISO 4217 of a currency as written ("亿元人民币" must come as "元人民币"), empty if it is none."""
    text = written.strip(" -").lower()
    return CURRENCIES.get(text) or CURRENCIES.get(text.removesuffix("人民币"), "")


def base(value: Decimal, unit: str) -> tuple[str, Decimal]:
    """The dimension and the value in the dimension's base unit; ("", value) without a unit.

    >>> base(Decimal(2), "year") == base(Decimal(24), "month")
    True
    """
    if unit in _DECADES:
        return "month", value * _DECADES[unit]
    if unit not in UNITS:
        return "", value
    dimension, factor, _, _ = UNITS[unit]
    return dimension, value * factor
