"""What is said of a sentence in the other language without translating it: a frame, a set phrase, the figure or the names asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ragassist.answer.clause_asked import figure_of_clause
from ragassist.answer.evidence import Question
from ragassist.answer.expected import Need, need
from ragassist.answer.figures_wanted import figure_wanted
from ragassist.answer.kinds import kind_of
from ragassist.answer.pick import Pick
from ragassist.models.calibration.fitted import sufficiency
from ragassist.text import set_phrases
from ragassist.text.counts import counted_noun
from ragassist.text.given_figures import Given, counted, given
from ragassist.text.given_names import named, names_others
from ragassist.text.glossary import Glossary
from ragassist.text.occasions import speaks_of_occasion
from ragassist.text.quantities import Quantity, find_quantities
from ragassist.text.script import simplified
from ragassist.text.word_tables import word_table
from ragassist.types import Evidence, Lang, Sentence

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
_OF_ITS_OWN = ("keeping", "prison")
"""Lengths of time that nobody asks for without naming them."""
_COMMANDS = word_table("ragassist.answer")["commands_reader"].pattern
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


def figure_asked(question: str, text: str, lang: Lang, terms: Glossary | None = None) -> str | None:
    """Return in a sentence the figure of `text`, of the other language, that `question` asks for; None where that is not certain.

    The question must ask for a figure of a kind, amount or occasion, and the text speak of that (`expected.Need`) and give one.

    >>> figure_asked("How long must recordings be kept?", "视频图像信息应当保存不少于30日，违者处10万元罚款。", "en")
    'The source gives the period of keeping as at least 30 days.'
    >>> figure_asked("How large is the fine?", "处违法所得一倍以上五倍以下罚款；没有违法所得的，处十万元以下罚款。", "en")
    """
    needed, text = need(question), simplified(text)
    found = _needed(needed, question, text, lang, terms) if needed else _wanted(question, text, terms) if lang == "en" else None
    return found.said if found is not None and found.stands_in(text) else None


def _needed(needed: Need, question: str, text: str, lang: Lang, terms: Glossary | None) -> Given | None:
    """The figure of `text` that the question cannot do without."""
    if not needed.met_by(text, "zh" if lang == "en" else "en"):
        return None
    if lang == "en" and needed.figure == "number" and (noun := counted_noun(question)):
        return counted(text, noun)
    fitting = needed.held_in(text)
    if needed.figure == "length" and any(speaks_of_occasion(text, other) for other in _OF_ITS_OWN):
        return None  # how long controls may last is not how long a record is kept
    found = given(text, needed.figure, lang, fitting)
    if found is None and len(fitting) > 1:
        found = given(text, "change", lang) or (
            figure_of_clause(question, text, needed.figure, needed.held_in, terms) if lang == "en" else None
        )
    return found


def _wanted(question: str, text: str, terms: Glossary | None) -> Given | None:
    """The figure of a Chinese text that an English question wants without asking how many or how much."""
    if noun := counted_noun(question):
        return counted(text, noun)
    kind = figure_wanted(question)
    if kind == "share" and not _SHARE.search(text):
        return None
    if kind == "amount":  # "how large" may ask for anything that has a size
        return figure_of_clause(question, text, kind, _sums, terms)
    return given(text, kind, "en") if kind else None


def _sums(clause: str) -> tuple[Quantity, ...]:
    return tuple(each for each in find_quantities(clause) if each.kind == "money")


def names_asked(question: str, text: str, lang: Lang, terms: Glossary | None = None, whole: str = "") -> str | None:
    """Return in a sentence the names in `text`, which is in Chinese, that `question` asks for; None where that is not certain.

    >>> names_asked("Which ministry issued the notice?", "公安部印发通知。", "en")
    'The source names the Ministry of Public Security (公安部).'
    """
    needed = need(question)
    return named(question, text, terms, whole) if lang == "en" and (needed is None or needed.figure == "article") else None


@dataclass(frozen=True, slots=True)
class Told:
    """What `figure_asked` or `names_asked` finds for one part of a question."""

    part: int
    """Of the question, from 0."""
    said: str
    places: tuple[int, ...]
    """Of the statements (from 0) that give it and are chosen for that part, in their order; at least one."""
    by_best: bool = True
    """Whether the statement that fits the part best is among them."""

    @property
    def at(self) -> int:
        """The first of the places, before which it is said."""
        return self.places[0]


def told_first(question: Question, chosen: Sequence[Pick]) -> tuple[Told, ...]:
    """Return what `figure_asked` or `names_asked` finds for each part of the question, in the statement chosen that fits it best.

    Where that gives nothing, what all others that give something agree in. In the order of the parts; of statements in the other language
    that are no set phrase, which says its own figure, that are likely enough to be what was asked about (`Sufficiency.tells`), and that do
    not command the reader: an instruction that was planted in a document gives nothing, however it reads.
    """
    found: list[Told] = []
    for part in sorted({part for pick in chosen for part in pick.parts}):
        fitting = [at for at, pick in enumerate(chosen) if part in pick.parts]
        best = max(fitting, key=lambda at: _score(chosen[at].item, part))
        asked = question.asked((part,))[0]

        def said_of(at: int, asked: str = asked, part: int = part) -> str | None:
            sentence, lang = chosen[at].item.sentence, question.answer_lang
            if (
                sentence.lang == lang
                or not _is_likely(chosen[at].item, part)
                or _COMMANDS.search(sentence.read)
                or said_by_rule(chosen[at].text, lang, question.terms) is not None
            ):
                return None
            told = figure_asked(asked, sentence.read, lang, question.terms)
            return told or names_asked(asked, sentence.read, lang, question.terms, question.text)

        given_by = {at: said for at in fitting if (said := said_of(at)) is not None}
        if best in given_by or len(set(given_by.values())) == 1:
            said = given_by.get(best) or next(iter(given_by.values()))
            places = tuple(at for at in given_by if given_by[at] == said)
            found.append(Told(part, said, places, by_best=best in places))
    return tuple(found)


def _is_likely(item: Evidence, part: int) -> bool:
    bounds = sufficiency(item.scored_by)
    return bounds is None or _score(item, part) >= bounds.tells


def _score(item: Evidence, part: int) -> float:
    return item.parts[part] if part < len(item.parts) else item.score


def said_already(question: Question, chosen: Sequence[Pick], told: Iterable[Told]) -> frozenset[int]:
    """Return the places (from 0) of those chosen that answer only what is `told`: what they say besides was not asked for.

    Of a question with parts the statement behind a figure is said all the same: alone the figure would not say which part it answers.
    Where another statement chosen gives another figure or other names, which is meant is left to the reader, and all are said. Items of
    a list that was asked for are said, and what follows from an act: the figure of a fine is not all that it costs.
    """
    told = list(told)
    known = {one.part for one in told if _is_all(question, chosen, one)}
    behind = {at for one in told for at in one.places} if question.parts else set()
    return frozenset(at for at, pick in enumerate(chosen) if not pick.starts_line and set(pick.parts) <= known) - behind


def _is_all(question: Question, chosen: Sequence[Pick], told: Told) -> bool:
    """Whether what is told is all that is asked for, as far as can be seen, and nothing else chosen gives another answer."""
    asked = question.asked((told.part,))[0]
    if kind_of(asked) == "consequence" or not told.by_best:
        return False
    own = chosen[told.at].item.sentence
    others = [pick.item.sentence for at, pick in enumerate(chosen) if told.part in pick.parts and at not in told.places]
    dates = {quantity.meant for quantity in find_quantities(asked) if quantity.kind == "date"}
    if dates and dates <= _meant(own):  # asked for one time, a figure of another is no answer
        others = [other for other in others if dates <= _meant(other)]
    return not any(_gives_other(asked, other, own, question) for other in others)


def _meant(sentence: Sentence) -> set[tuple[object, ...]]:
    return {quantity.meant for quantity in find_quantities(sentence.read)}


def _gives_other(asked: str, other: Sentence, own: Sentence, question: Question) -> bool:
    """Whether a statement gives something of the kind that is asked for, and other than `own` does."""
    if (needed := need(asked)) is not None and needed.met_by(other.read, other.lang):
        return True
    if figure_asked(asked, other.read, question.answer_lang, question.terms) is not None:
        return True
    told = names_asked(asked, other.read, question.answer_lang, question.terms) is not None
    return told and names_others(asked, other.read, own.read, question.terms)
