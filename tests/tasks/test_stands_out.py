"""What tells that a statement speaks of a claim: that few others are as near, that figures agree that few have, that it stands out."""

from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks.audit import audit
from ragassist.tasks.audit_values import Source
from ragassist.tasks.contradiction import conflict, figures_tell
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side

THINGS = "船港灯塔桥闸坝渡锚缆帆舵桨网标坞堤井泵阀钟旗绳灶"
NUMERALS = "一二三四五六七八九十"


def _body(things):
    numbers = [*NUMERALS, *(f"十{one}" for one in NUMERALS[:9]), "二十", *(f"二十{one}" for one in NUMERALS[:9])]
    return "\n\n".join(f"第{number}条　{thing}应当有人看管。" for number, thing in zip(numbers, things, strict=False))


@pytest.fixture
def sources_of(tmp_path):
    def made(body):
        port = side(tmp_path, "port", body, title="看管办法", title_en="Measures for Guards")
        return [Source(port.record, each) for each in statements(port.record, port.passages) if not each.heads]

    return made


class Crowd:
    """An encoder to which the first statement is as near as it always is and all others as near as is said."""

    name = "embeddinggemma-300m-x@512"

    def __init__(self, others):
        self._others = others

    def sentences(self, texts, langs):
        angles = [0.0 if text == "claim" else float(np.arccos(0.6 if "第一条" in text else self._others)) for text in texts]
        return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


def test_where_everything_is_near_to_a_claim_being_near_says_less(sources_of):
    sources = sources_of(_body(THINGS))
    among_few, among_many = (Nearness(sources, Crowd(others), lambda _: [])("claim", "en")[0] for others in (0.45, 0.59))
    assert among_many < among_few - 0.03


def test_a_clause_of_a_statement_is_read_on_the_same_scale(sources_of):
    sources = sources_of(_body(THINGS))
    few, many = (Nearness(sources, Crowd(others), lambda _: []).to_parts("claim", "en", ["第一条"], "zh") for others in (0.45, 0.59))
    assert many[0] < few[0] - 0.03


def test_among_a_handful_of_statements_nobody_can_tell_what_is_usual(sources_of):
    sources = sources_of(_body(THINGS[:12]))
    few, many = (Nearness(sources, Crowd(others), lambda _: [])("claim", "en")[0] for others in (0.45, 0.59))
    assert few == many


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The ferry runs from six.", "第六条 渡轮每日开航。"),
        ("The harbour was built in July.", "七月是渡轮最忙的一个月。"),
        ("A lock opened in 2024.", "2024年渡轮停航。"),
        ("Crews report twice.", "渡轮载客量增长了两倍。"),
    ],
)
def test_a_number_of_an_article_a_bare_month_or_year_and_twice_tell_nothing(claim, source):
    assert not figures_tell(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The ferry carries 340 passengers.", "第六条 渡轮载客三百四十人。"),
        ("It sails again on 5 July.", "渡轮自7月5日起复航。"),
        ("Reports are due within ten days.", "第十条 应当在十日内报告。"),
    ],
)
def test_other_figures_that_agree_tell_that_both_speak_of_the_same(claim, source):
    assert figures_tell(claim, source)


def test_one_two_or_three_of_something_are_no_other_figure_for_fifty():
    assert conflict("Boats with fewer than 50 berths are exempt.", "有两种情形不适用本办法。", ("en", "zh")) is None
    assert conflict("The harbour has 5 locks.", "港口有三座船闸。", ("en", "zh")) is not None


class Given:
    """The likeness of whole claims to two statements, of every piece to the first, and which pieces are added."""

    def __init__(self, near, added=(), parts=0.0):
        self._near, self._added, self._parts = near, added, parts

    def __call__(self, _text, _lang):
        return list(self._near)

    def added(self, _claim, _lang, spans, _source):
        return [self._added[at] if at < len(self._added) else 0.0 for at in range(len(spans))]

    def to_parts(self, _text, _lang, parts, _parts_lang):
        return [self._parts] * len(parts)


TWO = """第一条　渡口应当设置候船室。

第二条　船长应当检查缆绳。"""


@pytest.mark.parametrize(
    ("near", "added", "finding"),
    [
        ((0.57, 0.5), (0.0, 1.0), "partly"),
        ((0.42, 0.2), (0.0, 1.0), "partly"),
        ((0.42, 0.38), (0.0, 1.0), "not_found"),
        ((0.3, 0.1), (0.0, 1.0), "not_found"),
        ((0.42, 0.2), (0.0, 0.6), "not_found"),
        ((0.42, 0.2), (1.0, 0.0), "not_found"),
    ],
)
def test_what_is_surely_added_to_a_statement_that_stands_out_is_not_there_and_the_rest_is(sources_of, near, added, finding):
    sources = sources_of(TWO)
    text = "Landings keep a dry room for waiting people, and they sell coffee too."
    (found,) = audit(text, sources, Given(near, added), Verifier(None, None))
    assert found.finding == finding
    if finding == "partly":
        assert [text[slice(*span)] for span in found.missing] == ["they sell coffee too."]


@pytest.mark.parametrize(
    ("text", "finding"), [("靠岸的地方得有屋子给人等。", "rough"), ("靠岸的地方得有四十平方米的屋子给人等。", "contradicted")]
)
def test_a_chinese_statement_that_stands_out_agrees_or_gives_another_figure(sources_of, text, finding):
    class Checks:
        """A verifier that finds a claim likely, but does not confirm it."""

        terms = None

        def verify(self, claim, evidence, *, context=""):
            from ragassist.types import Verdict

            return Verdict("rough", 0.3, ())

    sources = sources_of(TWO.replace("设置候船室", "设置六十平方米的候船室"))
    (found,) = audit(text, sources, Given((0.42, 0.2)), Checks())
    assert found.finding == finding
    (found,) = audit(text, sources, Given((0.42, 0.35)), Checks())
    assert found.finding == "not_found"
