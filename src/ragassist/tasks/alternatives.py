"""A statement that says what is so and what is not, "A and not B": a claim that says the other of the two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from ragassist.lang.zh import IDEOGRAPHS
from ragassist.tasks.contradiction import Conflict
from ragassist.tasks.topics import figures_of, topic
from ragassist.types import Lang

if TYPE_CHECKING:
    from ragassist.tasks.audit_values import Source

_P: Final = r"[^，,。；;：:]"
_EITHER: Final[dict[Lang, tuple[re.Pattern[str], ...]]] = {
    "zh": (
        re.compile(rf"(?P<so>{_P}{{3,}})[，,]?而(?:不是|并非|非)(?P<no>{_P}{{2,}})"),
        re.compile(rf"(?P<stem>{_P}*)(?:不是|并非)(?P<no>{_P}{{2,}})[，,]?而是(?P<so>{_P}{{2,}})"),
        re.compile(rf"(?P<stem>{_P}*)只(?P<deed>[{IDEOGRAPHS}]{{1,2}})(?P<so>{_P}{{2,}})[，,]而?不(?P=deed)(?P<no>{_P}{{2,}})"),
    ),
    "en": (
        re.compile(r"(?P<so>[^,.;:]{8,}?),?\s(?:and\snot|but\snot|rather\sthan|instead\sof|not)\s(?P<no>(?:by|for|from|to|of|in|on|a|an|the)\s[^,.;:]{3,})"),
        re.compile(r"(?P<stem>[^,.;:]*)\bnot\s(?P<no>[^,.;:]{3,}),?\sbut\s(?P<so>[^,.;:]{3,})"),
    ),
}  # fmt: skip
"""What is said to be so and what is not, each in its clause; `stem` is what both follow, which is else before the last word of `_JOINS`."""
_JOINS: Final[dict[Lang, re.Pattern[str]]] = {
    "zh": re.compile("是|属于|取决于|在于|由|向|按|用|[为给]"),
    "en": re.compile(r"\b(?:is|are|was|were|by|for|from|to|of|in|on)\b", re.IGNORECASE),
}
_LEAST: Final = 0.5
"""How sure it must be that the statement speaks of the same."""
_NEARER: Final = 0.03
"""By how much nearer a claim must be to what is not so."""


def either(text: str, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what a text says to be so and the same with what it says not to be so in its place.

    >>> list(either("渡轮靠泊由船长决定，而不是由调度员决定。", "zh"))
    [('渡轮靠泊由船长决定', '渡轮靠泊由调度员决定')]
    >>> list(either("The fee is paid by the owner, not by the skipper.", "en"))
    [('The fee is paid by the owner', 'The fee is paid by the skipper')]
    """
    for pattern in _EITHER[lang]:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            so, no = groups["so"], groups["no"]
            if (stem := groups.get("stem")) is not None:
                stem += groups.get("deed") or ("是" if lang == "zh" else "")
                yield stem + so, stem + no
                continue
            first = _JOINS[lang].match(no)
            joins = [each for each in _JOINS[lang].finditer(so) if first is None or each[0].casefold() == first[0].casefold()]
            if joins:
                at = joins[-1].start() if first is not None else joins[-1].end()
                yield so, so[:at] + (no if first is not None or lang == "zh" else f" {no}")


def other_of_two(
    text: str,
    lang: Lang,
    chosen: Sequence[tuple[float, Source]],
    likeness: Any,  # noqa: ANN401
) -> tuple[Source, Conflict] | None:
    """Return the likeliest of the statements `chosen` (best first) if a claim says what that says not to be so; else None.

    Told by which of both the claim is nearer to; where it names both itself, by what it says to be so.
    """
    to_parts: Callable[[str, Lang, Sequence[str], Lang], list[float]] | None = getattr(likeness, "to_parts", None)
    if to_parts is None or not chosen or chosen[0][0] < _LEAST:
        return None
    source = chosen[0][1]
    own = source.statement.lang
    said = next((so for so, _ in either(text, lang)), text)
    for pair in either(source.read, own):
        told, figures = to_parts(said, lang, pair, own), figures_of(likeness)
        near = [topic(said, each, (lang, own), value, figures) for each, value in zip(pair, told, strict=True)]
        if near[1] > near[0] + _NEARER:
            return source, Conflict("modality", said, pair[0])
    return None
