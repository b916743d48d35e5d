from __future__ import annotations

import pytest

from ragassist.tasks.audit import Source, audit
from ragassist.tasks.audit_report import why
from ragassist.tasks.claims_in_text import claims_of, references
from ragassist.tasks.statements import statements
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
