"""Whether a statement holds a name where a question asks for one: which company, which manager, in which city.

A sentence on the same matter that names nobody does not answer "which company was the first". What counts as a name is wide (a known name,
Latin letters, a word that the word list tags as a name, the ending of one, "the said company"), for what holds none of these names nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ragassist.lang.en import ASKING, MONTHS, uncontracted
from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.dictionary import translations
from ragassist.text.given_names import asks_which, names_in
from ragassist.text.glossary import Glossary
from ragassist.text.name_table import abbreviations, common, known_names
from ragassist.text.script import simplified
from ragassist.text.word_tables import word_table
from ragassist.types import Lang

_BY_NAME: Final = (
    r"(?! (?:[\w'’-]+ ){0,2}?(?:must|may|can|should|shall|need|have to|has to|required|obliged|covered|apply|counts?|qualif\w+|allowed"
    r"|entitled)\b)"
    r"(?! (?:groups?|panels?|committees?|bodies|departments?|governments?|offices?|authorit\w+|councils?|officials?|bureaus?|regulators?"
    r"|staff|names?|types?)\b)"
)
"""Behind the noun: "which companies must register" asks for what they are, "which city department" for no city."""
_BY_DESCRIPTION_ZH: Final = re.compile(r"(?<![答响反适供效对照相感])应当?(?![用答])|必须|须|需要?|可以|能够|适用|属于|不得|禁止|要求|类|种")
"""Asks which ones by what they are: 哪些企业应当登记 is answered without a name."""


_WHERE_HELD: Final = (
    r"\bwhere\b[^?.;]*\b(?:held|host(?:ed)?|tak(?:e|es|ing) place|took place|signed)\b"
    r"|(?:哪里|哪儿|何处|什么地方)(?:举[行办]|召开|开幕|签)|(?:举[行办]|召开|开幕|签署?)[于在]?(?:哪里|哪儿|何处|什么地方)"
)
"""Asks where something was or will be held, which the name of a place tells."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What may be asked to be named, and how a name of it is known."""

    kind: str
    english: str
    """The nouns of an English question."""
    chinese: str
    """Those of a Chinese one."""
    listed: str
    """Its kind in the list of names."""
    term: str
    """Its kind in the glossary."""
    tags: tuple[str, ...]
    """Of the word list."""
    ending: re.Pattern[str]
    """What a Chinese name of the kind looks like that no list knows."""

    also: str = r"(?!)"
    """Further expressions of a question that asks for one; by itself none."""

    def asked(self, question: str) -> bool:
        """Whether the question, Chinese in simplified characters, asks for one by name."""
        in_english = asks_which(self.english) + _BY_NAME
        of_which = rf"哪(?:[{_SOME}]?[家位名个座]|些)[{IDEOGRAPHS}]{{0,3}}?(?:{self.chinese})"
        in_chinese = rf"{of_which}|[{IDEOGRAPHS}](?:{self.chinese})[，,]?(?:分别)?是哪[{_SOME}]?[家位个座]"
        called = rf"\bwhat (?:is|are|was|were) (?:[\w'’-]+ ){{0,4}}?(?:{self.english})\b[^?]*?\b(?:called|named)\b"
        by_name = rf"\b(?:name|names of) (?:the )?(?:[\w'’-]+ ){{0,3}}?(?:{self.english})\b"
        return bool(re.search(f"{in_english}|{called}|{by_name}|{in_chinese}|{self.also}", question, re.IGNORECASE))


