"""Authorities that laws name by their level, their field and their kind: 省级市场监管部门, 国务院电信主管部门, 县级以上人民政府有关部门.

There are thousands of them and no list has them all, but each is put together from the same few words, and so is its English
(`offices.tsv`). An authority of which a word is unknown is none here.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

from ragassist.text.script import simplified

_AND: Final = re.compile("、|和|以及|及|与|或者|或")
_GOVERNMENT: Final = "人民政府"
_NOT_AFTER: Final = r"(?<![省市区县州旗盟镇乡级驻])(?<![城上股超门夜早黑都])"
"""Before it: a place, which would make it that place's (州网信部门), and what 市 ends as a word of its own (城市, 上市)."""
_NOT_BEFORE: Final = (
    r"(?!(?:的)?(?:主要)?(?:负责人|负责同志|工作人员|执法人员|人员|领导|代码|事业单位|规章|办公室|系统|发布的|制定的|印发的))"
)
"""Behind it: somebody or something of the authority, and not itself."""


@cache
def _words() -> dict[str, dict[str, tuple[str, str]]]:
    """The rows by part and by Chinese: the English in front, and what stands behind the noun."""
    lines = files("ragassist.text").joinpath("offices.tsv").read_text(encoding="utf8").splitlines()[1:]
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for part, chinese, english, behind in (line.split("\t") for line in lines):
        found.setdefault(part, {})[chinese] = (english, behind)
    return found


@cache
def _office() -> re.Pattern[str]:
    """A level, its government, a field or several, a quality and a noun: at least the noun and one more."""
    level, field, quality, organ = (
        "|".join(sorted(_words()[part], key=len, reverse=True)) for part in ("level", "field", "quality", "organ")
    )
    fields = rf"(?:{field})(?:(?:{_AND.pattern})(?:{field}))*"
    of = rf"(?:(?P<level>{level})(?P<government>{_GOVERNMENT}(?:的)?)?)?"
    body = rf"(?P<first>{quality})?(?P<fields>{fields})?(?P<quality>{quality})?(?P<organ>{organ})"
    return re.compile(rf"{_NOT_AFTER}{of}{body}{_NOT_BEFORE}")


def offices_in(text: str) -> list[tuple[int, int, str]]:
    """Return the authorities so named in a Chinese text: start, end (exclusive) and English without an article; in their order.

    >>> [english for _, _, english in offices_in("向住所地省级市场监管部门和国务院电信主管部门报告")]
    ['local provincial market regulatory authorities', 'competent telecommunications authorities of the State Council']
    >>> offices_in("部门应当配合，向网信部门负责人报告")
    []
    """
    found = []
    for match in _office().finditer(simplified(text)):
        if match["level"] or match["fields"] or match["first"] or match["quality"]:
            found.append((match.start(), match.end(), _english(match)))
    return found


def _english(match: re.Match[str]) -> str:
    words = _words()
    front, behind = words["level"].get(match["level"] or "", ("", ""))
    qualities = [words["quality"][each][0] for each in (match["first"], match["quality"]) if each]
    fields = [words["field"][each][0] for each in _AND.split(match["fields"])] if match["fields"] else []
    field = " and ".join([", ".join(fields[:-1]), fields[-1]]) if fields[1:] else "".join(fields)
    organ = words["organ"][match["organ"]][0]
    if match["government"]:
        government = " ".join(filter(None, (front, "people's governments", behind)))
        return " ".join([*qualities, *filter(None, [field]), organ, "of", government])
    return " ".join([*qualities, *filter(None, (front, field)), organ, *filter(None, [behind])])
