"""What one part of a question is about and the others are not, and how much of that a statement speaks of, in either language.

An encoder reads a part beside the whole question, so that what answers the first part is near to all of them. The words that a part has
to itself tell them apart: a statement that says none of them answers the other part only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ragassist.lang.zh import LIGHT
from ragassist.text.dictionary import stems, translations
from ragassist.text.glossary import Glossary, glossary
from ragassist.text.quantities import find_quantities
from ragassist.text.script import simplified, without_space
from ragassist.text.terms import ASKING
from ragassist.types import Lang, Sentence

_VAGUE = frozenset(
    """
    same such other another each also then not no one two first after before until when once again long far often soon quickly ahead
    name kind type sort number amount share year month day date time hour week call say get give take make do come go put set use
    face count need let want under any all own new
    """.split()  # noqa: SIM905
)
"""English words that say what kind of answer is wanted, or hold in every sentence."""
_VAGUE_ZH = LIGHT | frozenset("时候 时间 日期 数量 多久 规定 分别 各自 同样 又 最长 最多 最少 最高 最低".split())  # noqa: SIM905
_CONTENT = ("n", "v", "a", "b", "i", "l", "j")
_LEAST = 2
"""A Chinese form of one character stands in too many words to tell anything."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words of a part that no other part has: each with the Chinese forms it may take, and as English stems."""

    chinese: tuple[tuple[str, ...], ...]
    english: frozenset[str]

    def share(self, statement: Sentence) -> float | None:
        """Return which share of them `statement` says, 0 to 1; None where there are none that could be recognised in its language."""
        if statement.lang == "zh":
            text = without_space(simplified(statement.read))
            said = [any(form in text for form in forms) for forms in self.chinese]
        else:
            held = set(stems(statement.read))
            said = [word in held for word in self.english]
        return sum(said) / len(said) if said else None

    @property
    def none(self) -> bool:
        """Whether the part has no word to itself: "and on what condition?"."""
        return not self.chinese and not self.english


@lru_cache(maxsize=256)
def own_words(part: str, lang: Lang, others: tuple[str, ...] = (), terms: Glossary | None = None) -> OwnWords:
    """Return the words of `part`, written in `lang`, that none of `others` has.

    >>> words = own_words("how soon must banks report", "en", ("When must the police answer",))
    >>> words.share(Sentence(0, 11, "银行应当在十日内报告。")), words.share(Sentence(0, 13, "公安机关应当在三日内答复。"))
    (1.0, 0.0)
    """
    return (_of_chinese if lang == "zh" else _of_english)(part, others, terms or glossary())


def _of_english(part: str, others: Sequence[str], terms: Glossary) -> OwnWords:
    elsewhere = " ".join(others)
    known: list[tuple[str, ...]] = []
    rest = part
    for named in reversed(terms.find(part, "en")):
        if part[named.start : named.end].lower() not in elsewhere.lower():
            known.append(tuple(form for form in named.term.forms("zh") if len(form) >= _LEAST))
        rest = f"{rest[: named.start]} {rest[named.end :]}"
    skipped = ASKING | _VAGUE | frozenset(stems(elsewhere))
    bare = " ".join(word for word in rest.split() if not any(char.isdigit() for char in word))
    known += [tuple(form for form in forms if len(form) >= _LEAST) for forms in translations(bare, skipped)]
    passed = frozenset(stems(" ".join(skipped))) | skipped
    english = frozenset(stem for stem in stems(part) if stem not in passed and not stem.isdigit())
    return OwnWords(tuple(forms for forms in known if forms), english)


def _of_chinese(part: str, others: Sequence[str], terms: Glossary) -> OwnWords:
    import rjieba

    elsewhere = simplified("\n".join(others))
    text = simplified(part)
    figures = {text[quantity.start : quantity.end] for quantity in find_quantities(text)}
    words = [
        word
        for word, tag in rjieba.tag(text)
        if len(word) >= _LEAST and tag.startswith(_CONTENT) and word not in _VAGUE_ZH | ASKING and word not in figures
    ]
    own = tuple(dict.fromkeys(word for word in words if word not in elsewhere))
    english = {stem for word in own for stem in stems(terms.say(word, "zh", "en")) if stem.isascii()}
    return OwnWords(tuple((word,) for word in own), frozenset(english))
