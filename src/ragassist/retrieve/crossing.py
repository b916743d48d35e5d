"""What a question's words are in the other language without a language model: names and quantities, glossary terms, dictionary words.

The first three are certain enough to search for. A dictionary gives ten translations of a word, of which one is meant, so it only
says which of the passages found already hold more of what was asked. Source: Pirkola 1998, "The effects of query structure and
dictionary setups in dictionary-based cross-language information retrieval": all translations of a word count as one word.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from ragassist.text.dictionary import translations
from ragassist.text.glossary import glossary
from ragassist.text.terms import ASKING, name_words
from ragassist.types import Lang

# Words of a question that stand for its answer, or are in every text.
_VAGUE = ASKING | frozenset(
    "name type kind happen call called not no one two first after before other use used us new year".split()  # noqa: SIM905
)


class Crossing:
    """Wordings of questions in the other language, with the program's glossary and the user's own."""

    def __init__(self, own: Path | None = None) -> None:
        """`own` is a glossary file to be read after the program's; it is opened at the first question."""
        self._own = own

    def wording(self, question: str, lang: Lang) -> str:
        """Return what BM25 looks for in the passages of the other language: names, quantities and glossary terms; may be empty."""
        return " ".join([*name_words(question), *_shortest(glossary(self._own).counterparts(question, lang))])

    def scores(self, question: str, lang: Lang, texts: Mapping[str, str]) -> dict[str, float]:
        """Return how much of an English question each of the Chinese `texts` holds, by name; a text that holds nothing is left out.

        Summed over the question's words that a text holds in some translation: the logarithm of how rare that is among these texts.
        Nothing for a Chinese question.
        """
        if lang != "en":
            return {}
        bare = {name: text.replace("·", "") for name, text in texts.items()}
        scores: dict[str, float] = {}
        for forms in translations(question, _VAGUE):
            holding = [name for name, text in bare.items() if any(form in text for form in forms)]
            rarity = math.log(1 + (len(bare) - len(holding) + 0.5) / (len(holding) + 0.5))
            for name in holding:
                scores[name] = scores.get(name, 0.0) + rarity
        return scores


def _shortest(forms: list[str]) -> list[str]:
    """The forms that hold no other one: a longer alias would count the shorter one's words twice."""
    return [form for form in forms if not any(other != form and other in form for other in forms)]
