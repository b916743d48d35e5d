"""What a claim adds to the statement that supports it: told by leaving it out."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks.added import Added, added_to, pieces_of
from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Source
from ragassist.tasks.claims_in_text import claims_of
from ragassist.tasks.contradiction import conflict, figures_agree
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.types import Verdict
from tests.tasks.make import side

TEXT = "The quay is swept every morning, and a painter decorates the cranes."


@pytest.fixture
def source(tmp_path):
    quay = side(tmp_path, "quay", "码头每天早上清扫。", title="码头手册")
    (found,) = [Source(quay.record, each) for each in statements(quay.record, quay.passages) if not each.heads]
    return found


class Words:
    """An encoder of which a text's vector is what it speaks of: sweeping, painting, both."""

    name, dim, statement_dim = "embeddinggemma-300m-words", 3, 3

    def sentences(self, texts, langs):
        rows = [[("swept" in t) + ("清扫" in t), "painter" in t, 0.3] for t in texts]
        return np.array([np.array(row, np.float32) / np.linalg.norm(row) for row in rows])


class Verifies:
    terms = None

    def verify(self, claim, evidence, *, context=""):
        return Verdict("rough", 0.5, ())


def test_a_piece_without_which_the_claim_is_nearer_and_that_stands_nowhere_is_added(source):
    near = Nearness([source], Words(), lambda _: [])
    (claim,) = claims_of(TEXT)
    (span,) = added_to(claim, source, near).surely
    assert TEXT[slice(*span)] == "a painter decorates the cranes."
    (checked,) = audit(TEXT, [source], near, Verifies())
    assert (checked.finding, checked.missing) == ("partly", (span,))


def test_a_piece_that_the_source_says_too_is_not_added(source):
    (claim,) = claims_of("The quay is swept every morning, and it is swept by the porters.")
    assert added_to(claim, source, Nearness([source], Words(), lambda _: [])) == Added()


class Between:
    """What is open by likeness: between the encoder's bounds."""

    def __init__(self, sure):
        self.sure = sure

    def __call__(self, _text, _lang):
        return [0.8]

    def added(self, _claim, _lang, spans, _source):
        return [0.0, *[self.sure] * (len(spans) - 1)]


class OnlyTheWhole:
    """Confirms the sentence as a whole and no clause of it."""

    terms = None

    def verify(self, claim, evidence, *, context=""):
        return Verdict("rough" if claim == TEXT_ZH else "unsupported", 0.5, ())


TEXT_ZH = "码头每天早上都要清扫，起重机由画家装饰。"


@pytest.mark.parametrize(("sure", "finding"), [(0.0, "rough"), (0.5, "partly"), (1.0, "partly")])
def test_what_likeness_leaves_open_is_added_when_its_clause_is_found_nowhere(source, sure, finding):
    (checked,) = audit(TEXT_ZH, [source], Between(sure), OnlyTheWhole())
    assert checked.finding == finding
    assert [TEXT_ZH[slice(*span)] for span in checked.missing] == ([] if sure == 0 else ["起重机由画家装饰。"])


def test_what_likeness_leaves_open_is_not_added_when_its_clause_is_found(source):
    said = "码头每天早上都要清扫，码头每天早上清扫。"
    (checked,) = audit(said, [source], Between(0.5), Verifies())
    assert (checked.finding, checked.missing) == ("rough", ())


def test_without_bounds_of_the_encoder_nothing_is_told(source):
    (claim,) = claims_of(TEXT)
    assert added_to(claim, source, lambda _text, _lang: [0.0]) is None

    class Unknown(Words):
        name = "nobody-fitted-this"

    assert added_to(claim, source, Nearness([source], Unknown(), lambda _: [])) is None


def test_pieces_end_at_marks_and_before_what_is_joined():
    text = "Porters rest at noon, whereas the crane drivers who live nearby go home."
    assert [text[a:b] for a, b in pieces_of(text, "en")] == ["Porters rest at noon", "the crane drivers", "live nearby go home."]
    said = "搬运工中午休息，共二人，另有一人值班。"
    assert [said[a:b] for a, b in pieces_of(said, "zh")] == ["搬运工中午休息", "共二人", "另有一人值班。"]


@pytest.mark.parametrize(
    ("claim", "source_text", "agrees"),
    [
        ("Repairs took slightly under ten working days.", "修理平均用时9.6个工作日。", True),
        ("Repairs took under ten working days.", "修理平均用时14.6个工作日。", False),
        ("Nearly seven percent of the checks were needless.", "6.9%的检查事后判定为不必要。", True),
        ("Nearly seven percent of the checks were needless.", "7.4%的检查事后判定为不必要。", False),
        ("Cranes and ropes together make about 36 percent of the costs.", "起重机占22.7%，缆绳占13.5%，照明占9.8%。", True),
        ("Cranes and ropes together make about 46 percent of the costs.", "起重机占22.7%，缆绳占13.5%。", False),
    ],
)
def test_a_figure_told_roughly_agrees_with_what_it_rounds(claim, source_text, agrees):
    assert figures_agree(claim, source_text) is agrees
    assert (conflict(claim, source_text, ("en", "zh")) is None) is agrees


@pytest.mark.parametrize(
    ("claim", "source_text", "agrees"),
    [
        ("Leaks are reported within four days.", "发现泄漏的，应当在七十二小时内报告。", False),
        ("船闸每次检修不超过两周。", "船闸每次检修不超过十四日。", True),
        ("船闸每次检修不超过三周。", "船闸每次检修不超过十四日。", False),
        ("The lease runs for two years.", "租期为二十四个月。", True),
        ("The lease runs for three years.", "租期为二十四个月。", False),
    ],
)
def test_a_period_told_in_another_unit_is_the_same_or_another_time(claim, source_text, agrees):
    langs = ("en" if claim.isascii() else "zh", "zh")
    assert figures_agree(claim, source_text) is agrees
    assert (conflict(claim, source_text, langs) is None) is agrees


def test_an_age_and_working_days_are_no_length_of_time_in_another_unit():
    assert conflict("A crane driver is at least 18 years old.", "执照有效期为十八个月。", ("en", "zh")) is None
    assert conflict("Leaks are reported within three days.", "发现泄漏的，应当在七十二小时内报告。", ("en", "zh")) is None
    assert conflict("Reports are due within five working days.", "应当在七十二小时内报告。", ("en", "zh")) is None


def test_a_clause_read_by_itself_does_not_give_one_thing_the_day_of_another(tmp_path):
    said = "北港章程自2021年3月1日起施行，由港务局制定；南港章程自2022年5月10日起施行，由海事局制定。"
    ports = side(tmp_path, "ports", said, title="章程")
    own = [Source(ports.record, each) for each in statements(ports.record, ports.passages) if not each.heads]

    class Clauses:
        def __call__(self, _text, _lang):
            return [0.0] * len(own)

        def to_parts(self, _text, _lang, parts, _parts_lang):
            return [0.9 if "2022" in part else 0.1 for part in parts]

    (checked,) = audit("北港的章程从2022年5月10日起施行。", own, Clauses(), Verifies())
    assert (checked.finding, checked.conflict and checked.conflict.theirs) == ("contradicted", "2021年3月1日")
