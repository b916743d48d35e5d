"""A source sentence quoted for a reader of the other language: word for word, in a frame, with the figure that is asked for.

A bare figure beside a quotation that its reader cannot read says nothing, and is taken for the answer. So only figures are told of which it
is certain what they are of: the question asks for one of their kind, amount or occasion, and the sentence speaks of that (`expected.Need`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.answer.expected import need
from ragassist.answer.refuse import in_words
from ragassist.text import set_phrases
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import Quantity, chinese, english, find_quantities
from ragassist.types import Lang

_NO_MODEL: dict[Lang, str] = {
    "en": "No translating model is available here, so this sentence{where} is quoted in its original Chinese: “{quote}”",
    "zh": "没有可用的翻译模型，以下是资料的英文原句：“{quote}”",
}
_NOT_RENDERED: dict[Lang, str] = {
    "en": "No English wording of this sentence passed the checks; the original reads: “{quote}”",
    "zh": "这句话的中文译文未通过核对，原文是：“{quote}”",
}
_AGAIN: dict[Lang, str] = {"en": "Also in the original{where}: “{quote}”", "zh": "另一句原文：“{quote}”"}
"""What stands around a quotation once the answer has said why it quotes."""
_GIVES: dict[Lang, str] = {"en": " {what} asked for is given as {figures}.", "zh": "所问的{what}：{figures}。"}
_TOLD = frozenset({"date", "money", "percent", "points", "fraction", "multiple", "article"})
_OTHER_MEASURES = frozenset({"percent", "fraction", "multiple"})
"""What a penalty or a price may be measured by besides a sum."""
_MOST = 8
_NOT_ITSELF = re.compile(r"[上前每]$|[A-Za-z]\s?[\d.:/-]*$|[〔［\[]\s?$")
"""上一年度 is the year before, 每30日 every thirty days, and the numbers of GB 45438-2025 and 港渔发〔2021〕7号 are a name: alone they say
another thing."""
_MINUS = re.compile(r"(?:^|[^\dA-Za-z%％])[-\u2212\ufe63\uff0d]\s?$")
"""A sign, and no dash between two figures."""
_SCALE = re.compile(r"[万亿]|\b(?:thousand|million|billion|trillion)")


def said_by_rule(quote: str, lang: Lang, terms: Glossary | None = None) -> str | None:
    """Return what a Chinese statement says in English where it is a set phrase, which needs no model; None for any other.

    >>> said_by_rule("本办法自2021年5月7日起施行。", "en"), said_by_rule("渡轮每天航行六次。", "en")
    ('These Measures take effect on May 7, 2021.', None)
    """
    phrase = set_phrases.read(quote, terms) if lang == "en" else None
    return phrase.english if phrase is not None else None


def without_model(quote: str, lang: Lang, title: str = "", *, again: bool = False, asked: Sequence[str] = ()) -> str:
    """Return `quote` framed for a reader of `lang` where no model can render it.

    Args:
        quote: a statement of a source in the other language.
        lang: the reader's.
        title: the name of its document in that language, if any.
        again: whether the answer has said already why it quotes.
        asked: what it answers, in the words of the question or its parts; the figure that they ask for is written out.
    """
    frame = (_AGAIN if again else _NO_MODEL)[lang]
    return frame.format(quote=quote, where=f" of “{title}”" if title else "") + _figures(quote, lang, asked)


def not_rendered(quote: str, lang: Lang, *, again: bool = False, asked: Sequence[str] = ()) -> str:
    """Return `quote` framed for a reader of `lang` where no rendering of it passed the checks; the rest as in `without_model`."""
    return (_AGAIN if again else _NOT_RENDERED)[lang].format(quote=quote, where="") + _figures(quote, lang, asked)


def figures_asked(question: str, text: str, lang: Lang) -> list[str]:
    """Return the figures of `text`, of the other language, that `question` asks for as `lang` writes them, each once; none where unsure.

    >>> figures_asked("How long must recordings be kept?", "视频图像信息应当保存不少于30日，违者处10万元罚款。", "en")
    ['at least 30 days']
    >>> figures_asked("How large is the fine?", "处违法所得一倍以上五倍以下罚款；没有违法所得的，处十万元以下罚款。", "en")
    []
    >>> figures_asked("How large was the profit in yuan, and how many firms made one?", "净利润为-4.6亿元。", "en")
    []
    """
    needed = need(question)
    if needed is None or not needed.met_by(text, "zh" if lang == "en" else "en"):
        return []
    if needed.amount and any(each.kind in _OTHER_MEASURES or each.unit == "time" for each in find_quantities(text)):
        return []  # 3500万欧元或全球年销售额7%: the sum is half of what the sentence sets
    write = english if lang == "en" else chinese
    told = [quantity for quantity in needed.held_in(text) if _telling(quantity) and not _NOT_ITSELF.search(text[: quantity.start])]
    if len({(one.kind, one.unit) for one in told}) > 1:
        return []  # figures of several measures: which of them is asked for the words do not say
    return list(dict.fromkeys(("-" if _MINUS.search(text[: one.start]) else "") + write(one) for one in told))[:_MOST]


def _telling(quantity: Quantity) -> bool:
    """Whether a reader can use the figure without the words around it: it carries its own unit, or is written as a large amount."""
    return quantity.kind in _TOLD or (quantity.kind == "number" and (bool(quantity.unit) or bool(_SCALE.search(quantity.surface))))


def _figures(quote: str, lang: Lang, asked: Sequence[str]) -> str:
    for question in asked:
        needed, found = need(question), figures_asked(question, quote, lang)
        if needed is not None and found:
            what = in_words(needed, lang)
            return _GIVES[lang].format(what=what[:1].upper() + what[1:], figures=("; " if lang == "en" else "；").join(found))
    return ""
