"""A claim that has one value of a respect beside a statement that has the other; a statement that says "A and not B"."""

from __future__ import annotations

import pytest

from ragassist.lang.detector import detect
from ragassist.tasks.alternatives import either, other_of_two
from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Source
from ragassist.tasks.stances import Respect, agreed, otherwise_in_a_respect, respects, turned
from ragassist.tasks.statements import statements
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side

ROWS = respects()

BODY = """第一条　露营地的淋浴间免费开放；烧烤台可以收费，价格应当公示。

第二条　露营者不得在林区生火。

第三条　押金应当在离营时退还露营者。

第四条　营地许可证有效期为三年，由林业部门而不是由旅游部门颁发。"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.aspect)
def test_a_row_catches_its_own_pairs_and_leaves_alone_what_only_looks_like_them(row: Respect):
    assert len(row.reason) > 40
    assert {detect(claim) for claim, _ in row.catch} == {"en", "zh"}
    assert len(row.leave) >= 2
    caught = [row.aspect in turned(claim, source, (detect(claim), detect(source))) for claim, source in row.catch]
    left = [row.aspect not in turned(claim, source, (detect(claim), detect(source))) for claim, source in row.leave]
    assert caught == [True] * len(caught)
    assert left == [True] * len(left)


def test_a_value_that_stands_in_a_longer_form_of_the_other_is_not_read_by_itself():
    assert turned("Showers carry no fee.", "淋浴不得收取任何费用。", ("en", "zh")) == {}
    assert turned("生火是不允许的，不能生火。", "不得生火。", ("zh", "zh")) == {}


def test_a_claim_that_has_both_values_is_told_by_neither():
    assert turned("Showers are free of charge, and for the grill you pay a fee.", "淋浴免费。", ("en", "zh")) == {}


def test_only_values_that_name_something_agree():
    assert agreed("They pay nothing for it.", "不得因此收取任何费用。", ("en", "zh"))
    assert not agreed("They pay a fee for it.", "不得因此收取任何费用。", ("en", "zh"))
    assert not agreed("并应当佩戴头盔。", "应当出示证件。", ("zh", "zh"))


class Near:
    """A likeness that puts one statement first, and one piece of it."""

    def __init__(self, sources, first, value, piece=""):
        self.sources, self.first, self.value, self.piece = sources, first, value, piece

    def __call__(self, claim, lang):
        return [self.value if self.first in source.read else 0.1 for source in self.sources]

    def to_parts(self, claim, lang, parts, parts_lang):
        return [0.9 if self.piece and self.piece in part else 0.2 for part in parts]


@pytest.fixture
def sources(tmp_path):
    camp = side(tmp_path, "camp", BODY, title="露营地管理办法", title_en="Measures for Campsites")
    return [Source(camp.record, each) for each in statements(camp.record, camp.passages) if not each.heads]


def found(claim, sources, near):
    (only,) = audit(claim, sources, near, Verifier(None, None))
    return only.finding


@pytest.mark.parametrize(
    ("claim", "first", "piece", "finding"),
    [
        ("Campers may light fires among the trees.", "生火", "", "contradicted"),
        ("想在林子里点火的话随时都可以。", "生火", "", "contradicted"),
        ("The deposit is kept by the site.", "押金", "", "contradicted"),
        ("Showers have to be paid for.", "淋浴", "淋浴", "contradicted"),
        ("The barbecue has to be paid for.", "淋浴", "烧烤", "rough"),
        ("Site licences run for ever.", "许可证", "", "contradicted"),
    ],
)
def test_the_nearest_statement_says_otherwise_in_other_words(sources, claim, first, piece, finding):
    assert found(claim, sources, Near(sources, first, 0.7, piece)) == finding


def test_a_statement_that_is_not_near_says_nothing_otherwise(sources):
    near = Near(sources, "生火", 0.3)
    chosen = [(0.3, source) for source in sources if "生火" in source.read]
    assert otherwise_in_a_respect("Visitors may bring dogs.", "en", chosen, near) is None
    assert otherwise_in_a_respect("游客可以带狗。", "zh", [(0.2, source) for _, source in chosen], near) is None


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("许可证由林业部门而不是由旅游部门颁发。", [("许可证由林业部门", "许可证由旅游部门颁发")]),
        ("承租人不是游客，而是营地。", [("承租人是营地", "承租人是游客")]),
        ("本条只免除押金，不免除租金。", [("本条免除押金", "本条免除租金")]),
        ("The licence comes from the forest office, not from the tourist office.", 1),
        ("Dogs must not run free.", []),
        ("游客不得生火，应当自带炉具。", []),
    ],
)
def test_what_is_so_and_what_is_not_are_read_as_two_statements(text, pairs):
    said = list(either(text, detect(text)))
    assert (said == pairs) if isinstance(pairs, list) else len(said) == pairs


@pytest.mark.parametrize(
    ("claim", "piece", "other"),
    [
        ("The tourist office issues the licence.", "旅游部门", True),
        ("The forest office issues the licence.", "林业部门", False),
        ("许可证归旅游部门发。", "旅游部门", True),
    ],
)
def test_a_claim_that_says_what_is_denied_is_told_by_which_it_is_nearer_to(sources, claim, piece, other):
    chosen = [(0.7, source) for source in sources if "许可证" in source.read]
    result = other_of_two(claim, detect(claim), chosen, Near(sources, "许可证", 0.7, piece))
    assert (result is not None) == other


def test_without_an_encoder_that_compares_pieces_nothing_is_told_of_two(sources):
    chosen = [(0.7, source) for source in sources if "许可证" in source.read]
    assert other_of_two("The tourist office issues the licence.", "en", chosen, lambda _claim, _lang: []) is None
