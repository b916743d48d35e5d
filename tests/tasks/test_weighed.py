"""What rules found of a claim, weighed against how it stands to the nearest statement by likeness."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Checked, Source
from ragassist.tasks.claims_in_text import Claimed
from ragassist.tasks.contradiction import Conflict
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.tasks.turned_claim import turned_claim
from ragassist.tasks.weighed import LABELS, TOLD, label_of, weighed
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side

BODY = """第一条　渡轮每日检查一次缆绳。

第二条　旅客凭票上船。

第三条　码头夜间关闭。"""
CLAIM = "Ropes may be left alone for weeks."
KNOWN = "embeddinggemma-300m-x@512"
AGREES, DENIES, NOWHERE = (0.96, 0.02, 0.01, 0.01), (0.02, 0.96, 0.01, 0.01), (0.01, 0.02, 0.01, 0.96)


@pytest.fixture
def sources(tmp_path):
    port = side(tmp_path, "port", BODY, title="渡轮办法", title_en="Measures for Ferries")
    return [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]


class Telling:
    """Likeness that says how likely each label is, and that the first statement is near."""

    def __init__(self, told):
        self._told = told

    def labels(self, claim, lang, turned, source, score):
        assert turned == turned_claim(claim, lang)
        assert source.statement.article == "第一条"
        return self._told


def checked(sources, finding, conflict=None, **more):
    claim = Claimed(0, len(CLAIM), CLAIM, "en")
    return Checked(claim, finding, () if finding == "not_found" else (sources[0],), conflict, **more)


@pytest.mark.parametrize(
    ("finding", "told", "becomes"),
    [
        ("rough", DENIES, "contradicted"),
        ("rough", AGREES, "rough"),
        ("contradicted", AGREES, "rough"),
        ("contradicted", DENIES, "contradicted"),
        ("not_found", DENIES, "contradicted"),
        ("not_found", AGREES, "rough"),
        ("partly", NOWHERE, "not_found"),
        ("partly", (0.25, 0.25, 0.25, 0.25), "partly"),
        ("supported", DENIES, "supported"),
        ("no_reference", DENIES, "no_reference"),
    ],
)
def test_what_rules_found_gives_way_to_likeness_that_is_sure(sources, finding, told, becomes):
    conflict = Conflict("modality", "may", "每日") if finding == "contradicted" else None
    found = weighed(checked(sources, finding, conflict), [(0.6, sources[0])], Telling(told))
    assert found.finding == becomes
    if becomes == "contradicted":  # never without a sentence that says otherwise
        assert found.sources == (sources[0],)
        assert found.conflict is not None
    if becomes == finding:
        assert found == checked(sources, finding, conflict)


def test_a_figure_that_differs_is_believed_longer_than_words():
    told = (0.8, 0.16, 0.0, 0.04)
    assert (label_of("contradicted", told), label_of("figure", told)) == ("agrees", "denied")


def test_only_rules_say_that_something_is_added():
    told = (0.05, 0.0, 0.9, 0.05)
    assert label_of("rough", told) == "agrees"
    assert label_of("partly", told) == "added"


def test_each_finding_has_a_share_of_every_label_and_tells_its_own_label_best():
    assert all(len(shares) == len(LABELS) and all(0 < share < 1 for share in shares) for shares in TOLD.values())
    best = {said: LABELS[shares.index(max(shares))] for said, shares in TOLD.items()}
    assert best == {"rough": "agrees", "contradicted": "denied", "figure": "denied", "partly": "added", "not_found": "nowhere"}


def test_nothing_changes_where_nobody_can_tell(sources):
    found = checked(sources, "rough")
    assert weighed(found, [(0.6, sources[0])], lambda _text, _lang: [0.0]) is found
    assert weighed(found, [], Telling(DENIES)) is found
    assert weighed(found, [(0.6, sources[0])], Telling(None)) is found
    elsewhere = checked(sources, "partly", elsewhere="第二条")
    assert weighed(elsewhere, [(0.6, sources[0])], Telling(DENIES)) is elsewhere


class Placed:
    """An encoder to which the claim, and the claim turned round, are as near to the first statement and to the others as is said."""

    def __init__(self, near=0.7, turned=0.5, others=0.3, name=KNOWN):
        self.name = name
        self._near, self._turned, self._others = near, turned, others

    def sentences(self, texts, langs):
        return np.array([self._vector(text) for text in texts], np.float32)

    def _vector(self, text):
        if text == CLAIM:
            return [1.0, 0.0, 0.0]
        if "缆绳" in text:
            return [self._near, np.sqrt(1 - self._near**2), 0.0]
        if text == turned_claim(CLAIM, "en"):  # at right angles to the claim
            return [0.0, self._turned / np.sqrt(1 - self._near**2), 0.0]
        return [self._others, 0.0, np.sqrt(1 - self._others**2)]


def test_the_signs_are_nearness_how_far_it_stands_out_topic_and_the_claim_turned_round(sources):
    near = Nearness(sources, Placed(), lambda _: [])
    signs = near.signs(CLAIM, "en", turned_claim(CLAIM, "en"), sources[0], 0.6)
    assert signs == pytest.approx((0.7, 0.4, 0.4, 0.6, -0.2), abs=1e-5)


def test_how_far_it_stands_out_is_told_among_the_statements_of_its_document(sources, tmp_path):
    other = side(tmp_path, "other", BODY.replace("缆绳", "帆布").replace("旅客", "缆绳"), title="帆船办法", title_en="Measures for Sails")
    more = [Source(other.record, each) for each in statements(other.record, other.passages) if not each.heads]
    near = Nearness([*sources, *more], Placed(), lambda _: [])
    assert near.signs(CLAIM, "en", turned_claim(CLAIM, "en"), sources[0], 0.6)[1] == pytest.approx(0.4, abs=1e-5)


def test_a_statement_that_is_nearer_to_the_claim_turned_round_rather_denies_it(sources):
    turned = turned_claim(CLAIM, "en")
    tell = [Nearness(sources, Placed(turned=at), lambda _: []).labels(CLAIM, "en", turned, sources[0], 0.6) for at in (0.5, 0.7)]
    assert all(sum(told) == pytest.approx(1.0) for told in tell)
    assert tell[1][LABELS.index("denied")] > tell[0][LABELS.index("denied")] + 0.1


def test_an_encoder_that_nobody_measured_leaves_what_rules_found(sources):
    stranger = Nearness(sources, Placed(name="another"), lambda _: [])
    assert stranger.labels(CLAIM, "en", turned_claim(CLAIM, "en"), sources[0], 0.6) is None


def test_an_audit_weighs_what_it_finds(sources):
    class Near(Telling):
        def __call__(self, text, lang):
            return [0.7, 0.1, 0.1]

    for told, finding in ((AGREES, "rough"), (DENIES, "contradicted"), (NOWHERE, "not_found")):
        assert [each.finding for each in audit(CLAIM, sources, Near(told), Verifier(None, None))] == [finding]
