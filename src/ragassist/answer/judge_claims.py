"""All claims of an answer judged in one call, for models that give no probabilities: structured, shuffled, evidence fenced."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ragassist.models.chat import ChatModel
from ragassist.models.side_by_side import at_once_of, side_by_side
from ragassist.prompts import fenced, load
from ragassist.text.quantities import annotate
from ragassist.types import Lang

_AT_ONCE = 20
"""Claims in one call: so many letters there are, and a longer list is judged less carefully."""
LANGS: tuple[Lang, ...] = ("en", "zh")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SAYS: dict[str, float] = {"YES": 0.95, "PARTLY": 0.25, "NO": 0.03}
"""What a word counts as a probability. A model's own word is surer than it should be, so even a yes leaves a doubt; the values are
placed and not fitted, and where a calibration of the judging model exists it takes their place."""
_LINE = re.compile(r"^[\s>*`_-]*\(?([A-Z])\)?[*`_]*\s*[:：.)、-]+\s*[*`_]*(YES|PARTLY|PARTIALLY|NO)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and the evidence it stands on."""

    claim: str
    evidence: str
    lang: Lang
    """Of the claim."""


def judge_claims(model: ChatModel, pairs: Sequence[Pair]) -> list[float | None]:
    """Return for each pair the probability, 0 to 1, that its evidence supports every detail of its claim.

    One call for each 20 claims of one language, side by side where the model takes several. The order in the prompt is shuffled, the same
    way for the same claims, so that neither place nor neighbour tells. None stands where the reply names no verdict, or two different
    ones, for a claim.

    Raises:
        ModelError: the model does not answer.
    """
    judged: list[float | None] = [None] * len(pairs)
    batches: list[tuple[Lang, list[int]]] = []
    for lang in LANGS:
        own = [index for index, pair in enumerate(pairs) if pair.lang == lang]
        batches += [(lang, own[start : start + _AT_ONCE]) for start in range(0, len(own), _AT_ONCE)]
    calls = [partial(_one_call, model, [pairs[index] for index in batch], lang) for lang, batch in batches]
    for (_, batch), said in zip(batches, side_by_side(calls, lambda: at_once_of(model)), strict=True):
        for index, probability in zip(batch, said, strict=True):
            judged[index] = probability
    return judged


def _one_call(model: ChatModel, pairs: Sequence[Pair], lang: Lang) -> list[float | None]:
    order = list(range(len(pairs)))
    random.Random("\0".join(pair.claim for pair in pairs)).shuffle(order)  # noqa: S311  # an order, not a secret
    shown = "\n".join(
        f"<{letter}><source>{fenced(annotate(pairs[index].evidence, lang))}</source><claim>{fenced(pairs[index].claim)}</claim></{letter}>"
        for letter, index in zip(_LETTERS, order, strict=False)
    )
    reply = model.complete(load(f"judge_claims_{lang}", pairs=shown), max_tokens=16 + 8 * len(pairs))
    said: dict[str, set[float]] = {}
    for letter, word in _LINE.findall(reply.text):
        said.setdefault(letter.upper(), set()).add(_SAYS["PARTLY" if word.upper().startswith("PART") else word.upper()])
    found: list[float | None] = [None] * len(pairs)
    for letter, index in zip(_LETTERS, order, strict=False):
        verdicts = said.get(letter, set())
        found[index] = next(iter(verdicts)) if len(verdicts) == 1 else None
    return found
