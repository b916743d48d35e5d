"""Chinese personal names in a text, and how they are written in Latin letters.

A small model asked for a name it does not know invents one. Names found here are written in pinyin before it sees the
sentence; well-known people with another English name stand in the glossary, which goes first.
"""

from __future__ import annotations

import re
from functools import cache

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.text.dictionary import FILE

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DESCRIBING = frozenset("高万常全时")
"""Family names that describe or count the word behind them: 高水平 is a high level."""
_HAN_NAME = re.compile(rf"[{IDEOGRAPHS}]{{2,3}}")
_FOREIGN = re.compile(rf"[{IDEOGRAPHS}]{{3,8}}(?:·[{IDEOGRAPHS}]{{1,8}})*")
_TRANSCRIBING = frozenset(
    "阿埃奥巴贝比伯布茨达戴德蒂迪杜厄尔菲弗夫盖格戈哈赫霍基吉加卡凯科克库拉莱勒雷里丽利琳卢鲁伦罗洛马迈曼梅米莫姆穆娜纳奈内尼诺帕佩皮普奇恰切萨塞瑟森沙莎什施史斯索塔泰坦特腾提图托瓦威维沃西希锡夏歇休雅亚扬耶伊因约泽扎兹佐"
)
"""Characters that foreign names are written with (Names of the World's Peoples, Xinhua): a given name of these alone is no Chinese one."""
_SOUND = f"[{''.join(sorted(_TRANSCRIBING))}安艾本查丹法汉杰简肯朗保彼乔亨汤]"
_GIVEN = re.compile(rf"{_SOUND}{{1,7}}·(?:{_SOUND}|·){{1,12}}\s*[（(]\s*([A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*)+)\s*[)）]")
"""A foreign name with its Latin form beside it: 凯伦·托马斯（Karen Thomas）."""


def romanise(text: str) -> str:
    """`text` with the Chinese personal names in it written in pinyin, family name first, a space on either side.

    A name is what the word list tags as one, two or three characters long, beginning with one of the hundred most frequent
    family names. A foreign name is what is tagged as one and written with the characters that foreign names are written with: its
    sound is spelled as one word, which is not how its bearer writes it, and is no invention either. Where the text itself gives the
    Latin form in brackets, that form stands alone. Others stay as they are.

    >>> romanise("会议由王小明主持。"), romanise("会议由苏莱曼主持。"), romanise("凯伦·托马斯（Karen Thomas）说")
    ('会议由 Wang Xiaoming 主持。', '会议由 Sulaiman 主持。', ' Karen Thomas 说')
    >>> romanise("未经许可，不得停泊。"), romanise("培养高水平技术人才。")
    ('未经许可，不得停泊。', '培养高水平技术人才。')
    """
    text = _GIVEN.sub(r" \1 ", text)
    if not _HAN_NAME.search(text):
        return text
    import rjieba

    return "".join(_spelled_word(word, tag) for word, tag in rjieba.tag(text))


def people_named(text: str) -> list[tuple[int, int, str]]:
    """Return the Chinese personal names in a text: start, end (exclusive), and in pinyin, family name first.

    >>> people_named("会议由王小明主持。")
    [(3, 6, 'Wang Xiaoming')]
    """
    if not _HAN_NAME.search(text):
        return []
    import rjieba

    found: list[tuple[int, int, str]] = []
    at = 0
    for word, tag in rjieba.tag(text):
        at = text.index(word, at)
        if tag.startswith("nr") and _is_name(word):
            found.append((at, at + len(word), _spelled(word).strip()))
        at += len(word)
    return found


def _spelled_word(word: str, tag: str) -> str:
    if not tag.startswith("nr"):
        return word
    if _is_name(word):
        return _spelled(word)
    return _sounded(word) if _FOREIGN.fullmatch(word) and all(char in _TRANSCRIBING for char in word[1:] if char != "·") else word


def _sounded(name: str) -> str:
    from pypinyin import lazy_pinyin

    return " " + " ".join("".join(lazy_pinyin(part)).capitalize() for part in name.split("·")) + " "


