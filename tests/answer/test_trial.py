"""A trial tells a model that follows the one prompt from one that needs small steps and from one that is better not asked."""

from __future__ import annotations

import re

import pytest

from ragassist.answer.model_trial import _evidence, _question, bias, told_apart, try_model
from ragassist.answer.trial_text import ABSENT, ASKED, CLAIMS, PAIRS, SENTENCES, filler
from ragassist.answer.yes_or_no import answer_probability
from ragassist.errors import ModelError
from ragassist.lang.detector import detect
from ragassist.models.chat import Completion
from ragassist.models.endpoint_facts import EndpointFacts
from ragassist.models.trials import Trial, told
from ragassist.verify.verifier import Verifier

RIGHT = {
    ASKED[0].question: "A ship longer than 90 metres must apply at least 36 hours in advance [2].",
    ASKED[1].question: "It suspends its work from wind force 8 upwards [4].",
    ASKED[2].question: "引航员每年至少参加六十学时的培训[5]。",
    ASKED[3].question: "2019年该站共引领船舶4,720艘次[6]。",
}


class Able:
    """Knows everything; a subclass is worse in one respect."""

    name, tier = "able", "local"
    answers = RIGHT
    refuses = "NOT_IN_SOURCES"

    def __init__(self):
        self.longest = 0

    def yes(self, truth: bool, prompt: str) -> dict[str, float]:
        return {"Yes": 0.9, "No": 0.1} if truth else {"Yes": 0.2, "No": 0.8}

    def truth(self, messages) -> bool:
        asked = messages[-1].content
        for claim in CLAIMS:
            if claim.claim in asked:
                return claim.holds
        return next(pair.holds for pair in PAIRS if pair.question in asked and SENTENCES[pair.sentence - 1] in asked)

    def probabilities(self, messages, *, top=20):
        return self.yes(self.truth(messages), messages[-1].content)

    def complete(self, messages, *, max_tokens, stop=()):
        asked = messages[-1].content
        self.longest = max(self.longest, len(asked))
        if "highest fine" in asked:
            return Completion("The highest fine is 10,000 yuan." if SENTENCES[6] in asked else "Not stated.")
        return Completion("Yes" if self.truth(messages) else "No")

    def stream(self, messages, *, max_tokens, stop=()):
        asked = messages[-1].content
        text = next((text for question, text in self.answers.items() if question in asked), self.refuses)
        yield text
        yield Completion(text)


class Copying(Able):
    """Answers an English question with the Chinese sentence."""

    answers = RIGHT | {ASKED[0].question: f"{SENTENCES[1]}[2]", ASKED[1].question: f"{SENTENCES[3]}[4]"}


class Rambling(Able):
    answers = dict.fromkeys(RIGHT, "Ships are ships.")
    refuses = "There is no information about that."


class Confident(Able):
    """Says yes to all, to some a little more."""

    def yes(self, truth, prompt):
        return {"Yes": 0.99, "No": 0.01} if truth else {"Yes": 0.9, "No": 0.1}


class Guessing(Rambling):
    def yes(self, truth, prompt):
        return {"Yes": 0.5 + (len(prompt) % 7) / 20, "No": 0.3}


class Wordy(Able):
    def probabilities(self, messages, *, top=20):
        return {}


class Forgetful(Able):
    def complete(self, messages, *, max_tokens, stop=()):
        return Completion("I cannot find it.")


class Failing(Able):
    """Is cut off in each reply."""

    def stream(self, messages, *, max_tokens, stop=()):
        yield Completion("", cut_off=True)


@pytest.mark.parametrize(
    ("model", "way", "telling"),
    [
        (Able(), "generate", {"cited": 4, "figures": 4, "in_language": 4, "refused": 2, "told_apart": 1.0, "right": 24, "long": True}),
        (Copying(), "select", {"cited": 4, "in_language": 2, "long": None}),
        (Rambling(), "select", {"cited": 0, "refused": 0, "in_language": 2, "told_apart": 1.0}),
        (Confident(), "generate", {"told_apart": 1.0, "right": 12, "asked": 24}),
        (Guessing(), "quote", {"cited": 0}),
        (Wordy(), "generate", {"probabilities": False, "asked": 12, "yes_bias": 0.0}),
        (Forgetful(), "select", {"cited": 4, "long": False}),
        (Failing(), "select", {"cited": 0, "refused": 0}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Able) else None,
)
def test_each_kind_of_model_is_used_as_suits_it(model, way, telling):
    asked: list[str] = []
    trial = try_model(model, 2000, tell=asked.append)
    assert trial.way == way
    assert {name: getattr(trial, name) for name in telling} == telling
    assert len(asked) == 2 + (trial.long is not None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", trial.learned)
    assert told(trial)[-1].startswith("so it ")


def test_half_of_the_context_is_filled():
    small, large = Able(), Able()
    try_model(small, 1000)
    try_model(large, 8000)
    assert 4 < large.longest / small.longest < 12


def test_a_model_that_cannot_be_used_at_all_is_an_error():
    class Absent(Able):
        def stream(self, messages, *, max_tokens, stop=()):
            raise ModelError("local.not_installed", line="x")
            yield

    with pytest.raises(ModelError):
        try_model(Absent(), 1000)


def test_leaning_is_measured_and_taken_off():
    trial = try_model(Confident(), 1000)
    assert trial.yes_bias == pytest.approx(bias([(0.99, True), (0.9, False)]), abs=0.01)
    leaning = Confident()
    item, no, yes = _evidence(2), PAIRS[3], PAIRS[2]
    assert answer_probability(leaning, _question(no.question), item) == pytest.approx(0.9)
    leaning.facts = EndpointFacts(yes_bias=trial.yes_bias)
    assert answer_probability(leaning, _question(no.question), item) < 0.5 < answer_probability(leaning, _question(yes.question), item)


def test_telling_apart_counts_ties_half():
    assert told_apart([(0.5, True), (0.5, False)]) == 0.5
    assert told_apart([(0.1, True), (0.9, False), (0.2, True)]) == 0.0


def test_the_text_of_the_trial_is_sound():
    assert sum(pair.holds for pair in PAIRS) * 2 == len(PAIRS)
    assert sum(claim.holds for claim in CLAIMS) * 2 == len(CLAIMS)
    assert {detect(asked.question) for asked in ASKED} == {detect(asked.question) for asked in ABSENT} == {"en", "zh"}
    checks = Verifier(None, None)
    for asked in ASKED:  # a right answer holds what is looked for, and no figure of it is in another sentence
        assert any(figure in RIGHT[asked.question].replace(",", "").lower() for figure in asked.figures)
        others = [text for n, text in enumerate(SENTENCES, 1) if n != asked.sentence]
        assert not any(f"[{asked.sentence}]" in text for text in others)
    assert any(f.polarity == "against" for f in checks.verify(CLAIMS[5].claim, [CLAIMS[5].evidence]).findings) or not CLAIMS[5].holds
    assert len({filler(n) for n in range(10, 100)}) == 90


def test_what_a_trial_showed_is_told():
    trial = Trial(4, 4, 3, 4, 1, 2, 0.71, 15, 24, -1.25, True, None, 30.0, "2030-01-02")
    lines = "\n".join(told(trial))
    assert "4 of 4 cite" in lines
    assert "0.71" in lines
    assert "leans to no by 1.2" in lines
    assert trial.way == "quote"