_KINDS: Final = (
    _Wanted(
        "company",
        r"compan(?:y|ies)|firms?|airlines?|vendors?|suppliers?|makers?|start-?ups?|banks?|newspapers?|manufacturers?|operators?|customers?"
        r"|clients?|tech giants?|multinationals?|broadcasters?|outlets?|platforms?|apps?",
        r"企业|公司|厂商|运营商|客户|银行|报纸|媒体|平台|应用",
        "company",
        "company",
        ("nt", "nz"),
        re.compile(
            rf"(?<![等家该各其多型业些有子母])[{IDEOGRAPHS}]{{2,6}}(?:公司|集团|银行|航空|律所|事务所|[日时晚]报|报社|电视台|研究院|实验室)"
            r"|《[^》]{2,10}[报刊志]》"
        ),
    ),
    _Wanted(
        "person",
        r"persons?|scholars?|professors?|officials?|ministers?|managers?|lawyers?|experts?|researchers?|executives?|academicians?"
        r"|presidents?|judges?|representatives?",
        r"人|专家|学者|教授|院士|官员|代表|律师|高管|负责人|领导人",
        "person",
        "person",
        ("nr",),
        re.compile(rf"[{IDEOGRAPHS}]·[{IDEOGRAPHS}]"),
        r"哪[一几]?位",
    ),
    _Wanted(
        "country",
        r"countr(?:y|ies)",
        "国家",
        "country",
        "place",
        ("ns",),
        re.compile(rf"[{IDEOGRAPHS}]{{0,3}}(?<![各两多全外我本发家])国(?![家际内外民务])"),
    ),
    _Wanted(
        "model",
        r"(?:base|foundation|underlying|language|large|ai|video|image) models?|chatbots?",
        r"模型|聊天机器人",
        "company",
        "company",
        ("nz",),
        re.compile(r"[A-Za-z]+-?\d|“[^”]*[A-Za-z][^”]*”|文心|通义|盘古|星火|混元|豆包|悟道|书生|紫东太初"),
    ),
    _Wanted(
        "venue",
        r"(?!)",
        r"(?!)",
        "city",
        "place",
        ("ns",),
        re.compile(rf"[{IDEOGRAPHS}]{{2}}(?:[省市县区镇州岛]|中心|大厦|酒店|广场|大学|场馆|会堂|[展会]馆)(?![场值级域])"),
        _WHERE_HELD,
    ),
    _Wanted(
        "city",
        r"cit(?:y|ies)|provinces?|towns?|villages?|states?|count(?:y|ies)|districts?",
        r"城市|省份?|[市县区镇乡村州]",
        "city",
        "place",
        ("ns",),
        re.compile(rf"[{IDEOGRAPHS}]{{2}}[省市县区镇乡村州](?![场值级区域])"),
    ),
)
_SOME: Final = "一几两二三四五六七八九十"
"""How many are asked for: 哪六个市."""
_POINTS: Final = re.compile(
    r"该(?:公司|企业|机构|银行|集团|平台|市|国|省|院|校|人|报)|其(?![他中余实次])|(?<!其)[他她](?!们)|本公司|我[国省市司]|两国|双方|笔者|作者"
)
"""What stands for a name that was said before."""
_GENERIC: Final = word_table("ragassist.answer")["of_a_kind"]
_LATIN: Final = re.compile(r"[A-Z][A-Za-z.&-]+")
_SHORT: Final = 4
"""So many Latin letters, unless written like a name, may be an abbreviation for anything (AI, SaaS); the firms among them are known."""
_SEVERAL_COUNTRIES: Final = re.compile(r"\bcountries\b|哪(?:些|几)", re.IGNORECASE)
"""Asks for others than China, which Chinese texts speak of in any case."""
_REPORTED: Final = re.compile(
    rf"(?:[{IDEOGRAPHS}]{{2,5}}社|记者)?[{IDEOGRAPHS}]{{2,6}}\d{{1,2}}月\d{{1,2}}日电|在[{IDEOGRAPHS}]{{2,6}}(?=(?:透露|表示|介绍|宣布|指出|说|称|举行(?:新闻)?发布会))"
)
"""Where something was said, which is not what it is about."""
_NO_NAME: Final = re.compile(
    r"[元币]$|国务院|委员会$|[部局办署厅]$|机关$|部门$|政府$|[法检察]院$|通信$|^中国$|^(?:城市|都市|省份|省市|县城|市区|地方|全国|国内|南北|东西|伦理)$"
)
"""What the word list takes for the name of a firm or of a place, and is none."""


def wanted(question: str) -> str:
    """Return what `question` asks to be named: company, person, country, model, venue or city; empty where it asks for none by name.

    >>> wanted("Which company built the quay?"), wanted("哪位教授设计了码头？"), wanted("Which companies must register?")
    ('company', 'person', '')
    """
    found = _wanted(question)
    return found.kind if found else ""


@lru_cache(maxsize=64)
def _wanted(question: str) -> _Wanted | None:
    asked = uncontracted(simplified(question))
    return None if _BY_DESCRIPTION_ZH.search(asked) else next((each for each in _KINDS if each.asked(asked)), None)


def holds_wanted_name(question: str, statement: str, lang: Lang, terms: Glossary | None = None) -> bool:
    """Return whether `statement`, in `lang`, may name what `question` asks to be named; true where it asks for no name.

    `terms` is the glossary that knows names, the program's own where none is given.

    >>> asked = "Which company built the quay?"
    >>> [holds_wanted_name(asked, text, "zh") for text in ("码头由西门子建造。", "码头由青石重工集团建造。", "码头于2021年建成。")]
    [True, True, False]
    """
    kind = _wanted(question)
    if kind is None:
        return True
    lowered = question.lower()
    if lang != "zh":
        said = [word.strip(".") for word in _LATIN.findall(statement[1:])]
        said = [word for word in said if word not in MONTHS and word.lower() not in lowered]
        return any(kind.kind not in ("company", "model") or _is_no_word(word) for word in said)
    text = _REPORTED.sub("", simplified(statement)) if kind.kind in ("city", "country") else simplified(statement)
    if _POINTS.search(text) or any(not _GENERIC.search(found[0]) for found in kind.ending.finditer(text)):
        return True
    known = {(name.english, name.chinese) for name in names_in(text, frozenset({kind.term}), terms)}
    known |= {(name, text[start:end]) for start, end, of, name in known_names(text) if of == kind.listed}
    if kind.kind == "country" and _SEVERAL_COUNTRIES.search(question):
        known = {(english, chinese) for english, chinese in known if english != "China"}
    if any(english.lower() not in lowered and chinese not in question for english, chinese in known):
        return True
    if kind.kind in ("company", "person") and any(_tells(word, lowered) for word in _LATIN.findall(text)):
        return True
    import rjieba

    tagged = (word for word, tag in rjieba.tag(text) if tag.startswith(kind.tags) and len(word) > 1)
    countries = {text[start:end] for start, end, of, _ in known_names(text) if of == "country"} if kind.kind == "city" else set()
    return any(word not in question and word not in countries and not _NO_NAME.search(word) for word in tagged)


def _is_no_word(word: str) -> bool:
    """Whether a capitalised English word is the name of a firm or a product: no other word of the language, or one that the list has."""
    return word.lower() not in ASKING and (not translations(word.lower()) or any(True for _ in known_names(word)))


def _tells(word: str, question: str) -> bool:
    said = len(word) > _SHORT or (len(word) == _SHORT and word.istitle())
    return said and word.lower() not in question and word not in common() and word not in abbreviations()
