"""A statement said the other way round, and claims that are nearer to that than to the statement itself."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Source
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.stances import otherwise_in_a_respect
from ragassist.tasks.statements import statements
from ragassist.tasks.turned_statement import forms, nearer_turned, the_other_way_round, turned_clause, turns
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side


@pytest.mark.parametrize("row", turns(), ids=lambda row: row.says)
def test_a_row_turns_its_own_examples(row):
    assert len(row.reason) > 20
    assert {said: turned_clause(said) for said, _ in row.examples} == dict(row.examples)
    assert any(said != instead for said, instead in row.examples)


def test_every_clause_is_turned_at_once_and_by_itself_but_none_that_says_in_which_case():
    assert forms("未经许可的，不得出航；船长应当留在船上。", "zh") == [
        "未经许可的，可以出航；船长不必留在船上。",
        "未经许可的，可以出航；船长应当留在船上。",
        "未经许可的，不得出航；船长不必留在船上。",
    ]


@pytest.mark.parametrize(("text", "lang"), [("渔船长十二米。", "zh"), ("Skippers must not leave the boat.", "en")])
def test_what_holds_no_such_word_and_what_is_english_is_not_turned(text, lang):
    assert forms(text, lang) == []


BODY = """第一条　船长应当在开航前检查救生衣。

第二条　渔船长度不超过十二米。"""


@pytest.fixture
def sources(tmp_path):
    port = side(tmp_path, "port", BODY, title="渔船管理办法", title_en="Measures for Fishing Boats")
    return [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]


class Turning:
    """An encoder to which a claim is a given length nearer to the statement said the other way round than to the statement."""

    def __init__(self, name, margin):
        self.name, self._margin = name, margin

    def sentences(self, texts, langs):
        near = [0.6 + (self._margin if "不必" in text else 0.0) for text in texts]
        angles = [0.0 if "Skippers" in text else float(np.arccos(value)) for text, value in zip(texts, near, strict=True)]
        return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


KNOWN = "embeddinggemma-300m-x@512"


@pytest.mark.parametrize(("margin", "sure"), [(0.1, 1.0), (0.035, 0.5), (0.0, 0.0), (-0.1, 0.0)])
def test_how_sure_it_is_goes_by_how_much_nearer_the_turned_form_is(sources, margin, sure):
    near = Nearness(sources, Turning(KNOWN, margin), lambda _: [])
    assert nearer_turned("Skippers sail without looking at anything.", "en", sources[0], near) == pytest.approx(sure, abs=0.01)


def test_an_encoder_that_nobody_measured_tells_nothing(sources):
    near = Nearness(sources, Turning("another", 0.1), lambda _: [])
    assert nearer_turned("Skippers sail without looking at anything.", "en", sources[0], near) is None
    assert the_other_way_round("Skippers sail.", "en", [(0.7, sources[0])], lambda _claim, _lang: []) is None


@pytest.mark.parametrize(("margin", "finding"), [(0.1, "contradicted"), (0.03, "not_found")])
def test_a_claim_that_says_the_opposite_in_other_words_is_contradicted(sources, margin, finding):
    near = Nearness(sources[:1], Turning(KNOWN, margin), lambda _: [])
    (found,) = audit("Skippers sail with whatever vests lie about.", sources[:1], near, Verifier(None, None))
    assert found.finding == finding


def test_a_statement_that_is_not_near_is_not_turned(sources):
    near = Nearness(sources, Turning(KNOWN, 0.1), lambda _: [])
    assert the_other_way_round("Skippers sail.", "en", [(0.3, sources[0])], near) is None
    assert the_other_way_round("Skippers sail.", "en", [(0.4, sources[0])], near) is not None


@pytest.mark.parametrize(("margin", "against"), [(0.03, True), (-0.02, False)])
def test_must_and_may_alone_say_nothing_otherwise_unless_the_turned_form_is_nearer(sources, margin, against):
    near = Nearness(sources, Turning(KNOWN, margin), lambda _: [])
    found = otherwise_in_a_respect("Skippers need not look at the vests.", "en", [(0.6, sources[0])], near)
    assert (found is not None) == against
