"""What an amount of money is: a fine is no compensation, and a price no prize.

Which of these a question asks for is known by its words, and the sentence that answers must speak of the same one, in its own or in its
list's words. The kinds are those of rules and reports; an amount of none of them ties to nothing.
"""

from __future__ import annotations

from typing import Final

from ragassist.text.signs import Signs

_AMOUNTS: Final = Signs(
    (
        ("fine", r"\b(?:fine[sd]?|penalt(?:y|ies))\b|罚款|罚金|被罚|处罚|罚多少", r"罚|处.{0,12}元|\b(?:fine[sd]?|penalt)"),
        (
            "compensation",
            r"\b(?:compensat\w*|damages|payouts?)\b|赔偿|赔付|赔多少|补偿",
            r"赔|补偿|偿付|\b(?:compensat|damages|payout)",
        ),
        (
            "prize",
            r"\b(?:prizes?|bount(?:y|ies)|reward(?:s|ed)?|awards?)\b|奖金|赏金|悬赏|奖励",
            r"奖|赏金|悬赏|\b(?:prize|bount|reward|award)",
        ),
        ("subsidy", r"\bsubsid\w+|补贴|补助|资助|扶持资金", r"补贴|补助|资助|扶持|奖补|支持|補助|\b(?:subsid)"),
        (
            "turnover",
            r"\b(?:trad(?:e|es|ing)|turnover|transactions?|sales|revenues?)\b|交易额|成交额|营收|销售额|营业额|收入|产值",
            r"交易|成交|营收|收入|销售|营业|产值|额|\b(?:trad|turnover|transaction|sales|revenue)",
        ),
        ("saving", r"\b(?:sav(?:e|es|ed|ing|ings))\b|节省|节约|省下", r"节省|节约|省|减少|降低|\bsav"),
        (
            "pay",
            r"\b(?:salar(?:y|ies)|wages?|earn(?:s|ed)? a (?:month|year))\b|工资|薪酬|年薪|月薪",
            r"薪|工资|收入|待遇|\b(?:salar|wage|pay)",
        ),
        (
            "fee",
            r"\b(?:fees?|charges?|tariff|dues|subscription|membership|ticket price)\b"
            r"|收费|资费|费率|会员费|学费|票价|[月年天次]收多少|报名费|手续费",
            r"费|价|收取|元[/／每]|每[月年天次人][^，。]{0,6}元|\b(?:fee|charge|tariff|price|dues|subscri)",
        ),
        (
            "budget",
            r"\b(?:budget\w*|set(?:s|ting)? (?:\w+ )?aside|earmark\w*|allocat\w*|appropriat\w*)\b|预算|拨款|经费",
            r"预算|拨|经费|投资|投入|出资|资金|资助|支出|安排|融资|基金|\b(?:budget|earmark|allocat|appropriat|fund|invest|spen)",
        ),
        ("loss", r"\b(?:loss(?:es)?|lost)\b|损失|亏损|被骗", r"损失|亏损|被骗|诈|蒸发|缩水|\b(?:loss|lost)"),
    )
)


def asked_amount(question: str) -> str:
    """Return which kind of amount `question` asks for; empty where its words name none, or several.

    >>> asked_amount("How much compensation does the city pay?"), asked_amount("How much does a permit cost?")
    ('compensation', '')
    """
    return _AMOUNTS.only(question)


def speaks_of(sentence: str, amount: str) -> bool:
    """Return whether `sentence` speaks of that kind of amount; true where `amount` is empty.

    >>> speaks_of("违者处五千元以下罚款。", "fine"), speaks_of("违者处五千元以下罚款。", "compensation")
    (True, False)
    """
    return _AMOUNTS.spoken_of(sentence, amount)
