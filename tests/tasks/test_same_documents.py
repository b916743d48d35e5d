"""Which documents a text speaks of, and what another document says otherwise."""

from __future__ import annotations

import pytest

from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Checked, Source
from ragassist.tasks.claims_in_text import claims_of
from ragassist.tasks.same_documents import Within, held_to_its_documents, spoken_of
from ragassist.tasks.statements import statements
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side

THINGS = "船港灯塔桥闸坝渡"
BODY = "\n\n".join(f"第{number}条　{thing}应当每三年检查一次。" for number, thing in zip("一二三四五六七八", THINGS, strict=True))
OTHER = "第一条　锚应当每三年检查一次。\n\n第二条　帆不得染成红色。"


@pytest.fixture
def both(tmp_path):
    port = side(tmp_path, "port", BODY, title="检查办法", title_en="Measures for Inspections")
    sails = side(tmp_path, "sails", OTHER, title="帆船办法", title_en="Measures for Sails")
    return [
        [Source(each.record, statement) for statement in statements(each.record, each.passages) if not statement.heads]
        for each in (port, sails)
    ]


def found_of(text, source, finding="rough"):
    return Checked(claims_of(text)[0], finding, (source,) if source is not None else ())


def test_a_text_speaks_of_what_several_of_its_claims_agree_with(both):
    port, sails = both
    agreed = [found_of(f"{thing}要检查。{thing}每三年检查一次。", port[0]) for thing in THINGS[:5]]
    assert spoken_of(agreed) == {port[0].record.doc_id}
    assert spoken_of([*agreed, found_of("锚要经常检查才行。", sails[0])]) == {port[0].record.doc_id}
    three = [found_of("锚要经常检查才行。", sails[0])] * 3
    assert spoken_of([*agreed, *three]) == {port[0].record.doc_id, sails[0].record.doc_id}
    assert spoken_of(agreed[:3]) == frozenset()


@pytest.mark.parametrize(("near", "asked"), [(0.6, True), (0.8, False)])
def test_what_another_document_says_otherwise_is_looked_at_again_unless_it_is_surely_the_same(both, near, asked):
    port, sails = both
    agreed = [found_of("船要经常检查才行。", port[0])] * 5
    against = found_of("帆可以染成红色。", sails[1], "contradicted")
    again = found_of("帆可以染成红色。", None, "not_found")
    found = held_to_its_documents([*agreed, against], lambda _: near, lambda _checked, _meant: again)
    assert found == [*agreed, again if asked else against]


def test_a_document_that_the_claim_names_is_meant(both):
    port, sails = both
    agreed = [found_of("船要经常检查才行。", port[0])] * 5
    against = found_of("按照《帆船办法》，帆可以染成红色。", sails[1], "contradicted")
    assert held_to_its_documents([*agreed, against], lambda _: 0.1, lambda _checked, _meant: agreed[0])[-1] == against


def test_what_the_documents_meant_say_is_never_looked_at_again(both):
    port, _ = both
    agreed = [found_of("船要经常检查才行。", port[0])] * 5
    against = found_of("港可以不检查。", port[1], "contradicted")
    assert held_to_its_documents([*agreed, against], lambda _: 0.1, lambda _checked, _meant: agreed[0])[-1] == against


def test_within_documents_likeness_knows_their_statements_alone(both):
    port, sails = both

    class Likeness:
        def __call__(self, text, lang):
            return [at / 10 for at in range(10)]

        def opposite(self, *given):
            return sails[1], 1.0

        def turned(self, *given):
            return 0.5

    within = Within(Likeness(), [*port, *sails], frozenset({port[0].record.doc_id}))
    assert within.sources == port
    assert within("帆", "zh") == [at / 10 for at in range(8)]
    assert within.opposite("帆") is None
    assert within.turned() == 0.5
    assert getattr(within, "labels", None) is None


def test_an_audit_over_two_documents_believes_the_one_that_the_text_is_about(both):
    port, sails = both
    memo = "".join(f"{thing}应当每三年检查一次。" for thing in THINGS[:6])
    stray = "帆可以染成红色，这样好认一些。"

    def near(text, lang):
        return [0.6 if "帆" in text and "帆" in source.read else 0.0 for source in [*port, *sails]]

    alone = audit(stray, [*port, *sails], near, Verifier(None, None))
    beside = audit(memo + stray, [*port, *sails], near, Verifier(None, None))
    assert [each.finding for each in alone] == ["contradicted"]
    assert [each.finding for each in beside] == ["supported"] * 6 + ["not_found"]
