"""A claim turned round, and the statement that says so."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Source
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.tasks.turned_claim import CLAIM_TURNS, said_of_the_opposite, turned_claim
from ragassist.tasks.turned_statement import turned_forms, turns
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side


@pytest.mark.parametrize("row", turns(CLAIM_TURNS), ids=lambda row: f"{row.lang} {row.says}")
def test_a_row_turns_its_own_examples_and_is_the_first_that_does(row):
    assert len(row.reason) > 15
    assert row.examples
    assert [turned_claim(said, row.lang) for said, _ in row.examples] == [instead for _, instead in row.examples]


def test_one_word_alone_is_turned_for_two_would_say_the_same():
    assert turned_claim("Skippers must not sail and must not anchor.", "en") == "Skippers may sail and must not anchor."
    assert turned_claim("船长不得离船，也不得抛锚。", "zh") == "船长可以离船，也不得抛锚。"


BODY = """第一条　船长在船上不得饮酒。

第二条　渔船一律漆成白色。"""
CLAIM = "Crews drink beer aboard in the evening."
OPPOSITE = turned_claim(CLAIM, "en")
KNOWN = "embeddinggemma-300m-x@512"


@pytest.fixture
def sources(tmp_path):
    port = side(tmp_path, "port", BODY, title="渔船管理办法", title_en="Measures for Fishing Boats")
    return [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]


class Opposing:
    """An encoder with the likeness of the claim to the ban and to the other rule, and of both to what is said the other way round."""

    def __init__(self, name=KNOWN, ban=0.62, other=0.66, nearer=0.06, turned=0.06):
        self.name = name
        self._axes = {CLAIM: (1.0, 0.0), OPPOSITE: (0.0, 1.0)}
        self._told = {"不得饮酒": (ban, other + nearer), "可以饮酒": (ban + turned, 0.0), "白色": (other, 0.2)}

    def sentences(self, texts, langs):
        return np.array([self._vector(text) for text in texts], np.float32)

    def _vector(self, text):
        first, second = self._axes.get(text) or next((told for words, told in self._told.items() if words in text), (0.1, 0.1))
        return [first, second, np.sqrt(max(0.0, 1.0 - first**2 - second**2))]


@pytest.mark.parametrize(
    ("given", "sure"),
    [({}, 1.0), ({"turned": 0.0}, 0.5), ({"nearer": -0.1}, 0.0), ({"nearer": 0.02, "turned": 0.01}, 0.0)],
)
def test_how_sure_it_is_goes_by_both_ways_of_turning(sources, given, sure):
    near = Nearness(sources, Opposing(**given), lambda _: [])
    found = near.opposite(CLAIM, "en", OPPOSITE, turned_forms)
    assert found is not None
    assert found[0].statement.article == "第一条"
    assert found[1] == pytest.approx(sure, abs=0.02)


def test_a_statement_that_is_not_near_to_the_claim_itself_says_nothing_of_it(sources):
    assert Nearness(sources, Opposing(ban=0.5), lambda _: []).opposite(CLAIM, "en", OPPOSITE, turned_forms) is None


def test_nobody_can_tell_without_an_encoder_that_was_measured(sources):
    assert said_of_the_opposite(CLAIM, "en", Nearness(sources, Opposing("another"), lambda _: [])) is None
    assert said_of_the_opposite(CLAIM, "en", lambda _text, _lang: [0.0] * len(sources)) is None


@pytest.mark.parametrize(("turned", "against"), [(0.06, True), (-0.04, False)])
def test_the_rule_that_is_denied_contradicts_though_another_is_nearer(sources, turned, against):
    near = Nearness(sources, Opposing(turned=turned), lambda _: [])
    (found,) = audit(CLAIM, sources, near, Verifier(None, None))
    assert (found.finding == "contradicted") == against
    if against:
        assert [source.statement.article for source in found.sources] == ["第一条"]
