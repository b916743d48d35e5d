"""Whether what was found is enough to answer: decided on the statement that would be shown, by how strict the answers are set.

| `answer.strictness` | score, same language / across | a figure asked for must be there | unanswerable refused | answerable refused |
|---|---|---|---|---|
| careful | 1.0 / .80 | yes | 7 of 12 (12 of 12) | 17 of 71 (7 of 95) |
| balanced | .90 / .65 | yes | 6 of 12 (11 of 12) | 2 of 71 (0 of 95) |
| bold | any | no | 1 of 12 (0 of 12) | 0 of 71 (0 of 95) |

Measured without a language model, before the tests of `relevant` and `absent_names`, which a bold answer has to pass too: on questions kept
aside (a third of those over 64 real and over 15 invented documents) and, in brackets, on those that the bounds were set on
(`eval/bench/SENTENCES.md`).
"""

from __future__ import annotations

import re
from typing import Final

from ragassist.answer.absent_names import known_names
from ragassist.models.calibration.fitted import Strictness, sufficiency
from ragassist.text.glossary import Glossary
from ragassist.text.quantities import years_in
from ragassist.types import Evidence, Lang
from ragassist.verify.checks.names import missing_names

_COMING: Final = re.compile(
    r"明年|后年|来年|下一?年|未来|今后|[一二两三四五六七八九十\d]+年[内后]|\b(?:next year|coming years?|in the future|years from now)\b",
    re.I,
)
"""Later years without a number."""


def sufficient(lang: Lang, best: Evidence, part: int, strictness: Strictness) -> bool:
    """Return whether the best statement is likely enough to answer that part of a question in `lang`.

    Where nobody fitted bounds to the encoder that scored it, it is.
    """
    bounds = sufficiency(best.scored_by)
    if bounds is None:
        return True
    same, across = bounds.least[strictness]
    return best.parts[part] >= (same if lang == best.sentence.lang else across)


def names_meet(question: str, lang: Lang, item: Evidence, terms: Glossary | None = None) -> bool:
    """Return whether the surroundings of a statement have one of the names in the question, written in `lang`; true where it names none.

    Surroundings are its passage with title and headings. Only names count of which the list has both languages;
    `terms` may know them by others.
    """
    asked = known_names(question, lang, terms)
    if not asked:
        return True
    passage = item.hit.passage
    around = "\n".join([item.hit.document.meta.title, *passage.heading, passage.text, item.sentence.read])
    return not asked <= {name for name, _ in missing_names(question, around, lang, terms)}


def may_know_of(question: str, item: Evidence) -> bool:
    """Return whether a statement may give a figure for the years that `question` names: a text knows no later year than it speaks of.

    True where the question names no year or the document no date.
    """
    written = item.hit.document.meta.date[:4]
    asked = years_in(question)
    if not written.isdigit() or not any(year > int(written) for year in asked):
        return True
    around = "\n".join([item.hit.document.meta.title, *item.hit.passage.heading, item.hit.passage.text])
    return bool(_COMING.search(around)) or any(year in years_in(around) for year in asked if year > int(written))