def _is_name(word: str) -> bool:
    foreign = len(word) == 3 and all(char in _TRANSCRIBING for char in word[1:])
    described = word[0] in _DESCRIBING and word[1:] in _dictionary_words()
    return bool(_HAN_NAME.fullmatch(word)) and word[0] in _SURNAMES and not foreign and not described and word not in _words()


@cache
def _dictionary_words() -> frozenset[str]:
    """Every Chinese word of two characters that the dictionary knows."""
    forms = (form for line in FILE.read_text(encoding="utf8").splitlines() for form in line.partition("\t")[2].split("|"))
    return frozenset(form for form in forms if len(form) == 2)


@cache
def _words() -> frozenset[str]:
    """What looks like a Chinese name and is a word: 许可 permission, 陈述 statement, 顾问 adviser; the word list tags them as names.

    Words are what the dictionary translates by a single English one. Bearers of names stand there under two or more, or under their pinyin.
    """
    entries = (line.partition("\t") for line in FILE.read_text(encoding="utf8").splitlines())
    found = [form for english, _, forms in entries if " " not in english for form in forms.split("|")]
    return frozenset(form for form in found if len(form) in (2, 3) and form[0] in _SURNAMES)


def _spelled(name: str) -> str:
    from pypinyin import lazy_pinyin

    family, *given = lazy_pinyin(name)
    return f" {family.capitalize()} {''.join(given).capitalize()} "


_SYLLABLES = {
    "[bpmf]?": "a o ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "[dtnl]?": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo ui uan un v ve ue",
    "[gkh]?": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "[jqx]": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "(?:zh|ch|sh|r|z|c|s)": "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "y": "a e ao ou an in ang ing ong i u ue uan un",
    "w": "a o ai ei an en ang eng u",
}
"""Of pinyin: what may begin a syllable, and what may follow; "er" stands by itself."""
_PINYIN = re.compile(f"(?:{'|'.join(f'{first}(?:{rest.replace(chr(32), chr(124))})' for first, rest in _SYLLABLES.items())}|er)")
_LATIN_NAME = re.compile(r"\b([A-Z][a-z]{1,5})\s([A-Z][a-z]+(?:[-'’]?(?!(?<=['’])s\b)[a-z]+)?)\b")
"""Without the s of "Zhang Xiaolan's"."""


@cache
def _families() -> frozenset[str]:
    from pypinyin import lazy_pinyin

    return frozenset(lazy_pinyin(family)[0] for family in _SURNAMES)


def latin_names(text: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return the Chinese personal names that an English text writes in pinyin: as written, where, and their syllables, family name first.

    >>> latin_names("Minister Zhang Xiaolan met Peter Smith in New York.")
    [('Zhang Xiaolan', 9, ('zhang', 'xiaolan'))]
    """
    found: list[tuple[str, int, tuple[str, ...]]] = []
    for m in _LATIN_NAME.finditer(text):
        family, given = m[1].lower(), re.sub(r"[-'’]", "", m[2].lower())
        if family in _families() and re.fullmatch(rf"(?:{_PINYIN.pattern}){{1,2}}", given):
            found.append((m[0], m.start(), (family, given)))
    return found


def is_written(name: tuple[str, ...], chinese: str) -> bool:
    """Return whether a Chinese text has characters that are read as a name in pinyin, family name first or last.

    >>> is_written(("zhang", "xiaolan"), "张晓岚副司长表示"), is_written(("li", "xiaolan"), "张晓岚副司长表示")
    (True, False)
    """
    from pypinyin import Style, pinyin

    readings = [set(each) for each in pinyin(chinese, style=Style.NORMAL, heteronym=True)]
    return any(_reads(readings, at, "".join(order)) for order in (name, name[::-1]) for at in range(len(readings)))


def _reads(readings: list[set[str]], at: int, wanted: str) -> bool:
    """Whether the readings from `at` on spell `wanted`."""
    if not wanted:
        return True
    return at < len(readings) and any(wanted.startswith(each) and _reads(readings, at + 1, wanted[len(each) :]) for each in readings[at])
