"""What a question wants counted, and whether a sentence that holds a number speaks of it: accounts are not opinions.

Within Chinese a thing is named again or counted by a measure word of its own (三家 for firms). Across languages and within English too many
words stand for one thing to tell: there only hours, sums and shares are kept apart from counts (`Need`).
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.counts import counted_words
from ragassist.text.script import has_han, simplified, without_space
from ragassist.types import Lang

_CHINESE = re.compile(
    r"多少[万亿]?(?:[个家种项类条次款名位座级篇件起期份部枚台辆颗届批场所支套户只张])?"
    rf"([{IDEOGRAPHS}]{{2,6}}?)(?=[？?，,。；;、的]|$|被|是|在|才|会|可以|能|得|要|应)"
)
_MEASURED: Final = tuple(
    (re.compile(things), re.compile(rf"[0-9〇零一二两三四五六七八九十百千万亿几多余]\s*(?:{words})"))
    for things, words in (
        (r"企业|公司|银行|机构|商店|门店|医院|学校|单位|平台|厂", r"家|所"),
        (r"国家", r"国"),
        (r"论文|文章|报告|稿", r"篇|份"),
        (r"案|事件|事故|投诉|诉讼|攻击", r"起|件|例|宗"),
        (r"人|者|员|学生|专家|教师|用户", r"人|名|位|户"),
        (r"法律|法规|规定|标准|措施|任务|项目", r"部|项|条|个"),
        (r"语言", r"语|种"),
        (r"类型|种类|类别", r"种|类|项"),
        (r"城市", r"市"),
    )
)


def counted_thing(question: str) -> str:
    """Return what `question` wants counted, in its own words; empty where it does not say.

    >>> counted_thing("How many ferries did the city buy in 2023?"), counted_thing("渡口有多少条渡轮？")
    ('ferries', '渡轮')
    >>> counted_thing("How many trained deck staff must a ferry have?"), counted_thing("How many registered owners live here?")
    ('trained deck staff', 'registered owners')
    >>> counted_thing("How much does a ferry cost?"), counted_thing("How many of them sank?")
    ('', '')
    """
    match = _CHINESE.search(simplified(question))
    return counted_words(question) or (match[1] if match else "")


def speaks_of_thing(sentence: str, thing: str, lang: Lang) -> bool:
    """Return whether `sentence`, written in `lang`, names the counted `thing` or counts by its measure word; true where unclear.

    >>> speaks_of_thing("全市有三百条渡轮。", "渡轮", "zh"), speaks_of_thing("全市有三百名船员。", "渡轮", "zh")
    (True, False)
    >>> speaks_of_thing("现有三家。", "造船企业", "zh")
    True
    """
    if not has_han(thing) or lang != "zh":
        return True
    text = without_space(simplified(sentence))
    if any(thing[at : at + 2] in text for at in range(len(thing) - 1)):
        return True
    return any(things.search(thing) and counted.search(text) for things, counted in _MEASURED)
