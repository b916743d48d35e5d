"""Puts another text in the place of one claim, in the claim and in the answer that shows it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from ragassist.answer.states import restated
from ragassist.evaluate.run.log import Entry
from ragassist.types import Answer, Claim


def in_a_claim(entry: Entry, rng: random.Random, change: Callable[[str], str | None]) -> Entry | None:
    """Return the entry with one verified or rough claim changed, drawn among those that `change` changes; None where it changes none."""
    answer = entry.answer
    if answer is None or answer.refused:
        return None
    claims = [claim for claim in answer.claims if claim.status != "unsupported" and claim.text in answer.answer]
    rng.shuffle(claims)
    for claim in claims:
        text = change(claim.text)
        if text is not None and text != claim.text:
            return replace(entry, answer=with_claim(answer, claim, text))
    return None


def with_added(answer: Answer, claim: Claim) -> Answer:
    """Return the answer with one more claim behind the others, its citations and its notice as that claim makes them stand."""
    gap = " " if answer.answer_lang == "en" else ""
    text = f"{answer.answer}{gap}{claim.text}{gap}" + "".join(f"[{n}]" for n in claim.citations)
    return restated(answer, text, (*answer.claims, claim), answer.citations)


def with_claim(answer: Answer, claim: Claim, text: str) -> Answer:
    """Return the answer with another text in the place of one claim's; its citations stay."""
    claims = tuple(replace(old, text=text) if old is claim else old for old in answer.claims)
    return replace(answer, answer=answer.answer.replace(claim.text, text, 1), claims=claims)
