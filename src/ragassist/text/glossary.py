"""Bilingual terms of AI policy: finding them in a text, and saying them in the other language.

The terms stand in `glossary.tsv`: Chinese forms, English forms (several divided by `|`, the first is the one written), kind,
and where the English form comes from. A user's own file of the same form is read after it, and wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from ragassist.errors import UsageError
from ragassist.text.script import simplified
from ragassist.types import Lang

FILE = Path(__file__).with_name("glossary.tsv")
_COLUMNS = ("zh", "en", "kind", "note")
_LANGS: tuple[Lang, Lang] = ("zh", "en")
_ACRONYM_CHARS = 5
"""A form in capitals up to this length is found in capitals only: MOST is a ministry, most is not."""
_LONGER = {
    "部": "门分长队", "局": "长", "署": "长", "院": "长", "法": "律规制学人务院治官庭定典案则理", "体": "系制现验育会", "人": "员数口才",
    "权": "利力限威益", "集": "中群合成团体", "学": "习者生校", "务": "器员于", "用": "于到在程者户", "展": "成到出示", "业": "链界者",
    "市": "场民值价容", "省": "级会",
}  # fmt: skip
"""What makes another word of a Chinese form that ends so: 民政部门 is no ministry, 审计署长 no office, 公司法人 no law, 智能体系 no agent,
云服务器 no service; 人工智能应用于医疗 applies it; 上海市场 is a market in Shanghai, 浙江省会 the seat of a province."""
_LARGER = "(?<![扩重巨加最])"
"""Before a Chinese form that begins with 大 it makes another word: 扩大模型优势 is about no large model."""
_BECOMING = "化性权"
"""Behind any Chinese form they make another word: 国家标准化 is not of a national standard, 授权运营权 is a right."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term. The first form of each language is the one that is written; the others are recognised too."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    kind: str
    note: str

    def forms(self, lang: Lang) -> tuple[str, ...]:
        """Its forms in `lang`, the written one first."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term in a text: code-point offsets, end exclusive."""

    start: int
    end: int
    term: Term


class Glossary:
    """Terms that can be looked up in texts of both languages; the longest form wins where several overlap."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Later terms win over earlier ones with the same form."""
        terms = tuple(terms)
        self._by_form: dict[Lang, dict[str, Term]] = {
            lang: {simplified(form).casefold(): term for term in terms for form in term.forms(lang)} for lang in _LANGS
        }
        self._terms = terms
        self._patterns: dict[Lang, re.Pattern[str]] = {}

    def terms(self) -> tuple[Term, ...]:
        """Return every term, in the order of the files."""
        return self._terms

    def named(self, text: str, lang: Lang) -> Term | None:
        """Return the term that the whole of `text` is a form of; None where it is none, or more than one."""
        return self._by_form[lang].get((simplified(text) if lang == "zh" else text).casefold())

    def find(self, text: str, lang: Lang) -> list[Occurrence]:
        """Return the terms of `text` written in `lang`, in order, without overlaps; Chinese in either script."""
        text = simplified(text) if lang == "zh" else text
        forms = self._by_form[lang]
        found: list[Occurrence] = []
        for match in self._pattern(lang).finditer(text):
            key = match.group(0).casefold()
            term = forms.get(key) or forms.get(key.removesuffix("'s")) or forms.get(key.removesuffix("s"))
            if term is not None:
                found.append(Occurrence(match.start(), match.end(), term))
        return found

    def _pattern(self, lang: Lang) -> re.Pattern[str]:
        """Made when first asked for: it takes a quarter of a second a language, and a search needs one."""
        if lang not in self._patterns:
            frame = r"(?<![\w-])%s(?:'s|s)?(?![\w-])" if lang == "en" else f"%s(?![{_BECOMING}])"
            forms = [simplified(form) for term in self._terms for form in term.forms(lang)]
            self._patterns[lang] = _alternatives(forms, frame, lang == "zh")
        return self._patterns[lang]

    def say(self, text: str, source: Lang, target: Lang) -> str:
        """`text` with its terms of `source` written in `target` and everything else as it was."""
        pieces: list[str] = []
        last = 0
        gap = " " if target == "en" else ""
        for occurrence in self.find(text, source):
            pieces += [text[last : occurrence.start], gap, occurrence.term.forms(target)[0], gap]
            last = occurrence.end
        return "".join([*pieces, text[last:]])

    def counterparts(self, text: str, source: Lang) -> list[str]:
        """Return every form in the other language of the terms in `text`, in order of appearance."""
        target: Lang = "en" if source == "zh" else "zh"
        return list(dict.fromkeys(form for occurrence in self.find(text, source) for form in occurrence.term.forms(target)))


def _alternatives(forms: Iterable[str], frame: str, chinese: bool) -> re.Pattern[str]:
    """Forms by their first character, of one character the longest first: most places of a text then fail at once."""
    heads: dict[str, list[str]] = {}
    for form in set(forms):
        heads.setdefault(form[0].casefold(), []).append(form)
    written = [_beginning(head, same, chinese) for head, same in sorted(heads.items())]
    return re.compile(frame % ("(?:" + "|".join(written) + ")") if written else r"(?!)", re.IGNORECASE)


def _beginning(head: str, forms: list[str], chinese: bool) -> str:
    """Those of one length that end alike share what must not follow: a class for each takes ten times as long."""
    ends = _ending if chinese else lambda form: ""  # English forms end as the frame says
    apart = chinese and not head.isascii()
    ordered = sorted(forms, key=lambda form: (-len(form), ends(form), form))
    written = [
        "(?:" + "|".join(re.escape(form[1:]) if apart else _plain(form) for form in same) + ")" + end
        for (_, end), same in groupby(ordered, key=lambda form: (len(form), ends(form)))
    ]
    first = re.escape(head)
    opening = _opening(head) + first if apart else f"(?={first})"
    return opening + "(?:" + "|".join(written) + ")"


def _plain(form: str) -> str:
    return f"(?-i:{re.escape(form)})" if form.isupper() and len(form) <= _ACRONYM_CHARS else re.escape(form)


def _opening(form: str) -> str:
    """What must not stand before `form`, as the beginning of its pattern."""
    return _LARGER if form[0] == "大" else ""


def _ending(form: str) -> str:
    """What must not follow `form` of all forms, as the end of its pattern."""
    return f"(?![{_LONGER[form[-1]]}])" if form[-1] in _LONGER else ""


def read_terms(path: Path) -> list[Term]:
    """Return the terms of a file: four tab-separated columns, a head line naming them, `#` begins a comment line.

    Raises:
        UsageError: the file cannot be read, or a line does not have the columns, with its number.
    """
    terms: list[Term] = []
    try:
        text = path.expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("glossary.unreadable", path=path, error=error) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#") or line.split("\t")[:2] == list(_COLUMNS[:2]):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(_COLUMNS) or not _forms(cells[0]) or not _forms(cells[1]):
            raise UsageError("glossary.line", path=path, number=number, columns=len(_COLUMNS), names=", ".join(_COLUMNS))
        terms.append(Term(_forms(cells[0]), _forms(cells[1]), cells[2], cells[3]))
    return terms


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in cell.split("|") if form.strip())


@cache
def glossary(own: Path | None = None) -> Glossary:
    """Return the glossary that comes with the program, and the user's `own` file after it."""
    return Glossary(read_terms(FILE) + (read_terms(own) if own is not None else []))
