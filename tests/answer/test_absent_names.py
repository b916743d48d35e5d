"""A name that no document has is told for certain, and only then."""

from __future__ import annotations

import pytest

from ragassist.answer.absent_names import absent_names
from ragassist.answer.evidence import Question

ZH = "滨海市向英特尔提供补贴，乌镇园区雇用三百人。中国与德国签署备忘录。"
EN = "The city of Berlin and Intel signed a memorandum with California."


@pytest.mark.parametrize(
    ("asked", "lang", "translation", "texts", "expected"),
    [
        ("How much did Samsung receive?", "en", "三星获得了多少补贴？", {"zh": ZH}, ("Samsung",)),
        ("How much did Intel receive?", "en", "英特尔获得了多少补贴？", {"zh": ZH}, None),
        ("三星获得了多少补贴？", "zh", "How much did Samsung receive?", {"zh": ZH}, ("三星",)),
        ("三星获得了多少补贴？", "zh", None, {"zh": ZH}, ("三星",)),
        ("英特尔获得了多少补贴？", "zh", None, {"zh": ZH}, None),
        ("乌兰察布雇用了多少人？", "zh", None, {"zh": ZH}, ("乌兰察布",)),
        ("How many people work in Ulanqab?", "en", "乌兰察布有多少人工作？", {"zh": ZH}, ()),
        ("How many people work in Wuzhen?", "en", "乌镇有多少人工作？", {"zh": ZH}, None),
        ("How many people work in Wuzhen?", "en", None, {"zh": ZH}, None),
        ("Who signed with Berlin?", "en", "谁与柏林签署？", {"zh": ZH, "en": EN}, None),
        ("What did the Californian city sign?", "en", None, {"en": EN}, None),
        ("What did Samsung sign?", "en", None, {"en": EN}, ("Samsung",)),
        ("What is the subsidy for training?", "en", "训练补贴是多少？", {"zh": ZH}, None),
        ("How much did Samsung receive?", "en", None, {}, None),
        ("园区靠哪两样东西吸引企业？", "zh", None, {"zh": ZH}, None),
        ("补贴由谁托底？", "zh", None, {"zh": ZH}, None),
        ("中考改革由哪个部门负责？", "zh", None, {"zh": ZH}, None),
        ("想问云川的补贴有多少？", "zh", None, {"zh": "云川市提供补贴。"}, None),
        ("我要找云川登记的数量？", "zh", None, {"zh": "云川市登记船舶三百艘。"}, None),
        ("想问云川的补贴有多少？", "zh", None, {"zh": ZH}, ("问云川",)),
    ],
)
def test_names_that_no_document_has(asked, lang, translation, texts, expected):
    assert absent_names(Question(asked, lang, lang, translation), texts) == expected


def test_it_must_be_missing_in_every_language_of_the_documents():
    question = Question("How much did Samsung receive?", "en", "en", "三星获得了多少补贴？")
    assert absent_names(question, {"zh": ZH, "en": EN}) == ("Samsung",)
    assert absent_names(question, {"zh": ZH + "三星设厂。", "en": EN}) is None
