from __future__ import annotations

import numpy as np
import pytest

from ragassist.tasks.audit import audit
from ragassist.tasks.audit_report import why
from ragassist.tasks.audit_values import Source
from ragassist.tasks.claims_in_text import claims_of, references
from ragassist.tasks.nearest import Nearness
from ragassist.tasks.statements import statements
from ragassist.types import Verdict
from ragassist.verify.verifier import Verifier
from tests.tasks.make import side

BODY = """第一条　民宿经营者应当在入住后一小时内登记住客身份信息。

第二条　民宿经营者不得泄露住客个人信息。

第三条　布草每客更换，清洗记录至少保存六个月。

第四条　消防设施由经营者自行维护，每季度检测一次。

第五条　违反第二条规定的，由公安机关处五千元以上二万元以下罚款。"""


@pytest.fixture
def sources(tmp_path):
    inn = side(tmp_path, "inn", BODY, title="民宿管理办法", title_en="Measures for Guesthouses")
    return [Source(inn.record, each) for each in statements(inn.record, inn.passages) if not each.heads]


def check(text, sources):
    (found,) = audit(text, sources, lambda _text, _lang: [0.0] * len(sources), Verifier(None, None))
    return found


@pytest.mark.parametrize(
    ("claim", "finding"),
    [
        ("清洗记录应当至少保存六个月。", ("supported", "rough")),
        ("清洗记录应当至少保存三个月。", ("contradicted",)),
        ("民宿经营者可以泄露住客个人信息。", ("contradicted",)),
        ("泄露住客个人信息的，由公安机关处五千元以上五万元以下罚款。", ("contradicted",)),
        ("民宿应当为住客准备早餐和雨伞。", ("not_found",)),
        ("《民宿管理办法》第三十条规定了星级评定。", ("no_reference",)),
        ("《露营管理条例》第二条规定了营地选址。", ("no_reference",)),
    ],
)
def test_findings(sources, claim, finding):
    assert check(claim, sources).finding in finding


def test_contradicted_always_names_the_sentence_that_says_otherwise(sources):
    found = check("消防设施每年检测一次。", sources)
    assert found.finding == "contradicted"
    assert "每季度检测一次" in found.sources[0].statement.text
    assert "每季度" in why(found, "zh") or "季度" in why(found, "zh")


def test_partly_says_which_words_are_missing(sources):
    found = check("民宿经营者不得泄露住客个人信息，并且必须安装智能门锁。", sources)
    assert found.finding == "partly"
    assert "智能门锁" in why(found, "en")


def test_a_clause_whose_words_stand_nowhere_is_missing_however_alike_an_encoder_finds_all(sources):
    text = "民宿经营者不得泄露住客个人信息，并应当购买雨伞。"
    (found,) = audit(text, sources, lambda _text, _lang: [0.6] * len(sources), Says("rough"))
    assert found.finding == "partly"
    assert [text[a:b].strip("。") for a, b in found.missing] == ["并应当购买雨伞"]


def test_claims_keep_their_places_and_headings_are_left_out():
    text = "# 备忘录\n\n1. 经营者应当登记住客。\n是否需要备案？\n记录保存六个月。"
    found = claims_of(text)
    assert (
        [text[claim.start : claim.end] for claim in found]
        == [claim.text for claim in found]
        == ["经营者应当登记住客。", "记录保存六个月。"]
    )


def test_references_in_both_languages():
    assert [(r.title, r.article) for r in references("Under Article 9 of the Measures for Guesthouses, guests register.", "en")] == [
        ("Measures for Guesthouses, guests register", 9)
    ] or references("Under Article 9 of the Measures for Guesthouses, guests register.", "en")[0].title.startswith(
        "Measures for Guesthouses"
    )
    assert [(r.title, r.article) for r in references("依据《民宿管理办法》第三条。", "zh")] == [("民宿管理办法", 3)]


class Says:
    """A verifier that says the same of everything, and keeps what it was asked."""

    terms = None

    def __init__(self, status):
        self.status = status
        self.asked = []

    def verify(self, claim, evidence, *, context=""):
        self.asked.append(claim)
        return Verdict(self.status, 1.0, ())


def test_a_model_is_asked_only_of_what_agrees_in_unconfirmed_words(sources):
    text = "清洗记录应当至少保存三个月。民宿应当为住客准备早餐和雨伞。清洗记录应当至少保存六个月。"
    judge = Says("verified")
    found = audit(text, sources, lambda _text, _lang: [0.0] * len(sources), Says("rough"), judge=judge)
    assert [each.finding for each in found] == ["contradicted", "not_found", "supported"]
    assert judge.asked == ["清洗记录应当至少保存六个月。"]
    doubting = audit(text, sources, lambda _text, _lang: [0.0] * len(sources), Says("rough"), judge=Says("unsupported"))
    assert [each.finding for each in doubting] == ["contradicted", "not_found", "rough"]


def test_a_model_is_not_asked_for_longer_than_half_a_minute(sources, monkeypatch):
    clock = iter([0.0, *(n * 40.0 for n in range(9))])
    monkeypatch.setattr("ragassist.tasks.audit.time.monotonic", lambda: next(clock))
    found = audit(
        "清洗记录应当至少保存六个月。" * 3, sources, lambda _text, _lang: [0.0] * len(sources), Says("rough"), judge=Says("verified")
    )
    assert [each.finding for each in found] == ["supported", "rough", "rough"]


@pytest.mark.parametrize(
    ("claim", "finding", "told"),
    [
        ("根据第三条，清洗记录应当至少保存六个月。", "supported", ""),
        ("根据第四条，清洗记录应当至少保存六个月。", "partly", "第三条"),
        ("违反第二条规定的，由公安机关处五千元以上二万元以下罚款。", "supported", ""),
        ("《民宿管理办法》第四条要求每季度检测一次消防设施。", "supported", ""),
    ],
)
def test_an_article_that_is_named_must_be_the_one_that_says_so(sources, claim, finding, told):
    found = check(claim, sources)
    assert {"rough": "supported"}.get(found.finding, found.finding) == finding
    assert (told in why(found, "zh")) if told else why(found, "zh") == ""


class Turned:
    """An embedder whose vectors stand at given cosines to the claim."""

    def __init__(self, name, cosines):
        self.name, self._cosines = name, cosines

    def sentences(self, texts, langs):
        angles = [0.0 if text == "claim" else float(np.arccos(self._cosines[at])) for at, text in enumerate(texts)]
        return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


def test_a_known_encoder_is_read_by_its_cosines_and_another_by_how_unusual_they_are(sources):
    cosines = [0.30, 0.55, 0.60, 0.50, 0.85]
    known = Nearness(sources, Turned("embeddinggemma-300m-x@512", cosines), lambda _: [])("claim", "en")
    assert [round(value, 2) for value in known[1::3]] == [0.5, 1.0]
    fewer = Nearness(sources[:2], Turned("embeddinggemma-300m-x@512", cosines), lambda _: [])("claim", "en")
    assert fewer == pytest.approx(known[:2])
    other = Nearness(sources, Turned("another", cosines), lambda _: [])("claim", "en")
    assert other[4] < known[4]
    assert max(other) == other[4]
