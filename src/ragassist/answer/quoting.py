"""What is said of a sentence in the other language without translating it: a frame, a set phrase, the figure or the names asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragassist.answer.evidence import Question
from ragassist.answer.expected import Need, need
from ragassist.answer.figures_wanted import figure_wanted
from ragassist.answer.pick import Pick
from ragassist.text import set_phrases
from ragassist.text.counts import counted_noun
from ragassist.text.given_figures import Given, counted, given
from ragassist.text.given_names import named
from ragassist.text.glossary import Glossary
from ragassist.text.script import simplified
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
_SHARE = re.compile(r"(?:比例|比重|份额|占比?)[^，。；]{0,6}\d")
"""Before a figure: that it is the share of something."""


def said_by_rule(quote: str, lang: Lang, terms: Glossary | None = None) -> str | None:
    """Return what a Chinese statement says in English where it is a set phrase, which needs no model; None for any other.

    >>> said_by_rule("本办法自2021年5月7日起施行。", "en"), said_by_rule("渡轮每天航行六次。", "en")
    ('These Measures take effect on May 7, 2021.', None)
    """
    phrase = set_phrases.read(quote, terms) if lang == "en" else None
    return phrase.english if phrase is not None else None


def without_model(quote: str, lang: Lang, title: str = "", *, again: bool = False) -> str:
    """Return `quote` framed for a reader of `lang` where no model can render it.

    Args:
        quote: a statement of a source in the other language.
        lang: the reader's.
        title: the name of its document in that language, if any.
        again: whether the answer has said already why it quotes.
    """
    return (_AGAIN if again else _NO_MODEL)[lang].format(quote=quote, where=f" of “{title}”" if title else "")


def not_rendered(quote: str, lang: Lang, *, again: bool = False) -> str:
    """Return `quote` framed for a reader of `lang` where no rendering of it passed the checks; the rest as in `without_model`."""
    return (_AGAIN if again else _NOT_RENDERED)[lang].format(quote=quote, where="")


def figure_asked(question: str, text: str, lang: Lang) -> str | None:
    """Return in a sentence the figure of `text`, of the other language, that `question` asks for; None where that is not certain.

    The question must ask for a figure of a kind, amount or occasion, and the text speak of that (`expected.Need`) and give one.

    >>> figure_asked("How long must recordings be kept?", "视频图像信息应当保存不少于30日，违者处10万元罚款。", "en")
    'The source gives the period of keeping as at least 30 days.'
    >>> figure_asked("How large is the fine?", "处违法所得一倍以上五倍以下罚款；没有违法所得的，处十万元以下罚款。", "en")
    """
    needed, text = need(question), simplified(text)
    found = _needed(needed, question, text, lang) if needed else _wanted(question, text) if lang == "en" else None
    return found.said if found is not None and found.stands_in(text) else None


def _needed(needed: Need, question: str, text: str, lang: Lang) -> Given | None:
    """The figure of `text` that the question cannot do without."""
    if not needed.met_by(text, "zh" if lang == "en" else "en"):
        return None
    if lang == "en" and needed.figure == "number" and (noun := counted_noun(question)):
        return counted(text, noun)
    fitting = needed.held_in(text)
    return given(text, needed.figure, lang, fitting) or (given(text, "change", lang) if len(fitting) > 1 else None)


def _wanted(question: str, text: str) -> Given | None:
    """The figure of a Chinese text that an English question wants without asking how many or how much."""
    if noun := counted_noun(question):
        return counted(text, noun)
    kind = figure_wanted(question)
    if kind == "share" and not _SHARE.search(text):
        return None
    return given(text, kind, "en") if kind else None


def names_asked(question: str, text: str, lang: Lang, terms: Glossary | None = None) -> str | None:
    """Return in a sentence the names in `text`, which is in Chinese, that `question` asks for; None where that is not certain.

    >>> names_asked("Which ministry issued the notice?", "公安部印发通知。", "en")
    'The source names the Ministry of Public Security (公安部).'
    """
    needed = need(question)
    return named(question, text, terms) if lang == "en" and (needed is None or needed.figure == "article") else None


def told_first(question: Question, chosen: Sequence[Pick]) -> dict[int, tuple[tuple[int, str], ...]]:
    """Return what `figure_asked` or `names_asked` finds for each part of the question, in the statement chosen that fits it best.

    Return part and sentence by the place (from 0) of the first statement in `chosen` that gives it, where that is in the other language
    and no set phrase, which says its own figure.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    for part in sorted({part for pick in chosen for part in pick.parts}):
        fitting = [at for at, pick in enumerate(chosen) if part in pick.parts]
        at = max(fitting, key=lambda at: chosen[at].item.parts[part] if part < len(chosen[at].item.parts) else chosen[at].item.score)
        asked = question.asked((part,))[0]

        def said_of(at: int, asked: str = asked) -> str | None:
            sentence, lang = chosen[at].item.sentence, question.answer_lang
            if sentence.lang == lang or said_by_rule(chosen[at].text, lang, question.terms) is not None:
                return None
            return figure_asked(asked, sentence.read, lang) or names_asked(asked, sentence.read, lang, question.terms)

        if (said := said_of(at)) is not None:
            first = next((earlier for earlier in fitting if earlier < at and said_of(earlier) == said), at)
            found.setdefault(first, []).append((part, said))
    return {at: tuple(told) for at, told in found.items()}
