"""A model's yes or no to whether one sentence answers the question."""

from __future__ import annotations

import math

from ragassist import prompts
from ragassist.answer.evidence import Question
from ragassist.models.chat import ChatModel
from ragassist.models.endpoint_facts import EndpointFacts
from ragassist.types import Evidence
from ragassist.verify.judge import NO, YES, log_odds, yes_share


def answer_probability(model: ChatModel, question: Question, item: Evidence) -> float:
    """Return `said_probability`, and 0 where the model says neither yes nor no."""
    return said_probability(model, question, item) or 0.0


def said_probability(model: ChatModel, question: Question, item: Evidence) -> float | None:
    """P(yes) / (P(yes) + P(no)) that the sentence answers the question, asked in the sentence's language; 0 to 1, None for neither.

    An endpoint that gives no probabilities is asked for the word itself: 1 for yes, 0 for no. Where a trial found the model to lean to
    one of the two, that is taken off.
    """
    lang = item.sentence.lang
    asked = question.in_language(lang) or question.text
    messages = prompts.load(f"answers_question_{lang}", question=asked, sentence=item.sentence.read)
    found = model.probabilities(messages)
    if not found:
        said = model.complete(messages, max_tokens=2).text.strip(" \n*\"'“”「」`").lower()
        return 1.0 if said.startswith(YES) else 0.0 if said.startswith(NO) else None
    if not (share := yes_share(found)):
        return share
    leaning: EndpointFacts = getattr(model, "facts", EndpointFacts())
    return 1 / (1 + math.exp(leaning.yes_bias - log_odds(share))) if leaning.yes_bias else share
